"""The vial's carton: what its code says, and what is said about it beside the protocol and the records.

Source: GS1 General Specifications (expiration date: day 00; section 7.12: the century). A warning never blocks: some
want a reason, which stands in the record.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.checks import (
    Field,
    Level,
    clean_line,
    expired_words,
    expires_far,
    expires_far_words,
    is_expired,
    line_fault,
    text_fault,
)
from injection_map.domain.dates import UnreadDateError, read_expiry
from injection_map.domain.events import Caution
from injection_map.domain.protocol import OtherProduct, Protocol

MOST_SERIAL = 20
"""Of characters, as GS1 has it."""


class CartonPart(StrEnum):
    """What a carton says, in the order of the card; `CODE` is the code as a whole."""

    CODE = "code"
    PRODUCT = "product"
    LOT = "lot"
    EXPIRY = "expiry"
    SERIAL = "serial"


class CartonKind(StrEnum):
    UNREADABLE = "unreadable"
    WRONG_CHECK_DIGIT = "wrong-check-digit"
    MISSING = "missing"
    LOST_SEPARATOR = "lost-separator"
    WRONG_PRODUCT = "wrong-product"
    MISTAKEN_PRODUCT = "mistaken-product"
    NOT_COMPARED = "not-compared"
    OTHER_SIZE = "other-size"
    EXPIRED = "expired"
    EXPIRES_FAR = "expires-far"
    SERIAL_USED = "serial-used"


WANT_REASON = frozenset(
    {CartonKind.WRONG_PRODUCT, CartonKind.MISTAKEN_PRODUCT, CartonKind.EXPIRED, CartonKind.SERIAL_USED}
)
"""To go on in spite of one of these, somebody says why."""


@dataclass(frozen=True, slots=True)
class Carton:
    """What one carton says. `gtin` has 14 digits and is None when the carton was typed by hand.

    `expiry` is the last good day. `separators_seen` tells whether the ends of lot and serial were marked: without
    that a scanner may have hung the serial on the lot.
    """

    gtin: str | None
    lot: str
    expiry: date
    serial: str | None
    separators_seen: bool


@dataclass(frozen=True, slots=True)
class CartonFinding:
    """An error refuses the carton; a warning wants a reason, a comparison or a second look."""

    kind: CartonKind
    level: Level
    sentence: str
    part: CartonPart


@dataclass(frozen=True, slots=True)
class RefusedCarton:
    """A code that is not taken, and all that is wrong with it: at least one error."""

    findings: tuple[CartonFinding, ...]


@dataclass(frozen=True, slots=True)
class SerialUse:
    """A record that has a carton with this serial, and its day."""

    gtin: str | None
    serial: str
    on: date


@dataclass(frozen=True, slots=True)
class CartonDraft:
    """A carton typed by hand, as typed. `month_first` reads 05/31/2027 as in the US."""

    lot: str = ""
    expiry: str = ""
    serial: str = ""
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class CheckedCarton:
    """A carton without errors; `cautions` are the warnings that want a reason, with it. Their kinds are CartonKinds.

    `units` is None where the protocol does not say what the carton holds. `scanned_at` is None when it was typed.
    """

    carton: Carton
    units: Decimal | None
    scanned_at: datetime | None
    cautions: tuple[Caution, ...] = ()


def carton_findings(
    carton: Carton, protocol: Protocol, *, today: date, serial_uses: Sequence[SerialUse]
) -> tuple[CartonFinding, ...]:
    """All that is to be said about a carton that could be read: warnings, in the order of the card."""
    return tuple(_warnings(carton, protocol, today, serial_uses))


def carton_units(carton: Carton, protocol: Protocol) -> Decimal | None:
    """What the carton holds as the protocol's packs tell it; typed by hand, the protocol's vial. None: not known."""
    if carton.gtin is None:
        return protocol.dilution.vial_units
    packs = protocol.product.packs
    return next((pack.units for pack in packs if _same_product(pack.gtin, carton.gtin)), None)


def carton_sizes(protocol: Protocol) -> tuple[Decimal, ...]:
    """What the protocol's cartons hold, in units, the least first."""
    return tuple(sorted({pack.units for pack in protocol.product.packs}))


def size_finding(units: Decimal, protocol: Protocol) -> CartonFinding | None:
    """What is to be said of a vial that does not hold what the protocol mixes."""
    planned = protocol.dilution.vial_units
    if units == planned:
        return None
    sentence = f"This vial holds {words.units(units)}; the protocol mixes {words.units(planned)}."
    return _warning(CartonKind.OTHER_SIZE, CartonPart.PRODUCT, sentence)


def is_of_protocol(carton: Carton, protocol: Protocol) -> bool:
    """Whether the protocol names the carton's product. Typed by hand there is nothing to compare."""
    known = (*protocol.product.gtins, *(pack.gtin for pack in protocol.product.packs))
    return carton.gtin is not None and any(_same_product(gtin, carton.gtin) for gtin in known)


def mistaken_product(carton: Carton, protocol: Protocol) -> OtherProduct | None:
    """The product that the carton is, where it is one that is taken for the protocol's."""
    others = protocol.product.mistaken_for if carton.gtin else ()
    return next(
        (other for other in others if _without_indicator(carton.gtin or "").startswith(other.gtin_begins)), None
    )


def read_typed_carton(draft: CartonDraft) -> Carton | RefusedCarton:
    """A carton typed by hand: lot and expiry are needed, the serial may be left out."""
    findings = tuple(_typing_faults(draft))
    if findings:
        return RefusedCarton(findings)
    expiry = read_expiry(draft.expiry, month_first=draft.month_first)
    return Carton(None, clean_line(draft.lot), expiry, clean_line(draft.serial) or None, separators_seen=True)


def gs1_day(figures: str, *, today: date) -> date | None:
    """The day of six figures YYMMDD, or None. Day 00 is the month's last.

    The year is the one of that ending from 49 years before today's to 50 after it.
    """
    year, month, day = today.year - 49, int(figures[2:4]), int(figures[4:])
    year += (int(figures[:2]) - year) % 100
    if not 1 <= month <= len(words.MONTHS):
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None


def _without_indicator(gtin: str) -> str:
    """How the carton is packed stands in the first digit, which says nothing about the product."""
    return gtin[1:]


def _same_product(gtin: str, other: str) -> bool:
    """The check digit is left out too, because it depends on the indicator."""
    return _without_indicator(gtin)[:-1] == _without_indicator(other)[:-1]


def _warnings(
    carton: Carton, protocol: Protocol, today: date, serial_uses: Sequence[SerialUse]
) -> Iterator[CartonFinding]:
    if carton.gtin is not None:
        yield from _product_warnings(carton, protocol)
    if not carton.separators_seen:
        sentence = "The scanner sent no separators, so the serial may hang on the lot. Compare it with the carton."
        yield _warning(CartonKind.LOST_SEPARATOR, CartonPart.LOT, sentence)
    if is_expired(carton.expiry, today):
        yield _warning(CartonKind.EXPIRED, CartonPart.EXPIRY, expired_words(carton.expiry))
    elif expires_far(carton.expiry, today):
        yield _warning(CartonKind.EXPIRES_FAR, CartonPart.EXPIRY, expires_far_words(carton.expiry, today))
    if used := [use.on for use in serial_uses if _is_same_carton(use, carton)]:
        yield _warning(CartonKind.SERIAL_USED, CartonPart.SERIAL, _used_words(used))


def _warning(kind: CartonKind, part: CartonPart, sentence: str) -> CartonFinding:
    return CartonFinding(kind, Level.WARNING, sentence, part)


def _product_warnings(carton: Carton, protocol: Protocol) -> Iterator[CartonFinding]:
    """At most one: what the carton is, and only of the right product how much it holds."""
    product, units = protocol.product, carton_units(carton, protocol)
    if other := mistaken_product(carton, protocol):
        sentence = f"This carton is {other.name}: not the {product.name} of this protocol."
        yield _warning(CartonKind.MISTAKEN_PRODUCT, CartonPart.PRODUCT, sentence)
    elif not (product.gtins or product.packs):
        sentence = "The protocol does not say which cartons are right, so the product was not compared."
        yield _warning(CartonKind.NOT_COMPARED, CartonPart.PRODUCT, sentence)
    elif not is_of_protocol(carton, protocol):
        sentence = f"This carton is not the {product.name} of this protocol."
        yield _warning(CartonKind.WRONG_PRODUCT, CartonPart.PRODUCT, sentence)
    elif units is not None and (finding := size_finding(units, protocol)):
        yield finding


def _is_same_carton(use: SerialUse, carton: Carton) -> bool:
    """A serial is given once for a GTIN; where a carton was typed by hand, the serial alone has to do."""
    return use.serial == carton.serial and (use.gtin == carton.gtin or None in (use.gtin, carton.gtin))


def _used_words(days: Sequence[date]) -> str:
    if len(days) == 1:
        return f"A carton with this serial stands in a record of {words.day(days[0])} already."
    return f"A carton with this serial stands in {len(days)} records already, the last of {words.day(max(days))}."


def _typing_faults(draft: CartonDraft) -> Iterator[CartonFinding]:
    if sentence := line_fault(Field.LOT, draft.lot):
        yield _typing_fault(CartonPart.LOT, draft.lot, sentence)
    if not draft.expiry.strip():
        yield _typing_fault(CartonPart.EXPIRY, draft.expiry, "The expiry date is needed.")
    else:
        try:
            read_expiry(draft.expiry, month_first=draft.month_first)
        except UnreadDateError as fault:
            yield _typing_fault(CartonPart.EXPIRY, draft.expiry, str(fault))
    if sentence := text_fault(clean_line(draft.serial), most=MOST_SERIAL):
        yield _typing_fault(CartonPart.SERIAL, draft.serial, sentence)


def _typing_fault(part: CartonPart, typed: str, sentence: str) -> CartonFinding:
    kind = CartonKind.UNREADABLE if typed.strip() else CartonKind.MISSING
    return CartonFinding(kind, Level.ERROR, sentence, part)
