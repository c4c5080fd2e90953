"""What a record says of the visit around the needle: who was there, the pause before it, what was warned of, what was
seen, and where each vial went. In words that the note, the print and the leaflet share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from injection_map.domain import words
from injection_map.domain.dosing import units_from
from injection_map.domain.events import (
    Answer,
    Caution,
    Clinician,
    Continued,
    Event,
    Given,
    NotTreated,
    Opened,
    Paused,
    SafetyPause,
    TakenOver,
    VialBalance,
)
from injection_map.domain.intervals import span_words
from injection_map.domain.session import Phase
from injection_map.report import facts
from injection_map.report.event_words import caution_words, followed_up_words, person
from injection_map.report.plain_text import as_sentence
from injection_map.report.record import Record

# Who was there, and why


def clinicians(record: Record) -> tuple[Clinician, ...]:
    """Everybody who injected or was to, in the order in which they took over."""
    return _each_once(body.clinician for body in _hands(record))


def assistants(record: Record) -> tuple[Clinician, ...]:
    """Everybody who helped, at the opening or after a change of hands."""
    return _each_once(helper for body in _hands(record) for helper in body.assistants)


def _hands(record: Record) -> list[Opened | TakenOver]:
    return [event.body for event in record.events if isinstance(event.body, Opened | TakenOver)]


def _each_once(people: Iterator[Clinician]) -> tuple[Clinician, ...]:
    return tuple(dict.fromkeys(people))


def injected_by(record: Record) -> dict[str, Clinician]:
    """Who had the needle when each site was given, by the site's key: whoever ticked it may have been an assistant."""
    injecting, by_site = record.opened.clinician, dict[str, Clinician]()
    for event in record.events:
        match event.body:
            case TakenOver(clinician=clinician):
                injecting = clinician
            case Given(site=key):
                by_site[key] = injecting
    return by_site


def given_by(record: Record) -> str:
    """Dr A. Lindqvist, consultant neurologist; then Dr B. Prior"""
    return "; then ".join(map(person, clinicians(record)))


def helped_by(record: Record) -> str:
    return "; ".join(map(person, assistants(record)))


def names_at_work(record: Record, *, helpers_after: str = ", with ") -> str:
    """Dr A. Lindqvist, then Dr B. Prior, with R. Osei"""
    injecting = ", then ".join(clinician.name for clinician in clinicians(record))
    helping = ", ".join(helper.name for helper in assistants(record))
    return f"{injecting}{helpers_after}{helping}" if helping else injecting


def clinic_lines(record: Record) -> tuple[str, ...]:
    """The clinic's name, then the lines of its address; nothing where none is recorded."""
    clinic = record.opened.clinic
    return tuple(line for line in (clinic.name, *clinic.address.splitlines()) if line.strip()) if clinic else ()


def diagnosis(record: Record) -> str:
    """G43.709, Chronic migraine without aura, not intractable"""
    found = record.opened.diagnosis
    return ", ".join(filter(None, (found.icd10, found.title))) if found else ""


# The pause before the first needle


def safety_pause(record: Record) -> str:
    """complete 10:26, consent confirmed; or what was not confirmed. Empty where there was none."""
    pause = record.opened.safety
    if pause is None:
        return ""
    at = words.clock(record.started_at)
    missing = [name for name, done in _checks(pause) if not done]
    return f"{at}, not confirmed: {', '.join(missing)}" if missing else f"complete {at}, consent confirmed"


def answers(record: Record) -> str:
    """1 of 8 yes; empty where nothing was asked."""
    pause = record.opened.safety
    if pause is None or not pause.answers:
        return ""
    return f"{sum(answer.yes for answer in pause.answers) or 'none'} of {len(pause.answers)} yes"


def _checks(pause: SafetyPause) -> tuple[tuple[str, bool], ...]:
    return (
        ("name", pause.said_name),
        ("date of birth", pause.said_born),
        ("consent", pause.consented),
        ("syringes labelled", pause.labelled),
    )


def yes_answers(record: Record) -> tuple[str, ...]:
    """Blood thinners: yes, aspirin 75 mg"""
    pause = record.opened.safety
    return tuple(_answered(answer) for answer in pause.answers if answer.yes or answer.detail) if pause else ()


def _answered(answer: Answer) -> str:
    said = ", ".join(filter(None, ("yes" if answer.yes else "no", answer.detail)))
    return f"{answer.asked.rstrip('?:.')}: {said}"


def last_treatment(record: Record) -> str:
    """12-Aug-2025, 14 weeks"""
    pause = record.opened.safety
    if pause is None or pause.last_treated is None:
        return facts.NONE_RECORDED
    span = span_words((record.started_at.date() - pause.last_treated).days)
    return f"{words.day(pause.last_treated)}, {span}"


def last_units(record: Record) -> str:
    """155 units"""
    pause = record.opened.safety
    return words.units(pause.last_units) if pause and pause.last_units is not None else ""


def since_last_visit(record: Record) -> str:
    told = record.visit.follow_up
    return followed_up_words(told, record.visit) if told else ""


# What was warned of


@dataclass(frozen=True, slots=True)
class Warned:
    """A caution with what it was about: a vial by its number, a site by its key, or with neither the whole visit."""

    caution: Caution
    vial: int | None = None
    site: str | None = None


def warned(record: Record) -> tuple[Warned, ...]:
    """Every caution that was gone on with: those of the pause, of the vials, and of what was recorded, in order."""
    visit, pause = record.visit, record.opened.safety
    of_pause = [Warned(caution) for caution in pause.cautions] if pause else []
    of_vials = [Warned(caution, vial=n) for n, vial in enumerate(visit.vials, 1) for caution in vial.cautions]
    of_acts = [Warned(accepted.caution, site=accepted.site) for accepted in visit.cautions]
    return (*of_pause, *of_vials, *of_acts)


def cautions(record: Record) -> tuple[str, ...]:
    """Frontalis lateral, right: 155 units are the most of this protocol. Gone on all the same: follow the pain"""
    return tuple(f"{_about(record, told)}{caution_words(told.caution)}" for told in warned(record))


def _about(record: Record, told: Warned) -> str:
    if told.vial is not None:
        return f"{vial_name(record, told.vial)}: "
    site = record.visit.site(told.site) if told.site else None
    return f"{site.name}, {words.side_word(site.side)}: " if site else ""


# What came of it


def interruptions(record: Record) -> tuple[str, ...]:
    """18-Nov-2025 10:31:02 to 10:33:40. Patient felt faint: each pause, with the day of its end where that is later."""
    told = []
    since: Event | None = None
    for event in record.events:
        match event.body:
            case Paused():
                since = event
            case Continued() if since is not None:
                told.append(_interruption(since, event))
                since = None
    return (*told, *([_interruption(since, None)] if since is not None else ()))


def _interruption(since: Event, until: Event | None) -> str:
    if until is None:
        end = "not continued"
    else:
        same_day = until.at.date() == since.at.date()
        end = f"to {words.clock_seconds(until.at) if same_day else facts.moment(until.at)}"
    reason = as_sentence(since.body.reason) if isinstance(since.body, Paused) else ""
    return ". ".join(filter(None, (f"{facts.moment(since.at)} {end}", reason)))


def vial_name(record: Record, number: int) -> str:
    """Vial 2, lot C8124C3"""
    return f"Vial {number}, lot {record.visit.vials[number - 1].lot}"


def balances(record: Record) -> tuple[str, ...]:
    """Where the vials went, a sentence a vial where that was said of each."""
    finish = record.visit.finish
    if record.visit.phase is Phase.NOT_TREATED:
        return ()
    told = tuple(_balance(record, balance) for balance in finish.balances) if finish else ()
    return told or (facts.vial_balance(record),)


def _balance(record: Record, balance: VialBalance) -> str:
    """Vial 1, lot C8124C3: 152.5 given + 47.5 discarded = 200 units"""
    held = record.visit.vials[balance.vial - 1].units
    sums = f"{words.figure(balance.given)} given + {words.figure(balance.discarded)} discarded"
    sums += f" + {words.figure(balance.left)} left" if balance.left else ""
    gap = held - balance.given - balance.discarded - balance.left
    if gap == 0:
        told = f"{sums} = {words.units(held)}"
    elif gap > 0:
        told = f"{sums}; {words.figure(gap)} of {words.units(held)} not accounted for"
    else:
        told = f"{sums}; that is {words.figure(-gap)} more than the {words.units(held)} of the vial"
    name = f"{vial_name(record, balance.vial)}: " if len(record.visit.vials) > 1 else ""
    return f"{name}{told}{f'. {balance.reason}' if balance.reason else ''}"


def discard(record: Record) -> str:
    """seen by R. Osei; past its time"""
    finish = record.visit.finish
    if finish is None:
        return ""
    seen = f"seen by {finish.discard_seen_by}" if finish.discard_seen_by else ""
    return "; ".join(filter(None, (seen, finish.discard_reason.rstrip("."))))


def vial_balances(record: Record) -> tuple[VialBalance, ...]:
    """Where each vial went, in numbers: as was said at the end, else what was given. Nothing before the end."""
    visit = record.visit
    if visit.finish is None:
        return ()
    if visit.finish.balances or len(visit.vials) != 1:
        return visit.finish.balances
    given, discarded = units_from(visit, 1), visit.finish.discarded_units
    return (VialBalance(1, given, discarded, visit.vials[0].units - given - discarded),)


def watched_until(record: Record) -> str:
    finish = record.visit.finish
    return words.clock(finish.watched_until) if finish and finish.watched_until else ""


def leaflet(record: Record) -> str:
    finish = record.visit.finish
    return "given" if finish and finish.leaflet_given else ""


def ended_untreated(record: Record) -> str:
    """Ended without a treatment by Dr A. Lindqvist, 18-Nov-2025 10:31:02; empty for any other record."""
    ended = next((event for event in record.events if isinstance(event.body, NotTreated)), None)
    return f"Ended without a treatment by {ended.by}, {facts.moment(ended.at)}" if ended else ""
