"""The end of a visit: what has to be said before it is finished, and the commands that record it as one act."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.checks import Finding, Level, clean_line, clean_text, text_fault
from injection_map.domain.commands import Command, Finish, Note, Sign
from injection_map.domain.dates import UnreadDateError, parse_date, read_date
from injection_map.domain.dosing import units_from
from injection_map.domain.events import Clinician, VialBalance
from injection_map.domain.session import Visit

NONE_SEEN = "None seen"
OTHER = "Other"
REACTIONS = (NONE_SEEN, "Bleeding", "Pain", "Faint", OTHER)
MOST_NOTE, MOST_REASON, MOST_NAME = 2000, 500, 120
_UNITS = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,3}))?(?: ?units?)?")


class FinishField(StrEnum):
    """What the finish page asks, in its order."""

    LEFT = "left"
    DISCARDED = "discarded"
    BALANCE = "balance"
    SEEN_BY = "seen-by"
    REACTIONS = "reactions"
    REACTION_WORDS = "reaction-words"
    NEXT_VISIT = "next-visit"
    NOTE = "note"
    SIGNER = "signer"
    ROLE = "role"


def vial_field(field: FinishField, number: int) -> str:
    """What the page asks of one vial; they count from 1: `discarded`, `discarded-2`."""
    return str(field) if number == 1 else f"{field}-{number}"


@dataclass(frozen=True, slots=True)
class VialDraft:
    """Where one vial went, as typed: units discarded, and why it does not balance."""

    discarded: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FinishDraft:
    """The page as filled in. `reactions` are those of REACTIONS that were chosen; none is no answer.

    `vials` are those of the visit, in its order. An empty `next_visit` means that there is none, an empty `seen_by`
    that nobody saw the discard, once that was said. `month_first` reads 03/14/2026 as in the US.
    """

    left_reason: str = ""
    vials: tuple[VialDraft, ...] = ()
    seen_by: str = ""
    said_who_saw: bool = True
    watched: bool = False
    leaflet_given: bool = False
    reactions: tuple[str, ...] = ()
    reaction_words: str = ""
    next_visit: str = ""
    note: str = ""
    signer: str = ""
    role: str = ""
    month_first: bool = False


def parse_units(text: str) -> Decimal | None:
    """Units as typed, with a point or a comma and at most three decimals: 47.5; None for anything else."""
    found = _UNITS.fullmatch(" ".join(text.split()).casefold())
    return Decimal(f"{found[1]}.{found[2] or '0'}") if found else None


def unaccounted_units(visit: Visit, number: int, discarded: Decimal) -> Decimal:
    """What of one vial is neither given nor discarded; negative when that comes to more than it held."""
    return visit.vials[number - 1].units - units_from(visit, number) - discarded


def recorded_reactions(visit: Visit) -> tuple[str, ...]:
    """What was seen while injecting, each once, in the order in which it was seen."""
    seen = [*(seen for site in visit.sites for seen in site.reactions), *visit.reactions]
    return tuple(dict.fromkeys(reaction.reaction for reaction in seen))


def finish_findings(draft: FinishDraft, visit: Visit, *, today: date, signing: bool) -> tuple[Finding, ...]:
    """All that is missing or wrong, in the order of the page; with `signing` the signer's name too."""
    found = {finding.field: finding for finding in _all_findings(draft, visit, today, signing=signing)}
    numbers = range(1, len(visit.vials) + 1)
    vials = {FinishField.DISCARDED, FinishField.BALANCE}
    order: list[str] = [FinishField.LEFT]
    order += [vial_field(field, number) for number in numbers for field in (FinishField.DISCARDED, FinishField.BALANCE)]
    order += [field for field in FinishField if field not in {FinishField.LEFT, *vials}]
    return tuple(found[field] for field in order if field in found)


def _all_findings(draft: FinishDraft, visit: Visit, today: date, *, signing: bool) -> Iterator[Finding]:
    if visit.to_do:
        yield from _needed(FinishField.LEFT, draft.left_reason, f"Say why {_sites_left(visit)}.")
    yield from _balance_findings(draft, visit)
    if not draft.said_who_saw and any(parse_units(vial.discarded) for vial in _vial_drafts(draft, visit)):
        yield Finding(FinishField.SEEN_BY, Level.ERROR, "Say who saw the rest discarded.")
    elif fault := text_fault(clean_line(draft.seen_by), most=MOST_NAME):
        yield Finding(FinishField.SEEN_BY, Level.ERROR, fault)
    if not draft.reactions:
        yield Finding(FinishField.REACTIONS, Level.ERROR, "Say how the patient is: none seen is an answer too.")
    elif NONE_SEEN in draft.reactions and (seen := recorded_reactions(visit)):
        sentence = f"{_listed(seen)} was recorded while injecting. Take it back there, or choose what was seen."
        yield Finding(FinishField.REACTIONS, Level.ERROR, sentence)
    elif OTHER in draft.reactions:
        yield from _needed(FinishField.REACTION_WORDS, draft.reaction_words, "Say what was seen.")
    elif fault := text_fault(clean_line(draft.reaction_words), most=MOST_REASON):
        yield Finding(FinishField.REACTION_WORDS, Level.ERROR, fault)
    if draft.next_visit.strip() and (fault := _next_visit_fault(draft, today)):
        yield Finding(FinishField.NEXT_VISIT, Level.ERROR, fault)
    if fault := text_fault(clean_text(draft.note), most=MOST_NOTE):
        yield Finding(FinishField.NOTE, Level.ERROR, fault)
    if signing:
        yield from signer_findings(draft.signer, draft.role)


def signer_findings(name: str, role: str) -> Iterator[Finding]:
    """What keeps a name from standing under a record."""
    yield from _needed(FinishField.SIGNER, name, "A name is needed to sign.", most=MOST_NAME)
    if fault := text_fault(clean_line(role), most=MOST_NAME):
        yield Finding(FinishField.ROLE, Level.ERROR, fault)


def _next_visit_fault(draft: FinishDraft, today: date) -> str | None:
    try:
        day = read_date(draft.next_visit, month_first=draft.month_first)
    except UnreadDateError as fault:
        return str(fault)
    return None if day > today else "The next visit is after today."


def _sites_left(visit: Visit) -> str:
    count = len(visit.to_do)
    return f"{words.count(count, 'site')} {'is' if count == 1 else 'are'} left to do"


def _needed(field: str, text: str, missing: str, *, most: int = MOST_REASON) -> Iterator[Finding]:
    text = clean_line(text)
    fault = text_fault(text, most=most) or (None if any(c.isalnum() for c in text) else missing)
    if fault:
        yield Finding(field, Level.ERROR, fault)


def _balance_findings(draft: FinishDraft, visit: Visit) -> Iterator[Finding]:
    for number, vial in enumerate(_vial_drafts(draft, visit), 1):
        discarded = parse_units(vial.discarded)
        if discarded is None:
            sentence = "Write what was discarded as a number of units, such as 47.5."
            yield Finding(vial_field(FinishField.DISCARDED, number), Level.ERROR, sentence)
        elif (gap := unaccounted_units(visit, number, discarded)) != 0:
            field = vial_field(FinishField.BALANCE, number)
            yield from _needed(field, vial.reason, f"{gap_words(gap)} Say why.")


def _vial_drafts(draft: FinishDraft, visit: Visit) -> tuple[VialDraft, ...]:
    """One for each vial of the visit; a vial that the page does not know yet is unanswered."""
    missing = len(visit.vials) - len(draft.vials)
    return (*draft.vials, *(VialDraft() for _ in range(missing)))[: len(visit.vials)]


def gap_words(gap: Decimal) -> str:
    """10 units are left in the vial."""
    if gap > 0:
        return f"{words.units(gap)} {'is' if gap == 1 else 'are'} left in the vial."
    return f"This is {words.units(-gap)} more than the vial held."


def reactions_text(draft: FinishDraft) -> str:
    """Bleeding, pain. Pressed for two minutes"""
    listed = _listed([name for name in draft.reactions if name != OTHER])
    typed = clean_line(draft.reaction_words) if NONE_SEEN not in draft.reactions else ""
    return ". ".join(filter(None, (listed, typed)))


def _listed(names: Sequence[str]) -> str:
    """Bleeding, pain"""
    return ", ".join([*names[:1], *(name.casefold() for name in names[1:])])


def finish_commands(draft: FinishDraft, visit: Visit, *, at: datetime, signing: bool) -> tuple[Command, ...]:
    """The commands of one act: the note, Finish, and Sign with `signing`. ValueError when there is an error."""
    balances = tuple(_balance(visit, number, vial) for number, vial in enumerate(_vial_drafts(draft, visit), 1))
    discarded = sum((balance.discarded for balance in balances), Decimal(0))
    finish = Finish(
        discarded_units=discarded,
        next_visit=parse_date(draft.next_visit, month_first=draft.month_first),
        reactions=reactions_text(draft),
        left_to_do_reason=clean_line(draft.left_reason) if visit.to_do else None,
        balances=balances,
        discard_seen_by=clean_line(draft.seen_by) if discarded else "",
        watched_until=at if draft.watched else None,
        leaflet_given=draft.leaflet_given,
    )
    note = clean_text(draft.note)
    sign = Sign(Clinician(clean_line(draft.signer), clean_line(draft.role)))
    return (*((Note(note),) if note else ()), finish, *((sign,) if signing else ()))


def _balance(visit: Visit, number: int, vial: VialDraft) -> VialBalance:
    discarded = parse_units(vial.discarded)
    if discarded is None:
        raise ValueError("the discarded units cannot be read")
    left = unaccounted_units(visit, number, discarded)
    return VialBalance(number, units_from(visit, number), discarded, left, clean_line(vial.reason) if left else "")
