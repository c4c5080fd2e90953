"""The keys of the chair page and what each mark means, in the panel's place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from injection_map.ui.chair.keys import KEY_WORDS
from injection_map.ui.chair.legend import LegendList
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Line, Text
from injection_map.ui.sections import Overflow
from injection_map.ui.theme import Theme


class KeysSheet(Sheet):
    may_be_replaced = True

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Keys and legend", parent=parent)
        self.setObjectName("keys")
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(theme.px(7, 2))
        grid.setColumnStretch(1, 1)
        for row, (keys, act) in enumerate(KEY_WORDS):
            grid.addWidget(Text(theme, "small-strong", keys), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(theme, "small", act, colour="t2", wrap=True), row, 1)
        box.addLayout(grid)
        box.addSpacing(theme.px(10, 4))
        box.addWidget(Line())
        box.addWidget(LegendList(theme))
        box.addStretch(1)
        self.body.addWidget(Overflow(theme, content))  # large type in a small window has no room for all of it
