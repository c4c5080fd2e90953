"""Where labels go: a pure algorithm on boxes. Sizes in, boxes out; it knows neither fonts nor painters.

No label may cover a site's mark, a side letter, a measure, a landmark or another label, or leave the stage. A label
for which there is no such place is left out: a missing plate is seen at once, a covered mark is not.
The order of placing is the order of worth: the measure, the label of the next site, landmarks, the other sites;
where that leaves one out, other orders are tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from heapq import heappop, heappush
from itertools import product
from typing import Any

from injection_map.diagram.boxes import Box, Line, Size, Spot
from injection_map.diagram.wishes import (
    LabelWish,
    LandmarkWish,
    MarkBox,
    MeasureWish,
    Placed,
    PlacedMeasure,
    Placement,
    PlateWish,
    Wishes,
)

_GAP = 6.0
_CLEAR = 3.0
_PLUS = Size(20, 20)
_ALONGSIDE = 6.0
_FIRST_STEPS = (10.0, 22.0)


_ORDERS = (
    ("measures", "next_label", "landmarks", "plates"),
    ("measures", "plates", "landmarks", "next_label"),
    ("measures", "plates", "next_label", "landmarks"),
)


def place_labels(wishes: Wishes) -> Placement:
    """Places every label, or, where that cannot be, as many as any of the orders of placing allows."""
    placements = []
    backward = replace(wishes, plates=wishes.plates[::-1])
    for asked, order in product((wishes, backward), _ORDERS):
        placements.append(_place_in_order(asked, order))
        if not _missing(wishes, placements[-1]):
            break
    return min(placements, key=lambda placement: _missing(wishes, placement))


def _place_in_order(wishes: Wishes, order: tuple[str, ...]) -> Placement:
    room = _Room(wishes)
    steps: dict[str, Callable[[], Any]] = {
        "measures": lambda: tuple(_place_measure(room, wish) for wish in wishes.measures),
        "next_label": lambda: _place_next(room, wishes.next_label),
        "landmarks": lambda: tuple(_place_landmark(room, wish) for wish in wishes.landmarks),
        "plates": lambda: {wish.key: place for wish in wishes.plates if (place := _place_plate(room, wish))},
    }
    return Placement(**{step: steps[step]() for step in order})


def _missing(wishes: Wishes, placement: Placement) -> int:
    """How many labels found no place; the label of the next site and the measures weigh more than all others."""
    missing = len(wishes.plates) - len(placement.plates) + placement.landmarks.count(None)
    no_next = wishes.next_label is not None and placement.next_label is None
    return missing + 100 * (placement.measures.count(None) + no_next)


class _Room:
    """What is still free on the stage. Grows fuller with every label."""

    def __init__(self, wishes: Wishes) -> None:
        self._stage = wishes.stage
        self._boxes = [mark.extent for mark in wishes.marks] + [box.grown(_CLEAR) for box in wishes.taken]
        self._boxes += [Box.around(wish.spot, _PLUS) for wish in wishes.landmarks]
        self._marks = wishes.marks
        self._lines: list[Line] = []
        self._guide_lines = wishes.guide_lines

    def has(self, box: Box) -> bool:
        if not box.lies_in(self._stage):
            return False
        if any(box.meets(other) for other in self._boxes):
            return False
        return not any(line.crosses(box) for line in self._lines)

    def brought_in(self, box: Box) -> Box:
        """The box, moved sideways onto the stage where it would stick out."""
        by = max(0.0, self._stage.left - box.left) - max(0.0, box.right - self._stage.right)
        return Box(box.left + by, box.top, box.right + by, box.bottom)

    def has_line(self, line: Line, *, start: Spot | None = None) -> bool:
        """Whether a line would run free of every box, but for that around `start`, where it comes from."""
        return not any(line.crosses(box) for box in self._boxes if not (start and box.holds(start)))

    def free_of_guide(self, box: Box) -> bool:
        return not any(line.crosses(box) for line in self._guide_lines)

    def is_mistakable(self, box: Box, own: MarkBox, *, has_leader: bool) -> bool:
        """Whether a label could be read as that of another mark than its own."""
        least = _CLEAR_OF_OTHERS if has_leader else _CLEARLY * math.dist(box.nearest_to(own.centre), own.centre)
        others = (mark for mark in self._marks if mark is not own)
        return any(
            math.dist(box.nearest_to(mark.centre), mark.centre) < least + (mark.reach if has_leader else 0)
            for mark in others
        )

    def hides_guide(self, placed: Placed) -> bool:
        """Whether a label covers the dotted line, or its leader runs along it."""
        if not self.free_of_guide(placed.box):
            return True
        if placed.leader is None or placed.leader.length < _FIRST_STEPS[-1]:
            return False
        steps = [placed.leader.at(step / placed.leader.length).around(_ALONGSIDE) for step in _FIRST_STEPS]
        return any(all(line.crosses(step) for step in steps) for line in self._guide_lines)

    def take(self, box: Box, lines: Iterable[Line] = ()) -> None:
        self._boxes.append(box.grown(_CLEAR))
        self._lines.extend(lines)


# The label of the next site: above, off the muscle; else on the side away from the midline; else below.

_LIFTS = (24, 38, 54, 74, 98, 126, 158, 196, 240, 16, 8)
_LIFT_AT_LEAST = 24
_SHIFTS = (0.0, 0.15, -0.15, 0.3, -0.3, 0.5, -0.5, 0.7, -0.7, 0.9, -0.9)
_ON_MUSCLE, _ON_OTHER_SIDE = 60.0, 90.0


def _place_next(room: _Room, wish: LabelWish | None) -> Placed | None:
    if wish is None:
        return None
    for showing_guide in (True, False):
        for box in _next_boxes(wish):
            if not room.has(box):
                continue
            placed = Placed(box, leader := _leader(wish.mark, box))
            if not room.has_line(leader, start=wish.mark.centre) or (showing_guide and room.hides_guide(placed)):
                continue
            room.take(box, [leader])
            return placed
    return None


def _next_boxes(wish: LabelWish) -> Iterator[Box]:
    """Boxes around the mark, the cheapest first: near, straight, off the muscle and on the patient's own side.

    What a box covers is reckoned only when its turn may have come: most boxes are never asked for.
    """
    x, y = wish.mark.centre
    reckoned: list[tuple[float, Box]] = []
    for least, dx, dy in _next_places(wish.size, wish.mark.reach, wish.outward or 1):
        while reckoned and reckoned[0][0] < least:
            yield heappop(reckoned)[1]
        box = Box.around(Spot(x + dx, y + dy), wish.size)
        heappush(reckoned, (least + _cover_cost(box, wish), box))
    while reckoned:
        yield heappop(reckoned)[1]


@lru_cache(maxsize=64)
def _next_places(size: Size, reach: float, side: int) -> tuple[tuple[float, float, float], ...]:
    """From the mark to the centres of boxes, each after what it costs to be there whatever is covered; cheap first."""
    return tuple(sorted(_places_around(size, reach, side)))


def _places_around(size: Size, reach: float, side: int) -> Iterator[tuple[float, float, float]]:
    width, height = size
    for dx, dy, base in ((0, -1, 0.0), (side, 0, 45.0), (0, 1, 70.0), (-side, 0, 95.0)):
        room_along = reach + (height if dy else width) / 2
        spread = width if dy else 3 * height
        for lift in _LIFTS:
            along, near_cost = room_along + lift, base + 0.3 * lift + 4 * max(0, _LIFT_AT_LEAST - lift)
            for shift in _SHIFTS:
                across = shift * spread
                cost = near_cost + 0.25 * abs(across)
                yield (cost, across, dy * along) if dy else (cost, dx * along, across)


def _cover_cost(box: Box, wish: LabelWish) -> float:
    on_muscle = _ON_MUSCLE * box.shared_with(wish.off) if wish.off else 0.0
    return on_muscle + _ON_OTHER_SIDE * _share_beyond(box, wish)


def _share_beyond(box: Box, wish: LabelWish) -> float:
    """How much of a box lies beyond the midline, 0 to 1."""
    if wish.midline is None or not wish.outward:
        return 0.0
    beyond = wish.midline - box.left if wish.outward > 0 else box.right - wish.midline
    return min(1.0, max(0.0, beyond / box.width))


def _leader(mark: MarkBox, box: Box) -> Line:
    """From the rim of the mark to the nearest part of a label, clear of its round corners."""
    inset = min(14.0, box.height / 2)
    end = Box(box.left + inset, box.top, box.right - inset, box.bottom).nearest_to(mark.centre)
    dx, dy = end.x - mark.centre.x, end.y - mark.centre.y
    length = math.hypot(dx, dy) or 1.0
    return Line(Spot(mark.centre.x + dx / length * mark.reach, mark.centre.y + dy / length * mark.reach), end)


# The small plates of the other sites: beside their mark, the nearest free place, outward first.

_RINGS = (_GAP, 14.0, 26.0, 42.0, 64.0, 90.0, 120.0, 155.0)
_LEADER_FROM = 20.0
_CLEARLY = 2.6
_CLEAR_OF_OTHERS = 7.0


def _place_plate(room: _Room, wish: PlateWish) -> Placed | None:
    clear = (True, False) if wish.unmistakable else (False,)
    for is_clear, off_guide in product(clear, (True, False)):
        for gap, direction in product(_RINGS, _directions(wish.away)):
            box = room.brought_in(_beside(wish.mark.extent, wish.size, direction, gap))
            if not room.has(box) or (off_guide and not room.free_of_guide(box)):
                continue
            if is_clear and room.is_mistakable(box, wish.mark, has_leader=gap > _LEADER_FROM):
                continue
            leader = _leader(wish.mark, box) if gap > _LEADER_FROM else None
            if leader and not room.has_line(leader, start=wish.mark.centre):
                continue
            room.take(box, [leader] if leader else [])
            return Placed(box, leader)
    return None


def _directions(away: Spot) -> Iterator[Spot]:
    """Beside first, then below or above, then slanting; in each the direction with more room first."""
    x, y = (1 if away.x >= 0 else -1), (1 if away.y >= 0 else -1)
    yield from (Spot(x, 0), Spot(0, y), Spot(x, y), Spot(0, -y), Spot(x, -y), Spot(-x, 0), Spot(-x, y), Spot(-x, -y))


def _beside(extent: Box, size: Size, direction: Spot, gap: float) -> Box:
    """A box of a size next to an extent, on one of its eight sides. Slanting boxes reach in under the corner."""
    slant = 0.7 if direction.x and direction.y else 1.0
    along_x = direction.x * slant * ((extent.width + size.width) / 2 + gap)
    along_y = direction.y * ((extent.height + size.height) / 2 + gap * slant)
    centre = extent.centre
    return Box.around(Spot(centre.x + along_x, centre.y + along_y), size)


# Names of landmarks: beside the plus sign, off the dotted line.


def _place_landmark(room: _Room, wish: LandmarkWish) -> Box | None:
    plus = Box.around(wish.spot, _PLUS)
    for off_guide in (True, False):
        for gap, direction in product((_GAP, 14.0, 26.0, 42.0), _directions(Spot(wish.outward or 1, 1))):
            box = room.brought_in(_beside(plus, wish.size, direction, gap))
            if room.has(box) and (not off_guide or room.free_of_guide(box)):
                room.take(box)
                return box
    return None


# The measure: a bracket beside its leg, the text beside the bracket.

_OFFSETS = (0.0, 8.0, 18.0, 30.0, 46.0)
_ALONG = (0.5, 0.3, 0.7, 0.1, 0.9, -0.2, 1.2)
_TEXT_GAP = 8.0
_SERIF = 5.0


def _place_measure(room: _Room, wish: MeasureWish) -> PlacedMeasure | None:
    if wish.leg.length == 0:
        return None
    normals = _normals(wish)
    places = sorted(product(_OFFSETS, normals, _ALONG), key=lambda c: _measure_cost(c, normals))
    for is_bare, (offset, normal, along) in product((False, True), places):
        distance = max(wish.start_reach, wish.end_reach) + _GAP + offset
        placed = _measure_at(wish, normal, distance, along, is_bare=is_bare)
        starts = (None, *wish.leg)
        free = all(room.has_line(line, start=start) for line, start in zip(placed.lines, starts, strict=True))
        if free and room.has(placed.box) and room.free_of_guide(placed.box):
            room.take(placed.box, placed.lines)
            return placed
    return None


def _measure_cost(choice: tuple[float, Spot, float], normals: tuple[Spot, Spot]) -> float:
    offset, normal, along = choice
    return offset + 30 * abs(along - 0.5) + (0 if normal is normals[0] else 6)


def _normals(wish: MeasureWish) -> tuple[Spot, Spot]:
    """The two directions across the leg: outward first, or upward for a level leg."""
    dx = (wish.leg.end.x - wish.leg.start.x) / wish.leg.length
    dy = (wish.leg.end.y - wish.leg.start.y) / wish.leg.length
    one, other = Spot(-dy, dx), Spot(dy, -dx)
    if abs(dy) < 0.3:
        return (one, other) if one.y < 0 else (other, one)
    return (one, other) if one.x * (wish.outward or -1) > 0 else (other, one)


def _measure_at(wish: MeasureWish, normal: Spot, offset: float, along: float, *, is_bare: bool) -> PlacedMeasure:
    """`is_bare` leaves the ends of the bracket no more than a serif, where something stands too near the mark."""
    start, end = wish.leg
    bracket = Line(_moved(start, normal, offset), _moved(end, normal, offset))
    middle = Spot(
        bracket.start.x + (bracket.end.x - bracket.start.x) * along,
        bracket.start.y + (bracket.end.y - bracket.start.y) * along,
    )
    half = (abs(normal.x) * wish.size.width + abs(normal.y) * wish.size.height) / 2
    box = Box.around(_moved(middle, normal, _TEXT_GAP + half), wish.size)
    ends = ((start, 0 if is_bare else wish.start_reach), (end, 0 if is_bare else wish.end_reach))
    return PlacedMeasure((bracket, *(_witness(spot, reach, normal, offset) for spot, reach in ends)), box)


def _witness(spot: Spot, reach: float, normal: Spot, offset: float) -> Line:
    """The short line from an end of the leg to the bracket, which it crosses like a serif."""
    start = min(reach + _CLEAR, offset - _SERIF) if reach else offset - _SERIF
    return Line(_moved(spot, normal, start), _moved(spot, normal, offset + _SERIF))


def _moved(spot: Spot, direction: Spot, by: float) -> Spot:
    return Spot(spot.x + direction.x * by, spot.y + direction.y * by)
