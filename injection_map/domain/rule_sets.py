"""Rules by which the course of a patient is looked at: data of the guideline or the clinic, never of the program."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.protocol import Source


@dataclass(frozen=True, slots=True)
class NoEffect:
    """Less than so many percent fewer headache days, after `after_treatments`, or up to `to_treatments`, of them."""

    under_percent: Decimal
    after_treatments: int
    to_treatments: int | None = None

    @property
    def words(self) -> str:
        """under 30 % fewer after 2 to 3 treatments"""
        last = self.to_treatments or self.after_treatments
        span = f"{self.after_treatments} to " if last != self.after_treatments else ""
        return f"under {percent_words(self.under_percent)} fewer after {span}{words.count(last, 'treatment')}"


@dataclass(frozen=True, slots=True)
class Success:
    """Fewer headache days in 28 days than `under_days`, for so many months."""

    under_days: int
    for_months: int

    @property
    def words(self) -> str:
        """under 15 days for 3 months"""
        return f"under {words.count(self.under_days, 'day')} for {words.count(self.for_months, 'month')}"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """`responder_percent` fewer headache days than at first is a response. A rule that is not given is None.

    `verified` is false until somebody has held the figures against the source.
    """

    id: str
    title: str
    responder_percent: Decimal
    source: Source
    no_effect: NoEffect | None = None
    success: Success | None = None
    verified: bool = False

    @property
    def source_words(self) -> str:
        """NICE technology appraisal guidance TA260, not verified."""
        return f"{self.source.title}, {'verified' if self.verified else 'not verified'}."


def percent_words(percent: Decimal) -> str:
    """31.8 %"""
    return f"{words.figure(percent)} %"
