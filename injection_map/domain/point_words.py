"""A point of a view in the words of anatomy: on which side it lies, and how far from the nearest landmark.

The distances are those of the drawing, which is a standard head: they say which point was touched, and are no measure
of the patient.
"""

from __future__ import annotations

import math

from injection_map.domain.geometry import Drawing, PointMm
from injection_map.domain.placement import landmark_for
from injection_map.domain.protocol import Plate, Side, View, words_of

MIDLINE_MM = 2.0
"""Nearer than this to the middle of the front or the back a point is in the midline: a touch is no finer."""

_IN_CM_FROM_MM = 20
_NAMES = {
    "brow-peak": "the peak of the brow",
    "c2": "C2",
    "c7": "C7",
    "t3": "T3",
    "helix-mid": "the middle of the helix",
    "helix-top": "the top of the helix",
    "lateral-orbital-rim": "the lateral orbital rim",
    "mastoid": "the mastoid",
    "mastoid-process-top": "the top of the mastoid process",
    "mastoid-tip": "the tip of the mastoid",
    "necklace": "the neckline",
    "nuchal-ridge-mid": "the middle of the nuchal ridge",
    "orbital-rim-medial-superior": "the medial upper orbital rim",
    "superior-temporal-line-top": "the top of the superior temporal line",
    "trichion": "the middle of the hairline",
    "zygomatic-arch-mid": "the middle of the zygomatic arch",
}
"""Landmarks whose identifiers are not their words."""


def side_at(point: PointMm, view: View) -> Side:
    """The patient's side at a point in mm of a view."""
    if view is View.LEFT:
        return Side.LEFT
    if view is View.RIGHT:
        return Side.RIGHT
    if abs(point.x) < MIDLINE_MM:
        return Side.MIDLINE
    return Side.LEFT if (point.x > 0) == (view is View.FRONT) else Side.RIGHT


def point_words(point: PointMm, *, view: View, side: Side, drawing: Drawing) -> str:
    """`12 mm above and 5 mm lateral of the glabella`: from the nearest landmark of that side or of the midline.

    `point` is in mm of the view (right: mirrored), `drawing` the plate of that view.
    """
    as_drawn = point.mirrored() if view is View.RIGHT else point
    name = _nearest(as_drawn, side, drawing)
    landmark = drawing.landmarks[landmark_for(name, side, drawing) or name]
    up_mm = landmark.y - as_drawn.y
    ways = [_way(up_mm, "above", "below"), _way(*_across(as_drawn, landmark, drawing.plate))]
    told = " and ".join(filter(None, ways))
    return f"{told} {landmark_words(name)}" if told else f"at {landmark_words(name)}"


def landmark_words(name: str) -> str:
    """A landmark inside a sentence: `the middle of the nuchal ridge`, `C7`."""
    return _NAMES.get(name) or f"the {words_of(name).lower()}"


def _nearest(as_drawn: PointMm, side: Side, drawing: Drawing) -> str:
    """The name, without a side, of the nearest landmark that a point of this side is told from."""
    known = {name.removesuffix("-left").removesuffix("-right") for name in drawing.landmarks}
    usable = {name: found for name in known if (found := landmark_for(name, side, drawing))}
    return min(usable, key=lambda name: (drawing.landmarks[usable[name]].distance_mm(as_drawn), name))


def _across(as_drawn: PointMm, landmark: PointMm, plate: Plate) -> tuple[float, str, str]:
    """How far it lies forward, or away from the midline, and the words for both ways."""
    if plate is Plate.SIDE:
        return landmark.x - as_drawn.x, "in front of", "behind"
    return abs(as_drawn.x) - abs(landmark.x), "lateral of", "medial of"


def _way(by_mm: float, positive: str, negative: str) -> str:
    """`12 mm above`, `2.5 cm behind`; empty where it comes to nothing."""
    whole = math.floor(abs(by_mm) + 0.5)
    if not whole:
        return ""
    far = f"{whole} mm" if whole < _IN_CM_FROM_MM else f"{whole / 10:g} cm"
    return f"{far} {positive if by_mm > 0 else negative}"
