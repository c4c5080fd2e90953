"""Points and rectangles on a plate, in millimetres of an adult's head; y points down."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from injection_map.domain.protocol import Plate


@dataclass(frozen=True, slots=True)
class PointMm:
    x: float
    y: float

    def mirrored(self) -> PointMm:
        """The same point on the mirrored plate (the right side view)."""
        return PointMm(-self.x, self.y)

    def towards(self, other: PointMm, fraction: float) -> PointMm:
        """The point at `fraction` (0 to 1) of the way to `other`."""
        return PointMm(self.x + (other.x - self.x) * fraction, self.y + (other.y - self.y) * fraction)

    def distance_mm(self, other: PointMm) -> float:
        return math.hypot(self.x - other.x, self.y - other.y)


@dataclass(frozen=True, slots=True)
class RectMm:
    x: float
    y: float
    width: float
    height: float

    def contains(self, point: PointMm) -> bool:
        return self.x <= point.x <= self.x + self.width and self.y <= point.y <= self.y + self.height


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a plate's file says in numbers: its bounds and its landmarks, paired ones with `-left` or `-right`.

    `muscles` are the ids of the drawn muscles without `muscle-`: `temporalis-left`, `procerus`.
    """

    plate: Plate
    bounds: RectMm
    landmarks: Mapping[str, PointMm]
    muscles: frozenset[str]
