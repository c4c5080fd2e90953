"""A mark says its state by outline, fill and sign, in the right colour; pixels are sampled from what was painted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from injection_map.diagram.colours import INK_ON_ART, INK_PANEL_DARK, INK_PANEL_LIGHT, INK_PRINT, Ink
from injection_map.diagram.marks import (
    MarkLook,
    MarkState,
    mark_extent,
    paint_focus_square,
    paint_hold_ring,
    paint_landmark,
    paint_mark,
)

pytestmark = pytest.mark.usefixtures("typeface")

SKIN = "#EEDED2"
R = 18.0
SIDE = 120


def picture(paint: Callable[[QPainter], None]) -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor(SKIN))
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


def painted(look: MarkLook, ink: Ink = INK_ON_ART, r: float = R, **keywords: float) -> QImage:
    return picture(lambda painter: paint_mark(painter, look, QPointF(SIDE / 2, SIDE / 2), r, ink, **keywords))


def at(image: QImage, x: float, y: float, r: float = R) -> str:
    """The colour at a place told from the centre in radii."""
    return image.pixelColor(round(SIDE / 2 + x * r - 0.5), round(SIDE / 2 + y * r - 0.5)).name().upper()


def nearly(colour: str, wanted: str) -> bool:
    """The same but for the smoothing of a thin line."""
    channels = [(int(colour[i : i + 2], 16), int(wanted[i : i + 2], 16)) for i in (1, 3, 5)]
    return all(abs(one - other) <= 16 for one, other in channels)


def test_to_do_is_a_hollow_ring_with_a_keyline() -> None:
    image = painted(MarkLook())
    assert (at(image, 1, 0), at(image, 0, 0)) == (INK_ON_ART.to_do, SKIN)
    assert at(image, 1.18, 0) == at(image, 0.83, 0) == "#FFFFFF"


def test_given_is_solid_with_a_tick() -> None:
    image = painted(MarkLook(MarkState.GIVEN))
    assert (at(image, 0.8, 0.3), at(image, -0.12, 0.36)) == (INK_ON_ART.given, "#FFFFFF")
    assert at(image, 1.18, 0) == "#FFFFFF"


def test_another_dose_is_a_capsule_wider_than_high() -> None:
    image = painted(MarkLook(MarkState.GIVEN, number="2.5"))
    assert at(image, 1.6, 0) == at(image, -1.6, 0) == at(image, 0, 0.9) == INK_ON_ART.changed
    assert at(image, 0, 1.4) == SKIN


def test_skipped_has_a_slash_across_an_open_ring() -> None:
    image = painted(MarkLook(MarkState.SKIPPED))
    assert at(image, 0, 0) == at(image, 0.9, -0.9) == at(image, -0.9, 0.9) == INK_ON_ART.skipped
    assert at(image, 0.45, 0.45) == SKIN


def test_next_is_white_with_a_dot_in_a_halo() -> None:
    image = painted(MarkLook(MarkState.NEXT))
    assert (at(image, 0, 0), at(image, 0.5, 0), at(image, 1, 0)) == (INK_ON_ART.next, "#FFFFFF", INK_ON_ART.next)
    assert at(image, 1.66, 0) == INK_ON_ART.halo
    assert nearly(at(image, 1.9, 0), INK_ON_ART.next)


def test_the_halo_breathes_and_the_ring_does_not() -> None:
    still, wide = painted(MarkLook(MarkState.NEXT)), painted(MarkLook(MarkState.NEXT), halo=1.08)
    assert at(still, 2.12, 0) == SKIN != at(wide, 2.12, 0)
    assert at(still, 1, 0) == at(wide, 1, 0)


def test_added_is_a_diamond() -> None:
    hollow, solid = painted(MarkLook(added=True)), painted(MarkLook(MarkState.GIVEN, added=True))
    assert at(hollow, 1.3, 0) == at(hollow, 0, -1.3) == INK_ON_ART.to_do
    assert at(hollow, 0, 0) == at(hollow, 1.1, 1.1) == SKIN
    assert (at(solid, 1.2, 0), at(solid, 1.1, 1.1)) == (INK_ON_ART.given, SKIN)


def test_not_yet_on_disk_is_solid_in_a_dashed_ring() -> None:
    image = painted(MarkLook(MarkState.GIVEN, unsaved=True))
    assert at(image, 0.8, 0.3) == INK_ON_ART.given
    ring = [at(image, 1.7 * dx, 1.7 * dy) for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1), (0.8, 0.6), (0.6, 0.8))]
    assert set(ring) >= {INK_ON_ART.unsaved, "#FFFFFF"}


def test_last_visit_is_dashed_alone_or_around_another() -> None:
    alone, around = painted(MarkLook(MarkState.LAST_VISIT)), painted(MarkLook(MarkState.GIVEN, ghost=True))
    assert nearly(at(alone, 1, 0.1), INK_ON_ART.to_do)
    assert at(alone, 0, 0) == SKIN
    assert nearly(at(around, 1.75, 0.1), INK_ON_ART.to_do)
    assert at(around, 0.8, 0.3) == INK_ON_ART.given


def test_a_dose_changed_ahead_is_hollow() -> None:
    image = painted(MarkLook(number="7.5"))
    assert (at(image, 0, -1.1), at(image, 1.4, 0)) == (INK_ON_ART.changed, "#FFFFFF")


def test_half_a_tick_is_drawn_from_the_left() -> None:
    half = painted(MarkLook(MarkState.GIVEN), tick=0.5)
    assert at(half, -0.12, 0.36) == "#FFFFFF"
    assert at(half, 0.5, -0.36) == INK_ON_ART.given


@pytest.mark.parametrize("look", [MarkLook(MarkState.GIVEN), MarkLook(MarkState.GIVEN, number="2.5")])
def test_small_marks_carry_no_sign(look: MarkLook) -> None:
    def has_sign(r: float, signs_from_r: float) -> bool:
        image = painted(look, r=r, signs_from_r=signs_from_r)
        body = INK_ON_ART.changed if look.number else INK_ON_ART.given
        inside = [at(image, x / 10, y / 10, r) for x in range(-6, 7) for y in range(-6, 7)]
        return any(colour != body for colour in inside)

    assert has_sign(8.5, 8.5)
    assert not has_sign(8.4, 8.5)
    assert has_sign(6.0, 6.0)


@pytest.mark.parametrize("ink", [INK_PANEL_LIGHT, INK_PANEL_DARK], ids=["light", "dark"])
def test_marks_in_panels_have_no_keyline(ink: Ink) -> None:
    assert at(painted(MarkLook(MarkState.GIVEN), ink), 1.18, 0) == SKIN
    assert at(painted(MarkLook(), ink), 1.18, 0) == SKIN
    assert at(painted(MarkLook(MarkState.NEXT), ink), 1.42, 0) == ink.halo


@pytest.mark.parametrize("state", list(MarkState))
def test_in_print_states_are_told_apart_by_shape_alone(state: MarkState) -> None:
    others = [painted(MarkLook(other), INK_PRINT) for other in MarkState if other is not state]
    image = painted(MarkLook(state), INK_PRINT)
    assert all(image != other for other in others)


@pytest.mark.parametrize("r", [3.1, 4.2, 9.0, 18.0])
@pytest.mark.parametrize("state", list(MarkState))
@pytest.mark.parametrize("ink", [INK_ON_ART, INK_PANEL_LIGHT], ids=["art", "panel"])
def test_the_extent_holds_all_that_is_painted(state: MarkState, r: float, ink: Ink) -> None:
    centre = QPointF(SIDE / 2, SIDE / 2)
    for added, number, ring in product((False, True), (None, "2.5", "12.5"), ("", "unsaved", "ghost")):
        look = MarkLook(state, added, number, unsaved=ring == "unsaved", ghost=ring == "ghost")
        extent = mark_extent(look, centre, r, ink)
        image = painted(look, ink, r)
        painter = QPainter(image)
        painter.fillRect(extent.toAlignedRect().adjusted(-1, -1, 1, 1), QColor(SKIN))
        painter.end()
        assert image == picture(lambda _: None), look
        assert extent.center() == centre


def test_the_hold_ring_fills_clockwise_from_the_top() -> None:
    def ring(progress: float) -> QImage:
        return picture(lambda painter: paint_hold_ring(painter, QPointF(60, 60), R, progress, INK_ON_ART))

    quarter, whole = ring(0.3), ring(1.0)
    assert (at(quarter, 1.59, 0), at(quarter, -1.59, 0)) == (INK_ON_ART.to_do, SKIN)
    assert at(whole, -1.59, 0) == INK_ON_ART.to_do


def test_the_focus_square_stands_off_the_mark() -> None:
    extent = QRectF(40, 40, 40, 40)
    image = picture(lambda painter: paint_focus_square(painter, extent, "#00629F", "#FFFFFF"))
    colours = [image.pixelColor(60, y).name().upper() for y in (60, 41, 39, 36)]
    assert colours == [SKIN, SKIN, "#FFFFFF", "#00629F"]


def test_a_landmark_is_a_plus_with_a_keyline() -> None:
    image = picture(lambda painter: paint_landmark(painter, QPointF(60, 60), INK_ON_ART))
    assert image.pixelColor(66, 60).name().upper() == image.pixelColor(60, 54).name().upper() == INK_ON_ART.to_do
    assert (image.pixelColor(66, 62).name().upper(), image.pixelColor(66, 66).name().upper()) == ("#FFFFFF", SKIN)


def test_painting_leaves_the_painter_as_it_was() -> None:
    def paint(painter: QPainter) -> None:
        painter.setPen(Qt.GlobalColor.red)
        before = painter.transform()
        paint_mark(painter, MarkLook(MarkState.NEXT, ghost=True), QPointF(5, 5), R, INK_ON_ART)
        assert (painter.transform(), painter.pen().color()) == (before, QColor("red"))

    picture(paint)
