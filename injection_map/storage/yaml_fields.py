"""Typed reading of nodes, with every fault noted and none raised.

A value at fault, or a missing one, is read as a stand-in: empty text, the number 0, an empty list, None. Stand-ins
let the reading go on to the next fault; whoever compares values passes over them, so one cause makes one fault. What
was read counts only when no fault was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from injection_map.storage.yaml_nodes import (
    Entry,
    Faults,
    Kind,
    ListNode,
    MapNode,
    Node,
    RefusedNode,
    ScalarNode,
    Where,
    shown,
)

LONGEST_TEXT = 500
LONGEST_IDENTIFIER = 64

IDENTIFIER_WORDS = "a name of lower-case letters, digits and single hyphens that begins with a letter"

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PLAIN_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_LONGEST_NUMBER = 12
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys a mapping may have, in the order in which they are named in messages."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Within:
    """The bounds of a number, both included unless `above`: then the lowest is not."""

    lowest: int
    highest: int
    above: bool = False
    whole: bool = False

    def allows(self, number: Decimal) -> bool:
        if self.whole and number != number.to_integral_value():
            return False
        return (self.lowest < number if self.above else self.lowest <= number) and number <= self.highest

    def words(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        bounds = f"more than {self.lowest} and at most" if self.above else f"from {self.lowest} to"
        return f"{kind} {bounds} {self.highest}"


@dataclass(frozen=True, slots=True)
class Word:
    """An id or a name from the file with its place. The stand-in is empty and false."""

    text: str
    where: Where

    def __bool__(self) -> bool:
        return bool(self.text)


class Fields:
    """The values of one mapping by key. Notes unknown and missing keys when it is made."""

    def __init__(self, node: Node, keys: Keys, faults: Faults) -> None:
        self.where_it_stands = node.where
        self.faults = faults
        self._values: dict[str, Node] = {}
        self.misspelt: set[str] = set()
        entries = entries_of(node, f"keys such as {', '.join(keys.required or keys.optional)}", faults)
        if entries is None:
            self.misspelt.update(keys.known)
            return
        missing = [key for key in keys.known if key not in {entry.key for entry in entries}]
        for entry in entries:
            self._take(entry, keys, missing)
        for key in keys.required:
            if key not in self._values and key not in self.misspelt:
                faults.add(self.where(key), f"the key “{key}” is missing")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def _take(self, entry: Entry, keys: Keys, missing: list[str]) -> None:
        if entry.key in keys.known:
            self._values[entry.key] = entry.value
            return
        nearest = nearest_to(entry.key, missing) or nearest_to(entry.key, keys.known)
        self.misspelt.update(nearest)
        wanted = f"“{nearest[0]}”" if nearest else f"one of {', '.join(keys.known)}"
        self.faults.add(entry.key_where, f"found the unknown key {shown(entry.key)}; wanted {wanted}")

    def where(self, key: str) -> Where:
        """Where the key's value stands, or for a missing one where its mapping begins."""
        if key in self._values:
            return self._values[key].where
        at = self.where_it_stands
        return Where(at.line, at.column, f"{at.path}.{key}" if at.path else key)

    def in_file_order(self) -> Iterator[tuple[str, Node]]:
        return iter(self._values.items())

    def node(self, key: str) -> Node | None:
        return self._values.get(key)

    def text(self, key: str) -> str:
        node = self._values.get(key)
        return text_of(node, self.faults) if node else ""

    def optional_text(self, key: str) -> str | None:
        return self.text(key) or None

    def verbatim(self, key: str) -> str:
        """The text as it stands, even if it looks like a number: 2026.10 stays 2026.10."""
        node = self._values.get(key)
        return verbatim_of(node, self.faults) if node else ""

    def identifier(self, key: str) -> Word:
        node = self._values.get(key)
        return Word(identifier_of(node, self.faults) if node else "", self.where(key))

    def choice(self, key: str, choices: tuple[str, ...], default: str = "") -> str:
        node = self._values.get(key)
        if node is None or isinstance(node, RefusedNode):
            return default
        if isinstance(node, ScalarNode) and node.kind is Kind.TEXT and node.text in choices:
            return node.text
        nearest = nearest_to(node.text, choices) if isinstance(node, ScalarNode) else []
        wanted = f"“{nearest[0]}”" if nearest else " or ".join(choices)
        self.faults.add(node.where, f"found {found(node)}; wanted {wanted}")
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        node = self._values.get(key)
        if node is None or isinstance(node, RefusedNode):
            return default
        if isinstance(node, ScalarNode) and node.kind is Kind.FLAG:
            return node.text.lower() == "true"
        self.faults.add(node.where, f"found {found(node)}; wanted true or false")
        return default

    def number(self, key: str, within: Within) -> Decimal:
        return self.optional_number(key, within) or Decimal(0)

    def optional_number(self, key: str, within: Within) -> Decimal | None:
        node = self._values.get(key)
        return number_of(node, within, self.faults) if node else None

    def day(self, key: str) -> date | None:
        text = self.text(key)
        if not text:
            return None
        try:
            if _DATE.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass  # a day that no calendar has is at fault like any other text
        self.faults.add(self.where(key), f"found {shown(text)}; wanted a date such as 2026-11-22")
        return None

    def items(self, key: str) -> tuple[Node, ...]:
        """The items of a list; an empty list is at fault."""
        node = self._values.get(key)
        if node is None or isinstance(node, RefusedNode):
            return ()
        if isinstance(node, ListNode) and node.items:
            return node.items
        what = "an empty list" if isinstance(node, ListNode) else found(node)
        self.faults.add(node.where, f"found {what}; wanted a list")
        return ()

    def fields(self, key: str, keys: Keys) -> Fields:
        """The mapping under a key, empty when the key is missing: its own keys are then not missed."""
        return Fields(self._values.get(key) or RefusedNode(self.where(key)), keys, self.faults)


def entries_of(node: Node, wanted: str, faults: Faults) -> tuple[Entry, ...] | None:
    """The entries of a mapping, or None with the fault noted."""
    if isinstance(node, MapNode):
        return node.entries
    if not isinstance(node, RefusedNode):
        faults.add(node.where, f"found {found(node)}; wanted {wanted}")
    return None


def text_of(node: Node, faults: Faults) -> str:
    """One run of text: line breaks and repeated spaces in it become single spaces."""
    if isinstance(node, RefusedNode):
        return ""
    if not isinstance(node, ScalarNode) or node.kind is not Kind.TEXT:
        hint = ", in quotes" if isinstance(node, ScalarNode) and node.kind is not Kind.NOTHING else ""
        faults.add(node.where, f"found {found(node)}; wanted a text{hint}")
        return ""
    return _fitting(node, faults)


def verbatim_of(node: Node, faults: Faults) -> str:
    """The text as it stands, of a text or a number."""
    if isinstance(node, ScalarNode) and node.kind is Kind.NUMBER:
        return _fitting(node, faults)
    return text_of(node, faults)


def _fitting(node: ScalarNode, faults: Faults) -> str:
    text = " ".join(node.text.split())
    if text and len(text) <= LONGEST_TEXT:
        return text
    what = f"a text of {len(text)} characters" if text else "an empty text"
    faults.add(node.where, f"found {what}; wanted a text of 1 to {LONGEST_TEXT} characters")
    return ""


def identifier_of(node: Node, faults: Faults) -> str:
    if isinstance(node, RefusedNode):
        return ""
    if isinstance(node, ScalarNode) and node.kind is Kind.TEXT and is_identifier(node.text):
        return node.text
    faults.add(node.where, f"found {found(node)}; wanted {IDENTIFIER_WORDS}")
    return ""


def is_identifier(text: str) -> bool:
    return len(text) <= LONGEST_IDENTIFIER and _IDENTIFIER.fullmatch(text) is not None


def number_of(node: Node, within: Within, faults: Faults) -> Decimal | None:
    """A number written plainly: no quotes, no exponent, no leading zero or point, nothing infinite."""
    if isinstance(node, RefusedNode):
        return None
    if isinstance(node, ScalarNode) and not node.quoted and _is_plain_number(node.text):
        number = Decimal(node.text)
        if within.allows(number):
            return without_trailing_zeros(number)
    faults.add(
        node.where, f"found {found(node)}; wanted {within.words()}, written like {'5' if within.whole else '0.5'}"
    )
    return None


def _is_plain_number(text: str) -> bool:
    return len(text) <= _LONGEST_NUMBER and _PLAIN_NUMBER.fullmatch(text) is not None


def without_trailing_zeros(number: Decimal) -> Decimal:
    """The same number such that its text has no trailing zero and no exponent: 5.0 is 5, 200 stays 200."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def found(node: Node) -> str:
    """What a node is, in words for a message."""
    if isinstance(node, ListNode):
        return "a list"
    if not isinstance(node, ScalarNode):
        return "keys with values"
    if node.quoted:
        return f"the text {shown(node.text)} in quotes"
    if node.kind is Kind.NOTHING:
        return "nothing"
    return shown(node.text) if node.kind is Kind.TEXT else node.text[:40]


def nearest_to(word: str, known: Iterable[str]) -> list[str]:
    """The one known word that is nearest, or none. Looks at the first 500, so that a hostile file costs no minutes."""
    import difflib  # here, because only a file at fault needs it, and it costs the start some milliseconds

    return difflib.get_close_matches(word[:80].lower(), list(islice(known, 500)), 1)
