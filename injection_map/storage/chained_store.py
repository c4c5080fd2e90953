"""Streams of chained entries in SQLite: each append one durable transaction, read back before it returns.

What the vault and the training store have in common. One connection writes, another reads: what is read back comes
from the file, and a screen that reads never waits for the disk to take an entry.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw

from injection_map.domain.chain import BEGINNING, canonical_json, entry_hash, entry_link, event_text
from injection_map.domain.errors import EventFormatError, NotSavedError, RecordNotFoundError, StoreError
from injection_map.domain.event_codec import Plain
from injection_map.domain.events import Event
from injection_map.storage.anchor import Anchor
from injection_map.storage.schema import PROTOCOLS, RESERVED
from injection_map.storage.sqlite_errors import WORLD_ERRORS, world_words
from injection_map.storage.statements import Statement, Values, execute_all, transaction
from injection_map.storage.stored_events import began_at, events_of

Texts = Sequence[tuple[int, str]]
"""Entries of one stream, each with its number there, as they are hashed and stored."""

_Row = tuple[int, str, int, str, bytes, bytes]
_COLUMNS = "position, record_id, seq, body, hash, link"
Also = Callable[[int], Sequence[Statement]]
END = "SELECT position, link FROM events ORDER BY position DESC LIMIT 1"
_OF_RECORDS = f"substr(record_id, 1, 1) <> '{RESERVED}'"


def _nothing(_seq: int) -> Sequence[Statement]:
    return ()


def newest_first(started: Iterable[tuple[str, datetime]]) -> tuple[str, ...]:
    """Record ids by the time of their first event, then by id, the last one first."""
    return tuple(record_id for _, record_id in sorted(((at, record_id) for record_id, at in started), reverse=True))


def check_fingerprint(fingerprint: str, data: bytes) -> None:
    """ValueError when these are not the bytes with this fingerprint: a record would name a protocol it never used."""
    if hashlib.sha256(data).hexdigest() != fingerprint:
        raise ValueError("the fingerprint is not that of the bytes")


class ChainedStore:
    """Records, each a stream of events, and streams of other entries beside them. What is chained is `domain.chain`'s.

    `writer` is None where the file is only read. A kind of store says in `_append_events` what it takes.
    """

    what = "records"
    """What its sentences call it."""

    def __init__(self, path: Path, *, reader: apsw.Connection, writer: apsw.Connection | None) -> None:
        self.path = path
        self._reader = reader
        self._writer = writer
        self._files = (self.path, Path(writer.filename_wal)) if writer else ()
        self._identities = _identities(self._files)
        self._known_last: _Row | None = None
        self._reading = threading.Lock()
        self._writing = threading.Lock()

    def append(self, record_id: str, events: Sequence[Event]) -> None:
        if record_id.startswith(RESERVED):
            raise ValueError(f"{record_id} is the name of no record")
        if events:
            texts = [(event.seq, event_text(event)) for event in events]
            self._append_events(record_id, events, texts)

    def _append_events(self, record_id: str, events: Sequence[Event], texts: Texts) -> None:
        raise NotImplementedError

    def _turn(self) -> AbstractContextManager[Any]:
        """One writes at a time."""
        return self._writing

    def _went_on(self, end: Anchor) -> None:
        """Entries up to this one are durable."""

    def append_entry(self, stream: str, plain: Mapping[str, Plain], *, also: Also = _nothing) -> None:
        """One entry of a stream that is no record; what `also` says of its number, in the same transaction."""
        with self._turn():
            self._append_entry(stream, plain, also=also)

    def entries(self, stream: str) -> list[dict[str, Any]]:
        """The entries of a stream that is no record, in order."""
        try:
            return [json.loads(body) for _, body in self._rows(stream)]
        except ValueError as error:
            raise EventFormatError(f"The entries of {stream} in {self.path.parent} cannot be read.") from error

    def events(self, record_id: str) -> tuple[Event, ...]:
        rows = self._rows(record_id)
        if not rows or record_id.startswith(RESERVED):
            raise RecordNotFoundError(f"There is no record {record_id} in {self.path.parent}.")
        return events_of(record_id, rows)

    def _rows(self, stream: str) -> list[tuple[Any, ...]]:
        """`seq` and `body` of each of its entries, in order."""
        return self.read("SELECT seq, body FROM events WHERE record_id = ? ORDER BY seq", (stream,))

    def position(self) -> int:
        """How many entries there are, those that are of no record among them."""
        rows = self.read("SELECT coalesce(max(position), 0) FROM events")
        count: int = rows[0][0]
        return count

    def record_ids(self) -> tuple[str, ...]:
        return self._newest_first(f"SELECT record_id, body ->> 'at' FROM events WHERE seq = 1 AND {_OF_RECORDS}")

    def unsigned_record_ids(self) -> tuple[str, ...]:
        return self._newest_first(
            f"SELECT record_id, body ->> 'at' FROM events WHERE seq = 1 AND {_OF_RECORDS} AND record_id NOT IN "
            "(SELECT record_id FROM events WHERE body ->> 'type' = 'signed') AND NOT EXISTS (SELECT 1 FROM events "
            "AS later WHERE later.record_id = events.record_id AND later.body ->> 'type' = 'not_treated')"
        )

    def keep_protocol(self, fingerprint: str, data: bytes) -> None:
        """As the port says; ValueError when the bytes are not those of the fingerprint."""
        check_fingerprint(fingerprint, data)
        entry: dict[str, Plain] = {"type": "kept", "fingerprint": fingerprint}
        statement = "INSERT INTO protocols (fingerprint, data) VALUES (?, ?)"
        with self._turn():
            if not self._write("SELECT 1 FROM protocols WHERE fingerprint = ?", (fingerprint,)):
                self._append_entry(PROTOCOLS, entry, also=lambda _: [(statement, (fingerprint, data))])

    def protocol_bytes(self, fingerprint: str) -> bytes:
        rows = self.read("SELECT data FROM protocols WHERE fingerprint = ?", (fingerprint,))
        if not rows:
            raise RecordNotFoundError(f"No protocol file {fingerprint[:12]} is kept in {self.path.parent}.")
        data: bytes = rows[0][0]
        return data

    def set_bookmark(self, record_id: str, site: str | None) -> None:
        with self._turn():
            if site is None:
                self._write("DELETE FROM bookmarks WHERE record_id = ?", (record_id,))
            else:
                self._write("INSERT OR REPLACE INTO bookmarks (record_id, site) VALUES (?, ?)", (record_id, site))

    def bookmark(self, record_id: str) -> str | None:
        rows = self.read("SELECT site FROM bookmarks WHERE record_id = ?", (record_id,))
        return rows[0][0] if rows else None

    def keep_draft(self, name: str, body: str | None) -> None:
        with self._turn():
            if body is None:
                self._write("DELETE FROM drafts WHERE name = ?", (name,))
            else:
                self._write("INSERT OR REPLACE INTO drafts (name, body) VALUES (?, ?)", (name, body))

    def draft(self, name: str) -> str | None:
        rows = self.read("SELECT body FROM drafts WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    def read(self, query: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """All rows, from the connection that only reads. StoreError when the file cannot be read."""
        with self._reading:
            try:
                return self._reader.execute(query, values).fetchall()
            except WORLD_ERRORS as error:
                cause, remedy = world_words(error)
                raise StoreError(
                    f"The {self.what} in {self.path.parent} cannot be read: {cause}. No record was changed. {remedy}"
                ) from error

    def _append_entry(self, stream: str, plain: Mapping[str, Plain], *, also: Also) -> None:
        seq = self._last(stream)[1] + 1
        self._append(stream, [(seq, canonical_json({"seq": seq, **plain}))], also=also(seq))

    def _append(self, record_id: str, texts: Texts, *, also: Sequence[Statement] = ()) -> None:
        rows = self._chained(record_id, texts)
        self._known_last = None  # a write that fails may have been written all the same
        # One statement is one transaction: nothing to begin, to commit or to roll back. One act has few events.
        statement = f"INSERT INTO events ({_COLUMNS}) VALUES " + ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(rows))
        values = [value for row in rows for value in row]
        try:
            if also:
                self._write_together(lambda writer: execute_all(writer, [(statement, values), *also]))
            else:
                self._write(statement, values)
        except apsw.ConstraintError as error:
            raise ValueError(f"event {rows[0][2]} does not follow the last one of {record_id}: {error}") from error
        self._compare(rows)
        self._refuse_a_file_without_a_name()
        self._known_last = rows[-1]
        self._went_on(Anchor(rows[-1][0], rows[-1][5]))

    def _chained(self, record_id: str, texts: Texts) -> list[_Row]:
        position, _, hash_, link = self._last(record_id)
        rows: list[_Row] = []
        for seq, text in texts:
            position += 1
            hash_ = entry_hash(record_id, text, hash_)
            link = entry_link(link, hash_)
            rows.append((position, record_id, seq, text, hash_, link))
        return rows

    def _last(self, record_id: str) -> tuple[int, int, bytes, bytes]:
        """The last position of the vault, the last number and hash of the record, the vault's last link."""
        if self._known_last is not None and self._known_last[1] == record_id:
            position, _, seq, _, hash_, link = self._known_last
            return position, seq, hash_, link
        whole = self._write(END)
        own = self._write("SELECT seq, hash FROM events WHERE record_id = ? ORDER BY seq DESC LIMIT 1", (record_id,))
        position, link = whole[0] if whole else (0, BEGINNING)
        seq, hash_ = own[0] if own else (0, BEGINNING)
        return position, seq, hash_, link

    def _write(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        with self._not_saved() as writer:
            return writer.execute(statement, values).fetchall()

    def _write_together(self, act: Callable[[apsw.Connection], None]) -> None:
        with self._not_saved() as writer, transaction(writer):
            act(writer)

    @contextmanager
    def _not_saved(self) -> Iterator[apsw.Connection]:
        """The connection that writes; what the disk or SQLite objects to, as a NotSavedError."""
        if self._writer is None:
            where = f"The {self.what} in {self.path.parent}"
            raise NotSavedError(f"{where} are open for reading only. Nothing was changed.")
        try:
            yield self._writer
        except WORLD_ERRORS as error:
            cause, remedy = world_words(error)
            raise NotSavedError(f"Not saved: {cause}. Earlier entries are safe in {self.path}. {remedy}") from error

    def _compare(self, rows: Sequence[_Row]) -> None:
        """Read from the file what was written to it. A difference is a disk that cannot be trusted."""
        query = f"SELECT {_COLUMNS} FROM events WHERE position >= ? ORDER BY position"
        try:
            same = self.read(query, (rows[0][0],)) == rows
        except StoreError as error:
            raise NotSavedError(f"Not saved for certain: the entry cannot be read back. {error}") from error
        if not same:
            raise NotSavedError(
                f"Not saved: the disk gave back something else than was written to {self.path}. "
                "What the screen shows is right. Save it in another place."
            )

    def _refuse_a_file_without_a_name(self) -> None:
        """A file that was removed, or whose share has gone, goes on to take entries that nobody will ever find."""
        if _identities(self._files) != self._identities:
            raise NotSavedError(
                f"Not saved: {self.path} was removed or put elsewhere while it was open. "
                "What the screen shows is right. Save it in another place."
            )

    def _newest_first(self, query: str) -> tuple[str, ...]:
        return newest_first((record_id, began_at(at)) for record_id, at in self.read(query))


def _identities(files: Sequence[Path]) -> list[tuple[int, int] | None]:
    """Which file on which disk each name means; None where it means none."""
    found: list[tuple[int, int] | None] = []
    for file in files:
        try:
            status = file.stat()
            found.append((status.st_dev, status.st_ino))
        except OSError:
            found.append(None)
    return found
