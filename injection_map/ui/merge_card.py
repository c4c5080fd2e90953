"""Two entries that are one person: side by side, which one is kept, by whom it is said and why."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Finding, Level
from injection_map.domain.events import Patient
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import Message, breakable, unbroken
from injection_map.ui.patient_file import SimilarPatient, visits_counted
from injection_map.ui.responsible_form import ResponsibleForm
from injection_map.ui.sections import Section
from injection_map.ui.signers import Signers
from injection_map.ui.theme import Theme

MEANING = (
    "Make one of two only when you are certain that this is one person: it cannot be taken back. "
    "The entry that is kept has the visits, the allergies and the notes of both. "
    "Each record stays as it was written."
)
NOT_CHOSEN = "Choose which entry is kept."


class MergeCard(Section):
    """Nothing is merged before one is chosen and a reason is given."""

    given = Signal(str, str, str, str)
    """The id of the entry that is kept, of the one that goes, by whom, and why."""
    cancelled = Signal()

    def __init__(
        self,
        theme: Theme,
        one: SimilarPatient,
        other: SimilarPatient,
        *,
        today: date,
        signers: Signers,
        by: str,
        parent: QWidget | None = None,
    ) -> None:
        """`by` is who works at the window."""
        super().__init__(theme, "Are these one person?", parent=parent)
        self._entries = (one, other)
        self.body.addWidget(Text(theme, "small", MEANING, colour="t2", wrap=True, parent=self))
        self.keeps = [self._keep_button(i) for i in range(2)]
        self.body.addLayout(self._side_by_side(today))
        self.form = ResponsibleForm(theme, signers, name="merge", by=by, why="Why you are certain")
        self.form.entered.connect(self._on_merge)
        self.body.addWidget(self.form)
        self.message = Message(theme, self)
        self.message.hide()
        self.body.addWidget(self.message)
        row = QHBoxLayout()
        self.cancel = Button(theme, "Cancel", kind="quiet", parent=self)
        self.cancel.setObjectName("cancel-merge")
        self.cancel.clicked.connect(self.cancelled)
        row.addWidget(self.cancel)
        row.addStretch(1)
        self.merge = Button(theme, "Make them one entry", kind="warn", icon="caution", parent=self)
        self.merge.setObjectName("merge")
        self.merge.clicked.connect(self._on_merge)
        row.addWidget(self.merge)
        self.body.addStretch(1)
        self.body.addLayout(row)

    def _keep_button(self, place: int) -> Button:
        patient = self._entries[place].patient
        button = Button(self.theme, "Keep this one", kind="choice", parent=self)
        button.setObjectName(f"keep-{patient.id}")
        button.setAccessibleName(f"Keep {patient.name}, {patient.number}")
        button.clicked.connect(self._on_keep)
        return button

    def _side_by_side(self, today: date) -> QGridLayout:
        """What differs stands out."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        ones, others = (_lines(entry, today) for entry in self._entries)
        for row, (label, one) in enumerate(ones.items()):
            grid.addWidget(
                Text(self.theme, "small", label, colour="t3", parent=self), row, 0, Qt.AlignmentFlag.AlignTop
            )
            for column, said in enumerate((one, others[label]), start=1):
                role, colour = ("small", "t2") if one == others[label] else ("small-strong", "t1")
                text = Text(self.theme, role, breakable(unbroken(said)), colour=colour, wrap=True, parent=self)
                text.setMinimumWidth(80)
                grid.addWidget(text, row, column, Qt.AlignmentFlag.AlignTop)
        for column, button in enumerate(self.keeps, start=1):
            grid.addWidget(button, len(ones), column)
            grid.setColumnStretch(column, 1)
        return grid

    def first_focus(self) -> QWidget:
        return self.keeps[0]

    def say_fault(self, sentence: str) -> None:
        """Why they were not merged."""
        self.message.say(Finding("merge", Level.ERROR, sentence), "")
        self.message.show()

    @property
    def kept(self) -> Patient | None:
        return next(
            (entry.patient for entry, button in zip(self._entries, self.keeps, strict=True) if button.isChecked()), None
        )

    def _on_keep(self) -> None:
        for button in self.keeps:
            button.setChecked(button is self.sender())
        self.message.hide()

    def _on_merge(self) -> None:
        kept = self.kept
        if kept is None:
            self.say_fault(NOT_CHOSEN)
            self.keeps[0].setFocus(Qt.FocusReason.TabFocusReason)
            return
        gone = next(entry.patient for entry in self._entries if entry.patient.id != kept.id)
        if (answer := self.form.answer()) is not None:
            self.given.emit(kept.id, gone.id, answer.who, answer.reason)


def _lines(entry: SimilarPatient, today: date) -> dict[str, str]:
    patient = entry.patient
    return {
        "Name": patient.name,
        "Born": f"{words.day(patient.born)} ({words.count(words.age_years(patient.born, today), 'year')})",
        "Number": patient.number,
        "Allergies": patient.allergies or "None noted",
        "Notes": patient.notes or "None",
        "Visits": visits_counted(entry.visits),
    }
