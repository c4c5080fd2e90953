"""The records of an open vault as the records page wants them: listed by the index, each with its patient's visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from injection_map.app.earlier_visits import readable_visits
from injection_map.domain.course import course_of
from injection_map.domain.events import Patient
from injection_map.domain.looking_back import told_since
from injection_map.domain.placement import PlacedSite
from injection_map.domain.ports import Clock, EventStore, Patients, RecordIndex
from injection_map.domain.record_index import Page, RecordQuery, VisitRow, visit_row
from injection_map.domain.rule_sets import RuleSet
from injection_map.report.record import Record
from injection_map.ui.chosen_record import ChosenRecord

Stored = Callable[[str], tuple[Record, dict[str, PlacedSite]]]
"""A record as it is kept, with the places of its sites. InjectionMapError when it cannot be read."""


@dataclass(frozen=True, slots=True)
class RecordShelf:
    """StoreError when the vault cannot be read."""

    store: EventStore
    patients: Patients
    index: RecordIndex
    clock: Clock
    stored: Stored
    rules: RuleSet | None = None

    def find(self, query: RecordQuery) -> Page:
        return self.index.rows(query, today=self.clock().date())

    def look(self, record_id: str) -> ChosenRecord:
        """EventFormatError when it is not one that this version can read."""
        record, placed = self.stored(record_id)
        rows = self._visits_with(record)
        visits = dict(readable_visits(self.store, (row for row in rows if row.record_id != record_id)))
        visits[record_id] = record.visit
        place = [row.record_id for row in rows].index(record_id)
        last = next(
            (visits.get(row.record_id) for row in rows[place + 1 :] if row.units_given and not row.training), None
        )
        after = (visits.get(row.record_id) for row in reversed(rows[:place]) if not row.training)
        since = tuple(told_since(list(filter(None, after)))) if rows[place].units_given else ()
        return ChosenRecord(
            record,
            self._patient(record),
            placed,
            rows,
            course_of(visits.items()),
            last,
            since=since,
            rules=self.rules,
        )

    def _visits_with(self, record: Record) -> tuple[VisitRow, ...]:
        """Those of its patient; the record alone where nobody in the list is its patient, and for a training."""
        patient_id = record.opened.patient.id
        rows: Sequence[VisitRow] = self.index.visits_of(patient_id) if patient_id else ()
        if any(row.record_id == record.id for row in rows):
            return tuple(rows)
        return (visit_row(record.id, record.events, record.visit),)

    def _patient(self, record: Record) -> Patient:
        """As the list has them now."""
        with suppress(KeyError):
            return self.patients.patient(record.opened.patient.id)
        return record.opened.patient
