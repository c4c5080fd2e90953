"""Dates and times as people type them: read in one way only, or refused in words."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from injection_map.domain import words

_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAY = r"(?P<day>[0-9]{1,2})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>[0-9]+)"
_GAP = r"[-./, ]*"
_FULL = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<year>[0-9]{{4}})([-./ ]){_MONTH}\2{_DAY}",
        rf"{_DAY}{_GAP}{_NAME}{_GAP}{_YEAR}",
        rf"{_NAME}{_GAP}{_DAY}[-./, ]+{_YEAR}",
    )
)
_FIGURES = re.compile(r"(?P<first>[0-9]{1,2})([-./ ])(?P<second>[0-9]{1,2})\2(?P<year>[0-9]+)")
_MONTHS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<year>[0-9]{{4}})[-./ ]{_MONTH}",
        rf"{_MONTH}[-./ ]{_YEAR}",
        rf"{_NAME}{_GAP}{_YEAR}",
    )
)
_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2}) ?(?P<half>am|pm)?")
_DAY_AND_CLOCK = re.compile(r"(?P<day>.+?)[ ,]+(?P<clock>[0-9]{1,2}[:.][0-9]{2}(?: ?[ap]m)?)")
_YEAR_DIGITS = 4
_EXAMPLE = "14-Mar-1981"
_NOON, _HOURS, _MINUTES = 12, 24, 60


class UnreadDateError(ValueError):
    """Typed text that is no date or time; `str()` is the sentence to show."""


def parse_date(text: str, *, month_first: bool = False) -> date | None:
    """The day that a text means, or None: 14-Mar-1981, 14 March 1981, 1981-03-14, 14.3.1981, 14/03/1981.

    `month_first` reads 03/14/1981 as in the US; with points the day always comes first.
    """
    try:
        return read_date(text, month_first=month_first)
    except UnreadDateError:
        return None


def parse_expiry(text: str, *, month_first: bool = False) -> date | None:
    """The last good day of a vial, or None: May-2027, 05/2027 and 2027-05 mean the month's last; or a full date."""
    try:
        return read_expiry(text, month_first=month_first)
    except UnreadDateError:
        return None


def parse_moment(text: str, *, now: datetime, month_first: bool = False) -> datetime | None:
    """A minute, or None: 10:06 is today's; 17-Nov-2025 16:30; yesterday 16:30; 4:30 pm."""
    try:
        return read_moment(text, now=now, month_first=month_first)
    except UnreadDateError:
        return None


def read_date(text: str, *, month_first: bool = False) -> date:
    """As `parse_date`; UnreadDateError says what is wrong."""
    wanted = _plain(text)
    for pattern in _FULL:
        if found := pattern.fullmatch(wanted):
            return _day(_year(found["year"]), _month(found), int(found["day"]))
    if found := _FIGURES.fullmatch(wanted):
        first, second = int(found["first"]), int(found["second"])
        swapped = month_first and found[2] != "."
        day, month = (second, first) if swapped else (first, second)
        return _day(_year(found["year"]), month, day)
    raise UnreadDateError(f"This is not a date. Write it as {_EXAMPLE}.")


def read_expiry(text: str, *, month_first: bool = False) -> date:
    """As `parse_expiry`; UnreadDateError says what is wrong."""
    try:
        return _month_end(_plain(text)) or read_date(text, month_first=month_first)
    except UnreadDateError as fault:
        sentence = str(fault).replace("a date", "an expiry date").replace(_EXAMPLE, "May-2027")
        raise UnreadDateError(sentence) from None


def read_moment(text: str, *, now: datetime, month_first: bool = False) -> datetime:
    """As `parse_moment`; UnreadDateError says what is wrong."""
    wanted = _plain(text)
    if clock := _CLOCK.fullmatch(wanted):
        return _at(now.date(), clock, now)
    both = _DAY_AND_CLOCK.fullmatch(wanted)
    clock = _CLOCK.fullmatch(both["clock"]) if both else None
    if both is None or clock is None:
        raise UnreadDateError(f"This is not a time. Write it as 10:06, or {words.day(now.date())} 10:06.")
    named = {"today": now.date(), "yesterday": now.date() - timedelta(days=1)}
    return _at(named.get(both["day"]) or read_date(both["day"], month_first=month_first), clock, now)


def expiry_words(expiry: date) -> str:
    """May-2027, or the day when the last good one is not a month's last."""
    whole_month = expiry.day == monthrange(expiry.year, expiry.month)[1]
    return words.month(expiry) if whole_month else words.day(expiry)


def away_words(day: date, today: date) -> str:
    """in 12 days, in 18 months, in 2 years, today, 1 day ago: whole months from one, whole years from two"""
    if day == today:
        return "today"
    first, last = min(day, today), max(day, today)
    months = 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)
    years, days = months // 12, (last - first).days
    span = words.count(years, "year") if years > 1 else words.count(*((months, "month") if months else (days, "day")))
    return f"in {span}" if day > today else f"{span} ago"


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def moment_words(at: datetime) -> str:
    """18-Nov-2025 10:06"""
    return f"{words.day(at)} {words.clock(at)}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _month_end(text: str) -> date | None:
    """The last day of a month that is written without a day, or None."""
    for pattern in _MONTHS:
        if found := pattern.fullmatch(text):
            first = _day(_year(found["year"]), _month(found), 1)
            return first.replace(day=monthrange(first.year, first.month)[1])
    return None


def _year(digits: str) -> int:
    if len(digits) != _YEAR_DIGITS:
        raise UnreadDateError(f"Write the year in full: {_EXAMPLE}.")
    return int(digits)


def _month(found: re.Match[str]) -> int:
    """The month that was found as a figure or as its English name, from three letters on."""
    groups = found.groupdict()
    if groups.get("month"):
        return int(groups["month"])
    for number, name in enumerate(_NAMES, start=1):
        if name.startswith(groups["name"]) or groups["name"] == f"{name[:3]}t" == "sept":
            return number
    raise UnreadDateError(f"There is no month “{groups['name']}”. Write it in English: {_EXAMPLE}.")


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= len(_NAMES):
        raise UnreadDateError(f"There is no month {month}. Write the month in letters: {_EXAMPLE}.")
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadDateError(f"There is no {day}-{words.MONTHS[month - 1]}-{year:04d}.") from None


def _at(day: date, clock: re.Match[str], now: datetime) -> datetime:
    hour, minute, half = int(clock["hour"]), int(clock["minute"]), clock["half"]
    if (half and not 1 <= hour <= _NOON) or hour >= _HOURS or minute >= _MINUTES:
        raise UnreadDateError("There is no such time of day. Write it as 16:30.")
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=now.tzinfo)
