"""The audience view: large type at every size, a construction that grows, and a light ground that a key makes black."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from pictures import assert_looks_as_in, differing_share
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from ui.page_hands import NO_MODIFIER

from injection_map.diagram.art import ArtRequest, Treated
from injection_map.diagram.boxes import Size
from injection_map.diagram.colours import LIGHT
from injection_map.diagram.letters import face_and_back_words
from injection_map.diagram.paint import paint_view
from injection_map.domain.protocol import Review, Side
from injection_map.ui.trainer.audience import AudienceView, layout_of
from injection_map.ui.trainer.audience_stage import LARGER, AudienceStage
from injection_map.ui.trainer.audience_words import TYPES, audience_source, wrapped
from injection_map.ui.trainer.demonstration_model import LANDMARKS, OTHER_MUSCLES, DemonstrationModel

from .conftest import PEDAL, SECOND_PEDAL, Shipped

Show = Callable[..., AudienceView]
SIZES = [(1024, 768), (1280, 800), (1920, 1080), (3840, 2160)]


def press(view: AudienceView, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(view.windowHandle(), key)


def picture(view: AudienceView) -> QImage:
    return view.sheet.grab().toImage()


def show_whole(model: DemonstrationModel, key: str) -> None:
    model.go_to(key)
    for _ in model.steps.steps:
        model.next()


# --- type ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_every_site_has_its_name_in_92_and_no_text_under_30(
    view: Show, model: DemonstrationModel, size: tuple[int, int]
) -> None:
    """In px of a screen 1080 high; smaller screens scale it all."""
    window = view(size=size)
    assert (window.width(), window.height()) == size
    for steps in model.demonstration.sites:
        model.go_to(steps.site.key)
        kind = window.sheet.words.type_in_use()
        assert kind.name == 92
        assert min(kind.line, kind.caution) >= 30


def test_the_smallest_text_over_the_drawing_is_30_px_on_a_full_screen(view: Show, model: DemonstrationModel) -> None:
    window = view(size=(1920, 1080))
    show_whole(model, "temporalis-3-left")
    scene = window.sheet.stage.shown_scene
    assert scene is not None
    assert scene.measure is not None
    labels = [*scene.landmark_names, *scene.plates, scene.measure]
    runs = [run for letter in scene.letters for run in letter.runs]
    assert scene.scale is not None
    sizes = [label.size_px for label in labels] + [run.size_px for run in (*runs, *scene.words, scene.scale.text)]
    assert min(sizes) * LARGER * layout_of(QSize(1920, 1080)).scale >= 30


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (1920, 1080)])
def test_letters_and_words_of_the_sides_keep_off_the_head(
    view: Show, model: DemonstrationModel, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window = view(size=size, art=True)
    stage = window.sheet.stage
    for key in ("corrugator-right", "frontalis-medial-left", "temporalis-1-left", "temporalis-1-right"):
        assert_sides_lie_off_the_art(qtbot, model, stage, key)
    for key in ("occipitalis-1-left", "cervical-paraspinal-1-right", "trapezius-1-left"):
        assert_sides_lie_off_the_art(qtbot, model, stage, key)


def assert_sides_lie_off_the_art(qtbot: QtBot, model: DemonstrationModel, stage: AudienceStage, key: str) -> None:
    model.go_to(key)
    qtbot.waitUntil(stage.is_drawn, timeout=20_000)
    scene = stage.shown_scene
    assert scene is not None
    bare = replace(scene, letters=(), words=(), scale=None)
    picture = QImage(stage.size(), QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.scale(stage._scale, stage._scale)
    paint_view(painter, bare, stage._art_now())
    painter.end()
    size = Size(stage.width() / stage._scale, stage.height() / stage._scale)
    facing = [box for _, box in face_and_back_words(scene.view, size, high=True)]
    for box in (*(letter.extent for letter in scene.letters), *facing):
        corner, far = (QPointF(x, y) * stage._scale for x, y in ((box.left, box.top), (box.right, box.bottom)))
        part = picture.copy(QRectF(corner, far).toAlignedRect())
        blank = QImage(part.size(), part.format())
        blank.fill(QColor(LIGHT.stage))
        assert differing_share(part, blank) == 0, (key, box)


@pytest.mark.parametrize("size", SIZES)
def test_the_halves_share_the_width(size: tuple[int, int]) -> None:
    layout = layout_of(QSize(*size))
    assert layout.stage.right() < layout.words.left() < layout.words.right() < size[0]
    assert layout.stage.width() >= 0.48 * size[0]
    assert layout.scale == pytest.approx(min(size[1] / 1080, size[0] / 1640))


def test_very_many_words_are_set_smaller_and_not_cut(shipped: Shipped, view: Show, model: DemonstrationModel) -> None:
    long = " ".join(["Feel for the ridge and follow it outward to where it ends."] * 9)
    steps = model.demonstration.sites[0]
    model.demonstration.__dict__["sites"] = (
        replace(steps, steps=tuple(replace(s, words=long) for s in steps.steps[:3])),
    )
    window = view(size=(1920, 1080))
    assert window.sheet.words.type_in_use() in TYPES[-2:]


def test_what_nobody_verified_says_so(shipped: Shipped, model: DemonstrationModel) -> None:
    assert audience_source(model.steps, model.protocol) == (
        "Headache 2010;50:1406, not verified. Protocol: draft, not approved."
    )
    approved = replace(model.protocol, review=Review("approved"))
    verified = replace(model.steps, site=replace(model.steps.site, verified=True))
    assert audience_source(verified, approved) == "Headache 2010;50:1406."


# --- steps and keys --------------------------------------------------------------------------------------------------


def test_each_press_shows_one_thing_more(view: Show, model: DemonstrationModel) -> None:
    window = view()
    model.go_to("cervical-paraspinal-1-left")
    pictures = [picture(window)]
    for _ in range(6):
        press(window, Qt.Key.Key_Space)
        pictures.append(picture(window))
    assert all(one != other for one, other in pairwise(pictures))
    for earlier in reversed(pictures[:-1]):
        press(window, Qt.Key.Key_Left)
        assert picture(window) == earlier


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_PageDown, PEDAL])
def test_keys_remote_and_pedal_go_on(view: Show, model: DemonstrationModel, key: Qt.Key) -> None:
    press(view(), key)
    assert model.position.step == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_PageUp, SECOND_PEDAL])
def test_keys_remote_and_pedal_go_back(view: Show, model: DemonstrationModel, key: Qt.Key) -> None:
    window = view()
    press(window, Qt.Key.Key_Space, Qt.Key.Key_Space, key)
    assert model.position.step == 1


def test_the_numeric_pad_goes_on_and_back_and_comes_closer(view: Show, model: DemonstrationModel) -> None:
    window = view()
    pad = Qt.KeyboardModifier.KeypadModifier
    seen = []
    for key in (Qt.Key.Key_0, Qt.Key.Key_0, Qt.Key.Key_Period, Qt.Key.Key_Plus, Qt.Key.Key_Asterisk):
        QTest.keyClick(window.windowHandle(), key, pad)
        seen.append((model.position.step, model.zoom, model.is_blank))
    assert seen == [(1, 1, False), (2, 1, False), (1, 1, False), (1, 1.5, False), (1, 1.5, True)]


def test_sites_are_gone_through_and_home_is_the_first(view: Show, model: DemonstrationModel) -> None:
    window = view()
    press(window, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert (model.position.site, model.position.step) == (2, 1)
    press(window, Qt.Key.Key_Up)
    assert (model.position.site, model.position.step) == (2, 0)
    press(window, Qt.Key.Key_Up)
    assert model.position.site == 1
    press(window, Qt.Key.Key_Home)
    assert model.position.site == 0


def test_blank_is_black_and_next_brings_the_same_picture_back(view: Show, model: DemonstrationModel) -> None:
    window = view()
    press(window, Qt.Key.Key_Space)
    before = picture(window)
    press(window, Qt.Key.Key_B)
    black = QImage(before.size(), before.format())
    black.fill(QColor("#000000"))
    assert picture(window) == black
    press(window, Qt.Key.Key_Space)
    assert not model.is_blank
    assert picture(window) == before
    press(window, Qt.Key.Key_Period, Qt.Key.Key_Period)
    assert picture(window) == before


def test_a_key_that_is_held_counts_once(view: Show, model: DemonstrationModel) -> None:
    window = view()
    QTest.keyPress(window.windowHandle(), Qt.Key.Key_Space)
    QTest.keyPress(window.windowHandle(), Qt.Key.Key_Space)
    QTest.keyRelease(window.windowHandle(), Qt.Key.Key_Space)
    assert model.position.step == 1


def test_a_double_click_and_f11_fill_the_screen_and_escape_ends(view: Show, qtbot: QtBot) -> None:
    window = view()
    QTest.mouseDClick(window.windowHandle(), Qt.MouseButton.LeftButton, NO_MODIFIER, QPoint(300, 300))
    qtbot.waitUntil(window.isFullScreen)
    assert window.cursor().shape() is Qt.CursorShape.BlankCursor
    press(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.cursor().shape() is Qt.CursorShape.ArrowCursor
    with qtbot.waitSignal(window.closed):
        press(window, Qt.Key.Key_Escape)


def test_it_is_heard_what_is_seen(view: Show, model: DemonstrationModel) -> None:
    window = view()
    model.go_to("temporalis-1-left")
    press(window, Qt.Key.Key_Space)
    assert window.sheet.words.accessibleName() == (
        "Temporalis 1, Patient’s left. Find the tragus. "
        "Headache 2010;50:1406, not verified. Protocol: draft, not approved."
    )


# --- closer, layers, pen ---------------------------------------------------------------------------------------------


def test_from_closer_the_site_is_in_the_middle_and_a_new_site_is_seen_whole(
    view: Show, model: DemonstrationModel
) -> None:
    window = view()
    show_whole(model, "temporalis-3-left")
    stage = window.sheet.stage
    whole = stage.transform
    press(window, Qt.Key.Key_Plus, Qt.Key.Key_Plus)
    assert stage.transform is not None
    assert whole is not None
    assert stage.transform.px_per_mm == pytest.approx(2 * whole.px_per_mm)
    middle = stage.to_mm(QPointF(stage.width() / 2, stage.height() / 2))
    assert middle is not None
    assert middle.distance_mm(model.placed["temporalis-3-left"].point) < 0.01
    press(window, Qt.Key.Key_Minus)
    assert model.zoom == 1.5
    press(window, Qt.Key.Key_0)
    assert stage.transform == whole
    press(window, Qt.Key.Key_Plus, Qt.Key.Key_Down)
    assert model.zoom == 1


def test_the_view_comes_closer_step_by_step(view: Show, model: DemonstrationModel, qtbot: QtBot) -> None:
    window = view(motion=True)
    stage = window.sheet.stage
    seen: list[float] = []
    stage.zooming.valueChanged.connect(seen.append)
    with qtbot.waitSignal(stage.zooming.finished):
        press(window, Qt.Key.Key_Plus)
    assert seen[-1] == pytest.approx(1.5)
    assert seen == sorted(seen)


def test_what_the_pen_drew_stays_on_its_place(view: Show, model: DemonstrationModel) -> None:
    window = view()
    show_whole(model, "procerus")
    clean = picture(window)
    stage = window.sheet.stage
    point = model.placed["procerus"].point
    model.pen_down(replace(point, y=point.y - 8))
    model.pen_to(replace(point, y=point.y - 14))
    model.pen_up()
    for zoom in (1.0, 2.0):
        transform = stage.transform
        assert transform is not None
        assert transform.px_per_mm == pytest.approx(zoom * transform.px_per_mm / model.zoom)
        place = transform.to_px(replace(point, y=point.y - 11)) * (stage.width() / transform.width_px)
        colour = picture(window).pixelColor((place + QPointF(stage.pos())).toPoint())
        assert (colour.red() > 140, colour.blue() < 40) == (True, True)
        press(window, Qt.Key.Key_Plus, Qt.Key.Key_Plus)
    press(window, Qt.Key.Key_0)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert picture(window) == clean


def test_strokes_belong_to_their_site_and_c_clears_them(view: Show, model: DemonstrationModel) -> None:
    window = view()
    point = model.placed["procerus"].point
    for _ in range(2):
        model.pen_down(point)
        model.pen_up()
    press(window, Qt.Key.Key_Down)
    assert model.strokes == ()
    press(window, Qt.Key.Key_Up)
    assert len(model.strokes) == 2
    press(window, Qt.Key.Key_C)
    assert model.strokes == ()


def test_landmarks_are_left_out(view: Show, model: DemonstrationModel) -> None:
    window = view()
    show_whole(model, "cervical-paraspinal-1-left")
    with_them = window.sheet.stage.shown_scene
    model.show_layer(LANDMARKS, False)
    without = window.sheet.stage.shown_scene
    assert with_them is not None
    assert without is not None
    assert with_them.landmarks
    assert without == replace(with_them, landmarks=(), landmark_names=())


def test_each_layer_hides_its_own(shipped: Shipped, model: DemonstrationModel) -> None:
    drawn = frozenset({"temporalis", "masseter", "galea"})
    for layer, _ in model.layers:
        model.show_layer(layer, False)
        hidden = model.hidden_art(drawn)
        wanted = {
            "skin": {"skin"},
            "bone": {"bone"},
            "temporalis": {"temporalis"},
            OTHER_MUSCLES: {"masseter", "galea"},
        }
        assert hidden == wanted.get(layer, set())
        model.show_layer(layer, True)
    assert model.hidden == frozenset()


def test_one_site_fades_into_the_next(view: Show, model: DemonstrationModel, qtbot: QtBot) -> None:
    window = view(motion=True)
    show_whole(model, "procerus")
    stage = window.sheet.stage

    def settled() -> bool:
        return picture(window).copy(stage.geometry()) == stage.grab().toImage()

    qtbot.waitUntil(settled)
    press(window, Qt.Key.Key_Down)
    assert not settled()
    qtbot.waitUntil(settled)


def test_the_art_of_the_next_site_is_ready_before_it_is_asked_for(
    view: Show, model: DemonstrationModel, qtbot: QtBot
) -> None:
    window = view(art=True)
    stage = window.sheet.stage
    rendered: list[ArtRequest] = []
    stage.art.ready.connect(rendered.append)
    following = Treated("corrugator", Side.LEFT)
    qtbot.waitUntil(lambda: stage.is_drawn() and bool(rendered) and rendered[-1].treated == following, timeout=20_000)
    press(window, Qt.Key.Key_Down)
    assert stage.is_drawn()


@pytest.mark.usefixtures("theme")
def test_a_number_stays_with_its_unit() -> None:
    words = "Feel along the ridge for about 3 cm below the tip of it."
    for width in range(320, 700, 20):
        lines = wrapped(words, 34, 500, width)
        assert any("3\u00a0cm" in line for line in lines)
        assert " ".join(lines).replace("\u00a0", " ") == words
        assert len(lines) == 1 or len(lines[-1].split(" ")) > 1


# --- pictures --------------------------------------------------------------------------------------------------------

SEEN = Path(__file__).parent / "pictures"


@pytest.mark.parametrize(
    ("name", "key", "size", "zoom"),
    [
        ("audience-1920", "cervical-paraspinal-1-left", (1920, 1080), 1.0),
        ("audience-1024-closer", "temporalis-3-right", (1024, 768), 2.0),
    ],
)
def test_it_looks_as_it_did_when_it_was_looked_at(
    view: Show,
    model: DemonstrationModel,
    qtbot: QtBot,
    tmp_path: Path,
    name: str,
    key: str,
    size: tuple[int, int],
    zoom: float,
) -> None:
    window = view(size=size, art=True)
    show_whole(model, key)
    while model.zoom < zoom:
        model.zoom_in()
    qtbot.waitUntil(window.sheet.stage.is_drawn, timeout=20_000)
    assert_looks_as_in(SEEN / f"{name}.png", picture(window), kept_in=tmp_path)


def test_a_hidden_layer_is_seen_to_be_gone(view: Show, model: DemonstrationModel, qtbot: QtBot) -> None:
    window = view(art=True)
    show_whole(model, "occipitalis-1-left")
    qtbot.waitUntil(window.sheet.stage.is_drawn, timeout=20_000)
    before = picture(window)
    model.show_layer("occipitalis", False)
    qtbot.waitUntil(window.sheet.stage.is_drawn, timeout=20_000)
    assert differing_share(picture(window), before, by=8) > 0.01
