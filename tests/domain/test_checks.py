"""What is said about a field as it is typed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain.checks import (
    Field,
    Finding,
    Level,
    born_fault,
    clean_line,
    clean_text,
    expiry_findings,
    hidden_character,
    line_fault,
    mixed_finding,
    text_fault,
)

NOW = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)
TODAY = date(2025, 11, 18)
HOURS = Decimal(24)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (Field.NAME, "  ", "The patient’s name is needed."),
        (Field.NAME, "-", "“-” says nothing. The patient’s name is needed."),
        (Field.NAME, "A" * 121, "This is too long: 121 characters, at most 120."),
        (
            Field.NAME,
            "HALVORSEN\u202e",
            "There is a hidden character in it (U+202E). Delete the whole text and type it again.",
        ),
        (
            Field.NUMBER,
            "40\x002719",
            "There is a hidden character in it (U+0000). Delete the whole text and type it again.",
        ),
        (Field.NUMBER, "", "The patient’s number is needed."),
        (Field.ALLERGIES, "a" * 201, "This is too long: 201 characters, at most 200."),
        (Field.CLINICIAN, "", "Who treats is needed."),
        (Field.LOT, "", "The lot is needed."),
    ],
)
def test_what_is_wrong_with_a_line(field: Field, text: str, sentence: str) -> None:
    assert line_fault(field, text) == sentence


@pytest.mark.parametrize("field", [Field.ALLERGIES, Field.ROLE, Field.ASSISTANT])
def test_a_line_that_may_be_empty(field: Field) -> None:
    assert line_fault(field, "") is None


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        ("", "The date of birth is needed."),
        ("19-Nov-2025", "19-Nov-2025 is in the future."),
        ("18-Nov-1904", "That would be 121 years ago: is the year right?"),
        ("30-Feb-1981", "There is no 30-Feb-1981."),
    ],
)
def test_what_is_wrong_with_a_date_of_birth(born: str, sentence: str) -> None:
    assert born_fault(born, TODAY, month_first=False) == sentence


@pytest.mark.parametrize("born", ["18-Nov-2025", "18-Nov-1905", "19-Nov-1904"])
def test_the_edges_of_a_life_are_accepted(born: str) -> None:
    assert born_fault(born, TODAY, month_first=False) is None


# --- a vial ----------------------------------------------------------------------------------------------------------


def said(expiry: str, reason: str = "") -> dict[str, tuple[Level, str]]:
    return {found.field: (found.level, found.sentence) for found in expiry_findings(expiry, reason, TODAY)}


@pytest.mark.parametrize(
    ("expiry", "sentence"),
    [("", "The expiry date is needed."), ("05/27", "Write the year in full: May-2027.")],
)
def test_what_is_wrong_with_an_expiry(expiry: str, sentence: str) -> None:
    assert said(expiry) == {Field.EXPIRY: (Level.ERROR, sentence)}


def test_an_expired_vial_is_a_warning_that_wants_a_reason() -> None:
    warning = (Level.WARNING, "This vial expired on 17-Nov-2025.")
    lacking = (Level.ERROR, "Say why. It stands in the record.")
    assert said("17-Nov-2025") == {Field.EXPIRY: warning, Field.EXPIRED_REASON: lacking}
    assert Field.EXPIRED_REASON in said("17-Nov-2025", ".")
    assert said("17-Nov-2025", "No other vial") == {Field.EXPIRY: warning}


def test_a_vial_is_good_on_its_last_day_and_no_reason_is_looked_at() -> None:
    assert said("18-Nov-2025", "\u202e" * 600) == {}


def test_an_expiry_more_than_ten_years_away_is_asked_about() -> None:
    assert said("Nov-2035") == {}
    sentence = "31-Jan-2036 is 11 years away: is the year right?"
    assert said("Jan-2036") == {Field.EXPIRY: (Level.WARNING, sentence)}


@pytest.mark.parametrize(
    ("mixed", "level", "sentence"),
    [
        ("", Level.ERROR, "When the vial was mixed is needed."),
        ("10:27", Level.ERROR, "18-Nov-2025 10:27 is still to come."),
        ("half past ten", Level.ERROR, "This is not a time. Write it as 10:06, or 18-Nov-2025 10:06."),
        ("17-Nov-2025 10:25", Level.WARNING, "The time to use it by, 18-Nov-2025 10:25, has passed."),
    ],
)
def test_what_is_said_of_the_time_of_mixing(mixed: str, level: Level, sentence: str) -> None:
    assert mixed_finding(mixed, HOURS, NOW) == Finding(Field.MIXED, level, sentence)


def test_a_vial_within_its_time() -> None:
    assert mixed_finding("17-Nov-2025 10:27", HOURS, NOW) is None
    assert mixed_finding("1-Nov-2025 10:25", None, NOW) is None  # without a limit none is over it


# --- any text --------------------------------------------------------------------------------------------------------


def test_a_line_is_one_line_in_one_form() -> None:
    assert clean_line("  Ingrid\r\n\u2028 Marie\u00a0H. ") == "Ingrid Marie H."
    assert clean_line("Nystro\u0308m") == "Nystr\u00f6m"
    assert clean_text("\n one \n\n two\t \r\n") == "one\n\ntwo"


def test_joiners_that_a_script_needs_are_no_hidden_characters() -> None:
    assert hidden_character("نمی\u200cخواهم") is None
    assert hidden_character("\ud800") == "U+D800"


@given(st.text(max_size=200))
def test_an_accepted_text_can_be_kept_and_shown(text: str) -> None:
    line = clean_line(text)
    if text_fault(line, most=120) is None:
        assert line.encode().decode() == line
        assert len(line.splitlines()) <= 1
        assert clean_line(line) == line


@given(st.text(max_size=30))
def test_nothing_typed_can_crash_a_field(text: str) -> None:
    for field in (Field.NAME, Field.LOT, Field.ROLE):
        line_fault(field, text)
    born_fault(text, TODAY, month_first=True)
    tuple(expiry_findings(text, text, TODAY))
    mixed_finding(text, HOURS, NOW)
