"""Dates and times as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain import words
from injection_map.domain.dates import (
    UnreadDateError,
    away_words,
    expiry_words,
    moment_words,
    parse_date,
    parse_expiry,
    parse_moment,
    read_date,
    read_expiry,
    read_moment,
)

NOW = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "14-Mar-1981",
        "14 Mar 1981",
        "14 march 1981",
        " 14-MAR-1981 ",
        "14mar1981",
        "14. March, 1981",
        "March 14, 1981",
        "1981-03-14",
        "1981-3-14",
        "1981/03/14",
        "14.3.1981",
        "14.03.1981",
        "14/03/1981",
        "14/3/1981",
        "14-03-1981",
    ],
)
def test_the_ways_to_write_one_day(text: str) -> None:
    assert parse_date(text) == date(1981, 3, 14)


def test_the_month_comes_first_only_where_that_is_the_custom_and_never_with_points() -> None:
    assert parse_date("03/04/1981") == date(1981, 4, 3)
    assert parse_date("03/04/1981", month_first=True) == date(1981, 3, 4)
    assert parse_date("03.04.1981", month_first=True) == date(1981, 4, 3)
    assert parse_date("3-Apr-1981", month_first=True) == date(1981, 4, 3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("14-Mar-81", "Write the year in full: 14-Mar-1981."),
        ("14.3.81", "Write the year in full: 14-Mar-1981."),
        ("14/03/198", "Write the year in full: 14-Mar-1981."),
        ("31-Feb-1981", "There is no 31-Feb-1981."),
        ("29.2.2023", "There is no 29-Feb-2023."),
        ("0-Mar-1981", "There is no 0-Mar-1981."),
        ("1-Jan-0000", "There is no 1-Jan-0000."),
        ("03/14/1981", "There is no month 14. Write the month in letters: 14-Mar-1981."),
        ("14-Mrz-1981", "There is no month “mrz”. Write it in English: 14-Mar-1981."),
        ("", "This is not a date. Write it as 14-Mar-1981."),
        ("tomorrow", "This is not a date. Write it as 14-Mar-1981."),
        ("14 Ma 1981", "This is not a date. Write it as 14-Mar-1981."),
        ("١٤.٣.١٩٨١", "This is not a date. Write it as 14-Mar-1981."),
        ("1" * 4000, "This is not a date. Write it as 14-Mar-1981."),
    ],
)
def test_what_is_no_date_is_refused_in_words(text: str, sentence: str) -> None:
    assert parse_date(text) is None
    with pytest.raises(UnreadDateError) as refused:
        read_date(text)
    assert str(refused.value) == sentence


def test_sept_is_september() -> None:
    assert parse_date("4 Sept 2025") == date(2025, 9, 4)


@pytest.mark.parametrize(
    "text", ["May-2027", "may 2027", "05/2027", "5/2027", "2027-05", "2027/5", "05.2027", "May2027"]
)
def test_an_expiry_month_is_good_to_its_last_day(text: str) -> None:
    assert parse_expiry(text) == date(2027, 5, 31)


def test_an_expiry_in_february_of_a_leap_year() -> None:
    assert parse_expiry("Feb-2028") == date(2028, 2, 29)


def test_an_expiry_can_be_a_day() -> None:
    assert parse_expiry("14-May-2027") == date(2027, 5, 14)
    assert parse_expiry("05/14/2027", month_first=True) == date(2027, 5, 14)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("05/27", "Write the year in full: May-2027."),
        ("May-27", "Write the year in full: May-2027."),
        ("13/2027", "There is no month 13. Write the month in letters: May-2027."),
        ("never", "This is not an expiry date. Write it as May-2027."),
    ],
)
def test_what_is_no_expiry_is_refused_in_words(text: str, sentence: str) -> None:
    assert parse_expiry(text) is None
    with pytest.raises(UnreadDateError) as refused:
        read_expiry(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("10:06", datetime(2025, 11, 18, 10, 6, tzinfo=UTC)),
        ("9.05", datetime(2025, 11, 18, 9, 5, tzinfo=UTC)),
        ("4:30 pm", datetime(2025, 11, 18, 16, 30, tzinfo=UTC)),
        ("12:05 AM", datetime(2025, 11, 18, 0, 5, tzinfo=UTC)),
        ("today 10:06", datetime(2025, 11, 18, 10, 6, tzinfo=UTC)),
        ("yesterday 16:30", datetime(2025, 11, 17, 16, 30, tzinfo=UTC)),
        ("17-Nov-2025 16:30", datetime(2025, 11, 17, 16, 30, tzinfo=UTC)),
        ("2025-11-17, 16:30", datetime(2025, 11, 17, 16, 30, tzinfo=UTC)),
    ],
)
def test_the_ways_to_write_a_moment(text: str, moment: datetime) -> None:
    assert parse_moment(text, now=NOW) == moment


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("25:00", "There is no such time of day. Write it as 16:30."),
        ("10:60", "There is no such time of day. Write it as 16:30."),
        ("13:00 pm", "There is no such time of day. Write it as 16:30."),
        ("0:30 pm", "There is no such time of day. Write it as 16:30."),
        ("17.11.25 16:30", "Write the year in full: 14-Mar-1981."),
        ("now", "This is not a time. Write it as 10:06, or 18-Nov-2025 10:06."),
    ],
)
def test_what_is_no_moment_is_refused_in_words(text: str, sentence: str) -> None:
    assert parse_moment(text, now=NOW) is None
    with pytest.raises(UnreadDateError) as refused:
        read_moment(text, now=NOW)
    assert str(refused.value) == sentence


@given(st.dates())
def test_what_the_program_writes_it_reads(day: date) -> None:
    assert parse_date(words.day(day)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_expiry(expiry_words(day)) == day
    at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
    assert parse_moment(moment_words(at), now=NOW) == at


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_and_never_a_crash(text: str) -> None:
    for read in (parse_date, parse_expiry):
        assert isinstance(read(text), date | None)
    assert isinstance(parse_moment(text, now=NOW), datetime | None)


@pytest.mark.parametrize(
    ("day", "away"),
    [
        (date(2025, 11, 18), "today"),
        (date(2025, 11, 19), "in 1 day"),
        (date(2025, 12, 17), "in 29 days"),
        (date(2025, 12, 18), "in 1 month"),
        (date(2027, 5, 31), "in 18 months"),
        (date(2027, 11, 17), "in 23 months"),
        (date(2027, 11, 18), "in 2 years"),
        (date(2025, 11, 17), "1 day ago"),
        (date(2025, 10, 18), "1 month ago"),
        (date(2023, 11, 18), "2 years ago"),
    ],
)
def test_how_far_away_a_day_is(day: date, away: str) -> None:
    assert away_words(day, NOW.date()) == away
