"""The drawn anatomy as images: each layer at its strength, for one part of one view. Runs on any thread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QLinearGradient, QPainter
from PySide6.QtSvg import QSvgRenderer

from injection_map.diagram.frames import Style
from injection_map.domain.errors import AssetError
from injection_map.domain.geometry import PointMm, RectMm
from injection_map.domain.protocol import Plate, Side, View

_FILES = {Plate.FRONT: "front.svg", Plate.SIDE: "left.svg", Plate.BACK: "back.svg"}
_FADED_SHARE = 0.13
_FULL_FADE_AT = 0.92
_SEEN_ALPHA = 0.1
_MUSCLE_ID = re.compile(r'<g id="((?:muscle|aponeurosis)-[\w-]+)"')
_GROUP = re.compile(r'<g id="([\w-]+)"')
_HIDDEN = frozenset({"hairline", "landmarks"})
"""The hairline would lie over the muscles of the neck."""
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied
SKIN, BONE = "skin", "bone"
"""Layers that can be left out, beside the muscles. The features (eyes, ears, brows) go with the skin."""


@dataclass(frozen=True, slots=True)
class Treated:
    """The muscle and side being treated; a drawn muscle's id and side are the same."""

    muscle: str
    side: Side


@dataclass(frozen=True, slots=True)
class ArtRequest:
    """One image of the art: which part of which view, how large, and how strong its layers are.

    `shown` is the part in mm of the view (right: mirrored) that fills the image. The theme's opacity is no part of
    it: the painter applies that, so that a change of theme renders nothing anew. `hidden` are layers that are left
    out: `SKIN`, `BONE` and drawn muscles without their side, such as `temporalis` (`ArtRenderer.drawn_muscles`).
    """

    view: View
    shown: RectMm
    width_px: int
    height_px: int
    style: Style
    treated: Treated | None = None
    pixel_ratio: float = 1.0
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ArtImage:
    """An image of the art and the part in mm of the view that it shows; not `exact` when it stands in for another.

    One that is `passing` is seen for a frame only, and is scaled fast instead of smoothly.
    """

    image: QImage
    shown: RectMm
    exact: bool = True
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Strengths:
    """Opacity of each layer, 0 to 1: of the muscle being treated on its side, on its other side, and of the rest."""

    own: float
    other_side: float
    other_muscles: float
    bone: float
    skin: float = 1.0
    features: float = 1.0


_HERO_STRENGTHS = Strengths(own=1.0, other_side=0.4, other_muscles=0.13, bone=0.8)
_STRENGTHS = {
    Style.HERO: _HERO_STRENGTHS,
    Style.DETAIL: _HERO_STRENGTHS,
    Style.OVERVIEW: Strengths(own=1.0, other_side=0.5, other_muscles=0.16, bone=0.55),
    Style.THUMBNAIL: Strengths(own=1.0, other_side=0.28, other_muscles=0.28, bone=0.0),
    Style.SUMMARY: Strengths(own=0.3, other_side=0.3, other_muscles=0.3, bone=0.0),
    Style.BARE: Strengths(own=0.0, other_side=0.0, other_muscles=0.0, bone=0.0),
    Style.PRINT: Strengths(own=0.34, other_side=0.34, other_muscles=0.34, bone=0.0, skin=0.62, features=0.8),
    Style.SLIDE: _HERO_STRENGTHS,
    Style.SHEET: Strengths(own=0.72, other_side=0.3, other_muscles=0.12, bone=0.7, skin=0.62, features=0.8),
}
_NOTHING_TREATED = dict.fromkeys((Style.HERO, Style.DETAIL, Style.OVERVIEW, Style.SHEET, Style.SLIDE), 0.35)
"""Strength of every muscle in a view in which no site is being treated."""


def muscle_strength(name: str, request: ArtRequest) -> float:
    """Opacity of a drawn muscle: `name` is its id in the drawing, such as `muscle-temporalis-left`."""
    if _without_side(name) in request.hidden:
        return 0.0
    strengths = _STRENGTHS[request.style]
    if request.treated is None:
        return _NOTHING_TREATED.get(request.style, strengths.other_muscles)
    drawn = _drawn_muscle(name, request.view)
    if drawn is None or drawn.muscle != request.treated.muscle:
        return strengths.other_muscles
    one_side_only = Side.MIDLINE not in (drawn.side, request.treated.side)
    return strengths.other_side if one_side_only and drawn.side is not request.treated.side else strengths.own


def _without_side(name: str) -> str:
    """`muscle-temporalis-left` is `temporalis`, `aponeurosis-galea` is `galea`."""
    return name.partition("-")[2].removesuffix("-left").removesuffix("-right")


def _drawn_muscle(name: str, view: View) -> Treated | None:
    """Muscle and side that a drawn group shows in a view; None for the aponeurosis, which is no muscle."""
    if not name.startswith("muscle-") or name.startswith("muscle-galea"):
        return None
    muscle = name.removeprefix("muscle-")
    for side in (Side.LEFT, Side.RIGHT):
        if muscle.endswith(f"-{side}"):
            shown = Side.RIGHT if view is View.RIGHT and side is Side.LEFT else side
            return Treated(muscle.removesuffix(f"-{side}"), shown)
    return Treated(muscle, Side.MIDLINE)


class _PlateArt:
    """One plate's file, read once. `renderer` says where things lie; it keeps state while it draws: one thread at a
    time. `parts` are the drawing cut before the end of each group's first tag, in turn with the groups' names."""

    def __init__(self, file: Path) -> None:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            raise _missing(file, "it cannot be read") from fault
        self.lock = Lock()
        self.renderer = QSvgRenderer(QByteArray(text.encode()))
        box = self.renderer.viewBoxF()
        if not self.renderer.isValid() or box.isEmpty():
            raise _missing(file, "it is not a drawing")
        absent = [layer for layer in ("skin", "features", "bone") if not self.renderer.elementExists(layer)]
        if absent:
            raise _missing(file, f"it has no layer “{absent[0]}”")
        self.bounds = RectMm(box.x(), box.y(), box.width(), box.height())
        self.parts = _GROUP.split(text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")])
        muscles = _MUSCLE_ID.findall(text)
        self.places = {name: self.renderer.boundsOnElement(name) for name in ("skin", "features", "bone", *muscles)}
        self.muscles = tuple(muscles)


def _missing(file: Path, what: str) -> AssetError:
    return AssetError(
        f"The drawing {file.name} is missing or broken: {what} ({file}). Records are not touched by this. "
        "Please install Injection Map again."
    )


_KEPT_BYTES, _MOST_KEPT = 2_000_000, 48
"""A record on paper needs twelve, of 0.3 to 1 MB."""


class ArtRenderer:
    """The plates of a folder. Safe to call from any thread; each plate is read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._plates: dict[Plate, _PlateArt] = {}
        self._loading = Lock()
        self._printed: dict[ArtRequest, QImage] = {}

    def load(self) -> None:
        """Reads all plates now. Raises AssetError, as every other method may."""
        for plate in Plate:
            self._plate(plate)

    def bounds(self, view: View) -> RectMm:
        """The whole plate, in mm of the view."""
        bounds = self._plate(view.plate).bounds
        return _mirrored(bounds) if view is View.RIGHT else bounds

    def muscle_bounds(self, view: View, treated: Treated) -> RectMm | None:
        """The rectangle around a drawn muscle in mm of the view; None when the view does not draw it."""
        art = self._plate(view.plate)
        for name in art.muscles:
            drawn = _drawn_muscle(name, view)
            if drawn and drawn.muscle == treated.muscle and drawn.side in (treated.side, Side.MIDLINE):
                box = art.places[name]
                rect = RectMm(box.x(), box.y(), box.width(), box.height())
                return _mirrored(rect) if view is View.RIGHT else rect
        return None

    def drawn_muscles(self, view: View) -> frozenset[str]:
        """The muscles and aponeuroses that a view draws, without their side: `temporalis`, `galea`."""
        return frozenset(map(_without_side, self._plate(view.plate).muscles))

    def muscles_at(self, view: View, point: PointMm) -> tuple[Treated, ...]:
        """The drawn muscles under a point in mm of the view, the uppermost first."""
        art = self._plate(view.plate)
        on_plate = point.mirrored() if view is View.RIGHT else point
        found = []
        for name in reversed(art.muscles):
            drawn = _drawn_muscle(name, view)
            if drawn and art.places[name].contains(QPointF(on_plate.x, on_plate.y)) and _covers(art, name, on_plate):
                found.append(drawn)
        return tuple(found)

    def render(self, request: ArtRequest) -> QImage:
        """The image that was asked for, transparent around the art; for print grey on white.

        Each record on paper has the same small ones: they are kept, because they are most of what a PDF costs.
        """
        if (kept := self._printed.get(request)) is not None:
            return QImage(kept)
        image = self._drawn(request)
        if request.style.is_paper and image.sizeInBytes() <= _KEPT_BYTES:
            if len(self._printed) >= _MOST_KEPT:
                self._printed = {}
            self._printed[request] = QImage(image)
        return image

    def _drawn(self, request: ArtRequest) -> QImage:
        art = self._plate(request.view.plate)
        image = _render(_document(art, request), _pixels(request))
        if request.shown.y + request.shown.height < art.bounds.y + art.bounds.height:
            _fade_bottom(image)
        image.setDevicePixelRatio(request.pixel_ratio)
        return _grey_on_white(image) if request.style.is_paper else image

    def _plate(self, plate: Plate) -> _PlateArt:
        with self._loading:
            if plate not in self._plates:
                self._plates[plate] = _PlateArt(self._folder / _FILES[plate])
            return self._plates[plate]


def _document(art: _PlateArt, request: ArtRequest) -> bytes:
    """The plate cut to what is shown, each group with its opacity; Qt draws a faint group as one."""
    strengths = _STRENGTHS[request.style]
    layers = {"skin": strengths.skin, "features": strengths.features, "bone": strengths.bone}
    layers |= dict.fromkeys(_HIDDEN | (request.hidden & {SKIN, BONE}), 0.0)
    if SKIN in request.hidden:
        layers["features"] = 0.0
    layers |= {name: muscle_strength(name, request) for name in art.muscles}
    groups = zip(art.parts[1::2], art.parts[2::2], strict=True)
    body = art.parts[0] + "".join(f'<g id="{name}"{_opacity(layers.get(name, 1.0))}{rest}' for name, rest in groups)
    if request.view is View.RIGHT:
        body = f'<g transform="scale(-1 1)">{body}</g>'
    box = request.shown
    view_box = f"{box.x} {box.y} {box.width} {box.height}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box}">{body}</svg>'.encode()


def _opacity(strength: float) -> str:
    if strength <= 0:
        return ' display="none"'
    return f' opacity="{strength}"' if strength < 1 else ""


def _pixels(request: ArtRequest) -> QSize:
    ratio = request.pixel_ratio
    return QSize(max(1, round(request.width_px * ratio)), max(1, round(request.height_px * ratio)))


def _render(document: bytes, size: QSize) -> QImage:
    """An image reader lets go of Python's lock while it draws. QSvgRenderer.render() does not: the window would stall
    for as long as a muscle takes.

    It reads a file, which lasts as long: to read a buffer of Python's it would want Python's lock while it holds the
    one under which Qt makes all image readers, and the window, which may wait for that one with Python's, would hang.
    """
    with _as_file(document) as file:
        reader = QImageReader(str(file), QByteArray(b"svg"))
        reader.setScaledSize(size)
        image = reader.read()
    if image.isNull():
        raise AssetError(
            f"Qt cannot draw SVG here: {reader.errorString()}. The diagrams are empty; records are not touched by "
            "this. Please install Injection Map again."
        )
    return image if image.format() is _FORMAT else image.convertToFormat(_FORMAT)


@contextmanager
def _as_file(document: bytes) -> Iterator[Path]:
    """The drawing, nothing else, in a temporary file. AssetError when there is no room for it."""
    try:
        with TemporaryDirectory(prefix="injection-map-drawing-") as folder:
            file = Path(folder) / "drawing.svg"
            file.write_bytes(document)
            yield file
    except OSError as error:
        raise AssetError(
            f"The diagrams cannot be drawn: {error.strerror or error}. They are empty; records are not touched by "
            "this. Make room in the folder for temporary files, then open the page again."
        ) from error


def _fade_bottom(image: QImage) -> None:
    """Lets the art end softly where the frame cuts it."""
    height = image.height()
    top = height * (1 - _FADED_SHARE)
    gradient = QLinearGradient(0, top, 0, height)
    gradient.setColorAt(0, QColor(0, 0, 0, 255))
    gradient.setColorAt(_FULL_FADE_AT, QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.fillRect(QRectF(0, top, image.width(), height - top), gradient)
    painter.end()


def _grey_on_white(image: QImage) -> QImage:
    page = QImage(image.size(), QImage.Format.Format_RGB32)
    page.setDevicePixelRatio(image.devicePixelRatio())
    page.fill(Qt.GlobalColor.white)
    painter = QPainter(page)
    painter.drawImage(0, 0, image)
    painter.end()
    return page.convertToFormat(QImage.Format.Format_Grayscale8)


def _covers(art: _PlateArt, name: str, point: PointMm) -> bool:
    """Whether a group paints anything within half a millimetre of a point of the plate as drawn."""
    spot = QImage(9, 9, _FORMAT)
    spot.fill(Qt.GlobalColor.transparent)
    painter = QPainter(spot)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(9, 9)
    painter.translate(0.5 - point.x, 0.5 - point.y)
    with art.lock:
        art.renderer.render(painter, name, art.places[name])
    painter.end()
    return spot.pixelColor(4, 4).alphaF() > _SEEN_ALPHA


def _mirrored(rect: RectMm) -> RectMm:
    return RectMm(-rect.x - rect.width, rect.y, rect.width, rect.height)
