"""What is said of many measured times."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all does not exceed."""
    in_order = sorted(values)
    return in_order[max(0, -int(-share * len(in_order) // 1) - 1)]


def spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "p50": median(values),
        "p95": percentile(values, 0.95),
        "p99": percentile(values, 0.99),
        "most": max(values),
    }
