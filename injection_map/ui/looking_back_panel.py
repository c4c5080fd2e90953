"""What is asked before the needle, in the safety pause: takes the place of the cards until it has been read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.looking_back import LookingBack
from injection_map.ui.controls import Button
from injection_map.ui.course_card import TrendCard
from injection_map.ui.looking_back_card import LookingBackCard
from injection_map.ui.sections import roomy
from injection_map.ui.theme import Theme

LookBack = Callable[[], LookingBack | None]
"""The answers from the visits that are kept; None when they cannot be read, which was said."""

_SHARES = (3, 2)


class LookingBackPanel(QWidget):
    """Reads only."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("looking-back-panel")
        columns = QHBoxLayout(self)
        roomy(theme, columns, spacing=(12, 8))
        self.answers = LookingBackCard(theme, self)
        self.trend = TrendCard(theme, answered=False, parent=self)
        beside = QVBoxLayout()
        roomy(theme, beside, spacing=(12, 8))
        beside.addWidget(self.trend, 1)
        self.done = Button(theme, "Back to the pause", kind="primary", icon="chevron-left", height_px=(60, 52))
        self.done.setObjectName("looking-back-done")
        self.done.clicked.connect(self.closed)
        beside.addStretch(0)
        beside.addWidget(self.done)
        columns.addWidget(self.answers, _SHARES[0])
        columns.addLayout(beside, _SHARES[1])

    def show_answers(self, looking_back: LookingBack) -> None:
        self.answers.show_answers(looking_back)
        self.trend.show_course(looking_back.course, looking_back.rules)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.closed.emit()
        else:
            super().keyPressEvent(event)
