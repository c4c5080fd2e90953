"""A backup: one file that holds a vault's database, encrypted as it is, and its key file. A plain ZIP, not compressed.

It is made beside and verified before it gets its name: the copy of the database is opened again and every page of it
read, and the archive is read back. Whoever has the passphrase of that time, the keychain or the recovery code can
open it; nobody else learns more than how large it is and when it was made.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw

from injection_map.domain.errors import StoreError
from injection_map.storage.anchor import Anchor
from injection_map.storage.database import Database, end_of
from injection_map.storage.event_store import VaultStore
from injection_map.storage.files import make_private_folder, put_in_place, sync_file, write_private_file
from injection_map.storage.keys import KeyKind
from injection_map.storage.sqlite_errors import WORLD_ERRORS, world_words
from injection_map.storage.vault_files import VaultFiles

FORMAT = "injection-map/backup"
VERSION = 1
DATABASE, KEY, ABOUT = "vault.db", "vault.key.json", "about.json"
_MOST_KEY_BYTES = 64 * 1024


def write_backup(store: VaultStore, path: Path, *, at: datetime) -> Anchor:
    """A verified copy of all that the store holds now, while it goes on; returns how far the copy goes.

    StoreError when it cannot be made; then an older file of this name stands as it was.
    """
    copy = Database(path.with_name(f".{path.name}.db"), store.database.key)
    archive = path.with_name(f".{path.name}.part")
    with _said_of(path), _removed_afterwards(copy.path, archive):
        make_private_folder(path.parent)
        with closing(store.database.to_read()) as source:
            copy.copy_from(source)
        end = _verified(copy)
        about = {"format": FORMAT, "version": VERSION, "made_at": at.isoformat(), "position": end.position}
        _archive(archive, copy.path, VaultFiles(store.path.parent).key, about)
        sync_file(archive)
        _read_back(archive)
        put_in_place(archive, path)
    return end


def _verified(copy: Database) -> Anchor:
    """Every page read and authenticated; the indexes fit the tables."""
    with closing(copy.to_read()) as connection:
        if connection.pragma("integrity_check") != "ok":
            raise apsw.CorruptError
        return end_of(connection)


def _archive(path: Path, database: Path, key: Path, about: dict[str, object]) -> None:
    write_private_file(path, b"")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(ABOUT, json.dumps(about))
        archive.write(key, KEY)
        archive.write(database, DATABASE)


def _read_back(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            raise zipfile.BadZipFile


def unpack(path: Path, files: VaultFiles) -> dict[str, Any]:
    """Put the database and the key file of a backup into a vault's folder, durable; what the backup says of itself.

    StoreError when it is no backup, is damaged or is of a newer version.
    """
    with _said_of(path), zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if sorted(names) != sorted((ABOUT, KEY, DATABASE)):
            raise zipfile.BadZipFile
        about = json.loads(_small(archive, ABOUT))
        if about["format"] != FORMAT or type(about["version"]) is not int:
            raise zipfile.BadZipFile
        if about["version"] > VERSION:
            raise StoreError(f"The backup {path} was made by a newer Injection Map. Install the newer version.")
        write_private_file(files.key, _small(archive, KEY))
        write_private_file(files.database, b"")
        with archive.open(DATABASE) as source, files.database.open("r+b") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
        sync_file(files.database)
    return dict(about)


def opened_by(path: Path) -> KeyKind:
    """Who holds the key of a backup. StoreError when it is none."""
    with _said_of(path), zipfile.ZipFile(path) as archive:
        kinds = {KeyKind(holder["kind"]) for holder in json.loads(_small(archive, KEY))["holders"]}
        return KeyKind.KEYCHAIN if KeyKind.KEYCHAIN in kinds else KeyKind.PASSPHRASE


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(_MOST_KEY_BYTES)


@contextmanager
def _removed_afterwards(*paths: Path) -> Iterator[None]:
    with ExitStack() as stack:
        for path in paths:
            stack.callback(path.unlink, missing_ok=True)
            for log in ("wal", "shm", "journal"):
                stack.callback(path.with_name(f"{path.name}-{log}").unlink, missing_ok=True)
        yield


@contextmanager
def _said_of(path: Path) -> Iterator[None]:
    """What the world objects to, in one sentence about this backup."""
    try:
        yield
    except OSError as error:
        raise _failed(path, error.strerror or str(error), "No record was changed.") from error
    except WORLD_ERRORS as error:
        cause, remedy = world_words(error)
        raise _failed(path, cause, f"No record was changed. {remedy}") from error
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _failed(path, "it is no backup of Injection Map, or is damaged", "Use another backup.") from error


def _failed(path: Path, cause: str, rest: str) -> StoreError:
    return StoreError(f"The backup {path} cannot be used: {cause}. {rest}")
