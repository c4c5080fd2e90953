"""Painting only what differs gives the same picture as painting all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QRegion

from injection_map.diagram.art import ArtImage
from injection_map.diagram.boxes import Box
from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import Style
from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.diagram.paint import Motion, paint_view
from injection_map.diagram.repaint import changed_boxes
from injection_map.diagram.scene import ViewScene
from injection_map.domain.protocol import View

from .conftest import Chair

pytestmark = pytest.mark.usefixtures("typeface")

SIZES = {Style.HERO: (620.0, 560.0), Style.OVERVIEW: (420.0, 380.0), Style.THUMBNAIL: (190.0, 180.0)}
ROUNDING = 2
"""Of 255: Qt blends the edge of a mark a shade otherwise where what is painted is no rectangle."""

LOOKS = st.builds(
    MarkLook,
    state=st.sampled_from([MarkState.TO_DO, MarkState.GIVEN, MarkState.SKIPPED]),
    number=st.sampled_from([None, "2.5", "12.5"]),
    unsaved=st.booleans(),
    ghost=st.booleans(),
)


TICKS = st.dictionaries(st.integers(0, 30), LOOKS, max_size=12)


def scene_of(chair: Chair, style: Style, first: int, upcoming: int, looks: dict[int, MarkLook]) -> ViewScene:
    """The view of the `first` site of the protocol, with the next site one of its muscle on its side."""
    site, sites = chair.protocol.sites[first], chair.protocol.sites
    kin = [s for s in chair.protocol.sites_shown_on(site.view) if (s.muscle, s.side) == (site.muscle, site.side)]
    next_key = kin[upcoming % len(kin)].key
    worn = {sites[at].key: look for at, look in looks.items()} | {next_key: MarkLook(MarkState.NEXT)}
    return build_scene(chair.request(site.view, style, SIZES[style], next_key=next_key, looks=worn))


def unlikeness(one: QImage, other: QImage) -> int:
    """By how much any part of any pixel's colour differs, of 255."""
    if one == other:
        return 0
    pairs = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return max(abs(a - b) for a, b in pairs if a != b)


def paint(image: QImage, scene: ViewScene, art: ArtImage, boxes: tuple[Box, ...] | None = None) -> QImage:
    painter = QPainter(image)
    if boxes is not None:
        region = QRegion()
        for left, top, right, bottom in boxes:
            region += QRectF(QPointF(left, top), QPointF(right, bottom)).toAlignedRect()
        painter.setClipRegion(region)
    paint_view(painter, scene, art, Motion(), part=boxes)
    painter.end()
    return image


@given(
    style=st.sampled_from(list(SIZES)),
    first=st.integers(0, 30),
    upcoming=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    looks=st.tuples(TICKS, TICKS),
)
def test_the_changed_boxes_make_the_whole_picture(
    chair: Chair,
    style: Style,
    first: int,
    upcoming: tuple[int, int],
    looks: tuple[dict[int, MarkLook], dict[int, MarkLook]],
) -> None:
    before, after = (scene_of(chair, style, first, upcoming[i], looks[i]) for i in range(2))
    request = after.art_request()
    art = ArtImage(chair.art.render(request), request.shown)
    boxes = changed_boxes(before, after)
    assert boxes is not None
    at_once, in_parts = (QImage(request.width_px, request.height_px, QImage.Format.Format_RGB32) for _ in range(2))
    paint(in_parts, before, art)
    paint(in_parts, after, art, boxes)
    assert unlikeness(in_parts, paint(at_once, after, art)) <= ROUNDING


def test_nothing_changed_is_nothing_to_paint(chair: Chair) -> None:
    request = chair.request(View.LEFT, Style.HERO, SIZES[Style.HERO], next_key="temporalis-1-left")
    assert changed_boxes(build_scene(request), build_scene(request)) == ()


def test_another_side_or_frame_is_painted_whole(chair: Chair) -> None:
    def scene(key: str) -> ViewScene:
        return build_scene(chair.request(chair.site(key).view, Style.HERO, SIZES[Style.HERO], next_key=key))

    assert changed_boxes(scene("corrugator-right"), scene("corrugator-left")) is None
    assert changed_boxes(scene("temporalis-1-left"), scene("occipitalis-1-left")) is None


def test_a_tick_is_a_small_part_of_the_stage(chair: Chair) -> None:
    given_one = {"temporalis-1-left": MarkLook(MarkState.GIVEN)}
    size = SIZES[Style.HERO]
    before = build_scene(chair.request(View.LEFT, Style.HERO, size, next_key="temporalis-1-left"))
    after = build_scene(chair.request(View.LEFT, Style.HERO, size, next_key="temporalis-2-left", looks=given_one))
    boxes = changed_boxes(before, after)
    assert boxes
    assert sum(box.width * box.height for box in boxes) < 0.5 * size[0] * size[1]
