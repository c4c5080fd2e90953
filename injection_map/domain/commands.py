"""What a user can ask for, and the pure rules that answer with events or with a refusal that can be shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from injection_map.domain.events import (
    Addendum,
    Body,
    Clinician,
    Continued,
    Cosigned,
    DoseChanged,
    Event,
    Finished,
    Given,
    Noted,
    Opened,
    Paused,
    Redone,
    Reopened,
    Signed,
    SiteAdded,
    Skipped,
    TakenBack,
    Undone,
    UseByAccepted,
)
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Phase, SiteState, SiteStatus, Visit, apply

MOST_UNITS = Decimal(1000)
"""More than any vial holds: a typing error, not a dose."""

MOST_DISCARDED_UNITS = 10 * MOST_UNITS
"""More than the vials of any visit hold."""


@dataclass(frozen=True, slots=True)
class Open:
    opened: Opened


@dataclass(frozen=True, slots=True)
class Give:
    """The site was injected with the units that it shows."""

    site: str


@dataclass(frozen=True, slots=True)
class Skip:
    site: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeDose:
    site: str
    units: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class AddSite:
    """A site at a point in mm of its view. `site` is a new key."""

    site: str
    name: str
    muscle: str
    side: Side
    view: View
    x_mm: float
    y_mm: float
    units: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    site: str


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class Redo:
    pass


@dataclass(frozen=True, slots=True)
class Pause:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Continue:
    pass


@dataclass(frozen=True, slots=True)
class AcceptUseBy:
    reason: str


@dataclass(frozen=True, slots=True)
class Finish:
    discarded_units: Decimal
    next_visit: date | None = None
    reactions: str = ""
    left_to_do_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    signer: Clinician


@dataclass(frozen=True, slots=True)
class AddAddendum:
    author: Clinician
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Cosign:
    supervisor: Clinician


Command = (
    Open
    | Give
    | Skip
    | ChangeDose
    | AddSite
    | TakeBack
    | Note
    | Undo
    | Redo
    | Pause
    | Continue
    | AcceptUseBy
    | Finish
    | Reopen
    | Sign
    | AddAddendum
    | Cosign
)

_TREATING = frozenset({Phase.OPEN, Phase.PAUSED})
ALLOWED_IN: dict[type[Command], frozenset[Phase]] = {
    Open: frozenset({Phase.NONE}),
    Give: frozenset({Phase.OPEN}),
    Skip: _TREATING,
    ChangeDose: _TREATING,
    AddSite: _TREATING,
    TakeBack: _TREATING,
    Note: _TREATING | {Phase.FINISHED},
    Undo: _TREATING,
    Redo: _TREATING,
    Pause: frozenset({Phase.OPEN}),
    Continue: frozenset({Phase.PAUSED}),
    AcceptUseBy: _TREATING,
    Finish: _TREATING,
    Reopen: frozenset({Phase.FINISHED}),
    Sign: frozenset({Phase.FINISHED}),
    AddAddendum: frozenset({Phase.SIGNED}),
    Cosign: frozenset({Phase.SIGNED}),
}
"""What may be asked for in which phase. Every pair that is not here is refused; the tests try them all."""

_PHASE_WORDS = {
    Phase.NONE: "No visit is open.",
    Phase.OPEN: "The visit is under way.",
    Phase.PAUSED: "The visit is paused. Continue first.",
    Phase.FINISHED: "The visit is finished. Go back to the chair first.",
    Phase.SIGNED: "The record is signed and locked. It takes addenda and co-signatures only.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was recorded. `code` is for programs, `sentence` for people."""

    code: str
    sentence: str


def decide(visit: Visit, commands: Sequence[Command], *, at: datetime, by: str) -> tuple[Event, ...] | Refusal:
    """The events of one act, made of all `commands` in turn, or the first refusal: all of them or none."""
    act = visit.last_seq + 1
    events: list[Event] = []
    for command in commands:
        if events:
            visit = apply(visit, events[-1])
        body = _decide_one(visit, command, at)
        if isinstance(body, Refusal):
            return body
        events.append(Event(seq=visit.last_seq + 1, act=act, at=at, by=by, body=body))
    return tuple(events)


def _decide_one(visit: Visit, command: Command, at: datetime) -> Body | Refusal:
    if visit.phase not in ALLOWED_IN[type(command)]:
        return _wrong_phase(visit, command)
    reason = getattr(command, "reason", None)
    if reason is not None and not reason.strip() and not isinstance(command, Pause | Reopen):
        return Refusal("reason", "A reason is needed.")
    match command:
        case Open(opened=opened):
            return _open(opened)
        case Give(site=key):
            return _give(visit, key, at)
        case Skip() | ChangeDose() | TakeBack():
            return _on_site(visit, command)
        case AddSite():
            return _add(visit, command)
        case Note(text=text, site=key):
            return _note(visit, text, key)
        case Undo():
            return _undo(visit)
        case Redo():
            return _redo(visit)
        case Pause(reason=why):
            return Paused(why.strip())
        case Continue():
            return Continued()
        case AcceptUseBy(reason=why):
            return UseByAccepted(why.strip())
        case Finish():
            return _finish(visit, command)
        case Reopen(reason=why):
            return Reopened(why.strip())
        case Sign(signer=signer):
            return Signed(signer) if signer.name.strip() else Refusal("name", "A name is needed to sign.")
        case AddAddendum():
            return _addendum(command)
        case Cosign(supervisor=supervisor):
            return _cosign(visit, supervisor)


def _wrong_phase(visit: Visit, command: Command) -> Refusal:
    if isinstance(command, AddAddendum | Cosign):
        return Refusal("phase", "The record is not signed yet. Addenda and co-signatures come after the signature.")
    return Refusal("phase", _PHASE_WORDS[visit.phase])


def _open(opened: Opened) -> Body | Refusal:
    if not opened.patient.name.strip() or not opened.patient.number.strip():
        return Refusal("patient", "The patient's name and number are needed.")
    if not opened.plan:
        return Refusal("plan", "The protocol has no sites.")
    return opened


def _unknown(key: str) -> Refusal:
    return Refusal("unknown-site", f"There is no site “{key}” in this visit.")


def _give(visit: Visit, key: str, at: datetime) -> Body | Refusal:
    site = visit.site(key)
    if site is None:
        return _unknown(key)
    if site.status is SiteStatus.GIVEN:
        return Refusal("given", f"{site.name} is already given.")
    if use_by_passed(visit, at=at):
        return Refusal("use-by", "The time to use the vial by has passed. A new vial or a reason is needed.")
    return Given(key, site.units)


def use_by_passed(visit: Visit, *, at: datetime) -> bool:
    """Whether every vial of the visit is over its time and nobody gave a reason to go on."""
    if visit.opened is None or visit.use_by_reason:
        return False
    times = [vial.use_by for vial in visit.opened.vials]
    return bool(times) and all(time is not None and at > time for time in times)


def _on_site(visit: Visit, command: Skip | ChangeDose | TakeBack) -> Body | Refusal:
    site = visit.site(command.site)
    if site is None:
        return _unknown(command.site)
    match command:
        case Skip(reason=reason):
            return _skip(site, reason)
        case ChangeDose(units=units, reason=reason):
            return _change_dose(site, units, reason)
        case TakeBack():
            if site.status is SiteStatus.TO_DO:
                return Refusal("to-do", f"{site.name} is still to do; there is nothing to take back.")
            return TakenBack(site.key)


def _skip(site: SiteState, reason: str) -> Body | Refusal:
    if site.status is SiteStatus.GIVEN:
        return Refusal("given", f"{site.name} is given. Take it back before you skip it.")
    if site.status is SiteStatus.SKIPPED and site.skip_reason == reason.strip():
        return Refusal("skipped", f"{site.name} is already skipped.")
    return Skipped(site.key, reason.strip())


def _change_dose(site: SiteState, units: Decimal, reason: str) -> Body | Refusal:
    if site.status is SiteStatus.SKIPPED:
        return Refusal("skipped", f"{site.name} is skipped. Take the skip back before you change its dose.")
    if (wrong := _wrong_units(units)) is not None:
        return wrong
    if units == site.units:
        return Refusal("same-dose", "This is the dose already.")
    return DoseChanged(site.key, units, site.units, reason.strip())


def _wrong_units(units: Decimal) -> Refusal | None:
    if not units.is_finite() or units <= 0:
        return Refusal("units", "A dose is more than 0 units; to give nothing, skip the site.")
    if units > MOST_UNITS or units != round(units, 3):
        return Refusal("units", f"A dose is at most {MOST_UNITS} units, with at most three decimals.")
    return None


def _add(visit: Visit, command: AddSite) -> Body | Refusal:
    if visit.site(command.site) is not None:
        return Refusal("known-site", f"There is already a site “{command.site}”.")
    if (wrong := _wrong_units(command.units)) is not None:
        return wrong
    if not (math.isfinite(command.x_mm) and math.isfinite(command.y_mm)):
        return Refusal("point", "The site is not on the drawing.")
    return SiteAdded(
        site=command.site,
        name=command.name,
        muscle=command.muscle,
        side=command.side,
        view=command.view,
        x_mm=command.x_mm,
        y_mm=command.y_mm,
        units=command.units,
        reason=command.reason.strip(),
    )


def _note(visit: Visit, text: str, key: str | None) -> Body | Refusal:
    if not text.strip():
        return Refusal("text", "The note is empty.")
    if key is not None and visit.site(key) is None:
        return _unknown(key)
    return Noted(text.strip(), key)


def _undo(visit: Visit) -> Body | Refusal:
    if not visit.acts:
        return Refusal("nothing", "There is nothing to take back.")
    return Undone(tuple(event.seq for event in visit.acts[-1]))


def _redo(visit: Visit) -> Body | Refusal:
    if not visit.undone_acts:
        return Refusal("nothing", "There is nothing to do again.")
    return Redone(tuple(event.seq for event in visit.undone_acts[-1]))


def _finish(visit: Visit, command: Finish) -> Body | Refusal:
    if visit.to_do and not (command.left_to_do_reason or "").strip():
        count = len(visit.to_do)
        return Refusal("to-do", f"{count} {'site is' if count == 1 else 'sites are'} still to do. Say why.")
    discarded = command.discarded_units
    if not discarded.is_finite() or not 0 <= discarded <= MOST_DISCARDED_UNITS or discarded != round(discarded, 3):
        return Refusal("discarded", "Discarded units are 0 or more, with at most three decimals.")
    left = (command.left_to_do_reason or "").strip() or None
    return Finished(discarded, command.next_visit, command.reactions.strip(), left)


def _addendum(command: AddAddendum) -> Body | Refusal:
    if not command.author.name.strip():
        return Refusal("name", "A name is needed for an addendum.")
    if not command.text.strip():
        return Refusal("text", "The addendum is empty.")
    return Addendum(command.author, command.reason.strip(), command.text.strip())


def _cosign(visit: Visit, supervisor: Clinician) -> Body | Refusal:
    """A second person's signature: not the signer's own, and each one's once."""
    assert visit.signed is not None  # held by the phase
    name = _same_name(supervisor)
    if not name:
        return Refusal("name", "A name is needed to co-sign.")
    if name == _same_name(visit.signed.signer):
        return Refusal("own-record", "Who signed the record cannot co-sign it. A second person is needed.")
    if name in {_same_name(event.body.supervisor) for event in visit.cosignatures if isinstance(event.body, Cosigned)}:
        return Refusal("cosigned", f"{supervisor.name.strip()} has co-signed this record already.")
    return Cosigned(supervisor)


def _same_name(person: Clinician) -> str:
    return " ".join(person.name.casefold().split())
