"""What the start page's fields are called, and how it says what it understood of them."""

from __future__ import annotations

from datetime import datetime

from injection_map.domain import words
from injection_map.domain.checks import Field, clean_line, parse_date, parse_expiry, parse_moment, use_by_of
from injection_map.domain.dates import expiry_words, moment_words
from injection_map.domain.mixing import strength_words
from injection_map.domain.protocol import Protocol

LABELS = {
    Field.NAME: "Name",
    Field.BORN: "Born",
    Field.NUMBER: "Number",
    Field.ALLERGIES: "Allergies, if any",
    Field.CLINICIAN: "Name",
    Field.ROLE: "Role, if it is to stand in the record",
    Field.ASSISTANT: "Who assists, if anybody",
    Field.LOT: "Lot",
    Field.EXPIRY: "Expiry",
    Field.MIXED: "Mixed at",
    Field.EXPIRED_REASON: "Why an expired vial is used",
}
MISSING_NAMES = LABELS | {
    Field.NAME: "Patient’s name",
    Field.BORN: "Date of birth",
    Field.CLINICIAN: "Who treats",
    Field.PROTOCOL: "Protocol",
    Field.NOTES: "Notes",
    Field.EXPIRED_REASON: "Reason",
}
HINTS = {Field.BORN: "Such as 14-Mar-1981", Field.EXPIRY: "Such as May-2027"}


def understood(field: Field, text: str, *, now: datetime, month_first: bool) -> str:
    """The text as the program reads it, to be shown when the field is left; empty when it cannot be read."""
    match field:
        case Field.BORN:
            born = parse_date(text, month_first=month_first)
            return words.day(born) if born else ""
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
    if field is Field.BORN and (born := parse_date(text, month_first=month_first)):
        return words.count(words.age_years(born, now.date()), "year")
    if field is Field.EXPIRY and (expiry := parse_expiry(text, month_first=month_first)):
        return f"Good until {words.day(expiry)}"
    if field is Field.MIXED and (mixed_at := parse_moment(text, now=now, month_first=month_first)):
        use_by = use_by_of(mixed_at, protocol.use_within_hours if protocol else None)
        return f"Use by {moment_words(use_by)}" if use_by else ""
    return HINTS.get(field, "")


def vial_words(protocol: Protocol | None) -> str:
    """onabotulinumtoxinA 200 units in 4 mL of 0.9 % sodium chloride: 5 units in 0.1 mL"""
    if protocol is None:
        return "The product and its dilution come from the protocol."
    dilution = protocol.dilution
    return (
        f"{protocol.product.name} {words.units(dilution.vial_units)} in {words.figure(dilution.diluent_ml)} mL of "
        f"{dilution.diluent}: {strength_words(dilution.vial_units, dilution.diluent_ml)}"
    )
