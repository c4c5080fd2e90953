"""One paint function: what is on the scene is on the picture, in its place, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QSizeF
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from injection_map.diagram.art import ArtImage
from injection_map.diagram.boxes import Box
from injection_map.diagram.colours import DARK, INK_ON_ART, LIGHT, PRINT
from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import Style
from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.diagram.paint import Motion, paint_view
from injection_map.diagram.scene import PlacedMark, ViewScene, site_at
from injection_map.domain.geometry import PointMm, RectMm
from injection_map.domain.protocol import View

from .conftest import Chair

pytestmark = pytest.mark.usefixtures("typeface")

LARGE = (858.0, 768.0)


def picture(scene: ViewScene, art: ArtImage | None = None, motion: Motion | None = None) -> QImage:
    size = scene.transform.width_px, scene.transform.height_px
    image = QImage(round(size[0]), round(size[1]), QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    paint_view(painter, scene, art, motion or Motion())
    painter.end()
    return image


def hero(chair: Chair, key: str = "temporalis-2-left", **looks: MarkLook) -> ViewScene:
    named = {name.replace("_", "-"): look for name, look in looks.items()}
    return build_scene(chair.request(chair.site(key).view, Style.HERO, LARGE, next_key=key, looks=named))


def colour_at(image: QImage, spot: QPointF, dx: float = 0, dy: float = 0) -> str:
    return image.pixelColor(int(spot.x() + dx), int(spot.y() + dy)).name().upper()


def colours_in(image: QImage, box: Box) -> set[str]:
    columns, rows = range(int(box.left), int(box.right) + 1), range(int(box.top), int(box.bottom) + 1)
    return {image.pixelColor(x, y).name().upper() for x in columns for y in rows}


def test_marks_are_painted_at_their_sites(chair: Chair) -> None:
    looks = {"temporalis_1_left": MarkLook(MarkState.GIVEN), "temporalis_3_left": MarkLook(MarkState.SKIPPED)}
    scene = hero(chair, **looks)
    image = picture(scene)
    for key, colour, dx in (
        ("temporalis-1-left", INK_ON_ART.given, -12),
        ("temporalis-2-left", INK_ON_ART.next, 0),
        ("temporalis-3-left", INK_ON_ART.skipped, 0),
        ("temporalis-4-left", INK_ON_ART.to_do, 17.5),
    ):
        spot = scene.transform.to_px(chair.placed[key].point)
        assert colour_at(image, spot, dx) == colour, key


def test_the_next_site_is_painted_last(chair: Chair) -> None:
    for site in chair.protocol.sites:
        scene = build_scene(chair.request(site.view, Style.THUMBNAIL, (124, 106), next_key=site.key))
        assert scene.marks[-1].key == site.key
        centre = scene.marks[-1].centre
        assert colour_at(picture(scene), centre) == "#FFFFFF"


def test_a_capsule_lies_under_its_neighbours(chair: Chair) -> None:
    looks = {"frontalis-lateral-right": MarkLook(MarkState.GIVEN, number="2.5")}
    scene = build_scene(chair.request(View.FRONT, Style.OVERVIEW, (340, 316), next_key=None, looks=looks))
    assert scene.marks[0].key == "frontalis-lateral-right"


def test_the_guide_is_a_landmark_a_dotted_line_and_a_measure(chair: Chair) -> None:
    scene = hero(chair)
    image = picture(scene)
    tragus = scene.landmarks[0]
    assert colour_at(image, QPointF(*tragus), 5) == colour_at(image, QPointF(*tragus), 0, -5) == INK_ON_ART.to_do
    (way,) = scene.guide_lines
    dots_and_keyline = {colour_at(image, QPointF(*way.at(0.05 + step / 200))) for step in range(20)}
    assert "#FFFFFF" in dots_and_keyline
    assert any(QColor(colour).lightness() < 120 for colour in dots_and_keyline)
    assert scene.measure is not None
    assert scene.measure.text == "1.5 to 3 cm"
    assert INK_ON_ART.to_do in colours_in(image, scene.measure.box)
    bracket = colours_in(image, scene.bracket[0].at(0.5).around(2))
    assert min(QColor(colour).lightness() for colour in bracket) < 60


def test_labels_and_letters_are_painted(chair: Chair) -> None:
    scene = hero(chair)
    image = picture(scene)
    assert scene.next_label is not None
    assert {INK_ON_ART.next, "#FFFFFF"} <= colours_in(image, scene.next_label.box)
    for plate in scene.plates:
        assert INK_ON_ART.to_do in colours_in(image, plate.box), plate.text
    for letter in scene.letters:
        assert LIGHT.t1 in colours_in(image, letter.extent)
    assert scene.scale is not None
    assert LIGHT.t2 in colours_in(image, scene.scale.extent)


def test_without_art_the_stage_and_all_marks_are_there(chair: Chair) -> None:
    for colours in (LIGHT, DARK):
        scene = replace(hero(chair), colours=colours)
        image = picture(scene)
        assert image.pixelColor(5, 400).name().upper() == colours.stage
        assert colour_at(image, scene.marks[-1].centre) == INK_ON_ART.next


def test_the_art_lies_under_the_marks(chair: Chair) -> None:
    scene = hero(chair)
    art = ArtImage(chair.art.render(scene.art_request()), scene.transform.shown)
    image = picture(scene, art)
    cheek = scene.transform.to_px(PointMm(-40, 20))
    assert colour_at(image, cheek) == art.image.pixelColor(int(cheek.x()), int(cheek.y())).name().upper()
    assert colour_at(image, scene.marks[-1].centre) == INK_ON_ART.next


def test_an_image_that_stands_in_is_fitted_to_the_drawing(chair: Chair) -> None:
    """A stand-in of another frame shows each millimetre where the scene has it."""
    scene = hero(chair)
    blue = QImage(10, 10, QImage.Format.Format_RGB32)
    blue.fill(QColor("blue"))
    image = picture(scene, ArtImage(blue, RectMm(-60, 20, 30, 30), exact=False))
    inside, outside = (scene.transform.to_px(p) for p in (PointMm(-45, 35), PointMm(-70, 35)))
    assert (colour_at(image, inside), colour_at(image, outside)) == ("#0000FF", LIGHT.stage)


def test_the_theme_changes_no_image_of_the_art(chair: Chair) -> None:
    request = chair.request(View.LEFT, Style.HERO, LARGE, next_key="temporalis-2-left")
    light, dark = build_scene(request), build_scene(replace(request, colours=DARK))
    assert light.art_request() == dark.art_request()
    assert light.art_request(2.0).pixel_ratio == 2.0


def test_in_the_dark_the_art_is_a_little_weaker(chair: Chair) -> None:
    scene = replace(hero(chair), colours=DARK)
    white = QImage(858, 768, QImage.Format.Format_RGB32)
    white.fill(QColor("white"))
    image = picture(scene, ArtImage(white, scene.transform.shown))
    share = (image.pixelColor(300, 700).red() - QColor(DARK.stage).red()) / (255 - QColor(DARK.stage).red())
    assert share == pytest.approx(0.93, abs=0.01)


def test_nothing_is_painted_beside_the_stage(chair: Chair) -> None:
    scene = hero(chair, "trapezius-2-left")
    image = QImage(958, 868, QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    painter.translate(50, 50)
    paint_view(painter, scene, None)
    assert painter.transform().dx() == 50
    painter.end()
    rim = [(x, y) for x in range(0, 958, 7) for y in (10, 48, 819, 860)]
    rim += [(x, y) for y in range(0, 868, 7) for x in (10, 48, 909, 950)]
    assert {image.pixelColor(x, y).name() for x, y in rim} == {"#ff00ff"}


def test_where_the_next_site_is_not_there_is_no_guide_and_no_label(chair: Chair) -> None:
    scene = build_scene(chair.request(View.BACK, Style.HERO, LARGE, next_key="temporalis-2-left"))
    assert (scene.next_label, scene.guide_lines, scene.landmarks, scene.measure, scene.treated) == (
        None,
        (),
        (),
        None,
        None,
    )
    assert len(scene.marks) == 16


def test_the_other_side_shows_the_same_muscle_in_its_frame(chair: Chair) -> None:
    scene = build_scene(chair.request(View.RIGHT, Style.HERO, LARGE, next_key="temporalis-2-left"))
    assert scene.transform.centre.x == 13
    assert scene.treated is not None
    assert scene.next_label is None


@pytest.mark.parametrize("style", [Style.THUMBNAIL, Style.PRINT, Style.DETAIL])
def test_small_views_bear_marks_alone(chair: Chair, style: Style) -> None:
    scene = build_scene(chair.request(View.LEFT, style, (228, 174), next_key="temporalis-2-left"))
    assert (scene.next_label, scene.plates, scene.guide_lines, scene.scale) == (None, (), (), None)


def test_a_summary_bears_the_plates_that_it_is_given_and_nothing_else(chair: Chair) -> None:
    request = chair.request(View.LEFT, Style.SUMMARY, (228, 174), next_key=None)
    bare = build_scene(replace(request, sites=tuple(replace(site, plate="") for site in request.sites)))
    assert (bare.next_label, bare.plates, bare.guide_lines, bare.scale) == (None, (), (), None)
    first, *others = request.sites
    sites = (replace(first, plate="was 5"), *(replace(site, plate="") for site in others))
    assert [plate.text for plate in build_scene(replace(request, sites=sites)).plates] == ["was 5"]


def test_a_detail_shows_the_few_centimetres_around_the_sites(chair: Chair) -> None:
    scene = build_scene(chair.request(View.LEFT, Style.DETAIL, (460, 250), next_key="temporalis-2-left"))
    assert (scene.letters, scene.transform.px_per_mm > 3) == ((), True)


def test_print_is_text_and_black(chair: Chair) -> None:
    request = chair.request(View.BACK, Style.PRINT, (464, 230), next_key=None, colours=PRINT)
    scene = build_scene(replace(request, caption="Back"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(
        QPageLayout(QPageSize(QSizeF(348, 172), QPageSize.Unit.Point), QPageLayout.Orientation.Portrait, QMarginsF())
    )
    painter = QPainter(writer)
    painter.scale(writer.resolution() / 96, writer.resolution() / 96)
    paint_view(painter, scene, ArtImage(chair.art.render(scene.art_request(3.0)), scene.transform.shown))
    painter.end()
    text = pypdf.PdfReader(BytesIO(buffer.data().data())).pages[0].extract_text()
    assert {"Back", "L", "R"} <= set(text.split())


def test_the_focus_and_the_hold_are_seen(chair: Chair) -> None:
    scene = hero(chair)
    still = picture(scene)
    for motion in (
        Motion(focus_key="temporalis-4-left"),
        Motion(hold_key="temporalis-4-left", hold=0.5),
        Motion(halo=1.08),
    ):
        assert picture(scene, motion=motion) != still


def mark(key: str, x: float, y: float) -> PlacedMark:
    return PlacedMark(key, QPointF(x, y), 18, MarkLook())


def test_a_press_means_the_nearest_site_within_28_px() -> None:
    marks = [mark("one", 100, 100), mark("two", 160, 100)]
    assert site_at(marks, QPointF(100, 127)) == "one"
    assert site_at(marks, QPointF(100, 129)) is None
    assert site_at(marks, QPointF(140, 100)) == "two"
    assert site_at([], QPointF(0, 0)) is None


def test_a_press_between_two_sites_means_neither() -> None:
    marks = [mark("one", 100, 100), mark("two", 140, 100)]
    assert site_at(marks, QPointF(120, 100)) is None
    assert site_at(marks, QPointF(118, 100)) is None
    assert site_at(marks, QPointF(117.5, 100)) == "one"


points = st.tuples(st.floats(0, 200), st.floats(0, 200))


@given(st.lists(points, min_size=1, max_size=8), points)
def test_a_press_never_means_a_site_when_another_is_as_near(
    sites: list[tuple[float, float]], at: tuple[float, float]
) -> None:
    marks = [mark(str(number), x, y) for number, (x, y) in enumerate(sites)]
    found = site_at(marks, QPointF(*at))
    distances = sorted(((x - at[0]) ** 2 + (y - at[1]) ** 2) ** 0.5 for x, y in sites)
    clear = distances[0] <= 28 and (len(distances) == 1 or distances[1] - distances[0] > 4)
    assert (found is not None) == clear


@pytest.mark.parametrize("size", [LARGE, (764.0, 578.0)])
def test_a_press_on_a_site_means_that_site(chair: Chair, size: tuple[float, float]) -> None:
    for site in chair.protocol.sites:
        scene = build_scene(chair.request(site.view, Style.HERO, size, next_key=site.key))
        for placed in scene.marks:
            assert scene.site_at(placed.centre) == placed.key
        found = scene.mark(site.key)
        assert found is not None
        assert scene.extent(found).lies_in(Box(0, 0, *size))
    assert hero(chair).mark("trapezius-1-left") is None
