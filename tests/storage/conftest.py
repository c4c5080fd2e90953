"""A small record for the tests of the vault, and keychains that need no desktop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import apsw
import pytest

from injection_map.domain.events import Clinician, Event, Noted, Opened, Patient, PlannedSite, ProtocolReference
from injection_map.domain.protocol import Side, View
from injection_map.storage import keys
from injection_map.storage.event_store import VaultStore
from injection_map.storage.vault import open_vault

RecordOf = Callable[[int], tuple[Event, ...]]

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)


class DictKeychain:
    """The two functions of `keyring` over a dict."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password


@pytest.fixture
def keychain() -> DictKeychain:
    return DictKeychain()


@dataclass(frozen=True)
class Place:
    """A folder for a vault, and the keychain that holds its key: no time is spent on a passphrase."""

    folder: Path
    keychain: DictKeychain

    @property
    def database(self) -> Path:
        return self.folder / "vault.db"

    @property
    def key_file(self) -> Path:
        return self.folder / "vault.key.json"

    def open(self, *, read_only: bool = False) -> VaultStore:
        return open_vault(self.folder, keyring=self.keychain, read_only=read_only)

    def as_sqlcipher(self) -> apsw.Connection:
        """The way out of the product: SQLCipher 4 with its defaults and the raw key, nothing else."""
        key = keys.unlock(self.key_file, passphrase=None, keychain=self.keychain)
        connection = apsw.Connection(str(self.database), flags=apsw.SQLITE_OPEN_READWRITE)
        connection.pragma("cipher", "sqlcipher")
        connection.pragma("legacy", 4)
        connection.pragma("key", f"x'{key.hex()}'")
        return connection

    def content(self) -> dict[str, bytes]:
        """What must not change when something is refused: all files but empty ones and SQLite's shared memory."""
        return {
            path.name: path.read_bytes()
            for path in self.folder.iterdir()
            if path.suffix != ".db-shm" and path.stat().st_size
        }


@pytest.fixture
def empty(tmp_path: Path, keychain: DictKeychain) -> Place:
    """Nothing there yet, not even the folder."""
    return Place(tmp_path / "records", keychain)


@pytest.fixture
def vault(empty: Place, record: RecordOf) -> Place:
    """A closed vault with one record, `a`, of three events."""
    with closing(empty.open()) as store:
        store.append("a", record(3))
    return empty


@pytest.fixture
def record() -> RecordOf:
    """The first events of a record: its opening, then notes."""
    opened = Opened(
        patient=Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719"),
        clinician=Clinician("Dr A. Moreau"),
        protocol=ProtocolReference("small", "1", "f" * 64, "Small", "draft"),
        vials=(),
        plan=(PlannedSite("procerus", "Procerus", "procerus", Side.MIDLINE, View.FRONT, Decimal(5)),),
    )

    def first(count: int) -> tuple[Event, ...]:
        notes = (Event(seq, seq, AT, "Dr A. Moreau", Noted(f"note {seq}")) for seq in range(2, count + 1))
        return (Event(1, 1, AT, "Dr A. Moreau", opened), *notes)

    return first
