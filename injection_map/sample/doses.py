"""What of a visit differs from the plan: the sites that are left out, moved, added, or given in another dose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from injection_map.domain.commands import AddSite, ChangeDose, Command, MoveSite, Skip
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import Muscle, Protocol, Side, Site
from injection_map.domain.reasons import ADD_REASONS, DOSE_REASONS, SKIP_REASONS
from injection_map.sample.courses import Course

_SKIPS, _CHANGES, _MOVES = 0.06, 0.05, 0.03
_FEWER_UNITS = Decimal("2.5")
_BESIDE_MM = 6.0


@dataclass(frozen=True, slots=True)
class Doses:
    """`before` is recorded at the beginning, `at_site` with the site of this key, before it is given."""

    before: tuple[Command, ...]
    at_site: Mapping[str, Command]
    units: Decimal


def doses(protocol: Protocol, points: Mapping[str, PointMm], own: Course, number: int, chance: Random) -> Doses:
    """For one visit of one patient; `points` are those of the protocol's sites, in mm of their views."""
    before = tuple(_additions(protocol, points, own, number))
    at_site: dict[str, Command] = {}
    units = protocol.units + sum((command.units for command in before), Decimal(0))
    for site in _some_sites(protocol, chance, _SKIPS):
        at_site[site.key] = Skip(site.key, chance.choice(SKIP_REASONS))
        units -= site.dose.lowest
    for site in _some_sites(protocol, chance, _CHANGES):
        if site.key not in at_site and site.dose.lowest != _FEWER_UNITS:
            at_site[site.key] = ChangeDose(site.key, _FEWER_UNITS, DOSE_REASONS[-1])
            units += _FEWER_UNITS - site.dose.lowest
    for site in _some_sites(protocol, chance, _MOVES):
        if site.key not in at_site:
            at_site[site.key] = _moved(site, points[site.key])
    return Doses(before, at_site, units)


def _some_sites(protocol: Protocol, chance: Random, how_often: float) -> list[Site]:
    return chance.sample(protocol.sites, chance.randint(1, 2)) if chance.random() < how_often else []


def _moved(site: Site, point: PointMm) -> MoveSite:
    return MoveSite(site.key, round(point.x, 1), round(point.y - 5, 1), "5 mm higher", "Scar at the site")


def _additions(protocol: Protocol, points: Mapping[str, PointMm], own: Course, number: int) -> Iterator[AddSite]:
    """From some visit on where the pain is, the same sites each time."""
    if own.follows_pain_from is None or number < own.follows_pain_from:
        return
    for muscle in protocol.muscles:
        if muscle.optional is None:
            continue
        chance = Random(f"{own.patient.id}/{muscle.id}")
        for side in chance.sample((Side.LEFT, Side.RIGHT), chance.randint(0, 2)):
            yield _added(muscle, side, muscle.optional.units, points)


def _added(muscle: Muscle, side: Side, units: Decimal, points: Mapping[str, PointMm]) -> AddSite:
    beside = next(site for site in reversed(muscle.sites) if site.side is side)
    point = points[beside.key]
    return AddSite(
        site=f"{muscle.id}-added-1-{side}",
        name=f"{muscle.name} added 1",
        muscle=muscle.id,
        side=side,
        view=beside.view,
        x_mm=round(point.x, 1),
        y_mm=round(point.y - _BESIDE_MM, 1),
        units=units,
        reason=ADD_REASONS[0],
        place=f"{_BESIDE_MM:g} mm above {beside.name.casefold()}",
    )
