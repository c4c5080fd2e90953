"""The GS1 code of a carton, as a scanner sends it or as somebody types it: read in one way only, or refused in words.

A code is a row of elements: an application identifier (01 product, 17 expiry, 10 lot, 21 serial), then its value.
A value without a fixed length ends at a separator, which is the ASCII character 29 or what a scanner sends for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from injection_map.domain.cartons import Carton, CartonFinding, CartonKind, CartonPart, RefusedCarton, gs1_day
from injection_map.domain.checks import Level, hidden_character
from injection_map.domain.gs1 import SEPARATOR

if TYPE_CHECKING:
    from biip.gs1_element_strings import GS1ElementString

MOST_READ = 500
"""Of characters: more than any carton's code has."""

_GTIN, _EXPIRY, _LOT, _SERIAL = "01", "17", "10", "21"
_NAMES = {
    _GTIN: (CartonPart.PRODUCT, "product number"),
    _LOT: (CartonPart.LOT, "lot"),
    _EXPIRY: (CartonPart.EXPIRY, "expiry date"),
}

_GS1_SYMBOLOGIES = ("]d2", "]C1", "]Q3")
"""GS1 DataMatrix, GS1-128, GS1 QR Code: how scanners announce them (ISO/IEC 15424)."""

_PLAIN_SUBSTITUTES = ("␝", "<GS>", "{GS}", "\\x1d", "\\u001d", "^]")
_BARE_SUBSTITUTES = ("|", "~")
_BARE = re.compile(r"[|~](?=$|01|10|17|21)")
"""Taken for a separator only before an element that a carton has: `~1` for one is left unread."""

_CODE_LETTERS = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z\x1d]*")
"""What GS1 allows in a value (General Specifications, figure 7.11-1), and the separator."""

_BRACKETED = re.compile(r"(?:\([0-9]{2,4}\)[^()]+)+")
_BRACKET = re.compile(r"\(([0-9]{2,4})\)([^()]+)")
_AGAIN = "Scan again, or type what is printed."
_SQUARE = "Scan the square code that stands beside lot and expiry, or type what is printed."


@dataclass(frozen=True, slots=True)
class _Code:
    """A code in the one form that is read on: elements, and separators where values have no fixed length.

    `count` is how many elements it must have, where brackets tell.
    """

    text: str
    separators_seen: bool
    count: int | None = None


class _UnreadError(ValueError):
    """`str()` is the sentence to show."""

    def __init__(self, sentence: str, kind: CartonKind = CartonKind.UNREADABLE) -> None:
        self.kind = kind
        super().__init__(sentence)


def read_carton(text: str, *, today: date) -> Carton | RefusedCarton:
    """What a code says, or all that is wrong with it. `today` tells the century of the expiry."""
    try:
        code = _plain(text)
        found = _by_identifier(code)
    except _UnreadError as fault:
        return RefusedCarton((_error(fault.kind, CartonPart.CODE, str(fault)),))
    faults = tuple(_faults(found, code, today))
    expiry = gs1_day(found[_EXPIRY].value, today=today) if _EXPIRY in found else None
    if faults or expiry is None:
        return RefusedCarton(faults)
    serial = found[_SERIAL].value if _SERIAL in found else None
    return Carton(found[_GTIN].value, found[_LOT].value, expiry, serial, separators_seen=code.separators_seen)


def _plain(text: str) -> _Code:
    """Without what announces the code, and with one kind of separator."""
    if len(text) > MOST_READ:
        raise _UnreadError(f"This is no carton’s code: it has {len(text)} characters. {_AGAIN}")
    text = text.strip(" \t\r\n")
    if not text:
        raise _UnreadError(f"The code is empty. {_AGAIN}")
    if _BRACKETED.fullmatch(squeezed := "".join(text.split(" "))):
        pieces = [identifier + value for identifier, value in _BRACKET.findall(squeezed)]
        _refuse_odd_letters(text := SEPARATOR.join(pieces))
        return _Code(text, separators_seen=True, count=len(pieces))
    text = _with_one_separator(_without_announcement(text))
    _refuse_odd_letters(text)
    if re.fullmatch("[0-9]{8,14}", text):
        raise _UnreadError(f"This code has the product’s number alone. {_SQUARE}")
    text = text.strip(SEPARATOR)
    return _Code(text, separators_seen=SEPARATOR in text)


def _without_announcement(text: str) -> str:
    if not text.startswith("]"):
        return text
    announced, rest = text[:3], text[3:]
    if announced in _GS1_SYMBOLOGIES:
        return rest
    if announced.swapcase() in _GS1_SYMBOLOGIES:
        raise _UnreadError("Caps Lock is on and changes the code’s letters. Switch it off and scan again.")
    raise _UnreadError(f"This is another kind of code. {_SQUARE}")


def _with_one_separator(text: str) -> str:
    """Two kinds in one code are not told apart from letters of a lot: then the code is not read."""
    kinds = [kind for kind in (SEPARATOR, *_PLAIN_SUBSTITUTES, *_BARE_SUBSTITUTES) if kind in text]
    if len(kinds) > 1:
        raise _UnreadError(f"The code’s separators are not all the same. {_AGAIN}")
    if kinds and kinds[0] in _BARE_SUBSTITUTES:
        return _BARE.sub(SEPARATOR, text)
    return text.replace(kinds[0], SEPARATOR) if kinds else text


def _refuse_odd_letters(text: str) -> None:
    end = _CODE_LETTERS.match(text)
    rest = text[end.end() :] if end else text
    if not rest:
        return
    odd = hidden_character(rest[0]) or f"U+{ord(rest[0]):04X}"
    shown = odd if hidden_character(rest[0]) or not rest[0].isprintable() else f"“{rest[0]}”"
    raise _UnreadError(f"No carton’s code has the character {shown}. {_AGAIN}")


def _by_identifier(code: _Code) -> dict[str, GS1ElementString]:
    """The elements by their identifiers. One that stands twice must say the same twice."""
    found: dict[str, GS1ElementString] = {}
    elements = list(_elements(code.text))
    if code.count not in (None, len(elements)):
        raise _UnreadError("What stands after a bracket is too long. Type it again as it is printed.")
    for element in elements:
        before = found.setdefault(element.ai.ai, element)
        if before.value != element.value:
            raise _UnreadError(f"The code says two different things in one place. {_AGAIN}")
    return found


def _elements(text: str) -> Iterator[GS1ElementString]:
    # Here, because it costs 160 ms that the first window need not wait for.
    from biip import ParseConfig, ParseError
    from biip.gs1_element_strings import GS1ElementString

    # A day that does not exist is told in our words, and the century is that of `today`, not of the computer's clock.
    config = ParseConfig(gs1_element_strings_verify_date=False)
    while text:
        try:
            element = GS1ElementString.extract(text, config=config)
        except ParseError:
            raise _UnreadError(f"This is no carton’s code. {_SQUARE}") from None
        yield element
        text = text[len(element) :]
        if text and element.ai.separator_required and not text.startswith(SEPARATOR):
            sentence = "The scanner lost a separator, so lot and serial run into each other. Type what is printed."
            raise _UnreadError(sentence, CartonKind.LOST_SEPARATOR)
        text = text.lstrip(SEPARATOR)


def _faults(found: dict[str, GS1ElementString], code: _Code, today: date) -> Iterator[CartonFinding]:
    """At most one a part, in the order of the card."""
    swallows = not code.separators_seen and not found.keys().isdisjoint({_LOT, _SERIAL})
    for identifier, (part, name) in _NAMES.items():
        element = found.get(identifier)
        if element is None and swallows and identifier != _GTIN:
            sentence = f"The {name} cannot be told apart: the scanner sent no separators. Type what is printed."
            yield _error(CartonKind.LOST_SEPARATOR, part, sentence)
        elif element is None:
            yield _error(CartonKind.MISSING, part, f"The code has no {name}. {_SQUARE}")
        elif identifier == _GTIN and element.gtin is None:
            sentence = f"The product number {element.value} was misread: its check digit is wrong. {_AGAIN}"
            yield _error(CartonKind.WRONG_CHECK_DIGIT, part, sentence)
        elif identifier == _EXPIRY and gs1_day(element.value, today=today) is None:
            yield _error(CartonKind.UNREADABLE, part, f"The expiry {element.value} is no date. {_AGAIN}")


def _error(kind: CartonKind, part: CartonPart, sentence: str) -> CartonFinding:
    return CartonFinding(kind, Level.ERROR, sentence, part)
