"""Recall and audit: who received a lot, who did what, what is skipped, and the units of each month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.audit import Recall
from injection_map.domain.errors import InjectionMapError
from injection_map.domain.record_index import VisitRow
from injection_map.domain.tallies import (
    ALL_TIME,
    MonthUnits,
    Period,
    PersonWork,
    SkippedSite,
    last_twelve_months,
    this_year,
)
from injection_map.ui.audit_answers import (
    NOT_YET,
    Line,
    Picture,
    Shown,
    people_shown,
    person_shown,
    recall_shown,
    skipped_shown,
    units_shown,
    visit_lines,
)
from injection_map.ui.audit_chart import BarChart
from injection_map.ui.audit_table import AuditTable
from injection_map.ui.background import Background
from injection_map.ui.chair.banner import ErrorBar
from injection_map.ui.controls import Button, Card, Segments, Text
from injection_map.ui.lot_finder import FindLots, LotFinder
from injection_map.ui.page import Page
from injection_map.ui.sections import GUTTER, roomy
from injection_map.ui.theme import Theme

RECALL, PEOPLE, SKIPPED, UNITS = range(4)
COUNTING = "Counting"
SEVERAL = "Several lots begin so. Choose one."
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Questions:
    """What can be asked, from any thread. StoreError when the records cannot be read."""

    lots: FindLots
    recall: Callable[[str], Recall]
    people: Callable[[Period], Sequence[PersonWork]]
    visits: Callable[[str, Period, int, int | None], Sequence[VisitRow]]
    skipped: Callable[[Period], Sequence[SkippedSite]]
    units: Callable[[Period], Sequence[MonthUnits]]
    unreadable: Callable[[], int]


@dataclass(frozen=True, slots=True)
class AuditPlace:
    """What was asked: where one comes back to. `when` is the number of the period."""

    tab: int = RECALL
    when: int = 0
    lot: str = ""
    person: str = ""


class AuditPage(Page):
    """Asks in the background; an answer to a question that is no longer the one on the screen is dropped."""

    back_asked = Signal()
    record_chosen = Signal(str)
    table_save_asked = Signal(object)
    """A Saving: the whole of the table that is shown."""
    picture_save_asked = Signal(str, object)
    """The name of the answer, and its pictures."""

    def __init__(
        self,
        theme: Theme,
        questions: Questions,
        background: Background,
        *,
        today: date,
        place: AuditPlace | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._questions, self._background = theme, questions, background
        self._periods = (last_twelve_months(today), this_year(today), ALL_TIME)
        self._place = place or AuditPlace()
        self._asked = 0
        self.shown = Shown("")
        self.setObjectName("audit-page")
        self.lots = LotFinder(theme, questions.lots, background, self)
        self._build()
        self.lots.write(self._place.lot)
        self.lots.typed.connect(self._on_typed)
        self.lots.chosen.connect(self._recall)
        self.lots.several.connect(self._on_several)
        self.lots.failed.connect(self._say_fault)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.tabs.choose(self._place.tab)
        self.when.choose(self._place.when)
        self._ask()

    @property
    def place(self) -> AuditPlace:
        """To come back to."""
        return self._place

    def first_focus(self) -> QWidget:
        return self.lots.line if self._place.tab == RECALL and not self._place.lot else self.table.list

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        self.error_bar = ErrorBar(self._theme)
        box.addWidget(self.error_bar)
        body = QVBoxLayout()
        roomy(self._theme, body, spacing=(12, 8), margins=GUTTER)
        body.addLayout(self._questions_row())
        body.addLayout(self.lots.row)
        body.addLayout(self._said_row())
        columns = QHBoxLayout()
        roomy(self._theme, columns, spacing=(12, 8))
        columns.addWidget(self._table_card(), 3)
        columns.addWidget(self._chart_card(), 2)
        body.addLayout(columns, 1)
        self._rest = QWidget()
        body.addWidget(self._rest, 1)
        box.addLayout(body, 1)

    def _bar(self) -> QFrame:
        self._top = QFrame()
        self._top.setProperty("role", "bar")
        row = QHBoxLayout(self._top)
        row.setContentsMargins(20, 0, 14, 0)
        row.addWidget(Text(self._theme, "person", "Recall and audit"), 1)
        back = self._button("Records", "back", icon="chevron-left", kind="quiet")
        back.clicked.connect(self.back_asked)
        row.addWidget(back)
        return self._top

    def _questions_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        tabs: list[tuple[str, str | None]] = [
            (text, None) for text in ("Recall of a lot", "Visits of a person", "Sites skipped", "Units by month")
        ]
        self.tabs = Segments(self._theme, tabs)
        self.tabs.chosen.connect(self._on_tab)
        row.addWidget(self.tabs, 4)
        self.when = Segments(self._theme, [("12 months", None), ("This year", None), ("All", None)])
        for number, name in enumerate(("last-12-months", "this-year", "all-time")):
            self.when.part(number).setObjectName(name)
        for number, name in enumerate(("tab-recall", "tab-people", "tab-skipped", "tab-units")):
            self.tabs.part(number).setObjectName(name)
        self.when.chosen.connect(self._on_when)
        row.addWidget(self.when, 2)
        row.addWidget(self.lots.line, 2)
        return row

    def _said_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.everybody = self._button("Everybody", "everybody", icon="chevron-left")
        self.everybody.clicked.connect(self._on_everybody)
        row.addWidget(self.everybody)
        sentences = QVBoxLayout()
        sentences.setSpacing(2)
        self.said = Text(self._theme, "lead-strong", wrap=True)
        self.said.setObjectName("said")
        self.caution = Text(self._theme, "base-strong", colour="bad", wrap=True)
        self.caution.setObjectName("caution")
        sentences.addWidget(self.said)
        sentences.addWidget(self.caution)
        row.addLayout(sentences, 1)
        self.save_csv = self._button("Save CSV", "save-csv", icon="disk")
        self.save_csv.clicked.connect(self._on_save_csv)
        row.addWidget(self.save_csv)
        self.save_picture = self._button("Save picture", "save-picture", icon="disk")
        self.save_picture.clicked.connect(self._on_save_picture)
        row.addWidget(self.save_picture)
        return row

    def _button(self, text: str, name: str, *, icon: str | None = None, kind: str = "plain") -> Button:
        button = Button(self._theme, text, kind=kind, icon=icon, height_px=(48, 44))
        button.setObjectName(name)
        return button

    def _table_card(self) -> Card:
        self._table_box = Card()
        box = QVBoxLayout(self._table_box)
        box.setContentsMargins(1, 1, 1, 6)
        self.table = AuditTable(self._theme)
        self.table.chosen.connect(self._on_line)
        self.table.model.more_asked.connect(self._ask_more)
        box.addWidget(self.table)
        return self._table_box

    def _chart_card(self) -> Card:
        self._chart_box = Card()
        box = QVBoxLayout(self._chart_box)
        box.setContentsMargins(14, 12, 14, 12)
        self.chart = BarChart(self._theme)
        box.addWidget(self.chart)
        return self._chart_box

    def _restyle(self) -> None:
        self._top.setFixedHeight(self._theme.px(84, 66))

    # --- asking -----------------------------------------------------------------------------------------------

    @property
    def _period(self) -> Period:
        return self._periods[self._place.when]

    def _ask(self) -> None:
        """What the page is set to."""
        place = self._place
        self.lots.line.setVisible(place.tab == RECALL)
        self.when.setVisible(place.tab != RECALL)
        self.everybody.setVisible(place.tab == PEOPLE and bool(place.person))
        self.error_bar.hide()
        self._asked += 1
        if place.tab != RECALL:
            self.lots.forget()
        if place.tab == RECALL and not place.lot:
            self._show(Shown(NOT_YET))
            return
        self._show(Shown(COUNTING))
        number, work = self._asked, self._work()

        def answered(shown: Shown) -> None:
            if number == self._asked:
                self._show(shown)

        def failed(error: InjectionMapError) -> None:
            if number == self._asked:
                self._say_fault(error)

        self._background.run(work, done=answered, failed=failed)

    def _work(self) -> Callable[[], Shown]:
        """What finds the answer, on the other thread."""
        questions, place, period = self._questions, self._place, self._period
        if place.tab == RECALL:
            return lambda: recall_shown(questions.recall(place.lot))
        if place.tab == PEOPLE and place.person:
            return lambda: _person_found(questions, place.person, period)
        if place.tab == PEOPLE:
            return lambda: people_shown(questions.people(period), questions.unreadable())
        if place.tab == SKIPPED:
            return lambda: skipped_shown(questions.skipped(period), questions.unreadable())
        return lambda: units_shown(questions.units(period), questions.unreadable())

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self.said.setText(shown.said)
        self.caution.setText(shown.caution)
        self.caution.setVisible(bool(shown.caution))
        has_more = bool(self._place.tab == PEOPLE and self._place.person) and len(shown.lines) == _AT_ONCE
        self.table.show_lines(shown.columns, shown.lines, has_more=has_more)
        self.chart.show_pictures(shown.pictures)
        self._table_box.setVisible(bool(shown.lines))
        self._chart_box.setVisible(bool(shown.pictures))
        self._rest.setVisible(not shown.lines)
        self.save_csv.setVisible(bool(shown.lines))
        self.save_picture.setVisible(bool(shown.pictures))

    def _say_fault(self, error: InjectionMapError) -> None:
        self._show(Shown(""))
        self.error_bar.say("The records cannot be counted now", str(error))

    def _ask_more(self) -> None:
        """The next visits of the person, as the table is scrolled."""
        number, person, period = self._asked, self._place.person, self._period
        offset = self.table.model.rowCount()

        def more(rows: Sequence[VisitRow]) -> None:
            if number == self._asked:
                self.table.model.add(tuple(visit_lines(person, rows)), has_more=len(rows) == _AT_ONCE)

        def failed(error: InjectionMapError) -> None:
            if number == self._asked:
                self._say_fault(error)

        self._background.run(lambda: self._questions.visits(person, period, offset, _AT_ONCE), done=more, failed=failed)

    # --- what the user does -----------------------------------------------------------------------------------

    def _go(self, **changes: Any) -> None:
        self._place = replace(self._place, **changes)
        self._ask()

    def _on_tab(self, tab: int) -> None:
        self._go(tab=tab, person="")
        if tab == RECALL:
            self.lots.look()
            self.lots.line.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_when(self, when: int) -> None:
        self._go(when=when)

    def _on_everybody(self) -> None:
        self._go(person="")
        self.table.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_typed(self) -> None:
        """What was found of the last lot is no longer shown."""
        self._go(lot="")

    def _on_several(self) -> None:
        self._show(Shown(SEVERAL))

    def _recall(self, lot: str) -> None:
        self.lots.write(lot)
        self._go(lot=lot)
        self.table.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_line(self, line: Line) -> None:
        if line.person:
            self._go(person=line.person)
        else:
            self.record_chosen.emit(line.record_id)

    def _on_save_csv(self) -> None:
        self.table_save_asked.emit(Saving(self.shown, self._place.person, self._period))

    def _on_save_picture(self) -> None:
        self.picture_save_asked.emit(self.shown.name, self.shown.pictures)

    def say(self, sentence: str) -> None:
        """That something was saved, or why not."""
        self.said.setText(f"{self.shown.said} {sentence}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back: from one person to everybody, then to the records."""
        if event.key() == Qt.Key.Key_Escape:
            back = self._on_everybody if self._place.tab == PEOPLE and self._place.person else self.back_asked.emit
            back()
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True, slots=True)
class Saving:
    """What is to be saved. The visits of a person have to be fetched for it, all of them."""

    shown: Shown
    person: str
    period: Period

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return self.shown.pictures


def _person_found(questions: Questions, person: str, period: Period) -> Shown:
    work = next((work for work in questions.people(period) if work.name == person), PersonWork(person, ()))
    rows = questions.visits(person, period, 0, _AT_ONCE)
    return person_shown(work, rows, questions.unreadable())
