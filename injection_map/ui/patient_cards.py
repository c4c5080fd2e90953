"""The cards of a patient's own page: their data, their visits, and who could be mistaken for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from injection_map.domain.events import Patient
from injection_map.ui.controls import Button, IconLabel, Text
from injection_map.ui.fields import breakable, unbroken
from injection_map.ui.patient_file import (
    PatientFile,
    SimilarPatient,
    visit_details,
    visit_sign,
    visit_words,
    visits_counted,
)
from injection_map.ui.patient_list import identifiers
from injection_map.ui.sections import Overflow, Section, roomy
from injection_map.ui.theme import Theme


class PatientCard(Section):
    """What is known beside name, date of birth and number, and the way to change all of it."""

    change_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Patient", parent=parent)
        grid = QGridLayout()
        roomy(theme, grid, spacing=(20, 16), rows=(8, 6))
        grid.setColumnStretch(1, 1)
        self._values: dict[str, Text] = {}
        for row, label in enumerate(("Name", "Number", "Allergies", "Notes")):
            heading = Text(theme, "small", label, colour="t3", parent=self)
            value = Text(theme, "base", wrap=True, identifier=label == "Number", parent=self)
            grid.addWidget(heading, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
            self._values[label] = value
        content = QWidget(self)
        holder = QVBoxLayout(content)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addLayout(grid)
        holder.addStretch(1)
        scroll = Overflow(theme, content, self)
        scroll.shrink_first(120)
        self.body.addWidget(scroll, 1)
        self.change = Button(theme, "Change…", kind="quiet", icon="pen", parent=self)
        self.change.setObjectName("change-patient")
        self.change.setAccessibleName("Change the patient’s data")
        self.change.clicked.connect(self.change_asked)
        self.body.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)

    def show_patient(self, patient: Patient) -> None:
        texts = {
            "Name": patient.name,
            "Number": patient.number,
            "Allergies": patient.allergies or "None noted",
            "Notes": patient.notes or "None",
        }
        for label, text in texts.items():
            self._values[label].setText(breakable(text))


class VisitsCard(Section):
    """The visits, the newest first; each leads to its record."""

    chosen = Signal(str)
    """The id of a record."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Visits", parent=parent)
        self.buttons: list[Button] = []
        content = QWidget(self)
        holder = QVBoxLayout(content)
        holder.setContentsMargins(0, 0, 0, 0)
        self._rows = QVBoxLayout()
        roomy(theme, self._rows, spacing=(8, 6))
        holder.addLayout(self._rows)
        holder.addStretch(1)
        scroll = Overflow(theme, content, self)
        scroll.shrink_first(160)
        self.body.addWidget(scroll, 1)

    def show_visits(self, file: PatientFile) -> None:
        clear(self._rows)
        self.buttons = [
            Button(
                self.theme,
                visit_words(row),
                kind="quiet",
                icon=visit_sign(row),
                subtitle=visit_details(row, file.patient),
                align_left=True,
                height_px=(64, 56),
                parent=self,
            )
            for row in file.visits
        ]
        for button, row in zip(self.buttons, file.visits, strict=True):
            button.setObjectName(f"visit-{row.record_id}")
            button.setAccessibleName(f"Record of {visit_words(row)}. {visit_details(row, file.patient)}")
            button.setToolTip(visit_details(row, file.patient))
            button.clicked.connect(self._on_clicked)
            self._rows.addWidget(button)
        if not file.visits:
            self._rows.addWidget(Text(self.theme, "base", "No visits yet.", colour="t2", parent=self))
        self.say(visits_counted(len(file.visits)) if file.visits else "")

    def _on_clicked(self) -> None:
        self.chosen.emit(self.sender().objectName().removeprefix("visit-"))


class SimilarCard(Section):
    """Who could be taken for the patient: a second entry of theirs, or somebody else. Empty, it is not to be shown."""

    merge_asked = Signal(object)
    """A SimilarPatient."""
    shown = Signal(object)
    """A Patient, whose own page is wanted."""

    def __init__(self, theme: Theme, today: date, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Could be mistaken for this patient", parent=parent)
        self._today = today
        self._similar: tuple[SimilarPatient, ...] = ()
        content = QWidget(self)
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        roomy(theme, self._rows, spacing=(8, 6))
        self._scroll = Overflow(theme, content, self)
        self.body.addWidget(self._scroll)

    def show_similar(self, similar: Sequence[SimilarPatient]) -> None:
        self._similar = tuple(similar)
        clear(self._rows)
        for other in similar:
            self._rows.addWidget(self._row(other))
        self.setVisible(bool(similar))

    def _row(self, other: SimilarPatient) -> QWidget:
        row, patient = QWidget(self), other.patient
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(IconLabel(self.theme, "caution", colour="warn_edge", size_px=22, parent=row))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(Text(self.theme, "base-strong", breakable(patient.name), wrap=True, parent=row))
        below = f"{identifiers(patient, self._today)}   {visits_counted(other.visits)}"
        names.addWidget(Text(self.theme, "small", breakable(unbroken(below)), colour="t2", wrap=True, parent=row))
        names.addStretch(1)
        box.addLayout(names, 1)
        for text, does in (("Show", self._on_show), ("Merge…", self._on_merge)):
            button = Button(self.theme, text, kind="quiet", height_px=(48, 44), role="small-strong", parent=row)
            button.setObjectName(f"{text.removesuffix('…').casefold()}-{patient.id}")
            button.setAccessibleName(f"{text.removesuffix('…')} {patient.name}, {patient.number}")
            button.clicked.connect(does)
            box.addWidget(button)
        return row

    def _on_show(self) -> None:
        self.shown.emit(self._named_by(self.sender().objectName().removeprefix("show-")).patient)

    def _on_merge(self) -> None:
        self.merge_asked.emit(self._named_by(self.sender().objectName().removeprefix("merge-")))

    def _named_by(self, patient_id: str) -> SimilarPatient:
        return next(other for other in self._similar if other.patient.id == patient_id)


def clear(rows: QLayout) -> None:
    """Take the widgets out of a layout, at once for the eye."""
    while (item := rows.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
