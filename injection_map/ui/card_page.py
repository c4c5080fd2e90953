"""A page with one card in the middle of the window: one thing is said, asked or waited for."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from injection_map.ui.controls import Button, Card, IconLabel, Text
from injection_map.ui.page import Page
from injection_map.ui.theme import Theme


class CardPage(Page):
    """What is on the card goes into `body`, below the title and its text."""

    def __init__(self, theme: Theme, *, icon: str, title: str, text: str, width_px: int = 680) -> None:
        super().__init__()
        self.theme = theme
        card = Card()
        card.setFixedWidth(width_px)
        self.body = QVBoxLayout(card)
        self.body.setContentsMargins(32, 28, 32, 28)
        self.body.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(IconLabel(theme, icon, colour="t1", size_px=28))
        head.addWidget(Text(theme, "person", title), 1)
        self.body.addLayout(head)
        self.body.addWidget(Text(theme, "body", text, colour="t2", wrap=True))
        self.body.addSpacing(8)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        row = QHBoxLayout()  # an alignment instead would forget that wrapped text needs more height
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(1)

    def big(self, text: str, name: str, *, icon: str | None = None) -> Button:
        button = Button(self.theme, text, kind="primary", icon=icon, height_px=(84, 76), role="title")
        button.setObjectName(name)
        return button
