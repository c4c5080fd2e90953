"""Beside the chosen record: all visits of its patient in a table, when the next one is, and the way to begin it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.course import Course, answer
from injection_map.domain.record_index import VisitRow
from injection_map.domain.rule_sets import RuleSet
from injection_map.ui.chosen_record import ChosenRecord, next_visit_of
from injection_map.ui.controls import Button, Card, ElidedText, Line, Text
from injection_map.ui.fields import unbroken_figures
from injection_map.ui.sections import Overflow, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trend_chart import TrendChart

_HEADINGS = ("Visit", "Days", "Units", "Lot")
_SPACING, _SIDES = (10, 6), (18, 10)
"""Between the columns of the table, and beside it, in px, wide and compact."""


class TrendCard(Card):
    """The headache days of the patient from visit to visit; there is none before they were told once."""

    def __init__(self, theme: Theme, *, answered: bool = True, parent: QWidget | None = None) -> None:
        """Without the answer, and the source of the rule, where they stand beside the card."""
        super().__init__(parent)
        box = QVBoxLayout(self)
        roomy(theme, box, spacing=(4, 2), margins=((18, 12), (12, 8), (18, 12), (12, 8)))
        box.addWidget(Text(theme, "base-strong", "Headache days per month", wrap=True))
        box.addWidget(Text(theme, "small", "28 days before each visit", colour="t2", wrap=True))
        self.chart = TrendChart(theme)
        box.addWidget(self.chart, 1)
        self.answer = Text(theme, "small-strong", wrap=True)
        self.answer.setObjectName("is-it-working")
        box.addWidget(self.answer)
        self.source = ElidedText(theme, "label", colour="t2")
        self.source.setObjectName("rule-source")
        box.addWidget(self.source)
        self._answered = answered
        self.answer.setVisible(answered)

    def show_course(self, course: Course, rules: RuleSet | None) -> None:
        """The course, and whether it is working by these rules."""
        self.setVisible(bool(course.told))
        self.chart.show_course(course, rules)
        self.answer.setText(unbroken_figures(answer(course, rules)))
        self.source.setText(rules.source_words if rules is not None else "")
        self.source.setVisible(self._answered and rules is not None)


class CourseCard(Card):
    """The visit that is shown stands out."""

    visit_asked = Signal(object)
    """The Patient whose visit is to begin."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chosen: ChosenRecord | None = None
        box = QVBoxLayout(self)
        roomy(theme, box, spacing=(6, 4), margins=(_SIDES, (14, 10), _SIDES, (14, 10)))
        self._scroll: Overflow | None = None
        self._lots_below = False
        self._box = box
        theme.changed.connect(self._fit)
        box.addStretch(1)
        box.addWidget(Text(theme, "small", "Next visit", colour="t2"))
        self.next = Text(theme, "title", wrap=True)
        self.next.setObjectName("next-visit")
        self.after = Text(theme, "small", colour="t2", wrap=True)
        box.addWidget(self.next)
        box.addWidget(self.after)
        self.start = Button(theme, "Start a visit", kind="primary", icon="plus", height_px=(72, 60), role="lead")
        self.start.setObjectName("start-visit-of-patient")
        self.start.clicked.connect(self._on_start)
        box.addSpacing(8)
        box.addWidget(self.start)

    def show_record(self, chosen: ChosenRecord) -> None:
        self._chosen = chosen
        self._lots_below = self._is_narrow(chosen)
        self._show_table(chosen)
        day, after = next_visit_of(chosen.visits)
        self.next.setText(day)
        self.after.setText(after)
        self.after.setVisible(bool(after))
        self.start.setAccessibleName(f"Start a visit of {chosen.patient.name}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Lots beside the figures where there is room for them, else below."""
        if self._chosen is not None and self._is_narrow(self._chosen) != self._lots_below:
            self._lots_below = not self._lots_below
            self._show_table(self._chosen)

    def _is_narrow(self, chosen: ChosenRecord) -> bool:
        heading_px = QFontMetrics(self._theme.font("label")).horizontalAdvance
        cell_px = QFontMetrics(self._theme.font("small-strong")).horizontalAdvance
        rows = [[*map(heading_px, _HEADINGS)], *([*map(cell_px, _cells(chosen, row))] for row in chosen.visits)]
        wanted_px: int = sum(max(column) for column in zip(*rows, strict=True))
        spaces_px = 3 * self._theme.px(*_SPACING) + 2 * self._theme.px(*_SIDES)
        return wanted_px + spaces_px > self.width()

    def _show_table(self, chosen: ChosenRecord) -> None:
        if self._scroll is not None:
            self._scroll.hide()
            self._box.removeWidget(self._scroll)
            self._scroll.deleteLater()
        self._scroll = Overflow(self._theme, self._table(chosen))
        self._scroll.shrink_first(80)
        self._box.insertWidget(0, self._scroll, 100)

    def _table(self, chosen: ChosenRecord) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        roomy(self._theme, grid, spacing=_SPACING, rows=(9, 6))
        grid.setColumnStretch(3, 1)
        headings = _HEADINGS[:3] if self._lots_below else _HEADINGS
        for column, heading in enumerate(headings):
            grid.addWidget(Text(self._theme, "label", heading, colour="t2"), 0, column, _side(column))
        for number, row in enumerate(chosen.visits):
            line = 3 * number + 1
            grid.addWidget(Line(), line, 0, 1, len(_HEADINGS))
            role = "small-strong" if number == chosen.number else "small"
            *cells, lots = _cells(chosen, row)
            for column, cell in enumerate(cells):
                grid.addWidget(Text(self._theme, role, cell), line + 1, column, _side(column))
            if self._lots_below and lots:
                below = ElidedText(self._theme, "label", f"Lot {lots}", colour="t2", identifier=True)
                grid.addWidget(below, line + 2, 0, 1, len(_HEADINGS))
            elif lots:
                beside = ElidedText(self._theme, role, lots, identifier=True)
                beside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(beside, line + 1, 3)
        grid.setRowStretch(3 * len(chosen.visits) + 1, 1)
        return table

    def _on_start(self) -> None:
        if self._chosen is not None:
            self.visit_asked.emit(self._chosen.patient)


def _cells(chosen: ChosenRecord, row: VisitRow) -> tuple[str, str, str, str]:
    """The visit, the headache days, the units and the lots."""
    days = chosen.headache_days.get(row.record_id)
    return (
        words.day(row.started_at),
        "" if days is None else str(days),
        words.figure(row.units_given) if row.treated else "none",
        ", ".join(row.lots),
    )


def _side(column: int) -> Qt.AlignmentFlag:
    """Days and figures stand right, under their headings."""
    across = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return across | Qt.AlignmentFlag.AlignVCenter
