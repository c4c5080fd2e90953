"""A record as the reports read it: its id, its events, and the state they fold into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from injection_map.domain.chain import head
from injection_map.domain.errors import EventFormatError
from injection_map.domain.events import Event, Opened, Signed
from injection_map.domain.protocol import Protocol, words_of
from injection_map.domain.session import Phase, SiteStatus, Visit, fold


@dataclass(frozen=True)
class Record:
    """One visit's record. EventFormatError when its first event does not open a visit."""

    id: str
    events: tuple[Event, ...]

    def __post_init__(self) -> None:
        if not self.events or not isinstance(self.events[0].body, Opened):
            raise EventFormatError(f"The record {self.id} does not begin with the opening of a visit.")

    @cached_property
    def visit(self) -> Visit:
        return fold(self.events)

    @property
    def opened(self) -> Opened:
        body = self.events[0].body
        assert isinstance(body, Opened)  # held by __post_init__
        return body

    @property
    def started_at(self) -> datetime:
        return self.events[0].at

    @cached_property
    def head(self) -> bytes:
        """The head of the record's chain: stands for all its events."""
        return head(self.id, self.events)

    @cached_property
    def head_at_signing(self) -> bytes | None:
        """The head as it was when the record was signed; addenda came after it. None while it is not signed."""
        until = next((number for number, event in enumerate(self.events, 1) if isinstance(event.body, Signed)), None)
        return None if until is None else head(self.id, self.events[:until])

    @property
    def signed(self) -> bool:
        return self.visit.phase is Phase.SIGNED

    @property
    def over(self) -> bool:
        """Whether the treatment is over: nothing that is still to do will be given."""
        return self.visit.phase in (Phase.FINISHED, Phase.SIGNED, Phase.NOT_TREATED)

    @cached_property
    def given_times(self) -> tuple[datetime, ...]:
        """When the sites were given, in order of time."""
        given = (site for site in self.visit.sites if site.status is SiteStatus.GIVEN)
        return tuple(sorted(site.at for site in given if site.at is not None))


def muscle_names(record: Record, protocol: Protocol | None) -> Mapping[str, str]:
    """The display name of every muscle of the record by its id, in treatment order.

    From the protocol if there is one, else made of the id.
    """
    known = {muscle.id: muscle.name for muscle in protocol.muscles} if protocol else {}
    return {site.muscle: known.get(site.muscle) or words_of(site.muscle) for site in record.visit.sites}
