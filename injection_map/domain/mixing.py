"""How a vial is mixed: the volume as typed, what it comes to in 0.1 mL, and the syringes it is drawn up into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.protocol import Dilution, Protocol

SYRINGE_ML = Decimal(1)
"""A 200-unit vial in 4 mL is drawn up into four 1 mL syringes of 50 units (clinical facts 2 [B])."""

MOST_DILUENT_ML = Decimal(20)
"""More than any vial takes: a typing error."""
_ML = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,2}))?(?: ?ml)?")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A syringe as it was drawn up."""

    volume_ml: Decimal
    units: Decimal


def diluent_fault(text: str) -> str | None:
    """What is wrong with a volume as typed, or None."""
    if not text.strip():
        return "How many mL were added is needed."
    volume_ml = _read(text)
    if volume_ml is None:
        return "This is no volume. Write it in mL, such as 2.5."
    if not 0 < volume_ml <= MOST_DILUENT_ML:
        return f"It is more than 0 mL, and at most {words.figure(MOST_DILUENT_ML)} mL."
    return None


def parse_diluent_ml(text: str) -> Decimal | None:
    """A volume as typed, with a point or a comma and at most two decimals: 2.5 or 4 mL; None for anything else."""
    return _read(text) if diluent_fault(text) is None else None


def _read(text: str) -> Decimal | None:
    found = _ML.fullmatch(" ".join(text.split()).casefold())
    return Decimal(f"{found[1]}.{found[2] or '0'}") if found else None


def offered_diluents_ml(dilution: Dilution, vial_units: Decimal) -> tuple[Decimal, ...]:
    """For the double, the same and half the protocol's strength: 2, 4 and 8 mL for 200 units in 4 mL."""
    same_ml = vial_units / dilution.units_per_ml
    return (same_ml / 2, same_ml, same_ml * 2)


def strength_words(vial_units: Decimal, diluent_ml: Decimal) -> str:
    """5 units in 0.1 mL, about 6.667 units in 0.1 mL"""
    tenth = vial_units / diluent_ml / 10
    rounded = round(tenth, 3)
    return f"{'' if rounded == tenth else 'about '}{words.units(rounded)} in 0.1 mL"


def each_site_words(protocol: Protocol) -> str:
    """31 sites, 5 units each; or 31 sites, 155 units where the doses differ."""
    doses = {site.dose.lowest for site in protocol.sites}
    sites = words.count(len(protocol.sites), "site")
    return f"{sites}, {words.units(doses.pop())} each" if len(doses) == 1 else f"{sites}, {words.units(protocol.units)}"


def site_volume_words(protocol: Protocol, vial_units: Decimal, diluent_ml: Decimal) -> str:
    """0.1 mL a site, or 0.1 to 0.2 mL a site"""
    doses = {site.dose.lowest for site in protocol.sites} | {site.dose.highest for site in protocol.sites}
    per_unit = diluent_ml / vial_units
    least, most = (words.millilitres(dose * per_unit) for dose in (min(doses), max(doses)))
    return f"{least} mL a site" if least == most else f"{least} to {most} mL a site"


def needed_ml(protocol: Protocol, vial_units: Decimal, diluent_ml: Decimal) -> Decimal:
    """The volume of the whole plan."""
    return protocol.units * diluent_ml / vial_units


def drawn_up(vial_units: Decimal, diluent_ml: Decimal) -> tuple[Drawn, ...]:
    """The whole vial in syringes of 1 mL, the last with the rest."""
    syringes: list[Drawn] = []
    left = diluent_ml
    while left > 0:
        volume_ml = min(SYRINGE_ML, left)
        syringes.append(Drawn(volume_ml, volume_ml * vial_units / diluent_ml))
        left -= volume_ml
    return tuple(syringes)
