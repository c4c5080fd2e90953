"""How the program writes figures, dates and sides: "units" in full, no trailing zero, a zero before the point.

Source: Joint Commission "Do not use" list; dates as 14-Mar-1981 so that no locale can misread them.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from injection_map.domain.protocol import Side

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MINUS = "−"


def figure(value: Decimal) -> str:
    """5, 2.5, 0.75, −7.5: never 5.0, never .5."""
    text = f"{abs(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{MINUS}{text}" if value < 0 and text != "0" else text


def units(value: Decimal) -> str:
    return f"{figure(value)} {'unit' if value == 1 else 'units'}"


def millilitres(value: Decimal) -> str:
    """A volume to the hundredth: finer than any syringe is marked."""
    return figure(round(value, 2))


def signed_figure(value: Decimal) -> str:
    return f"+{figure(value)}" if value > 0 else figure(value)


def count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def day(value: date) -> str:
    """14-Mar-1981"""
    return f"{value.day:02d}-{MONTHS[value.month - 1]}-{value.year:04d}"


def month(value: date) -> str:
    """May-2027"""
    return f"{MONTHS[value.month - 1]}-{value.year:04d}"


def weekday(value: date) -> str:
    return WEEKDAYS[value.weekday()]


def clock(value: datetime) -> str:
    return f"{value:%H:%M}"


def clock_seconds(value: datetime) -> str:
    return f"{value:%H:%M:%S}"


def age_years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def patients_side(side: Side) -> str:
    """patient's left, patient's right, midline"""
    return "midline" if side is Side.MIDLINE else f"patient’s {side}"


def side_word(side: Side) -> str:
    return "midline" if side is Side.MIDLINE else str(side)
