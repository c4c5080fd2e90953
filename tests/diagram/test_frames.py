"""Frames and radii are the numbers of the design tokens."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import (
    NEAREST_SITES_PX,
    Frame,
    Style,
    ViewTransform,
    frame_around,
    frame_of,
    hero_frame,
    mark_radius,
    nearest_distance,
)
from injection_map.domain.geometry import PointMm, RectMm
from injection_map.domain.protocol import View

from .conftest import Chair

LARGE, COMPACT = (858.0, 768.0), (764.0, 578.0)


def transform_of(chair: Chair, muscle: str, view: View, size: tuple[float, float]) -> ViewTransform:
    points = [chair.placed[s.key].point for s in chair.protocol.muscle(muscle).sites if s.view is view]
    return hero_frame(view, muscle, points, width_px=size[0], height_px=size[1])


@pytest.mark.parametrize(
    ("muscle", "view", "centre", "large", "compact"),
    [
        ("corrugator", View.FRONT, (0, -26), 5.1, 3.9),
        ("procerus", View.FRONT, (0, -26), 5.1, 3.9),
        ("frontalis", View.FRONT, (0, -30), 5.1, 3.9),
        ("temporalis", View.LEFT, (-13, -40), 3.7, 3.0),
        ("temporalis", View.RIGHT, (13, -40), 3.7, 3.0),
        ("occipitalis", View.BACK, (0, 4), 4.0, 3.0),
        ("cervical-paraspinal", View.BACK, (0, 4), 4.0, 3.0),
        ("trapezius", View.BACK, (0, 72), 2.1, 1.9),
    ],
)
def test_hero_frames_of_the_design(
    chair: Chair, muscle: str, view: View, centre: tuple[float, float], large: float, compact: float
) -> None:
    for size, px_per_mm in ((LARGE, large), (COMPACT, compact)):
        transform = transform_of(chair, muscle, view, size)
        assert round(transform.px_per_mm, 1) == px_per_mm
        assert (transform.centre.x, transform.centre.y) == centre


@pytest.mark.parametrize("size", [LARGE, COMPACT])
def test_no_two_sites_of_a_muscle_are_closer_than_a_finger_hits(chair: Chair, size: tuple[float, float]) -> None:
    for site in chair.protocol.sites:
        points = [chair.placed[s.key].point for s in chair.protocol.muscle(site.muscle).sites if s.view is site.view]
        nearest = nearest_distance(points)
        scale = transform_of(chair, site.muscle, site.view, size).px_per_mm
        assert nearest is None or nearest * scale >= NEAREST_SITES_PX


def test_a_frame_shrinks_towards_its_sites_until_they_are_apart() -> None:
    close = [PointMm(50, 40), PointMm(60, 40)]
    transform = hero_frame(View.BACK, "occipitalis", close, width_px=764, height_px=578)
    assert transform.px_per_mm * 10 == pytest.approx(NEAREST_SITES_PX)
    assert 0 < transform.centre.x < 55
    assert 4 < transform.centre.y < 40


def test_a_frame_shrinks_no_further_than_its_sites_and_35_mm() -> None:
    touching = [PointMm(50, 40), PointMm(50.1, 40)]
    transform = hero_frame(View.BACK, "occipitalis", touching, width_px=764, height_px=578)
    assert transform.px_per_mm == pytest.approx(578 / 70)
    assert transform.centre.x == pytest.approx(50.05)


@pytest.mark.parametrize("view", [View.LEFT, View.RIGHT])
def test_a_site_that_was_moved_out_of_the_designs_frame_is_framed_with_the_others(view: View) -> None:
    at_home = [PointMm(-10, -60), PointMm(10, -40)]
    far = [*at_home, PointMm(-10, 110)]
    if view is View.RIGHT:
        at_home, far = [p.mirrored() for p in at_home], [p.mirrored() for p in far]
    for points in (at_home, far):
        transform = hero_frame(view, "temporalis", points, width_px=764, height_px=578)
        assert all(transform.shown.contains(point) for point in points)


def test_a_muscle_of_another_protocol_is_framed_by_its_sites() -> None:
    points = [PointMm(46, 0), PointMm(50, -10)]
    transform = hero_frame(View.FRONT, "orbicularis-oculi", points, width_px=800, height_px=800)
    assert (transform.centre, transform.px_per_mm) == (PointMm(48, -5), 800 / 80)


@pytest.mark.parametrize(
    ("style", "view", "size", "shown"),
    [
        (Style.THUMBNAIL, View.FRONT, (194, 155), RectMm(-115.8, -106.5, 231.5, 185)),
        (Style.THUMBNAIL, View.LEFT, (190, 155), RectMm(-131.8, -137.5, 263.5, 215)),
        (Style.THUMBNAIL, View.LEFT, (120, 106), RectMm(-125, -140.4, 250, 220.8)),
        (Style.THUMBNAIL, View.BACK, (194, 155), RectMm(-190, -111.8, 380, 303.6)),
        (Style.OVERVIEW, View.RIGHT, (340, 316), RectMm(-101, -152, 228, 211.9)),
        (Style.OVERVIEW, View.FRONT, (340, 316), RectMm(-105, -127.6, 210, 195.2)),
        (Style.OVERVIEW, View.BACK, (1044, 394), RectMm(-341.8, -89, 683.6, 258)),
        (Style.SUMMARY, View.BACK, (224, 268), RectMm(-186, -196.5, 372, 445.1)),
        (Style.PRINT, View.RIGHT, (228, 174), RectMm(-105.9, -124, 235.9, 180)),
        (Style.PRINT, View.FRONT, (228, 174), RectMm(-73.4, -84, 146.8, 112)),
        (Style.PRINT, View.BACK, (464, 230), RectMm(-234, -58, 468, 232)),
    ],
)
def test_frames_of_the_finished_pages(style: Style, view: View, size: tuple[float, float], shown: RectMm) -> None:
    rect = frame_of(style, view).filling(width_px=size[0], height_px=size[1]).shown
    got = (rect.x, rect.y, rect.width, rect.height)
    assert got == pytest.approx((shown.x, shown.y, shown.width, shown.height), abs=0.1)


@pytest.mark.parametrize("style", list(Style))
def test_every_site_lies_well_inside_every_frame(chair: Chair, style: Style) -> None:
    size = {Style.THUMBNAIL: (124, 106), Style.SUMMARY: (174, 268), Style.PRINT: (228, 174)}.get(style, (340, 316))
    for site in chair.protocol.sites:
        transform = frame_of(style, site.view).filling(width_px=size[0], height_px=size[1])
        spot = transform.to_px(chair.placed[site.key].point)
        assert 6 <= spot.x() <= size[0] - 6, site.key
        assert 6 <= spot.y() <= size[1] - 6, site.key


@given(st.floats(-300, 300), st.floats(-300, 300), st.floats(0.2, 30), st.floats(50, 2000), st.floats(50, 2000))
def test_to_px_and_back(x: float, y: float, scale: float, width: float, height: float) -> None:
    transform = ViewTransform(PointMm(3, -40), scale, width, height)
    back = transform.to_mm(transform.to_px(PointMm(x, y)))
    assert (back.x, back.y) == pytest.approx((x, y), abs=1e-6)


def test_what_is_shown_fills_the_stage() -> None:
    transform = Frame(PointMm(5, 5), 100, 50).filling(width_px=400, height_px=400)
    assert (transform.px_per_mm, transform.shown) == (4, RectMm(-45, -45, 100, 100))
    assert transform.rect_to_px(transform.shown).getRect() == (0, 0, 400, 400)
    assert transform.to_px(PointMm(5, 5)) == QPointF(200, 200)


def test_a_mirrored_frame_shows_the_mirrored_point_at_the_mirrored_place() -> None:
    frame, point = Frame(PointMm(-13, -40), 232, 195), PointMm(-22, -40)
    left = frame.filling(width_px=800, height_px=600).to_px(point)
    right = frame.mirrored().filling(width_px=800, height_px=600).to_px(point.mirrored())
    assert right.x() == pytest.approx(800 - left.x())


def test_frame_around_sites() -> None:
    assert frame_around([PointMm(0, 0), PointMm(10, 30)], margin_mm=5) == Frame(PointMm(5, 15), 20, 40)


@pytest.mark.parametrize(
    ("style", "nearest_px", "treated", "r"),
    [
        (Style.HERO, 86, True, 18),
        (Style.HERO, 45, True, 14.4),
        (Style.HERO, 40, False, 15.2),
        (Style.HERO, None, True, 18),
        (Style.OVERVIEW, 26.8, True, 8.576),
        (Style.OVERVIEW, 100, False, 9.5),
        (Style.THUMBNAIL, 100, False, 4.5),
        (Style.THUMBNAIL, 3, False, 2.7),
    ],
)
def test_radius_of_marks(style: Style, nearest_px: float | None, treated: bool, r: float) -> None:
    assert mark_radius(style, nearest_px, treated=treated) == pytest.approx(r)


def test_larger_type_makes_larger_marks_up_to_the_spacing() -> None:
    assert mark_radius(Style.HERO, 100, treated=True, text_scale=1.3) == pytest.approx(23.4)
    assert mark_radius(Style.HERO, 50, treated=True, text_scale=1.3) == 16


@pytest.mark.usefixtures("typeface")
@pytest.mark.parametrize("size", [LARGE, COMPACT])
def test_a_halo_never_meets_its_neighbours_ring(chair: Chair, size: tuple[float, float]) -> None:
    for site in chair.protocol.sites:
        scene = build_scene(chair.request(site.view, Style.HERO, size, next_key=site.key))
        upcoming = scene.mark(site.key)
        assert upcoming is not None
        for other in scene.marks:
            apart = math.dist(upcoming.centre.toTuple(), other.centre.toTuple())
            assert other is upcoming or 1.9 * upcoming.r + 1.1 * other.r <= apart + 0.5, (site.key, other.key)


@pytest.mark.usefixtures("typeface")
def test_sites_of_other_muscles_are_smaller_in_the_hero(chair: Chair) -> None:
    scene = build_scene(chair.request(View.FRONT, Style.HERO, LARGE, next_key="corrugator-left"))
    radii = {mark.key: mark.r for mark in scene.marks}
    assert (radii["corrugator-right"], radii["procerus"]) == (18, pytest.approx(0.72 * 18))


@pytest.mark.usefixtures("typeface")
def test_marks_in_print_are_large_enough_for_their_signs(chair: Chair) -> None:
    for view, size in {View.LEFT: (228, 174), View.FRONT: (228, 174), View.BACK: (464, 230)}.items():
        scene = build_scene(chair.request(view, Style.PRINT, size, next_key=None))
        assert min(mark.r for mark in scene.marks) >= 6
