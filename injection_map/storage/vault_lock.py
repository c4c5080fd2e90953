"""One program at a time may write: a lock for this computer, and a name on the door for the others.

The lock is an exclusive transaction on an empty database, which any operating system lets go of when the program dies.
Shares do not always pass it on, so a file also names the computer that has the vault open; it is removed at the end.
When it names another computer, that one may still be writing: nobody else goes in until a person has looked, and says
who they are and why they are certain. The name on the door is theirs from then on, and whoever finds another name
there than their own writes no more.
"""

from __future__ import annotations

import hashlib
import json
import platform
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw

from injection_map.domain import words
from injection_map.domain.errors import StoreError
from injection_map.storage.files import make_private_folder, write_private_file
from injection_map.storage.vault_files import VaultFiles

_MACHINE_ID = Path("/etc/machine-id")


class VaultInUseError(StoreError):
    """Another program has the vault open for writing."""


class OpenElsewhereError(VaultInUseError):
    """Another computer is named on the door: `computer` is what it calls itself."""

    def __init__(self, folder: Path, owner: dict[str, Any]) -> None:
        self.computer = str(owner.get("name"))
        since = _moment_words(str(owner.get("since")))
        super().__init__(
            f"The records in {folder} are open on another computer, {self.computer}, since {since}. "
            "Nothing was changed. Close Injection Map there. If that computer is off, broke down or has another name "
            "now, open them all the same from the start page."
        )


@dataclass(frozen=True, slots=True)
class Takeover:
    """Somebody has looked: who, and why they are certain that no other computer has the records open."""

    by: str
    reason: str
    at: datetime


class VaultLock:
    """Held until it is closed."""

    def __init__(self, files: VaultFiles, *, despite_another: bool = False) -> None:
        """OpenElsewhereError when another computer is named on the door. With `despite_another` that name stays there
        until `take_over`."""
        self._files = files
        self._token = uuid.uuid4().hex
        self._read_version: tuple[int, int, int] | None = None
        make_private_folder(files.folder)
        self._connection = held_lock(
            files.lock,
            in_use=f"Injection Map is already open on the records in {files.folder}. Nothing was changed. "
            "Go on in the window that is open, or close it first.",
        )
        try:
            owner = _read(files.owner)
            self.other = owner if owner is not None and owner.get("machine") != this_machine() else None
            """Who is named on the door, where that is another computer."""
            if self.other is not None and not despite_another:
                raise OpenElsewhereError(files.folder, self.other)
            if self.other is None:
                self._put_name_on_door()
        except (OSError, StoreError):
            self._connection.close()
            raise

    def take_over(self) -> None:
        """Put the name of this computer over that of another. May raise OSError."""
        self._put_name_on_door()
        self.other = None

    def taken_by(self) -> str | None:
        """The name of the computer that went in over ours; None while nobody did, or where it cannot be seen.

        Asked before every write, so the file is read only when it is another one than last time.
        """
        with suppress(OSError):
            status = self._files.owner.stat()
            version = (status.st_ino, status.st_mtime_ns, status.st_size)
            if version == self._read_version:
                return None
            owner = _read(self._files.owner)
            if self.other is None and owner is not None and owner.get("token") != self._token:
                return str(owner.get("name"))
            self._read_version = version
        return None

    def close(self) -> None:
        with suppress(OSError):  # the folder may be gone
            owner = _read(self._files.owner)
            if owner is None or owner.get("token") == self._token:
                self._files.owner.unlink(missing_ok=True)
        self._connection.close()

    def _put_name_on_door(self) -> None:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        plain = {"machine": this_machine(), "name": platform.node(), "since": since, "token": self._token}
        write_private_file(self._files.owner, json.dumps(plain).encode())


def this_machine() -> str:
    """Something that is the same at the next start and another on another computer; not what it is made of."""
    try:
        identity = _MACHINE_ID.read_text().strip()
    except OSError:
        identity = f"{uuid.getnode():x}"
    return hashlib.sha256(f"{identity}/{platform.node()}".encode()).hexdigest()[:32]


def _moment_words(since: str) -> str:
    """14-Mar-2025 at 10:30, by the clock of this computer."""
    try:
        at = datetime.fromisoformat(since).astimezone()
    except ValueError:
        return "a time that cannot be read"
    return f"{words.day(at)} at {words.clock(at)}"


def held_lock(file: Path, *, in_use: str) -> apsw.Connection:
    """Held until it is closed. VaultInUseError, with that sentence, while another program holds it."""
    if not file.exists():
        write_private_file(file, b"")
    lock = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        lock.pragma("journal_mode", "memory")  # no journal beside it that a killed program would leave
        lock.execute("BEGIN EXCLUSIVE")
    except apsw.BusyError as error:
        lock.close()
        raise VaultInUseError(in_use) from error
    return lock


def _read(path: Path) -> dict[str, Any] | None:
    """Who is named; nobody when the file is missing or was torn when it was written."""
    try:
        plain = json.loads(path.read_bytes()[:4096])
    except (FileNotFoundError, ValueError):
        return None
    return plain if isinstance(plain, dict) else None
