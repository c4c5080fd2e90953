"""One program at a time may write: a lock for this computer, and a name on the door for the others.

The lock is an exclusive transaction on an empty database, which any operating system lets go of when the program dies.
Shares do not always pass it on, so a file also names the computer that has the vault open; it is removed at the end.
When it names another computer, that one may still be writing: nobody else goes in until a person has looked.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw

from injection_map.domain.errors import StoreError
from injection_map.storage.files import make_private_folder, write_private_file
from injection_map.storage.vault_files import VaultFiles

_MACHINE_ID = Path("/etc/machine-id")


class VaultInUseError(StoreError):
    """Another program has the vault open for writing."""


class VaultLock:
    """Held until it is closed."""

    def __init__(self, files: VaultFiles, *, machine: str | None = None) -> None:
        self._files = files
        self._connection = _locked(files)
        try:
            self._put_name_on_door(machine or this_machine())
        except (OSError, StoreError):
            self._connection.close()
            raise

    def close(self) -> None:
        with suppress(OSError):  # the folder may be gone
            self._files.owner.unlink(missing_ok=True)
        self._connection.close()

    def _put_name_on_door(self, machine: str) -> None:
        owner = _read(self._files.owner)
        if owner is not None and owner.get("machine") != machine:
            raise VaultInUseError(
                f"The records in {self._files.folder} are open on another computer, {owner.get('name')}, "
                f"since {owner.get('since')}. Nothing was changed. Close Injection Map there. If that computer is off "
                f"or broke down, remove {self._files.owner.name} from the folder."
            )
        since = datetime.now(UTC).isoformat(timespec="seconds")
        plain = {"machine": machine, "name": platform.node(), "since": since, "process": os.getpid()}
        write_private_file(self._files.owner, json.dumps(plain).encode())


def this_machine() -> str:
    """Something that is the same at the next start and another on another computer; not what it is made of."""
    try:
        identity = _MACHINE_ID.read_text().strip()
    except OSError:
        identity = f"{uuid.getnode():x}"
    return hashlib.sha256(f"{identity}/{platform.node()}".encode()).hexdigest()[:32]


def _locked(files: VaultFiles) -> apsw.Connection:
    make_private_folder(files.folder)
    if not files.lock.exists():
        write_private_file(files.lock, b"")
    lock = apsw.Connection(str(files.lock), flags=apsw.SQLITE_OPEN_READWRITE)
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


def _read(path: Path) -> dict[str, Any] | None:
    """Who is named; nobody when the file is missing or was torn when it was written."""
    try:
        plain = json.loads(path.read_bytes()[:4096])
    except (FileNotFoundError, ValueError):
        return None
    return plain if isinstance(plain, dict) else None
