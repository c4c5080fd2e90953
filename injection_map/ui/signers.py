"""Who may put a name under a record: offered by one tap, and asked for their PIN where they have one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from injection_map.domain.errors import InjectionMapError
from injection_map.domain.people import Person, PinAnswer, same_name
from injection_map.ui.pin_field import PinField
from injection_map.ui.theme import Theme


def _nobody(person_id: str, _pin: str) -> PinAnswer:
    raise KeyError(person_id)


@dataclass(frozen=True)
class Signers:
    """`people` work here; `check_pin` takes a person's id and the PIN, and may raise an InjectionMapError."""

    people: tuple[Person, ...] = ()
    check_pin: Callable[[str, str], PinAnswer] = _nobody

    def named(self, name: str) -> Person | None:
        """The one with this name, whatever capitals and spaces it was typed with."""
        wanted = same_name(name)
        return next((person for person in self.people if same_name(person.name) == wanted), None)


NOBODY = Signers()
"""Where no people are known: every name stands as it is typed."""


class SignerPin(PinField):
    """Shown while the name beside it is of somebody who has a PIN."""

    def __init__(self, theme: Theme, signers: Signers, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, "PIN", name=name, parent=parent)
        self._signers = signers
        self._person: Person | None = None
        self.changed.connect(self._on_typed)
        self.hide()

    def follow(self, name: str) -> None:
        """Ask for the PIN of whoever has this name now."""
        person = self._signers.named(name)
        person = person if person is not None and person.has_pin else None
        if person != self._person:
            self._person = person
            self.forget()
        self.setVisible(person is not None)

    def is_right(self) -> bool:
        """Whether the name may be signed with; what is wrong is said. Takes some tenths of a second."""
        if self._person is None:
            return True
        if self.waiting:
            return False
        pin = self.text
        if not pin:
            self.say_fault(f"The PIN of {self._person.name} is needed.")
            return False
        try:
            answer = self._signers.check_pin(self._person.id, pin)
        except InjectionMapError as error:
            self.say_fault(str(error))
            return False
        if not answer.ok:
            self.say_wrong(answer.wait_s)
            return False
        with QSignalBlocker(self):
            self.forget()
        return True

    def _on_typed(self) -> None:
        if not self.waiting:
            self.say(None)
