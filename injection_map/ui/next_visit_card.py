"""When next: the protocol's interval from today, one and two weeks later, on workdays; any other day, or none."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from injection_map.domain import words
from injection_map.domain.checks import Finding
from injection_map.domain.dates import parse_date
from injection_map.domain.intervals import interval_days, span_words, workday_from
from injection_map.ui.controls import Button, Segments
from injection_map.ui.fields import LineField
from injection_map.ui.sections import Section
from injection_map.ui.theme import Theme


class NextVisitCard(Section):
    """The day is typed, stepped, or taken from an offer."""

    changed = Signal()

    def __init__(self, theme: Theme, *, today: date, interval_weeks: Decimal | None, month_first: bool = False) -> None:
        super().__init__(theme, "Next visit")
        self._today, self._interval, self._month_first = today, interval_weeks, month_first
        self._offers = _offers(today, interval_weeks)
        self.less = self._step("minus", "One day earlier", "next-earlier")
        self.more = self._step("plus", "One day later", "next-later")
        self.day = LineField(theme, "Day of the next visit", name="next-day")
        self.day.label.hide()
        self.day.line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.less, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.day, 1)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.segments = Segments(theme, [(label, None) for label, _ in self._offers])
        self.segments.setObjectName("next-offers")
        self.segments.chosen.connect(self._on_offer)
        self.body.addWidget(self.segments)
        self._set(self._offers[0][1])
        self.day.changed.connect(self._on_typed)
        self.day.left.connect(self._on_left)

    def _step(self, icon: str, name: str, object_name: str) -> Button:
        button = Button(self.theme, "", icon=icon, height_px=(54, 46))
        button.setFixedWidth(52)
        button.setAccessibleName(name)
        button.setObjectName(object_name)
        button.clicked.connect(self._on_step)
        return button

    @property
    def _chosen(self) -> date | None:
        return parse_date(self.day.text, month_first=self._month_first)

    def _on_step(self) -> None:
        step = timedelta(days=-1 if self.sender() is self.less else 1)
        day = self._chosen or self._today
        self._set(max(day + step, self._today + timedelta(days=1)))
        self.changed.emit()

    def _on_offer(self, index: int) -> None:
        self._set(self._offers[index][1])
        self.changed.emit()

    def _on_typed(self) -> None:
        self._show()
        self.changed.emit()

    def _on_left(self) -> None:
        if self._chosen is not None:
            self._set(self._chosen)

    def _set(self, day: date | None) -> None:
        self.day.set_text(words.day(day) if day else "")
        self._show()

    def _show(self) -> None:
        days = [day for _, day in self._offers]
        unread = self._chosen is None and bool(self.day.text.strip())
        self.segments.choose(-1 if unread or self._chosen not in days else days.index(self._chosen))

    def say_finding(self, finding: Finding | None) -> None:
        self.day.say(finding, self._about(self._chosen))

    def _about(self, day: date | None) -> str:
        """Tuesday, in 12 weeks; and by how much that is before the protocol's interval."""
        if day is None:
            return "No next visit."
        away = (day - self._today).days
        early = interval_days(self._interval) - away if self._interval is not None else 0
        before = f": {words.count(early, 'day')} too early" if early > 0 else ""
        return f"{words.weekday(day)}, in {span_words(away)}{before}"


def _offers(today: date, interval_weeks: Decimal | None) -> tuple[tuple[str, date | None], ...]:
    if interval_weeks is None:
        return (("None", None),)
    days = [interval_days(interval_weeks + more) for more in range(3)]
    labels = [f"{words.figure(interval_weeks)} weeks", *(words.figure(interval_weeks + more) for more in (1, 2))]
    offered = [(label, workday_from(today + timedelta(days=count))) for label, count in zip(labels, days, strict=True)]
    return (*offered, ("None", None))
