"""However rare or common what is typed is, the same records are found in the same order; only the way differs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from kills import FolderKeychain

from injection_map import resources
from injection_map.domain.placement import place_sites
from injection_map.domain.record_index import Order, RecordQuery, Show, VisitRow
from injection_map.sample import SampleMaker
from injection_map.storage import record_search
from injection_map.storage.bulk import append_many
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol
from injection_map.storage.record_index import RecordIndex
from injection_map.storage.record_search import Term, found, how_many
from injection_map.storage.vault import open_vault

LAST_DAY = date(2026, 11, 20)
TYPED = ("s", "sam", "samp", "sample-0", "inv", "invented", "2025", "2025-1", "dr samp", "invented 2026", "a e sample")
THRESHOLDS = [(4000, 30_000), (5, 50), (1, 1), (20, 1)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordIndex]:
    drawings = read_drawings(resources.diagrams())
    protocol = read_protocol(resources.protocols() / "preempt-31.yaml", drawings)
    points = {key: placed.point for key, placed in place_sites(protocol, drawings).items()}
    folder = tmp_path_factory.mktemp("search") / "records"
    with closing(open_vault(folder, keyring=FolderKeychain(folder.parent / "keychain"))) as store:
        append_many(store, SampleMaker(protocol, points, 120, 1, LAST_DAY).records())
        yield RecordIndex(store)


def listed(index: RecordIndex, query: RecordQuery) -> list[str]:
    return [row.record_id for row in index.rows(query, today=LAST_DAY).rows]


def in_full(index: RecordIndex, text: str, order: Order, show: Show) -> list[str]:
    """Of the whole list, what the words say that stand in a record."""
    everything = index.rows(RecordQuery(order=order, show=show, limit=1000), today=LAST_DAY).rows
    keys = dict(index.store.read("SELECT id, keys FROM visits"))
    wanted = RecordQuery(text).words
    return [row.record_id for row in everything if all(f'"{beginning}' in keys[row.record_id] for beginning in wanted)]


@pytest.mark.parametrize("thresholds", THRESHOLDS)
@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("show", list(Show))
def test_what_is_found_does_not_hang_on_how_it_is_looked_for(
    index: RecordIndex, monkeypatch: pytest.MonkeyPatch, thresholds: tuple[int, int], order: Order, show: Show
):
    monkeypatch.setattr(record_search, "_FEW", thresholds[0])
    monkeypatch.setattr(record_search, "_MANY", thresholds[1])
    for text in TYPED:
        expected = in_full(index, text, order, show)
        assert listed(index, RecordQuery(text, order=order, show=show, limit=1000)) == expected
        pages = [
            listed(index, RecordQuery(text, order=order, show=show, limit=7, offset=offset))
            for offset in range(0, len(expected) + 7, 7)
        ]
        assert [record_id for page in pages for record_id in page] == expected


def test_what_is_too_common_to_be_counted_is_said_to_go_on(index: RecordIndex, monkeypatch: pytest.MonkeyPatch):
    assert index.rows(RecordQuery("sample"), today=LAST_DAY).total == 120
    monkeypatch.setattr(record_search, "_MANY", 50)
    page = index.rows(RecordQuery("sample", limit=50), today=LAST_DAY)
    assert (page.total, page.more, len(page.rows)) == (50, True, 50)
    last = index.rows(RecordQuery("sample", limit=50, offset=100), today=LAST_DAY)
    assert (last.total, last.more, len(last.rows)) == (120, False, 20)


def test_the_rarest_word_leads(index: RecordIndex):
    read: Any = index.store.read
    common, rare = Term("^s"), Term("^zo")
    assert found([common, rare], read).terms == (rare, common)
    assert how_many(found([common], read), read) == 120


def test_rows_are_numbered_in_the_order_of_their_visits(index: RecordIndex):
    rows = [row for (row,) in index.store.read("SELECT row FROM visits ORDER BY started, id")]
    assert rows == sorted(rows)
    newest = index.rows(RecordQuery(order=Order.NEWEST, limit=3), today=LAST_DAY).rows
    assert all(isinstance(row, VisitRow) for row in newest)
