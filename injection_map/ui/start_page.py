"""The first page: an unfinished visit to resume, and the patient whose visit begins; one tap for one who is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Field, Finding, Level
from injection_map.domain.protocol import Protocol
from injection_map.ui.field_words import MISSING_NAMES
from injection_map.ui.notice_card import Notice, NoticeCard
from injection_map.ui.page import Page
from injection_map.ui.patient_finder import FindPatients, PatientFinder
from injection_map.ui.patient_form import PatientForm, SimilarPatients
from injection_map.ui.patient_list import FoundPatient, identifiers
from injection_map.ui.protocol_picker import BrokenFile, ProtocolPicker
from injection_map.ui.resume_card import ResumeCard, ResumeWish, UnfinishedVisit
from injection_map.ui.sections import GUTTER, Overflow, roomy
from injection_map.ui.start_bars import StartBar, StartFoot
from injection_map.ui.theme import Theme
from injection_map.ui.who_card import WhoCard

if TYPE_CHECKING:  # the first frame waits for what this page imports
    from injection_map.domain.events import Clinician, Patient
    from injection_map.domain.people import Person
    from injection_map.domain.ports import Clock

__all__ = ["BrokenFile", "ResumeWish", "StartPage", "UnfinishedVisit", "VisitWish"]

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
    """A Patient, whose own page is to be shown."""
    resume_requested = Signal(object)
    """A ResumeWish: whoever is chosen in "Who treats" goes on."""
    records_requested = Signal()
    trainer_requested = Signal()
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
        self._today = clock().date()
        self._build(protocols, broken)
        if clinician is not None:
            self.who.set_clinician(clinician)
            self.who.set_assistants(assistants)
        self.set_unfinished(unfinished)
        self._on_time_passed()

    # --- what the window tells the page -----------------------------------------------------------------------

    def set_patients(self, find: FindPatients, similar: SimilarPatients) -> None:
        """The house's patients can be looked up from now on."""
        self.finder.set_find(find)
        self.form.set_similar(similar)

    def begin_with(self, patient: Patient) -> None:
        """As if their row were tapped."""
        self._show_form(False)
        self._on_patient(FoundPatient(patient))

    def follow_patients(self) -> None:
        """Somebody in the list was changed or merged: who was chosen is not, perhaps, who they were."""
        self._patient = None
        self.finder.refresh()
        self._refresh()

    def say_patient_fault(self, sentence: str) -> None:
        """The house's list of patients does not take the new one."""
        self.form.say_fault(sentence)
        self._refresh()

    def take_scan(self, text: str) -> None:
        """A carton, before the patient: it is for the safety pause."""
        self._scan = text
        self._refresh()

    def set_unfinished(self, unfinished: Sequence[UnfinishedVisit], *, more: int = 0) -> None:
        """Offer these, newest first; more than two are left to the records, and so are as many `more`."""
        for card in self.resume_cards:
            self._resume.removeWidget(card)
            card.deleteLater()
        today = self._clock().date()
        shown = unfinished[:MOST_OFFERED]
        self.resume_cards = [
            ResumeCard(self._theme, visit, today=today, first=i == 0) for i, visit in enumerate(shown)
        ]  # fmt: skip
        for card in self.resume_cards:
            card.resumed.connect(self._on_resume)
            self._resume.addWidget(card)
        more += len(unfinished) - len(shown)
        self.bar.records.setText(f"Records, {more} more unfinished" if more else "Records")
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
        if self._is_new:
            return self.form.first_focus()
        return self.resume_cards[0].button if self.resume_cards else self.finder.search

    # --- building ---------------------------------------------------------------------------------------------

    # From the outside in, each widget with its parent from the start: with a style sheet in force Qt dresses a
    # widget anew whenever it moves, and built from the inside out the page took three times as long.

    def _build(self, protocols: Sequence[Protocol], broken: Sequence[BrokenFile]) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.bar = StartBar(self._theme, self)
        box.addWidget(self.bar)
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
        self.finder = PatientFinder(self._theme, today=self._today, parent=content)
        self.form = PatientForm(self._theme, today=self._today, month_first=self._month_first, parent=content)
        self.form.hide()
        left.addWidget(self.finder, 1)
        left.addWidget(self.form, 1)
        self.who = WhoCard(self._theme, content)
        right.addWidget(self.who)
        self.picker = ProtocolPicker(self._theme, protocols, broken, content)
        right.addWidget(self.picker, 1)
        self.foot = StartFoot(self._theme, self)
        box.addWidget(self.foot)
        self._connect()
        self._set_tab_order()

    def _connect(self) -> None:
        self.bar.records_asked.connect(self.records_requested)
        self.bar.trainer_asked.connect(self.trainer_requested)
        self.bar.settings_asked.connect(self.settings_requested)
        self.bar.lock_asked.connect(self.lock_requested)
        self.foot.start_asked.connect(self._on_start)
        self.foot.missing_asked.connect(self._on_go_to)
        self.finder.chosen.connect(self._on_patient)
        self.finder.new_asked.connect(self._on_new)
        self.finder.changed.connect(self._on_searched)
        self.finder.details_asked.connect(self._on_details)
        self.form.changed.connect(self._refresh)
        self.form.entered.connect(self._on_form_entered)
        self.form.back_asked.connect(self._on_back_to_patients)
        self.form.other_chosen.connect(self._on_other)
        self.who.changed.connect(self._refresh)
        self.who.entered.connect(self._on_who_entered)
        self.picker.changed.connect(self._refresh)

    def _set_tab_order(self) -> None:
        """From top to bottom, the left column first."""
        stops: list[QWidget] = [self.finder.search, self.finder.new, self.finder.list, *self.form.stops()]
        stops += [*self.who.stops(), *self.picker.choices, *self.picker.readers]
        stops += [self.foot.go_to, self.foot.start, self.bar.records, self.bar.trainer, self.bar.menu]
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
        self.bar.say_day(now)
        if now.date() != self._today:
            self._today = now.date()
            self.finder.set_today(self._today)
            self.form.set_today(self._today)

    def _on_patient(self, found: FoundPatient) -> None:
        """One tap begins, when all the rest is known."""
        self._patient = found
        self._refresh()
        if self._errors():
            self._on_start()
        else:
            self._ask_for(found.patient)

    def _on_searched(self) -> None:
        """Whoever is looked for now is not the one who was chosen."""
        self._patient = None
        self._refresh()

    def _on_details(self, found: FoundPatient) -> None:
        self.patient_asked.emit(found.patient)

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
        target = self.who.fields[Field(wrong[0].field)].line if wrong else self.foot.start
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_who_entered(self) -> None:
        self.foot.start.setFocus(Qt.FocusReason.TabFocusReason)

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

    def _on_resume(self, record_id: str) -> None:
        wrong = [finding for finding in self.who.findings if finding.level is Level.ERROR]
        chosen = self.who.chosen
        if chosen is None:
            self.resume_requested.emit(ResumeWish(record_id))
        elif wrong:
            self.who.touch()
            self._go_to(wrong[0])
        else:
            self.resume_requested.emit(ResumeWish(record_id, chosen, self.who.assistants))

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
        self.foot.say(self._progress_words(len(errors)), _missing_name(errors[0]) if errors else "")
        starting = self._is_new or self._patient is not None or bool(self.finder.search.text())
        self.foot.start.set_kind("primary" if starting or not self.resume_cards else "plain")
        for card in self.resume_cards:
            card.say_who(self.who.chosen)
        for card in self.resume_cards[:1]:
            card.button.set_kind("plain" if starting else "primary")

    def _progress_words(self, missing: int) -> str:
        """Whoever was chosen is named as long as they are: the button beside it begins with them."""
        scanned = "A carton was scanned. " if self._scan else ""
        chosen = None if self._is_new or self._patient is None else self._patient.patient
        left = f"{missing} left to fill in" if missing > 1 else "Left to fill in" if missing else ""
        if chosen is None:
            return f"{scanned}{left or 'All is filled in.'}"
        return f"{scanned}{chosen.name}, {left or identifiers(chosen, self._today)}"


def _missing_name(finding: Finding) -> str:
    return "Patient" if finding is _NO_PATIENT else MISSING_NAMES[Field(finding.field)]
