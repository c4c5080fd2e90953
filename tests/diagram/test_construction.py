"""A site's construction on the drawing: it grows with its steps, comes closer, and loses the layers that are hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from injection_map.diagram.art import BONE, SKIN, ArtRequest, Treated, muscle_strength
from injection_map.diagram.compose import build_scene
from injection_map.diagram.construction import built_up, moved
from injection_map.diagram.frames import NEAREST_SITES_PX, Style, closer, nearest_distance
from injection_map.diagram.scene import ViewRequest, ViewScene
from injection_map.domain.demonstration import StepKind
from injection_map.domain.protocol import Side, View

from .conftest import Chair

STAGE = (516.0, 502.0)
EVERY_STEP = frozenset(StepKind)
pytestmark = pytest.mark.usefixtures("typeface")


def request_of(chair: Chair, key: str) -> ViewRequest:
    view = chair.site(key).view
    return replace(chair.request(view, Style.HERO, STAGE, next_key=key), next_label="")


def scene_of(chair: Chair, key: str, *steps: StepKind, landmarks: bool = True) -> ViewScene:
    scene = build_scene(request_of(chair, key))
    told_from = frozenset({"temporalis-1-left", "temporalis-2-left"})
    return built_up(scene, frozenset(steps), key=key, told_from=told_from, landmarks=landmarks)


def seen_of(scene: ViewScene) -> dict[str, int]:
    return {
        "marks": len(scene.marks),
        "landmarks": len(scene.landmarks) + len(scene.landmark_names),
        "lines": len(scene.guide_lines),
        "measure": len(scene.bracket) + (scene.measure is not None),
    }


def test_the_construction_grows_by_one_thing_a_step(chair: Chair) -> None:
    steps = [StepKind.LANDMARK, StepKind.DIRECTION, StepKind.MEASURE, StepKind.SITE]
    seen = [seen_of(scene_of(chair, "temporalis-3-left", *steps[:count])) for count in range(5)]
    assert seen[0] == {"marks": 0, "landmarks": 0, "lines": 0, "measure": 0}
    assert seen[1] == {"marks": 2, "landmarks": 2, "lines": 0, "measure": 0}  # the sites that it is told from
    assert seen[2] == seen[1] | {"lines": 2}
    assert seen[3] == seen[2] | {"measure": 4}
    assert seen[4] == seen[3] | {"marks": 3}


def test_nothing_moves_while_steps_come(chair: Chair) -> None:
    early = scene_of(chair, "temporalis-3-left", StepKind.LANDMARK)
    late = scene_of(chair, "temporalis-3-left", *EVERY_STEP)
    assert early.landmark_names == late.landmark_names
    assert early.transform == late.transform
    assert list(early.marks) == [mark for mark in late.marks if mark.key != "temporalis-3-left"]


def test_landmarks_can_be_left_out(chair: Chair) -> None:
    scene = scene_of(chair, "temporalis-3-left", *EVERY_STEP, landmarks=False)
    assert seen_of(scene)["landmarks"] == 0
    assert len(scene.marks) == 3


@pytest.mark.parametrize("key", ["temporalis-3-left", "temporalis-3-right", "procerus", "trapezius-2-right"])
def test_from_closer_the_site_comes_into_the_middle(chair: Chair, key: str) -> None:
    whole, close = (build_scene(replace(request_of(chair, key), zoom=zoom)) for zoom in (1.0, 2.0))
    assert close.transform.px_per_mm == pytest.approx(2 * whole.transform.px_per_mm)
    mark = close.mark(key)
    assert mark is not None
    assert (mark.centre.x(), mark.centre.y()) == pytest.approx((STAGE[0] / 2, STAGE[1] / 2))
    assert close.art_request().shown != whole.art_request().shown


def test_a_scene_in_motion_is_where_its_transform_has_it(chair: Chair) -> None:
    key = "cervical-paraspinal-1-left"
    scene = build_scene(request_of(chair, key))
    between = closer(scene.transform, chair.placed[key].point, 1.5)
    passing = moved(scene, between)
    mark = passing.mark(key)
    assert mark is not None
    assert (mark.centre - between.to_px(chair.placed[key].point)).manhattanLength() < 0.01
    there = between.to_mm(QPointF(*passing.landmarks[0]))
    assert there.distance_mm(scene.transform.to_mm(QPointF(*scene.landmarks[0]))) < 0.01
    assert passing.measure is None
    assert [line.length for line in passing.guide_lines] == pytest.approx(
        [1.5 * line.length for line in scene.guide_lines]
    )


def test_where_nothing_is_pressed_the_view_is_as_wide_as_it_was_designed(chair: Chair) -> None:
    pressed = request_of(chair, "cervical-paraspinal-1-left")
    wide = build_scene(replace(pressed, apart_px=0.0)).transform
    own = [chair.placed[site.key].point for site in chair.protocol.muscle("cervical-paraspinal").sites]
    nearest_mm = nearest_distance(own)
    assert nearest_mm is not None
    assert nearest_mm * wide.px_per_mm < NEAREST_SITES_PX <= nearest_mm * build_scene(pressed).transform.px_per_mm + 1
    assert (wide.shown.width, wide.shown.height) == pytest.approx((190 * STAGE[0] / STAGE[1], 190))


def test_a_landmark_is_seen_before_the_mark_covers_it(chair: Chair) -> None:
    """The procerus site lies 4 mm above the glabella."""
    request = request_of(chair, "procerus")
    assert build_scene(request).landmarks == ()
    assert len(build_scene(replace(request, in_steps=True)).landmarks) == 1


# --- layers ----------------------------------------------------------------------------------------------------------


def drawn(chair: Chair, *hidden: str) -> QImage:
    whole = build_scene(request_of(chair, "occipitalis-1-left"))
    return chair.art.render(replace(whole, hidden=frozenset(hidden)).art_request(0.5))


def test_hidden_layers_are_not_drawn(chair: Chair) -> None:
    pictures = [drawn(chair), drawn(chair, SKIN), drawn(chair, BONE), drawn(chair, "occipitalis")]
    assert all(one != other for i, one in enumerate(pictures) for other in pictures[i + 1 :])
    nothing = drawn(chair, SKIN, BONE, *chair.art.drawn_muscles(View.BACK))
    assert nothing.allGray()
    assert nothing.pixelColor(nothing.rect().center()).alpha() == 0


def test_a_hidden_muscle_is_hidden_on_both_sides_and_no_other(chair: Chair) -> None:
    hero = build_scene(request_of(chair, "occipitalis-1-left")).art_request()
    assert hero.treated == Treated("occipitalis", Side.LEFT)
    request: ArtRequest = replace(hero, hidden=frozenset({"occipitalis", "galea"}))
    names = ("muscle-occipitalis-left", "muscle-occipitalis-right", "aponeurosis-galea", "muscle-galea-left")
    assert {muscle_strength(name, request) for name in names} == {0.0}
    assert muscle_strength("muscle-trapezius-left", request) == muscle_strength("muscle-trapezius-left", hero) > 0


def test_the_muscles_of_a_view_have_no_side(chair: Chair) -> None:
    assert chair.art.drawn_muscles(View.BACK) == {
        "cervical-paraspinal",
        "galea",
        "occipitalis",
        "sternocleidomastoid",
        "trapezius",
    }
    assert chair.art.drawn_muscles(View.LEFT) == chair.art.drawn_muscles(View.RIGHT) >= {"temporalis", "masseter"}
