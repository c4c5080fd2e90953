"""The guide is drawn from the protocol's place alone: landmark, way and measure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.diagram.guides import Guideline, NamedLandmark, Segment, guideline, landmark_name
from injection_map.domain.geometry import PointMm
from injection_map.domain.placement import Guide, GuideAnchor, PlacedSite

from .conftest import Chair


def guide_of(chair: Chair, key: str) -> Guideline:
    return guideline(chair.placed[key], chair.placed)


def ends(segments: tuple[Segment, ...]) -> set[frozenset[tuple[float, float]]]:
    return {frozenset((round(p.x, 2), round(p.y, 2)) for p in (s.start, s.end)) for s in segments}


def line(*points: tuple[float, float]) -> frozenset[tuple[float, float]]:
    return frozenset(points)


def test_from_a_landmark_straight_on(chair: Chair) -> None:
    guide = guide_of(chair, "temporalis-1-left")
    assert guide.landmarks == (NamedLandmark("Tragus", PointMm(0, 0)),)
    assert ends(guide.lines) == {line((0, 0), (0, -30))}
    assert (guide.measured, guide.measure) == (Segment(PointMm(0, 0), PointMm(0, -30)), "3 cm")


def test_from_a_site_the_way_goes_on_to_its_landmark_in_one_line(chair: Chair) -> None:
    guide = guide_of(chair, "temporalis-2-left")
    assert [landmark.name for landmark in guide.landmarks] == ["Tragus"]
    assert ends(guide.lines) == {line((0, 0), (0, -50))}
    assert guide.measured == Segment(PointMm(0, -30), PointMm(0, -50))


def test_the_right_side_is_the_mirror_of_the_left(chair: Chair) -> None:
    left, right = guide_of(chair, "temporalis-3-left"), guide_of(chair, "temporalis-3-right")
    mirrored = tuple(Segment(s.start.mirrored(), s.end.mirrored()) for s in left.lines)
    assert ends(right.lines) == ends(mirrored)


def test_between_two_sites(chair: Chair) -> None:
    guide = guide_of(chair, "temporalis-3-left")
    assert ends(guide.lines) == {line((0, -40), (-22, -40)), line((0, 0), (0, -50))}
    assert guide.measured == Segment(PointMm(0, -40), PointMm(-22, -40))


def test_between_two_landmarks_both_are_named(chair: Chair) -> None:
    guide = guide_of(chair, "trapezius-1-left")
    assert [landmark.name for landmark in guide.landmarks] == ["Neckline", "Acromion"]
    assert ends(guide.lines) == {line((-65, 119.5), (-195, 170))}
    assert (guide.measured, guide.measure) == (None, None)


def test_between_a_site_and_a_landmark_no_line_is_drawn_twice(chair: Chair) -> None:
    for key in ("trapezius-2-right", "trapezius-3-right"):
        assert ends(guide_of(chair, key).lines) == {line((65, 119.5), (195, 170))}


def test_a_slant_is_one_line_and_is_what_is_measured(chair: Chair) -> None:
    guide = guide_of(chair, "occipitalis-2-right")
    assert guide.measured is not None
    assert guide.measured.length_mm == pytest.approx(15, abs=0.02)
    assert line((31.9, -11.8), (42.5, -22.4)) in ends(guide.lines)
    assert [landmark.name for landmark in guide.landmarks] == ["Nuchal ridge"]


def test_of_two_unequal_legs_the_longer_is_measured(chair: Chair) -> None:
    guide = guide_of(chair, "cervical-paraspinal-1-left")
    assert ends(guide.lines) == {line((0, 0), (-10, 0)), line((-10, 0), (-10, 30))}
    assert guide.measured == Segment(PointMm(-10, 0), PointMm(-10, 30))


def test_without_a_measure_nothing_is_measured(chair: Chair) -> None:
    for site in chair.protocol.sites:
        guide = guide_of(chair, site.key)
        assert guide.measure == site.measure
        assert (guide.measured is None) == (site.measure is None), site.key


def test_every_guide_leads_from_a_landmark_to_its_site(chair: Chair) -> None:
    for key, placed in chair.placed.items():
        guide = guide_of(chair, key)
        assert guide.landmarks, key
        assert any(_distance(placed.point, way) < 0.1 for way in guide.lines), key


def _distance(point: PointMm, way: Segment) -> float:
    """From a point to the nearest of 1,000 points of a segment."""
    return min(point.distance_mm(way.start.towards(way.end, step / 1000)) for step in range(1001))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=6))
def test_lines_on_one_straight_are_merged_without_loss(chair: Chair, stops: list[tuple[int, int]]) -> None:
    """However a way goes to and fro on one straight, it is drawn once, over its whole length."""
    site = chair.placed["procerus"].site
    path = tuple(PointMm(10.0 * a, 0) for a, _ in stops)
    guide = Guide((GuideAnchor(path[0], landmark="glabella"),), path)
    placed = PlacedSite(site, path[-1], guide)
    drawn = guideline(placed, {}).lines
    if len(path) == 3 and path[0].distance_mm(path[1]) == path[1].distance_mm(path[2]):
        path = (path[0], path[2])
    span = max(p.x for p in path) - min(p.x for p in path)
    assert sum(way.length_mm for way in drawn) == pytest.approx(span)
    assert len(drawn) == (1 if span else 0)


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("orbital-rim-medial-superior", "Orbital rim"),
        ("necklace", "Neckline"),
        ("nuchal-ridge-mid", "Nuchal ridge"),
        ("lateral-canthus", "Lateral canthus"),
        ("c7", "C7"),
    ],
)
def test_names_of_landmarks(identifier: str, name: str) -> None:
    assert landmark_name(identifier) == name
