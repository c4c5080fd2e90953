"""The line above a page of the trainer: what it is, and the way back, which is Escape too."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from injection_map.ui.controls import Button, Text
from injection_map.ui.theme import Theme


class TopBar(QFrame):
    """`title` is at the left, `back` at the right; `add` puts something between them."""

    back_asked = Signal()

    def __init__(self, theme: Theme, title: str, back_to: str) -> None:
        """`back_to` names where the way back leads."""
        super().__init__()
        self.setProperty("role", "bar")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 4, 14, 4)
        self._row.setSpacing(14)
        self.title = Text(theme, "person", title)
        self._row.addWidget(self.title)
        self._row.addStretch(1)
        self.back = Button(theme, back_to, kind="quiet", icon="chevron-left")
        self.back.setObjectName("back")
        self.back.setShortcut(Qt.Key.Key_Escape)
        self.back.clicked.connect(self.back_asked)
        self._row.addWidget(self.back)

    def add(self, widget: QWidget, *, after_title: bool = False) -> None:
        """Right before the way back, or beside the title."""
        self._row.insertWidget(1 if after_title else self._row.count() - 1, widget)
