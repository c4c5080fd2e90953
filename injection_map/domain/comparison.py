"""Two visits of one patient, that are over, beside each other: what was done otherwise at which site, in words.

A site of the plan is known again by its key, also in another version of the protocol; an added one by its place. What
was planned does not count, only what was done: given, skipped or left. A site that only one visit knows was none in
the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.additions import plain_name
from injection_map.domain.dosing import totals
from injection_map.domain.last_visit import Ghost, added_there, ghosts
from injection_map.domain.session import SiteState, SiteStatus, Visit


class DifferenceKind(StrEnum):
    """How a site is to be marked. A site that was moved and given another dose is a `dose`."""

    ADDED = "added"
    GIVEN = "given"
    SKIPPED = "skipped"
    DOSE = "dose"
    MOVED = "moved"
    NOT_GIVEN = "not-given"


@dataclass(frozen=True, slots=True)
class Difference:
    """One site that was done otherwise. `now` or `before` is None when that visit has no such site, never both."""

    now: SiteState | None
    before: SiteState | None

    @property
    def site(self) -> SiteState:
        """As it is in the later visit, or as it was where that has it no more."""
        site = self.now or self.before
        assert site is not None
        return site

    @property
    def kind(self) -> DifferenceKind:
        now, before = self.now, self.before
        if now is None or now.status is SiteStatus.TO_DO:
            return DifferenceKind.NOT_GIVEN
        if now.status is SiteStatus.SKIPPED:
            return DifferenceKind.SKIPPED
        if not _given(before):
            return DifferenceKind.ADDED if now.added else DifferenceKind.GIVEN
        return DifferenceKind.MOVED if _units(now) == _units(before) else DifferenceKind.DOSE

    @property
    def units_change(self) -> Decimal:
        """What was given more; negative when less."""
        return _units(self.now) - _units(self.before)

    @property
    def name(self) -> str:
        """Occipitalis, left"""
        return f"{plain_name(self.site)}, {words.side_word(self.site.side)}"

    @property
    def words(self) -> str:
        """2.5 units, was 5"""
        now, before = self.now, self.before
        parts = [_place_words(now, before)] if now and before and _moved(now, before) else []
        if self.kind is DifferenceKind.ADDED:
            parts.append("1 site added")
        if self.kind is DifferenceKind.DOSE:
            parts.append(f"{words.units(_units(now))}, was {words.figure(_units(before))}")
        elif self.kind is not DifferenceKind.MOVED:
            parts.append(f"{_done(now)}, was {_done(before)}")
        return ", ".join(parts)

    @property
    def told(self) -> str:
        """+5 units Occipitalis, left"""
        if self.kind is DifferenceKind.ADDED:
            return f"+{words.units(self.units_change)} {self.name}"
        return f"{self.name}: {self.words}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`differences` are in treatment order, those of the earlier visit alone last. `same` counts the other sites.

    `ghosts` are what is to be drawn of the earlier visit over the later one.
    """

    differences: tuple[Difference, ...]
    same: int
    units_now: Decimal
    units_before: Decimal
    ghosts: tuple[Ghost, ...]

    @property
    def same_words(self) -> str:
        """Other 29 sites; All 31 sites. Empty when nothing was the same."""
        if not self.same:
            return ""
        sites = words.count(self.same, "site")
        return f"Other {sites}" if self.differences else f"All {sites}"

    @property
    def told(self) -> str:
        """+5 units Occipitalis, left; Temporalis 3, left: skipped, was 5 units; other 29 sites the same"""
        parts = [difference.told for difference in self.differences]
        if self.same:
            same = f"{self.same_words} the same"
            parts.append(same[0].lower() + same[1:] if parts else same)
        return "; ".join(parts)


def compare(visit: Visit, earlier: Visit) -> Comparison:
    """The later visit beside an earlier one of the same patient."""
    pairs = tuple(_pairs(visit, earlier))
    otherwise = tuple(Difference(now, before) for now, before in pairs if _differ(now, before))
    known = sum(now is not None and before is not None for now, before in pairs)
    of_both = sum(difference.now is not None and difference.before is not None for difference in otherwise)
    return Comparison(
        differences=otherwise,
        same=known - of_both,
        units_now=totals(visit.sites).units_given,
        units_before=totals(earlier.sites).units_given,
        ghosts=ghosts(earlier, visit),
    )


def _pairs(visit: Visit, earlier: Visit) -> Iterator[tuple[SiteState | None, SiteState | None]]:
    for site in visit.sites:
        yield site, _same_site(earlier, site)
    for site in earlier.sites:
        if _same_site(visit, site) is None:
            yield None, site


def _same_site(visit: Visit, site: SiteState) -> SiteState | None:
    """The site in the other visit. A key that an added site has there says nothing: such keys are given anew."""
    if site.added:
        return added_there(visit, site)
    other = visit.site(site.key)
    return other if other is not None and not other.added else None


def _differ(now: SiteState | None, before: SiteState | None) -> bool:
    if now is None or before is None:
        return _given(now) or _given(before)
    if SiteStatus.GIVEN in (now.status, before.status):
        return (now.status, now.units) != (before.status, before.units) or _moved(now, before)
    return now.status is not before.status


def _given(site: SiteState | None) -> bool:
    return site is not None and site.status is SiteStatus.GIVEN


def _units(site: SiteState | None) -> Decimal:
    return site.units if site is not None and _given(site) else Decimal(0)


def _moved(now: SiteState, before: SiteState) -> bool:
    """Whether it was given at both visits, at different places. Added sites are known by their place."""
    return _given(now) and _given(before) and now.moved_to != before.moved_to


def _place_words(now: SiteState, before: SiteState) -> str:
    """moved to 3.3 cm above the tragus"""
    if not now.moved:
        return "in its place, was moved"
    return f"moved to {now.place}" if now.place else "moved again" if before.moved else "moved"


def _done(site: SiteState | None) -> str:
    if site is None:
        return "none"
    match site.status:
        case SiteStatus.GIVEN:
            return words.units(site.units)
        case SiteStatus.SKIPPED:
            return "skipped"
        case SiteStatus.TO_DO:
            return "left"
