"""From words to millimetres: mirrored sides, moves that add up, circles."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain.geometry import Drawing, PointMm, RectMm
from injection_map.domain.placement import (
    GuideAnchor,
    PlacementError,
    directions_allowed,
    landmark_for,
    place_all,
    step_mm,
)
from injection_map.domain.protocol import Direction, Dose, Move, Place, Plate, Side, Site

BOUNDS = RectMm(-100, -100, 200, 200)
DRAWINGS = {
    Plate.FRONT: Drawing(
        Plate.FRONT,
        BOUNDS,
        {"nasion": PointMm(0, 0), "rim-left": PointMm(13, -11), "rim-right": PointMm(-13, -11)},
        frozenset(),
    ),
    Plate.SIDE: Drawing(Plate.SIDE, BOUNDS, {"tragus": PointMm(1, 2), "mastoid": PointMm(13, 32)}, frozenset()),
    Plate.BACK: Drawing(
        Plate.BACK,
        BOUNDS,
        {"inion": PointMm(0, 0), "acromion-left": PointMm(-95, 70), "acromion-right": PointMm(95, 70)},
        frozenset(),
    ),
}
LANDMARKS = {Plate.FRONT: ("nasion", "rim"), Plate.SIDE: ("tragus", "mastoid"), Plate.BACK: ("inion", "acromion")}
OPPOSITES = {
    Direction.UP: Direction.DOWN,
    Direction.LATERAL: Direction.MEDIAL,
    Direction.FORWARD: Direction.BACK,
}


def site(name, side, plate, *anchors, moves=(), fraction=0.5):
    place = Place(anchors, tuple(Move(Direction(direction), mm) for direction, mm in moves), fraction)
    dose = Dose(Decimal(5), Decimal(5))
    key = name if side is Side.MIDLINE else f"{name}-{side}"
    return Site(key, name, "m", side, plate, dose, place, "", None, "", "", "", "", False, name, name)


def point(of):
    return place_all((of,), DRAWINGS)[of.key].point


paired = st.sampled_from([Side.LEFT, Side.RIGHT])
plates = st.sampled_from(list(Plate))
millimetres = st.floats(0, 1000, allow_nan=False)


@st.composite
def walks(draw):
    """A plate with anchors, moves that mean something on it, and a fraction."""
    plate = draw(plates)
    anchors = draw(st.permutations(LANDMARKS[plate]))[: draw(st.integers(1, 2))]
    directions = st.sampled_from(sorted(directions_allowed(plate, Side.LEFT)))
    return plate, anchors, draw(st.lists(st.tuples(directions, millimetres), max_size=6)), draw(st.floats(0, 1))


@given(walks())
def test_left_and_right_are_mirror_images(walk):
    plate, anchors, moves, fraction = walk
    sites = tuple(site("a", side, plate, *anchors, moves=moves, fraction=fraction) for side in (Side.LEFT, Side.RIGHT))
    left, right = place_all(sites, DRAWINGS).values()
    assert right.point == left.point.mirrored()
    assert right.guide.path == tuple(corner.mirrored() for corner in left.guide.path)
    assert [anchor.point for anchor in right.guide.anchors] == [a.point.mirrored() for a in left.guide.anchors]


@given(walks(), paired)
def test_moves_add_up_to_the_point_and_each_is_a_corner(walk, side):
    plate, anchors, moves, fraction = walk
    placed = place_all((site("a", side, plate, *anchors, moves=moves, fraction=fraction),), DRAWINGS)[f"a-{side}"]
    path = placed.guide.path
    assert len(path) == len(moves) + 1
    assert path[-1] == placed.point
    for (before, after), (_, mm) in zip(pairwise(path), moves, strict=True):
        assert before.distance_mm(after) == pytest.approx(mm, abs=1e-9)
    sideways = {Direction.LATERAL: 1, Direction.MEDIAL: -1, Direction.BACK: 1, Direction.FORWARD: -1}
    outward = sum(sideways.get(direction, 0) * mm for direction, mm in moves)
    upward = sum({Direction.UP: 1, Direction.DOWN: -1}.get(direction, 0) * mm for direction, mm in moves)
    assert abs(path[-1].x - path[0].x) == pytest.approx(abs(outward), abs=1e-6)
    assert path[0].y - path[-1].y == pytest.approx(upward, abs=1e-6)


@given(plates, paired, st.sampled_from(list(OPPOSITES)), millimetres)
def test_a_move_is_undone_by_its_opposite(plate, side, direction, mm):
    if direction in directions_allowed(plate, side):
        there, back = step_mm(Move(direction, mm), plate, side), step_mm(Move(OPPOSITES[direction], mm), plate, side)
        assert back == (-there[0], -there[1])


@pytest.mark.parametrize(
    ("plate", "side", "direction", "step"),
    [
        (Plate.FRONT, Side.LEFT, "lateral", (2, 0)),  # the patient's left is the viewer's right
        (Plate.FRONT, Side.RIGHT, "lateral", (-2, 0)),
        (Plate.FRONT, Side.LEFT, "medial", (-2, 0)),
        (Plate.BACK, Side.LEFT, "lateral", (-2, 0)),
        (Plate.BACK, Side.RIGHT, "medial", (-2, 0)),
        (Plate.SIDE, Side.LEFT, "forward", (-2, 0)),  # drawn for the left: the face looks to the viewer's left
        (Plate.SIDE, Side.LEFT, "back", (2, 0)),
        (Plate.BACK, Side.MIDLINE, "up", (0, -2)),
        (Plate.FRONT, Side.LEFT, "down", (0, 2)),
    ],
)
def test_which_way_a_move_goes(plate, side, direction, step):
    assert step_mm(Move(Direction(direction), 2), plate, side) == step


@pytest.mark.parametrize(
    ("plate", "side", "allowed"),
    [
        (Plate.FRONT, Side.LEFT, {"up", "down", "lateral", "medial"}),
        (Plate.BACK, Side.RIGHT, {"up", "down", "lateral", "medial"}),
        (Plate.SIDE, Side.RIGHT, {"up", "down", "forward", "back"}),
        (Plate.SIDE, Side.MIDLINE, {"up", "down"}),
        (Plate.FRONT, Side.MIDLINE, {"up", "down"}),
    ],
)
def test_which_moves_mean_something(plate, side, allowed):
    assert directions_allowed(plate, side) == allowed


def test_a_landmark_is_that_of_the_side_if_it_is_paired():
    front, lateral = DRAWINGS[Plate.FRONT], DRAWINGS[Plate.SIDE]
    assert landmark_for("rim", Side.LEFT, front) == "rim-left"
    assert landmark_for("rim", Side.MIDLINE, front) is None
    assert landmark_for("nasion", Side.RIGHT, front) == "nasion"
    assert landmark_for("tragus", Side.RIGHT, lateral) == "tragus"
    assert landmark_for("inion", Side.LEFT, front) is None


def test_a_place_between_two_lies_at_its_fraction():
    assert point(site("a", Side.LEFT, Plate.SIDE, "tragus", "mastoid")) == PointMm(7, 17)
    assert point(site("a", Side.LEFT, Plate.SIDE, "tragus", "mastoid", fraction=0.25)) == PointMm(4, 9.5)


def test_the_guide_tells_the_anchors_and_the_way():
    base = site("base", Side.RIGHT, Plate.SIDE, "tragus", moves=[("up", 30)])
    other = site("other", Side.RIGHT, Plate.SIDE, "base", "mastoid", moves=[("back", 4), ("up", 1)])
    guide = place_all((other, base), DRAWINGS)["other-right"].guide
    assert guide.anchors == (
        GuideAnchor(PointMm(-1, -28), site_key="base-right"),
        GuideAnchor(PointMm(-13, 32), landmark="mastoid"),
    )
    assert guide.path == (PointMm(-7, 2), PointMm(-11, 2), PointMm(-11, 1))


def test_sites_come_back_in_the_order_given():
    sites = (site("b", Side.LEFT, Plate.SIDE, "a"), site("a", Side.LEFT, Plate.SIDE, "tragus"))
    assert list(place_all(sites, DRAWINGS)) == ["b-left", "a-left"]


def test_a_side_may_build_on_the_midline():
    middle = site("middle", Side.MIDLINE, Plate.SIDE, "tragus", moves=[("up", 10)])
    sides = [site("a", side, Plate.SIDE, "middle", moves=[("back", 3)]) for side in (Side.LEFT, Side.RIGHT)]
    placed = place_all((middle, *sides), DRAWINGS)
    assert placed["a-left"].point == PointMm(4, -8)
    assert placed["a-right"].point == PointMm(-4, -8)


@pytest.mark.parametrize(
    "base",
    [
        site("base", Side.RIGHT, Plate.SIDE, "tragus"),  # the other side
        site("base", Side.LEFT, Plate.FRONT, "nasion"),  # another plate
        site("bass", Side.LEFT, Plate.SIDE, "tragus"),  # another name
    ],
)
def test_an_anchor_that_is_neither_landmark_nor_site_of_the_side_is_refused(base):
    with pytest.raises(PlacementError, match="no landmark or site “base” on the side drawing"):
        place_all((base, site("a", Side.LEFT, Plate.SIDE, "base")), DRAWINGS)


def test_places_in_a_circle_are_refused():
    sites = tuple(site(name, Side.LEFT, Plate.SIDE, base) for name, base in (("a", "b"), ("b", "c"), ("c", "a")))
    with pytest.raises(PlacementError, match="in a circle"):
        place_all(sites, DRAWINGS)


def test_a_long_chain_of_places_does_not_exhaust_the_stack():
    chain = [site(f"s{n}", Side.LEFT, Plate.SIDE, f"s{n + 1}", moves=[("up", 1)]) for n in range(5000)]
    placed = place_all((*chain, site("s5000", Side.LEFT, Plate.SIDE, "tragus")), DRAWINGS)
    assert placed["s0-left"].point == PointMm(1, 2 - 5000)
