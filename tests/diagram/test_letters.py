"""Left and right are the patient's, and every view says so at the right edge."""

from __future__ import annotations

import pytest

from injection_map.diagram.boxes import Box, Size
from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import Style
from injection_map.diagram.letters import SideLetter, face_and_back_words, scale_bar, side_letters
from injection_map.domain.protocol import Side, View

from .conftest import Chair

pytestmark = pytest.mark.usefixtures("typeface")

STAGE = Size(858, 768)
DRAWN = [style for style in Style if style is not Style.DETAIL]


def said(letter: SideLetter) -> str:
    return " ".join(run.text for run in letter.runs)


@pytest.mark.parametrize("style", DRAWN)
def test_each_view_has_its_letters_where_the_patients_sides_are(style: Style) -> None:
    expected = {View.FRONT: "RL", View.BACK: "LR", View.LEFT: "L", View.RIGHT: "R"}
    for view, letters in expected.items():
        placed = sorted(side_letters(style, view, STAGE), key=lambda letter: letter.extent.left)
        assert "".join(said(letter)[0] for letter in placed) == letters
        at_left = [letter.extent.centre.x < STAGE.width / 2 for letter in placed]
        assert at_left == {View.LEFT: [True], View.RIGHT: [False]}.get(view, [True, False])


def test_sites_lie_on_the_side_that_the_letter_names(chair: Chair) -> None:
    for view in (View.FRONT, View.BACK):
        scene = build_scene(chair.request(view, Style.HERO, STAGE, next_key="procerus"))
        edges = {said(letter)[0]: letter.extent.centre.x for letter in scene.letters}
        for mark in scene.marks:
            side = chair.site(mark.key).side
            if side is not Side.MIDLINE:
                near, far = edges[side[0].upper()], edges["L" if side is Side.RIGHT else "R"]
                assert abs(mark.centre.x() - near) < abs(mark.centre.x() - far), mark.key


def test_the_hero_says_whose_side_in_words() -> None:
    assert [said(letter) for letter in side_letters(Style.HERO, View.FRONT, STAGE)] == [
        "R PATIENT’S RIGHT",
        "L PATIENT’S LEFT",
    ]


def test_a_letter_gives_way_to_a_control() -> None:
    control = Box(700, 8, 850, 57)
    (letter,) = side_letters(Style.HERO, View.RIGHT, STAGE, [control])
    assert not letter.extent.meets(control)
    assert letter.extent.lies_in(Box(0, 0, *STAGE))


def test_the_narrowest_cards_bear_the_letter_alone() -> None:
    assert [said(letter) for letter in side_letters(Style.OVERVIEW, View.BACK, Size(280, 230))] == ["L", "R"]


@pytest.mark.parametrize(("view", "words"), [(View.LEFT, ["FRONT", "BACK"]), (View.RIGHT, ["BACK", "FRONT"])])
def test_a_side_view_says_where_the_face_is(view: View, words: list[str]) -> None:
    placed = face_and_back_words(view, STAGE)
    assert [run.text for run, _ in placed] == words
    assert placed[0][1].right < placed[1][1].left


def test_only_side_views_say_where_the_face_is() -> None:
    assert face_and_back_words(View.FRONT, STAGE) == face_and_back_words(View.BACK, STAGE) == ()


def test_the_bar_is_two_centimetres_of_the_drawing() -> None:
    bar = scale_bar(STAGE, 3.7)
    assert max(line.length for line in bar.lines) == pytest.approx(74)
    assert bar.extent.lies_in(Box(0, 0, *STAGE))


@pytest.mark.parametrize("style", DRAWN)
@pytest.mark.parametrize("text_scale", [1.0, 1.3])
def test_letters_stay_on_the_stage(style: Style, text_scale: float) -> None:
    sizes = {Style.THUMBNAIL: Size(124, 106), Style.SUMMARY: Size(174, 268), Style.PRINT: Size(228, 174)}
    size = sizes.get(style, Size(340, 316))
    for view in View:
        for letter in side_letters(style, view, size, text_scale=text_scale):
            assert letter.extent.lies_in(Box(0, 0, *size))
