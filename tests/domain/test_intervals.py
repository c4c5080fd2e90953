"""The days between treatments."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from injection_map.domain.intervals import workday_from


@pytest.mark.parametrize(
    ("day", "workday"),
    [
        (date(2027, 2, 12), date(2027, 2, 12)),  # Friday
        (date(2027, 2, 13), date(2027, 2, 15)),
        (date(2027, 2, 14), date(2027, 2, 15)),
        (date(2027, 2, 15), date(2027, 2, 15)),
    ],
)
def test_a_day_at_a_weekend_becomes_the_monday_after_it(day: date, workday: date) -> None:
    assert workday_from(day) == workday


def test_a_workday_is_never_earlier_and_never_at_a_weekend() -> None:
    for offset in range(30):
        day = date(2026, 1, 1) + timedelta(days=offset)
        assert day <= workday_from(day) <= day + timedelta(days=2)
        assert workday_from(day).weekday() < 5
