"""Whether the events of a record, from a file say, are such as this program writes: nothing else is let into a vault.

A hash proves that events are what somebody wrote; not that they make a visit.
"""

from __future__ import annotations

from collections.abc import Sequence

from injection_map.domain.errors import EventFormatError
from injection_map.domain.events import (
    AFTER_SIGNING,
    Body,
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
    vials = len(visit.vials)
    match body:
        case VialChosen(vial=vial) | VialCorrected(number=vial):
            return "" if 1 <= vial <= vials else _no_vial(vial, vials)
        case Given(vial=int(vial)):
            return "" if 1 <= vial <= max(vials, 1) else _no_vial(vial, vials)
        case SyringeTaken(syringe=syringe) if syringe < 1:
            return f"Syringe {syringe} was found; syringes count from 1."
        case SiteAdded(site=key) if visit.site(key):
            return f"The site {key} was added, and it is there already."
    site = getattr(body, "site", None)
    if site is not None and not isinstance(body, SiteAdded) and visit.site(site) is None:
        return f"The site {site[:40]} was found, and the visit has none of that name."
    return ""


def _no_vial(vial: int, vials: int) -> str:
    return f"Vial {vial} was found, and the visit has {vials}."
