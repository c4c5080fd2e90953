"""A trainee's cross beside the true site: the line between them, the circle that still counts, and their labels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from injection_map.diagram.boxes import Box, Line, Size, Spot
from injection_map.diagram.colours import Colours
from injection_map.diagram.frames import ViewTransform
from injection_map.diagram.lettering import draw_outlined, elided, lettering, width_of
from injection_map.diagram.marks import MarkLook, MarkState, mark_extent, paint_mark
from injection_map.domain.geometry import PointMm

_MARK_R, _CROSS_PX = 12.0, 9.0
_LABEL_PX, _PAD_PX, _GAP_PX, _EDGE_PX = 17.0, 7.0, 8.0, 6.0
_LINE_PX, _KEY_PX = 2.5, 2.0
_WAYS = 16
_FARTHEST = 6
_STEP_PX = 8.0
_WIDEST = 0.6
"""Of a label, as a share of the stage."""


@dataclass(frozen=True, slots=True)
class AnswerOnView:
    """What is drawn of an answer. Points are in mm of the view; `given` is None where nothing was placed.

    `within` is the text on the circle, `name` that of the true site.
    """

    site: PointMm
    tolerance_mm: float
    name: str
    found: bool
    given: PointMm | None = None
    yours: str = "Yours"
    within: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLabel:
    """A label in its box; `plain` has no ground of its own."""

    text: str
    box: Box
    plain: bool = False


def answer_labels(
    answer: AnswerOnView, transform: ViewTransform, colours: Colours, *, text_scale: float = 1.0
) -> tuple[AnswerLabel, ...]:
    """Where the labels go: inside the stage, off the marks and off each other, as near as there is room."""
    site = transform.to_px(answer.site)
    circle_px = answer.tolerance_mm * transform.px_per_mm
    taken = [_box(mark_extent(_true_look(), site, _MARK_R, colours.on_art))]
    wishes = []
    if answer.given is not None:
        cross = transform.to_px(answer.given)
        taken.append(_spot(cross).around(_CROSS_PX + _KEY_PX))
        wishes.append((answer.yours, cross, _CROSS_PX, _way(site, cross), False))
        wishes.append((answer.name, site, _MARK_R, _way(cross, site), False))
    else:
        wishes.append((answer.name, site, _MARK_R, math.pi / 4, False))
    if answer.within:
        wishes.append((answer.within, site, circle_px, -math.pi / 3, True))
    stage = Box(0, 0, transform.width_px, transform.height_px).grown(-_EDGE_PX)
    line = Line(_spot(site), _spot(transform.to_px(answer.given))) if answer.given else None
    placed: list[AnswerLabel] = []
    for text, at, reach, way, plain in wishes:
        pad = 0.0 if plain else _PAD_PX
        size_px = _LABEL_PX * text_scale * (0.85 if plain else 1.0)
        shown = elided(text, size_px, _WIDEST * stage.width - 2 * pad)
        size = Size(width_of(shown, size_px) + 2 * pad, 1.3 * size_px + 2 * pad)
        box = _free_box(_spot(at), reach, way, size, stage, taken, line)
        placed.append(AnswerLabel(shown, box, plain))
        taken.append(box)
    return tuple(placed)


def _free_box(at: Spot, reach: float, way: float, size: Size, stage: Box, taken: list[Box], line: Line | None) -> Box:
    """The first free place round a point, from the wished direction on; else the nearest in all of the stage."""
    inside = (place for place in _places(at, reach, way, size) if place.lies_in(stage))
    free = [box for box in inside if not any(box.meets(other) for other in taken)]
    clear = (box for box in free if line is None or not line.crosses(box))
    if (best := next(clear, free[0] if free else None)) is not None:
        return best
    return min(_all_over(stage, size), key=lambda box: (_covered(box, taken), math.dist(box.nearest_to(at), at)))


def _covered(box: Box, taken: list[Box]) -> float:
    return sum(box.shared_with(other) for other in taken)


def _all_over(stage: Box, size: Size) -> Iterator[Box]:
    """Boxes of this size a few px apart, to the edges of the stage."""
    for y in _steps(stage.top, stage.bottom - size.height):
        for x in _steps(stage.left, stage.right - size.width):
            yield Box(x, y, x + size.width, y + size.height)


def _steps(first: float, last: float) -> Iterator[float]:
    count = max(1, math.ceil((last - first) / _STEP_PX))
    return (first + (last - first) * number / count for number in range(count + 1))


def _places(at: Spot, reach: float, way: float, size: Size) -> Iterator[Box]:
    for farther in range(_FARTHEST):
        for turn in sorted(range(_WAYS), key=lambda one: (min(one, _WAYS - one), one)):
            angle = way + turn * 2 * math.pi / _WAYS
            across, down = math.cos(angle), math.sin(angle)
            half = min(
                size.width / 2 / abs(across) if across else math.inf, size.height / 2 / abs(down) if down else math.inf
            )
            far = reach + _GAP_PX * (1 + farther) + half
            yield Box.around(Spot(at.x + across * far, at.y + down * far), size)


def paint_answer(
    painter: QPainter, answer: AnswerOnView, transform: ViewTransform, colours: Colours, *, text_scale: float = 1.0
) -> None:
    """Over a view that was painted already, in px of its stage."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    ink = colours.on_art
    site = transform.to_px(answer.site)
    circle = QPainterPath()
    radius = answer.tolerance_mm * transform.px_per_mm
    circle.addEllipse(site, radius, radius)
    _stroke(painter, circle, ink.to_do, ink.keyline, dashes=(4.0, 3.0))
    if answer.given is not None:
        cross = transform.to_px(answer.given)
        line = QPainterPath(site)
        line.lineTo(cross)
        _stroke(painter, line, ink.to_do, ink.keyline)
        paint_mark(painter, _true_look(), site, _MARK_R, ink)
        paint_cross(painter, cross, ink.skipped, ink.keyline)
    else:
        paint_mark(painter, _true_look(), site, _MARK_R, ink)
    for label in answer_labels(answer, transform, colours, text_scale=text_scale):
        _paint_label(painter, label, colours, _LABEL_PX * text_scale)
    painter.restore()


def paint_cross(painter: QPainter, at: QPointF, colour: str, keyline: str | None, size_px: float = _CROSS_PX) -> None:
    """What was placed: a cross that is a cross without its colour too."""
    path = QPainterPath(at - QPointF(size_px, size_px))
    path.lineTo(at + QPointF(size_px, size_px))
    path.moveTo(at + QPointF(-size_px, size_px))
    path.lineTo(at + QPointF(size_px, -size_px))
    _stroke(painter, path, colour, keyline, width=0.45 * size_px)


def _stroke(
    painter: QPainter,
    path: QPainterPath,
    colour: str,
    keyline: str | None,
    *,
    width: float = _LINE_PX,
    dashes: tuple[float, float] | None = None,
) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if keyline:
        painter.setPen(QPen(QColor(keyline), width + 2 * _KEY_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(path)
    pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    if dashes:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(list(dashes))
    painter.setPen(pen)
    painter.drawPath(path)


def _paint_label(painter: QPainter, label: AnswerLabel, colours: Colours, size_px: float) -> None:
    box = label.box
    if label.plain:
        size_px *= 0.85
        baseline = QPointF(box.left, box.centre.y + 0.36 * size_px)
        ink = colours.on_art
        draw_outlined(painter, baseline, label.text, size_px, 600, fill=ink.to_do, outline=ink.keyline or ink.glyph)
        return
    rect = QRectF(box.left, box.top, box.width, box.height)
    painter.setPen(QPen(QColor(colours.line), 1))
    painter.setBrush(QColor(colours.surface))
    painter.drawRoundedRect(rect, 6, 6)
    painter.setPen(QColor(colours.t1))
    painter.setFont(lettering(size_px, 600))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label.text)


def _true_look() -> MarkLook:
    return MarkLook(MarkState.GIVEN)


def _way(from_: QPointF, to: QPointF) -> float:
    """The direction as an angle; downwards to the right where the two are one."""
    apart = to - from_
    return math.atan2(apart.y(), apart.x()) if apart.manhattanLength() else math.pi / 4


def _spot(point: QPointF) -> Spot:
    return Spot(point.x(), point.y())


def _box(rect: QRectF) -> Box:
    return Box(rect.left(), rect.top(), rect.right(), rect.bottom())
