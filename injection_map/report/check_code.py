"""The check code of a record: the short form of its chain's head, to compare a print with what is stored."""

from __future__ import annotations

from injection_map.report.record import Record

_DIGITS, _GROUP = 12, 4


def check_code(record: Record) -> str:
    """`7F3A 91C4 0B2E`: of all the record's events, so that each addendum changes it."""
    return short_form(record.head)


def code_at_signing(record: Record) -> str | None:
    """The code that prints bore before the first addendum or co-signature; None where there is none of these."""
    at_signing = record.head_at_signing
    return None if at_signing is None or at_signing == record.head else short_form(at_signing)


def short_form(head: bytes) -> str:
    """The first twelve digits in groups of four."""
    digits = head.hex()[:_DIGITS].upper()
    return " ".join(digits[i : i + _GROUP] for i in range(0, _DIGITS, _GROUP))
