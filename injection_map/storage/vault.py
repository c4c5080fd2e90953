"""A vault: the folder with the encrypted records, its key file and its lock. Opened here, and made on first use.

Making one is safe against a kill at any moment. `vault.db.new` stands in the folder from before the key file is
written until the finished database gets its name, so that a first start that was cut short (go on with it) is never
confused with a database that was lost (refuse, and make no empty one in its place).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from injection_map.domain.errors import KeyUnavailableError, StoreError
from injection_map.storage import keys
from injection_map.storage.event_store import SCHEMA, SCHEMA_VERSION, WORLD_ERRORS, VaultStore, world_words
from injection_map.storage.files import (
    extend_file,
    make_private_folder,
    put_in_place,
    sync_folder,
    write_private_file,
)
from injection_map.storage.keys import Keychain, KeyKind

BUSY_MS = 2000
"""How long another program may hold the file, in a backup or a checkpoint, before it counts as a failure."""

LOG_BYTES = 512 * 1024
"""The write-ahead log is made this long in advance, room for a whole visit: a disk that fills up in mid-visit still
takes it, and a commit that need not lengthen the file takes a third less time. SQLite passes over the zeros: they are
no frames."""

_READ = apsw.SQLITE_OPEN_READONLY
_WRITE = apsw.SQLITE_OPEN_READWRITE


class VaultInUseError(StoreError):
    """Another program has the vault open for writing."""


@dataclass(frozen=True, slots=True)
class _Files:
    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "vault.db"

    @property
    def unfinished(self) -> Path:
        return self.folder / "vault.db.new"

    @property
    def key(self) -> Path:
        return self.folder / "vault.key.json"

    @property
    def lock(self) -> Path:
        return self.folder / "vault.lock"

    @property
    def leftover(self) -> Path | None:
        """A log without its database: SQLite would play it into a new one."""
        logs = (self.folder / f"vault.db-{ending}" for ending in ("wal", "journal"))
        return next((log for log in logs if log.exists()), None)


def vault_exists(data_dir: Path) -> bool:
    """Whether records are, or should be, in this folder: a vault whose database or key is lost exists too."""
    files = _Files(data_dir)
    return files.database.exists() or (files.key.exists() and not files.unfinished.exists())


def key_kind(data_dir: Path) -> KeyKind | None:
    """What opens this vault; None when there is none yet. StoreError when its key file cannot be read."""
    path = _Files(data_dir).key
    return keys.read_key_file(path).kind if path.exists() else None


def open_vault(
    data_dir: Path, *, passphrase: str | None = None, keyring: Keychain | None = None, read_only: bool = False
) -> VaultStore:
    """Open the vault in this folder, made on first use; `keyring` is the system's when it is None.

    One program at a time may write (VaultInUseError for the next); any number may read with `read_only`, at the same
    time too. Raises KeyUnavailableError, WrongPassphraseError or another StoreError, and then nothing was changed.
    """
    files = _Files(data_dir)
    with ExitStack() as opened, _sentences(files.database):
        lock = None if read_only else opened.enter_context(closing(_take_lock(files)))
        _refuse_half_a_vault(files, making_allowed=not read_only)
        key = _key(files, passphrase=passphrase, keychain=keyring)
        if not files.database.exists():
            _make_database(files, key)
        writer = None if read_only else opened.enter_context(closing(_connect(files.database, key, _WRITE)))
        if writer:
            _prepare_for_writing(writer)
        reader = opened.enter_context(closing(_connect(files.database, key, _READ)))
        opened.pop_all()
        return VaultStore(files.database, reader=reader, writer=writer, lock=lock)


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """What the disk or SQLite objects to, as a StoreError."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The records in {path.parent} cannot be opened: {error.strerror or error}. No record was changed. "
            "Look at the folder and its disk, or choose another with --data-dir."
        ) from error
    except WORLD_ERRORS as error:
        cause, remedy = world_words(error)
        raise StoreError(
            f"The records in {path.parent} cannot be opened: {cause}. No record was changed. {remedy}"
        ) from error


def _take_lock(files: _Files) -> apsw.Connection:
    """An exclusive transaction on an empty database: any operating system lets go of it when the program dies."""
    make_private_folder(files.folder)
    if not files.lock.exists():
        write_private_file(files.lock, b"")
    lock = apsw.Connection(str(files.lock), flags=_WRITE)
    try:
        lock.pragma("journal_mode", "memory")  # no journal beside it that a killed program would leave
        lock.execute("BEGIN EXCLUSIVE")
    except apsw.BusyError as error:
        lock.close()
        raise VaultInUseError(
            f"Injection Map is already open on the records in {files.folder}. Nothing was changed. "
            "Go on in the window that is open, or close it first."
        ) from error
    return lock


def _refuse_half_a_vault(files: _Files, *, making_allowed: bool) -> None:
    """StoreError when a part is missing that a vault once had; and when there is none and none may be made."""
    database, key = files.database.exists(), files.key.exists()
    if database and not key:
        raise KeyUnavailableError(
            f"The key file {files.key} is missing; without it the records beside it cannot be read. "
            "Nothing was changed. Put it back from a backup."
        )
    lost = files.leftover or (files.key if key and not files.unfinished.exists() else None)
    if not database and lost:
        raise StoreError(
            f"{files.database} is missing, though {lost.name} is there. Nothing was changed, and no empty one was made "
            "in its place. Put it back from a backup, or choose another folder with --data-dir."
        )
    if not database and not making_allowed:
        raise StoreError(f"There are no records in {files.folder} yet.")


def _key(files: _Files, *, passphrase: str | None, keychain: Keychain | None) -> bytes:
    """The key of the vault; on first use a new one, durable before anything is locked with it."""
    if files.key.exists():
        return keys.unlock(files.key, passphrase=passphrase, keychain=keychain)
    key, key_file = keys.make_key(passphrase=passphrase, keychain=keychain)
    write_private_file(files.unfinished, b"")
    sync_folder(files.folder)
    keys.write_key_file(files.key, key_file)
    return key


def _make_database(files: _Files, key: bytes) -> None:
    """Make it under its unfinished name, over whatever a killed start left there, and put it in place when whole."""
    write_private_file(files.unfinished, b"")
    with closing(_keyed(files.unfinished, key, _WRITE)) as connection:
        connection.pragma("journal_mode", "off")  # nothing to go back to: an unfinished one is made anew
        connection.pragma("synchronous", "full")
        with connection:
            connection.execute(SCHEMA)
    put_in_place(files.unfinished, files.database)


def _connect(path: Path, key: bytes, flags: int) -> apsw.Connection:
    """A connection to a database of a version that this program reads; StoreError for any other."""
    with ExitStack() as opened:
        connection = opened.enter_context(closing(_keyed(path, key, flags)))
        version = connection.pragma("user_version")
        if version != SCHEMA_VERSION:
            raise StoreError(_other_version(path, version))
        opened.pop_all()
    return connection


def _other_version(path: Path, version: int) -> str:
    if version > SCHEMA_VERSION:
        return (
            f"The records in {path.parent} were written by a newer Injection Map (format {version}; this one reads "
            f"{SCHEMA_VERSION}). Nothing was changed. Install the newer version."
        )
    return f"{path} is empty or damaged. Nothing was changed. Keep it as it is and put back a backup."


def _keyed(path: Path, key: bytes, flags: int) -> apsw.Connection:
    """SQLCipher 4's own format with a raw key and salt, so that SQLCipher's tools can read the file."""
    if len(key) != keys.KEY_BYTES:
        raise ValueError("a raw key of another length would be taken for a passphrase")
    connection = apsw.Connection(str(path), flags=flags)
    connection.set_busy_timeout(BUSY_MS)
    connection.pragma("cipher", "sqlcipher")
    connection.pragma("legacy", 4)
    connection.pragma("key", f"x'{key.hex()}'")
    connection.pragma("temp_store", "memory")  # a temporary file would not be encrypted
    return connection


def _prepare_for_writing(connection: apsw.Connection) -> None:
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "full")
    connection.pragma("fullfsync", True)  # macOS: fsync alone does not reach the disk
    connection.pragma("user_version")  # the first read makes the log
    with suppress(OSError):  # a disk that is full now shall still let the records be read
        extend_file(Path(connection.filename_wal), LOG_BYTES)
