"""A list of ready words of which one tap is enough, and a line for one's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from injection_map.domain.checks import clean_line
from injection_map.domain.protocol import Side
from injection_map.ui.chair.reason_picker import MOST_REASON_CHARACTERS, ReasonButton
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Button, Text
from injection_map.ui.theme import Theme


class PickSheet(Sheet):
    """A tap on a row confirms it, with what was typed beside it; the main button confirms what was typed alone."""

    picked = Signal(str)
    """The row's words; empty when only what was typed is meant."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        rows: Sequence[str],
        own: str,
        main: str,
        side: Side | None = None,
        above: str = "",
        beside: str = "",
        may_be_empty: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`own` is the label of the line, `beside` that of a second one that may stay empty.

        `may_be_empty` lets the main button confirm without a word.
        """
        super().__init__(theme, title, side=side, main=main, parent=parent)
        self._may_be_empty = may_be_empty
        if above:
            self.body.addWidget(Text(theme, "second", above, colour="t2", wrap=True))
        self.rows = [ReasonButton(theme, row, kind="plain") for row in rows]
        for i, row in enumerate(self.rows):
            row.setObjectName(f"pick-{i + 1}")
            row.clicked.connect(self._on_row)
            self.body.addWidget(row)
        self.body.addSpacing(6)
        self.own = self._line(own, "own-words")
        self.own.textChanged.connect(self._refresh_main)
        self.beside = self._line(beside, "beside-words") if beside else None
        self.body.addStretch(1)
        self.confirmed.connect(self._on_main)
        self._refresh_main()

    def _line(self, label: str, name: str) -> QLineEdit:
        self.body.addWidget(Text(self.theme, "small", label, colour="t3", wrap=True))
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.setMaxLength(MOST_REASON_CHARACTERS)
        line.setFixedHeight(self.theme.px(54, 46))
        self.body.addWidget(line)
        return line

    @property
    def typed(self) -> str:
        return clean_line(self.own.text())

    @property
    def typed_beside(self) -> str:
        return clean_line(self.beside.text()) if self.beside is not None else ""

    def first_focus(self) -> QWidget:
        """The main button where it may be pressed at once, else the list."""
        return self.main if self._may_be_empty else (self.rows[0] if self.rows else self.own)

    def add_below(self, button: Button) -> None:
        """One more way on, after the line."""
        self.body.insertWidget(self.body.count() - 1, button)

    def _refresh_main(self) -> None:
        self.main.setEnabled(self._may_be_empty or bool(self.typed))

    def _on_row(self) -> None:
        row = self.sender()
        assert isinstance(row, Button)
        self.picked.emit(row.text())

    def _on_main(self) -> None:
        self.picked.emit("")
