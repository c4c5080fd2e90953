"""A patient's own data: name, date of birth, number, allergies, notes; and who could be taken for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Field, Finding, Level, clean_line
from injection_map.domain.dates import parse_date
from injection_map.domain.errors import StoreError
from injection_map.domain.patient_checks import PatientDraft, patient_findings, patient_of
from injection_map.ui.controls import Button, IconLabel, Text
from injection_map.ui.field_words import HINTS, LABELS
from injection_map.ui.fields import LineField, TextField, breakable
from injection_map.ui.patient_list import FoundPatient, identifiers
from injection_map.ui.sections import Section
from injection_map.ui.theme import Theme

if TYPE_CHECKING:
    from injection_map.domain.events import Patient

SimilarPatients = Callable[["Patient"], Sequence[FoundPatient]]
"""Those who could be taken for a patient. May raise a StoreError."""

MOST_SIMILAR = 3


class PatientForm(Section):
    """The form of one patient. What is typed is checked as it is typed, and shown as it is understood."""

    changed = Signal()
    entered = Signal()
    """Enter in the last line."""
    back_asked = Signal()
    other_chosen = Signal(object)
    """One of those who could be taken for this one: a FoundPatient."""

    def __init__(
        self, theme: Theme, *, today: date, month_first: bool, title: str = "New patient", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, title, parent=parent)
        self._today, self._month_first = today, month_first
        self._similar: SimilarPatients | None = None
        self._fault: Finding | None = None
        self._id = ""
        self._shown_alike: tuple[Sequence[FoundPatient], str] = ((), "")
        self.fields: dict[Field, LineField] = {}
        for field in (Field.NAME, Field.BORN, Field.NUMBER, Field.ALLERGIES):
            self.fields[field] = self._field(field)
        self.notes = TextField(theme, "Notes, if any", name="patient-notes", parent=self)
        self.notes.changed.connect(self._on_changed)
        self._lay_out()
        self.refresh()

    def _field(self, field: Field) -> LineField:
        identifier = field is Field.NUMBER
        made = LineField(self.theme, LABELS[field], name=field, identifier=identifier, parent=self)
        made.changed.connect(self._on_changed)
        made.left.connect(self._on_left)
        made.entered.connect(self._on_entered)
        return made

    def _lay_out(self) -> None:
        self.body.addWidget(self.fields[Field.NAME])
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for column, field in enumerate((Field.BORN, Field.NUMBER)):
            grid.addWidget(self.fields[field], 0, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.fields[Field.ALLERGIES])
        notes = QVBoxLayout()
        notes.setSpacing(3)
        notes.addWidget(Text(self.theme, "label", "Notes, if any", colour="t2", parent=self))
        notes.addWidget(self.notes, 1)
        self.body.addLayout(notes, 1)
        self._alike = QWidget(self)
        self._alike_box = QVBoxLayout(self._alike)
        self._alike_box.setContentsMargins(0, 0, 0, 0)
        self._alike_box.setSpacing(6)
        self._alike.hide()
        self.body.addWidget(self._alike)
        self.foot = QHBoxLayout()
        self.back = Button(self.theme, "Find a patient", kind="quiet", icon="chevron-left", parent=self)
        self.back.setObjectName("back-to-patients")
        self.back.clicked.connect(self.back_asked)
        self.foot.addWidget(self.back)
        self.foot.addStretch(1)
        self.body.addLayout(self.foot)

    def first_focus(self) -> QWidget:
        empty = next((field for field in self.fields.values() if not field.text.strip()), self.fields[Field.NAME])
        return empty.line

    def stops(self) -> list[QWidget]:
        """In the order of the Tab key."""
        return [*(field.line for field in self.fields.values()), self.notes.area, self.back]

    # --- what is in it ------------------------------------------------------------------------------------------

    @property
    def draft(self) -> PatientDraft:
        typed = {field.value: widget.text for field, widget in self.fields.items()}
        return PatientDraft(**typed, notes=self.notes.text, month_first=self._month_first)

    @property
    def findings(self) -> tuple[Finding, ...]:
        found = patient_findings(self.draft, today=self._today)
        return found if found or self._fault is None else (self._fault,)

    @property
    def patient(self) -> Patient:
        """ValueError with the first error's sentence when there is one."""
        return patient_of(self.draft, today=self._today, patient_id=self._id)

    def set_patient(self, patient: Patient) -> None:
        """To be changed: the form keeps whose it is."""
        self._id = patient.id
        texts = {
            Field.NAME: patient.name,
            Field.BORN: words.day(patient.born),
            Field.NUMBER: patient.number,
            Field.ALLERGIES: patient.allergies,
        }
        for field, text in texts.items():
            self.fields[field].set_text(text)
        self.notes.set_text(patient.notes)
        self.refresh()

    def begin(self, typed: str = "") -> None:
        """An empty form; what was searched for is the name, the date of birth or the number."""
        self._id, self._fault = "", None
        for field in self.fields.values():
            field.clear()
        self.notes.set_text("")
        if parse_date(typed, month_first=self._month_first):
            self.fields[Field.BORN].set_text(typed)
        else:
            self.fields[Field.NUMBER if any(map(str.isdigit, typed)) else Field.NAME].set_text(typed)
        self.refresh()

    def set_today(self, today: date) -> None:
        """A new day: other ages, and other dates are in the future."""
        self._today = today
        self.refresh()

    def set_similar(self, similar: SimilarPatients) -> None:
        self._similar = similar
        self.refresh()

    def touch(self) -> None:
        """Everything that is missing is said from now on."""
        for field in self.fields.values():
            field.touch()
        self.refresh()

    def say_fault(self, sentence: str) -> None:
        """What the house's list of patients has against this one."""
        self._fault = Finding(Field.NUMBER, Level.ERROR, sentence)
        self.fields[Field.NUMBER].touch()
        self.refresh()

    def go_to(self, field: Field) -> None:
        target = self.notes.area if field is Field.NOTES else self.fields[field].line
        target.setFocus(Qt.FocusReason.TabFocusReason)

    # --- inside -------------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._fault = None
        self.refresh()
        self.changed.emit()

    def _on_left(self) -> None:
        """What was typed is shown as it was understood."""
        field = next(field for field, widget in self.fields.items() if widget is self.sender())
        text = self.fields[field].text
        born = parse_date(text, month_first=self._month_first) if field is Field.BORN else None
        read = words.day(born) if born else text if field is Field.BORN else clean_line(text)
        if read != text:
            self.fields[field].set_text(read)
        self.refresh()

    def _on_entered(self) -> None:
        lines = list(self.fields.values())
        place = next(i for i, field in enumerate(lines) if field is self.sender())
        if place + 1 < len(lines):
            lines[place + 1].line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.entered.emit()

    def refresh(self) -> None:
        findings = {finding.field: finding for finding in self.findings}
        for field, widget in self.fields.items():
            widget.say(findings.get(field), self._hint(field))
        self.notes.say(findings.get(Field.NOTES))
        self._show_alike(*self._look_for_alike())

    def _look_for_alike(self) -> tuple[Sequence[FoundPatient], str]:
        """Who could be taken for the patient of the form, and why that cannot be told, if it cannot."""
        if self._similar is None or patient_findings(self.draft, today=self._today):
            return (), ""
        try:
            return tuple(self._similar(self.patient)[:MOST_SIMILAR]), ""
        except StoreError as error:
            return (), f"Whether they are in the list already cannot be looked up now. {error}"

    def _hint(self, field: Field) -> str:
        born = parse_date(self.fields[Field.BORN].text, month_first=self._month_first)
        if field is Field.BORN and born:
            return words.count(words.age_years(born, self._today), "year")
        return HINTS.get(field, "")

    def _show_alike(self, alike: Sequence[FoundPatient], fault: str) -> None:
        """Made anew only when it is another: what the Tab key is on its way to must not go."""
        if (alike, fault) == self._shown_alike:
            return
        self._shown_alike = (alike, fault)
        while (item := self._alike_box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        if fault:
            self._alike_box.addWidget(Text(self.theme, "small", fault, colour="bad", wrap=True, parent=self._alike))
        before: QWidget = self.notes.area
        for found in alike:
            row = _Alike(self.theme, found, self._today, self)
            self._alike_box.addWidget(row)
            QWidget.setTabOrder(before, row.same)
            before = row.same
        self._alike.setVisible(bool(alike or fault))


class _Alike(QWidget):
    """One who could be taken for the patient of the form, and the way to say: it is they."""

    def __init__(self, theme: Theme, found: FoundPatient, today: date, form: PatientForm) -> None:
        super().__init__(form)
        self._found, self._form = found, form
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel(theme, "caution", colour="warn_edge", size_px=22, parent=self))
        named = breakable(f"Could be {found.patient.name}. {identifiers(found.patient, today)}")
        row.addWidget(Text(theme, "small", named, wrap=True, parent=self), 1)
        self.same = Button(
            theme, "This is the patient", kind="ask", height_px=(48, 44), role="small-strong", parent=self
        )
        self.same.setObjectName(f"alike-{found.patient.id}")
        self.same.setAccessibleName(f"The patient is {found.patient.name}, {identifiers(found.patient, today)}")
        self.same.clicked.connect(self._on_same)
        row.addWidget(self.same)

    def _on_same(self) -> None:
        self._form.other_chosen.emit(self._found)
