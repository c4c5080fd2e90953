"""The patients of a vault: each change is an entry of its chain, and beside it is the table in which they are found."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from injection_map.domain.events import Patient
from injection_map.domain.patients import (
    PatientError,
    already_there,
    cleaned,
    identity,
    list_order,
    most_mistakable,
    random_id,
    refuse_merge,
    refuse_merged,
)
from injection_map.domain.ports import Clock, NewId
from injection_map.domain.search import MOST_TYPED, name_key, one_word, typed_words
from injection_map.storage.event_store import VaultStore
from injection_map.storage.patient_rows import patient_entry, patient_from, patient_statements
from injection_map.storage.projections import refuse_other
from injection_map.storage.schema import PATIENTS
from injection_map.storage.statements import LAST_LETTER

__all__ = ["PatientError", "Patients"]

_MANY = 2000
_MOST_LOOKED_AT = 200
_SAME_DAY_LOOKED_AT = 500


@dataclass(slots=True)
class Patients:
    """The patients of an open vault. Every method may be called from any thread and raises StoreError when it fails."""

    store: VaultStore
    clock: Clock
    new_id: NewId = random_id
    _changing: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        refuse_other(self.store)

    def add(self, patient: Patient, by: str) -> Patient:
        """The patient with the id that was given out. PatientError when they are in the list, or something is wrong."""
        clean = replace(cleaned(patient), id=self.new_id())
        with self._changing:
            self._refuse_a_second(clean)
            self._record("patient_added", clean, by)
        return clean

    def change(self, patient: Patient, by: str, reason: str = "") -> Patient:
        """From now on they are so; signed records keep what they were signed with. KeyError when the id is none's."""
        clean = cleaned(patient)
        with self._changing:
            known = self.patient(patient.id)
            refuse_merged(known, clean)
            self._refuse_a_second(clean)
            if clean != known:
                self._record("patient_changed", clean, by, reason=reason, was=identity(known))
        return clean

    def merge(self, keep_id: str, gone_id: str, by: str, reason: str) -> Patient:
        """Two entries are one person: the kept one has all records from now on; the records stay as they are."""
        with self._changing:
            keep, gone = self.patient(keep_id), self.patient(gone_id)
            refuse_merge(keep, gone, reason)
            self._record("patients_merged", gone, by, reason=reason, into=keep.id)
        return keep

    def patient(self, patient_id: str) -> Patient:
        """Who has this id, or had theirs merged into it. KeyError when nobody has."""
        query = "SELECT kept.body FROM patients JOIN patients AS kept ON kept.id = patients.kept WHERE patients.id = ?"
        found = self._patients(query, (patient_id,))
        if not found:
            raise KeyError(patient_id)
        return found[0]

    def find(self, text: str, limit: int = 20) -> tuple[Patient, ...]:
        """Those in whom each word of `text` begins a word of name or number, or the date of birth, by name.

        When far more are found than are asked for, it is some of those whose words come first.
        """
        typed = typed_words(text) if len(text) <= MOST_TYPED else ()
        if not typed or limit <= 0:
            return ()
        rarest, *others = sorted(typed, key=self._how_many)
        conditions = "".join(
            " AND EXISTS (SELECT 1 FROM json_each(patients.keys) AS own WHERE own.value >= ? AND own.value < ?)"
            for _ in others
        )
        ranges = [edge for word in (rarest, *others) for edge in (word, word + LAST_LETTER)]
        found = self._patients(
            "SELECT DISTINCT patients.body FROM patient_keys JOIN patients ON patients.row = patient_keys.row "
            f"WHERE patient_keys.key >= ? AND patient_keys.key < ?{conditions} LIMIT {_MOST_LOOKED_AT}",
            ranges,
        )
        return tuple(sorted(found, key=list_order)[:limit])

    def similar(self, patient: Patient) -> tuple[Patient, ...]:
        """Who could be mistaken for this patient: the same name or number, or nearly the name and the birth date."""
        found = self._patients(
            "SELECT body FROM patients WHERE kept = id AND name_key = ? "
            "UNION SELECT body FROM patients WHERE kept = id AND number_key = ? UNION "
            f"SELECT body FROM (SELECT body FROM patients WHERE kept = id AND born = ? LIMIT {_SAME_DAY_LOOKED_AT})",
            (name_key(patient.name), one_word(patient.number), patient.born.isoformat()),
        )
        return most_mistakable(patient, found)

    def count(self) -> int:
        """How many there are; those who were merged into another do not count."""
        all_, merged = "count(*) FROM patients", "count(*) FROM patients WHERE merged_into IS NOT NULL"
        ((count,),) = self.store.read(f"SELECT (SELECT {all_}) - (SELECT {merged})")
        return int(count)

    def _how_many(self, word: str) -> int:
        """Up to a few thousand: beyond that a word narrows nothing down."""
        found = self.store.read(
            f"SELECT count(*) FROM (SELECT 1 FROM patient_keys WHERE key >= ? AND key < ? LIMIT {_MANY})",
            (word, word + LAST_LETTER),
        )
        return int(found[0][0])

    def _refuse_a_second(self, patient: Patient) -> None:
        """The entries that were merged into this very patient are no second."""
        rows = self.store.read("SELECT kept FROM patients WHERE identity = ?", (identity(patient),))
        if any(kept != patient.id for (kept,) in rows):
            raise already_there(patient)

    def _record(self, kind: str, patient: Patient, by: str, *, reason: str = "", was: str = "", into: str = "") -> None:
        entry = patient_entry(kind, patient, at=self.clock(), by=by, reason=reason, into=into)
        self.store.append_entry(PATIENTS, entry, also=lambda seq: patient_statements(seq, entry, was=was))

    def _patients(self, query: str, values: Sequence[str]) -> list[Patient]:
        return [patient_from(body) for (body,) in self.store.read(query, values)]
