"""Sites beyond the plan: their keys and names, and how many a protocol allows in a muscle."""

from __future__ import annotations

from collections.abc import Collection

from injection_map.domain.protocol import Muscle, Side
from injection_map.domain.session import SiteState, SiteStatus, Visit


def added_name(
    visit: Visit, muscle: str, muscle_name: str, side: Side, *, taken: Collection[str] = ()
) -> tuple[str, str]:
    """The key and the name of the next site that is added to one side of a muscle; `taken` are keys not yet there."""
    number = 1
    while visit.site(key := f"{muscle}-added-{number}-{side}") is not None or key in taken:
        number += 1
    return key, f"{muscle_name} added {number}"


def plain_name(site: SiteState) -> str:
    """The name without the number of an added site: Occipitalis."""
    return site.name.rpartition(" added ")[0] or site.name if site.added else site.name


def added_sites(visit: Visit, muscle: str) -> tuple[SiteState, ...]:
    """The sites added to a muscle, both sides together, that are given or to do."""
    return tuple(
        site for site in visit.sites if site.muscle == muscle and site.added and site.status is not SiteStatus.SKIPPED
    )


def allowed_sites(muscle: Muscle | None) -> int:
    """How many sites may be added to a muscle, both sides together; none where the protocol does not name it."""
    return muscle.optional.sites if muscle and muscle.optional else 0
