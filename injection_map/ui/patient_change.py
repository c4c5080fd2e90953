"""A patient's data, to be changed: by whom, and why, when it is what tells them from others."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from injection_map.domain.checks import Field, Finding, Level, clean_line, line_fault, reason_fault
from injection_map.domain.events import Patient
from injection_map.domain.patient_checks import needs_reason, patient_findings
from injection_map.ui.controls import Button
from injection_map.ui.fields import LineField
from injection_map.ui.patient_form import PatientForm
from injection_map.ui.theme import Theme

WHY = "Why it is changed"
NO_REASON = "Say why. It is kept with the change."
WHY_HINT = "Asked when name, date of birth or number change"


class PatientChange(PatientForm):
    """Nothing is changed before Save."""

    saved = Signal(object, str, str)
    """The Patient as they are to be, by whom, and why; the reason is empty where none is needed."""

    def __init__(
        self,
        theme: Theme,
        patient: Patient,
        *,
        today: date,
        month_first: bool,
        by: str,
        parent: QWidget | None = None,
    ) -> None:
        """`by` is who works at the window."""
        super().__init__(theme, today=today, month_first=month_first, title="Change", parent=parent)
        self._known = patient
        self.back.setText("Cancel")
        self.back.setAccessibleName("Cancel the change")
        self.back.set_icon(None)
        self.back.setObjectName("cancel-change")
        self.reason = LineField(theme, WHY, name="change-reason", hint=WHY_HINT, parent=self)
        self.by = LineField(theme, "Your name", name="change-by", parent=self)
        self.by.set_text(by)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for column, field in enumerate((self.reason, self.by)):
            grid.addWidget(field, 0, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
            field.changed.connect(self._on_said)
            field.left.connect(self._on_said)
        self.body.insertLayout(self.body.count() - 1, grid)
        self.save = Button(theme, "Save", kind="primary", parent=self)
        self.save.setObjectName("save-change")
        self.save.setMinimumWidth(160)
        self.save.clicked.connect(self.ask_save)
        self.foot.addWidget(self.save)
        self.reason.entered.connect(self._on_reason_entered)
        self.by.entered.connect(self.ask_save)
        self.entered.connect(self._on_reason_asked)
        self.changed.connect(self._on_said)
        self.set_patient(patient)
        self._on_said()

    def ask_save(self) -> None:
        """Say what is missing and go there, or ask for it to be kept."""
        self.touch()
        for field in (self.reason, self.by):
            field.touch()
        self._on_said()
        if wrong := patient_findings(self.draft, today=self._today):
            self.go_to(Field(wrong[0].field))
        elif self._reason_fault():
            self.reason.line.setFocus(Qt.FocusReason.TabFocusReason)
        elif line_fault(Field.CLINICIAN, self.by.text):
            self.by.line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            reason = clean_line(self.reason.text)
            self.saved.emit(self.patient, clean_line(self.by.text), reason)

    def _reason_fault(self) -> str | None:
        """None where none is needed; what is typed all the same has to be whole."""
        if patient_findings(self.draft, today=self._today):
            return None
        wanted = needs_reason(self._known, self.patient) or bool(self.reason.text.strip())
        if not wanted:
            return None
        return reason_fault(self.reason.text) if self.reason.text.strip() else NO_REASON

    def _on_said(self) -> None:
        for field, fault in ((self.reason, self._reason_fault()), (self.by, self._by_fault())):
            field.say(Finding(field.line.objectName(), Level.ERROR, fault) if fault else None)

    def _by_fault(self) -> str | None:
        fault = line_fault(Field.CLINICIAN, self.by.text)
        return "Your name is needed." if fault and not self.by.text.strip() else fault

    def _on_reason_asked(self) -> None:
        self.reason.line.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_reason_entered(self) -> None:
        self.by.line.setFocus(Qt.FocusReason.TabFocusReason)
