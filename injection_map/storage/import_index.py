"""Where in a file each entry stands: a table on the disk, so that the memory needed does not grow with the file.

It holds places, hashes and ids of records, and nothing of a patient: it lies unencrypted in SQLite's temporary file,
which is gone when it is closed, or when the program is killed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apsw

from injection_map.domain.chain import BEGINNING
from injection_map.domain.imports import Fate, Tally

_TABLES = """
PRAGMA journal_mode = off;
PRAGMA synchronous = off;
PRAGMA cache_size = -16000;
CREATE TABLE streams (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, last INTEGER NOT NULL, head BLOB NOT NULL, line INTEGER NOT NULL,
    fate TEXT, at_line INTEGER, at_column INTEGER, sentence TEXT
) STRICT;
CREATE INDEX fates ON streams (fate, row);
CREATE TABLE entries (
    stream INTEGER, seq INTEGER, line INTEGER, start INTEGER, end INTEGER, hash BLOB, PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE protocols (fingerprint TEXT PRIMARY KEY, start INTEGER, end INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE patients (
    id TEXT PRIMARY KEY, fate TEXT, line INTEGER, identity BLOB UNIQUE, sentence TEXT
) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Stream:
    """A record, or another stream of a vault, of which `last` entries were found, the first in `line`."""

    row: int
    id: str
    last: int
    head: bytes
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the file: from byte `start` to `end`."""

    seq: int
    line: int
    start: int
    end: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a record, and why; the line and column are where it begins, or where it is wrong."""

    fate: Fate
    line: int
    column: int = 1
    sentence: str = ""


class ImportIndex:
    """Made for one file; `close` drops it."""

    def __init__(self) -> None:
        self._table = apsw.Connection("")
        self._table.execute(_TABLES).fetchall()

    def close(self) -> None:
        self._table.close()

    # --- while the file is read -----------------------------------------------------------------------------------

    def stream(self, stream_id: str, line: int) -> Stream:
        """The one of this id; begun in this line when there is none yet."""
        found = self._one("SELECT row, id, last, head, line FROM streams WHERE id = ?", (stream_id,))
        if found is None:
            insert = (
                "INSERT INTO streams (id, last, head, line) VALUES (?, 0, ?, ?) RETURNING row, id, last, head, line"
            )
            found = self._one(insert, (stream_id, BEGINNING, line))
        assert found is not None
        return Stream(*found)

    def add(self, stream: Stream, entry: Entry, head: bytes) -> None:
        """One more entry; `head` is the hash that it has by what it says."""
        self._table.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
            (stream.row, entry.seq, entry.line, entry.start, entry.end, entry.hash),
        )
        self._table.execute("UPDATE streams SET last = ?, head = ? WHERE row = ?", (entry.seq, head, stream.row))

    def keep_protocol(self, fingerprint: str, start: int, end: int) -> None:
        self._table.execute("INSERT OR IGNORE INTO protocols VALUES (?, ?, ?)", (fingerprint, start, end))

    # --- what was found -------------------------------------------------------------------------------------------

    def streams(self) -> Iterator[Stream]:
        """In the order of their first lines. What is judged meanwhile does not disturb it."""
        row = 0
        while found := self._one(
            "SELECT row, id, last, head, line FROM streams WHERE row > ? ORDER BY row LIMIT 1", (row,)
        ):
            row = found[0]
            yield Stream(*found)

    def stream_count(self) -> int:
        return int(self._value("SELECT count(*) FROM streams"))

    def named(self, stream_id: str) -> Stream | None:
        found = self._one("SELECT row, id, last, head, line FROM streams WHERE id = ?", (stream_id,))
        return Stream(*found) if found else None

    def entries(self, stream: Stream) -> Iterator[Entry]:
        query = "SELECT seq, line, start, end, hash FROM entries WHERE stream = ? ORDER BY seq"
        for row in self._table.execute(query, (stream.row,)):
            yield Entry(*row)

    def entry(self, stream: Stream, seq: int) -> Entry | None:
        query = "SELECT seq, line, start, end, hash FROM entries WHERE stream = ? AND seq = ?"
        found = self._one(query, (stream.row, seq))
        return Entry(*found) if found else None

    def is_beyond(self, stream: Stream, *, entries: int, size: int) -> bool:
        """Whether it has more entries than so many, or they are longer, in bytes, than `size`."""
        query = "SELECT coalesce(sum(end - start), 0) FROM entries WHERE stream = ?"
        return stream.last > entries or self._value(query, (stream.row,)) > size

    def protocols(self) -> Iterator[tuple[str, int, int]]:
        yield from self._all("SELECT fingerprint, start, end FROM protocols")

    def has_protocol(self, fingerprint: str) -> bool:
        return self._one("SELECT 1 FROM protocols WHERE fingerprint = ?", (fingerprint,)) is not None

    # --- what becomes of it ---------------------------------------------------------------------------------------

    def judge(self, stream: Stream, verdict: Verdict) -> None:
        """The first verdict stands."""
        self._table.execute(
            "UPDATE streams SET fate = ?, at_line = ?, at_column = ?, sentence = ? WHERE row = ? AND fate IS NULL",
            (str(verdict.fate), verdict.line, verdict.column, verdict.sentence, stream.row),
        )

    def is_judged(self, stream: Stream) -> bool:
        return bool(self._value("SELECT fate IS NOT NULL FROM streams WHERE row = ?", (stream.row,)))

    def judged(self, fates: Iterable[Fate], offset: int, limit: int) -> list[tuple[Stream, Verdict]]:
        among = ", ".join(f"'{fate}'" for fate in fates)
        rows = self._all(
            "SELECT row, id, last, head, line, fate, at_line, at_column, sentence FROM streams "
            f"WHERE fate IN ({among}) ORDER BY row LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return [(Stream(*row[:5]), Verdict(Fate(row[5]), *row[6:])) for row in rows]

    def tally(self) -> Tally:
        return self._tally("streams")

    def judge_patient(self, patient_id: str, fate: Fate, line: int, identity: bytes | None, sentence: str) -> bool:
        """False when somebody else of the file has this identity already; then nothing is kept of it."""
        self._table.execute("DELETE FROM patients WHERE id = ?", (patient_id,))
        self._table.execute(
            "INSERT OR IGNORE INTO patients VALUES (?, ?, ?, ?, ?)", (patient_id, str(fate), line, identity, sentence)
        )
        return self._table.changes() == 1

    def fate_of_patient(self, patient_id: str) -> Fate | None:
        found = self._one("SELECT fate FROM patients WHERE id = ?", (patient_id,))
        return Fate(found[0]) if found else None

    def new_patients(self) -> Iterator[str]:
        last = ""
        query = "SELECT id FROM patients WHERE fate = ? AND id > ? ORDER BY id LIMIT 1"
        while found := self._one(query, (str(Fate.NEW), last)):
            last = str(found[0])
            yield last

    def refused_patients(self, limit: int) -> list[tuple[str, int, str]]:
        """Their ids, lines, and why."""
        query = "SELECT id, line, sentence FROM patients WHERE fate = ? ORDER BY line LIMIT ?"
        return self._all(query, (str(Fate.WRONG), limit))

    def patient_tally(self) -> Tally:
        return self._tally("patients")

    def _tally(self, table: str) -> Tally:
        counts = dict(self._all(f"SELECT fate, count(*) FROM {table} GROUP BY fate"))
        refused = sum(counts.get(str(fate), 0) for fate in Fate if fate.is_refused)
        return Tally(counts.get(str(Fate.NEW), 0), counts.get(str(Fate.HERE), 0), refused)

    def _one(self, query: str, values: tuple[Any, ...] = ()) -> Any:
        rows = self._all(query, values)
        return rows[0] if rows else None

    def _all(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        return self._table.execute(query, values).fetchall()

    def _value(self, query: str, values: tuple[Any, ...] = ()) -> Any:
        return self._one(query, values)[0]
