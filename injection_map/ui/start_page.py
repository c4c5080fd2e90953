"""The first page: an unfinished visit to resume, and the patient whose visit begins; one tap for one who is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Field, Finding, Level
from injection_map.domain.protocol import Protocol
from injection_map.ui.controls import Button, Text
from injection_map.ui.notice_card import Notice, NoticeCard
from injection_map.ui.page import Page
from injection_map.ui.page_menu import open_menu
from injection_map.ui.patient_finder import FindPatients, FoundPatient, PatientFinder
from injection_map.ui.patient_form import PatientForm, SimilarPatients
from injection_map.ui.protocol_picker import BrokenFile, ProtocolPicker
from injection_map.ui.resume_card import ResumeCard, UnfinishedVisit
from injection_map.ui.sections import GUTTER, Overflow, roomy
from injection_map.ui.start_words import MISSING_NAMES
from injection_map.ui.theme import Theme
from injection_map.ui.who_card import WhoCard

if TYPE_CHECKING:  # the first frame waits for what this page imports
    from injection_map.domain.events import Clinician, Patient
    from injection_map.domain.people import Person
    from injection_map.domain.ports import Clock

__all__ = ["BrokenFile", "StartPage", "UnfinishedVisit", "VisitWish"]

CLOCK_MS = 60_000
MOST_OFFERED = 2
_NO_PATIENT = Finding("patient", Level.ERROR, "Choose the patient, or enter a new one.")


@dataclass(frozen=True, slots=True)
class VisitWish:
    """Whose visit is to begin, who treats, and by which protocol. A patient without an id is a new one.

    `scan` is what a scanner has sent already, for the vial.
    """

    patient: Patient
    clinician: Clinician
    assistants: tuple[Clinician, ...]
    protocol_id: str
    scan: str = ""


class StartPage(Page):
    """Constructor in, signals out. Who treats is remembered from visit to visit, a patient never."""

    visit_asked = Signal(object)
    """A VisitWish without errors."""
    patient_asked = Signal(object)
    """A patient's own page is to be shown."""
    resume_requested = Signal(str)
    records_requested = Signal()
    settings_requested = Signal()
    notice_acted = Signal(str)
    notice_put_away = Signal(str)
    lock_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        clock: Clock,
        protocols: Sequence[Protocol],
        broken: Sequence[BrokenFile] = (),
        unfinished: Sequence[UnfinishedVisit] = (),
        clinician: Clinician | None = None,
        assistants: Sequence[Clinician] = (),
        month_first: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`month_first` reads 03/14/1981 as in the US."""
        super().__init__(parent)
        self._theme, self._clock, self._month_first = theme, clock, month_first
        self.setObjectName("start-page")
        self._minutes = QTimer(self, interval=CLOCK_MS)
        self._minutes.timeout.connect(self._on_time_passed)
        self._notices, self._resume = QVBoxLayout(), QVBoxLayout()
        self.notice_cards: list[NoticeCard] = []
        self.resume_cards: list[ResumeCard] = []
        self._patient: FoundPatient | None = None
        self._scan = ""
        self._build(protocols, broken)
        if clinician is not None:
            self.who.set_clinician(clinician)
            self.who.set_assistants(assistants)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.set_unfinished(unfinished)
        self._on_time_passed()

    # --- what the window tells the page -----------------------------------------------------------------------

    def set_patients(self, find: FindPatients, similar: SimilarPatients) -> None:
        """The house's patients can be looked up from now on."""
        self.finder.set_find(find)
        self.form.set_similar(similar)

    def say_patient_fault(self, sentence: str) -> None:
        """The house's list of patients does not take the new one."""
        self.form.say_fault(sentence)
        self._refresh()

    def take_scan(self, text: str) -> None:
        """A carton, before the patient: it is for the safety pause."""
        self._scan = text
        self._refresh()

    def set_unfinished(self, unfinished: Sequence[UnfinishedVisit]) -> None:
        """Offer these, newest first; more than two are left to the records."""
        for card in self.resume_cards:
            self._resume.removeWidget(card)
            card.deleteLater()
        today = self._clock().date()
        shown = unfinished[:MOST_OFFERED]
        self.resume_cards = [
            ResumeCard(self._theme, visit, today=today, first=i == 0) for i, visit in enumerate(shown)
        ]  # fmt: skip
        for card in self.resume_cards:
            card.resumed.connect(self.resume_requested)
            self._resume.addWidget(card)
        more = len(unfinished) - len(shown)
        self.records.setText(f"Records, {more} more unfinished" if more else "Records")
        self._refresh()

    def set_notices(self, notices: Sequence[Notice]) -> None:
        """What should be known about the records, above all else."""
        for card in self.notice_cards:
            card.hide()
            self._notices.removeWidget(card)
            card.deleteLater()
        self.notice_cards = [NoticeCard(self._theme, notice) for notice in notices]
        for card in self.notice_cards:
            card.acted.connect(self.notice_acted)
            card.put_away.connect(self.notice_put_away)
            self._notices.addWidget(card)

    def set_people(self, people: Sequence[Person]) -> None:
        self.who.set_people(people)
        self._set_tab_order()
        self._refresh()

    def first_focus(self) -> QWidget:
        return self.resume_cards[0].button if self.resume_cards else self.finder.search

    # --- building ---------------------------------------------------------------------------------------------

    # From the outside in, each widget with its parent from the start: with a style sheet in force Qt dresses a
    # widget anew whenever it moves, and built from the inside out the page took three times as long.

    def _build(self, protocols: Sequence[Protocol], broken: Sequence[BrokenFile]) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        content = QWidget()
        box.addWidget(Overflow(self._theme, content, self), 1)
        within = QVBoxLayout(content)
        roomy(self._theme, within, spacing=(12, 8), margins=GUTTER)
        columns, left, right = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        within.addLayout(self._notices)
        within.addLayout(self._resume)
        within.addLayout(columns, 1)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        for layout in (self._notices, self._resume, columns, left, right):
            roomy(self._theme, layout, spacing=(12, 8))
        today = self._clock().date()
        self.finder = PatientFinder(self._theme, today=today, parent=content)
        self.form = PatientForm(self._theme, today=today, month_first=self._month_first, parent=content)
        self.form.hide()
        left.addWidget(self.finder, 1)
        left.addWidget(self.form, 1)
        self.who = WhoCard(self._theme, content)
        right.addWidget(self.who)
        self.picker = ProtocolPicker(self._theme, protocols, broken, content)
        right.addWidget(self.picker, 1)
        box.addWidget(self._foot())
        self._connect()
        self._set_tab_order()

    def _connect(self) -> None:
        self.finder.chosen.connect(self._on_patient)
        self.finder.new_asked.connect(self._on_new)
        self.form.changed.connect(self._refresh)
        self.form.entered.connect(self._on_form_entered)
        self.form.back_asked.connect(self._on_back_to_patients)
        self.form.other_chosen.connect(self._on_other)
        self.who.changed.connect(self._refresh)
        self.who.entered.connect(self._on_who_entered)
        self.picker.changed.connect(self._refresh)

    def _bar(self) -> QFrame:
        self._top = QFrame(self)
        self._top.setProperty("role", "bar")
        row = QHBoxLayout(self._top)
        row.setContentsMargins(20, 0, 14, 0)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addStretch(1)
        titles.addWidget(Text(self._theme, "person", "Start a visit", parent=self._top))
        self._date = Text(self._theme, "second", colour="t2", parent=self._top)
        titles.addWidget(self._date)
        titles.addStretch(1)
        row.addLayout(titles, 1)
        self.records = Button(self._theme, "Records", kind="quiet", icon="search", parent=self._top)
        self.records.setObjectName("records")
        self.records.clicked.connect(self.records_requested)
        row.addWidget(self.records)
        self.menu = Button(self._theme, "", kind="quiet", icon="menu", parent=self._top)
        self.menu.setFixedWidth(52)
        self.menu.setObjectName("menu")
        self.menu.setAccessibleName("Menu")
        self.menu.clicked.connect(self._on_menu)
        row.addWidget(self.menu)
        return self._top

    def _on_menu(self) -> None:
        rows = [("Settings", self.settings_requested.emit), ("Lock the screen", self.lock_requested.emit)]
        open_menu(self._theme, self.menu, rows)

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 14, 14, 14)
        row.setSpacing(14)
        self._progress = Text(self._theme, "body", parent=foot)
        self._progress.setObjectName("progress")
        row.addWidget(self._progress)
        self.go_to = Button(self._theme, "", kind="ask", icon="chevron-right", parent=foot)
        self.go_to.setObjectName("go-to-missing")
        self.go_to.clicked.connect(self._on_go_to)
        row.addWidget(self.go_to)
        row.addStretch(1)
        self.start = Button(self._theme, "Safety pause", kind="primary", height_px=(84, 80), role="title", parent=foot)
        self.start.setObjectName("start")
        self.start.clicked.connect(self._on_start)
        row.addWidget(self.start)
        return foot

    def _set_tab_order(self) -> None:
        """From top to bottom, the left column first."""
        stops: list[QWidget] = [self.finder.search, self.finder.new, self.finder.list, *self.form.stops()]
        stops += [*self.who.stops(), *self.picker.choices, *self.picker.readers]
        stops += [self.go_to, self.start, self.records, self.menu]
        for earlier, later in pairwise(stops):
            QWidget.setTabOrder(earlier, later)

    # --- what the user does -----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_time_passed()
        self._minutes.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._minutes.stop()
        super().hideEvent(event)

    def _on_time_passed(self) -> None:
        now = self._clock()
        self._date.setText(f"{words.weekday(now)} {words.day(now)}")

    def _on_patient(self, found: FoundPatient) -> None:
        """One tap begins, when all the rest is known."""
        self._patient = found
        self._refresh()
        if self._errors():
            self._on_start()
        else:
            self._ask_for(found.patient)

    def _on_other(self, found: FoundPatient) -> None:
        self._on_back_to_patients()
        self._on_patient(found)

    def _on_new(self, typed: str) -> None:
        self._patient = None
        self.form.begin(typed)
        self._show_form(True)
        self.form.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def _on_back_to_patients(self) -> None:
        self._show_form(False)
        self.finder.search.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_form(self, shown: bool) -> None:
        self.finder.setVisible(not shown)
        self.form.setVisible(shown)
        self._refresh()

    def _on_form_entered(self) -> None:
        wrong = [finding for finding in self.who.findings if finding.level is Level.ERROR]
        target = self.who.fields[Field(wrong[0].field)].line if wrong else self.start
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_who_entered(self) -> None:
        self.start.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_go_to(self) -> None:
        errors = self._errors()
        if errors:
            self._go_to(errors[0])

    def _go_to(self, finding: Finding) -> None:
        if finding is _NO_PATIENT:
            self.finder.search.setFocus(Qt.FocusReason.TabFocusReason)
        elif finding.field == Field.PROTOCOL:
            self.picker.first_focus().setFocus(Qt.FocusReason.TabFocusReason)
        elif finding.field in self.who.fields:
            self.who.fields[Field(finding.field)].line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.form.go_to(Field(finding.field))

    def _on_start(self) -> None:
        if self._is_new:
            self.form.touch()
        self.who.touch()
        errors = self._errors()
        if errors:
            self.picker.say_finding(next((finding for finding in errors if finding.field == Field.PROTOCOL), None))
            self._refresh()
            self._go_to(errors[0])
        elif self._is_new:
            self._ask_for(self.form.patient)
        elif self._patient is not None:
            self._ask_for(self._patient.patient)

    def _ask_for(self, patient: Patient) -> None:
        protocol = self.picker.chosen
        assert protocol is not None  # held by the errors
        self.visit_asked.emit(VisitWish(patient, self.who.clinician, self.who.assistants, protocol.id, self._scan))

    # --- what is to be said -----------------------------------------------------------------------------------

    @property
    def _is_new(self) -> bool:
        return not self.form.isHidden()

    def _errors(self) -> list[Finding]:
        """What is missing or wrong, in the order of the page."""
        patient = self.form.findings if self._is_new else (() if self._patient else (_NO_PATIENT,))
        no_protocol = Finding(Field.PROTOCOL, Level.ERROR, "A protocol is needed.")
        return [*patient, *self.who.findings, *(() if self.picker.chosen else (no_protocol,))]

    def _refresh(self) -> None:
        self.who.refresh()
        if self.picker.chosen is not None:
            self.picker.say_finding(None)
        errors = self._errors()
        self.go_to.setVisible(bool(errors))
        if not errors:
            self._progress.setText(self._ready_words())
        elif self._scan:
            self._progress.setText("A carton was scanned. Left to fill in")
        else:
            self._progress.setText(f"{len(errors)} left to fill in" if len(errors) > 1 else "Left to fill in")
            self.go_to.setText(_missing_name(errors[0]))
            self.go_to.setAccessibleName(f"Go to {self.go_to.text()}")
            self.go_to.updateGeometry()
        starting = self._is_new or self._patient is not None or bool(self.finder.search.text())
        self.start.set_kind("primary" if starting or not self.resume_cards else "plain")
        for card in self.resume_cards[:1]:
            card.button.set_kind("plain" if starting else "primary")

    def _ready_words(self) -> str:
        if self._is_new or self._patient is None:
            return "All is filled in."
        return self._patient.patient.name

    def _restyle(self) -> None:
        px = self._theme.px
        self._top.setFixedHeight(px(84, 66))
        self.start.setMinimumWidth(px(424, 356))


def _missing_name(finding: Finding) -> str:
    return "Patient" if finding is _NO_PATIENT else MISSING_NAMES[Field(finding.field)]
