"""The same contract as the vault's, in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Literal

from injection_map.domain.errors import RecordNotFoundError
from injection_map.domain.events import AFTER_SIGNING, Event, NotTreated, Signed
from injection_map.storage import kinds
from injection_map.storage.chained_store import check_fingerprint, newest_first


class MemoryStore:
    """`PatientRecords` that are forgotten when it is dropped."""

    holds: Literal["patients"] = "patients"

    def __init__(self) -> None:
        self._events: dict[str, tuple[Event, ...]] = {}
        self._protocols: dict[str, bytes] = {}
        self._bookmarks: dict[str, str] = {}
        self._drafts: dict[str, str] = {}
        self._lock = threading.Lock()

    def append(self, record_id: str, events: Sequence[Event]) -> None:
        kinds.refuse_training(record_id, events)
        with self._lock:
            kept = self._events.get(record_id, ())
            if [event.seq for event in events] != list(range(len(kept) + 1, len(kept) + 1 + len(events))):
                raise ValueError(f"the events do not follow the last one of {record_id}")
            _refuse_after_signing((*kept, *events), already=len(kept))
            if events:
                self._events[record_id] = (*kept, *events)

    def events(self, record_id: str) -> tuple[Event, ...]:
        with self._lock:
            if record_id not in self._events:
                raise RecordNotFoundError(f"There is no record {record_id}.")
            return self._events[record_id]

    def record_ids(self) -> tuple[str, ...]:
        with self._lock:
            return newest_first((record_id, events[0].at) for record_id, events in self._events.items())

    def unsigned_record_ids(self) -> tuple[str, ...]:
        return tuple(
            record_id
            for record_id in self.record_ids()
            if not any(isinstance(event.body, Signed | NotTreated) for event in self.events(record_id))
        )

    def keep_protocol(self, fingerprint: str, data: bytes) -> None:
        check_fingerprint(fingerprint, data)
        with self._lock:
            self._protocols.setdefault(fingerprint, bytes(data))

    def protocol_bytes(self, fingerprint: str) -> bytes:
        with self._lock:
            if fingerprint not in self._protocols:
                raise RecordNotFoundError(f"No protocol file {fingerprint[:12]} is kept.")
            return self._protocols[fingerprint]

    def set_bookmark(self, record_id: str, site: str | None) -> None:
        with self._lock:
            self._bookmarks.pop(record_id, None)
            if site is not None:
                self._bookmarks[record_id] = site

    def bookmark(self, record_id: str) -> str | None:
        with self._lock:
            return self._bookmarks.get(record_id)

    def keep_draft(self, name: str, body: str | None) -> None:
        with self._lock:
            if body is None:
                self._drafts.pop(name, None)
            else:
                self._drafts[name] = body

    def draft(self, name: str) -> str | None:
        with self._lock:
            return self._drafts.get(name)

    def close(self) -> None:
        """Nothing to let go of."""


def _refuse_after_signing(events: Sequence[Event], *, already: int) -> None:
    signed = False
    for number, event in enumerate(events, start=1):
        if number > already and isinstance(event.body, AFTER_SIGNING) is not signed:
            raise ValueError("addenda and co-signatures follow a signature, and nothing else does")
        signed = signed or isinstance(event.body, Signed)
