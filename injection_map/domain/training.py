"""What was practised: visits of invented patients that trainees tick off, which are nobody's record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from injection_map.domain.dosing import totals
from injection_map.domain.events import Event, ProtocolReference
from injection_map.domain.people import same_name
from injection_map.domain.session import Phase, fold

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
