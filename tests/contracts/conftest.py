"""Every store under the same tests: in memory, and the vault on a disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from injection_map.domain.ports import EventStore, PatientRecords, Patients, RecordIndex
from injection_map.storage import patients as vault_patients
from injection_map.storage import record_index as vault_index
from injection_map.storage.event_store import VaultStore
from injection_map.storage.memory_registry import MemoryPatients, MemoryRecordIndex
from injection_map.storage.memory_store import MemoryStore
from injection_map.storage.vault import open_vault


class DictKeychain(dict[tuple[str, str], str]):
    """No desktop, and no time for a passphrase."""

    def get_password(self, service: str, username: str) -> str | None:
        return self.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self[service, username] = password


def opened_store(kind: str, folder: Path) -> Iterator[PatientRecords]:
    """`memory` or `vault`; closed in the end."""
    opened: PatientRecords = MemoryStore() if kind == "memory" else open_vault(folder, keyring=DictKeychain())
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "vault"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PatientRecords]:
    yield from opened_store(request.param, tmp_path)


@pytest.fixture
def patients(store: EventStore) -> Patients:
    if isinstance(store, VaultStore):
        return vault_patients.Patients(store, lambda: datetime(2025, 11, 18, 10, 30, tzinfo=UTC))
    return MemoryPatients()


@pytest.fixture
def index(store: EventStore, patients: Patients) -> RecordIndex:
    if isinstance(store, VaultStore):
        return vault_index.RecordIndex(store)
    assert isinstance(store, MemoryStore)
    assert isinstance(patients, MemoryPatients)
    return MemoryRecordIndex(store, patients)
