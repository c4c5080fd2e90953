"""The last visit's deviations in words, and the same again with one press."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.last_visit import Deviation, Repeat
from injection_map.domain.session import Visit
from injection_map.ui.chair.caution import Caution
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Text
from injection_map.ui.sections import Overflow
from injection_map.ui.theme import Theme


class LastVisitSheet(Sheet):
    """Each deviation with its reason; what cannot be done again is named below. The list scrolls where it is long."""

    may_be_replaced = True

    def __init__(
        self,
        theme: Theme,
        last: Visit,
        deviations: Sequence[Deviation],
        repeat: Repeat,
        caution: str,
        parent: QWidget | None = None,
    ) -> None:
        """`caution` is what doing the same would be over, in sentences."""
        count = words.count(len(deviations), "change")
        day = f" on {words.day(last.started_at.date())}" if last.started_at else ""
        super().__init__(theme, f"Last visit: {count}", main="Do the same" if repeat.commands else "", parent=parent)
        self.setObjectName("last-visit")
        self.body.addWidget(Text(theme, "second", f"What differed from the plan{day}.", colour="t2", wrap=True))
        self.body.addWidget(self._list(deviations, repeat), 1)
        if caution:
            warning = Caution(theme, caution)
            warning.set_small(True)
            warning.set_role("small")
            self.body.addWidget(warning)
        outcome = (
            "One act; Undo takes all of it back." if repeat.commands else "All of this is so in this visit already."
        )
        if repeat.left_out and not repeat.commands:
            outcome = "None of this can be done again in this visit."
        self.body.addWidget(Text(theme, "body", outcome if deviations else "It was given as planned.", wrap=True))

    def _list(self, deviations: Sequence[Deviation], repeat: Repeat) -> Overflow:
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 4, 10, 4)
        box.setSpacing(2)
        for deviation in deviations:
            box.addWidget(Text(self.theme, "second-strong", deviation.told, wrap=True))
            box.addWidget(Text(self.theme, "small", deviation.reason, colour="t2", wrap=True))
            box.addSpacing(8)
        if repeat.left_out:
            box.addWidget(Text(self.theme, "small-strong", "Not done again", colour="t3"))
        for left_out in repeat.left_out:
            box.addWidget(Text(self.theme, "small", left_out, colour="t2", wrap=True))
        box.addStretch(1)
        return Overflow(self.theme, content)
