"""One person: name, role, and a PIN if wanted. At first start it is all that is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from injection_map.domain.checks import Finding, Level, clean_line
from injection_map.domain.people import Person, PersonDraft, person_findings
from injection_map.ui.fields import LineField
from injection_map.ui.pin_field import SecretField
from injection_map.ui.theme import Theme


class PersonForm(QWidget):
    """Two columns: who, and how they sign."""

    entered = Signal()

    def __init__(self, theme: Theme, others: Sequence[Person] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._others = tuple(others)
        self.fields: dict[str, LineField] = {
            "name": LineField(theme, "Name", name="person-name"),
            "role": LineField(theme, "Role", name="person-role", hint="Such as consultant neurologist"),
            "pin": SecretField(theme, "PIN, if wanted", name="person-pin", hint="4 to 12 digits. Asked for to sign"),
            "again": SecretField(theme, "The PIN once more", name="person-again"),
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for column in range(2):
            grid.setColumnMinimumWidth(column, 280)
            grid.setColumnStretch(column, 1)
        for i, field in enumerate(self.fields.values()):
            grid.addWidget(field, i // 2, i % 2, Qt.AlignmentFlag.AlignTop)
            field.changed.connect(self._on_changed)
            field.entered.connect(self._on_entered)

    @property
    def draft(self) -> PersonDraft:
        return PersonDraft(**{name: field.text for name, field in self.fields.items()})

    @property
    def name(self) -> str:
        return clean_line(self.draft.name)

    @property
    def role(self) -> str:
        return clean_line(self.draft.role)

    @property
    def pin(self) -> str | None:
        return self.draft.pin or None

    def is_fine(self) -> bool:
        """Whether all is as it must be; else the first fault is said and gone to."""
        findings = person_findings(self.draft, self._others)
        for finding in findings:
            self.fields[finding.field].touch()
            self.fields[finding.field].say(finding)
        if findings:
            self.fields[findings[0].field].line.setFocus(Qt.FocusReason.TabFocusReason)
        return not findings

    def say(self, sentence: str) -> None:
        """What the store objects to."""
        self.fields["name"].touch()
        self.fields["name"].say(Finding("name", Level.ERROR, sentence))

    def clear(self, others: Sequence[Person]) -> None:
        """For the next one."""
        self._others = tuple(others)
        for field in self.fields.values():
            field.clear()
            field.say(None)

    def _on_changed(self) -> None:
        for field in self.fields.values():
            if field is self.sender():
                field.say(None)

    def _on_entered(self) -> None:
        """To the next field; the last one, and an empty PIN, are the end."""
        order = list(self.fields.values())
        place = next(i for i, field in enumerate(order) if field is self.sender())
        if place + 1 == len(order) or (order[place] is self.fields["pin"] and not order[place].text):
            self.entered.emit()
        else:
            order[place + 1].line.setFocus(Qt.FocusReason.TabFocusReason)
