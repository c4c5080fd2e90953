"""The drawings of a printed record: four plates with a mark for every site, and the key to the marks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from injection_map.diagram.art import ArtImage, ArtRenderer
from injection_map.diagram.colours import INK_PRINT, PRINT
from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import Style as Purpose
from injection_map.diagram.marks import SIGNS_FROM_R_PRINT, MarkLook, MarkState, paint_mark
from injection_map.diagram.paint import paint_view
from injection_map.diagram.scene import PlacedMark, SiteOnView, ViewRequest
from injection_map.domain import words
from injection_map.domain.geometry import Drawing
from injection_map.domain.placement import place_sites
from injection_map.domain.protocol import Plate, Protocol, View
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.report.page_flow import Block, Paint, space
from injection_map.report.paper_text import Style, draw_text
from injection_map.report.record import Record

GAP = 10.0
MARK_R = 7.2
_LEAST_R = 6.2
_PIP = 40.0
_PIXELS_PER_PX = 3.0
"""The art is an image: 288 dots an inch, beyond what grey shades show on paper."""

_CAPTIONS = {View.RIGHT: "Right side", View.FRONT: "Front", View.LEFT: "Left side", View.BACK: "Back"}
_CAPTION, _KEY, _KEY_NOTE = Style(10.5, 600), Style(12), Style(11, colour="#222222")
_STATES = {
    SiteStatus.TO_DO: MarkState.TO_DO,
    SiteStatus.GIVEN: MarkState.GIVEN,
    SiteStatus.SKIPPED: MarkState.SKIPPED,
}


def usual_units(record: Record) -> Decimal:
    """The dose that most sites of the plan have."""
    planned = Counter(site.planned_units for site in record.visit.sites if not site.added)
    return planned.most_common(1)[0][0] if planned else Decimal(0)


def look_of(site: SiteState, usual: Decimal) -> MarkLook:
    """The mark of a site: with a number where its dose is another than planned, or than usual for an added one."""
    expected = usual if site.added else site.planned_units
    number = words.figure(site.units) if site.units != expected and site.status is not SiteStatus.SKIPPED else None
    return MarkLook(_STATES[site.status], added=site.added, number=number)


def paint_key_mark(painter: QPainter, look: MarkLook, centre: QPointF) -> None:
    """A mark beside words, as it stands on the drawings."""
    paint_mark(painter, look, centre, MARK_R, INK_PRINT, signs_from_r=SIGNS_FROM_R_PRINT)


class Plates:
    """The four views of a record on paper. Raises AssetError when a drawing is broken."""

    def __init__(
        self, record: Record, protocol: Protocol, *, art: ArtRenderer, drawings: Mapping[Plate, Drawing]
    ) -> None:
        self._record, self._art = record, art
        self._points = {key: placed.point for key, placed in place_sites(protocol, drawings).items()}
        self._points |= {site.key: site.own_point for site in record.visit.sites if site.own_point}

    def rows(self, width: float, *, upper: float, lower: float) -> list[Block]:
        """Right, front and left in one row, back and the key below: the head unrolled. Heights in page px."""
        third = (width - 2 * GAP) / 3
        above = [self._plate(view, third, upper) for view in (View.RIGHT, View.FRONT, View.LEFT)]
        back = self._plate(View.BACK, 2 * third + GAP, lower)
        key = key_to_marks(self._record)

        def paint_upper(painter: QPainter, corner: QPointF) -> None:
            for number, plate in enumerate(above):
                plate(painter, QPointF(corner.x() + number * (third + GAP), corner.y()))

        def paint_lower(painter: QPainter, corner: QPointF) -> None:
            back(painter, corner)
            _paint_key(painter, key, QRectF(corner.x() + 2 * (third + GAP) + 14, corner.y(), third - 14, lower))

        return [Block(upper, paint_upper), space(GAP), Block(lower, paint_lower)]

    def _plate(self, view: View, width: float, height: float) -> Paint:
        """One framed view; its art is rendered here, before the page is begun."""
        scene = build_scene(
            ViewRequest(
                view=view,
                style=Purpose.PRINT,
                width_px=width,
                height_px=height,
                sites=self._sites_on(view),
                colours=PRINT,
                caption=_CAPTIONS[view],
            )
        )
        scene = replace(scene, marks=_readable(scene.marks))
        request = scene.art_request(_PIXELS_PER_PX)
        image = ArtImage(self._art.render(request), request.shown)

        def paint(painter: QPainter, corner: QPointF) -> None:
            frame = QPainterPath()
            frame.addRoundedRect(QRectF(0, 0, width, height), 4, 4)
            painter.save()
            painter.translate(corner)
            painter.setClipPath(frame)
            paint_view(painter, scene, image)
            painter.setClipping(False)
            painter.strokePath(frame, QPen(QColor("#999999"), 1))
            painter.restore()

        return paint

    def _sites_on(self, view: View) -> tuple[SiteOnView, ...]:
        usual = usual_units(self._record)
        return tuple(
            SiteOnView(site.key, site.muscle, self._points[site.key], look_of(site, usual))
            for site in self._record.visit.sites
            if site.view is view
        )


def _readable(marks: Sequence[PlacedMark]) -> tuple[PlacedMark, ...]:
    """Large enough for ticks and numbers, as far as the nearest mark leaves room: on paper nobody can look closer."""

    def least(mark: PlacedMark) -> float:
        apart = min((QLineF(mark.centre, m.centre).length() for m in marks if m is not mark), default=math.inf)
        return min(_LEAST_R, apart / 2)

    return tuple(replace(mark, r=max(mark.r, least(mark))) for mark in marks)


def key_to_marks(record: Record) -> list[tuple[MarkLook, str]]:
    """What the marks of this record say; the four of every record, and the fifth when a site is to do."""
    usual, sites = usual_units(record), record.visit.sites
    planned = {site.planned_units for site in sites if not site.added}
    added = {site.units for site in sites if site.added} or {usual}
    other = next((look.number for look in (look_of(site, usual) for site in sites) if look.number), "2.5")
    given = f"given, {words.units(usual)}" if planned == {usual} else "given as planned"
    key = [
        (MarkLook(MarkState.GIVEN), given),
        (MarkLook(MarkState.GIVEN, number=other), "other dose, units"),
        (MarkLook(MarkState.SKIPPED), "skipped"),
        (MarkLook(MarkState.GIVEN, added=True), f"added, {words.units(usual)}" if added == {usual} else "added"),
    ]
    if any(site.status is SiteStatus.TO_DO for site in sites):
        key.append((MarkLook(MarkState.TO_DO), "not given" if record.over else "to do"))
    return key


def _paint_key(painter: QPainter, key: list[tuple[MarkLook, str]], box: QRectF) -> None:
    row = 30.0
    y = box.center().y() - (len(key) * row + 20) / 2
    for look, text in key:
        paint_key_mark(painter, look, QPointF(box.x() + _PIP / 2, y + row / 2))
        draw_text(painter, QRectF(box.x() + _PIP + 8, y, box.width() - _PIP - 8, row), text, _KEY)
        y += row
    draw_text(painter, QRectF(box.x(), y, box.width(), 20), "R and L are the patient’s right and left.", _KEY_NOTE)
