"""A patient's own page: who they are, their visits, and who could be mistaken for them."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.events import Patient
from injection_map.ui.controls import Button, Card, ElidedText, IconLabel, Text
from injection_map.ui.course_card import TrendCard
from injection_map.ui.fields import breakable
from injection_map.ui.looking_back_card import LookingBackCard
from injection_map.ui.merge_card import MergeCard
from injection_map.ui.page import Page
from injection_map.ui.patient_cards import PatientCard, SimilarCard, VisitsCard
from injection_map.ui.patient_change import PatientChange
from injection_map.ui.patient_file import PatientFile, SimilarPatient
from injection_map.ui.sections import GUTTER, Overflow, roomy
from injection_map.ui.signers import NOBODY, Signers
from injection_map.ui.theme import Theme

_SHARES, _SHARES_OF_FORMS = (29, 41, 30), (1, 0, 1)
"""Of the columns: left, what is asked before the needle, right."""


class PatientPage(Page):
    """Given a PatientFile, gives what is asked for. What was done with it comes back as another file."""

    change_asked = Signal(object, str, str)
    """The Patient as they are to be, by whom, and why."""
    merge_asked = Signal(str, str, str, str)
    """The id of the entry that is kept, of the one that goes, by whom, and why."""
    record_chosen = Signal(str)
    visit_asked = Signal(object)
    """The Patient."""
    other_asked = Signal(object)
    """Another Patient, whose page is wanted."""
    back_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        file: PatientFile,
        *,
        today: date,
        month_first: bool = False,
        signers: Signers = NOBODY,
        by: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`by` is who works at the window; `month_first` reads 03/14/1981 as in the US."""
        super().__init__(parent)
        self._theme, self._file, self._today = theme, file, today
        self._month_first, self._signers, self._by = month_first, signers, by
        self.setObjectName("patient-page")
        self.change: PatientChange | None = None
        self.merge: MergeCard | None = None
        self._build()
        theme.changed.connect(self._restyle)
        self._restyle()
        self.show_file(file)

    # --- what the window tells the page ------------------------------------------------------------------------

    def show_file(self, file: PatientFile, said: str = "") -> None:
        """The patient as they are now, and in a sentence what was done; what was being asked is over."""
        self._file = file
        self._close_forms()
        patient = file.patient
        age = words.count(words.age_years(patient.born, self._today), "year")
        self.name.setText(patient.name)
        self._born.setText(f"{words.day(patient.born)} ({age})")
        self._number.setText(patient.number)
        self.allergy.setText(f"Allergy: {patient.allergies}")
        self.allergy.setAccessibleName(self.allergy.text())
        self.allergy.setToolTip(patient.allergies)
        self.allergy.setVisible(bool(patient.allergies))
        self.patient.show_patient(patient)
        self.visits.show_visits(file)
        self.similar.show_similar(file.similar)
        self.said.setText(breakable(said))
        self._done.setVisible(bool(said))

    def _show_looking_back(self) -> None:
        """Nothing of it while a form is open, which needs the room."""
        back = self._file.looking_back if self.change is None and self.merge is None else None
        self.looking_back.setVisible(back is not None)
        self.trend.hide()
        for column, share in enumerate(_SHARES if back is not None else _SHARES_OF_FORMS):
            self._columns.setStretch(column, share)
        if back is not None:
            self.looking_back.show_answers(back)
            self.trend.show_course(back.course, back.rules)

    def say_change_fault(self, sentence: str) -> None:
        """Why the change was not made; what was typed stays."""
        if self.change is not None:
            self.change.say_fault(sentence)

    def say_merge_fault(self, sentence: str) -> None:
        """Why the two were not merged."""
        if self.merge is not None:
            self.merge.say_fault(sentence)

    def first_focus(self) -> QWidget:
        if self.change is not None:
            return self.change.first_focus()
        return self.merge.first_focus() if self.merge is not None else self.start

    # --- building ----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        content = QWidget()
        box.addWidget(Overflow(self._theme, content, self), 1)
        within, self._columns = QVBoxLayout(content), QHBoxLayout()
        self._left, self._middle, self._right = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        roomy(self._theme, within, spacing=(12, 8), margins=GUTTER)
        within.addWidget(self._what_was_done())
        within.addLayout(self._columns, 1)
        for column in (self._left, self._middle, self._right):
            roomy(self._theme, column, spacing=(12, 8))
            self._columns.addLayout(column)
        roomy(self._theme, self._columns, spacing=(12, 8))
        self.patient = PatientCard(self._theme, content)
        self.patient.change_asked.connect(self._on_change)
        self.visits = VisitsCard(self._theme, content)
        self.visits.chosen.connect(self.record_chosen)
        self.similar = SimilarCard(self._theme, self._today, content)
        self.similar.merge_asked.connect(self._on_merge)
        self.similar.shown.connect(self.other_asked)
        self.trend = TrendCard(self._theme, answered=False, parent=content)
        self.looking_back = LookingBackCard(self._theme, content)
        self._left.addWidget(self.patient, 1)
        self._left.addWidget(self.trend, 2)
        self._left.addWidget(self.similar)
        self._middle.addWidget(self.looking_back, 1)
        self._right.addWidget(self.visits, 1)
        box.addWidget(self._foot())

    def _bar(self) -> QFrame:
        self._top = QFrame(self)
        self._top.setProperty("role", "bar")
        row = QHBoxLayout(self._top)
        roomy(self._theme, row, spacing=(18, 12), margins=((20, 20), (0, 0), (14, 14), (0, 0)))
        who, below = QVBoxLayout(), QHBoxLayout()
        who.setSpacing(2)
        who.addStretch(1)
        self.name = ElidedText(self._theme, "person", parent=self._top)
        self.name.setObjectName("patient-name")
        who.addWidget(self.name)
        below.setSpacing(6)
        below.addWidget(Text(self._theme, "second", "Born", colour="t3", parent=self._top))
        self._born = Text(self._theme, "second-strong", parent=self._top)
        below.addWidget(self._born)
        below.addSpacing(8)
        below.addWidget(Text(self._theme, "second", "MRN", colour="t3", parent=self._top))
        self._number = ElidedText(self._theme, "second-strong", identifier=True, parent=self._top)
        below.addWidget(self._number, 1)
        who.addLayout(below)
        who.addStretch(1)
        row.addLayout(who, 1)
        self.allergy = Button(self._theme, "", kind="warn", icon="caution", height_px=(44, 40), parent=self._top)
        self.allergy.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.allergy.setMaximumWidth(320)
        row.addWidget(self.allergy)
        self.back = Button(self._theme, "Back", kind="quiet", icon="chevron-left", parent=self._top)
        self.back.setObjectName("back")
        self.back.clicked.connect(self.back_asked)
        row.addWidget(self.back)
        return self._top

    def _what_was_done(self) -> Card:
        self._done = Card(self)
        row = QHBoxLayout(self._done)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(IconLabel(self._theme, "tick", colour="ok", parent=self._done))
        self.said = Text(self._theme, "base", wrap=True, parent=self._done)
        self.said.setObjectName("what-was-done")
        row.addWidget(self.said, 1)
        self._done.hide()
        return self._done

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 14, 14, 14)
        row.addStretch(1)
        self.start = Button(self._theme, "Safety pause", kind="primary", height_px=(84, 80), role="title", parent=foot)
        self.start.setObjectName("start")
        self.start.setAccessibleDescription("Begins a visit of this patient")
        self.start.clicked.connect(self._on_start)
        row.addWidget(self.start)
        return foot

    def _restyle(self) -> None:
        px = self._theme.px
        self._top.setFixedHeight(px(84, 66))
        self.start.setMinimumWidth(px(424, 356))

    # --- what the user does ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the page. Not a form: what was typed there would be lost."""
        if event.key() == Qt.Key.Key_Escape and self.change is None and self.merge is None:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)

    def _on_start(self) -> None:
        self.visit_asked.emit(self._file.patient)

    def _on_change(self) -> None:
        self._close_forms()
        change = PatientChange(
            self._theme, self._file.patient, today=self._today, month_first=self._month_first, by=self._by, parent=self
        )  # fmt: skip
        change.saved.connect(self._on_saved)
        change.back_asked.connect(self._on_cancel)
        self.change = change
        self._open_form(change, self._left, (self.patient, self.similar))

    def _on_merge(self, other: SimilarPatient) -> None:
        self._close_forms()
        one = SimilarPatient(self._file.patient, len(self._file.visits))
        merge = MergeCard(
            self._theme, one, other, today=self._today, signers=self._signers, by=self._by, parent=self
        )  # fmt: skip
        merge.given.connect(self.merge_asked)
        merge.cancelled.connect(self._on_cancel)
        self.merge = merge
        self._open_form(merge, self._right, (self.visits,))
        self.patient.change.setEnabled(False)

    def _open_form(self, form: PatientChange | MergeCard, column: QVBoxLayout, instead: tuple[QWidget, ...]) -> None:
        """In the place of what it is about. No visit begins before it is closed: what was typed is not lost unseen."""
        for card in instead:
            card.hide()
        column.addWidget(form, 1)
        form.show()
        self._show_looking_back()
        self._done.hide()
        self.start.setEnabled(False)
        self.similar.setEnabled(False)
        form.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def _on_saved(self, patient: Patient, by: str, reason: str) -> None:
        self._by = by
        self.change_asked.emit(patient, by, reason)

    def _on_cancel(self) -> None:
        was_change = self.change is not None
        self._close_forms()
        (self.patient.change if was_change else self.start).setFocus(Qt.FocusReason.TabFocusReason)

    def _close_forms(self) -> None:
        for form in filter(None, (self.change, self.merge)):
            form.hide()
            form.setParent(None)
            form.deleteLater()
        self.change, self.merge = None, None
        self.patient.show()
        self.visits.show()
        self._show_looking_back()
        self.similar.setVisible(bool(self._file.similar))
        for widget in (self.start, self.similar, self.patient.change):
            widget.setEnabled(True)
