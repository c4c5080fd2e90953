"""A protocol shown to an audience: one site at a time, each built up step by step in the protocol's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from injection_map.domain import words
from injection_map.domain.placement import PlacedSite
from injection_map.domain.point_words import landmark_words
from injection_map.domain.protocol import Dilution, Direction, Dose, Place, Protocol, Site


class StepKind(StrEnum):
    """What a press adds, in the order in which a place is found."""

    LANDMARK = "landmark"
    DIRECTION = "direction"
    MEASURE = "measure"
    SITE = "site"
    TECHNIQUE = "technique"
    CAUTION = "caution"


@dataclass(frozen=True, slots=True)
class Step:
    """One press: what comes to be seen on the drawing, and the words that come with it."""

    kind: StepKind
    words: str


@dataclass(frozen=True, slots=True)
class SiteSteps:
    """How one site is shown."""

    site: Site
    steps: tuple[Step, ...]

    def words_of(self, kind: StepKind) -> str:
        """The words of a step; empty where the site has none of that kind."""
        return next((step.words for step in self.steps if step.kind is kind), "")

    def shown(self, count: int) -> frozenset[StepKind]:
        """What is seen after `count` presses."""
        return frozenset(step.kind for step in self.steps[:count])

    def lines(self, count: int) -> tuple[Step, ...]:
        """What stands as a numbered line after `count` presses: the measure's sentence takes the direction's place."""
        shown = self.shown(count)
        hidden = {StepKind.SITE, StepKind.CAUTION} | ({StepKind.DIRECTION} if StepKind.MEASURE in shown else set())
        return tuple(step for step in self.steps[:count] if step.kind not in hidden)


@dataclass(frozen=True, slots=True)
class Position:
    """Where the demonstration is: the site, counted from 0, and how many of its steps are seen."""

    site: int = 0
    step: int = 0


@dataclass(frozen=True)
class Demonstration:
    """All sites of a protocol in treatment order, and the way through them. There is at least one site."""

    sites: tuple[SiteSteps, ...]

    @cached_property
    def _place_of_key(self) -> dict[str, int]:
        return {steps.site.key: i for i, steps in enumerate(self.sites)}

    def at(self, position: Position) -> SiteSteps:
        return self.sites[position.site]

    def next(self, position: Position) -> Position:
        """One step more; after a site's last the next site, bare. At the very end it stays."""
        if position.step < len(self.at(position).steps):
            return Position(position.site, position.step + 1)
        return self.next_site(position)

    def back(self, position: Position) -> Position:
        """One step less; before a site's first the site before, whole. At the very beginning it stays."""
        if position.step:
            return Position(position.site, position.step - 1)
        if not position.site:
            return position
        return Position(position.site - 1, len(self.sites[position.site - 1].steps))

    def next_site(self, position: Position) -> Position:
        """The next site, bare; at the last one it stays as it is."""
        return Position(position.site + 1) if position.site + 1 < len(self.sites) else position

    def site_before(self, position: Position) -> Position:
        """The beginning of this site, or, from there, that of the site before."""
        return Position(position.site if position.step else max(0, position.site - 1))

    def at_site(self, key: str) -> Position:
        """The beginning of a site; `KeyError` when the protocol has none with this key."""
        return Position(self._place_of_key[key])


def demonstration(protocol: Protocol, placed: Mapping[str, PlacedSite]) -> Demonstration:
    """How a protocol is shown. `placed` are its sites' points (`placement.place_sites`)."""
    return Demonstration(tuple(SiteSteps(site, _steps(site, protocol, placed)) for site in protocol.sites))


def dose_words(dose: Dose, dilution: Dilution) -> tuple[str, str]:
    """`5 units` and `0.1 mL`; of a range `2.5 to 5 units` and `0.05 to 0.1 mL`."""
    lowest_ml, highest_ml = (units / dilution.units_per_ml for units in (dose.lowest, dose.highest))
    if not dose.is_range:
        return words.units(dose.lowest), f"{words.millilitres(lowest_ml)} mL"
    units = f"{words.figure(dose.lowest)} to {words.units(dose.highest)}"
    return units, f"{words.millilitres(lowest_ml)} to {words.millilitres(highest_ml)} mL"


def _steps(site: Site, protocol: Protocol, placed: Mapping[str, PlacedSite]) -> tuple[Step, ...]:
    of_kind = {
        StepKind.LANDMARK: _find_words(placed[site.key], placed),
        StepKind.DIRECTION: _direction_words(site.place),
        StepKind.MEASURE: site.landmark or site.measure or "",
        StepKind.SITE: ", ".join(dose_words(site.dose, protocol.dilution)),
        StepKind.TECHNIQUE: site.technique,
        StepKind.CAUTION: site.caution,
    }
    return tuple(Step(kind, text) for kind, text in of_kind.items() if text)


def _find_words(placed: PlacedSite, all_placed: Mapping[str, PlacedSite]) -> str:
    """Find the inion. Find the neckline and the trapezius 1 site."""
    names = [
        landmark_words(anchor.landmark)
        if anchor.landmark is not None
        else f"the {_in_sentence(all_placed[anchor.site_key or ''].site.name)} site"
        for anchor in placed.guide.anchors
    ]
    return f"Find {' and '.join(names)}."


_WAYS = {
    Direction.UP: "up",
    Direction.DOWN: "down",
    Direction.LATERAL: "outward",
    Direction.MEDIAL: "inward",
    Direction.FORWARD: "forward",
    Direction.BACK: "back",
}


def _direction_words(place: Place) -> str:
    """Which way it goes from there, without a number: the measure is the protocol's sentence."""
    ways = [_WAYS[move.direction] for move in place.moves if move.distance_mm]
    way = f"straight {ways[0]}" if len(ways) == 1 else " and ".join(ways)
    if len(place.anchors) == 1:
        return f"From there, {way}." if way else ""
    between = "half way between them" if place.fraction == 0.5 else "on the line between them"
    return f"From {between}, {way}." if way else f"{between[:1].upper()}{between[1:]}."


def _in_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]
