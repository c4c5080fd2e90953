"""The time between two treatments, and the least that a protocol asks for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.session import SiteState

WEEK_DAYS = 7
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class LastVisit:
    """The last treatment of a patient that is known here: its day, the units given, who injected, and the lot.

    `skipped` are the keys of its sites that were not given, `added` its given sites that no protocol has.
    """

    on: date
    units: Decimal
    by: str = ""
    lot: str = ""
    skipped: tuple[str, ...] = ()
    added: tuple[SiteState, ...] = ()


def interval_days(weeks: Decimal) -> int:
    """Whole days, rounded up: never before the interval."""
    return math.ceil(weeks * WEEK_DAYS)


def workday_from(day: date) -> date:
    """The day, or the Monday after it when it is at a weekend."""
    return day + timedelta(days=WEEK_DAYS - day.weekday() if day.weekday() >= _SATURDAY else 0)


def is_early(last: LastVisit | None, interval_weeks: Decimal | None, *, today: date) -> bool:
    """Whether the least interval has not passed yet; never without a last visit or an interval."""
    if last is None or interval_weeks is None:
        return False
    return (today - last.on).days < interval_days(interval_weeks)


def span_words(days: int) -> str:
    """14 weeks, 10 weeks and 2 days, 3 days"""
    weeks, rest = divmod(days, WEEK_DAYS)
    parts = [words.count(weeks, "week")] if weeks else []
    parts += [words.count(rest, "day")] if rest or not weeks else []
    return " and ".join(parts)


def ago_words(last: LastVisit, *, today: date) -> str:
    """14 weeks ago, Today; of a day that is still to come its date."""
    days = (today - last.on).days
    if days < 0:
        return f"{words.day(last.on)}, which is still to come"
    return f"{span_words(days)} ago" if days else "Today"


def next_visit_words(next_visit: date | None, *, treated_on: date) -> tuple[str, str]:
    """Tue 10-Feb-2026 / 12 weeks after 18-Nov-2025"""
    if next_visit is None:
        return "None arranged", ""
    after = f"{span_words((next_visit - treated_on).days)} after {words.day(treated_on)}"
    return f"{words.weekday(next_visit)[:3]} {words.day(next_visit)}", after


def early_sentence(last: LastVisit, interval_weeks: Decimal, *, today: date) -> str:
    """What is said, and kept, of a treatment before its time."""
    days = (today - last.on).days
    least = f"the protocol’s interval is {words.figure(interval_weeks)} weeks"
    if days < 0:
        return f"The last treatment is dated {words.day(last.on)}, which is still to come; {least}."
    return f"{span_words(days)} since the last treatment on {words.day(last.on)}; {least}."
