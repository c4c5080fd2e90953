"""The index of records as a table: how a row is made of a record's entries, made anew, and proven.

A row is put in with the entry that changes it, in one transaction. A tick changes none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import apsw

from injection_map.domain.chain import canonical_json
from injection_map.domain.errors import EventFormatError
from injection_map.domain.event_codec import from_plain, to_plain
from injection_map.domain.events import Event
from injection_map.domain.patients import identity
from injection_map.domain.record_index import (
    Indexed,
    Row,
    UnreadableVisit,
    VisitRow,
    as_kept,
    counts,
    indexed,
    moment_key,
    month_key,
    unreadable,
)
from injection_map.domain.search import beginning_keys, whole_letters
from injection_map.storage.schema import RESERVED
from injection_map.storage.statements import (
    Number,
    Statement,
    as_list,
    execute_all,
    fill_keys,
    put_row,
    put_row_and_keys,
    wrong_keys,
)
from injection_map.storage.stored_events import events_of
from injection_map.storage.tally_columns import columns_of, keep_plan, wrong_plans

NOT_TREATED, SIGNED, TO_SIGN, IN_PROGRESS = -1, 0, 1, 2
"""`standing` in the table."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = 10_000
_UNKNOWN = -(1 << 63)
_FREE = "coalesce((SELECT max(row) + 1 FROM visits WHERE row BETWEEN :first AND :last), :first)"

StoredEvents = Sequence[tuple[Any, ...]]
"""`seq` and `body` of each of a record's events, in order."""

ID_OF_IDENTITY = "(SELECT kept FROM patients WHERE identity = visits.identity LIMIT 1)"
_OWNER = (
    "CASE WHEN patient <> '' THEN coalesce((SELECT kept FROM patients WHERE id = visits.patient), patient) "
    f"WHEN identity <> '' THEN coalesce({ID_OF_IDENTITY}, identity) ELSE '' END"
)
_DUE = (
    "CASE WHEN owner <> '' AND NOT EXISTS (SELECT 1 FROM visits AS later WHERE later.owner = visits.owner "
    f"AND later.standing > {NOT_TREATED} AND (later.started, later.id) > (visits.started, visits.id)) "
    "THEN next_visit END"
)
SETTLE_DUE = f"UPDATE visits SET due = {_DUE} WHERE owner = :owner"
"""When the next visit of this owner is, said by the last visit alone."""

_SETTLE_OWNER = f"UPDATE visits SET owner = {_OWNER} WHERE id = :id"
_SETTLE_DUE_BESIDE = (
    f"UPDATE visits SET due = {_DUE} WHERE owner <> '' AND owner = (SELECT owner FROM visits WHERE id = :id)"
)


def indexed_rows(record_id: str, rows: StoredEvents) -> Indexed:
    """What the index keeps of a record with these entries; one that cannot be read is kept with its fault."""
    try:
        return as_kept(indexed(record_id, events_of(record_id, rows)))
    except EventFormatError as error:
        return unreadable(record_id, str(error), None)


def visit_statements(record_id: str, rows: StoredEvents) -> list[Statement]:
    """What puts the record's row in its place, with its owner, and settles when that owner's next visit is due."""
    kept = indexed_rows(record_id, rows)
    return [
        *keep_plan(kept.tally),
        *put_row_and_keys("visits", "visit_keys", {**_columns(kept), "owner": ""}, _number(kept.row)),
        (_SETTLE_OWNER, {"id": record_id}),
        (_SETTLE_DUE_BESIDE, {"id": record_id}),
    ]


def row_from(body: str) -> Row:
    """A row as it is stored. EventFormatError when it was changed outside the program."""
    try:
        plain = json.loads(body)
        return from_plain(UnreadableVisit, plain) if "fault" in plain else from_plain(VisitRow, plain)
    except (ValueError, TypeError, EventFormatError) as error:
        raise EventFormatError("The index of records was changed outside the program.") from error


def fill(connection: apsw.Connection) -> None:
    """Put every record in, into empty tables; the patients are there already."""
    for record_id, rows in _records(connection):
        _put(connection, indexed_rows(record_id, rows))
    settle(connection)


def put_visit(connection: apsw.Connection, record_id: str, events: Sequence[Event]) -> None:
    """Put a record's row in without its keys and owner, which `settle` gives to all of them."""
    _put(connection, as_kept(indexed(record_id, events)))


def _put(connection: apsw.Connection, kept: Indexed) -> None:
    execute_all(connection, keep_plan(kept.tally))
    connection.execute(*put_row("visits", {**_columns(kept), "owner": ""}, _number(kept.row)))


def settle(connection: apsw.Connection) -> None:
    """All rows' keys, owners and due days."""
    fill_keys(connection, "visits", "visit_keys")
    connection.execute(f"UPDATE visits SET owner = {_OWNER}")
    connection.execute(f"UPDATE visits SET due = {_DUE}")


def wrong_row(connection: apsw.Connection) -> str | None:
    """The first record of which the index says something else than its entries, or what else is wrong; else None."""
    count = 0
    for record_id, rows in _records(connection):
        count += 1
        columns = _columns(indexed_rows(record_id, rows))
        stored = connection.execute(f"SELECT {', '.join(columns)} FROM visits WHERE id = ?", (record_id,)).fetchall()
        if stored != [tuple(columns.values())]:
            return f"record {record_id}"
    other = f"SELECT (SELECT count(*) FROM visits) <> {count} OR EXISTS (SELECT 1 FROM visits WHERE owner IS NOT"
    ((wrong,),) = connection.execute(f"{other} {_OWNER} OR due IS NOT {_DUE})")
    if wrong or wrong_keys(connection, "visits", "visit_keys") or wrong_plans(connection):
        return "a record"
    return None


def _records(connection: apsw.Connection) -> Iterator[tuple[str, StoredEvents]]:
    ids = f"SELECT record_id FROM events WHERE seq = 1 AND substr(record_id, 1, 1) <> '{RESERVED}' ORDER BY record_id"
    for (record_id,) in connection.execute(ids):
        events = "SELECT seq, body FROM events WHERE record_id = ? ORDER BY seq"
        yield str(record_id), connection.execute(events, (record_id,)).fetchall()


def _columns(kept: Indexed) -> dict[str, str | int | None]:
    row = kept.row
    belongs = row if isinstance(row, VisitRow) and counts(row) else None
    return {
        "id": row.record_id,
        "body": canonical_json(to_plain(row)),
        "patient": whole_letters(belongs.patient.id) if belongs else "",
        "identity": identity(belongs.patient) if belongs else "",
        "started": moment_key(row.started_at),
        "month": month_key(belongs) if belongs else "",
        "standing": _standing(row),
        **columns_of(kept.tally),
        "next_visit": belongs.next_visit.isoformat() if belongs and belongs.next_visit else None,
        "keys": as_list(kept.keys | beginning_keys(key for key in kept.keys if ":" not in key)),
    }


def _number(row: Row) -> Number:
    """Rows are numbered in the order of their visits: the first free number of its millisecond is a new row's."""
    if row.started_at is None:
        return _FREE, {"first": _UNKNOWN, "last": _UNKNOWN // 2}
    first = (row.started_at - _EPOCH) // timedelta(milliseconds=1) * _AT_ONCE
    return _FREE, {"first": first, "last": first + _AT_ONCE - 1}


def _standing(row: Row) -> int:
    if isinstance(row, UnreadableVisit):
        return TO_SIGN
    if not row.treated:
        return NOT_TREATED
    return IN_PROGRESS if row.in_progress else SIGNED if row.signed else TO_SIGN
