"""How the index of records finds what begins with the words that are typed, in a time that does not grow with it.

The first three letters of every word are keys too, so that "2" is one key and not a hundred thousand of them. Rows are
numbered in the order of their visits: the rows of one key lie in the file newest last, and a page of them is read from
its end. What is longer is a range of keys; of those that were typed, the one with the fewest rows leads, and the others
are looked up for each of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from injection_map.domain.search import SHORT, beginning_key
from injection_map.storage.statements import LAST_LETTER, Values

Read = Callable[[str, Values], list[tuple[Any, ...]]]

_FEW, _MANY = 4000, 30_000
"""So many keys are counted in one and in some ten milliseconds. What more of them begin with is in so many records that
a page of them is found by looking at one record after the other."""


@dataclass(frozen=True, slots=True)
class Term:
    """What a record must have: the key `first`, or, when `last` is given, one from `first` up to it."""

    first: str
    last: str = ""
    many: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        return (self.first, self.last) if self.last else (self.first,)

    @property
    def keys(self) -> str:
        return "key >= ? AND key < ?" if self.last else "key = ?"

    def of(self, row: str) -> str:
        """The condition that is looked up for a row, whatever the search begins from."""
        if self.many:
            return "EXISTS (SELECT 1 FROM json_each(visits.keys) WHERE value >= ? AND value < ?)"
        if self.last:
            return f"+{row} IN (SELECT row FROM visit_keys WHERE {self.keys})"
        return f"EXISTS (SELECT 1 FROM visit_keys AS own WHERE own.key = ? AND own.row = {row})"


@dataclass(frozen=True, slots=True)
class Found:
    """All terms of a search, the one that leads it first."""

    terms: tuple[Term, ...] = ()

    @property
    def leading(self) -> str:
        """Where a query begins that finds the newest first: ORDER BY visits.row DESC then needs no sorting."""
        lead, *others = self.terms
        rows = "visits WHERE row IN (SELECT row FROM visit_keys WHERE key >= ? AND key < ?)"
        if not lead.last:
            rows = "visit_keys AS lead CROSS JOIN visits ON visits.row = lead.row WHERE lead.key = ?"
        return " AND ".join([rows, *(term.of("visits.row") for term in others)])

    @property
    def newest_first(self) -> str:
        return "visits.row DESC" if self.terms[0].last else "lead.row DESC"

    @property
    def following(self) -> str:
        """The condition in a query that begins elsewhere."""
        return " AND ".join(term.of("visits.row") for term in self.terms) or "TRUE"

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value for term in self.terms for value in term.values)


def term_of_word(beginning: str) -> Term:
    key = beginning_key(beginning)
    return Term(key) if key is not None else Term(beginning, beginning + LAST_LETTER)


def found(terms: Sequence[Term], read: Read) -> Found:
    """The terms in the order in which they are best looked up: the rarest first."""
    weighed = [(_keys_up_to(_MANY if term.last else _FEW, term, read), term) for term in terms]
    in_order = [term for _, term in sorted(weighed, key=lambda each: (each[0], each[1].first))]
    dense = {term for count, term in weighed if term.last and count == _MANY}
    if not dense:
        return Found(tuple(in_order))
    sparse = [term for term in in_order if term not in dense]
    lead = [] if sparse else [term_of_word(in_order[0].first[:SHORT])]
    return Found((*lead, *sparse, *(replace(term, many=True) for term in in_order if term in dense)))


def how_many(what: Found, read: Read) -> int | None:
    """How many records have all of these terms, one at least; None when it would take too long to count them."""
    lead, *others = what.terms
    if any(term.many for term in others) or (others and _keys_up_to(_FEW, lead, read) == _FEW):
        return None
    conditions = "".join(f" AND {term.of('lead.row')}" for term in others)
    counted = "DISTINCT lead.row" if lead.last else "*"
    query = f"SELECT count({counted}) FROM visit_keys AS lead WHERE {lead.keys}"
    ((number,),) = read(query + conditions, what.values)
    return int(number)


def _keys_up_to(most: int, term: Term, read: Read) -> int:
    query = f"SELECT count(*) FROM (SELECT 1 FROM visit_keys WHERE {term.keys} LIMIT {most})"
    ((number,),) = read(query, term.values)
    return int(number)
