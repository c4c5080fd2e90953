"""Rectangles and lines on a stage, in px: plain numbers, for the placement of labels."""

from __future__ import annotations

import math
from typing import NamedTuple


class Size(NamedTuple):
    width: float
    height: float


class Spot(NamedTuple):
    x: float
    y: float

    def around(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.x + by, self.y + by)


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @staticmethod
    def around(centre: Spot, size: Size) -> Box:
        half_width, half_height = size.width / 2, size.height / 2
        return Box(centre.x - half_width, centre.y - half_height, centre.x + half_width, centre.y + half_height)

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> Spot:
        return Spot((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def with_box(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def lies_in(self, other: Box) -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )

    def holds(self, spot: Spot) -> bool:
        return self.left <= spot.x <= self.right and self.top <= spot.y <= self.bottom

    def shared_with(self, other: Box) -> float:
        """How much of this box the other covers, 0 to 1."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height) / (self.width * self.height)

    def nearest_to(self, spot: Spot) -> Spot:
        return Spot(min(max(spot.x, self.left), self.right), min(max(spot.y, self.top), self.bottom))


class Line(NamedTuple):
    start: Spot
    end: Spot

    @property
    def length(self) -> float:
        return math.hypot(self.end.x - self.start.x, self.end.y - self.start.y)

    @property
    def box(self) -> Box:
        (x, y), (end_x, end_y) = self
        return Box(min(x, end_x), min(y, end_y), max(x, end_x), max(y, end_y))

    def at(self, share: float) -> Spot:
        """The point at a share (0 to 1) of the way."""
        start, end = self
        return Spot(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)

    def crosses(self, box: Box) -> bool:
        """Whether any part of the line lies in the box (Liang and Barsky's clipping)."""
        (x, y), (end_x, end_y) = self
        left, top, right, bottom = box
        if (x < left and end_x < left) or (x > right and end_x > right):  # so most lines are done with
            return False
        if (y < top and end_y < top) or (y > bottom and end_y > bottom):
            return False
        enter, leave = 0.0, 1.0
        for step, room_before, room_after in ((end_x - x, left - x, right - x), (end_y - y, top - y, bottom - y)):
            if step == 0:  # level or upright, and not beside the box: that was looked at first
                continue
            first, last = sorted((room_before / step, room_after / step))
            enter, leave = max(enter, first), min(leave, last)
        return enter <= leave
