"""Something about the records that should be known and does not press: a sentence on the start page, until it is
put away."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.ui.controls import Button, Card, IconLabel, Text
from injection_map.ui.fields import unbroken
from injection_map.ui.sections import roomy
from injection_map.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Notice:
    """`key` tells it apart from others; `action` names the button that does something about it."""

    key: str
    sentence: str
    action: str = ""


class NoticeCard(Card):
    """One notice, with its sign: colour alone says nothing."""

    acted = Signal(str)
    put_away = Signal(str)
    """Both with the notice's key."""

    def __init__(self, theme: Theme, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setObjectName(f"notice-{notice.key}")
        row = QHBoxLayout(self)
        roomy(theme, row, spacing=(16, 12), margins=((20, 16), (10, 6), (12, 8), (10, 6)))
        row.addWidget(IconLabel(theme, "caution", colour="warn_edge", size_px=24), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Text(theme, "base", unbroken(notice.sentence), wrap=True), 1)
        self.action = Button(theme, notice.action, kind="plain")
        self.action.setObjectName(f"notice-{notice.key}-action")
        self.action.clicked.connect(self._on_action)
        self.away = Button(theme, "Put away", kind="quiet")
        self.away.setObjectName(f"notice-{notice.key}-away")
        self.away.setAccessibleName(f"Put away: {notice.sentence}")
        self.away.clicked.connect(self._on_away)
        for button in (self.action, self.away):
            row.addWidget(button)
        self.action.setVisible(bool(notice.action))

    def _on_action(self) -> None:
        self.acted.emit(self.notice.key)

    def _on_away(self) -> None:
        self.put_away.emit(self.notice.key)
