"""The house's patients, wired: found for the start page with what is known of their visits, and entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from injection_map.domain import words
from injection_map.domain.cartons import Carton, SerialUse
from injection_map.domain.events import Patient
from injection_map.domain.patients import refuse_merge, with_both
from injection_map.domain.ports import Clock, Patients, RecordIndex
from injection_map.domain.record_index import Order, RecordQuery, Show, VisitRow
from injection_map.ui.patient_file import PatientFile, SimilarPatient
from injection_map.ui.patient_list import FoundPatient

MOST_EXPECTED, MOST_FOUND = 12, 20


class PatientDesk:
    """Of an open vault. Every method raises StoreError when the vault cannot be read or written."""

    def __init__(self, patients: Patients, index: RecordIndex, clock: Clock) -> None:
        self._patients, self._index, self._clock = patients, index, clock

    def find(self, text: str) -> tuple[FoundPatient, ...]:
        """Whom a text finds; for an empty one those who are due, then those who were treated last."""
        if not text.strip():
            return tuple(self._expected())
        return tuple(map(self._found, self._patients.find(text, MOST_FOUND)))

    def similar(self, patient: Patient) -> tuple[FoundPatient, ...]:
        """Those who could be taken for a patient."""
        return tuple(map(self._found, self._patients.similar(patient)))

    def entered(self, patient: Patient, by: str) -> Patient:
        """The patient as the list has them; a new one is entered. PatientError when the list does not take them."""
        return patient if patient.id else self._patients.add(patient, by)

    def change(self, patient: Patient, by: str, reason: str) -> Patient:
        """The patient as they are now. PatientError when the list does not take them so."""
        return self._patients.change(patient, by, reason)

    def merge(self, keep_id: str, gone_id: str, by: str, reason: str) -> Patient:
        """The kept one, with the allergies and notes of both. PatientError when it may not be, or they are too long.

        They are written first: should the second step fail, nothing is lost, and it can be asked for again.
        """
        keep, gone = self._patients.patient(keep_id), self._patients.patient(gone_id)
        refuse_merge(keep, gone, reason)
        kept = self._patients.change(with_both(keep, gone), by, reason)
        self._patients.merge(keep_id, gone_id, by, reason)
        return kept

    def file(self, patient_id: str) -> PatientFile:
        """All that a patient's own page shows. KeyError when nobody has this id."""
        patient = self._patients.patient(patient_id)
        similar = (
            SimilarPatient(other, len(self._index.visits_of(other.id))) for other in self._patients.similar(patient)
        )
        return PatientFile(patient, self._index.visits_of(patient.id), tuple(similar))

    def serial_uses(self, carton: Carton) -> tuple[SerialUse, ...]:
        """The records that have a carton with the same serial, also one that was typed without its GTIN."""
        if not carton.serial:
            return ()
        rows = {
            row.record_id: (gtin, row)
            for gtin in dict.fromkeys(("", carton.gtin or ""))
            for row in self._index.serial_uses(gtin, carton.serial)
        }
        return tuple(SerialUse(gtin or None, carton.serial, row.started_at.date()) for gtin, row in rows.values())

    @property
    def today(self) -> date:
        return self._clock().date()

    def visits_of(self, patient: Patient) -> tuple[VisitRow, ...]:
        """The newest first; none of somebody who is not in the list."""
        return tuple(self._index.visits_of(patient.id)) if patient.id else ()

    def last_treated(self, patient: Patient) -> VisitRow | None:
        """The newest visit at which anything was given."""
        return next((row for row in self._index.visits_of(patient.id) if row.units_given), None)

    def treated_before(self, patient: Patient, record_id: str) -> tuple[VisitRow, ...]:
        """The visits at which anything was given, newest first, without this record and without training."""
        rows = self._index.visits_of(patient.id) if patient.id else ()
        return tuple(row for row in rows if row.units_given and not row.training and row.record_id != record_id)

    def _expected(self) -> Iterator[FoundPatient]:
        today, seen = self._clock().date(), set[str]()
        queries = (
            RecordQuery(show=Show.OVERDUE, limit=MOST_EXPECTED),
            RecordQuery(show=Show.DUE, limit=MOST_EXPECTED),
            RecordQuery(order=Order.NEWEST, limit=3 * MOST_EXPECTED),
        )
        for query in queries:
            for patient in self._of_rows(self._index.rows(query, today=today).rows):
                if patient.id not in seen and len(seen) < MOST_EXPECTED:
                    seen.add(patient.id)
                    yield self._found(patient)

    def _of_rows(self, rows: Iterable[object]) -> Iterator[Patient]:
        """As the list has them now; who is in a record only has to be entered first."""
        for row in rows:
            if isinstance(row, VisitRow) and row.patient.id and not row.training:
                with suppress(KeyError):
                    yield self._patients.patient(row.patient.id)

    def _found(self, patient: Patient) -> FoundPatient:
        row = self._index.last_visit(patient)
        if row is None:
            return FoundPatient(patient, last="First visit")
        last = f"Last {words.day(row.started_at)}, {words.units(row.units_given)}"
        if row.next_visit is None:
            return FoundPatient(patient, last)
        overdue = row.next_visit < self._clock().date()
        due = f"{'Overdue since' if overdue else 'Due'} {words.day(row.next_visit)}"
        return FoundPatient(patient, last, due, overdue)
