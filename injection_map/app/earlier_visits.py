"""What is known of a patient's earlier visits: for the chair, and before the needle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from injection_map.app.patient_desk import PatientDesk
from injection_map.domain.errors import EventFormatError, StoreError
from injection_map.domain.events import Patient
from injection_map.domain.intervals import interval_days
from injection_map.domain.looking_back import LookingBack, look_back
from injection_map.domain.ports import EventStore
from injection_map.domain.protocol import Protocol
from injection_map.domain.record_index import VisitRow
from injection_map.domain.rule_sets import RuleSet
from injection_map.domain.session import Visit, fold


@dataclass(frozen=True, slots=True)
class EarlierVisits:
    """The last visit, None when there was none; `units_in_interval` were given within the protocol's interval."""

    last: Visit | None = None
    units_in_interval: Decimal = Decimal(0)


def readable_visits(store: EventStore, rows: Iterable[VisitRow]) -> Iterator[tuple[str, Visit]]:
    """The visits of these rows by the id of their record; what this version cannot read is left out."""
    for row in rows:
        with suppress(EventFormatError):
            yield row.record_id, fold(store.events(row.record_id))


def looking_back(desk: PatientDesk, store: EventStore, patient: Patient, rules: RuleSet | None) -> LookingBack:
    """What is asked of a patient before the needle. StoreError when the vault cannot be read."""
    rows = desk.visits_of(patient)
    return look_back(readable_visits(store, rows), rules, today=desk.today)


def earlier_visits(
    desk: PatientDesk, store: EventStore, *, record_id: str, visit: Visit, protocol: Protocol
) -> EarlierVisits:
    """Those before the visit of this record. What cannot be read is as if it were not: the treatment goes on."""
    if visit.opened is None or visit.started_at is None:
        return EarlierVisits()
    try:
        rows = desk.treated_before(visit.opened.patient, record_id)
        last = fold(store.events(rows[0].record_id)) if rows else None
    except (StoreError, EventFormatError):
        return EarlierVisits()
    today = visit.started_at.date()
    within = [row for row in rows if _is_within(protocol, days_ago=(today - row.started_at.date()).days)]
    return EarlierVisits(last, sum((row.units_given for row in within), Decimal(0)))


def _is_within(protocol: Protocol, *, days_ago: int) -> bool:
    """A visit that is just the interval ago is outside it: who comes every 12 weeks is never over."""
    return protocol.interval_weeks is not None and days_ago < interval_days(protocol.interval_weeks)
