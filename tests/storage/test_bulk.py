"""Many records at once: the same entries and the same index as one by one, and nothing half there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from injection_map.domain.event_codec import event_to_plain
from injection_map.domain.events import Event, Patient
from injection_map.storage import bulk
from injection_map.storage.bulk import append_many
from injection_map.storage.event_store import VaultStore
from injection_map.storage.patients import Patients
from injection_map.storage.proof import prove
from injection_map.storage.record_index import RecordIndex

NOW = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
BO = Patient("NYSTRÖM, Bo", date(1970, 1, 2), "41-0001", id="bo")


@pytest.fixture
def store(vault: Any) -> Iterator[VaultStore]:
    with closing(vault.open()) as store:
        yield store


def of_bo(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return (replace(events[0], body=replace(events[0].body, patient=BO)), *events[1:])  # type: ignore[type-var]


def proven(store: VaultStore) -> int:
    proof = prove(store.database, store.anchors)
    assert proof.first_break is None
    assert RecordIndex(store).prove() is None
    return proof.records


def test_they_are_what_they_would_be_one_by_one(empty: Any, tmp_path: Any, record: Any):
    records = [(f"r{number}", of_bo(record(number + 1))) for number in range(5)]
    with closing(empty.open()) as store:
        append_many(store, records, patients=[(BO, NOW, "Dr A")])
        heads = [store.head(record_id) for record_id, _ in records]
        listed = RecordIndex(store).visits_of("bo")
        assert Patients(store, lambda: NOW).patient("bo") == BO
    with closing(replace(empty, folder=tmp_path / "other").open()) as other:
        for record_id, events in records:
            other.append(record_id, events)
        assert [other.head(record_id) for record_id, _ in records] == heads
        assert RecordIndex(other).visits_of("bo") == listed


def test_the_chain_goes_on_through_all_transactions(store: VaultStore, record: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    told: list[int] = []
    patients = [(replace(BO, id=f"p{n}", number=str(n)), NOW, "Dr A") for n in range(5)]
    append_many(store, ((f"r{n}", record(3)) for n in range(5)), patients=patients, saved=told.append)
    assert told == [2, 4, 5]
    assert Patients(store, lambda: NOW).count() == 5
    assert proven(store) == 6
    store.append("a", (Event(4, 4, NOW, "Dr A", record(2)[1].body),))
    store.append("r4", (Event(4, 4, NOW, "Dr A", record(2)[1].body),))
    assert proven(store) == 6


def test_a_record_that_is_there_is_refused_and_stays(store: VaultStore, record: Any):
    before = [event_to_plain(event) for event in store.events("a")]
    with pytest.raises(ValueError, match="does not follow"):
        append_many(store, [("new", record(1)), ("a", record(2))])
    assert [event_to_plain(event) for event in store.events("a")] == before
    assert store.record_ids() == ("a",)


def test_a_stream_of_the_vault_is_no_record(store: VaultStore, record: Any):
    with pytest.raises(ValueError, match="no record"):
        append_many(store, [("~people", record(1))])


def test_what_ends_in_between_is_found_again_when_the_vault_is_opened(
    vault: Any, record: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)

    def until_the_power_fails() -> Iterator[tuple[str, tuple[Event, ...]]]:
        yield from ((f"r{n}", record(2)) for n in range(3))
        raise KeyboardInterrupt

    with closing(vault.open()) as store, pytest.raises(KeyboardInterrupt):
        append_many(store, until_the_power_fails())
    with closing(vault.open()) as store:
        assert set(store.record_ids()) == {"a", "r0", "r1"}
        assert proven(store) == 3


def test_a_disk_that_gives_back_something_else_is_not_believed(
    store: VaultStore, record: Any, monkeypatch: pytest.MonkeyPatch
):
    read = store.read

    def wrong(query: str, values: Any = ()) -> list[Any]:
        rows = read(query, values)
        return [(*row[:3], "{}", *row[4:]) for row in rows] if query == bulk._READ else rows

    monkeypatch.setattr(VaultStore, "read", lambda _, query, values=(): wrong(query, values))
    with pytest.raises(bulk.NotSavedError, match="gave back something else"):
        append_many(store, [("new", record(1))])
