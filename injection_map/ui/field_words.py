"""What fields are called, and how it is said what was understood of them."""

from __future__ import annotations

from datetime import datetime

from injection_map.domain import words
from injection_map.domain.checks import Field, clean_line, use_by_of
from injection_map.domain.dates import expiry_words, moment_words, parse_expiry, parse_moment
from injection_map.domain.protocol import Protocol

LABELS = {
    Field.NAME: "Name",
    Field.BORN: "Born",
    Field.NUMBER: "Number",
    Field.ALLERGIES: "Allergies, if any",
    Field.CLINICIAN: "Name",
    Field.ROLE: "Role, if it is to stand in the record",
    Field.ASSISTANT: "Who assists, if anybody",
}
MISSING_NAMES = LABELS | {
    Field.NAME: "Patient’s name",
    Field.BORN: "Date of birth",
    Field.CLINICIAN: "Who treats",
    Field.PROTOCOL: "Protocol",
    Field.NOTES: "Notes",
}
HINTS = {Field.BORN: "Such as 14-Mar-1981", Field.EXPIRY: "Such as May-2027"}


def understood(field: Field, text: str, *, now: datetime, month_first: bool) -> str:
    """The text as the program reads it, to be shown when the field is left; empty when it cannot be read."""
    match field:
        case Field.EXPIRY:
            expiry = parse_expiry(text, month_first=month_first)
            return expiry_words(expiry) if expiry else ""
        case Field.MIXED:
            mixed_at = parse_moment(text, now=now, month_first=month_first)
            return moment_words(mixed_at) if mixed_at else ""
        case _:
            return clean_line(text)


def hint(field: Field, text: str, protocol: Protocol | None, *, now: datetime, month_first: bool) -> str:
    """What a text means once it can be read, else how to write it."""
    if field is Field.EXPIRY and (expiry := parse_expiry(text, month_first=month_first)):
        return f"Good until {words.day(expiry)}"
    if field is Field.MIXED and (mixed_at := parse_moment(text, now=now, month_first=month_first)):
        use_by = use_by_of(mixed_at, protocol.use_within_hours if protocol else None)
        return f"Use by {moment_words(use_by)}" if use_by else ""
    return HINTS.get(field, "")
