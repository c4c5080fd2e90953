"""Where labels go: a pure algorithm on boxes. Sizes in, boxes out; it knows neither fonts nor painters.

No label may cover a site's mark, a side letter, a measure, a landmark or another label, or leave the stage. A label
for which there is no such place is left out: a missing plate is seen at once, a covered mark is not.
The order of placing is the order of worth: the measure, the label of the next site, landmarks, the other sites.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from injection_map.diagram.boxes import Box, Line, Size, Spot

_GAP = 6.0
_CLEAR = 3.0
_PLUS = Size(20, 20)
_ALONGSIDE = 6.0
_FIRST_STEPS = (10.0, 22.0)


@dataclass(frozen=True, slots=True)
class MarkBox:
    """A painted mark: its centre and its whole extent with halo and keyline."""

    centre: Spot
    extent: Box

    @property
    def reach(self) -> float:
        return max(self.extent.width, self.extent.height) / 2


@dataclass(frozen=True, slots=True)
class PlateWish:
    """A small plate beside a mark; `away` is the direction in which there is most room (any length)."""

    key: str
    mark: MarkBox
    size: Size
    away: Spot


@dataclass(frozen=True, slots=True)
class LabelWish:
    """The label of the next site. `off` is the muscle, which it leaves free where it can; `outward` is -1, 0 or 1.

    `midline` is where the patient's other side begins: a label there would speak of the wrong side.
    """

    mark: MarkBox
    size: Size
    off: Box | None
    outward: int
    midline: float | None = None


@dataclass(frozen=True, slots=True)
class LandmarkWish:
    spot: Spot
    size: Size
    outward: int


@dataclass(frozen=True, slots=True)
class MeasureWish:
    """The measured leg, from where the site is told to the site, with the reach of what is drawn at its two ends.

    A reach of 0 is an end at which nothing is drawn: the bracket has only its serif there.
    """

    leg: Line
    start_reach: float
    end_reach: float
    size: Size
    outward: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that is to be placed on a stage, and what is there already: marks, letters and words, dotted lines."""

    stage: Box
    marks: tuple[MarkBox, ...]
    taken: tuple[Box, ...] = ()
    guide_lines: tuple[Line, ...] = ()
    measure: MeasureWish | None = None
    next_label: LabelWish | None = None
    landmarks: tuple[LandmarkWish, ...] = ()
    plates: tuple[PlateWish, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A label's box, and the line that leads to it where it does not lie beside its mark."""

    box: Box
    leader: Line | None = None


@dataclass(frozen=True, slots=True)
class PlacedMeasure:
    """The bracket's lines and the box of its text."""

    lines: tuple[Line, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Placement:
    """Where everything went. None, or a missing key, is a label for which there was no room."""

    measure: PlacedMeasure | None
    next_label: Placed | None
    landmarks: tuple[Box | None, ...]
    plates: dict[str, Placed]


def place_labels(wishes: Wishes) -> Placement:
    room = _Room(wishes)
    measure = _place_measure(room, wishes.measure) if wishes.measure else None
    next_label = _place_next(room, wishes.next_label) if wishes.next_label else None
    landmarks = tuple(_place_landmark(room, wish) for wish in wishes.landmarks)
    plates = {wish.key: placed for wish in wishes.plates if (placed := _place_plate(room, wish))}
    return Placement(measure, next_label, landmarks, plates)


class _Room:
    """What is still free on the stage. Grows fuller with every label."""

    def __init__(self, wishes: Wishes) -> None:
        self._stage = wishes.stage
        self._boxes = [mark.extent for mark in wishes.marks] + [box.grown(_CLEAR) for box in wishes.taken]
        self._boxes += [Box.around(wish.spot, _PLUS) for wish in wishes.landmarks]
        self._lines: list[Line] = []
        self._guide_lines = wishes.guide_lines

    def has(self, box: Box) -> bool:
        if not box.lies_in(self._stage):
            return False
        if any(box.meets(other) for other in self._boxes):
            return False
        return not any(line.crosses(box) for line in self._lines)

    def has_line(self, line: Line, *, start: Spot | None = None) -> bool:
        """Whether a line would run free of every box, but for that around `start`, where it comes from."""
        return not any(line.crosses(box) for box in self._boxes if not (start and box.holds(start)))

    def free_of_guide(self, box: Box) -> bool:
        return not any(line.crosses(box) for line in self._guide_lines)

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

_LIFTS = tuple(range(24, 250, 18))
_SHIFTS = (0.0, 0.3, -0.3, 0.6, -0.6, 0.9, -0.9)
_ON_MUSCLE, _ON_OTHER_SIDE = 60.0, 90.0


def _place_next(room: _Room, wish: LabelWish) -> Placed | None:
    boxes = sorted(_next_boxes(wish))
    for showing_guide in (True, False):
        for _, box in boxes:
            if not room.has(box):
                continue
            placed = Placed(box, leader := _leader(wish.mark, box))
            if not room.has_line(leader, start=wish.mark.centre) or (showing_guide and room.hides_guide(placed)):
                continue
            room.take(box, [leader])
            return placed
    return None


def _next_boxes(wish: LabelWish) -> Iterator[tuple[float, Box]]:
    """Boxes around the mark with their costs: near, straight, off the muscle and on the patient's own side is cheap."""
    size, (x, y), side = wish.size, wish.mark.centre, wish.outward or 1
    for direction, base in ((Spot(0, -1), 0.0), (Spot(side, 0), 45.0), (Spot(0, 1), 70.0), (Spot(-side, 0), 95.0)):
        room_along = wish.mark.reach + (size.height if direction.y else size.width) / 2
        spread = size.width if direction.y else 3 * size.height
        for lift, shift in product(_LIFTS, _SHIFTS):
            along, across = room_along + lift, shift * spread
            if direction.y:
                box = Box.around(Spot(x + across, y + direction.y * along), size)
            else:
                box = Box.around(Spot(x + direction.x * along, y + across), size)
            cost = base + 0.3 * lift + 0.25 * abs(across)
            cost += _ON_MUSCLE * box.shared_with(wish.off) if wish.off else 0.0
            yield cost + _ON_OTHER_SIDE * _share_beyond(box, wish), box


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

_RINGS = (_GAP, 14.0, 26.0, 42.0, 64.0, 90.0)
_LEADER_FROM = 20.0


def _place_plate(room: _Room, wish: PlateWish) -> Placed | None:
    for off_guide in (True, False):
        for gap, direction in product(_RINGS, _directions(wish.away)):
            box = _beside(wish.mark.extent, wish.size, direction, gap)
            if not room.has(box) or (off_guide and not room.free_of_guide(box)):
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
            box = _beside(plus, wish.size, direction, gap)
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
    for offset, normal, along in sorted(product(_OFFSETS, normals, _ALONG), key=lambda c: _measure_cost(c, normals)):
        placed = _measure_at(wish, normal, max(wish.start_reach, wish.end_reach) + _GAP + offset, along)
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


def _measure_at(wish: MeasureWish, normal: Spot, offset: float, along: float) -> PlacedMeasure:
    start, end = wish.leg
    bracket = Line(_moved(start, normal, offset), _moved(end, normal, offset))
    middle = Spot(
        bracket.start.x + (bracket.end.x - bracket.start.x) * along,
        bracket.start.y + (bracket.end.y - bracket.start.y) * along,
    )
    half = (abs(normal.x) * wish.size.width + abs(normal.y) * wish.size.height) / 2
    box = Box.around(_moved(middle, normal, _TEXT_GAP + half), wish.size)
    ends = ((start, wish.start_reach), (end, wish.end_reach))
    return PlacedMeasure((bracket, *(_witness(spot, reach, normal, offset) for spot, reach in ends)), box)


def _witness(spot: Spot, reach: float, normal: Spot, offset: float) -> Line:
    """The short line from an end of the leg to the bracket, which it crosses like a serif."""
    start = min(reach + _CLEAR, offset - _SERIF) if reach else offset - _SERIF
    return Line(_moved(spot, normal, start), _moved(spot, normal, offset + _SERIF))


def _moved(spot: Spot, direction: Spot, by: float) -> Spot:
    return Spot(spot.x + direction.x * by, spot.y + direction.y * by)
