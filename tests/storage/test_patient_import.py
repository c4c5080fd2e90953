"""Patients from a table: whole, once each, and the vault says where they are from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exports import NOW

from injection_map.domain.errors import StoreError
from injection_map.domain.events import Patient
from injection_map.domain.imports import Imported
from injection_map.domain.patients import PatientError
from injection_map.storage import patient_import
from injection_map.storage.event_store import VaultStore
from injection_map.storage.patient_import import add_patients, read_patient_file
from injection_map.storage.patients import Patients
from injection_map.storage.proof import prove
from injection_map.storage.record_index import RecordIndex

SOURCE = b"the bytes of a table"


@pytest.fixture
def store(empty: Any) -> Iterator[VaultStore]:
    with closing(empty.open()) as store:
        yield store


def people(count: int) -> list[Patient]:
    return [Patient(f"NEWCOMER {n:02}, Ada (invented)", date(1980, 1, n + 1), f"N-{n}") for n in range(count)]


def add(store: VaultStore, patients: list[Patient], stops_after: int = 99) -> Imported:
    asked: list[None] = []

    def stopped() -> bool:
        asked.append(None)
        return len(asked) > stops_after

    return add_patients(
        store, patients, source=SOURCE, by="Dr A", clock=lambda: NOW, told=lambda *_: None, stopped=stopped
    )


def test_they_are_in_the_list_and_the_vault_says_where_from(store: VaultStore):
    assert add(store, people(3)) == Imported(patients=3)
    patients = Patients(store, lambda: NOW)
    assert [found.number for found in patients.find("newcomer")] == ["N-0", "N-1", "N-2"]
    over = store.entries("~vault")[-1]
    assert (over["type"], over["patients"], over["file"]) == ("imported", 3, hashlib.sha256(SOURCE).hexdigest())
    assert store.entries("~patients")[0]["reason"] == "from an imported table"
    assert prove(store.database, store.anchors).first_break is None
    assert RecordIndex(store).prove() is None


def test_who_came_meanwhile_is_not_added_twice(store: VaultStore):
    Patients(store, lambda: NOW).add(people(3)[1], "Dr B")
    number_taken = Patient("OTHER, Al (invented)", date(1970, 1, 1), "n 1")
    assert add(store, [*people(3), number_taken]) == Imported(patients=2)
    assert Patients(store, lambda: NOW).count() == 3


def test_stopped_and_gone_on_with(store: VaultStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(patient_import, "AT_ONCE", 2)
    assert add(store, people(5), stops_after=1) == Imported(patients=2)
    assert add(store, people(5)) == Imported(patients=3)
    assert Patients(store, lambda: NOW).count() == 5


def test_with_one_that_is_none_nothing_is_written(store: VaultStore):
    position = store.position()
    with pytest.raises(PatientError):
        add(store, [*people(2), Patient("", date(1980, 1, 1), "N-9")])
    assert store.position() == position
    assert add(store, []) == Imported()
    assert store.position() == position


def test_a_file_that_cannot_be_read(tmp_path: Path):
    with pytest.raises(StoreError, match="No patient was changed"):
        read_patient_file(tmp_path / "none.csv")
