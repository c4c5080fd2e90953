"""Statements of SQL as values, and what all tables with keys have in common.

Such a table has a `row`, an `id` and `keys`, a JSON list; its table of keys has one line a key and row. So what begins
with a word is one range of an index, whatever signs and letters are in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice

import apsw

from injection_map.domain.chain import canonical_json

Values = Sequence[str | int | bytes | None] | Mapping[str, str | int | bytes | None]
Statement = tuple[str, Values]
Columns = Mapping[str, str | int | None]
Number = tuple[str, Mapping[str, int]]
"""An expression for the number of a row that is new, and the values that it is bound to."""

NEXT: Number = ("NULL", {})

LAST_LETTER = "\U0010ffff"
"""No word goes on with it: every word that begins with `hal` lies between `hal` and `hal` with it."""


_FILLED_AT_ONCE = 10_000


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """All of what is written in it, or nothing.

    A disk without room for a long one makes SQLite roll back by itself: apsw's own `with` fails at rolling back again.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def execute_all(connection: apsw.Connection, statements: Iterable[Statement]) -> None:
    for statement, values in statements:
        connection.execute(statement, values)


def put_row(table: str, columns: Columns, number: Number = NEXT) -> Statement:
    """Put a row in, or in the place of the one with its id; columns that are not named stay, and so does its number."""
    free, bounds = number
    names = ", ".join(columns)
    bound = ", ".join(f":{name}" for name in columns)
    changed = ", ".join(f"{name} = excluded.{name}" for name in columns)
    statement = f"INSERT INTO {table} (row, {names}) VALUES ({free}, {bound}) ON CONFLICT (id) DO UPDATE SET {changed}"
    return statement, {**columns, **bounds}


def put_row_and_keys(table: str, keys_table: str, columns: Columns, number: Number = NEXT) -> list[Statement]:
    """As `put_row`, and its keys. Those that it had are not touched: each would write a page of its own for nothing."""
    return [
        (_FORGET_KEYS.format(table=table, keys=keys_table), {"id": columns["id"], "keys": columns["keys"]}),
        put_row(table, columns, number),
        (_KEEP_KEYS.format(table=table, keys=keys_table) + f" WHERE {table}.id = :id", {"id": columns["id"]}),
    ]


def fill_keys(connection: apsw.Connection, table: str, keys_table: str) -> None:
    """The keys of all rows, into an empty table: of some thousands at a time, in their order, so that few pages are
    written more than once and no more than these are in the memory."""
    keep = _KEEP_KEYS.format(table=table, keys=keys_table) + f" WHERE {table}.row BETWEEN ? AND ? ORDER BY 1, 2"
    rows = connection.execute(f"SELECT row FROM {table} ORDER BY row")
    while some := [int(row) for (row,) in islice(rows, _FILLED_AT_ONCE)]:
        connection.execute(keep, (some[0], some[-1]))


def as_list(keys: Iterable[str]) -> str:
    return canonical_json([*sorted(keys)])


def wrong_keys(connection: apsw.Connection, table: str, keys_table: str) -> bool:
    """Whether a key of a row is missing in the table of keys, or one is there that no row has."""
    ((missing,),) = connection.execute(_MISSING_KEY.format(table=table, keys=keys_table))
    ((more,),) = connection.execute(_OTHER_COUNT.format(table=table, keys=keys_table))
    return bool(missing or more)


_FORGET_KEYS = (
    "DELETE FROM {keys} WHERE (key, row) IN "
    "(SELECT listed.value, {table}.row FROM {table}, json_each({table}.keys) AS listed "
    "WHERE {table}.id = :id AND listed.value NOT IN (SELECT value FROM json_each(:keys)))"
)
_KEEP_KEYS = (
    "INSERT OR IGNORE INTO {keys} SELECT listed.value, {table}.row FROM {table}, json_each({table}.keys) AS listed"
)
_MISSING_KEY = (
    "SELECT EXISTS (SELECT 1 FROM {table}, json_each({table}.keys) AS listed WHERE NOT EXISTS "
    "(SELECT 1 FROM {keys} AS kept WHERE kept.key = listed.value AND kept.row = {table}.row))"
)
_OTHER_COUNT = "SELECT (SELECT count(*) FROM {keys}) <> (SELECT coalesce(sum(json_array_length(keys)), 0) FROM {table})"
