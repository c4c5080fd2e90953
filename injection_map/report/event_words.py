"""Every event as a sentence, for the history on the screen, in the terminal and on paper."""

from __future__ import annotations

from collections.abc import Iterable

from injection_map.domain import words
from injection_map.domain.events import (
    Addendum,
    Caution,
    CautionAccepted,
    Clinician,
    Continued,
    Cosigned,
    DoseChanged,
    Event,
    Finished,
    FollowedUp,
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
    Vial,
    VialAdded,
    VialChosen,
    VialCorrected,
)
from injection_map.domain.protocol import Side
from injection_map.domain.session import Act, Visit, apply
from injection_map.report.plain_text import in_sentence, one_line


def history(events: Iterable[Event]) -> tuple[tuple[Event, str], ...]:
    """Every event of a record with its sentence, in order."""
    visit, told = Visit(), []
    for event in events:
        told.append((event, event_sentence(event, visit)))
        visit = apply(visit, event)
    return tuple(told)


def event_sentence(event: Event, visit_before: Visit) -> str:
    """What happened, in one line: `Given, temporalis 1, left, 5 units`. Sites get their names from `visit_before`."""
    return one_line(_sentence(event, visit_before))


def _sentence(event: Event, visit: Visit) -> str:
    match event.body:
        case Given() | Skipped() | DoseChanged() | SiteAdded() | SiteMoved() | TakenBack():
            return _about_site(event.body, visit)
        case VialAdded() | VialChosen() | VialCorrected() | SyringeTaken():
            return _about_vial(event.body)
        case ReactionSeen(reaction=reaction, site=key, detail=detail):
            return _reaction(reaction, _site(visit, key) if key else "", detail)
        case CautionAccepted(caution=caution):
            return caution_words(caution)
        case TakenOver(clinician=clinician, assistants=assistants, reason=reason):
            helped = f", with {', '.join(map(person, assistants))}" if assistants else ""
            return _with_reason(f"Taken over by {person(clinician)}{helped}", reason)
        case FollowedUp() as followed_up:
            return f"Since the last visit: {followed_up_words(followed_up, visit)}"
        case NotTreated(reason=reason):
            return f"Not treated today: {reason}"
        case Opened() as opened:
            return _opened(opened)
        case Noted(text=text, site=key):
            return f"Note on {_site(visit, key)}: {text}" if key else f"Note: {text}"
        case Undone():
            return _again("Undone", visit.acts, visit)
        case Redone():
            return _again("Done again", visit.undone_acts, visit)
        case Paused(reason=reason):
            return _with_reason("Paused", reason)
        case Continued():
            return "Continued"
        case UseByAccepted(reason=reason):
            return f"Vial used past its use-by time: {reason}"
        case Finished() as finished:
            return _finished(finished)
        case Reopened(reason=reason):
            return _with_reason("Back to the chair", reason)
        case Signed(signer=signer):
            return f"Signed by {person(signer)}"
        case Addendum(author=author, reason=reason, text=text):
            return f"Addendum by {person(author)}: {text} (Reason: {reason.rstrip('.')})"
        case Cosigned(supervisor=supervisor):
            return f"Co-signed by {person(supervisor)}"


def _about_site(body: Given | Skipped | DoseChanged | SiteAdded | SiteMoved | TakenBack, visit: Visit) -> str:
    match body:
        case Given(site=key, units=units):
            return f"Given, {_site(visit, key)}, {words.units(units)}"
        case Skipped(site=key, reason=reason):
            return f"Skipped, {_site(visit, key)}: {reason}"
        case DoseChanged(site=key, units=units, was=was, reason=reason):
            return f"Dose changed, {_site(visit, key)}: {words.units(units)}, not {words.figure(was)}. {reason}"
        case SiteAdded() as added:
            name = site_in_sentence(added.name, added.side)
            where = f" ({added.place})" if added.place else ""
            return f"Site added, {name}{where}, {words.units(added.units)}: {added.reason}"
        case SiteMoved(site=key, place=place, reason=reason):
            return f"Site moved, {_site(visit, key)}, to {place or 'another point'}: {reason}"
        case TakenBack(site=key):
            return f"Taken back, {_site(visit, key)}"


def _about_vial(body: VialAdded | VialChosen | VialCorrected | SyringeTaken) -> str:
    match body:
        case VialAdded(vial=vial):
            return f"Another vial: {vial_words(vial)}"
        case VialChosen(vial=number):
            return f"Vial {number} in hand"
        case VialCorrected(number=number, vial=vial, reason=reason):
            return f"Vial {number} corrected: {vial_words(vial)}. {reason}"
        case SyringeTaken(syringe=number):
            return f"Syringe {number} in hand"


def vial_words(vial: Vial) -> str:
    """onabotulinumtoxinA 200 units, lot C8124C3"""
    return f"{vial.product} {words.units(vial.units)}, lot {vial.lot}"


def caution_words(caution: Caution) -> str:
    """155 units are the most of this protocol. Gone on all the same: follow the pain"""
    return f"{caution.sentence.rstrip('.')}. Gone on all the same: {caution.reason}"


def _reaction(reaction: str, where: str, detail: str) -> str:
    told = f"Reaction at {where}: {reaction}" if where else f"Reaction: {reaction}"
    return f"{told}. {detail}" if detail else told


def followed_up_words(told: FollowedUp, visit: Visit) -> str:
    """headache days in 28 days: 12, HIT-6 58, no reactions"""
    scores = (
        ("headache days in 28 days:", told.headache_days),
        ("HIT-6", told.hit6),
        ("MIDAS", told.midas),
        ("worn off in week", told.wear_off_week),
    )
    parts = [f"{name} {score}" for name, score in scores if score is not None]
    for since in told.reactions:
        where = f" at {_site_then(visit, since.site)}" if since.site else ""
        parts.append(f"{in_sentence(since.reaction)}{where}" + (f" ({since.detail})" if since.detail else ""))
    if told.asked_reactions and not told.reactions:
        parts.append("no reactions")
    return ", ".join(parts) or "nothing said"


def site_in_sentence(name: str, side: Side) -> str:
    """temporalis 1, left"""
    return f"{in_sentence(name)}, {words.side_word(side)}"


def person(clinician: Clinician) -> str:
    """Dr A. Lindqvist, consultant neurologist"""
    return ", ".join(filter(None, (clinician.name, in_sentence(clinician.role))))


def _site(visit: Visit, key: str) -> str:
    site = visit.site(key)
    return site_in_sentence(site.name, site.side) if site else key.replace("-", " ")


def _site_then(visit: Visit, key: str) -> str:
    """A site of the last visit: the key of one that was added there may be another one's in this visit."""
    site = visit.site(key)
    return _site(visit, key) if site is not None and not site.added else f"{key.replace('-', ' ')} of the last visit"


def _with_reason(act: str, reason: str) -> str:
    return f"{act}: {reason}" if reason else act


def _opened(opened: Opened) -> str:
    patient, protocol = opened.patient, opened.protocol
    vials = "; ".join(map(vial_words, opened.vials))
    kind = "Training visit" if opened.training else "Visit"
    return (
        f"{kind} opened for {patient.name}, born {words.day(patient.born)}, number {patient.number}, "
        f"by {_at_work(opened)}: {protocol.title}, version {protocol.version}; {vials or 'no vial'}"
    )


def _at_work(opened: Opened) -> str:
    return " with ".join(filter(None, (person(opened.clinician), ", ".join(map(person, opened.assistants)))))


def _again(act: str, acts: tuple[Act, ...], visit: Visit) -> str:
    """The last of these acts, told in the words of its own events."""
    told = [in_sentence(_sentence(event, visit)) for event in acts[-1]] if acts else []
    return f"{act}: {'; '.join(told)}" if told else act


def _finished(finished: Finished) -> str:
    seen = f", seen by {finished.discard_seen_by}" if finished.discard_seen_by else ""
    parts = [f"Finished, {words.units(finished.discarded_units)} discarded{seen}"]
    parts += [f"Vial {b.vial} does not balance: {b.reason}" for b in finished.balances if b.reason]
    if finished.left_to_do_reason:
        parts.append(f"Sites left to do: {finished.left_to_do_reason}")
    if finished.reactions:
        parts.append(f"Reactions: {finished.reactions}")
    if finished.watched_until:
        parts.append(f"Watched until {words.clock(finished.watched_until)}")
    if finished.leaflet_given:
        parts.append("Leaflet given")
    if finished.next_visit:
        parts.append(f"Next visit {words.day(finished.next_visit)}")
    return ". ".join(parts)
