"""The database file of a vault: how it is opened with its key, copied, and given up for a successor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from injection_map.domain.errors import StoreError
from injection_map.storage import schema
from injection_map.storage.anchor import START, Anchor
from injection_map.storage.files import extend_file, sync_file, write_private_file
from injection_map.storage.keys import KEY_BYTES
from injection_map.storage.sqlite_errors import WORLD_ERRORS, world_words

BUSY_MS = 2000
"""How long another program may hold the file, in a backup or a checkpoint, before it counts as a failure."""

LOG_BYTES = 1024 * 1024
"""The write-ahead log is made this long in advance, room for a whole visit and its row in the index: a disk that fills
up in mid-visit still takes it, and a commit that need not lengthen the file takes a third less time. SQLite passes over
the zeros: they are no frames."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database file and its key. What it opens, its caller closes."""

    path: Path
    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) != KEY_BYTES:
            raise ValueError("a raw key of another length would be taken for a passphrase")

    def to_read(self) -> apsw.Connection:
        """StoreError when the file is of a format that this program does not read."""
        return _of_this_format(self._opened_to_read(), self.path)

    def to_write(self) -> apsw.Connection:
        """As `to_read`; every commit waits for the disk."""
        connection = _of_this_format(self.opened(writing=True), self.path)
        with closed_on_error(connection):
            prepare_for_writing(connection)
        return connection

    def format(self) -> int:
        """The number of its format; 0 is that of an empty file."""
        with closing(self._opened_to_read()) as connection:
            version: int = connection.pragma("user_version")
            return version

    def make(self, statements: str) -> apsw.Connection:
        """A new database over whatever is there, durable; open for writing, without a log."""
        connection = self.blank()
        with closed_on_error(connection), connection:
            connection.execute(statements)
        return connection

    def blank(self) -> apsw.Connection:
        write_private_file(self.path, b"")
        connection = self.opened(writing=True)
        with closed_on_error(connection):
            connection.pragma("journal_mode", "off")  # nothing to go back to: an unfinished one is made anew
            connection.pragma("synchronous", "full")
        return connection

    def copy_from(self, source: apsw.Connection) -> None:
        """All that the source holds at this moment, under this key: durable, alone, without a log."""
        with closing(self.blank()) as target:
            with target.backup("main", source, "main") as backup:
                backup.step(-1)
            target.pragma("journal_mode", "delete")
        sync_file(self.path)

    def settle(self) -> None:
        """Fold the log into the file, so that the file is the whole of it. StoreError while others have it open."""
        with closing(self.opened(writing=True)) as connection:
            try:
                mode = connection.pragma("journal_mode", "delete")
            except (apsw.BusyError, apsw.LockedError):
                mode = "wal"
        if mode != "delete":
            raise StoreError(
                f"Another program reads the records in {self.path.parent}. Nothing was changed. "
                "Close it, then try again."
            )

    def _opened_to_read(self) -> apsw.Connection:
        """A kill may leave a transaction half written, which SQLite takes back only where it may write."""
        connection = self.opened()
        with closed_on_error(connection):
            try:
                connection.pragma("user_version")
            except apsw.ReadOnlyError:
                with closing(self.opened(writing=True)) as other:
                    other.pragma("user_version")
        return connection

    def opened(self, *, writing: bool = False) -> apsw.Connection:
        """Of whatever format. SQLCipher 4's own cipher with a raw key and salt, so that its tools can read the file."""
        flags = apsw.SQLITE_OPEN_READWRITE if writing else apsw.SQLITE_OPEN_READONLY
        connection = apsw.Connection(str(self.path), flags=flags)
        with closed_on_error(connection):
            connection.set_busy_timeout(BUSY_MS)
            connection.pragma("cipher", "sqlcipher")
            connection.pragma("legacy", 4)
            connection.pragma("key", f"x'{self.key.hex()}'")
            connection.pragma("temp_store", "memory")  # a temporary file would not be encrypted
        return connection


@contextmanager
def sentences(path: Path, what: str = "records") -> Iterator[None]:
    """What the disk or SQLite objects to, as a StoreError."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The {what} in {path.parent} cannot be opened: {error.strerror or error}. No record was changed. "
            "Look at the folder and its disk, or choose another with --data-dir."
        ) from error
    except WORLD_ERRORS as error:
        cause, remedy = world_words(error)
        raise StoreError(
            f"The {what} in {path.parent} cannot be opened: {cause}. No record was changed. {remedy}"
        ) from error


@contextmanager
def closed_on_error(connection: apsw.Connection) -> Iterator[None]:
    """Closed when the block ends with an error, and else left open."""
    with ExitStack() as opened:
        opened.enter_context(closing(connection))
        yield
        opened.pop_all()


def _of_this_format(connection: apsw.Connection, path: Path) -> apsw.Connection:
    with closed_on_error(connection):
        version = connection.pragma("user_version")
        if version != schema.SCHEMA_VERSION:
            raise StoreError(other_format(path, version))
    return connection


def other_format(path: Path, version: int) -> str:
    if version > schema.SCHEMA_VERSION:
        return (
            f"The records in {path.parent} were written by a newer Injection Map (format {version}; this one reads "
            f"{schema.SCHEMA_VERSION}). Nothing was changed. Install the newer version."
        )
    if version > 0:
        return (
            f"The records in {path.parent} are of an older format ({version}). Nothing was changed. "
            "Open them in the window once; they are backed up and brought up to date."
        )
    return f"{path} is empty or damaged. Nothing was changed. Keep it as it is and put back a backup."


def prepare_for_writing(connection: apsw.Connection) -> None:
    """From now on every commit waits for the disk."""
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "full")
    connection.pragma("fullfsync", True)  # macOS: fsync alone does not reach the disk
    connection.pragma("user_version")  # the first read makes the log
    with suppress(OSError):  # a disk that is full now shall still let the records be read
        extend_file(Path(connection.filename_wal), LOG_BYTES)


def end_of(connection: apsw.Connection) -> Anchor:
    """The last position of the chain with its link: the same in two databases that hold the same entries."""
    rows: list[Any] = connection.execute("SELECT position, link FROM events ORDER BY position DESC LIMIT 1").fetchall()
    return Anchor(*rows[0]) if rows else START


def link_at(connection: apsw.Connection, position: int) -> bytes | None:
    rows: list[Any] = connection.execute("SELECT link FROM events WHERE position = ?", (position,)).fetchall()
    return rows[0][0] if rows else None
