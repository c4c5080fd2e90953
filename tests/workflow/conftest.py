"""A visit to open, a clock, and a store that fails when it is told to."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from injection_map.domain.commands import Open
from injection_map.domain.errors import NotSavedError
from injection_map.domain.events import Clinician, Event, Opened, Patient, PlannedSite, ProtocolReference
from injection_map.domain.protocol import Side, View
from injection_map.storage.memory_store import MemoryStore
from injection_map.workflow.recorder import NotSaved, Recorder, SaveReport

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
PROTOCOL = b"id: small\n"


class TryingStore(MemoryStore):
    """A memory store whose appends can be held back, and made to fail before or after they kept the events."""

    def __init__(self) -> None:
        super().__init__()
        self.appends: list[int] = []
        self.failing: Exception | None = None
        self.keeps_all_the_same = False
        self.bookmarks_fail = False
        self.gate = threading.Event()
        self.gate.set()

    def append(self, record_id: str, events: Sequence[Event]) -> None:
        assert self.gate.wait(10)
        failing, keeps = self.failing, self.keeps_all_the_same
        if failing is None or keeps:
            super().append(record_id, events)
            self.appends.append(len(events))
        if failing is not None:
            raise failing

    def set_bookmark(self, record_id: str, site: str | None) -> None:
        if self.bookmarks_fail:
            raise NotSavedError("no bookmark")
        super().set_bookmark(record_id, site)


class Ear:
    """Hears what a recorder reports."""

    def __init__(self, recorder: Recorder) -> None:
        self.saved: list[SaveReport] = []
        self.not_saved: list[NotSaved] = []
        self.threads: set[str] = set()
        recorder.listen(on_saved=self._hear(self.saved), on_not_saved=self._hear(self.not_saved))

    def _hear(self, heard: list[Any]) -> Callable[[Any], None]:
        def hear(report: Any) -> None:
            self.threads.add(threading.current_thread().name)
            heard.append(report)

        return hear


@pytest.fixture
def store() -> TryingStore:
    return TryingStore()


@pytest.fixture
def opening() -> Open:
    plan = ("procerus", "corrugator-left", "corrugator-right", "frontalis-left", "frontalis-right")
    sides = (Side.MIDLINE, Side.LEFT, Side.RIGHT, Side.LEFT, Side.RIGHT)
    return Open(
        Opened(
            patient=Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719"),
            clinician=Clinician("Dr A. Moreau"),
            protocol=ProtocolReference("small", "1", hashlib.sha256(PROTOCOL).hexdigest(), "Small", "draft"),
            vials=(),
            plan=tuple(
                PlannedSite(key, key, key.split("-")[0], side, View.FRONT, Decimal(5))
                for key, side in zip(plan, sides, strict=True)
            ),
        )
    )


@pytest.fixture
def recorder_of() -> Iterator[Callable[..., Recorder]]:
    """Makes recorders with a clock that stands, and closes them."""
    made: list[Recorder] = []

    def make(store: MemoryStore, **keywords: Any) -> Recorder:
        recorder = Recorder(store, **{"record_id": "a", "clock": lambda: AT, "by": "Dr A. Moreau"} | keywords)
        made.append(recorder)
        return recorder

    yield make
    for recorder in made:
        recorder.close(timeout_s=10)


@pytest.fixture
def recorder(store: TryingStore, opening: Open, recorder_of: Callable[..., Recorder]) -> Recorder:
    """With its visit opened and saved."""
    opened = recorder_of(store, protocol_bytes=PROTOCOL)
    opened.submit(opening)
    assert opened.wait_saved(timeout_s=10)
    return opened


@pytest.fixture
def ear(recorder: Recorder) -> Ear:
    return Ear(recorder)


@pytest.fixture
def clock_back() -> Callable[[], datetime]:
    """Each time an hour earlier."""
    times = iter(AT - timedelta(hours=hours) for hours in range(1000))
    return lambda: next(times)
