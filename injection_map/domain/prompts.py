"""What is spoken at the chair and in the trainer: left temporalis 2, five units.

The side comes first, and numbers of units are words: a voice reads 2.5 in many ways, and each costs a second. Never a
patient's name, a reason or a note: only what the protocol and the count know.
"""

from __future__ import annotations

from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.additions import plain_name
from injection_map.domain.protocol import Side, Site
from injection_map.domain.session import SiteState
from injection_map.domain.supply import Need, NeedKind

NOTHING_LEFT = "no site is left to do"
NOT_SAVED = "not saved, look at the screen"

_TO_TEN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TEENS = ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_ONES = (*_TO_TEN, *_TEENS)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HALF = Decimal("0.5")


def number_words(value: Decimal) -> str:
    """155 is one hundred and fifty-five, 2.5 two and a half, 0.5 a half, 2.25 two point two five.

    ValueError below zero and from a million on.
    """
    if not 0 <= value < 1_000_000:
        raise ValueError(f"no words for {value}")
    whole, part = int(value), value % 1
    if not part:
        return _whole(whole)
    if part == _HALF:
        return f"{_whole(whole)} and a half" if whole else "a half"
    digits = words.figure(value).partition(".")[2]
    return f"{_whole(whole)} point {' '.join(_ONES[int(digit)] for digit in digits)}"


def _whole(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]} hundred" + (f" and {_whole(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    joined = "" if not rest else f" and {_whole(rest)}" if rest < 100 else f" {_whole(rest)}"
    return f"{_whole(thousands)} thousand{joined}"


def units_words(value: Decimal) -> str:
    """Five units, two and a half units, one unit, half a unit."""
    if value == _HALF:
        return "half a unit"
    return f"{number_words(value)} {'unit' if value == 1 else 'units'}"


def site_words(site: SiteState) -> str:
    """Left temporalis 2, five units / left occipitalis, added, five units / midline procerus, moved, five units"""
    name = plain_name(site)
    parts = [_side_and_name(site.side, name)]
    parts += ["added"] if site.added else []
    parts += ["moved"] if site.moved else []
    return ", ".join((*parts, units_words(site.units)))


def shown_words(site: Site) -> str:
    """A site of a protocol shown to an audience: left temporalis 2, five units / midline one, two to five units."""
    dose = site.dose
    lowest = f"{number_words(dose.lowest)} to " if dose.is_range else ""
    return f"{_side_and_name(site.side, site.name)}, {lowest}{units_words(dose.highest)}"


def _side_and_name(side: Side, name: str) -> str:
    return f"{words.side_word(side)} {name[:1].lower()}{name[1:]}"


def next_words(site: SiteState | None, need: Need | None, *, taken_back: bool = False) -> str:
    """What comes after an act: first what has to be taken up, then the site."""
    parts = ["taken back"] if taken_back else []
    parts += [_need_words(need)] if need is not None else []
    parts.append(site_words(site) if site is not None else NOTHING_LEFT)
    return ". ".join(parts)


def _need_words(need: Need) -> str:
    if need.kind is NeedKind.SYRINGE:
        return f"take syringe {number_words(Decimal(need.number))}"
    return "the vial is past its time" if need.kind is NeedKind.USE_BY else "the vial is used up"
