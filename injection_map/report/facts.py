"""What a record says, in words: the sentences that the note, the print and the terminal share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.dosing import discarded_units, totals
from injection_map.domain.events import Addendum, Cosigned, Patient, ReactionSeen, Vial
from injection_map.domain.finish_checks import recorded_reactions
from injection_map.domain.intervals import span_words
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import Phase, SiteState, SiteStatus, Visit
from injection_map.report.event_words import person
from injection_map.report.plain_text import as_sentence, in_sentence
from injection_map.report.record import Record

NONE_RECORDED = "none recorded"
LEFT = "left, not given"
_WEEK_DAYS = 7


def title(protocol: Protocol | None) -> str:
    """OnabotulinumtoxinA for chronic migraine"""
    if protocol is None:
        return "Injection record"
    name = protocol.product.name
    return f"{name[:1].upper()}{name[1:]} for {in_sentence(protocol.indication)}"


def protocol_line(record: Record) -> str:
    """PREEMPT, fixed sites, 155 units, version 2026.1"""
    protocol = record.opened.protocol
    planned = totals(record.visit.sites).units_planned
    return f"{protocol.title}, {words.units(planned)}, version {protocol.version}"


def protocol_warning(record: Record, protocol: Protocol | None) -> str | None:
    """What is not yet sure about the protocol; None when it is approved and every placement verified."""
    parts = []
    if record.opened.protocol.review != "approved":
        parts.append(f"protocol in {in_sentence(record.opened.protocol.review)}, not yet approved")
    unverified = sum(not site.verified for site in protocol.sites) if protocol else 0
    if protocol and unverified == len(protocol.sites):
        parts.append("placements not verified")
    elif protocol and unverified:
        parts.append(f"{unverified} of {words.count(len(protocol.sites), 'placement')} not verified")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}" or None


def state_warning(record: Record) -> str | None:
    """Why this is no signed record; None when it is one."""
    return {
        Phase.OPEN: "NOT SIGNED: the treatment is not finished",
        Phase.PAUSED: "NOT SIGNED: the treatment is paused",
        Phase.FINISHED: "NOT SIGNED: finished, not yet signed",
        Phase.NOT_TREATED: "NOT TREATED: nothing was given at this visit",
    }.get(record.visit.phase)


def training_warning(record: Record) -> str | None:
    return "TRAINING: no patient was treated" if record.opened.training else None


def when(record: Record) -> str:
    """Tuesday 18-Nov-2025, 10:30 to 10:46: from the first site given to the last, else when the visit was opened."""
    times = record.given_times or (record.started_at,)
    first, last = times[0], times[-1]
    start = f"{words.weekday(first)} {words.day(first)}, {words.clock(first)}"
    if first.date() != last.date():
        return f"{start} to {words.day(last)}, {words.clock(last)}"
    return start if words.clock(first) == words.clock(last) else f"{start} to {words.clock(last)}"


def born(patient: Patient, on: datetime) -> str:
    """14-Mar-1981 (44 years)"""
    return f"{words.day(patient.born)} ({words.count(words.age_years(patient.born, on.date()), 'year')})"


def vial_product(vial: Vial, protocol: Protocol | None) -> str:
    """Botox 200 units (onabotulinumtoxinA)"""
    return _with_substance(f"{vial.product} {words.units(vial.units)}", protocol)


def product(vial: Vial, protocol: Protocol | None) -> str:
    """Botox (onabotulinumtoxinA): without the size of the vial, which a patient takes for the dose."""
    return _with_substance(vial.product, protocol)


def _with_substance(text: str, protocol: Protocol | None) -> str:
    substance = protocol.product.name if protocol else ""
    return f"{text} ({substance})" if substance and substance.casefold() not in text.casefold() else text


def vial_expiry(vial: Vial) -> str:
    """May-2027, or the day when the last good one is not a month's last."""
    return words.day(vial.expiry) if _next_day_is_in_month(vial) else words.month(vial.expiry)


def _next_day_is_in_month(vial: Vial) -> bool:
    try:
        vial.expiry.replace(day=vial.expiry.day + 1)
    except ValueError:
        return False
    return True


def vial_dilution(vial: Vial) -> str:
    """4 mL, 5 units in 0.1 mL"""
    in_tenth = vial.units / vial.diluent_ml / 10
    rounded = in_tenth.quantize(Decimal("0.001"))
    about = "" if rounded == in_tenth else "about "
    return f"{words.figure(vial.diluent_ml)} mL, {about}{words.units(rounded)} in 0.1 mL"


def vial_times(vial: Vial, day: datetime) -> str:
    """10:06, 10:06 Wed: when mixed and until when to use, with the day where it is another than the visit's."""
    mixed = _clock_on(vial.mixed_at, day)
    return f"{mixed}, {_clock_on(vial.use_by, day)}" if vial.use_by else f"{mixed}, not set"


def vial_mixed(vial: Vial, day: datetime) -> str:
    """Mixed 10:06 by R. Osei, use by 10:06 Wed"""
    by = f" by {vial.mixed_by}" if vial.mixed_by else ""
    use_by = _clock_on(vial.use_by, day) if vial.use_by else "not set"
    return f"Mixed {_clock_on(vial.mixed_at, day)}{by}, use by {use_by}"


def _clock_on(at: datetime, day: datetime) -> str:
    away = (at.date() - day.date()).days
    if away == 0:
        return words.clock(at)
    return f"{words.clock(at)} {words.weekday(at)[:3] if 0 < away < _WEEK_DAYS else words.day(at)}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One site that is not as the protocol plans it, and how and why."""

    site: SiteState
    sentence: str


def differences(record: Record) -> tuple[Difference, ...]:
    """Changed, moved, skipped, added and left sites, in treatment order. A visit without a treatment has none."""
    if record.visit.phase is Phase.NOT_TREATED:
        return ()
    told = ((site, _difference(record, site)) for site in record.visit.sites)
    return tuple(Difference(site, sentence) for site, sentence in told if sentence is not None)


def _difference(record: Record, site: SiteState) -> str | None:
    """Frontalis lateral, right: 2.5 units, not 5. Brow felt heavy"""
    what = list(_what_differs(record, site))
    if not what:
        return None
    said = (site.added_reason, site.moved_reason, site.dose_reason, site.skip_reason)
    reasons = [as_sentence(reason) for reason in said if reason]
    if LEFT in what and record.visit.finish and record.visit.finish.left_to_do_reason:
        reasons.append(as_sentence(record.visit.finish.left_to_do_reason))
    return f"{site.name}, {words.side_word(site.side)}: {'. '.join([', '.join(what), *reasons])}"


def _what_differs(record: Record, site: SiteState) -> Iterator[str]:
    if site.added:
        yield f"added {site.place}".rstrip()
    if site.moved:
        yield f"moved to {site.place or 'another point'}"
    if site.status is SiteStatus.SKIPPED:
        yield "skipped"
    elif site.status is SiteStatus.TO_DO and record.over:
        yield LEFT
    else:
        yield from _dose_differs(site)
        if site.differs and site.status is SiteStatus.TO_DO:
            yield "still to do"


def _dose_differs(site: SiteState) -> Iterator[str]:
    if site.added:
        yield words.units(site.units)
    elif site.dose_changed and site.units == site.planned_units:
        yield f"changed, then {words.units(site.units)} as planned"
    elif site.dose_changed:
        yield f"{words.units(site.units)}, not {planned_units(site)}"


def planned_units(site: SiteState) -> str:
    """5, or 1.25 to 2.5"""
    lowest = words.figure(site.planned_units)
    return lowest if site.highest_units is None else f"{lowest} to {words.figure(site.highest_units)}"


def vial_balance(record: Record) -> str:
    """152.5 given + 47.5 discarded = 200 units: where the vials went, or what does not add up."""
    given = totals(record.visit.sites).units_given
    in_vials = sum((vial.units for vial in record.visit.vials), Decimal(0))
    finish = record.visit.finish
    if finish is None:
        return f"{words.units(given)} given of {words.figure(in_vials)}; what is discarded is not yet recorded"
    sums = f"{words.figure(given)} given + {words.figure(finish.discarded_units)} discarded"
    left = discarded_units(record.visit) - finish.discarded_units
    if left == 0:
        return f"{sums} = {words.units(in_vials)}"
    if left > 0:
        return f"{sums}; {words.figure(left)} of {words.units(in_vials)} not accounted for"
    return f"{sums}; that is {words.figure(-left)} more than the {words.units(in_vials)} of the vials"


def reactions(record: Record) -> str:
    """None seen; or all that was seen: Bleeding. Fainting (lay down). Temporalis 1, left: bruising"""
    visit = record.visit
    at_the_end = [told] if (told := told_at_the_end(visit)) else []
    of_sites = [
        f"{site.name}, {words.side_word(site.side)}: {in_sentence(_seen(seen))}"
        for site in visit.sites
        for seen in site.reactions
    ]
    return ". ".join([*at_the_end, *map(_seen, visit.reactions), *of_sites]) or NONE_RECORDED


def told_at_the_end(visit: Visit) -> str:
    """What the end adds to what was seen while injecting; nothing where it only names that again."""
    told = visit.finish.reactions.rstrip(".") if visit.finish else ""
    known = {name.casefold() for name in recorded_reactions(visit)}
    return "" if known.issuperset(told.casefold().split(", ")) else told


def _seen(seen: ReactionSeen) -> str:
    return f"{seen.reaction} ({seen.detail})" if seen.detail else seen.reaction


def next_visit(record: Record) -> str:
    """Tuesday 10-Feb-2026, 12 weeks: from the day on which the treatment was finished, as it was chosen there."""
    finish = record.visit.finish
    if finish is None or finish.next_visit is None:
        return NONE_RECORDED
    treated = record.visit.finished_at or record.started_at
    span = span_words((finish.next_visit - treated.date()).days)
    return f"{words.weekday(finish.next_visit)} {words.day(finish.next_visit)}, {span}"


def other_reasons(record: Record) -> tuple[str, ...]:
    """Reasons that belong to no site: why nobody was treated, an expired vial, a vial past its time."""
    ended = record.visit.not_treated
    vials = (
        f"Vial {vial.lot} used after its expiry: {vial.expired_reason}"
        for vial in record.visit.vials
        if vial.expired_reason
    )
    use_by = record.visit.use_by_reason
    not_treated = (f"Not treated: {ended.reason}",) if ended else ()
    return (*not_treated, *vials, *((f"Vial used past its use-by time: {use_by}",) if use_by else ()))


def notes(record: Record) -> tuple[str, ...]:
    """The notes on the visit, then those on sites with the site's name."""
    on_sites = (
        f"{site.name}, {words.side_word(site.side)}: {note}" for site in record.visit.sites for note in site.notes
    )
    return (*record.visit.notes, *on_sites)


def signature(record: Record) -> str:
    """Signed in Injection Map by Dr A. Lindqvist, consultant neurologist, 18-Nov-2025 11:02:31; or NOT SIGNED."""
    visit = record.visit
    if visit.signed is None or visit.signed_at is None:
        return "NOT SIGNED"
    return f"Signed in Injection Map by {person(visit.signed.signer)}, {moment(visit.signed_at)}"


def addenda(record: Record) -> tuple[str, ...]:
    """19-Nov-2025 08:15:00, Dr A. Lindqvist: Headache in the evening. Reason: told on the telephone"""
    return tuple(
        f"{moment(event.at)}, {person(event.body.author)}: {event.body.text.rstrip('.')}. Reason: {event.body.reason}"
        for event in record.visit.addenda
        if isinstance(event.body, Addendum)
    )


def cosignatures(record: Record) -> tuple[str, ...]:
    """Co-signed by Dr B. Prior, consultant, 19-Nov-2025 09:00:12"""
    return tuple(
        f"Co-signed by {person(event.body.supervisor)}, {moment(event.at)}"
        for event in record.visit.cosignatures
        if isinstance(event.body, Cosigned)
    )


def moment(at: datetime) -> str:
    """18-Nov-2025 11:02:31"""
    return f"{words.day(at)} {words.clock_seconds(at)}"
