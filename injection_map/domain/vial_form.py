"""A vial's details as they are typed in mid-visit: of another vial, or corrected ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from injection_map.domain import words
from injection_map.domain.cartons import CartonKind, CheckedCarton
from injection_map.domain.checks import (
    Field,
    Finding,
    Level,
    StartDraft,
    clean_line,
    is_expired,
    start_findings,
    use_by_of,
)
from injection_map.domain.dates import UnreadDateError, moment_words, read_expiry, read_moment
from injection_map.domain.events import Caution, Vial
from injection_map.domain.protocol import Protocol

_FIELDS = (Field.LOT, Field.EXPIRY, Field.EXPIRED_REASON, Field.MIXED)


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
    whole = StartDraft(lot=draft.lot, expiry=draft.expiry, expired_reason=draft.expired_reason, mixed=draft.mixed)
    found = start_findings(whole, protocol, now=now)
    return {finding.field: finding for finding in found if finding.field in _FIELDS}


def is_expired_as_typed(draft: VialDraft, *, now: datetime) -> bool:
    """Whether the expiry can be read and has passed: then a reason is asked for."""
    try:
        return is_expired(read_expiry(draft.expiry), now.date())
    except UnreadDateError:
        return False


def another_vial(draft: VialDraft, protocol: Protocol, *, now: datetime, scanned: CheckedCarton | None = None) -> Vial:
    """One more vial of the protocol's product, from the carton that was scanned if one was.

    ValueError with the first error's sentence when there is one.
    """
    carton = scanned.carton if scanned else None
    blank = Vial(
        product=protocol.product.name,
        units=(scanned.units if scanned else None) or protocol.dilution.vial_units,
        lot="",
        expiry=now.date(),
        diluent_ml=protocol.dilution.diluent_ml,
        mixed_at=now,
        gtin=(carton.gtin if carton else None) or "",
        serial=(carton.serial if carton else None) or "",
        diluent=protocol.dilution.diluent,
        cautions=_cautions(scanned) if scanned else (),
    )
    return _filled_in(blank, draft, protocol, now)


def draft_from_carton(scanned: CheckedCarton, mixed: str) -> VialDraft:
    """What a carton says, as it would be typed."""
    expired = (caution.reason for caution in scanned.cautions if caution.kind == CartonKind.EXPIRED)
    return VialDraft(scanned.carton.lot, words.day(scanned.carton.expiry), next(expired, ""), mixed)


def _cautions(scanned: CheckedCarton) -> tuple[Caution, ...]:
    """What the carton was warned of; an expiry that has passed has a place of its own."""
    return tuple(caution for caution in scanned.cautions if caution.kind != CartonKind.EXPIRED)


def corrected_vial(vial: Vial, draft: VialDraft, protocol: Protocol, *, now: datetime) -> Vial:
    """The same vial with these details; a time that was not touched keeps its seconds. ValueError as above."""
    corrected = _filled_in(vial, draft, protocol, now)
    if draft.mixed == draft_of(vial).mixed:
        return replace(corrected, mixed_at=vial.mixed_at, use_by=vial.use_by)
    return corrected


def _filled_in(vial: Vial, draft: VialDraft, protocol: Protocol, now: datetime) -> Vial:
    for finding in vial_findings(draft, protocol, now=now).values():
        if finding.level is Level.ERROR:
            raise ValueError(finding.sentence)
    expiry = read_expiry(draft.expiry)
    mixed_at = read_moment(draft.mixed, now=now)
    return replace(
        vial,
        lot=clean_line(draft.lot),
        expiry=expiry,
        expired_reason=clean_line(draft.expired_reason) if is_expired(expiry, now.date()) else None,
        mixed_at=mixed_at,
        use_by=use_by_of(mixed_at, protocol.use_within_hours),
    )
