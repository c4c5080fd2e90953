"""The end of a visit: what has to be said before it is finished, and the commands that record it as one act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.checks import Finding, Level, clean_line, clean_text, text_fault
from injection_map.domain.commands import Command, Finish, Note, Sign
from injection_map.domain.dates import UnreadDateError, parse_date, read_date
from injection_map.domain.dosing import discarded_units, totals
from injection_map.domain.events import Clinician
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
    REACTIONS = "reactions"
    REACTION_WORDS = "reaction-words"
    NEXT_VISIT = "next-visit"
    NOTE = "note"
    SIGNER = "signer"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class FinishDraft:
    """The page as filled in. `reactions` are those of REACTIONS that were chosen; none is no answer.

    An empty `next_visit` means that there is none. `month_first` reads 03/14/2026 as in the US.
    """

    left_reason: str = ""
    discarded: str = ""
    balance_reason: str = ""
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


def unaccounted_units(visit: Visit, discarded: Decimal) -> Decimal:
    """What of the vials is neither given nor discarded; negative when that comes to more than they held.

    0 for a visit without a vial: there is nothing to balance.
    """
    return discarded_units(visit) - discarded if visit.vials else Decimal(0)


def finish_findings(draft: FinishDraft, visit: Visit, *, today: date, signing: bool) -> tuple[Finding, ...]:
    """All that is missing or wrong, in the order of the page; with `signing` the signer's name too."""
    found = {finding.field: finding for finding in _all_findings(draft, visit, today, signing=signing)}
    return tuple(found[field] for field in FinishField if field in found)


def _all_findings(draft: FinishDraft, visit: Visit, today: date, *, signing: bool) -> Iterator[Finding]:
    if visit.to_do:
        yield from _needed(FinishField.LEFT, draft.left_reason, f"Say why {_sites_left(visit)}.")
    yield from _balance_findings(draft, visit)
    if not draft.reactions:
        yield Finding(FinishField.REACTIONS, Level.ERROR, "Say how the patient is: none seen is an answer too.")
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


def _needed(field: FinishField, text: str, missing: str, *, most: int = MOST_REASON) -> Iterator[Finding]:
    text = clean_line(text)
    fault = text_fault(text, most=most) or (None if any(c.isalnum() for c in text) else missing)
    if fault:
        yield Finding(field, Level.ERROR, fault)


def _balance_findings(draft: FinishDraft, visit: Visit) -> Iterator[Finding]:
    discarded = parse_units(draft.discarded)
    if discarded is None:
        sentence = "Write what was discarded as a number of units, such as 47.5."
        yield Finding(FinishField.DISCARDED, Level.ERROR, sentence)
    elif (gap := unaccounted_units(visit, discarded)) != 0:
        yield from _needed(FinishField.BALANCE, draft.balance_reason, f"{gap_words(gap)} Say why.")


def gap_words(gap: Decimal) -> str:
    """10 units are not accounted for."""
    if gap > 0:
        return f"{words.units(gap)} {'is' if gap == 1 else 'are'} not accounted for."
    return f"This is {words.units(-gap)} more than the vial held."


def reactions_text(draft: FinishDraft) -> str:
    """Bleeding, pain. Pressed for two minutes"""
    named = [name for name in draft.reactions if name != OTHER]
    listed = ", ".join([*named[:1], *(name.casefold() for name in named[1:])])
    typed = clean_line(draft.reaction_words) if NONE_SEEN not in draft.reactions else ""
    return ". ".join(filter(None, (listed, typed)))


def finish_commands(draft: FinishDraft, visit: Visit, *, signing: bool) -> tuple[Command, ...]:
    """The commands of one act: notes, Finish, and Sign with `signing`. ValueError when there is an error."""
    discarded = parse_units(draft.discarded)
    if discarded is None:
        raise ValueError("the discarded units cannot be read")
    notes = [clean_text(draft.note), _balance_note(draft, visit, discarded)]
    finish = Finish(
        discarded_units=discarded,
        next_visit=parse_date(draft.next_visit, month_first=draft.month_first),
        reactions=reactions_text(draft),
        left_to_do_reason=clean_line(draft.left_reason) if visit.to_do else None,
    )
    sign = Sign(Clinician(clean_line(draft.signer), clean_line(draft.role)))
    return (*(Note(text) for text in notes if text), finish, *((sign,) if signing else ()))


def _balance_note(draft: FinishDraft, visit: Visit, discarded: Decimal) -> str:
    """Why the vial does not balance: the event of finishing has no place of its own for it."""
    if unaccounted_units(visit, discarded) == 0:
        return ""
    given = words.figure(totals(visit.sites).units_given)
    sums = f"{given} given + {words.figure(discarded)} discarded"
    return f"Vial balance, {sums}: {clean_line(draft.balance_reason)}"
