"""Who works with a vault: names, roles and PINs, and each wrong PIN, as entries of the vault's own chain.

The PIN itself is only in the table `pins`, as Argon2id; its entry in the chain holds the fingerprint of that. So a
PIN that was changed outside the program is found, and an old one is gone when there is a new one.
"""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from injection_map.domain.errors import InjectionMapError, NotSavedError
from injection_map.domain.event_codec import Plain
from injection_map.domain.people import Person, PinAnswer, pin_fault
from injection_map.domain.ports import Clock
from injection_map.storage.event_store import VaultStore
from injection_map.storage.pins import hash_pin, is_pin, wait_s
from injection_map.storage.schema import PEOPLE
from injection_map.storage.statements import Statement

__all__ = ["People", "Person", "PersonError", "PinAnswer"]

LONGEST_NAME, LONGEST_ROLE = 120, 80


class PersonError(InjectionMapError):
    """A name or a PIN that cannot be taken; nothing was changed."""


@dataclass(slots=True)
class _Known:
    person: Person
    here: bool = True
    wrong: int = 0
    free_at_s: float = 0.0
    """The next try is looked at from then on, by the clock that nobody can set."""


@dataclass(slots=True)
class People:
    """The people of an open vault. Every method may be called from any thread and raises StoreError when it fails."""

    store: VaultStore
    clock: Clock
    seconds: Callable[[], float] = time.monotonic
    """A clock that only goes on, whatever the wall clock is set to."""
    _known: dict[str, _Known] = field(init=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        for plain in self.store.entries(PEOPLE):
            self._apply(plain)

    def people(self) -> tuple[Person, ...]:
        """All who work here now, in the order of their names."""
        with self._lock:
            here = [known.person for known in self._known.values() if known.here]
        return tuple(sorted(here, key=lambda person: (person.name.casefold(), person.id)))

    def add_person(self, name: str, role: str = "", *, pin: str | None = None, by: str = "") -> Person:
        """PersonError when the name is taken or empty, or the PIN is none. `by` is who adds them."""
        name, role = " ".join(name.split()), " ".join(role.split())
        self._check_name(name, role)
        if pin is not None:
            _check_pin(pin)
        person_id = str(uuid.uuid4())
        self._record("person_added", person_id, by, name=name, role=role)
        if pin is not None:
            self.set_pin(person_id, pin, by=by)
        return self._person(person_id)

    def change_person(self, person_id: str, *, name: str, role: str, by: str = "") -> Person:
        """Another name or role from now on; records that were signed keep the one they were signed with."""
        name, role = " ".join(name.split()), " ".join(role.split())
        self._check_name(name, role, but=person_id)
        self._record("person_changed", self._person(person_id).id, by, name=name, role=role)
        return self._person(person_id)

    def remove_person(self, person_id: str, *, by: str = "") -> None:
        """They work here no more. Their records stay as they are."""
        if self._person(person_id).has_pin:
            self.remove_pin(person_id, by=by)
        self._record("person_left", person_id, by)

    def set_pin(self, person_id: str, pin: str, *, by: str = "") -> None:
        """PersonError when it is no PIN, or one that anybody would try first."""
        _check_pin(pin)
        hashed = hash_pin(pin)
        self._record(
            "pin_set",
            self._person(person_id).id,
            by,
            also=("INSERT OR REPLACE INTO pins (person, hashed) VALUES (?, ?)", (person_id, hashed)),
            digest=hashlib.sha256(hashed.encode()).hexdigest(),
        )

    def remove_pin(self, person_id: str, *, by: str = "") -> None:
        forget = ("DELETE FROM pins WHERE person = ?", (person_id,))
        self._record("pin_removed", self._person(person_id).id, by, also=forget)

    def wait_s(self, person_id: str) -> float:
        """How many seconds the next try has to wait."""
        with self._lock:
            return max(0.0, self._known[person_id].free_at_s - self.seconds())

    def check_pin(self, person_id: str, pin: str) -> PinAnswer:
        """Takes some tenths of a second. A wrong PIN is logged without the PIN, as well as the disk allows.

        A person without a PIN is never right.
        """
        if (wait := self.wait_s(person_id)) > 0:
            return PinAnswer(ok=False, wait_s=wait)
        rows = self.store.read("SELECT hashed FROM pins WHERE person = ?", (person_id,))
        right = bool(rows) and is_pin(pin, rows[0][0])
        with self._lock:
            log = not right or self._known[person_id].wrong > 0
        if log:
            self._log("pin_right" if right else "pin_wrong", person_id)
        return PinAnswer(ok=right, wait_s=0.0 if right else self.wait_s(person_id))

    def _log(self, kind: str, person_id: str) -> None:
        """Counted in any case: a full disk neither frees the tries nor keeps anybody out."""
        plain = self._entry(kind, person_id, person_id)
        with suppress(NotSavedError):
            self.store.append_entry(PEOPLE, plain)
        self._apply(plain)

    def _record(self, kind: str, person_id: str, by: str, *, also: Statement | None = None, **more: str) -> None:
        plain = self._entry(kind, person_id, by, **more)
        self.store.append_entry(PEOPLE, plain, also=lambda _: [also] if also else [])
        self._apply(plain)

    def _entry(self, kind: str, person_id: str, by: str, **more: str) -> dict[str, Plain]:
        return {"type": kind, "at": self.clock().isoformat(), "by": by, "person": person_id, **more}

    def _apply(self, plain: dict[str, Plain]) -> None:
        kind, person_id, at = str(plain["type"]), str(plain["person"]), str(plain["at"])
        with self._lock:
            if kind == "person_added":
                self._known[person_id] = _Known(Person(person_id, "", ""))
            known = self._known[person_id]
            match kind:
                case "person_added" | "person_changed":
                    known.person = replace(known.person, name=str(plain["name"]), role=str(plain["role"]))
                case "person_left":
                    known.here = False
                case "pin_set" | "pin_removed":
                    known.person = replace(known.person, has_pin=kind == "pin_set")
                    known.wrong, known.free_at_s = 0, 0.0
                case "pin_wrong":
                    known.wrong += 1
                    left_s = wait_s(known.wrong, datetime.fromisoformat(at), self.clock())
                    known.free_at_s = self.seconds() + left_s
                case "pin_right":
                    known.wrong, known.free_at_s = 0, 0.0

    def _person(self, person_id: str) -> Person:
        """KeyError when nobody has this id, or who had it has left."""
        with self._lock:
            known = self._known[person_id]
        if not known.here:
            raise KeyError(person_id)
        return known.person

    def _check_name(self, name: str, role: str, *, but: str | None = None) -> None:
        if not any(character.isalnum() for character in name):
            raise PersonError("A name is needed.")
        if len(name) > LONGEST_NAME or len(role) > LONGEST_ROLE:
            raise PersonError(f"A name has at most {LONGEST_NAME} characters, a role {LONGEST_ROLE}.")
        if any(person.name.casefold() == name.casefold() and person.id != but for person in self.people()):
            raise PersonError(f"There is already somebody with the name {name}. Add something that tells them apart.")


def _check_pin(pin: str) -> None:
    if fault := pin_fault(pin):
        raise PersonError(fault)
