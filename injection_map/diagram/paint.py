"""One paint function for every view: the window, print, pictures in tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from injection_map.diagram.art import ArtImage
from injection_map.diagram.boxes import Box, Line
from injection_map.diagram.lettering import draw_outlined, lettering, width_of
from injection_map.diagram.letters import ScaleBar, SideLetter, TextRun
from injection_map.diagram.marks import (
    SIGNS_FROM_R_PRINT,
    SIGNS_FROM_R_SCREEN,
    paint_focus_square,
    paint_hold_ring,
    paint_landmark,
    paint_mark,
)
from injection_map.diagram.scene import PlacedLabel, PlacedMark, ViewScene

_DOT_EVERY_PX = 5.0
_DOT_PX = 1.6
_KEYLINE_PX = 1.5


@dataclass(frozen=True, slots=True)
class Motion:
    """What changes from frame to frame and is no part of the scene.

    `hold` (0 to 1) is the ring around `hold_key`; `tick` (0 to 1) how much of the tick of `tick_key` is drawn; `halo`
    the scale of the next site's halo. `focus_key` has the keyboard's focus.
    """

    focus_key: str | None = None
    hold_key: str | None = None
    hold: float = 0.0
    tick_key: str | None = None
    tick: float = 1.0
    halo: float = 1.0


_STILL = Motion()


def paint_view(
    painter: QPainter,
    scene: ViewScene,
    art: ArtImage | None,
    motion: Motion = _STILL,
    *,
    part: Sequence[Box] | None = None,
) -> None:
    """Paints a scene at the painter's origin, over its art. Without art the marks and words are still all there.

    `part` are boxes in px outside of which nothing is seen of the stage: what lies beside them is not painted.
    """
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    stage = QRectF(0, 0, scene.transform.width_px, scene.transform.height_px)
    painter.setClipRect(stage, Qt.ClipOperation.IntersectClip)
    painter.fillRect(stage, QColor(scene.colours.stage))
    if art is not None:
        _paint_art(painter, scene, art)
    for line in scene.guide_lines:
        _paint_dotted(painter, scene, line)
    for mark in scene.all_marks:
        if _is_in(part, mark.reach):
            _paint_mark(painter, scene, mark, motion)
    _paint_guide(painter, scene, part)
    _paint_labels(painter, scene, part)
    for letter in scene.letters:
        if _is_in(part, letter.extent):
            _paint_letter(painter, scene, letter)
    for run in scene.words:
        _paint_run(painter, scene, run)
    if scene.scale and _is_in(part, scene.scale.extent):
        _paint_scale(painter, scene, scene.scale)
    painter.restore()


def _is_in(part: Sequence[Box] | None, box: Box) -> bool:
    return part is None or any(box.meets(seen) for seen in part)


def _paint_art(painter: QPainter, scene: ViewScene, art: ArtImage) -> None:
    painter.setOpacity(scene.colours.art_opacity)
    if art.exact and not scene.style.is_paper:
        painter.drawImage(QPointF(0, 0), art.image)
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not art.passing)
        painter.drawImage(scene.transform.rect_to_px(art.shown), art.image)
    painter.setOpacity(1.0)


def _paint_mark(painter: QPainter, scene: ViewScene, mark: PlacedMark, motion: Motion) -> None:
    ink = scene.colours.on_art
    paint_mark(
        painter,
        mark.look,
        mark.centre,
        mark.r,
        ink,
        signs_from_r=SIGNS_FROM_R_PRINT if scene.style.is_paper else SIGNS_FROM_R_SCREEN,
        tick=motion.tick if mark.key == motion.tick_key else 1.0,
        halo=motion.halo,
    )
    if mark.key == motion.hold_key:
        paint_hold_ring(painter, mark.centre, mark.r, motion.hold, ink)
    if mark is scene.proposed or (mark.key == motion.focus_key and scene.proposed is None):
        extent = scene.extent(mark)
        paint_focus_square(painter, _rect(extent), scene.colours.act, scene.colours.surface)


def _paint_guide(painter: QPainter, scene: ViewScene, part: Sequence[Box] | None) -> None:
    ink = scene.colours.on_art
    for spot in scene.landmarks:
        paint_landmark(painter, QPointF(*spot), ink)
    for line in scene.bracket:
        _paint_line(painter, line, ink.to_do, 1.5, _KEYLINE_PX, ink.keyline)
    for label in (*scene.landmark_names, *scene.measures, *([scene.measure] if scene.measure else [])):
        if _is_in(part, label.reach):
            draw_outlined(
                painter,
                _baseline(label),
                label.text,
                label.size_px,
                label.weight,
                fill=ink.to_do,
                outline=ink.keyline or ink.glyph,
            )


def _paint_labels(painter: QPainter, scene: ViewScene, part: Sequence[Box] | None) -> None:
    ink = scene.colours.on_art
    for plate in [plate for plate in scene.plates if _is_in(part, plate.reach)]:
        if plate.leader:
            _paint_line(painter, plate.leader, ink.to_do, 1.5, _KEYLINE_PX, ink.keyline)
        painter.setPen(QPen(_translucent(ink.to_do, 0.35), 1))
        painter.setBrush(_translucent(ink.glyph, 0.94))
        painter.drawRoundedRect(_rect(plate.box), 0.28 * plate.box.height, 0.28 * plate.box.height)
        _paint_label_text(painter, plate, ink.to_do)
    if (label := scene.next_label) and _is_in(part, label.reach):
        if label.leader:
            _paint_line(painter, label.leader, ink.next, 2.5, _KEYLINE_PX, ink.keyline)
        painter.setPen(QPen(QColor(ink.glyph), 2))
        painter.setBrush(QColor(ink.next))
        painter.drawRoundedRect(_rect(label.box), 8, 8)
        _paint_label_text(painter, label, ink.glyph)


def _paint_label_text(painter: QPainter, label: PlacedLabel, colour: str) -> None:
    painter.setFont(lettering(label.size_px, label.weight))
    painter.setPen(QColor(colour))
    painter.drawText(_baseline(label), label.text)


def _baseline(label: PlacedLabel) -> QPointF:
    """Where a text that is centred in its box begins."""
    centre = label.box.centre
    width = width_of(label.text, label.size_px, label.weight)
    return QPointF(centre.x - width / 2, centre.y + 0.36 * label.size_px)


def _paint_letter(painter: QPainter, scene: ViewScene, letter: SideLetter) -> None:
    if letter.frame:
        printed = scene.style.is_paper
        painter.setPen(QPen(QColor(scene.colours.t1), 1.5 if printed else 2))
        painter.setBrush(QBrush(QColor(scene.colours.stage)) if letter.filled else QBrush(Qt.BrushStyle.NoBrush))
        radius = 3 if printed else 5
        painter.drawRoundedRect(_rect(letter.frame.grown(-1)), radius, radius)
    for run in letter.runs:
        _paint_run(painter, scene, run)


def _paint_run(painter: QPainter, scene: ViewScene, run: TextRun) -> None:
    painter.setFont(lettering(run.size_px, run.weight, tracking_em=run.tracking_em))
    painter.setPen(QColor(scene.colours.t2 if run.quiet else scene.colours.t1))
    painter.drawText(QPointF(*run.start), run.text)


def _paint_scale(painter: QPainter, scene: ViewScene, scale: ScaleBar) -> None:
    for line in scale.lines:
        _paint_line(painter, line, scene.colours.t2, 2, 0, None)
    _paint_run(painter, scene, scale.text)


def _paint_dotted(painter: QPainter, scene: ViewScene, line: Line) -> None:
    ink = scene.colours.on_art
    if ink.keyline:
        painter.setPen(_pen(ink.keyline, _DOT_PX + 2 * _KEYLINE_PX))
        painter.drawLine(_qt(line))
    dots = QPen(_pen(ink.to_do, _DOT_PX))
    dots.setDashPattern([0.01, _DOT_EVERY_PX / _DOT_PX])
    painter.setPen(dots)
    painter.drawLine(_qt(line))


def _paint_line(painter: QPainter, line: Line, colour: str, width: float, key: float, keyline: str | None) -> None:
    if keyline:
        painter.setPen(_pen(keyline, width + 2 * key))
        painter.drawLine(_qt(line))
    painter.setPen(_pen(colour, width))
    painter.drawLine(_qt(line))


@lru_cache(maxsize=128)
def _pen(colour: str, width: float) -> QPen:
    """Shared: copy it before changing it."""
    return QPen(QBrush(QColor(colour)), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)


def _translucent(colour: str, alpha: float) -> QColor:
    tinted = QColor(colour)
    tinted.setAlphaF(alpha)
    return tinted


def _qt(line: Line) -> QLineF:
    return QLineF(*line.start, *line.end)


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)
