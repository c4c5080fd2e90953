"""Which mark a site wears: from the state of the visit to the looks that the painter knows."""

from __future__ import annotations

from collections.abc import Collection

from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.domain import words
from injection_map.domain.session import SiteState, SiteStatus, Visit


def look_of(site: SiteState, *, next_site: SiteState | None, unsaved: Collection[str] = ()) -> MarkLook:
    """The mark of one site. A number stands only for another dose than the plan's."""
    is_next = next_site is not None and next_site.key == site.key and site.status is SiteStatus.TO_DO
    number = words.figure(site.units) if site.dose_changed and site.status is not SiteStatus.SKIPPED else None
    return MarkLook(
        state=MarkState.NEXT if is_next else MarkState(site.status.value),
        added=site.added,
        number=number,
        unsaved=site.key in unsaved,
    )


def muscle_look(visit: Visit, muscle: str, *, next_site: SiteState | None) -> MarkLook:
    """One mark for a whole muscle: next while it is treated, given when nothing is left to do in it."""
    sites = [site for site in visit.sites if site.muscle == muscle]
    if next_site is not None and next_site.muscle == muscle:
        return MarkLook(MarkState.NEXT)
    if any(site.status is SiteStatus.TO_DO for site in sites):
        return MarkLook(MarkState.TO_DO)
    given = any(site.status is SiteStatus.GIVEN for site in sites)
    return MarkLook(MarkState.GIVEN if given else MarkState.SKIPPED)
