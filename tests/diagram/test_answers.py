"""The labels of an answer: to be read wherever the cross was put, on each site of the shipped protocol."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from diagram.conftest import Chair
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from injection_map.diagram.answers import AnswerOnView, answer_labels, paint_answer
from injection_map.diagram.boxes import Box, Spot
from injection_map.diagram.colours import DARK, LIGHT, Colours
from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import Style, ViewTransform
from injection_map.diagram.marks import MarkLook, MarkState, mark_extent
from injection_map.diagram.scene import ViewRequest
from injection_map.domain.exam import tolerances
from injection_map.domain.protocol import View

SIZES = [(980, 640), (760, 560), (560, 420), (420, 300), (320, 240)]
"""Of the exam's stage in a wide window and on a tablet, and of the replay's two; the last is the smallest there is."""
NUMBERS, SCALES = st.integers(0, 30), st.sampled_from([1.0, 1.15, 1.3])
CROSS_PX, MARK_PX = 9.0, 12.0

pytestmark = pytest.mark.usefixtures("typeface")


def _transform(view: View, size: tuple[float, float]) -> ViewTransform:
    request = ViewRequest(view=view, style=Style.OVERVIEW, width_px=size[0], height_px=size[1], sites=(), colours=LIGHT)
    return build_scene(request).transform


def _answer(chair: Chair, key: str, transform: ViewTransform, cross: QPointF | None) -> AnswerOnView:
    placed = chair.placed[key]
    within = tolerances(chair.placed, 10)[placed.site.muscle]
    return AnswerOnView(
        placed.point,
        within if cross is not None else 0.0,
        placed.site.name,
        found=False,
        given=transform.to_mm(cross) if cross is not None else None,
        within=f"within {round(within, 1):g} mm" if cross is not None else "",
    )


def test_a_long_name_is_shortened_and_stays_on_the_stage(chair: Chair) -> None:
    for size in SIZES:
        for key, placed in chair.placed.items():
            transform = _transform(placed.site.view, size)
            answer = _answer(chair, key, transform, QPointF(3, 3))
            _assert_to_be_read(replace(answer, name="An invented name " * 8), transform, LIGHT, 1.3)


def test_what_is_painted_is_cross_circle_and_mark_and_nothing_far_off(chair: Chair) -> None:
    transform = _transform(View.FRONT, (760, 560))
    site = transform.to_px(chair.placed["procerus"].point)
    cross = site + QPointF(60, -40)
    image = QImage(QSizeF(760, 560).toSize(), QImage.Format.Format_RGB32)
    for colours in (LIGHT, DARK):
        image.fill(QColor(colours.stage))
        painter = QPainter(image)
        paint_answer(painter, _answer(chair, "procerus", transform, cross), transform, colours)
        painter.end()
        bare = QColor(colours.stage)
        assert image.pixelColor(cross.toPoint()) == QColor(colours.on_art.skipped)
        assert image.pixelColor(((site + cross) / 2).toPoint()) != bare
        assert image.pixelColor(site.toPoint()) != bare
        assert image.pixelColor(700, 500) == bare


def _assert_to_be_read(answer: AnswerOnView, transform: ViewTransform, colours: Colours, scale: float) -> None:
    labels = answer_labels(answer, transform, colours, text_scale=scale)
    stage = Box(0, 0, transform.width_px, transform.height_px)
    site = transform.to_px(answer.site)
    extent = mark_extent(MarkLook(MarkState.GIVEN), site, MARK_PX, colours.on_art)
    kept_free = [Box(extent.left(), extent.top(), extent.right(), extent.bottom())]
    if answer.given is not None:
        cross = transform.to_px(answer.given)
        kept_free.append(Spot(cross.x(), cross.y()).around(CROSS_PX))
    for label in labels:
        assert label.box.lies_in(stage), f"“{label.text}” lies outside"
        assert not any(label.box.meets(other) for other in kept_free), f"“{label.text}” lies on a mark"
    for one, other in combinations(labels, 2):
        assert not one.box.meets(other.box), f"“{one.text}” lies on “{other.text}”"


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@given(number=NUMBERS, scale=SCALES, across=st.floats(0, 1), down=st.floats(0, 1))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_labels_hide_nothing_wherever_the_cross_is(
    chair: Chair, size: tuple[int, int], colours: Colours, number: int, scale: float, across: float, down: float
) -> None:
    key = list(chair.placed)[number]
    transform = _transform(chair.placed[key].site.view, size)
    cross = QPointF(across * size[0], down * size[1])
    _assert_to_be_read(_answer(chair, key, transform, cross), transform, colours, scale)


@pytest.mark.parametrize("size", SIZES, ids=str)
@given(number=NUMBERS, scale=SCALES, across=st.floats(-45, 45), down=st.floats(-45, 45))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_labels_hide_nothing_where_the_cross_is_near(
    chair: Chair, size: tuple[int, int], number: int, scale: float, across: float, down: float
) -> None:
    """Most crosses are: on the site itself, or a few px beside it."""
    key = list(chair.placed)[number]
    transform = _transform(chair.placed[key].site.view, size)
    cross = transform.to_px(chair.placed[key].point) + QPointF(across, down)
    _assert_to_be_read(_answer(chair, key, transform, cross), transform, LIGHT, scale)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_cross_on_each_site_and_none_at_all(chair: Chair, size: tuple[int, int]) -> None:
    for key, placed in chair.placed.items():
        transform = _transform(placed.site.view, size)
        for cross in (transform.to_px(placed.point), None):
            _assert_to_be_read(_answer(chair, key, transform, cross), transform, DARK, 1.3)
