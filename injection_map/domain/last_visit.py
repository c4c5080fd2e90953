"""The last visit beside this one: in what it differed from its plan, how to do the same, and what is to be seen of it.

What counts is what was done: a site that was added or moved and then not given differs in nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.additions import added_name, plain_name
from injection_map.domain.commands import AddSite, ChangeDose, Command, MoveSite, Skip
from injection_map.domain.geometry import PointMm
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import View
from injection_map.domain.session import SiteState, SiteStatus, Visit

REPEATED = "As at the last visit"
SAME_PLACE_MM = 2.0
"""Two points that are nearer to each other are one place."""


class DeviationKind(StrEnum):
    SKIPPED = "skipped"
    DOSE = "dose"
    ADDED = "added"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference of a visit from its plan, with the site as it was left."""

    kind: DeviationKind
    site: SiteState

    @property
    def reason(self) -> str:
        site = self.site
        reasons = {
            DeviationKind.SKIPPED: site.skip_reason,
            DeviationKind.DOSE: site.dose_reason,
            DeviationKind.ADDED: site.added_reason,
            DeviationKind.MOVED: site.moved_reason,
        }
        return reasons[self.kind]

    @property
    def told(self) -> str:
        """Temporalis 2, left: 7.5 units, not 5"""
        site = self.site
        name = f"{site.name}, {words.side_word(site.side)}"
        match self.kind:
            case DeviationKind.SKIPPED:
                return f"{name}: skipped"
            case DeviationKind.DOSE:
                return f"{name}: {words.units(site.units)}, not {words.figure(site.planned_units)}"
            case DeviationKind.ADDED:
                return f"{name}: added, {words.units(site.units)}" + (f", {site.place}" if site.place else "")
            case DeviationKind.MOVED:
                return f"{name}: moved" + (f" to {site.place}" if site.place else "")


@dataclass(frozen=True, slots=True)
class Repeat:
    """The commands that do the same again, as one act, and what cannot be done again with the reason in words."""

    commands: tuple[Command, ...]
    left_out: tuple[str, ...]


def deviations_of(visit: Visit) -> tuple[Deviation, ...]:
    """In treatment order; a site that was moved and had another dose has two."""
    return tuple(Deviation(kind, site) for site in visit.sites for kind in _kinds(site))


def _kinds(site: SiteState) -> Iterable[DeviationKind]:
    if site.added:
        if site.status is SiteStatus.GIVEN:
            yield DeviationKind.ADDED
    elif site.status is SiteStatus.SKIPPED:
        yield DeviationKind.SKIPPED
    elif site.status is SiteStatus.GIVEN:
        if site.moved:
            yield DeviationKind.MOVED
        if site.units != site.planned_units:
            yield DeviationKind.DOSE


def repeat_commands(deviations: Sequence[Deviation], visit: Visit) -> Repeat:
    """What the present visit lacks of these; what it has already is asked for no second time."""
    asked: list[Command] = []
    left_out: list[str] = []
    added: set[str] = set()
    for deviation in deviations:
        site = visit.site(deviation.site.key)
        if deviation.kind is DeviationKind.ADDED:
            if added_there(visit, deviation.site) is None:
                asked.append(_add_again(deviation, visit, added))
        elif site is None:
            left_out.append(f"{deviation.told}. The protocol has this site no more.")
        elif not _is_so(deviation, site):
            if site.status is SiteStatus.TO_DO:
                asked.append(_again(deviation))
            else:
                left_out.append(f"{deviation.told}. It is {site.status} in this visit.")
    return Repeat(tuple(asked), tuple(left_out))


def _is_so(deviation: Deviation, site: SiteState) -> bool:
    match deviation.kind:
        case DeviationKind.SKIPPED:
            return site.status is SiteStatus.SKIPPED
        case DeviationKind.DOSE:
            return site.units == deviation.site.units
        case _:
            return site.own_point == deviation.site.own_point


def _reason(deviation: Deviation) -> str:
    """Said once, however often it was repeated."""
    why = deviation.reason.removeprefix(REPEATED).removeprefix(": ")
    return f"{REPEATED}: {why}" if why else REPEATED


def _again(deviation: Deviation) -> Command:
    site, reason = deviation.site, _reason(deviation)
    if deviation.kind is DeviationKind.SKIPPED:
        return Skip(site.key, reason)
    if deviation.kind is DeviationKind.DOSE:
        return ChangeDose(site.key, site.units, reason)
    assert site.own_point is not None
    return MoveSite(site.key, site.own_point.x, site.own_point.y, site.place, reason)


def _add_again(deviation: Deviation, visit: Visit, taken: set[str]) -> AddSite:
    """The site under its own key where that is free, else under the next of its muscle and side."""
    site = deviation.site
    key, name = site.key, site.name
    if visit.site(key) is not None or key in taken:
        key, name = added_name(visit, site.muscle, plain_name(site), site.side, taken=taken)
    taken.add(key)
    assert site.own_point is not None
    return AddSite(
        site=key,
        name=name,
        muscle=site.muscle,
        side=site.side,
        view=site.view,
        x_mm=site.own_point.x,
        y_mm=site.own_point.y,
        units=site.units,
        reason=_reason(deviation),
        place=site.place,
    )


def added_there(visit: Visit, site: SiteState) -> SiteState | None:
    """The site that was added at the same place in the other visit."""
    assert site.own_point is not None
    for other in visit.sites:
        same = (other.muscle, other.side, other.view) == (site.muscle, site.side, site.view)
        if other.added and same and other.own_point and _near(other.own_point, site.own_point):
            return other
    return None


def key_then(site: SiteState, last: Visit | None) -> str:
    """The key that a site had at the last visit; empty for an added one that was not there: those are given anew."""
    if not site.added:
        return site.key
    then = added_there(last, site) if last is not None else None
    return then.key if then is not None else ""


def _near(one: PointMm, other: PointMm) -> bool:
    return one.distance_mm(other) < SAME_PLACE_MM


@dataclass(frozen=True, slots=True)
class Ghost:
    """What is shown of a site of the last visit.

    `point` is in mm of the view; None is the place that the protocol gives to the site `key`, or that it was added at.
    """

    key: str
    muscle: str
    view: View
    point: PointMm | None
    text: str

    def place_in(self, visit: Visit, placed: Mapping[str, PlacedSite]) -> PointMm | None:
        """Where it was, in a later visit whose protocol places its sites so; None where that protocol has none."""
        if self.point is not None:
            return self.point
        if self.key in placed:
            return placed[self.key].point
        site = visit.site(self.key)
        return site.own_point if site else None


def ghosts(last: Visit, visit: Visit, *, every_site: bool = False) -> tuple[Ghost, ...]:
    """The sites of the last visit that were otherwise than in this one, or, with `every_site`, all that are known."""
    return tuple(
        ghost
        for site in last.sites
        if (ghost := _ghost(site, visit)) is not None and (every_site or _differs(site, visit))
    )


def _ghost(site: SiteState, visit: Visit) -> Ghost | None:
    now = added_there(visit, site) if site.added else visit.site(site.key)
    if now is None and site.own_point is None:
        return None
    if site.status is SiteStatus.TO_DO or (site.added and site.status is not SiteStatus.GIVEN):
        return None
    text = f"was {words.figure(site.units)}" if site.status is SiteStatus.GIVEN else "was skipped"
    here = now is not None and (site.added or site.moved_to == now.moved_to)
    key = now.key if now is not None else site.key
    return Ghost(key, site.muscle, site.view, None if here else site.own_point, text)


def _differs(site: SiteState, visit: Visit) -> bool:
    now = added_there(visit, site) if site.added else visit.site(site.key)
    if now is None or (site.moved and site.moved_to != now.moved_to):
        return True
    if SiteStatus.SKIPPED in (site.status, now.status):
        return site.status is not now.status
    return site.units != now.units
