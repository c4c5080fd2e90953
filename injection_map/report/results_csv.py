"""The results of a class as CSV: a header, then one row an attempt."""

from __future__ import annotations

from collections.abc import Iterable

from injection_map.domain.results import Sitting
from injection_map.report.csv_table import csv_table
from injection_map.report.plain_text import one_line

HEADER = (
    "trainee",
    "begun",
    "exam",
    "mode",
    "protocol",
    "version",
    "questions",
    "answered",
    "found",
    "median_miss_mm",
    "largest_miss_mm",
    "seconds",
    "cosigned_by",
    "attempt",
)


def results_csv(sat: Iterable[Sitting]) -> str:
    """Misses in mm of the standard head, to a tenth; empty where no place was asked."""
    return csv_table(HEADER, (_row(one) for one in sat))


def _row(one: Sitting) -> tuple[str, ...]:
    plan, score = one.attempt.begun.plan, one.score
    return (
        one_line(one.trainee),
        one.attempt.begun_at.isoformat(timespec="seconds"),
        str(plan.seed),
        str(plan.mode),
        plan.protocol.id,
        plan.protocol.version,
        str(plan.length),
        str(score.asked),
        str(score.found),
        _mm(score.median_miss_mm),
        _mm(score.largest_miss_mm),
        str(round(one.duration.total_seconds())),
        "; ".join(map(one_line, one.cosigned_by)),
        one.attempt_id,
    )


def _mm(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
