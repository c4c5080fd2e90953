"""Patients from a table (`domain.patient_csv`), put into the list: some hundred in one transaction, each whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import apsw

from injection_map.domain.errors import StoreError
from injection_map.domain.event_codec import Plain
from injection_map.domain.events import Patient
from injection_map.domain.imports import Imported, Told
from injection_map.domain.patient_csv import MOST_BYTES
from injection_map.domain.patients import cleaned, identity, random_id
from injection_map.domain.ports import Clock, NewId
from injection_map.domain.search import one_word
from injection_map.storage.bulk import append_whole
from injection_map.storage.event_store import VaultStore
from injection_map.storage.patient_rows import patient_entry
from injection_map.storage.vault_entries import note_import

AT_ONCE = 200
_TAKEN = "SELECT 1 FROM patients WHERE identity = ? OR number_key = ? LIMIT 1"


def read_patient_file(path: Path) -> bytes:
    """Its bytes, up to one more than any table may have. StoreError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}. No patient was changed.") from error


def add_patients(
    store: VaultStore,
    patients: Sequence[Patient],
    *,
    source: bytes,
    by: str,
    clock: Clock,
    told: Told,
    stopped: Callable[[], bool],
    new_id: NewId = random_id,
) -> Imported:
    """Put those into the list who are not in it, and whose number nobody has meanwhile; `source` is the file's bytes.

    NotSavedError when the disk does not take them: what was written before stays. PatientError when one is not as a
    patient has to be; then nothing was written.
    """
    new = [replace(cleaned(patient), id=new_id()) for patient in patients]
    if not new:
        return Imported()
    sha256, done = hashlib.sha256(source).hexdigest(), Imported()
    note_import(store, by=by, at=clock(), sha256=sha256)
    for first in range(0, len(new), AT_ONCE):
        if stopped():
            break
        before = _count(store)
        some = new[first : first + AT_ONCE]
        append_whole(store, (), patients=partial(_entries, patients=some, by=by, at=clock()))
        done = replace(done, patients=done.patients + _count(store) - before)
        told("Importing", first + len(some), len(new))
    note_import(store, by=by, at=clock(), sha256=sha256, done=done)
    return done


def _entries(
    writer: apsw.Connection, *, patients: Sequence[Patient], by: str, at: datetime
) -> Iterator[Mapping[str, Plain]]:
    for patient in patients:
        if not writer.execute(_TAKEN, (identity(patient), one_word(patient.number))).fetchall():
            yield patient_entry("patient_added", patient, at=at, by=by, reason="from an imported table")


def _count(store: VaultStore) -> int:
    return int(store.read("SELECT count(*) FROM patients")[0][0])
