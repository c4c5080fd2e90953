"""A vial's details as they are typed in mid-visit: of another vial, or corrected ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.cartons import CartonKind, CheckedCarton
from injection_map.domain.checks import (
    Field,
    Finding,
    Level,
    clean_line,
    expiry_findings,
    is_expired,
    line_fault,
    mixed_finding,
    use_by_of,
)
from injection_map.domain.dates import UnreadDateError, moment_words, read_expiry, read_moment
from injection_map.domain.events import Vial
from injection_map.domain.protocol import Protocol


@dataclass(frozen=True, slots=True)
class VialDraft:
    """As typed."""

    lot: str = ""
    expiry: str = ""
    expired_reason: str = ""
    mixed: str = ""


def draft_of(vial: Vial) -> VialDraft:
    """A vial as it would be typed."""
    return VialDraft(vial.lot, words.day(vial.expiry), vial.expired_reason or "", moment_words(vial.mixed_at))


def vial_findings(draft: VialDraft, protocol: Protocol, *, now: datetime) -> dict[str, Finding]:
    """What is to be said at each field: at most one, by the field's name."""
    lot = line_fault(Field.LOT, draft.lot)
    found = (
        Finding(Field.LOT, Level.ERROR, lot) if lot else None,
        *expiry_findings(draft.expiry, draft.expired_reason, now.date()),
        mixed_finding(draft.mixed, protocol.use_within_hours, now),
    )
    return {finding.field: finding for finding in found if finding is not None}


def is_expired_as_typed(draft: VialDraft, *, now: datetime) -> bool:
    """Whether the expiry can be read and has passed: then a reason is asked for."""
    try:
        return is_expired(read_expiry(draft.expiry), now.date())
    except UnreadDateError:
        return False


def another_vial(checked: CheckedCarton, mixed: str, protocol: Protocol, *, now: datetime) -> Vial:
    """One more vial of the protocol's product, from its carton, in the protocol's strength; `mixed` as typed.

    ValueError with what is wrong with the time of mixing, when something is.
    """
    _raise_error(mixed_finding(mixed, protocol.use_within_hours, now))
    carton, dilution = checked.carton, protocol.dilution
    units = checked.units or dilution.vial_units
    mixed_at = read_moment(mixed, now=now)
    expired = (caution.reason for caution in checked.cautions if caution.kind == CartonKind.EXPIRED)
    return Vial(
        product=protocol.product.name,
        units=units,
        lot=carton.lot,
        expiry=carton.expiry,
        diluent_ml=another_diluent_ml(units, protocol),
        mixed_at=mixed_at,
        use_by=use_by_of(mixed_at, protocol.use_within_hours),
        expired_reason=next(expired, None),
        gtin=carton.gtin or "",
        serial=carton.serial or "",
        diluent=dilution.diluent,
        cautions=tuple(caution for caution in checked.cautions if caution.kind != CartonKind.EXPIRED),
    )


def another_diluent_ml(units: Decimal, protocol: Protocol) -> Decimal:
    """What a vial of so many units is mixed with, for the protocol's strength."""
    return units * protocol.dilution.diluent_ml / protocol.dilution.vial_units


def corrected_vial(vial: Vial, draft: VialDraft, protocol: Protocol, *, now: datetime) -> Vial:
    """The same vial with these details; a time that was not touched keeps its seconds.

    ValueError with the first error's sentence when there is one.
    """
    for finding in vial_findings(draft, protocol, now=now).values():
        _raise_error(finding)
    expiry = read_expiry(draft.expiry)
    corrected = replace(
        vial,
        lot=clean_line(draft.lot),
        expiry=expiry,
        expired_reason=clean_line(draft.expired_reason) if is_expired(expiry, now.date()) else None,
    )
    if draft.mixed == draft_of(vial).mixed:
        return corrected
    mixed_at = read_moment(draft.mixed, now=now)
    return replace(corrected, mixed_at=mixed_at, use_by=use_by_of(mixed_at, protocol.use_within_hours))


def _raise_error(finding: Finding | None) -> None:
    if finding is not None and finding.level is Level.ERROR:
        raise ValueError(finding.sentence)
