"""The index of a vault's records: lists, searches and sums that do not read every record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from injection_map.domain.errors import EventFormatError
from injection_map.domain.events import Patient
from injection_map.domain.patients import identity
from injection_map.domain.record_index import (
    LOT,
    Indexed,
    Order,
    Page,
    RecordQuery,
    Row,
    Show,
    UnreadableVisit,
    VisitRow,
    due_until,
    indexed,
    lot_key,
    month_key,
    owner_of,
    person_key,
    serial_key,
    unreadable,
)
from injection_map.domain.search import MOST_TYPED
from injection_map.domain.tallies import (
    ALL_TIME,
    MonthUnits,
    Period,
    PersonWork,
    Plan,
    Skip,
    SkippedSite,
    Tally,
    skipped_by_site,
    units_by_month,
    work_of_people,
)
from injection_map.storage.database import sentences
from injection_map.storage.event_store import VaultStore
from injection_map.storage.projections import rebuild, refuse_other, wrong_projection
from injection_map.storage.record_search import Found, Term, found, how_many, term_of_word
from injection_map.storage.statements import LAST_LETTER
from injection_map.storage.tally_columns import people_from, plan_from, skips_from, uses_from
from injection_map.storage.visit_rows import IN_PROGRESS, NOT_TREATED, row_from

_Said = TypeVar("_Said")
_NEWEST = "started DESC, id DESC"
_FIRST_MONTH = "0"
"""Before every month, and after none: what does not count has an empty one."""
_HAS_KEY = "row IN (SELECT row FROM visit_keys WHERE key = ?)"


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the list: which records, with its values, and in which order; the last part has none of its own."""

    condition: str
    values: tuple[str, ...] = ()
    order: str = ""


@dataclass(frozen=True, slots=True)
class RecordIndex:
    """The `RecordIndex` of an open vault. Any thread may call it; StoreError when the file cannot be read."""

    store: VaultStore

    def __post_init__(self) -> None:
        refuse_other(self.store)

    def rows(self, query: RecordQuery, *, today: date) -> Page:
        """The records that were asked for, one page of them, and how many there are."""
        if query.text.strip() and (len(query.text) > MOST_TYPED or not query.words):
            return Page((), 0)
        terms = [*(term_of_word(word) for word in sorted(query.words)), *map(Term, sorted(query.keys))]
        wanted = found(terms, self.store.read)
        total = self._count(query, wanted, today)
        rows = self._page(query, wanted, today, one_more=total is None)
        more = total is None and len(rows) > query.limit
        rows = rows[: query.limit]
        return Page(rows, query.offset + len(rows) if total is None else total, more, self._awaited(rows))

    def _awaited(self, rows: Sequence[Row]) -> frozenset[str]:
        ids = json.dumps([row.record_id for row in rows])
        wanted = "SELECT id FROM visits WHERE id IN (SELECT value FROM json_each(?)) AND due IS NOT NULL"
        return frozenset(str(record_id) for (record_id,) in self.store.read(wanted, (ids,)))

    def _count(self, query: RecordQuery, wanted: Found, today: date) -> int | None:
        """None when they are too many to be counted at each key that is typed."""
        if wanted.terms and query.show is Show.ALL:
            return how_many(wanted, self.store.read)
        return self._count_part(_shown(query, today), wanted)

    def _count_part(self, part: _Part, wanted: Found) -> int:
        condition = f"{part.condition} AND {wanted.following}"
        ((number,),) = self.store.read(f"SELECT count(*) FROM visits WHERE {condition}", part.values + wanted.values)
        return int(number)

    def _page(self, query: RecordQuery, wanted: Found, today: date, *, one_more: bool) -> tuple[Row, ...]:
        """Of one part of the list after the other; what comes before the page is counted, except in the last part."""
        shown, rows = _shown(query, today), list[Row]()
        limit, to_skip = query.limit + one_more, query.offset
        for part in _parts(query, today):
            here = _Part(f"{part.condition} AND {shown.condition}", part.values + shown.values, part.order)
            some = self._rows(*_selection(here, wanted, limit=limit - len(rows), offset=to_skip))
            rows += some
            if len(rows) == limit:
                break
            if to_skip and part.order:
                to_skip = 0 if some else to_skip - self._count_part(here, wanted)
        return tuple(rows)

    def visits_of(self, patient_id: str) -> tuple[VisitRow, ...]:
        """All visits of a patient, those of entries that were merged into theirs among them, newest first."""
        return self._visits("owner <> '' AND owner = ?", self._kept_id(patient_id) or patient_id)

    def last_visit(self, patient: Patient) -> VisitRow | None:
        """The newest visit in which this patient was, or is being, treated.

        For a patient without an id, and in records without one: by name, date of birth and number.
        """
        treated = f"FROM visits WHERE owner IN (?, ?) AND standing > {NOT_TREATED} ORDER BY {_NEWEST} LIMIT 1"
        return next(_visits_among(self._rows(treated, self._owners(patient))), None)

    def serial_uses(self, gtin: str, serial: str) -> tuple[VisitRow, ...]:
        """The records in which this very vial stands, newest first: more than one visit is a question to ask."""
        return self._visits(_HAS_KEY, serial_key(gtin, serial))

    def records_of_lot(self, lot: str) -> tuple[VisitRow, ...]:
        """The records in which this lot was given, newest first: for a recall."""
        return self._visits(_HAS_KEY, lot_key(lot))

    def lots(self, text: str, limit: int = 20) -> tuple[str, ...]:
        """Lots that begin with `text`, however it is spaced, as they are written in their newest record."""
        query = f"SELECT key, max(row) FROM visit_keys WHERE key >= ? AND key < ? GROUP BY key LIMIT {limit}"
        rows = self.store.read(query, _range(lot_key(text)))
        return tuple(self._lot_of(str(key), int(row)) for key, row in rows)

    def _lot_of(self, key: str, row: int) -> str:
        """As it is written in this row."""
        visits = _visits_among(self._rows(f"FROM visits WHERE row = {row}", ()))
        return next((lot for visit in visits for lot in visit.lots if lot_key(lot) == key), key.removeprefix(LOT))

    def visits_of_person(
        self, name: str, period: Period = ALL_TIME, *, offset: int = 0, limit: int | None = None
    ) -> tuple[VisitRow, ...]:
        """The visits that somebody treated, assisted at, signed or co-signed, newest first; no training, and none that
        ended without a treatment."""
        within, values = _months(period)
        page = f"LIMIT {-1 if limit is None else limit} OFFSET {offset}"
        here = f"key = ? AND standing > {NOT_TREATED} AND {within}"
        wanted = f"FROM visit_keys CROSS JOIN visits USING (row) WHERE {here} ORDER BY row DESC {page}"
        return tuple(_visits_among(self._rows(wanted, (person_key(name), *values))))

    def work_of_people(self, period: Period = ALL_TIME) -> tuple[PersonWork, ...]:
        """Everybody who took part in a visit, by name, and in how many."""
        return work_of_people(self._groups("people", people_from, period))

    def units_per_month(self, period: Period = ALL_TIME) -> tuple[MonthUnits, ...]:
        """The units given and discarded, by month and product, the first month first; none where there were none."""
        return units_by_month(self._groups("uses", uses_from, period))

    def _groups(self, column: str, read: Callable[[str], _Said], period: Period) -> Iterator[tuple[str, _Said, int]]:
        """The month, what this column says of a visit, and of how many visits."""
        within, values = _months(period)
        query = f"SELECT month, {column}, count(*) FROM visits WHERE {within} GROUP BY month, {column}"
        for month, text, count in self.store.read(query, values):
            yield str(month), read(str(text)), int(count)
        for row, tally in self._in_progress(period):
            yield month_key(row), getattr(tally, column), 1

    def sites_skipped(self, period: Period = ALL_TIME) -> tuple[SkippedSite, ...]:
        """The sites that were skipped, the most often first, with the reasons and how often each was planned."""
        return skipped_by_site(self._skips(period))

    def _skips(self, period: Period) -> Iterator[tuple[Plan, Sequence[Skip], int]]:
        plans = {str(plan): plan_from(str(body)) for plan, body in self.store.read("SELECT plan, body FROM plans")}
        within, values = _months(period)
        query = f"SELECT plan, skips, count(*) FROM visits WHERE {within} AND plan <> '' GROUP BY month, plan, skips"
        for plan, skips, count in self.store.read(query, values):
            if plan not in plans:
                raise EventFormatError("The index of records was changed outside the program.")
            yield plans[str(plan)], skips_from(str(skips)), int(count)
        for _, tally in self._in_progress(period):
            if tally.plan is not None:
                yield tally.plan, tally.skips, 1

    def unreadable(self) -> int:
        """How many records cannot be read: they are in no answer, and have to be looked at by hand."""
        rows = self._rows("FROM visits WHERE standing > 0 AND +month = ''", ())
        return sum(isinstance(row, UnreadableVisit) for row in rows)

    def units_since(self, patient: Patient, day: date) -> Decimal:
        """The units that this patient was given since the beginning of a day: for limits over twelve weeks, say."""
        rows = _visits_among(self._rows("FROM visits WHERE owner IN (?, ?)", self._owners(patient)))
        return sum((row.units_given for row in rows if row.started_at.date() >= day), Decimal(0))

    def rebuild(self) -> None:
        """Make the index, and the list of patients, anew from the entries. NotSavedError when it cannot be written."""
        self.store.rewrite(rebuild)

    def prove(self) -> str | None:
        """A sentence when the index or the list of patients says something else than the entries, else None."""
        with sentences(self.store.path), closing(self.store.database.to_read()) as connection:
            connection.execute("BEGIN")
            return wrong_projection(connection)

    def _owners(self, patient: Patient) -> tuple[str, str]:
        """Both ways in which a visit can be this patient's: by id, and by what is written in a record without one."""
        return owner_of(patient, kept_id=self._kept_id, id_of=self._id_of), identity(patient)

    def _kept_id(self, patient_id: str) -> str | None:
        return self._one("SELECT kept FROM patients WHERE id = ?", patient_id)

    def _id_of(self, identity_: str) -> str | None:
        return self._one("SELECT kept FROM patients WHERE identity = ? LIMIT 1", identity_)

    def _one(self, query: str, value: str) -> str | None:
        rows = self.store.read(query, (value,))
        return str(rows[0][0]) if rows else None

    def _visits(self, condition: str, value: str) -> tuple[VisitRow, ...]:
        return tuple(_visits_among(self._rows(f"FROM visits WHERE {condition} ORDER BY {_NEWEST}", (value,))))

    def _in_progress(self, period: Period) -> Iterator[tuple[VisitRow, Tally]]:
        """What was done so far adds to sums too. They are few: the period is not asked of the file, which might go
        through all of its visits then."""
        for (record_id,) in self.store.read(f"SELECT id FROM visits WHERE standing = {IN_PROGRESS} ORDER BY id"):
            whole = self._folded(str(record_id), None)
            if isinstance(whole.row, VisitRow) and month_key(whole.row) in period:
                yield whole.row, whole.tally

    def _rows(self, wanted: str, values: Sequence[str]) -> list[Row]:
        return [self._whole(row_from(body)) for (body,) in self.store.read(f"SELECT body {wanted}", values)]

    def _whole(self, row: Row) -> Row:
        """Of a visit in progress the index knows only that: what was given so far, its few events say."""
        if not (isinstance(row, VisitRow) and row.in_progress):
            return row
        return self._folded(row.record_id, row.started_at).row

    def _folded(self, record_id: str, started_at: datetime | None) -> Indexed:
        try:
            return indexed(record_id, self.store.events(record_id))
        except EventFormatError as error:
            return unreadable(record_id, str(error), started_at)


def _shown(query: RecordQuery, today: date) -> _Part:
    """Which records are shown at all."""
    match query.show:
        case Show.UNSIGNED:
            return _Part("standing > 0")
        case Show.DUE:
            return _Part("due BETWEEN ? AND ?", (today.isoformat(), due_until(today).isoformat()))
        case Show.OVERDUE:
            return _Part("due < ?", (today.isoformat(),))
    return _Part("TRUE")


def _parts(query: RecordQuery, today: date) -> tuple[_Part, ...]:
    """The list in its order: few records stand in each part but the last."""
    if query.order is Order.NEWEST:
        return (_Part("TRUE"),)
    until = (due_until(today).isoformat(),)
    return (
        _Part("standing > 0", order=_NEWEST),
        _Part("standing <= 0 AND due <= ?", until, f"due, {_NEWEST}"),
        _Part("standing <= 0 AND (due IS NULL OR due > ?)", until),
    )


def _selection(part: _Part, wanted: Found, *, limit: int, offset: int) -> tuple[str, tuple[str, ...]]:
    """Of few records each is looked at. Of all, what is typed leads: they lie in the order of their numbers then."""
    page = f"LIMIT {limit} OFFSET {offset}"
    if wanted.terms and not part.order:
        return f"FROM {wanted.leading} AND {part.condition} ORDER BY {wanted.newest_first} {page}", (
            wanted.values + part.values
        )
    condition = f"{part.condition} AND {wanted.following}"
    return f"FROM visits WHERE {condition} ORDER BY {part.order or _NEWEST} {page}", part.values + wanted.values


def _months(period: Period) -> tuple[str, tuple[str, ...]]:
    """The condition of those visits of a period that count, and its values."""
    return "month BETWEEN ? AND ?", (period.first or _FIRST_MONTH, period.last or LAST_LETTER)


def _range(beginning: str) -> tuple[str, str]:
    return beginning, beginning + LAST_LETTER


def _visits_among(rows: Sequence[Row]) -> Iterator[VisitRow]:
    return (row for row in rows if isinstance(row, VisitRow))
