"""Many whole records put into a vault at once: into one that is being made, or from a file into one that is in use.

The entries are those that `VaultStore.append` would write, in the same chain, under the same triggers; many records are
one transaction, each read back before the next. For a vault that is being made the projections count as another
version's from the first transaction to the last: what a kill leaves in between is made anew when it is next opened, and
no entry is half there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import Any, Generic, TypeVar

import apsw

from injection_map.domain.chain import BEGINNING, canonical_json, entry_hash, entry_link, event_text
from injection_map.domain.errors import NotSavedError
from injection_map.domain.event_codec import Plain
from injection_map.domain.events import Event, Patient
from injection_map.storage import kinds
from injection_map.storage.database import end_of
from injection_map.storage.event_store import VaultStore
from injection_map.storage.patient_rows import patient_entry, patient_statements
from injection_map.storage.projections import begin_filling, finish_filling
from injection_map.storage.schema import PATIENTS, RESERVED
from injection_map.storage.statements import execute_all
from injection_map.storage.visit_rows import put_visit, visit_statements

AT_ONCE = 500
"""Patients, or records, in one transaction."""

WholeRecord = tuple[str, Sequence[Event]]
"""A record's id and its events, all of them."""

AddedPatient = tuple[Patient, datetime, str]
"""A patient with their id, when they were added, and by whom."""

_Item = TypeVar("_Item")
_Row = tuple[int, str, int, str, bytes, bytes]
_COLUMNS = "position, record_id, seq, body, hash, link"
_INSERT = f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"
_READ = f"SELECT {_COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?"
_READ_AT_ONCE = 2000
_LAST_OF = "SELECT seq, hash FROM events WHERE record_id = ? ORDER BY seq DESC LIMIT 1"


def append_many(
    store: VaultStore,
    records: Iterable[WholeRecord],
    *,
    patients: Iterable[AddedPatient] = (),
    saved: Callable[[int], None] = lambda _: None,
) -> None:
    """Add patients who are in no list yet, then records that are new; `saved` is told how many records are durable.

    Both are taken one by one, while they are written: the memory needed does not grow with their number.
    NotSavedError when the disk does not take them: what was told before is safe. ValueError for a record that is there
    already, TrainingError for one of a training.
    """
    store.extend(begin_filling)
    for some in _batches(patients):
        _append(store, partial(_patient_rows, patients=some))
    count = 0
    for batch in _batches(records):
        _append(store, partial(_record_rows, records=batch))
        count += batch.taken
        saved(count)
    store.extend(finish_filling)


def append_whole(
    store: VaultStore,
    records: Sequence[WholeRecord],
    *,
    patients: Callable[[apsw.Connection], Iterator[Mapping[str, Plain]]] = lambda _: iter(()),
) -> None:
    """Add entries of patients, then records that are new, to a vault in use: one transaction, read back.

    `patients` is asked for its entries one by one, while they are written, and sees what was written before. The tables
    beside the entries are right at every moment. NotSavedError when the disk does not take them, ValueError for a
    record that is there already, TrainingError for one of a training; then nothing of it was written.
    """

    def rows(writer: apsw.Connection) -> Iterator[_Row]:
        chained = _Chain(writer)
        seq, hash_ = _last_of_patients(writer)
        yield from chained.rows(PATIENTS, _entry_texts(writer, patients(writer), seq), hash_)
        for record_id, events in records:
            if record_id.startswith(RESERVED):
                raise ValueError(f"{record_id} is the name of no record")
            kinds.refuse_training(record_id, events)
            texts = [(event.seq, event_text(event)) for event in events]
            execute_all(writer, visit_statements(record_id, texts))
            yield from chained.rows(record_id, texts)

    _append(store, rows)


class _Batch(Generic[_Item]):
    """The next few of many items, and how many of them were taken."""

    def __init__(self, first: _Item, rest: Iterator[_Item]) -> None:
        self._items = chain((first,), islice(rest, AT_ONCE - 1))
        self.taken = 0

    def __iter__(self) -> Iterator[_Item]:
        for item in self._items:
            self.taken += 1
            yield item


def _batches(items: Iterable[_Item]) -> Iterator[_Batch[_Item]]:
    rest = iter(items)
    for first in rest:
        yield _Batch(first, rest)


class _Tally:
    """Stands for many rows in their order, without keeping them."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()

    def counted(self, rows: Iterable[_Row]) -> Iterator[_Row]:
        for row in rows:
            self._sha256.update(repr(row).encode("utf-8"))
            yield row

    def digest(self) -> bytes:
        return self._sha256.digest()


def _append(store: VaultStore, rows: Callable[[apsw.Connection], Iterator[_Row]]) -> None:
    """One transaction, and what the file says of it afterwards."""
    written, first = _Tally(), store.position()

    def insert(writer: apsw.Connection) -> None:
        writer.executemany(_INSERT, written.counted(rows(writer)))

    store.extend(insert)
    if _read_back(store, first) != written.digest():
        raise NotSavedError(
            f"Not saved: the disk gave back something else than was written to {store.path}. Do not use these records."
        )


def _read_back(store: VaultStore, first: int) -> bytes:
    read = _Tally()
    while rows := store.read(_READ, (first, _READ_AT_ONCE)):
        first = [position for position, *_ in read.counted(rows)][-1]
    return read.digest()


def _patient_rows(writer: apsw.Connection, patients: Iterable[AddedPatient]) -> Iterator[_Row]:
    seq, hash_ = _last_of_patients(writer)
    return _Chain(writer).rows(PATIENTS, _patient_texts(writer, patients, seq), hash_)


def _patient_texts(writer: apsw.Connection, patients: Iterable[AddedPatient], last: int) -> Iterator[tuple[int, str]]:
    for seq, (patient, at, by) in enumerate(patients, start=last + 1):
        entry = patient_entry("patient_added", patient, at=at, by=by)
        execute_all(writer, patient_statements(seq, entry))
        yield seq, canonical_json({"seq": seq, **entry})


def _last_of_patients(writer: apsw.Connection) -> tuple[int, bytes]:
    last: list[Any] = writer.execute(_LAST_OF, (PATIENTS,)).fetchall()
    return last[0] if last else (0, BEGINNING)


def _entry_texts(
    writer: apsw.Connection, entries: Iterable[Mapping[str, Plain]], last: int
) -> Iterator[tuple[int, str]]:
    for seq, entry in enumerate(entries, start=last + 1):
        execute_all(writer, patient_statements(seq, entry, was=_identity_now(writer, entry)))
        yield seq, canonical_json({**entry, "seq": seq})


def _identity_now(writer: apsw.Connection, entry: Mapping[str, Any]) -> str:
    """Of a patient who is in the list before this entry; empty otherwise."""
    rows = writer.execute("SELECT identity FROM patients WHERE id = ?", (entry["patient"]["id"],)).fetchall()
    return str(rows[0][0]) if rows else ""


def _record_rows(writer: apsw.Connection, records: Iterable[WholeRecord]) -> Iterator[_Row]:
    chained = _Chain(writer)
    for record_id, events in records:
        if record_id.startswith(RESERVED):
            raise ValueError(f"{record_id} is the name of no record")
        kinds.refuse_training(record_id, events)
        put_visit(writer, record_id, events)
        yield from chained.rows(record_id, ((event.seq, event_text(event)) for event in events))


class _Chain:
    """The vault's chain from its present end on."""

    def __init__(self, writer: apsw.Connection) -> None:
        end = end_of(writer)
        self._position, self._link = end.position, end.link

    def rows(self, stream: str, texts: Iterable[tuple[int, str]], hash_: bytes = BEGINNING) -> Iterator[_Row]:
        """The rows of these texts; `hash_` is that of the stream's last entry."""
        for seq, text in texts:
            hash_ = entry_hash(stream, text, hash_)
            self._position += 1
            self._link = entry_link(self._link, hash_)
            yield self._position, stream, seq, text, hash_, self._link
