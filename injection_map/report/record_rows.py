"""Records as rows of a list, and how a row is found: by name, number, lot or date, forgiving accents and case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher

from injection_map.domain import words
from injection_map.domain.dosing import totals
from injection_map.domain.errors import EventFormatError
from injection_map.domain.events import Patient
from injection_map.domain.ports import EventStore
from injection_map.domain.search import plain
from injection_map.domain.session import Phase
from injection_map.report.record import Record

MOST_NEAREST = 5
_NEAR_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a list. `started_at` is with the offset of the place where it was made."""

    record_id: str
    patient: Patient
    started_at: datetime
    state: Phase
    protocol: str
    lots: tuple[str, ...]
    sites_given: int
    sites: int
    units_given: Decimal

    @property
    def signed(self) -> bool:
        return self.state is Phase.SIGNED

    @property
    def to_sign(self) -> bool:
        """Whether it wants a signature: a visit that ended untreated is closed without one."""
        return self.state not in (Phase.SIGNED, Phase.NOT_TREATED)


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A record that this version cannot read, and why. It stays as it is."""

    record_id: str
    fault: str


Row = RecordRow | UnreadableRow


def record_rows(store: EventStore) -> tuple[Row, ...]:
    """All records, newest first, an unreadable one in its place. StoreError when the store itself cannot be read."""
    return tuple(_row(store, record_id) for record_id in store.record_ids())


def _row(store: EventStore, record_id: str) -> Row:
    try:
        return row_of(Record(record_id, store.events(record_id)))
    except EventFormatError as error:
        return UnreadableRow(record_id, str(error))


def row_of(record: Record) -> RecordRow:
    opened, sums = record.opened, totals(record.visit.sites)
    return RecordRow(
        record_id=record.id,
        patient=opened.patient,
        started_at=record.started_at,
        state=record.visit.phase,
        protocol=opened.protocol.title,
        lots=tuple(vial.lot for vial in record.visit.vials),
        sites_given=sums.sites_given,
        sites=sums.sites,
        units_given=sums.units_given,
    )


def matching(rows: Iterable[Row], search: str) -> tuple[Row, ...]:
    """The rows in which every word of `search` stands; an empty search finds all.

    A row that cannot be read is found by its id, and by an empty search.
    """
    wanted = plain(search).split()
    return tuple(row for row in rows if all(word in _haystack(row) for word in wanted))


def nearest(rows: Iterable[Row], search: str) -> tuple[RecordRow, ...]:
    """At most five rows whose patient's name or number is written most alike, the likest first."""
    wanted = plain(search)
    scored = [(_likeness(row, wanted), row) for row in rows if isinstance(row, RecordRow)]
    near = [(score, row) for score, row in scored if score >= _NEAR_ENOUGH]
    near.sort(key=lambda found: -found[0])
    return tuple(row for _, row in near[:MOST_NEAREST])


def _likeness(row: RecordRow, wanted: str) -> float:
    parts = [*plain(row.patient.name).replace(",", " ").split(), plain(row.patient.number)]
    return max((SequenceMatcher(None, part, wanted).ratio() for part in parts), default=0.0)


def _haystack(row: Row) -> str:
    if isinstance(row, UnreadableRow):
        return plain(row.record_id)
    days = (row.started_at.date(), row.patient.born)
    places: Sequence[str] = (row.patient.name, row.patient.number, *row.lots, *map(_day_as_written, days))
    return plain("\n".join(places))


def _day_as_written(day: date) -> str:
    """All the ways in which a day may be looked for."""
    return f"{words.day(day)} {day.isoformat()} {day.day}.{day.month}.{day.year} {day:%d/%m/%Y} {day:%d.%m.%Y}"
