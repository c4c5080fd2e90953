"""A point in words: reckoned by hand, on both sides, in the mirrored view and in the midline."""

import pytest

from injection_map import resources
from injection_map.domain.geometry import Drawing, PointMm, RectMm
from injection_map.domain.point_words import landmark_words, point_words, side_at
from injection_map.domain.protocol import Plate, Side, View
from injection_map.storage.diagram_file import read_drawings

BOUNDS = RectMm(-200, -200, 400, 400)
FRONT = Drawing(
    Plate.FRONT,
    BOUNDS,
    {"glabella": PointMm(0, -10), "pupil-left": PointMm(31.5, 6), "pupil-right": PointMm(-31.5, 6)},
    frozenset(),
)
SIDE = Drawing(Plate.SIDE, BOUNDS, {"tragus": PointMm(0, 0), "inion": PointMm(87, -5)}, frozenset())
BACK = Drawing(
    Plate.BACK,
    BOUNDS,
    {"c7": PointMm(0, 135), "acromion-left": PointMm(-195, 170), "acromion-right": PointMm(195, 170)},
    frozenset(),
)


@pytest.mark.parametrize(
    ("x", "y", "view", "side", "drawing", "told"),
    [
        (-5, -12, View.LEFT, Side.LEFT, SIDE, "12 mm above and 5 mm in front of the tragus"),
        (5, -12, View.RIGHT, Side.RIGHT, SIDE, "12 mm above and 5 mm in front of the tragus"),
        (5, 12, View.LEFT, Side.LEFT, SIDE, "12 mm below and 5 mm behind the tragus"),
        (-5, 12, View.RIGHT, Side.RIGHT, SIDE, "12 mm below and 5 mm behind the tragus"),
        (-80, -5, View.RIGHT, Side.RIGHT, SIDE, "7 mm in front of the inion"),
        (36.5, -4, View.FRONT, Side.LEFT, FRONT, "10 mm above and 5 mm lateral of the pupil"),
        (-36.5, -4, View.FRONT, Side.RIGHT, FRONT, "10 mm above and 5 mm lateral of the pupil"),
        (-28.5, 6, View.FRONT, Side.RIGHT, FRONT, "3 mm medial of the pupil"),
        (6, -34, View.FRONT, Side.LEFT, FRONT, "2.4 cm above and 6 mm lateral of the glabella"),
        (-6, -34, View.FRONT, Side.RIGHT, FRONT, "2.4 cm above and 6 mm lateral of the glabella"),
        (0.4, -34, View.FRONT, Side.MIDLINE, FRONT, "2.4 cm above the glabella"),
        (175, 170, View.BACK, Side.RIGHT, BACK, "2 cm medial of the acromion"),
        (-175, 170, View.BACK, Side.LEFT, BACK, "2 cm medial of the acromion"),
        (-12, 120, View.BACK, Side.LEFT, BACK, "15 mm above and 12 mm lateral of C7"),
        (0, 0, View.LEFT, Side.LEFT, SIDE, "at the tragus"),
        (0.49, -0.49, View.LEFT, Side.LEFT, SIDE, "at the tragus"),
        (0, -19.49, View.LEFT, Side.LEFT, SIDE, "19 mm above the tragus"),
        (0, -19.5, View.LEFT, Side.LEFT, SIDE, "2 cm above the tragus"),
    ],
)
def test_a_point_is_told_from_the_nearest_landmark(x, y, view, side, drawing, told):
    assert point_words(PointMm(x, y), view=view, side=side, drawing=drawing) == told


def test_the_other_sides_landmark_is_never_named_however_near():
    """A point of the left beyond the midline, as a moved site can be, is told from what the left has."""
    told = point_words(PointMm(-31, 6), view=View.FRONT, side=Side.LEFT, drawing=FRONT)
    assert told == "16 mm below and 3.1 cm lateral of the glabella"


@pytest.mark.parametrize(
    ("x", "view", "side"),
    [
        (30, View.FRONT, Side.LEFT),
        (-30, View.FRONT, Side.RIGHT),
        (30, View.BACK, Side.RIGHT),
        (-30, View.BACK, Side.LEFT),
        (1.9, View.FRONT, Side.MIDLINE),
        (-2, View.FRONT, Side.RIGHT),
        (30, View.LEFT, Side.LEFT),
        (30, View.RIGHT, Side.RIGHT),
    ],
)
def test_the_side_is_the_patients(x, view, side):
    assert side_at(PointMm(x, 0), view) is side


def test_every_landmark_of_the_shipped_drawings_has_its_words_and_is_at_itself():
    for plate, drawing in read_drawings(resources.diagrams()).items():
        for name, point in drawing.landmarks.items():
            view = View.of(plate, Side.LEFT)
            side = Side.RIGHT if name.endswith("-right") else Side.LEFT
            bare = name.removesuffix("-left").removesuffix("-right")
            told = point_words(point, view=view, side=side, drawing=drawing)
            assert told == f"at {landmark_words(bare)}"
            assert "-" not in told
