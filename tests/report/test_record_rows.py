"""Records as rows: read from a store, and found by what one remembers of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from injection_map.domain.errors import EventFormatError
from injection_map.domain.events import Event, Patient
from injection_map.domain.session import Phase
from injection_map.report.record import Record
from injection_map.report.record_rows import (
    RecordRow,
    Row,
    UnreadableRow,
    matching,
    nearest,
    record_rows,
    row_of,
)
from injection_map.storage.memory_store import MemoryStore


class OldStore(MemoryStore):
    """Holds a record that this version cannot read."""

    def events(self, record_id: str) -> tuple[Event, ...]:
        if record_id == "broken":
            raise EventFormatError("Entry 3 cannot be read.")
        return super().events(record_id)


@pytest.fixture
def rows(changed: Record, fresh: Record) -> tuple[Row, ...]:
    first = row_of(changed)
    per = replace(row_of(fresh), record_id="0190-b", patient=Patient("NYSTRÖM, Per", date(1965, 4, 5), "33-5127"))
    return first, per, UnreadableRow("0190-c", "Entry 3 cannot be read.")


def found(rows: tuple[Row, ...], search: str) -> list[str]:
    return [row.record_id for row in matching(rows, search)]


def test_a_row_says_what_a_record_comes_to(changed: Record) -> None:
    row = row_of(changed)
    assert (row.record_id, row.state, row.signed) == (changed.id, Phase.SIGNED, True)
    assert (row.sites_given, row.sites, row.units_given) == (31, 32, changed_units(changed))
    assert row.lots == ("C8124C3",)


def changed_units(record: Record) -> object:
    return sum(site.units for site in record.visit.sites if site.status == "given")


def test_an_unreadable_record_stands_among_the_others(changed: Record) -> None:
    store = OldStore()
    store.append("broken", changed.events)
    store.append(changed.id, changed.events)
    rows = {row.record_id: row for row in record_rows(store)}
    assert rows["broken"] == UnreadableRow("broken", "Entry 3 cannot be read.")
    assert isinstance(rows[changed.id], RecordRow)


@pytest.mark.parametrize(
    "search",
    ["halv", "HALV ingrid", "40-2719", "c8124", "18-nov-2025", "2025-11-18", "18.11.2025", "18/11/2025", "14-mar-1981"],
)
def test_the_ways_to_find_a_record(rows: tuple[Row, ...], search: str) -> None:
    assert rows[0].record_id in found(rows, search)


def test_every_word_has_to_be_found(rows: tuple[Row, ...]) -> None:
    assert found(rows, "halvorsen per") == []


def test_accents_are_forgiven_both_ways(rows: tuple[Row, ...]) -> None:
    assert found(rows, "nystrom") == found(rows, "NYSTRÖM") == ["0190-b"]


def test_an_empty_search_finds_all_and_an_id_the_unreadable_one(rows: tuple[Row, ...]) -> None:
    assert len(found(rows, "  ")) == 3
    assert found(rows, "0190-c") == ["0190-c"]


def test_the_nearest_are_those_written_most_alike(rows: tuple[Row, ...]) -> None:
    assert [row.patient.name for row in nearest(rows, "halvorson")] == ["HALVORSEN, Ingrid"]
    assert [row.patient.name for row in nearest(rows, "nistrom")] == ["NYSTRÖM, Per"]
    assert [row.patient.number for row in nearest(rows, "40-2791")] == ["40-2719"]
    assert nearest(rows, "qqqq") == ()
    assert len(nearest(rows * 9, "halvorson")) == 5
