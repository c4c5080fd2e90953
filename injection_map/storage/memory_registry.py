"""The same contracts as the vault's patients and index of records, in memory: every answer is made of all events."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from injection_map.domain.events import Patient
from injection_map.domain.patients import (
    already_there,
    cleaned,
    identity,
    list_order,
    most_mistakable,
    patient_words,
    random_id,
    refuse_merge,
    refuse_merged,
)
from injection_map.domain.ports import EventStore, NewId
from injection_map.domain.record_index import (
    Indexed,
    Order,
    Page,
    RecordQuery,
    Show,
    UnreadableVisit,
    VisitRow,
    counts,
    due_until,
    indexed,
    lot_key,
    moment_key,
    month_key,
    owner_of,
    person_key,
    serial_key,
)
from injection_map.domain.search import MOST_TYPED, found_in, typed_words
from injection_map.domain.tallies import (
    ALL_TIME,
    MonthUnits,
    Period,
    PersonWork,
    SkippedSite,
    Tally,
    skipped_by_site,
    units_by_month,
    work_of_people,
)


@dataclass(slots=True)
class MemoryPatients:
    """`Patients` that forgets everybody when it is dropped."""

    new_id: NewId = random_id
    log: list[tuple[str, str, str, str]] = field(default_factory=list)
    """What was done to whom, by whom and why: what a vault keeps in its chain."""
    _known: dict[str, Patient] = field(default_factory=dict)
    _merged: dict[str, str] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def add(self, patient: Patient, by: str) -> Patient:
        clean = replace(cleaned(patient), id=self.new_id())
        with self._lock:
            self._refuse_a_second(clean)
            self._known[clean.id] = clean
            self.log.append(("patient_added", clean.id, by, ""))
        return clean

    def change(self, patient: Patient, by: str, reason: str = "") -> Patient:
        clean = cleaned(patient)
        with self._lock:
            refuse_merged(self.patient(clean.id), clean)
            self._refuse_a_second(clean)
            self._known[clean.id] = clean
            self.log.append(("patient_changed", clean.id, by, reason))
        return clean

    def merge(self, keep_id: str, gone_id: str, by: str, reason: str) -> Patient:
        with self._lock:
            keep, gone = self.patient(keep_id), self.patient(gone_id)
            refuse_merge(keep, gone, reason)
            self._merged[gone.id] = keep.id
            self.log.append(("patients_merged", gone.id, by, reason))
        return keep

    def patient(self, patient_id: str) -> Patient:
        with self._lock:
            return self._known[self.kept_id(patient_id) or patient_id]

    def find(self, text: str, limit: int = 20) -> tuple[Patient, ...]:
        typed = typed_words(text) if len(text) <= MOST_TYPED else ()
        if not typed or limit <= 0:
            return ()
        found = (patient for patient in self._here() if found_in(typed, patient_words(patient)))
        return tuple(sorted(found, key=list_order)[:limit])

    def similar(self, patient: Patient) -> tuple[Patient, ...]:
        return most_mistakable(patient, self._here())

    def count(self) -> int:
        return len(self._here())

    def kept_id(self, patient_id: str) -> str | None:
        """Who has the records of this patient now; None when nobody has this id."""
        with self._lock:
            while patient_id in self._merged:
                patient_id = self._merged[patient_id]
            return patient_id if patient_id in self._known else None

    def id_of(self, identity_: str) -> str | None:
        with self._lock:
            same = (known.id for known in self._known.values() if identity(known) == identity_)
            found = next(same, None)
            return self.kept_id(found) if found else None

    def _here(self) -> list[Patient]:
        with self._lock:
            return [patient for patient in self._known.values() if patient.id not in self._merged]

    def _refuse_a_second(self, patient: Patient) -> None:
        if self.id_of(identity(patient)) not in (None, patient.id):
            raise already_there(patient)


@dataclass(frozen=True, slots=True)
class _Entry:
    whole: Indexed
    owner: str

    @property
    def order(self) -> tuple[str, str]:
        return moment_key(self.whole.row.started_at), self.whole.row.record_id


@dataclass(frozen=True, slots=True)
class MemoryRecordIndex:
    """`RecordIndex` over a store and patients in memory."""

    store: EventStore
    patients: MemoryPatients

    def rows(self, query: RecordQuery, *, today: date) -> Page:
        due = self._due()
        wanted = [entry for entry in self._entries() if _is_wanted(entry, query, due, today)]
        if query.order is Order.TODAY:
            until = due_until(today)
            wanted.sort(key=lambda entry: _rank(entry, due.get(entry.whole.row.record_id), until))
        rows = tuple(entry.whole.row for entry in wanted[query.offset : query.offset + query.limit])
        return Page(rows, len(wanted), awaited=frozenset(due) & {row.record_id for row in rows})

    def visits_of(self, patient_id: str) -> tuple[VisitRow, ...]:
        return self._of({self.patients.kept_id(patient_id) or patient_id})

    def last_visit(self, patient: Patient) -> VisitRow | None:
        return next((row for row in self._of(self._owners(patient)) if row.treated), None)

    def serial_uses(self, gtin: str, serial: str) -> tuple[VisitRow, ...]:
        return self._with(serial_key(gtin, serial))

    def records_of_lot(self, lot: str) -> tuple[VisitRow, ...]:
        return self._with(lot_key(lot))

    def lots(self, text: str, limit: int = 20) -> tuple[str, ...]:
        found: dict[str, str] = {}
        for row in self._counted():
            for lot in row.lots:
                if lot_key(lot).startswith(lot_key(text)):
                    found.setdefault(lot_key(lot), lot)
        return tuple(found[key] for key in sorted(found)[:limit])

    def visits_of_person(
        self, name: str, period: Period = ALL_TIME, *, offset: int = 0, limit: int | None = None
    ) -> tuple[VisitRow, ...]:
        theirs = (row for row in self._with(person_key(name)) if counts(row) and row.treated)
        rows = [row for row in theirs if month_key(row) in period]
        return tuple(rows[offset : None if limit is None else offset + limit])

    def work_of_people(self, period: Period = ALL_TIME) -> tuple[PersonWork, ...]:
        return work_of_people((month, tally.people, 1) for month, tally in self._tallies(period))

    def units_per_month(self, period: Period = ALL_TIME) -> tuple[MonthUnits, ...]:
        return units_by_month((month, tally.uses, 1) for month, tally in self._tallies(period))

    def sites_skipped(self, period: Period = ALL_TIME) -> tuple[SkippedSite, ...]:
        return skipped_by_site((tally.plan, tally.skips, 1) for _, tally in self._tallies(period) if tally.plan)

    def unreadable(self) -> int:
        return sum(isinstance(entry.whole.row, UnreadableVisit) for entry in self._entries())

    def units_since(self, patient: Patient, day: date) -> Decimal:
        rows = self._of(self._owners(patient))
        return sum((row.units_given for row in rows if row.started_at.date() >= day), Decimal(0))

    def _entries(self) -> list[_Entry]:
        """All records, newest first."""
        ids = self.store.record_ids()
        wholes = (indexed(record_id, self.store.events(record_id)) for record_id in ids)
        entries = (_Entry(whole, self._owner(whole)) for whole in wholes)
        return sorted(entries, key=lambda entry: entry.order, reverse=True)

    def _owner(self, whole: Indexed) -> str:
        if isinstance(whole.row, UnreadableVisit) or not counts(whole.row):
            return ""
        return owner_of(whole.row.patient, kept_id=self.patients.kept_id, id_of=self.patients.id_of)

    def _owners(self, patient: Patient) -> set[str]:
        owner = owner_of(patient, kept_id=self.patients.kept_id, id_of=self.patients.id_of)
        return {owner, identity(patient)}

    def _of(self, owners: set[str]) -> tuple[VisitRow, ...]:
        return tuple(_visits(entry for entry in self._entries() if entry.owner and entry.owner in owners))

    def _with(self, key: str) -> tuple[VisitRow, ...]:
        return tuple(_visits(entry for entry in self._entries() if key in entry.whole.keys))

    def _counted(self) -> Iterator[VisitRow]:
        return _visits(entry for entry in self._entries() if entry.owner)

    def _tallies(self, period: Period) -> Iterator[tuple[str, Tally]]:
        """What each visit adds to sums, with its month."""
        for entry in self._entries():
            row = entry.whole.row
            if isinstance(row, VisitRow) and month_key(row) in period:
                yield month_key(row), entry.whole.tally

    def _due(self) -> dict[str, date]:
        """When the next visit is, by the record that says so: the last one of each patient."""
        last: dict[str, VisitRow] = {}
        due = {}
        for entry in self._entries():
            row = entry.whole.row
            if isinstance(row, VisitRow) and entry.owner:
                if entry.owner not in last and row.next_visit:
                    due[row.record_id] = row.next_visit
                if row.treated:
                    last.setdefault(entry.owner, row)
        return due


def _visits(entries: Iterable[_Entry]) -> Iterator[VisitRow]:
    return (entry.whole.row for entry in entries if isinstance(entry.whole.row, VisitRow))


def _is_wanted(entry: _Entry, query: RecordQuery, due: dict[str, date], today: date) -> bool:
    row, keys = entry.whole.row, entry.whole.keys
    if query.text.strip() and (len(query.text) > MOST_TYPED or not query.words):
        return False
    if not found_in(query.words, (key for key in keys if ":" not in key)) or not query.keys <= keys:
        return False
    match query.show:
        case Show.UNSIGNED:
            return _is_to_sign(entry)
        case Show.DUE:
            return row.record_id in due and today <= due[row.record_id] <= due_until(today)
        case Show.OVERDUE:
            return row.record_id in due and due[row.record_id] < today
    return True


def _is_to_sign(entry: _Entry) -> bool:
    row = entry.whole.row
    return isinstance(row, UnreadableVisit) or (row.treated and not row.signed)


def _rank(entry: _Entry, due: date | None, until: date) -> tuple[int, date]:
    """The list is sorted by time already, and stays so among equals."""
    if _is_to_sign(entry):
        return 0, date.min
    return (1, due) if due and due <= until else (2, date.min)
