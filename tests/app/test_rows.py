"""What the start page offers to go on with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ui.chair.hands import opened

from injection_map import resources
from injection_map.app.rows import unfinished_visits
from injection_map.domain import commands
from injection_map.domain.decisions import decide
from injection_map.domain.events import Event
from injection_map.domain.session import Visit
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.memory_store import MemoryStore
from injection_map.storage.protocol_file import read_protocol

FIRST = datetime(2025, 11, 18, 9, 0, tzinfo=UTC)


class CountingStore(MemoryStore):
    """Remembers whose events were read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def unsigned_record_ids(self) -> tuple[str, ...]:
        ids, self.read = super().unsigned_record_ids(), []
        return ids

    def events(self, record_id: str) -> tuple[Event, ...]:
        self.read.append(record_id)
        return super().events(record_id)


def store_of(count: int) -> CountingStore:
    """So many visits that were opened, an hour after each other."""
    protocol = read_protocol(resources.protocols() / "preempt-31.yaml", read_drawings(resources.diagrams()))
    store = CountingStore()
    for number in range(count):
        command = commands.Open(opened(protocol))
        events = decide(Visit(), (command,), at=FIRST + timedelta(hours=number), by="Dr A. Lindqvist")
        assert isinstance(events, tuple)
        store.append(f"visit-{number}", events)
    return store


def test_only_what_is_offered_is_read() -> None:
    store = store_of(5)
    offered, more = unfinished_visits(store, 2)
    assert [visit.record_id for visit in offered] == ["visit-4", "visit-3"]
    assert more == 3
    assert store.read == ["visit-4", "visit-3"]


def test_fewer_than_could_be_offered() -> None:
    offered, more = unfinished_visits(store_of(1), 2)
    assert [visit.record_id for visit in offered] == ["visit-0"]
    assert more == 0


def test_nothing_is_unfinished() -> None:
    assert unfinished_visits(store_of(0), 2) == ([], 0)
