"""What is wrong with a form, said in words at its field. Nothing is guessed: what cannot be read is refused.

An error keeps a form from being taken; a warning asks for a reason or a second look, and never blocks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.dates import UnreadDateError, moment_words, read_date, read_expiry, read_moment

OLDEST_YEARS = 120
EXPIRY_FAR_YEARS = 10
_JOINERS = frozenset("\u200c\u200d")  # some scripts cannot be written without them
_HIDDEN = frozenset({"Cc", "Cf", "Cs"})


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    OPEN = "open"
    """Not answered yet: to go on without it wants a reason."""


class Field(StrEnum):
    """The fields of a patient, of who treats and of a vial."""

    NAME = "name"
    BORN = "born"
    NUMBER = "number"
    ALLERGIES = "allergies"
    NOTES = "notes"
    CLINICIAN = "clinician"
    ROLE = "role"
    ASSISTANT = "assistant"
    PROTOCOL = "protocol"
    LOT = "lot"
    EXPIRY = "expiry"
    MIXED = "mixed"
    EXPIRED_REASON = "expired-reason"


@dataclass(frozen=True, slots=True)
class Finding:
    field: str
    level: Level
    sentence: str


@dataclass(frozen=True, slots=True)
class _LineRule:
    """What one line of text must be. `missing` is the sentence for an empty one; None when it may be empty."""

    most: int
    missing: str | None = None


_LINES = {
    Field.NAME: _LineRule(120, "The patient’s name is needed."),
    Field.NUMBER: _LineRule(40, "The patient’s number is needed."),
    Field.ALLERGIES: _LineRule(200),
    Field.CLINICIAN: _LineRule(120, "Who treats is needed."),
    Field.ROLE: _LineRule(80),
    Field.ASSISTANT: _LineRule(120),
    Field.LOT: _LineRule(40, "The lot is needed."),
}
_REASON = _LineRule(500, "Say why. It stands in the record.")


def clean_line(text: str) -> str:
    """One line: line breaks, tabs and other white space are a single space, letters with accents in one form."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_text(text: str) -> str:
    """Several lines: each as `clean_line` would have it, without blank lines at the ends."""
    return "\n".join(clean_line(line) for line in text.splitlines()).strip("\n")


def hidden_character(text: str) -> str | None:
    """The first character that cannot be seen (control, direction of writing, half of a pair) as U+202E, or None."""
    for character in text:
        if unicodedata.category(character) in _HIDDEN and character not in _JOINERS:
            return f"U+{ord(character):04X}"
    return None


def text_fault(text: str, *, most: int) -> str | None:
    """What is wrong with a cleaned text of at most `most` characters, or None."""
    hidden = hidden_character(text.replace("\n", " "))
    if hidden:
        return f"There is a hidden character in it ({hidden}). Delete the whole text and type it again."
    if len(text) > most:
        return f"This is too long: {len(text)} characters, at most {most}."
    return None


def line_fault(field: Field, text: str) -> str | None:
    """What is wrong with the line of a field, or None."""
    return _line_fault(text, _LINES[field])


def _line_fault(text: str, rule: _LineRule) -> str | None:
    """What is wrong with one line. A dash in a field that must be filled in is as good as nothing."""
    text = clean_line(text)
    if fault := text_fault(text, most=rule.most):
        return fault
    if rule.missing and not any(character.isalnum() for character in text):
        return f"“{text}” says nothing. {rule.missing}" if text else rule.missing
    return None


def reason_fault(text: str) -> str | None:
    """What is wrong with the reason for going on in spite of a warning, or None."""
    return _line_fault(text, _REASON)


def born_fault(text: str, today: date, *, month_first: bool) -> str | None:
    """What is wrong with a date of birth as typed, or None."""
    if not text.strip():
        return "The date of birth is needed."
    try:
        born = read_date(text, month_first=month_first)
    except UnreadDateError as fault:
        return str(fault)
    if born > today:
        return f"{words.day(born)} is in the future."
    age = words.age_years(born, today)
    return f"That would be {age} years ago: is the year right?" if age > OLDEST_YEARS else None


def expiry_findings(expiry: str, reason: str, today: date, *, month_first: bool = False) -> Iterator[Finding]:
    """What is to be said of an expiry as typed, and of the reason for using an expired vial: at most one a field."""
    if not expiry.strip():
        yield Finding(Field.EXPIRY, Level.ERROR, "The expiry date is needed.")
        return
    try:
        last_day = read_expiry(expiry, month_first=month_first)
    except UnreadDateError as fault:
        yield Finding(Field.EXPIRY, Level.ERROR, str(fault))
        return
    if is_expired(last_day, today):
        yield Finding(Field.EXPIRY, Level.WARNING, expired_words(last_day))
        if sentence := reason_fault(reason):
            yield Finding(Field.EXPIRED_REASON, Level.ERROR, sentence)
    elif expires_far(last_day, today):
        yield Finding(Field.EXPIRY, Level.WARNING, expires_far_words(last_day, today))


def is_expired(expiry: date, today: date) -> bool:
    """Whether the last good day has passed."""
    return expiry < today


def expired_words(expiry: date) -> str:
    return f"This vial expired on {words.day(expiry)}."


def expires_far(expiry: date, today: date) -> bool:
    """Whether no vial is good for so long."""
    return expiry.year - today.year > EXPIRY_FAR_YEARS


def expires_far_words(expiry: date, today: date) -> str:
    return f"{words.day(expiry)} is {expiry.year - today.year} years away: is the year right?"


def mixed_finding(
    mixed: str, use_within_hours: Decimal | None, now: datetime, *, month_first: bool = False
) -> Finding | None:
    """What is to be said of the time of mixing as typed, or None."""
    if not mixed.strip():
        return Finding(Field.MIXED, Level.ERROR, "When the vial was mixed is needed.")
    try:
        mixed_at = read_moment(mixed, now=now, month_first=month_first)
    except UnreadDateError as fault:
        return Finding(Field.MIXED, Level.ERROR, str(fault))
    if mixed_at > now:
        return Finding(Field.MIXED, Level.ERROR, f"{moment_words(mixed_at)} is still to come.")
    use_by = use_by_of(mixed_at, use_within_hours)
    if use_by and now > use_by:
        sentence = f"The time to use it by, {moment_words(use_by)}, has passed."
        return Finding(Field.MIXED, Level.WARNING, sentence)
    return None


def use_by_of(mixed_at: datetime, use_within_hours: Decimal | None) -> datetime | None:
    return mixed_at + timedelta(seconds=int(use_within_hours * 3600)) if use_within_hours is not None else None
