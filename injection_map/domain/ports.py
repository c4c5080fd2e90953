"""What the program needs from outside, as the domain sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol as Interface

from injection_map.domain.events import Event
from injection_map.domain.people import Person, PinCheck

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
        """Records without a `signed` event, newest first."""

    def keep_protocol(self, fingerprint: str, data: bytes) -> None:
        """Keep the bytes of a protocol file under its fingerprint; keeping them twice is no error."""

    def protocol_bytes(self, fingerprint: str) -> bytes:
        """The bytes kept under a fingerprint. RecordNotFoundError when there are none."""

    def set_bookmark(self, record_id: str, site: str | None) -> None:
        """Remember which site was chosen next. Not clinical; may be lost in a power failure."""

    def bookmark(self, record_id: str) -> str | None: ...

    def close(self) -> None: ...


class People(Interface):
    """Who works here. Every method raises StoreError when the store fails; a PIN is kept only as Argon2id."""

    def everyone(self) -> tuple[Person, ...]:
        """All people, in the order in which they were added."""

    def add(self, *, name: str, role: str, pin: str | None) -> Person:
        """One more; the name and the PIN have passed `person_findings`."""

    def set_pin(self, person_id: str, pin: str | None) -> None:
        """A new PIN, or none. Whoever asks has shown that they may."""

    def check_pin(self, person_id: str, pin: str) -> PinCheck:
        """Whether this is the person's PIN. A wrong one is logged, and slows down the next, also after a restart.

        `pin` "" asks only how long to wait: it is never right, and never counts.
        """
