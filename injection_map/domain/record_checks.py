"""Whether the events of a record, from a file say, are such as this program writes: nothing else is let into a vault.

A hash proves that events are what somebody wrote; not that they make a visit.
"""

from __future__ import annotations

from collections.abc import Sequence

from injection_map.domain.errors import EventFormatError
from injection_map.domain.events import (
    AFTER_SIGNING,
    Body,
    CautionAccepted,
    Event,
    Given,
    Opened,
    Signed,
    SiteAdded,
    SyringeTaken,
    VialChosen,
    VialCorrected,
)
from injection_map.domain.session import Phase, Visit, apply


class RecordFaultError(EventFormatError):
    """Events that make no record. `seq` is the number of the first that does not fit."""

    def __init__(self, seq: int, sentence: str) -> None:
        self.seq = seq
        super().__init__(sentence)


def checked_visit(events: Sequence[Event]) -> Visit:
    """The visit that they fold into. RecordFaultError when they are none, or a training's."""
    visit = Visit()
    for number, event in enumerate(events, start=1):
        fault = _fault(visit, event, number)
        if fault:
            raise RecordFaultError(number, fault)
        try:
            visit = apply(visit, event)
        except EventFormatError as error:
            raise RecordFaultError(number, str(error)) from error
    if visit.opened is None:
        raise RecordFaultError(1, "It has no entries.")
    return visit


def _fault(visit: Visit, event: Event, number: int) -> str:
    """Why this event cannot be the next; empty when it can."""
    body = event.body
    if event.seq != number:
        return f"It is numbered {event.seq}, and {number} was wanted."
    if isinstance(body, Opened) is (visit.opened is not None):
        return "A record begins with the opening of a visit, and has one."
    if isinstance(body, Opened) and body.training:
        return "It is a training, not the record of a patient."
    if isinstance(body, AFTER_SIGNING) is not (visit.phase is Phase.SIGNED):
        return "Addenda and co-signatures follow a signature, and nothing else does."
    if isinstance(body, Signed) and visit.phase is not Phase.FINISHED:
        return "A signature was found, and the end of the treatment was wanted before it."
    return _unknown(visit, body)


def _unknown(visit: Visit, body: Body) -> str:
    """What the event names and the visit does not have."""
    site = None if isinstance(body, CautionAccepted) else getattr(body, "site", None)  # its act may add the site
    if site is not None and isinstance(body, SiteAdded) is (visit.site(site) is not None):
        there = "is there already" if isinstance(body, SiteAdded) else "the visit has none of that name"
        return f"The site {site[:40]} was found, and {there}."
    match body:
        case VialChosen(vial=vial) | VialCorrected(number=vial) if not 1 <= vial <= len(visit.vials):
            return _no_vial(vial, visit)
        case Given(vial=vial) if not 1 <= vial <= max(len(visit.vials), 1):
            return _no_vial(vial, visit)
        case SyringeTaken(syringe=syringe) if syringe < 1:
            return f"Syringe {syringe} was found, and they count from 1."
    return ""


def _no_vial(vial: int, visit: Visit) -> str:
    return f"Vial {vial} was found, and the visit has {len(visit.vials)}."
