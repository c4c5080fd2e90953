"""The vault's events in SQLite: each append one durable transaction, read back from the file before it returns.

One connection writes, another reads. What is read back therefore comes from the file, decrypted and authenticated,
and a screen that reads never waits for the disk to take an entry.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from typing import Protocol as Interface

import apsw

from injection_map.domain.chain import BEGINNING, canonical_json, entry_hash, entry_link, event_text
from injection_map.domain.errors import EventFormatError, NotSavedError, RecordNotFoundError, StoreError
from injection_map.domain.event_codec import Plain
from injection_map.domain.events import Event
from injection_map.domain.record_index import TICKS
from injection_map.storage.anchor import Anchor
from injection_map.storage.anchors import Anchors
from injection_map.storage.database import Database, sentences
from injection_map.storage.schema import PROTOCOLS, RESERVED
from injection_map.storage.sqlite_errors import WORLD_ERRORS, world_words
from injection_map.storage.statements import Statement, Values, execute_all
from injection_map.storage.stored_events import began_at, events_of
from injection_map.storage.visit_rows import IN_PROGRESS, visit_statements

_Row = tuple[int, str, int, str, bytes, bytes]
_COLUMNS = "position, record_id, seq, body, hash, link"
Also = Callable[[int], Sequence[Statement]]
_END = "SELECT position, link FROM events ORDER BY position DESC LIMIT 1"
_OF_RECORDS = f"substr(record_id, 1, 1) <> '{RESERVED}'"


def _nothing(_seq: int) -> Sequence[Statement]:
    return ()


class Lock(Interface):
    """What keeps other programs from writing."""

    def taken_by(self) -> str | None:
        """The name of a computer that went in all the same."""

    def close(self) -> None: ...


def newest_first(started: Iterable[tuple[str, datetime]]) -> tuple[str, ...]:
    """Record ids by the time of their first event, then by id, the last one first."""
    return tuple(record_id for _, record_id in sorted(((at, record_id) for record_id, at in started), reverse=True))


def check_fingerprint(fingerprint: str, data: bytes) -> None:
    """ValueError when these are not the bytes with this fingerprint: a record would name a protocol it never used."""
    if hashlib.sha256(data).hexdigest() != fingerprint:
        raise ValueError("the fingerprint is not that of the bytes")


class VaultStore:
    """The `EventStore` of a vault. Made by `vault.open_vault`; `writer` and `lock` are None when it is only read.

    It owns its connections and closes them. `new_recovery_code` is set when the vault was made just now, to be shown
    once; whoever shows it sets it to None.
    """

    new_recovery_code: str | None = None

    def __init__(
        self,
        database: Database,
        *,
        reader: apsw.Connection,
        writer: apsw.Connection | None,
        lock: Lock | None,
        anchors: Anchors,
    ) -> None:
        self.database = database
        self.path = database.path
        self.anchors = anchors
        self._reader = reader
        self._writer = writer
        self._lock = lock
        self._files = (self.path, Path(writer.filename_wal)) if writer else ()
        self._identities = _identities(self._files)
        self._known_last: _Row | None = None
        self._in_progress = ""
        self._reading = threading.Lock()
        self._writing = threading.Lock()

    def append(self, record_id: str, events: Sequence[Event]) -> None:
        if record_id.startswith(RESERVED):
            raise ValueError(f"{record_id} is the name of no record")
        if events:
            texts = [(event.seq, event_text(event)) for event in events]
            with self._turn():
                self._append(record_id, texts, also=self._index_of(record_id, events, texts))

    def append_entry(self, stream: str, plain: Mapping[str, Plain], *, also: Also = _nothing) -> None:
        """One entry of a stream that is no record; what `also` says of its number, in the same transaction."""
        with self._turn():
            self._append_entry(stream, plain, also=also)

    def rewrite(self, act: Callable[[apsw.Connection], None]) -> None:
        """Do this to the tables beside the entries, in one transaction."""
        with self._turn():
            self._write_together(act)

    def extend(self, act: Callable[[apsw.Connection], None]) -> None:
        """Do this to the chain and the tables beside it, in one transaction: for `storage.bulk`, which reads it back.

        ValueError when an entry does not follow the last one.
        """
        with self._turn():
            self._known_last = None
            try:
                self._write_together(act)
            except apsw.ConstraintError as error:
                raise ValueError(f"an entry does not follow the last one: {error}") from error
            self._refuse_a_file_without_a_name()
            self.anchors.advance(Anchor(*self._write(_END)[0]))

    def entries(self, stream: str) -> list[dict[str, Any]]:
        """The entries of a stream that is no record, in order."""
        rows = self.read("SELECT body FROM events WHERE record_id = ? ORDER BY seq", (stream,))
        try:
            return [json.loads(body) for (body,) in rows]
        except ValueError as error:
            raise EventFormatError(f"The entries of {stream} in {self.path.parent} cannot be read.") from error

    def events(self, record_id: str) -> tuple[Event, ...]:
        rows = self.read("SELECT seq, body FROM events WHERE record_id = ? ORDER BY seq", (record_id,))
        if not rows or record_id.startswith(RESERVED):
            raise RecordNotFoundError(f"There is no record {record_id} in {self.path.parent}.")
        return events_of(record_id, rows)

    def head(self, record_id: str) -> bytes:
        """The hash of a record's last event as it is stored; RecordNotFoundError when it has none."""
        rows = self.read("SELECT hash FROM events WHERE record_id = ? ORDER BY seq DESC LIMIT 1", (record_id,))
        if not rows or record_id.startswith(RESERVED):
            raise RecordNotFoundError(f"There is no record {record_id} in {self.path.parent}.")
        hash_: bytes = rows[0][0]
        return hash_

    def position(self) -> int:
        """How many entries the vault has, those that are of no record among them."""
        rows = self.read("SELECT coalesce(max(position), 0) FROM events")
        count: int = rows[0][0]
        return count

    def renew_anchors(self) -> None:
        """Begin the anchors anew at the present end; an entry of the chain must say why. StoreError when it fails."""
        with self._turn():
            rows = self._write(_END)
            with sentences(self.path):
                self.anchors.renew(Anchor(*rows[0]))

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

    def close(self) -> None:
        """Let go of the file. The last one to close it folds the write-ahead log into it."""
        with self._writing, self._reading:
            if self._writer is not None:
                self._leave_the_file_to_another()
                self.anchors.remember()
            for connection in (self._reader, self._writer, self._lock):
                if connection is not None:
                    with suppress(*WORLD_ERRORS):  # what was called saved is in the log; the next start folds it in
                        connection.close()
            self._writer = None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One writes at a time; and none when another computer has gone in: the two would write over each other."""
        with self._writing:
            if (other := self._lock.taken_by() if self._lock is not None else None) is not None:
                raise NotSavedError(
                    f"Not saved: another computer, {other}, has opened the records in {self.path.parent} meanwhile. "
                    "Earlier entries are safe there. What the screen shows is right. Save it in another place."
                )
            yield

    def _leave_the_file_to_another(self) -> None:
        """Where another computer has gone in, the log is theirs: it is not folded in."""
        if self._lock is not None and self._lock.taken_by() is not None:
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)

    def read(self, query: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """All rows, from the connection that only reads. StoreError when the file cannot be read."""
        with self._reading:
            try:
                return self._reader.execute(query, values).fetchall()
            except WORLD_ERRORS as error:
                cause, remedy = world_words(error)
                raise StoreError(
                    f"The records in {self.path.parent} cannot be read: {cause}. No record was changed. {remedy}"
                ) from error

    def _append_entry(self, stream: str, plain: Mapping[str, Plain], *, also: Also) -> None:
        seq = self._last(stream)[1] + 1
        self._append(stream, [(seq, canonical_json({"seq": seq, **plain}))], also=also(seq))

    def _index_of(
        self, record_id: str, events: Sequence[Event], texts: Sequence[tuple[int, str]]
    ) -> Sequence[Statement]:
        """What brings the index of records up to date; nothing while the needle is in the hand."""
        if all(isinstance(event.body, TICKS) for event in events) and self._is_in_progress(record_id):
            return ()
        self._in_progress = ""
        before = self._write("SELECT seq, body FROM events WHERE record_id = ? ORDER BY seq", (record_id,))
        return visit_statements(record_id, [*before, *texts])

    def _is_in_progress(self, record_id: str) -> bool:
        if self._in_progress != record_id:
            rows = self._write("SELECT 1 FROM visits WHERE id = ? AND standing = ?", (record_id, IN_PROGRESS))
            self._in_progress = record_id if rows else ""
        return self._in_progress == record_id

    def _append(self, record_id: str, texts: Sequence[tuple[int, str]], *, also: Sequence[Statement] = ()) -> None:
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
        self.anchors.advance(Anchor(rows[-1][0], rows[-1][5]))

    def _chained(self, record_id: str, texts: Sequence[tuple[int, str]]) -> list[_Row]:
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
        whole = self._write(_END)
        own = self._write("SELECT seq, hash FROM events WHERE record_id = ? ORDER BY seq DESC LIMIT 1", (record_id,))
        position, link = whole[0] if whole else (0, BEGINNING)
        seq, hash_ = own[0] if own else (0, BEGINNING)
        return position, seq, hash_, link

    def _write(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        with self._not_saved() as writer:
            return writer.execute(statement, values).fetchall()

    def _write_together(self, act: Callable[[apsw.Connection], None]) -> None:
        with self._not_saved() as writer, writer:  # a transaction
            act(writer)

    @contextmanager
    def _not_saved(self) -> Iterator[apsw.Connection]:
        """The connection that writes; what the disk or SQLite objects to, as a NotSavedError."""
        if self._writer is None:
            raise NotSavedError(f"The records in {self.path.parent} are open for reading only. Nothing was changed.")
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
