"""The vault's events in SQLite: each append one durable transaction, read back from the file before it returns.

One connection writes, another reads. What is read back therefore comes from the file, decrypted and authenticated,
and a screen that reads never waits for the disk to take an entry.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw

from injection_map.domain.errors import EventFormatError, NotSavedError, RecordNotFoundError, StoreError
from injection_map.domain.event_codec import event_from_plain, event_to_plain
from injection_map.domain.events import Event

SCHEMA_VERSION = 1
SCHEMA = f"""
CREATE TABLE events (
    record_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (record_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX first_events ON events (record_id, body ->> 'at') WHERE seq = 1;
CREATE INDEX signed_records ON events (record_id) WHERE body ->> 'type' = 'signed';
CREATE TRIGGER events_follow_each_other BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events WHERE record_id = NEW.record_id)
BEGIN SELECT RAISE(ABORT, 'the number does not follow the last one'); END;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

CREATE TABLE protocols (fingerprint TEXT PRIMARY KEY NOT NULL, data BLOB NOT NULL) STRICT;
CREATE TRIGGER protocols_are_kept_once BEFORE INSERT ON protocols
WHEN EXISTS (SELECT 1 FROM protocols WHERE fingerprint = NEW.fingerprint) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER protocols_are_never_changed BEFORE UPDATE ON protocols
BEGIN SELECT RAISE(ABORT, 'protocols are never changed'); END;
CREATE TRIGGER protocols_are_never_removed BEFORE DELETE ON protocols
BEGIN SELECT RAISE(ABORT, 'protocols are never removed'); END;

CREATE TABLE bookmarks (record_id TEXT PRIMARY KEY NOT NULL, site TEXT NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version = {SCHEMA_VERSION};
"""
"""The triggers that stand before an INSERT also stop INSERT OR REPLACE, which would remove without a DELETE."""

_CAUSES: tuple[tuple[type[apsw.Error], str, str], ...] = (
    (apsw.FullError, "the disk is full", "Make room on the disk, then try again."),
    (apsw.ReadOnlyError, "the folder or its file is write-protected", "Allow writing there, then try again."),
    (apsw.PermissionsError, "access was refused", "Allow access to the folder, then try again."),
    (apsw.BusyError, "another program holds the file", "Close the other program, then try again."),
    (apsw.LockedError, "another program holds the file", "Close the other program, then try again."),
    (apsw.IOError, "the disk has an error or no room", "Look at its room and its connection, then try again."),
    (apsw.CantOpenError, "the file cannot be reached", "Look at the disk and its connection, then try again."),
    (apsw.ProtocolError, "another program holds the file", "Close the other program, then try again."),
    (apsw.CorruptError, "the file is damaged", "Keep the file as it is and open a backup."),
    (apsw.NotADBError, "the file is damaged", "Keep the file as it is and open a backup."),
    (apsw.NoMemError, "the computer's memory is full", "Close other programs, then try again."),
)
WORLD_ERRORS = tuple(error for error, _, _ in _CAUSES)
"""What the environment can do to SQLite. Any other apsw.Error is a fault of this program."""


def world_words(error: apsw.Error) -> tuple[str, str]:
    """What happened and what to do, for one of WORLD_ERRORS."""
    return next((cause, remedy) for kind, cause, remedy in _CAUSES if isinstance(error, kind))


def newest_first(started: Iterable[tuple[str, datetime]]) -> tuple[str, ...]:
    """Record ids by the time of their first event, then by id, the last one first."""
    return tuple(record_id for _, record_id in sorted(((at, record_id) for record_id, at in started), reverse=True))


def check_fingerprint(fingerprint: str, data: bytes) -> None:
    """ValueError when these are not the bytes with this fingerprint: a record would name a protocol it never used."""
    if hashlib.sha256(data).hexdigest() != fingerprint:
        raise ValueError("the fingerprint is not that of the bytes")


class VaultStore:
    """The `EventStore` of a vault. Made by `vault.open_vault`; `writer` and `lock` are None when it is only read.

    It owns its connections and closes them.
    """

    def __init__(
        self, path: Path, *, reader: apsw.Connection, writer: apsw.Connection | None, lock: apsw.Connection | None
    ) -> None:
        self._path = path
        self._reader = reader
        self._writer = writer
        self._lock = lock
        self._reading = threading.Lock()
        self._writing = threading.Lock()

    def append(self, record_id: str, events: Sequence[Event]) -> None:
        if not events:
            return
        rows = [(event.seq, _text(event)) for event in events]
        # One statement is one transaction: nothing to begin, to commit or to roll back. One act has few events.
        statement = "INSERT INTO events (record_id, seq, body) VALUES " + ", ".join(["(?, ?, ?)"] * len(rows))
        with self._writing:
            try:
                self._write(statement, [value for seq, body in rows for value in (record_id, seq, body)])
            except apsw.ConstraintError as error:
                raise ValueError(f"event {rows[0][0]} does not follow the last one of {record_id}") from error
            self._compare(record_id, rows)

    def events(self, record_id: str) -> tuple[Event, ...]:
        rows = self._read("SELECT seq, body FROM events WHERE record_id = ? ORDER BY seq", (record_id,))
        if not rows:
            raise RecordNotFoundError(f"There is no record {record_id} in {self._path.parent}.")
        return tuple(_event(record_id, number, *row) for number, row in enumerate(rows, start=1))

    def record_ids(self) -> tuple[str, ...]:
        return self._newest_first("SELECT record_id, body ->> 'at' FROM events WHERE seq = 1")

    def unsigned_record_ids(self) -> tuple[str, ...]:
        return self._newest_first(
            "SELECT record_id, body ->> 'at' FROM events WHERE seq = 1 AND record_id NOT IN "
            "(SELECT record_id FROM events WHERE body ->> 'type' = 'signed')"
        )

    def keep_protocol(self, fingerprint: str, data: bytes) -> None:
        """As the port says; ValueError when the bytes are not those of the fingerprint."""
        check_fingerprint(fingerprint, data)
        with self._writing:
            self._write("INSERT INTO protocols (fingerprint, data) VALUES (?, ?)", (fingerprint, data))

    def protocol_bytes(self, fingerprint: str) -> bytes:
        rows = self._read("SELECT data FROM protocols WHERE fingerprint = ?", (fingerprint,))
        if not rows:
            raise RecordNotFoundError(f"No protocol file {fingerprint[:12]} is kept in {self._path.parent}.")
        data: bytes = rows[0][0]
        return data

    def set_bookmark(self, record_id: str, site: str | None) -> None:
        with self._writing:
            if site is None:
                self._write("DELETE FROM bookmarks WHERE record_id = ?", (record_id,))
            else:
                self._write("INSERT OR REPLACE INTO bookmarks (record_id, site) VALUES (?, ?)", (record_id, site))

    def bookmark(self, record_id: str) -> str | None:
        rows = self._read("SELECT site FROM bookmarks WHERE record_id = ?", (record_id,))
        return rows[0][0] if rows else None

    def close(self) -> None:
        """Let go of the file. The last one to close it folds the write-ahead log into it."""
        with self._writing, self._reading:
            for connection in (self._reader, self._writer, self._lock):
                if connection is not None:
                    connection.close()

    def _write(self, statement: str, values: Sequence[str | int | bytes]) -> None:
        if self._writer is None:
            raise NotSavedError(f"The records in {self._path.parent} are open for reading only. Nothing was changed.")
        try:
            self._writer.execute(statement, values)
        except WORLD_ERRORS as error:
            cause, remedy = world_words(error)
            raise NotSavedError(f"Not saved: {cause}. Earlier entries are safe in {self._path}. {remedy}") from error

    def _compare(self, record_id: str, rows: Sequence[tuple[int, str]]) -> None:
        """Read from the file what was written to it. A difference is a disk that cannot be trusted."""
        query = "SELECT seq, body FROM events WHERE record_id = ? AND seq >= ? ORDER BY seq"
        try:
            same = self._read(query, (record_id, rows[0][0])) == rows
        except StoreError as error:
            raise NotSavedError(f"Not saved for certain: the entry cannot be read back. {error}") from error
        if not same:
            raise NotSavedError(
                f"Not saved: the disk gave back something else than was written to {self._path}. "
                "What the screen shows is right. Save it in another place."
            )

    def _read(self, query: str, values: Sequence[str | int] = ()) -> list[tuple[Any, ...]]:
        with self._reading:
            try:
                return self._reader.execute(query, values).fetchall()
            except WORLD_ERRORS as error:
                cause, remedy = world_words(error)
                raise StoreError(
                    f"The records in {self._path.parent} cannot be read: {cause}. No record was changed. {remedy}"
                ) from error

    def _newest_first(self, query: str) -> tuple[str, ...]:
        return newest_first((record_id, _moment(at)) for record_id, at in self._read(query))


_JSON = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
"""ASCII, so that no character of a note, not even half of one, can keep an entry off the disk."""


def _text(event: Event) -> str:
    return _JSON.encode(event_to_plain(event))


def _event(record_id: str, number: int, seq: object, body: object) -> Event:
    try:
        event = event_from_plain(json.loads(str(body)))
        if not event.seq == seq == number:
            raise EventFormatError(f"It is numbered {event.seq}, stored as {seq}.")
    except (ValueError, RecursionError, EventFormatError) as error:
        raise EventFormatError(
            f"Entry {number} of record {record_id} cannot be read: {error} The record is kept as it is. "
            "Open it with the newest version of Injection Map."
        ) from error
    return event


def _moment(text: object) -> datetime:
    """When a record began; one whose first entry is damaged is listed all the same, as the oldest."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
