"""What was practised: visits of invented patients that trainees tick off, which are nobody's record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from injection_map.domain.dosing import totals
from injection_map.domain.events import Continued, Event, Given, Opened, ProtocolReference, Skipped
from injection_map.domain.people import same_name
from injection_map.domain.session import Phase, SiteState, SiteStatus, Visit, apply, fold

INTERRUPTED = timedelta(minutes=10)
"""After so long at one site it was not the site that took it: the program was left, say."""

_OVER = (Phase.FINISHED, Phase.SIGNED, Phase.NOT_TREATED)


@dataclass(frozen=True, slots=True)
class Practised:
    """One visit that was practised. `over` is False while it can be gone on with; `last_at` is its last event's."""

    record_id: str
    trainee: str
    protocol: ProtocolReference
    started_at: datetime
    last_at: datetime
    over: bool
    sites_given: int
    sites_planned: int

    def is_of(self, trainee: str) -> bool:
        return same_name(self.trainee) == same_name(trainee)


def practised_of(record_id: str, events: Sequence[Event]) -> Practised:
    """What a list says of a visit that was practised, by its events."""
    visit = fold(events)
    opened = visit.opened
    assert opened is not None
    return Practised(
        record_id=record_id,
        trainee=opened.clinician.name,
        protocol=opened.protocol,
        started_at=events[0].at,
        last_at=events[-1].at,
        over=visit.phase in _OVER,
        sites_given=totals(visit.sites).sites_given,
        sites_planned=len(opened.plan),
    )


@dataclass(frozen=True, slots=True)
class GivenInTurn:
    """A site that was given, in the order of giving. `took` is the time since the act before, None when the work was
    interrupted; `instead_of` is the key of the site that came next in the protocol, when another was given.
    """

    site: SiteState
    took: timedelta | None
    instead_of: str | None


def given_in_turn(events: Iterable[Event]) -> tuple[GivenInTurn, ...]:
    """The sites that stay given, each by the last time that it was. Pauses are no time."""
    visit, since = Visit(), None
    found: dict[str, tuple[timedelta | None, str | None]] = {}
    for event in events:
        body = event.body
        if isinstance(body, Given) and since is not None:
            took, expected = event.at - since, visit.next_after(None)
            found.pop(body.site, None)
            found[body.site] = (took if took < INTERRUPTED else None, expected if expected != body.site else None)
        if isinstance(body, Opened | Given | Skipped):
            since = event.at
        elif isinstance(body, Continued) and since is not None and visit.paused_at is not None:
            since += event.at - visit.paused_at
        visit = apply(visit, event)
    states = {site.key: site for site in visit.sites if site.status is SiteStatus.GIVEN}
    return tuple(GivenInTurn(states[key], *said) for key, said in found.items() if key in states)


def middle_of(times: Iterable[timedelta | None]) -> timedelta | None:
    """The median of those that are known; None without any."""
    known = [time.total_seconds() for time in times if time is not None]
    return timedelta(seconds=median(known)) if known else None
