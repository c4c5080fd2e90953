"""The patients of an export: each entry of the file's list is taken over as it is, with who, when and why.

Somebody whose id is here stays as they are here. Somebody who has another id and nobody could tell apart from a patient
of here (name, date of birth, number) is added and joined with them, so that all their visits are together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import apsw

from injection_map.domain.errors import EventFormatError
from injection_map.domain.event_codec import Plain, from_plain, to_plain
from injection_map.domain.events import Opened, Patient
from injection_map.domain.imports import Fate
from injection_map.domain.patients import PatientError, cleaned, identity
from injection_map.storage.bulk import WholeRecord
from injection_map.storage.event_store import VaultStore
from injection_map.storage.import_index import Entry, ImportIndex
from injection_map.storage.patient_rows import patient_entry, patient_from
from injection_map.storage.schema import PATIENTS

_KINDS = {"patient_added": False, "patient_changed": False, "patients_merged": True}
"""Each kind of entry, and whether it says into whom."""

_SAME = "the same name, date of birth and number; imported"


class PatientImport:
    """Reads the entries of the file's list by `plain_of`."""

    def __init__(
        self, index: ImportIndex, plain_of: Callable[[Entry], dict[str, Any]], store: VaultStore | None
    ) -> None:
        self._index, self._plain_of, self._store = index, plain_of, store

    def judge(self) -> None:
        """What becomes of each patient of the list."""
        for entry in self._entries():
            plain = self._plain_of(entry)
            try:
                patient = _checked(plain)
            except EventFormatError as error:
                self._refuse(_id_of(plain), entry, str(error))
                continue
            if self._is_here(patient.id):
                self._index.judge_patient(patient.id, Fate.HERE, entry.line, None, "")
            elif self._index.fate_of_patient(patient.id) is not Fate.WRONG:
                self._judge_new(entry, plain, patient)

    def _judge_new(self, entry: Entry, plain: Mapping[str, Any], patient: Patient) -> None:
        into = plain.get("into")
        if into is not None and not self._is_known(into):
            self._refuse(patient.id, entry, "They were joined with somebody who is neither in the file nor here.")
            return
        own = None if into else hashlib.sha256(identity(patient).encode(errors="surrogatepass")).digest()
        if not self._index.judge_patient(patient.id, Fate.NEW, entry.line, own, ""):
            self._refuse(patient.id, entry, "Another patient of the file has the same name, date of birth and number.")

    def _refuse(self, patient_id: str, entry: Entry, sentence: str) -> None:
        self._index.judge_patient(patient_id, Fate.WRONG, entry.line, None, sentence)

    def _is_known(self, patient_id: str) -> bool:
        return self._index.fate_of_patient(patient_id) in (Fate.NEW, Fate.HERE) or self._is_here(patient_id)

    def _is_here(self, patient_id: str) -> bool:
        return bool(self._store and self._store.read("SELECT 1 FROM patients WHERE id = ?", (patient_id,)))

    def _entries(self) -> Iterator[Entry]:
        stream = self._index.named(PATIENTS)
        if stream is not None:
            yield from self._index.entries(stream)

    def entries(self, writer: apsw.Connection, *, by: str, at: datetime) -> Iterator[Mapping[str, Plain]]:
        """The entries to be written, each after those before it are. LineFaultError when the file is another by now."""
        for entry in self._entries():
            plain = self._plain_of(entry)
            if self._index.fate_of_patient(_id_of(plain)) is Fate.NEW:
                yield plain | ({"into": _kept(writer, plain["into"])} if "into" in plain else {})
        for patient_id in self._index.new_patients():
            yield from _joined(writer, patient_id, by=by, at=at)


def entries_from_record(
    writer: apsw.Connection, records: Iterable[WholeRecord], *, by: str, at: datetime
) -> Iterator[Mapping[str, Plain]]:
    """Entries of those patients of these records who are in no list: as the last of their records has them."""
    patients: dict[str, Patient] = {}
    for _, events in records:
        opened = events[0].body
        if isinstance(opened, Opened) and opened.patient.id:
            patients[opened.patient.id] = opened.patient
    for patient in patients.values():
        if _kept(writer, patient.id) is not None:
            continue
        with suppress(PatientError):  # the record keeps them as they are
            yield patient_entry("patient_added", cleaned(patient), at=at, by=by, reason="from an imported record")
            yield from _joined(writer, patient.id, by=by, at=at)


def _joined(writer: apsw.Connection, patient_id: str, *, by: str, at: datetime) -> Iterator[Mapping[str, Plain]]:
    """The entry that joins somebody who was added with the one of here who cannot be told apart from them, if any."""
    query = (
        "SELECT own.body, other.kept FROM patients AS own JOIN patients AS other ON other.identity = own.identity "
        "WHERE own.id = ? AND own.merged_into IS NULL AND other.kept <> own.id ORDER BY other.row LIMIT 1"
    )
    for body, kept in writer.execute(query, (patient_id,)).fetchall():
        yield patient_entry("patients_merged", patient_from(str(body)), at=at, by=by, reason=_SAME, into=str(kept))


def _kept(writer: apsw.Connection, patient_id: str) -> str | None:
    """Under whose id this patient is found; None when they are in no list."""
    rows = writer.execute("SELECT kept FROM patients WHERE id = ?", (patient_id,)).fetchall()
    return str(rows[0][0]) if rows else None


def _id_of(plain: Mapping[str, Any]) -> str:
    patient = plain.get("patient")
    named = patient.get("id") if isinstance(patient, dict) else None
    return named if isinstance(named, str) else ""


def _checked(plain: Mapping[str, Any]) -> Patient:
    """The patient of an entry. EventFormatError when it is not one that this program writes."""
    kind = plain.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise EventFormatError("An entry of a patient is of a kind that this version of Injection Map does not know.")
    wanted = {"seq", "type", "at", "by", "reason", "patient"} | ({"into"} if _KINDS[kind] else set())
    texts = wanted - {"seq", "patient"}
    if plain.keys() != wanted or not all(isinstance(plain[name], str) for name in texts):
        raise EventFormatError("An entry of a patient is not written as this program writes it.")
    patient = from_plain(Patient, plain["patient"])
    with suppress(PatientError, ValueError):
        moment = datetime.fromisoformat(plain["at"])
        is_ours = cleaned(patient) == patient and to_plain(patient) == plain["patient"]
        if is_ours and patient.id and moment.utcoffset() is not None:
            return patient
    raise EventFormatError("A patient is not written as this program writes them.")
