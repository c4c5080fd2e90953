"""The anatomy is drawn where the plates have it, at the strength the design asks for."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from injection_map import resources
from injection_map.diagram.art import ArtRenderer, ArtRequest, Treated, muscle_strength
from injection_map.diagram.frames import Frame, Style, ViewTransform, frame_of, hero_frame
from injection_map.domain.errors import AssetError
from injection_map.domain.geometry import PointMm, RectMm
from injection_map.domain.protocol import Plate, Side, View

from .conftest import Chair

SVG = "{http://www.w3.org/2000/svg}"
FILES = {Plate.FRONT: "front.svg", Plate.SIDE: "left.svg", Plate.BACK: "back.svg"}
SMALL = 160
pytestmark = pytest.mark.usefixtures("typeface")


def whole(view: View, *, style: Style = Style.THUMBNAIL, size: int = SMALL) -> tuple[ViewTransform, ArtRequest]:
    transform = frame_of(Style.THUMBNAIL, view).filling(width_px=size, height_px=size)
    return transform, ArtRequest(view, transform.shown, size, size, style)


def group_alone(plate: Plate, name: str, request: ArtRequest) -> QImage:
    """A group of a plate drawn by an independent way: a document from which all other groups were taken out."""
    tree = ET.parse(resources.diagrams() / FILES[plate])
    root = tree.getroot()
    for layer in [element for element in root if element.tag != f"{SVG}defs"]:
        if layer.get("id") != "muscles":
            root.remove(layer)
            continue
        for muscle in [element for element in layer if element.get("id") != name]:
            layer.remove(muscle)
    renderer = QSvgRenderer(QByteArray(ET.tostring(root)))
    image = QImage(request.width_px, request.height_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    scale, box = request.width_px / request.shown.width, renderer.viewBoxF()
    target = QRectF(
        (box.x() - request.shown.x) * scale,
        (box.y() - request.shown.y) * scale,
        box.width() * scale,
        box.height() * scale,
    )
    if request.view is View.RIGHT:
        painter.translate(request.width_px, 0)
        painter.scale(-1, 1)
    renderer.render(painter, target)
    painter.end()
    return image


def spots_where(size: int, holds: Callable[[int, int], bool]) -> set[tuple[int, int]]:
    return {(x, y) for x in range(size) for y in range(size) if holds(x, y)}


@pytest.mark.parametrize(
    ("view", "muscle", "side", "name"),
    [
        (View.FRONT, "corrugator", Side.LEFT, "muscle-corrugator-left"),
        (View.FRONT, "procerus", Side.MIDLINE, "muscle-procerus"),
        (View.FRONT, "frontalis", Side.RIGHT, "muscle-frontalis-right"),
        (View.LEFT, "temporalis", Side.LEFT, "muscle-temporalis-left"),
        (View.RIGHT, "temporalis", Side.RIGHT, "muscle-temporalis-left"),
        (View.BACK, "occipitalis", Side.LEFT, "muscle-occipitalis-left"),
        (View.BACK, "trapezius", Side.RIGHT, "muscle-trapezius-right"),
    ],
)
def test_the_treated_muscle_and_no_other_place_is_stressed(
    chair: Chair, view: View, muscle: str, side: Side, name: str
) -> None:
    _, request = whole(view)
    plain, stressed = chair.art.render(request), chair.art.render(replace(request, treated=Treated(muscle, side)))
    alone = group_alone(view.plate, name, request)
    changed = spots_where(SMALL, lambda x, y: plain.pixel(x, y) != stressed.pixel(x, y))
    drawn = spots_where(SMALL, lambda x, y: alone.pixelColor(x, y).alpha() > 0)
    clearly = spots_where(SMALL, lambda x, y: alone.pixelColor(x, y).alpha() > 60 and y < 0.85 * SMALL)
    assert changed <= {(x + dx, y + dy) for x, y in drawn for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    assert len(clearly - changed) <= 0.1 * len(clearly)
    assert clearly


def test_every_site_lies_over_its_own_muscle_on_its_own_side(chair: Chair) -> None:
    for site in chair.protocol.sites:
        point = chair.placed[site.key].point
        found = chair.art.muscles_at(site.view, point)
        assert Treated(site.muscle, site.side) in found, site.key
        bounds = chair.art.muscle_bounds(site.view, Treated(site.muscle, site.side))
        assert bounds is not None
        assert bounds.contains(point)


def test_the_uppermost_muscle_comes_first(chair: Chair) -> None:
    found = chair.art.muscles_at(View.BACK, PointMm(-20, 30))
    assert found == (Treated("trapezius", Side.LEFT), Treated("cervical-paraspinal", Side.LEFT))


def test_no_muscle_lies_over_bare_skin_or_beside_the_head(chair: Chair) -> None:
    assert chair.art.muscles_at(View.FRONT, PointMm(0, 60)) == ()
    assert chair.art.muscles_at(View.LEFT, PointMm(120, 0)) == ()
    assert chair.art.muscles_at(View.FRONT, PointMm(0, -105)) == (), "the aponeurosis is no muscle to inject"


def test_a_view_that_does_not_draw_a_muscle_has_no_bounds_for_it(chair: Chair) -> None:
    assert chair.art.muscle_bounds(View.BACK, Treated("procerus", Side.MIDLINE)) is None


@pytest.mark.parametrize(
    ("style", "treated", "strengths"),
    [
        (Style.HERO, Treated("corrugator", Side.RIGHT), (0.4, 1.0, 0.13)),
        (Style.HERO, None, (0.35, 0.35, 0.35)),
        (Style.OVERVIEW, Treated("corrugator", Side.LEFT), (1.0, 0.5, 0.16)),
        (Style.OVERVIEW, None, (0.35, 0.35, 0.35)),
        (Style.THUMBNAIL, Treated("corrugator", Side.LEFT), (1.0, 0.28, 0.28)),
        (Style.SUMMARY, None, (0.3, 0.3, 0.3)),
        (Style.PRINT, Treated("corrugator", Side.LEFT), (0.34, 0.34, 0.34)),
        (Style.HERO, Treated("corrugator", Side.MIDLINE), (1.0, 1.0, 0.13)),
    ],
)
def test_strength_of_the_art(style: Style, treated: Treated | None, strengths: tuple[float, float, float]) -> None:
    request = ArtRequest(View.FRONT, RectMm(0, 0, 1, 1), 1, 1, style, treated)
    names = ("muscle-corrugator-left", "muscle-corrugator-right", "muscle-frontalis-left")
    assert tuple(muscle_strength(name, request) for name in names) == strengths


def test_the_side_plate_is_the_right_side_on_the_right_view() -> None:
    request = ArtRequest(View.RIGHT, RectMm(0, 0, 1, 1), 1, 1, Style.HERO, Treated("temporalis", Side.RIGHT))
    assert muscle_strength("muscle-temporalis-left", request) == 1.0
    assert muscle_strength("muscle-temporalis-left", replace(request, view=View.LEFT)) == 0.4


def test_the_right_view_is_the_mirror_of_the_left(chair: Chair) -> None:
    left, right = (chair.art.render(whole(view)[1]) for view in (View.LEFT, View.RIGHT))
    different = spots_where(SMALL, lambda x, y: not _alike(left.pixelColor(x, y), right.pixelColor(SMALL - 1 - x, y)))
    assert len(different) < 0.02 * SMALL * SMALL


def _alike(one: QColor, other: QColor) -> bool:
    return all(abs(a - b) <= 40 for a, b in zip(one.getRgb(), other.getRgb(), strict=True))


def test_a_faint_muscle_is_faint_as_a_whole(chair: Chair) -> None:
    """Its own overlapping fibres may not add up: between two strengths every pixel changes in proportion."""
    _, request = whole(View.LEFT, style=Style.HERO)
    strong, middle, weak = (
        chair.art.render(replace(request, treated=treated))
        for treated in (
            Treated("temporalis", Side.LEFT),
            Treated("temporalis", Side.RIGHT),
            Treated("trapezius", Side.RIGHT),
        )
    )
    alone = group_alone(Plate.SIDE, "muscle-temporalis-left", request)
    share = (0.4 - 0.13) / (1 - 0.13)
    over_muscle = spots_where(SMALL, lambda x, y: alone.pixelColor(x, y).alpha() > 60 and y < 0.6 * SMALL)
    assert over_muscle
    for x, y in over_muscle:
        reds = [image.pixelColor(x, y).red() for image in (weak, middle, strong)]
        assert reds[1] == pytest.approx(reds[0] + share * (reds[2] - reds[0]), abs=4)


def test_the_art_fades_where_the_frame_cuts_it(chair: Chair) -> None:
    transform = hero_frame(View.BACK, "occipitalis", [PointMm(0, 0)], width_px=200, height_px=200)
    image = chair.art.render(ArtRequest(View.BACK, transform.shown, 200, 200, Style.HERO))
    alphas = [image.pixelColor(100, y).alpha() for y in (170, 182, 190, 199)]
    assert alphas[0] == 255
    assert alphas == sorted(alphas, reverse=True)
    assert alphas[-1] == 0


def test_art_that_ends_by_itself_is_not_faded(chair: Chair) -> None:
    """The plate of the back ends at 250 mm; a frame that ends just below cuts nothing."""

    def alpha_at_236_mm(bottom_mm: float) -> int:
        frame = Frame(PointMm(0, bottom_mm - 100), 200, 200)
        shown = frame.filling(width_px=200, height_px=200).shown
        image = chair.art.render(ArtRequest(View.BACK, shown, 200, 200, Style.HERO))
        return image.pixelColor(100, round(236 - shown.y)).alpha()

    assert alpha_at_236_mm(251) == alpha_at_236_mm(300) > alpha_at_236_mm(249) > 0


def test_print_is_grey_on_white(chair: Chair) -> None:
    _, request = whole(View.FRONT, style=Style.PRINT)
    image = chair.art.render(request)
    assert image.isGrayscale()
    assert image.pixelColor(1, 1) == QColor("white")
    assert image.pixelColor(SMALL // 2, SMALL // 2).lightness() < 250


def test_what_each_record_has_on_paper_is_drawn_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    art = ArtRenderer(resources.diagrams())
    _, request = whole(View.FRONT, style=Style.PRINT)
    first = art.render(request)
    as_drawn = first.copy()
    first.fill(QColor("black"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert art.render(request) == as_drawn
    with pytest.raises(AssetError):
        art.render(replace(request, width_px=request.width_px + 1))
    for_a_screen = replace(request, style=Style.HERO)
    with pytest.raises(AssetError):
        art.render(for_a_screen)


def test_a_fine_screen_gets_more_pixels(chair: Chair) -> None:
    _, request = whole(View.FRONT)
    image = chair.art.render(replace(request, pixel_ratio=2.0))
    assert (image.width(), image.devicePixelRatio()) == (2 * SMALL, 2.0)
    assert image.deviceIndependentSize().width() == SMALL


def test_it_renders_on_another_thread(chair: Chair) -> None:
    _, request = whole(View.LEFT)
    with ThreadPoolExecutor(2) as threads:
        images = list(threads.map(chair.art.render, [request] * 4))
    assert all(image == images[0] for image in images)


def test_bounds_are_those_of_the_plate(chair: Chair) -> None:
    assert chair.art.bounds(View.LEFT) == RectMm(-125, -150, 260, 330)
    assert chair.art.bounds(View.RIGHT) == RectMm(-135, -150, 260, 330)


@pytest.mark.qt_log_ignore("svg", extend=True)
@pytest.mark.parametrize(
    "content",
    [None, b"", b"not a drawing", b"\xff\xfe\x00", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'],
)
def test_a_missing_or_broken_plate_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    for file in FILES.values():
        if content is not None:
            (tmp_path / file).write_bytes(content)
    with pytest.raises(AssetError, match=r"The drawing front\.svg is missing or broken.*Records are not touched"):
        ArtRenderer(tmp_path).load()


def test_a_plate_without_its_layers_is_refused(tmp_path: Path) -> None:
    for file in FILES.values():
        text = (resources.diagrams() / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text.replace('<g id="bone">', "<g>"), encoding="utf-8")
    with pytest.raises(AssetError, match="no layer “bone”"):
        ArtRenderer(tmp_path).load()


def test_a_broken_plate_does_not_touch_the_others(tmp_path: Path) -> None:
    (tmp_path / "left.svg").write_bytes((resources.diagrams() / "left.svg").read_bytes())
    renderer = ArtRenderer(tmp_path)
    assert not renderer.render(whole(View.LEFT)[1]).isNull()
    with pytest.raises(AssetError):
        renderer.render(whole(View.BACK)[1])


DRAWS_WHILE_A_PAGE_IS_BUILT = """
import threading
from PySide6.QtWidgets import QApplication, QLineEdit
from injection_map import resources
from injection_map.diagram.art import ArtRenderer, ArtRequest
from injection_map.diagram.frames import Style, frame_of
from injection_map.domain.protocol import View

app = QApplication([])
art = ArtRenderer(resources.diagrams())
shown = frame_of(Style.THUMBNAIL, View.FRONT).filling(width_px=40, height_px=40).shown
requests = [ArtRequest(View.FRONT, shown, 40, 40, Style.THUMBNAIL) for _ in range(60)]
drawing = threading.Thread(target=lambda: [art.render(request) for request in requests])
drawing.start()
while drawing.is_alive():
    QLineEdit().setClearButtonEnabled(True)  # Qt reads an image for its button, under a lock of its own
print("drawn")
"""


def test_drawing_never_waits_for_the_window_which_waits_for_it() -> None:
    """In a process of its own: should it hang, so would the tests."""
    done = subprocess.run(
        [sys.executable, "-c", DRAWS_WHILE_A_PAGE_IS_BUILT],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.stdout == "drawn\n", done.stderr


def test_a_full_disk_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _, request = whole(View.FRONT)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(AssetError, match=r"No such file or directory\. They are empty; records are not touched"):
        ArtRenderer(resources.diagrams()).render(request)
