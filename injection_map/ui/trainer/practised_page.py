"""What came of a visit that was practised: what was given, what differed from the protocol, the order and the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import words
from injection_map.domain.dosing import totals
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol
from injection_map.domain.training import GivenInTurn, given_in_turn, middle_of
from injection_map.report import facts
from injection_map.report.record import Record, muscle_names
from injection_map.ui.chair.changes import MarkSign
from injection_map.ui.chair.look import look_of
from injection_map.ui.controls import Button, Line, Text
from injection_map.ui.fields import breakable
from injection_map.ui.four_views import FourViews
from injection_map.ui.given_table import GivenTable, table_rows
from injection_map.ui.page import Page
from injection_map.ui.sections import GUTTER, Overflow, Section, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.training_page import TrainingBand
from injection_map.ui.trainer.turn_rows import TurnRows, seconds
from injection_map.ui.wording import site_and_side

_FEW_PX, _MANY_PX = 120, 220
"""How high the list of what differed is at least, where it is so long, and at most: longer ones scroll."""


class PractisedPage(Page):
    """One training record, by its events alone."""

    back_asked = Signal()
    again_asked = Signal()
    """The same trainee, the same protocol, another invented patient."""

    def __init__(
        self,
        theme: Theme,
        art: ArtCache,
        record: Record,
        *,
        protocol: Protocol | None,
        placed: Mapping[str, PlacedSite],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self.record = theme, record
        self.setObjectName("practised-page")
        turns = given_in_turn(record.events)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(TrainingBand(theme, facts.training_warning(record) or ""))
        box.addWidget(self._bar())
        columns = QHBoxLayout()
        roomy(theme, columns, spacing=(12, 8), margins=GUTTER)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, share in ((left, 5), (right, 4)):
            roomy(theme, column, spacing=(12, 8))
            columns.addLayout(column, share)
        left.addWidget(self._given(art, protocol, placed), 1)
        right.addWidget(self._differences())
        right.addWidget(TurnsCard(theme, record, turns), 1)
        box.addLayout(columns, 1)

    def first_focus(self) -> QWidget:
        return self.back

    def _bar(self) -> QFrame:
        theme, record = self._theme, self.record
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        roomy(theme, row, spacing=(12, 8), margins=((8, 8), (10, 8), (14, 10), (10, 8)))
        self.back = Button(theme, "", kind="quiet", icon="chevron-left")
        self.back.setObjectName("back")
        self.back.setAccessibleName("Back to practising")
        self.back.setFixedWidth(52)
        self.back.clicked.connect(self.back_asked)
        row.addWidget(self.back)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(Text(theme, "person", f"Practised by {record.opened.clinician.name}", wrap=True))
        when = f"{facts.when(record)}. {facts.protocol_line(record)}. {record.opened.patient.name}."
        titles.addWidget(Text(theme, "second", when, colour="t2", wrap=True))
        row.addLayout(titles, 1)
        again = Button(theme, "Practise again", kind="primary", icon="play")
        again.setObjectName("again")
        again.clicked.connect(self.again_asked)
        row.addWidget(again)
        return bar

    def _given(self, art: ArtCache, protocol: Protocol | None, placed: Mapping[str, PlacedSite]) -> Section:
        visit = self.record.visit
        sums = totals(visit.sites)
        card = Section(self._theme, "Given")
        given = f"{sums.sites_given} of {words.count(sums.sites, 'site')}"
        card.say(f"{given}, {words.figure(sums.units_given)} of {words.units(sums.units_planned)}")
        table = GivenTable(self._theme, with_plan=True)
        table.set_rows(table_rows(visit, muscle_names(self.record, protocol)))
        card.body.addWidget(table, 1)
        views = FourViews(self._theme, art)
        views.setMinimumHeight(164)
        card.body.addWidget(views, 1)
        views.show_visit(visit, placed)
        return card

    def _differences(self) -> Section:
        found = facts.differences(self.record)
        card = Section(self._theme, "Otherwise than the protocol")
        card.setObjectName("differences")
        card.say(words.count(len(found), "site"))
        rows = QWidget()
        box = QVBoxLayout(rows)
        roomy(self._theme, box, spacing=(8, 6))
        for difference in found:
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(MarkSign(self._theme, look_of(difference.site, next_site=None)), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(self._theme, "small", breakable(difference.sentence), wrap=True), 1)
            box.addLayout(row)
        if not found:
            box.addWidget(Text(self._theme, "base", "Every site as the protocol has it.", colour="t2", wrap=True))
        listed = Overflow(self._theme, rows)
        listed.setMinimumHeight(min(rows.sizeHint().height(), _FEW_PX))
        listed.setMaximumHeight(_MANY_PX)
        card.body.addWidget(listed)
        return card


class TurnsCard(Section):
    """The sites in the order in which they were given, how long each took, and which came out of turn."""

    def __init__(self, theme: Theme, record: Record, turns: Sequence[GivenInTurn]) -> None:
        super().__init__(theme, "Order and time")
        self.setObjectName("turns")
        out = sum(turn.instead_of is not None for turn in turns)
        in_turn = f"{len(turns) - out} of {words.count(len(turns), 'site')} in the order of the protocol"
        middle = middle_of(turn.took for turn in turns)
        told = [in_turn] + ([f"{seconds(middle)} a site, the median"] if middle is not None else [])
        self.sentence = Text(theme, "second-strong", ". ".join(told) + ".", wrap=True)
        self.sentence.setObjectName("turns-said")
        self.body.addWidget(self.sentence)
        self.body.addWidget(Line())
        names = {site.key: site_and_side(site) for site in record.visit.sites}
        self.body.addWidget(Overflow(theme, TurnRows(theme, turns, names)), 1)
