"""The guide to a site, in millimetres: the landmarks it is told from, the way from them, and the measured leg."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from injection_map.domain.geometry import PointMm
from injection_map.domain.placement import Guide, PlacedSite
from injection_map.domain.protocol import words_of

_SHORT_NAMES = {
    "orbital-rim-medial-superior": "Orbital rim",
    "necklace": "Neckline",
    "nuchal-ridge-mid": "Nuchal ridge",
    "mastoid-process-top": "Mastoid",
    "mastoid-tip": "Mastoid",
    "superior-temporal-line-top": "Temporal line",
    "temporal-fusion-line": "Temporal line",
    "temporal-hairline": "Hairline",
    "trichion": "Hairline",
    "zygomatic-arch-mid": "Zygomatic arch",
    "c2": "C2",
    "c7": "C7",
    "t3": "T3",
}
_SAME_MM = 0.05


@dataclass(frozen=True, slots=True)
class Segment:
    start: PointMm
    end: PointMm

    @property
    def length_mm(self) -> float:
        return self.start.distance_mm(self.end)


@dataclass(frozen=True, slots=True)
class NamedLandmark:
    name: str
    point: PointMm


@dataclass(frozen=True, slots=True)
class Guideline:
    """What is drawn of a guide, in mm of the site's view.

    `lines` are the dotted ways, none drawn twice. `measured` is the leg that `measure` speaks of; both are None
    where the protocol gives no number, for nothing is ever measured on the drawing.
    """

    landmarks: tuple[NamedLandmark, ...]
    lines: tuple[Segment, ...]
    measured: Segment | None
    measure: str | None


def landmark_name(identifier: str) -> str:
    """A landmark in words that fit beside it: `nuchal-ridge-mid` is `Nuchal ridge`."""
    return _SHORT_NAMES.get(identifier) or words_of(identifier)


def guideline(placed: PlacedSite, all_placed: Mapping[str, PlacedSite]) -> Guideline:
    """The guide to a site. Where it is told from other sites, theirs is followed back to the landmarks."""
    landmarks: dict[str, NamedLandmark] = {}
    lines: list[Segment] = []
    waiting = [placed.guide]
    while waiting:
        guide = waiting.pop(0)
        lines.extend(_segments(guide))
        for anchor in guide.anchors:
            if anchor.landmark is not None:
                landmarks[anchor.landmark] = NamedLandmark(landmark_name(anchor.landmark), anchor.point)
            elif anchor.site_key is not None:
                waiting.append(all_placed[anchor.site_key].guide)
    measured = _measured_leg(placed.guide) if placed.site.measure else None
    return Guideline(tuple(landmarks.values()), without_repeats(lines), measured, placed.site.measure)


def _segments(guide: Guide) -> list[Segment]:
    """The line between two anchors, if there are two, and the way walked from the start."""
    points = _corners(guide)
    between = [Segment(a.point, b.point) for a, b in pairwise(guide.anchors)]
    return [s for s in between + [Segment(a, b) for a, b in pairwise(points)] if s.length_mm > _SAME_MM]


def _corners(guide: Guide) -> tuple[PointMm, ...]:
    """The path, with a slanted step drawn as one line: equal distances up and outward mean the slant."""
    path = guide.path
    if len(path) == 3 and abs(path[0].distance_mm(path[1]) - path[1].distance_mm(path[2])) < _SAME_MM:
        return path[0], path[2]
    return path


def _measured_leg(guide: Guide) -> Segment | None:
    """The leg a measure speaks of: the longest of the way; without a way, from the first anchor to the site."""
    legs = [Segment(a, b) for a, b in pairwise(_corners(guide))] or [Segment(guide.anchors[0].point, guide.path[-1])]
    longest = max(legs, key=lambda leg: leg.length_mm)
    return longest if longest.length_mm > _SAME_MM else None


def without_repeats(lines: Sequence[Segment]) -> tuple[Segment, ...]:
    """Lines on one straight that touch or overlap become one, so that their dots do not blur each other."""
    merged: list[Segment] = []
    for line in lines:
        for other in [m for m in merged if _on_one_line(line, m)]:
            merged.remove(other)
            line = _span(line, other)
        merged.append(line)
    return tuple(merged)


def _span(a: Segment, b: Segment) -> Segment:
    ends = (a.start, a.end, b.start, b.end)
    return max((Segment(p, q) for p, q in combinations(ends, 2)), key=lambda segment: segment.length_mm)


def _on_one_line(a: Segment, b: Segment) -> bool:
    """Whether two segments lie on one straight and share at least a point."""
    whole = _span(a, b)
    if whole.length_mm > a.length_mm + b.length_mm + _SAME_MM:
        return False
    return all(_distance_mm(p, whole) < _SAME_MM for p in (a.start, a.end, b.start, b.end))


def _distance_mm(point: PointMm, line: Segment) -> float:
    """Distance of a point from the straight through a segment."""
    dx, dy = line.end.x - line.start.x, line.end.y - line.start.y
    return abs(dx * (point.y - line.start.y) - dy * (point.x - line.start.x)) / line.length_mm
