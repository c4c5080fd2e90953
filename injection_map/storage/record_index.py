"""The index of a vault's records: lists, searches and sums that do not read every record."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from injection_map.domain.errors import EventFormatError
from injection_map.domain.events import Patient
from injection_map.domain.patients import identity
from injection_map.domain.record_index import (
    SKIPPED,
    Order,
    Page,
    RecordQuery,
    Row,
    Show,
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
from injection_map.storage.database import sentences
from injection_map.storage.event_store import VaultStore
from injection_map.storage.projections import rebuild, refuse_other, wrong_projection
from injection_map.storage.record_search import Found, Term, found, how_many, term_of_word
from injection_map.storage.statements import LAST_LETTER
from injection_map.storage.visit_rows import IN_PROGRESS, NOT_TREATED, row_from

_NEWEST = "started DESC, id DESC"
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

    def records_of_person(self, name: str) -> tuple[VisitRow, ...]:
        """The records that somebody treated, signed or co-signed, newest first."""
        return self._visits(_HAS_KEY, person_key(name))

    def units_per_month(self) -> dict[str, Decimal]:
        """The units given in each month, as 2025-11, the first month first; months without any are left out."""
        months: defaultdict[str, Decimal] = defaultdict(Decimal)
        query = "SELECT month, units, count(*) FROM visits WHERE month <> '' GROUP BY month, units"
        for month, units, count in self.store.read(query):
            months[month] += Decimal(units) * count
        for row in self._in_progress():
            months[month_key(row)] += row.units_given
        return {month: months[month] for month in sorted(months) if months[month]}

    def sites_skipped(self) -> dict[str, int]:
        """How often each site was skipped, the most often first."""
        query = "SELECT key, count(*) FROM visit_keys WHERE key >= ? AND key < ? GROUP BY key"
        sites = Counter(
            {str(key).removeprefix(SKIPPED): count for key, count in self.store.read(query, _range(SKIPPED))}
        )
        for row in self._in_progress():
            sites.update(row.sites_skipped)
        return dict(sorted(sites.items(), key=lambda site: (-site[1], site[0])))

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

    def _in_progress(self) -> tuple[VisitRow, ...]:
        rows = _visits_among(self._rows(f"FROM visits WHERE standing = {IN_PROGRESS} ORDER BY id", ()))
        return tuple(row for row in rows if not row.training)

    def _rows(self, wanted: str, values: Sequence[str]) -> list[Row]:
        return [self._whole(row_from(body)) for (body,) in self.store.read(f"SELECT body {wanted}", values)]

    def _whole(self, row: Row) -> Row:
        """Of a visit in progress the index knows only that: what was given so far, its few events say."""
        if not (isinstance(row, VisitRow) and row.in_progress):
            return row
        try:
            return indexed(row.record_id, self.store.events(row.record_id)).row
        except EventFormatError as error:
            return unreadable(row.record_id, str(error), row.started_at).row


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


def _range(beginning: str) -> tuple[str, str]:
    return beginning, beginning + LAST_LETTER


def _visits_among(rows: Sequence[Row]) -> Iterator[VisitRow]:
    return (row for row in rows if isinstance(row, VisitRow))
