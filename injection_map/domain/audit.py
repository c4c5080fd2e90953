"""Answers made of rows of the index: who received a lot, for the person who will telephone them; who did what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.events import Patient
from injection_map.domain.patients import identity
from injection_map.domain.record_index import VisitRow, lot_key, month_key, person_key
from injection_map.domain.search import plain
from injection_map.domain.tallies import Part


@dataclass(frozen=True, slots=True)
class LotVisit:
    """What was given from a lot in one visit, at so many sites."""

    record_id: str
    started_at: datetime
    product: str
    sites: int
    units: Decimal


@dataclass(frozen=True, slots=True)
class Recipient:
    """A patient as the list has them now, and their visits, the newest first. `id` is empty for one in no list."""

    id: str
    name: str
    born: date
    number: str
    visits: tuple[LotVisit, ...]

    @property
    def units(self) -> Decimal:
        return sum((visit.units for visit in self.visits), Decimal(0))

    @property
    def sites(self) -> int:
        return sum(visit.sites for visit in self.visits)


@dataclass(frozen=True, slots=True)
class Recall:
    """Who received a lot, by name.

    `not_given` are the records that name the lot though nothing was given from it; `unreadable` is how many records
    cannot be read and may name it. `months` are the visits in each month, as 2025-11, the first month first.
    """

    lot: str
    recipients: tuple[Recipient, ...]
    not_given: tuple[str, ...]
    unreadable: int
    months: tuple[tuple[str, int], ...]

    @property
    def visits(self) -> int:
        return sum(len(recipient.visits) for recipient in self.recipients)


def recall_of(
    lot: str, rows: Iterable[VisitRow], *, now_known: Callable[[Patient], Patient], unreadable: int
) -> Recall:
    """Of the records of a lot, the newest first. `now_known` gives a patient of a record as the list has them now."""
    patients: dict[str, tuple[Patient, list[LotVisit]]] = {}
    months: Counter[str] = Counter()
    not_given: list[str] = []
    for row in rows:
        visits = tuple(_given_from(lot, row))
        if not visits:
            not_given.append(row.record_id)
            continue
        patient = now_known(row.patient)
        patients.setdefault(identity(patient), (patient, []))[1].extend(visits)
        months[month_key(row)] += 1
    recipients = [_recipient(patient, visits) for patient, visits in patients.values()]
    recipients.sort(key=lambda one: (plain(one.name), one.born, one.number))
    return Recall(lot, tuple(recipients), tuple(not_given), unreadable, tuple(sorted(months.items())))


def _recipient(patient: Patient, visits: Iterable[LotVisit]) -> Recipient:
    return Recipient(patient.id, patient.name, patient.born, patient.number, tuple(visits))


def _given_from(lot: str, row: VisitRow) -> Iterator[LotVisit]:
    """One line: two vials of a lot in one visit are told together."""
    vials = [vial for vial in row.vials if lot_key(vial.lot) == lot_key(lot) and vial.sites]
    if vials:
        products = " and ".join(dict.fromkeys(vial.product for vial in vials))
        sites, units = sum(vial.sites for vial in vials), sum((vial.units for vial in vials), Decimal(0))
        yield LotVisit(row.record_id, row.started_at, products, sites, units)


def recall_words(recall: Recall) -> str:
    """3 patients received lot C8124C3 in 4 visits, 12-Mar-2025 to 18-Nov-2025."""
    if not recall.recipients:
        named = recall.not_given
        stands = (
            f"It stands in {words.count(len(named), 'record')}, nothing given." if named else "It stands in no record."
        )
        return f"Nobody received lot {recall.lot}. {stands}"
    days = [visit.started_at.date() for recipient in recall.recipients for visit in recipient.visits]
    span = words.day(min(days)) if min(days) == max(days) else f"{words.day(min(days))} to {words.day(max(days))}"
    who = words.count(len(recall.recipients), "patient")
    return f"{who} received lot {recall.lot} in {words.count(recall.visits, 'visit')}, {span}."


def left_out_words(recall: Recall) -> str:
    """What a list of patients does not say by itself; empty when there is nothing of the kind."""
    parts = []
    if recall.recipients and recall.not_given:
        parts.append(
            f"{words.count(len(recall.not_given), 'more record')} {_s('name', recall.not_given)} it, nothing given."
        )
    if recall.unreadable:
        one = recall.unreadable == 1
        what = (
            "record cannot be read and may name it: look at it"
            if one
            else "records cannot be read and may name it: look at them"
        )
        parts.append(f"{recall.unreadable} {what} by hand.")
    return " ".join(parts)


def _s(verb: str, of: tuple[str, ...]) -> str:
    return f"{verb}s" if len(of) == 1 else verb


def parts_of(row: VisitRow, name: str) -> tuple[Part, ...]:
    """What somebody did in this visit, however the letters of the name are written."""
    did = {
        Part.TREATED: row.clinicians,
        Part.ASSISTED: row.assistants,
        Part.SIGNED: (row.signer,),
        Part.COSIGNED: row.cosigners,
    }
    key = person_key(name)
    return tuple(part for part, names in did.items() if key in {person_key(other) for other in names if other})
