"""The marks of sites: one function for the hero, thumbnails, pips, legend, print and tests.

The outline tells where a site comes from (circle: protocol; diamond: added), the fill whether it was given (solid)
or not (hollow), the sign inside how (tick: as planned; number: another dose; slash: will not be given).
Measures are those of the design tokens, section 4: all follow from the radius `r`, the middle of the ring's stroke.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from injection_map.diagram.colours import Ink
from injection_map.diagram.lettering import lettering, width_of

SIGNS_FROM_R_SCREEN = 8.5
SIGNS_FROM_R_PRINT = 6.0
_MINI_BELOW_R = 6.0
_DIAMOND = 1.32
_TICK = ((-0.46, 0.02), (-0.12, 0.36), (0.5, -0.36))
_SLASH = 1.02
_UNSAVED = 1.7
_GHOST_AROUND = 1.75


class MarkState(StrEnum):
    TO_DO = "to-do"
    NEXT = "next"
    GIVEN = "given"
    SKIPPED = "skipped"
    LAST_VISIT = "last-visit"


@dataclass(frozen=True, slots=True)
class MarkLook:
    """What a mark says. `number` is a dose other than the planned one, in units without the word: `2.5`.

    `unsaved` is given but not yet on disk. `ghost` puts the last visit's dashed ring around the mark.
    """

    state: MarkState = MarkState.TO_DO
    added: bool = False
    number: str | None = None
    unsaved: bool = False
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class _Measures:
    """Line widths for one radius on one ground, in the painter's units."""

    r: float
    ring: float
    key: float

    @staticmethod
    def of(r: float, ink: Ink) -> _Measures:
        return _Measures(r, max(1.4, 0.20 * r), max(1.2, 0.15 * r) if ink.keyline else 0.0)


def paint_mark(
    painter: QPainter,
    look: MarkLook,
    centre: QPointF,
    r: float,
    ink: Ink,
    *,
    signs_from_r: float = SIGNS_FROM_R_SCREEN,
    tick: float = 1.0,
    halo: float = 1.0,
) -> None:
    """Paints one mark. Below `signs_from_r` ticks and numbers are left out, as they could not be read.

    `tick` (0 to 1) is how much of the tick is drawn, `halo` the scale of the next site's halo: both for motion.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    m = _Measures.of(r, ink)
    if look.state == MarkState.NEXT:
        _paint_next(painter, look, m, ink, halo)
    elif look.state == MarkState.GIVEN:
        _paint_given(painter, look, m, ink, tick if r >= signs_from_r else 0.0, r >= signs_from_r)
    elif look.state == MarkState.LAST_VISIT:
        _paint_ghost(painter, r, m, ink)
    else:
        _paint_hollow(painter, look, m, ink, signs=r >= signs_from_r)
    if look.unsaved:
        _stroke(painter, _circle(_UNSAVED * r), ink.unsaved, 0.22 * r, m.key, ink, dashes=(0.45 * r, 0.36 * r))
    if look.ghost:
        _paint_ghost(painter, _GHOST_AROUND * r, m, ink)
    painter.restore()


def mark_extent(look: MarkLook, centre: QPointF, r: float, ink: Ink) -> QRectF:
    """The rectangle that the mark with its keyline, halo and rings fills."""
    m = _Measures.of(r, ink)
    half_width = half_height = _half_extent(look, m, ink)
    if _is_capsule(look):
        half_width = half_height + _capsule(look, m).width() / 2 - 1.1 * m.r
    if look.unsaved:
        half_width, half_height = (max(h, (_UNSAVED + 0.11) * r + m.key) for h in (half_width, half_height))
    if look.ghost:
        half_width, half_height = (max(h, _GHOST_AROUND * r + m.ring / 2 + m.key) for h in (half_width, half_height))
    return QRectF(centre.x() - half_width, centre.y() - half_height, 2 * half_width, 2 * half_height)


def paint_hold_ring(painter: QPainter, centre: QPointF, r: float, progress: float, ink: Ink) -> None:
    """The ring that fills while a site is held down; `progress` from 0 to 1, clockwise from the top."""
    radius, width = 1.59 * r, 0.265 * r
    box = QRectF(-radius, -radius, 2 * radius, 2 * radius)
    arc = QPainterPath()
    arc.arcMoveTo(box, 90)
    arc.arcTo(box, 90, -360 * min(1.0, max(0.0, progress)))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    _stroke(painter, arc, ink.to_do, width, _Measures.of(r, ink).key, ink)
    painter.restore()


def paint_focus_square(painter: QPainter, extent: QRectF, colour: str, gap_colour: str) -> None:
    """The keyboard's focus around a mark: a 3 px square with a 2 px gap, outside the mark's extent."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for outset, width, line_colour in ((1.0, 2.0, gap_colour), (6.0, 2.0, gap_colour), (3.5, 3.0, colour)):
        painter.setPen(QPen(QColor(line_colour), width))
        painter.drawRoundedRect(extent.adjusted(-outset, -outset, outset, outset), 5, 5)
    painter.restore()


def paint_landmark(painter: QPainter, centre: QPointF, ink: Ink, *, arm_px: float = 8.0) -> None:
    """A plus sign with arms of `arm_px`, stroke 2 and a keyline of 1.8."""
    path = QPainterPath(QPointF(centre.x() - arm_px, centre.y()))
    path.lineTo(centre.x() + arm_px, centre.y())
    path.moveTo(centre.x(), centre.y() - arm_px)
    path.lineTo(centre.x(), centre.y() + arm_px)
    _stroke(painter, path, ink.to_do, 2.0, 1.8, ink)


def _paint_hollow(painter: QPainter, look: MarkLook, m: _Measures, ink: Ink, *, signs: bool) -> None:
    skipped = look.state == MarkState.SKIPPED
    colour = ink.skipped if skipped else ink.changed if look.number else ink.to_do
    outline = _outline(look, m)
    if skipped:
        outline.moveTo(-_SLASH * m.r, _SLASH * m.r)
        outline.lineTo(_SLASH * m.r, -_SLASH * m.r)
    elif look.number:
        painter.fillPath(outline, QColor(ink.inside_next))
    _stroke(painter, outline, colour, m.ring, m.key, ink)
    if look.number and signs and not skipped:
        _paint_number(painter, look, m.r, colour)


def _paint_given(painter: QPainter, look: MarkLook, m: _Measures, ink: Ink, tick: float, signs: bool) -> None:
    colour = QColor(ink.changed if look.number else ink.given)
    body = _solid_outline(look, m)
    if ink.keyline:
        painter.strokePath(body, _pen(ink.keyline, 2 * m.key + (1.1 * m.ring if look.added else 0.0)))
    if look.added:
        painter.strokePath(body, _pen(colour.name(), 0.6 * m.ring))
    painter.fillPath(body, colour)
    if look.number and signs:
        _paint_number(painter, look, m.r, ink.glyph)
    elif not look.number and tick > 0:
        _paint_tick(painter, m.r, tick, ink.glyph)


def _paint_next(painter: QPainter, look: MarkLook, m: _Measures, ink: Ink, scale: float) -> None:
    if ink.keyline is None:
        _paint_next_in_panel(painter, look, m, ink)
        return
    r, edge = m.r, _halo_edge(m.r)
    outer, inner = _halo_band(m)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink.keyline))
    painter.drawEllipse(QPointF(), *(2 * [(outer + edge / 2 + 0.9 * m.key) * scale]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(ink.halo, (outer - inner) * scale))
    painter.drawEllipse(QPointF(), *(2 * [(outer + inner) / 2 * scale]))
    for radius, width in ((outer, edge), (inner, max(0.8, 0.072 * r))):
        painter.setPen(_pen(ink.next, width))
        painter.drawEllipse(QPointF(), radius * scale, radius * scale)
    ring = _diamond(1.15 * r) if look.added else _circle(r)
    painter.fillPath(ring, QColor(ink.inside_next))
    painter.strokePath(ring, _pen(ink.next, max(1.75, 0.25 * r)))
    if r >= _MINI_BELOW_R:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink.next))
        painter.drawEllipse(QPointF(), 0.2 * r, 0.2 * r)


def _paint_next_in_panel(painter: QPainter, look: MarkLook, m: _Measures, ink: Ink) -> None:
    painter.strokePath(_circle(1.42 * m.r), _pen(ink.halo, 0.34 * m.r))
    ring = _diamond(m.r) if look.added else _circle(0.86 * m.r)
    painter.fillPath(ring, QColor(ink.inside_next))
    painter.strokePath(ring, _pen(ink.next, max(1.4, 0.24 * m.r)))


def _paint_ghost(painter: QPainter, radius: float, m: _Measures, ink: Ink) -> None:
    dashes = (max(1.2, 0.42 * m.r), max(1.0, 0.36 * m.r))
    _stroke(painter, _circle(radius), ink.to_do, m.ring, m.key, ink, dashes=dashes)


def _paint_tick(painter: QPainter, r: float, drawn: float, colour: str) -> None:
    points = [QPointF(x * r, y * r) for x, y in _TICK]
    strokes = [QLineF(points[0], points[1]), QLineF(points[1], points[2])]
    left = drawn * sum(line.length() for line in strokes)
    path = QPainterPath(points[0])
    for line in strokes:
        path.lineTo(line.pointAt(min(1.0, max(0.0, left / line.length()))))
        left -= line.length()
    painter.strokePath(path, _pen(colour, 0.22 * r))


def _paint_number(painter: QPainter, look: MarkLook, r: float, colour: str) -> None:
    text = look.number or ""
    size_px = (0.84 if look.added else 1.02) * r
    painter.setFont(lettering(size_px, 700))
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(-width_of(text, size_px, 700) / 2, 0.36 * r), text)


def _stroke(
    painter: QPainter,
    path: QPainterPath,
    colour: str,
    width: float,
    key: float,
    ink: Ink,
    *,
    dashes: tuple[float, float] | None = None,
) -> None:
    """A line in a colour over a wider one in the keyline's. `dashes` are lengths of dash and gap."""
    if ink.keyline:
        painter.strokePath(path, _pen(ink.keyline, width + 2 * key))
    pen = _pen(colour, width)
    if dashes:
        pen = QPen(pen)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([length / width for length in dashes])
    painter.strokePath(path, pen)


@lru_cache(maxsize=256)
def _pen(colour: str, width: float) -> QPen:
    """Shared: copy it before changing it."""
    style = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(QBrush(QColor(colour)), width, *style)


def _outline(look: MarkLook, m: _Measures) -> QPainterPath:
    if look.added:
        return _diamond(_DIAMOND * m.r)
    return _rounded(_capsule(look, m)) if _is_capsule(look) else _circle(m.r)


def _solid_outline(look: MarkLook, m: _Measures) -> QPainterPath:
    if look.added:
        return _diamond(_DIAMOND * m.r)
    return _rounded(_capsule(look, m)) if look.number else _circle(1.1 * m.r)


def _is_capsule(look: MarkLook) -> bool:
    return bool(look.number) and not look.added and look.state in (MarkState.GIVEN, MarkState.TO_DO)


def _capsule(look: MarkLook, m: _Measures) -> QRectF:
    height = 2.2 * m.r
    # A capsule too small for its number is drawn as for two characters.
    characters = len(look.number or "") if m.r >= _MINI_BELOW_R else 2.5
    width = height * (1 + 0.22 * characters)
    return QRectF(-width / 2, -height / 2, width, height)


def _rounded(rect: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    return path


def _circle(radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(), radius, radius)
    return path


def _diamond(half: float) -> QPainterPath:
    path = QPainterPath()
    corners = [QPointF(0, -half), QPointF(half, 0), QPointF(0, half), QPointF(-half, 0)]
    path.addPolygon(QPolygonF(corners))
    path.closeSubpath()
    return path


def _halo_edge(r: float) -> float:
    return max(1.0, 0.09 * r)


def _halo_band(m: _Measures) -> tuple[float, float]:
    """Outer and inner radius of the next site's halo."""
    return (1.72 * m.r, 1.30 * m.r) if m.r < _MINI_BELOW_R else (1.90 * m.r, 1.42 * m.r)


def _half_extent(look: MarkLook, m: _Measures, ink: Ink) -> float:
    if look.state == MarkState.NEXT:
        if ink.keyline is None:
            return 1.59 * m.r
        return _halo_band(m)[0] + _halo_edge(m.r) / 2 + 0.9 * m.key
    if look.added:
        return _DIAMOND * m.r + 0.55 * m.ring + m.key
    if look.state == MarkState.GIVEN:
        return 1.1 * m.r + m.key
    if _is_capsule(look):
        return 1.1 * m.r + m.ring / 2 + m.key
    reach = _SLASH * m.r if look.state == MarkState.SKIPPED else m.r
    return reach + m.ring / 2 + m.key
