"""The pure rules that answer a command with events, or with a refusal that can be shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from injection_map.domain.commands import (
    ALLOWED_IN,
    MOST_DISCARDED_UNITS,
    MOST_SYRINGES,
    MOST_UNITS,
    MOST_VIALS,
    AcceptCaution,
    AcceptUseBy,
    AddAddendum,
    AddSite,
    AddVial,
    ChangeDose,
    ChooseVial,
    Command,
    Continue,
    CorrectVial,
    Cosign,
    EndUntreated,
    Finish,
    FollowUp,
    Give,
    MoveSite,
    Note,
    Open,
    Pause,
    Redo,
    Refusal,
    Reopen,
    SeeReaction,
    Sign,
    Skip,
    TakeBack,
    TakeOver,
    TakeSyringe,
    Undo,
)
from injection_map.domain.events import (
    Addendum,
    Body,
    Caution,
    CautionAccepted,
    Clinician,
    Continued,
    Cosigned,
    DoseChanged,
    Event,
    Finished,
    Given,
    Noted,
    NotTreated,
    Opened,
    Paused,
    ReactionSeen,
    Redone,
    Reopened,
    Signed,
    SiteAdded,
    SiteMoved,
    Skipped,
    SyringeTaken,
    TakenBack,
    TakenOver,
    Undone,
    UseByAccepted,
    VialAdded,
    VialChosen,
    VialCorrected,
)
from injection_map.domain.follow_up import told_fault
from injection_map.domain.session import Phase, SiteState, SiteStatus, Visit, apply

_PHASE_WORDS = {
    Phase.NONE: "No visit is open.",
    Phase.OPEN: "The visit is under way.",
    Phase.PAUSED: "The visit is paused. Continue first.",
    Phase.FINISHED: "The visit is finished. Go back to the chair first.",
    Phase.SIGNED: "The record is signed and locked. It takes addenda and co-signatures only.",
    Phase.NOT_TREATED: "This visit ended without a treatment. Begin a new one.",
}

_TOO_MANY_VIALS = Refusal("vials", f"A visit has at most {MOST_VIALS} vials.")


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
    if reason is not None and not reason.strip() and not isinstance(command, Pause | Reopen | TakeOver):
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
        case MoveSite():
            return _move(visit, command)
        case Note(text=text, site=key):
            return _note(visit, text, key)
        case SeeReaction(reaction=reaction, site=key, detail=detail):
            return _see_reaction(visit, reaction, key, detail)
        case AcceptCaution(caution=caution, site=key):
            return _accept(visit, caution, key)
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
        case AddVial() | ChooseVial() | CorrectVial() | TakeSyringe():
            return _vials(visit, command)
        case TakeOver(clinician=clinician, assistants=assistants, reason=why):
            return _take_over(clinician, assistants, why)
        case FollowUp(followed_up=followed_up):
            fault = told_fault(followed_up)
            return Refusal("follow-up", fault) if fault else followed_up
        case Finish():
            return _finish(visit, command)
        case EndUntreated(reason=why):
            return _end_untreated(visit, why)
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
    return Given(key, site.units, max(1, visit.vial_in_hand))


def use_by_passed(visit: Visit, *, at: datetime) -> bool:
    """Whether the vial in hand is over its time and nobody gave a reason to go on."""
    use_by = visit.vial.use_by if visit.vial else None
    return use_by is not None and at > use_by and not visit.use_by_reason


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
    if (wrong := _wrong_units(command.units) or _wrong_point(command.x_mm, command.y_mm)) is not None:
        return wrong
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
        place=command.place.strip(),
    )


def _wrong_point(x_mm: float, y_mm: float) -> Refusal | None:
    on_paper = math.isfinite(x_mm) and math.isfinite(y_mm)
    return None if on_paper else Refusal("point", "The site is not on the drawing.")


def _move(visit: Visit, command: MoveSite) -> Body | Refusal:
    site = visit.site(command.site)
    if site is None:
        return _unknown(command.site)
    if site.status is not SiteStatus.TO_DO:
        return Refusal(str(site.status), f"{site.name} is {site.status}. Take it back before you move it.")
    if (wrong := _wrong_point(command.x_mm, command.y_mm)) is not None:
        return wrong
    return SiteMoved(site.key, command.x_mm, command.y_mm, command.place.strip(), command.reason.strip())


def _see_reaction(visit: Visit, reaction: str, key: str | None, detail: str) -> Body | Refusal:
    if not reaction.strip():
        return Refusal("text", "Say what was seen.")
    if key is not None and visit.site(key) is None:
        return _unknown(key)
    return ReactionSeen(reaction.strip(), key, detail.strip())


def _accept(visit: Visit, caution: Caution, key: str | None) -> Body | Refusal:
    if not caution.reason.strip():
        return Refusal("reason", "A reason is needed.")
    if key is not None and visit.site(key) is None:
        return _unknown(key)
    return CautionAccepted(caution, key)


def _vials(visit: Visit, command: AddVial | ChooseVial | CorrectVial | TakeSyringe) -> Body | Refusal:
    number = command.vial if isinstance(command, ChooseVial) else getattr(command, "number", 1)
    if not 1 <= number <= len(visit.vials) and isinstance(command, ChooseVial | CorrectVial):
        return Refusal("unknown-vial", f"There is no vial {number} in this visit.")
    match command:
        case AddVial(vial=vial):
            return VialAdded(vial) if len(visit.vials) < MOST_VIALS else _TOO_MANY_VIALS
        case ChooseVial():
            same = number == visit.vial_in_hand
            return Refusal("same-vial", f"Vial {number} is in hand already.") if same else VialChosen(number)
        case CorrectVial(vial=vial, reason=reason):
            return VialCorrected(number, vial, reason.strip())
        case TakeSyringe(syringe=syringe):
            known = 1 <= syringe <= MOST_SYRINGES
            return SyringeTaken(syringe) if known else Refusal("syringe", f"There is no syringe {syringe}.")


def _take_over(clinician: Clinician, assistants: tuple[Clinician, ...], reason: str) -> Body | Refusal:
    if not clinician.name.strip():
        return Refusal("name", "Who injects from now on is needed.")
    return TakenOver(clinician, assistants, reason.strip())


def _end_untreated(visit: Visit, reason: str) -> Body | Refusal:
    given = sum(site.status is SiteStatus.GIVEN for site in visit.sites)
    if given:
        return Refusal("given", f"{given} {'site is' if given == 1 else 'sites are'} given. Finish the visit instead.")
    return NotTreated(reason.strip())


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
    if command.balances and sum(balance.discarded for balance in command.balances) != discarded:
        return Refusal("balances", "What was discarded of each vial does not come to what was discarded in all.")
    if any(not 1 <= balance.vial <= len(visit.vials) for balance in command.balances):
        return Refusal("unknown-vial", "There is a balance of a vial that is not in this visit.")
    return Finished(
        discarded_units=discarded,
        next_visit=command.next_visit,
        reactions=command.reactions.strip(),
        left_to_do_reason=(command.left_to_do_reason or "").strip() or None,
        balances=command.balances,
        discard_seen_by=command.discard_seen_by.strip(),
        discard_reason=command.discard_reason.strip(),
        watched_until=command.watched_until,
        leaflet_given=command.leaflet_given,
    )


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
