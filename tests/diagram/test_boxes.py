from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from injection_map.diagram.boxes import Box, Line, Size, Spot

numbers = st.integers(-50, 50).map(float)
spots = st.builds(Spot, numbers, numbers)
boxes = st.builds(lambda a, b: Box(min(a.x, b.x), min(a.y, b.y), max(a.x, b.x) + 1, max(a.y, b.y) + 1), spots, spots)


@given(spots, spots, boxes)
def test_a_line_crosses_a_box_that_holds_any_of_its_points(start: Spot, end: Spot, box: Box) -> None:
    line = Line(start, end)
    inside = any(box.holds(line.at(share / 200)) for share in range(201))
    if inside:
        assert line.crosses(box)
    if line.crosses(box):
        assert any(box.grown(0.6).holds(line.at(share / 200)) for share in range(201))


@given(boxes, boxes)
def test_boxes_meet_when_they_share_some_area(one: Box, other: Box) -> None:
    assert one.meets(other) == other.meets(one) == (one.shared_with(other) > 0)
    if one.lies_in(other):
        assert one.shared_with(other) == 1


def test_boxes_that_only_touch_do_not_meet() -> None:
    assert not Box(0, 0, 10, 10).meets(Box(10, 0, 20, 10))


def test_measures() -> None:
    box = Box.around(Spot(10, 20), Size(4, 6))
    assert (box, box.centre, box.width, box.height) == (Box(8, 17, 12, 23), Spot(10, 20), 4, 6)
    assert box.nearest_to(Spot(0, 20)) == Spot(8, 20)
    assert Spot(1, 1).around(1) == Box(0, 0, 2, 2)
    assert Line(Spot(0, 0), Spot(3, 4)).length == 5
