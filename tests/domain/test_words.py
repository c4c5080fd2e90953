"""Figures, dates and sides as the program writes them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain import words
from injection_map.domain.protocol import Side


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5", "5"),
        ("5.0", "5"),
        ("5.00", "5"),
        ("100", "100"),
        ("1E+2", "100"),
        ("2.50", "2.5"),
        (".5", "0.5"),
        ("0.75", "0.75"),
        ("-7.5", "−7.5"),
        ("0", "0"),
        ("-0.0", "0"),
        ("0.000", "0"),
    ],
)
def test_figures(value: str, text: str) -> None:
    assert words.figure(Decimal(value)) == text


@given(st.decimals(-10_000, 10_000, places=3))
def test_no_figure_can_be_misread(value: Decimal) -> None:
    text = words.figure(value)
    assert re.fullmatch(r"−?(0|[1-9]\d*)(\.\d*[1-9])?", text), "no trailing zero, none missing before the point"
    assert Decimal(text.replace("−", "-")) == value


@pytest.mark.parametrize(("value", "text"), [("1", "1 unit"), ("5", "5 units"), ("0", "0 units"), ("0.5", "0.5 units")])
def test_units_are_written_in_full(value: str, text: str) -> None:
    assert words.units(Decimal(value)) == text


@pytest.mark.parametrize(("value", "text"), [("7.5", "+7.5"), ("0", "0"), ("-7.5", "−7.5")])
def test_signed_figures(value: str, text: str) -> None:
    assert words.signed_figure(Decimal(value)) == text


@pytest.mark.parametrize(("value", "text"), [("0.75", "0.75"), ("0.1", "0.1"), ("0.0416666", "0.04"), ("1", "1")])
def test_millilitres(value: str, text: str) -> None:
    assert words.millilitres(Decimal(value)) == text


def test_counts() -> None:
    assert [words.count(n, "site") for n in (0, 1, 2)] == ["0 sites", "1 site", "2 sites"]
    assert words.count(2, "entry", "entries") == "2 entries"


def test_dates_and_times() -> None:
    assert words.day(date(1981, 3, 4)) == "04-Mar-1981"
    assert words.month(date(2027, 5, 31)) == "May-2027"
    assert words.weekday(date(2025, 11, 18)) == "Tuesday"
    moment = datetime(2025, 11, 18, 9, 5, 7)
    assert words.clock(moment) == "09:05"
    assert words.clock_seconds(moment) == "09:05:07"


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(1981, 3, 14), date(2025, 3, 13), 43),
        (date(1981, 3, 14), date(2025, 3, 14), 44),
        (date(2000, 2, 29), date(2025, 2, 28), 24),
        (date(2000, 2, 29), date(2025, 3, 1), 25),
    ],
)
def test_age(born: date, today: date, years: int) -> None:
    assert words.age_years(born, today) == years


def test_sides_are_the_patients() -> None:
    assert [words.patients_side(side) for side in Side] == ["patient’s left", "patient’s right", "midline"]
    assert [words.side_word(side) for side in Side] == ["left", "right", "midline"]
