"""Sums of a visit: sites, units, millilitres and syringes. Exact: units are Decimals."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from injection_map.domain.events import Vial
from injection_map.domain.mixing import SYRINGE_ML
from injection_map.domain.protocol import Side
from injection_map.domain.session import SiteState, SiteStatus, Visit


@dataclass(frozen=True, slots=True)
class Totals:
    """`units_planned` is the protocol's plan; `units_expected` what the visit comes to if the rest is given."""

    sites: int
    sites_given: int
    sites_skipped: int
    sites_to_do: int
    units_planned: Decimal
    units_given: Decimal
    units_expected: Decimal

    @property
    def units_difference(self) -> Decimal:
        """How far the visit will come out from the plan; negative when less."""
        return self.units_expected - self.units_planned


def totals(sites: Iterable[SiteState]) -> Totals:
    sites = tuple(sites)
    given = [site for site in sites if site.status is SiteStatus.GIVEN]
    to_do = [site for site in sites if site.status is SiteStatus.TO_DO]
    units_given = _sum(site.units for site in given)
    return Totals(
        sites=len(sites),
        sites_given=len(given),
        sites_skipped=len(sites) - len(given) - len(to_do),
        sites_to_do=len(to_do),
        units_planned=_sum(site.planned_units for site in sites),
        units_given=units_given,
        units_expected=units_given + _sum(site.units for site in to_do),
    )


@dataclass(frozen=True, slots=True)
class MuscleTotals:
    """A muscle's sums, whole and by side; a side without sites is not in `by_side`."""

    muscle: str
    whole: Totals
    by_side: dict[Side, Totals]


def totals_by_muscle(visit: Visit) -> tuple[MuscleTotals, ...]:
    """One row a muscle, in treatment order."""
    muscles = dict.fromkeys(site.muscle for site in visit.sites)
    return tuple(_muscle_totals(visit, muscle) for muscle in muscles)


def _muscle_totals(visit: Visit, muscle: str) -> MuscleTotals:
    sites = [site for site in visit.sites if site.muscle == muscle]
    by_side = {side: [site for site in sites if site.side is side] for side in Side}
    return MuscleTotals(muscle, totals(sites), {side: totals(group) for side, group in by_side.items() if group})


def side_totals(visit: Visit) -> dict[Side, Totals]:
    return {side: totals(site for site in visit.sites if site.side is side) for side in Side}


def volume_ml(units: Decimal, vial: Vial) -> Decimal:
    """The volume that holds these units in this vial's dilution."""
    return units * vial.diluent_ml / vial.units


@dataclass(frozen=True, slots=True)
class Syringe:
    """One syringe of a vial. `sites_left` is how many of the next sites to do it would still hold."""

    number: int
    count: int
    left_units: Decimal
    left_ml: Decimal
    full_ml: Decimal
    sites_left: int


def units_from(visit: Visit, number: int) -> Decimal:
    """What was given from one vial of the visit; they count from 1."""
    given = (site for site in visit.sites if site.status is SiteStatus.GIVEN)
    return _sum(site.units for site in given if site.vial == number)


def syringe_in_hand(visit: Visit, vial: Vial) -> Syringe:
    """Which 1 mL syringe of the vial in hand is in use, by what has been given from it so far."""
    filled = _syringes(visit, vial)
    return next((syringe for syringe in filled if syringe.left_ml), filled[-1])


def syringes(visit: Visit) -> tuple[Syringe, ...]:
    """All syringes of the vial in hand, each with what it still holds; none without a vial."""
    return _syringes(visit, visit.vial) if visit.vial else ()


def _syringes(visit: Visit, vial: Vial) -> tuple[Syringe, ...]:
    """Counted in mL times the vial's units, so that no dilution is rounded before the last division."""
    count = max(1, math.ceil(vial.diluent_ml / SYRINGE_ML))
    full, whole = SYRINGE_ML * vial.units, vial.diluent_ml * vial.units
    used = units_from(visit, visit.vial_in_hand) * vial.diluent_ml
    filled = []
    for number in range(1, count + 1):
        ends, begins = min(full * number, whole), full * (number - 1)
        left = max(Decimal(0), ends - max(used, begins))
        units = left / vial.diluent_ml
        filled.append(Syringe(number, count, units, left / vial.units, SYRINGE_ML, _sites_within(visit, units)))
    return tuple(filled)


def units_left(visit: Visit, number: int) -> Decimal:
    """What is left in one vial of the visit; they count from 1. Negative when more was given than it held."""
    return visit.vials[number - 1].units - units_from(visit, number)


def _sites_within(visit: Visit, units: Decimal) -> int:
    count = 0
    for site in visit.to_do:
        units -= site.units
        if units < 0:
            break
        count += 1
    return count


def discarded_units(visit: Visit) -> Decimal:
    """What is left of the vials after what was given; negative when more was given than they held."""
    return _sum(vial.units for vial in visit.vials) - totals(visit.sites).units_given


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
