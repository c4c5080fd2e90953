"""Who does something to the records as a whole, proven by the PIN where there are PINs, and why."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level, clean_line, text_fault
from injection_map.domain.finish_checks import MOST_REASON, signer_findings
from injection_map.ui.fields import LineField
from injection_map.ui.signers import NOBODY, SignerPin, Signers
from injection_map.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Responsible:
    """`reason` is empty where none was asked for."""

    who: str
    reason: str = ""


class ResponsibleForm(QWidget):
    """Your name, the PIN of whoever has that name, and a reason if one is wanted."""

    entered = Signal()
    """Enter in the last line."""

    def __init__(
        self, theme: Theme, signers: Signers = NOBODY, *, name: str, by: str = "", why: str = "", hint: str = ""
    ) -> None:
        """Object names begin with `name`. `by` is who works at the window; `why` is the label of the reason, if any."""
        super().__init__()
        self._signers = signers
        self.who = LineField(theme, "Your name", name=f"{name}-who")
        self.who.set_text(by)
        self.pin = SignerPin(theme, signers, name=f"{name}-pin")
        self.reason = LineField(theme, why, name=f"{name}-reason", hint=hint) if why else None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for field in self._fields:
            box.addWidget(field)
            field.changed.connect(self._on_changed)
            field.entered.connect(self._on_entered)
        self.pin.follow(by)

    @property
    def _fields(self) -> tuple[LineField, ...]:
        return (self.who, self.pin) if self.reason is None else (self.reason, self.who, self.pin)

    def first_focus(self) -> QWidget:
        empty = (field for field in self._fields if not field.isHidden() and not field.text)
        return next(empty, self._fields[0]).line

    def answer(self) -> Responsible | None:
        """None when something is missing or wrong, which is said then. Takes some tenths of a second with a PIN."""
        fault = self._fault()
        if fault is not None:
            field, sentence = fault
            field.touch()
            field.say(Finding(field.line.objectName(), Level.ERROR, sentence))
            field.line.setFocus(Qt.FocusReason.TabFocusReason)
            return None
        reason = clean_line(self.reason.text) if self.reason is not None else ""
        return Responsible(clean_line(self.who.text), reason) if self.pin.is_right() else None

    def _fault(self) -> tuple[LineField, str] | None:
        if self.reason is not None:
            reason = clean_line(self.reason.text)
            missing = "" if any(character.isalnum() for character in reason) else "Say why."
            fault = missing or text_fault(reason, most=MOST_REASON)
            if fault:
                return self.reason, fault
        for finding in signer_findings(self.who.text, ""):
            if finding.field == "signer":
                return self.who, finding.sentence.replace("A name is needed to sign.", "Your name is needed.")
        person = self._signers.named(self.who.text)
        if any(other.has_pin for other in self._signers.people) and not (person and person.has_pin):
            return self.who, "Somebody who has a PIN is needed for this."
        return None

    def _on_changed(self) -> None:
        field = self.sender()
        if isinstance(field, LineField) and field is not self.pin:
            field.say(None)
        self.pin.follow(self.who.text)

    def _on_entered(self) -> None:
        shown = [field for field in self._fields if not field.isHidden()]
        place = next(i for i, field in enumerate(shown) if field is self.sender())
        if place + 1 < len(shown):
            shown[place + 1].line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.entered.emit()
