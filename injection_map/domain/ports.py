"""What the program needs from outside, as the domain sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol as Interface

from injection_map.domain.events import Event
from injection_map.domain.people import Person, PinAnswer

Clock = Callable[[], datetime]
"""Now, with an offset."""

NewId = Callable[[], str]
"""A new record id, never used before."""


class EventStore(Interface):
    """Where events are kept. Every method may be called from any thread; all raise StoreError when the store fails.

    Events are only ever appended. `append` returns after the events are durable and were read back the same.
    """

    def append(self, record_id: str, events: Sequence[Event]) -> None:
        """Keep all of `events` or none. Their numbers must follow the last one kept (else ValueError).

        Raises NotSavedError when the disk did not take them; what was kept before is safe.
        """

    def events(self, record_id: str) -> tuple[Event, ...]:
        """All events of a record, in order. RecordNotFoundError when there are none."""

    def record_ids(self) -> tuple[str, ...]:
        """All records, newest first (by the time of their first event, then by id)."""

    def unsigned_record_ids(self) -> tuple[str, ...]:
        """Records that go on: neither signed nor ended without a treatment, newest first."""

    def keep_protocol(self, fingerprint: str, data: bytes) -> None:
        """Keep the bytes of a protocol file under its fingerprint; keeping them twice is no error."""

    def protocol_bytes(self, fingerprint: str) -> bytes:
        """The bytes kept under a fingerprint. RecordNotFoundError when there are none."""

    def set_bookmark(self, record_id: str, site: str | None) -> None:
        """Remember which site was chosen next. Not clinical; may be lost in a power failure."""

    def bookmark(self, record_id: str) -> str | None: ...

    def close(self) -> None: ...


class People(Interface):
    """Who works here. Any thread may call it; StoreError when the store fails, and then nothing was changed.

    `by` is the name of who changes something; it stands in the vault's chain.
    """

    def people(self) -> tuple[Person, ...]:
        """All who work here now, in the order of their names."""

    def add_person(self, name: str, role: str = "", *, pin: str | None = None, by: str = "") -> Person: ...

    def remove_person(self, person_id: str, *, by: str = "") -> None: ...

    def set_pin(self, person_id: str, pin: str, *, by: str = "") -> None: ...

    def remove_pin(self, person_id: str, *, by: str = "") -> None: ...

    def wait_s(self, person_id: str) -> float:
        """How many seconds the next try has to wait."""

    def check_pin(self, person_id: str, pin: str) -> PinAnswer:
        """Takes some tenths of a second. A wrong PIN is logged, and slows down the next, after a restart too."""
