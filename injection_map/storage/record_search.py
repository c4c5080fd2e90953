"""How the index of records finds what begins with the words that are typed, in a time that does not grow with it.

The first three letters of every word are keys too, so that "2" is one key and not a hundred thousand of them. Rows are
numbered in the order of their visits: the rows of one key lie in the file newest last, and a page of them is read from
its end. What is longer is a range of keys; of those that were typed, the one with the fewest rows leads, and the others
are looked up for each of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from injection_map.domain.search import beginning_key
from injection_map.storage.statements import LAST_LETTER, Values

Read = Callable[[str, Values], list[tuple[Any, ...]]]

_FEW = 4000
"""So many keys are counted in a millisecond."""


@dataclass(frozen=True, slots=True)
class Term:
    """What a record must have: the key `first`, or, when `last` is given, one from `first` up to it."""

    first: str
    last: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        return (self.first, self.last) if self.last else (self.first,)

    @property
    def keys(self) -> str:
        return "key >= ? AND key < ?" if self.last else "key = ?"

    @property
    def leading(self) -> str:
        """The condition from which SQLite begins."""
        return f"row IN (SELECT row FROM visit_keys WHERE {self.keys})"

    def of(self, row: str) -> str:
        """The condition that is looked up for a row, whatever the search begins from."""
        if self.last:
            return f"+{row} IN (SELECT row FROM visit_keys WHERE {self.keys})"
        return f"EXISTS (SELECT 1 FROM visit_keys AS own WHERE own.key = ? AND own.row = {row})"


@dataclass(frozen=True, slots=True)
class Found:
    """Conditions with their values, in turn: to lead a query, and to be looked up in one that is led by another."""

    terms: tuple[Term, ...] = ()

    @property
    def leading(self) -> str:
        led = (term.of("visits.row") for term in self.terms[1:])
        return " AND ".join([*(term.leading for term in self.terms[:1]), *led]) or "TRUE"

    @property
    def following(self) -> str:
        return " AND ".join(term.of("visits.row") for term in self.terms) or "TRUE"

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value for term in self.terms for value in term.values)


def term_of_word(beginning: str) -> Term:
    key = beginning_key(beginning)
    return Term(key) if key is not None else Term(beginning, beginning + LAST_LETTER)


def found(terms: Sequence[Term], read: Read) -> Found:
    """The terms in the order in which they are best looked up: the rarest first."""
    if len(terms) < 2:
        return Found(tuple(terms))
    return Found(tuple(sorted(terms, key=lambda term: (_keys_up_to(_FEW, term, read), not term.last))))


def how_many(what: Found, read: Read) -> int | None:
    """How many records have all of these terms, one at least; None when it would take too long to count them."""
    lead, *others = what.terms
    if others or lead.last:
        most = _FEW if others else 5 * _FEW
        if _keys_up_to(most, lead, read) == most:
            return None
    led = "".join(f" AND {term.of('lead.row')}" for term in others)
    query = f"SELECT count(DISTINCT lead.row) FROM visit_keys AS lead WHERE {lead.keys}{led}"
    ((number,),) = read(query if others or lead.last else query.replace("DISTINCT ", ""), what.values)
    return int(number)


def _keys_up_to(most: int, term: Term, read: Read) -> int:
    query = f"SELECT count(*) FROM (SELECT 1 FROM visit_keys WHERE {term.keys} LIMIT {most})"
    ((number,),) = read(query, term.values)
    return int(number)
