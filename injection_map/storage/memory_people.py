"""The same contract as the vault's people, in memory: for training and for tests."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from injection_map.domain.people import Person, PinCheck, wait_after


class MemoryPeople:
    """A `People` that forgets everybody when it is dropped."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._people: dict[str, Person] = {}
        self._pins: dict[str, str] = {}
        self._wrong: dict[str, int] = {}
        self._not_before: dict[str, float] = {}

    def everyone(self) -> tuple[Person, ...]:
        return tuple(self._people.values())

    def add(self, *, name: str, role: str, pin: str | None) -> Person:
        person = Person(str(len(self._people) + 1), name, role, has_pin=False)
        self._people[person.id] = person
        self.set_pin(person.id, pin)
        return self._people[person.id]

    def set_pin(self, person_id: str, pin: str | None) -> None:
        self._people[person_id] = replace(self._people[person_id], has_pin=pin is not None)
        if pin is None:
            self._pins.pop(person_id, None)
        else:
            self._pins[person_id] = pin

    def check_pin(self, person_id: str, pin: str) -> PinCheck:
        wait_s = math.ceil(self._not_before.get(person_id, 0.0) - self._seconds())
        if wait_s > 0 or not pin:
            return PinCheck(right=False, wait_s=max(wait_s, 0))
        if self._pins.get(person_id) == pin:
            self._wrong[person_id] = 0
            return PinCheck(right=True)
        self._wrong[person_id] = self._wrong.get(person_id, 0) + 1
        wait_s = wait_after(self._wrong[person_id])
        self._not_before[person_id] = self._seconds() + wait_s
        return PinCheck(right=False, wait_s=wait_s)
