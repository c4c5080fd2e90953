"""The table of a printed record: what each muscle got on each side, and how that differs from the plan."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from injection_map.domain import words
from injection_map.domain.dosing import MuscleTotals, Totals, side_totals, totals, totals_by_muscle
from injection_map.domain.protocol import Protocol, Side
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.report.page_flow import Block, Column, Zone, space
from injection_map.report.paper_text import Style, draw_text, text_lines
from injection_map.report.record import Record, muscle_names
from injection_map.report.record_json import given_ml

_ROW, _LINE = 19.5, 16.0
_SIDE_ENDS = {Side.RIGHT: 350.0, Side.MIDLINE: 442.0, Side.LEFT: 534.0}
"""Where the units of a side end; the count of its sites stands to the right of that."""

_SIDE_NAMES = {Side.RIGHT: "Right", Side.MIDLINE: "Middle", Side.LEFT: "Left"}
_UNITS_END, _NAME_WIDTH, _COUNT_GAP = 630.0, 270.0, 6.0
_CELL, _BOLD = Style(12), Style(12, 700)
_HEAD, _NAME = Style(11, 600), Style(12, 600, line=_LINE / 12)
_COUNT, _COUNT_BOLD = Style(10.5, colour="#333333"), Style(10.5, 700, colour="#333333")
_TOTAL = Style(12, 700, line=_LINE / 12)


def table_zone(record: Record, protocol: Protocol | None, width: float) -> Zone:
    """One row a muscle in treatment order, and the totals."""
    names = muscle_names(record, protocol)
    rows = [_muscle_row(record, muscle, names[muscle.muscle], width) for muscle in totals_by_muscle(record.visit)]
    return [Column(0, [space(8), _head(width), *rows, _total_row(record, width)])]


def _head(width: float) -> Block:
    def paint(painter: QPainter, row: QRectF) -> None:
        draw_text(painter, row, "Muscle, units given", _HEAD)
        for side, end in _SIDE_ENDS.items():
            _ending_at(painter, row, end, _SIDE_NAMES[side], _HEAD)
        _ending_at(painter, row, _UNITS_END, "Units", _HEAD)
        _ending_at(painter, row, width, "Plan", _HEAD)

    return _row(paint, width, with_next=True)


def _muscle_row(record: Record, muscle: MuscleTotals, name: str, width: float) -> Block:
    changed = {side for side in Side if any(_differs(record, s) for s in _sites_of(record, muscle.muscle, side))}
    lines = text_lines(name, _NAME_WIDTH, _NAME)

    def paint(painter: QPainter, row: QRectF) -> None:
        _paint_lines(painter, row, lines)
        for side, end in _SIDE_ENDS.items():
            if side in muscle.by_side:
                _side_cell(painter, row, end, muscle.by_side[side], bold=side in changed)
        _ending_at(painter, row, _UNITS_END, words.figure(muscle.whole.units_given), _BOLD)
        _ending_at(painter, row, width, _plan(record, muscle.whole, changed=bool(changed)), _CELL)

    return _row(paint, width, lines=len(lines))


def _total_row(record: Record, width: float) -> Block:
    sums, by_side, volume = totals(record.visit.sites), side_totals(record.visit), given_ml(record)
    in_ml = f", {words.figure(volume)} mL" if volume is not None else ""
    lines = text_lines(f"Total, {words.count(sums.sites_given, 'site')}{in_ml}", _NAME_WIDTH, _TOTAL)
    changed = any(_differs(record, site) for site in record.visit.sites)

    def paint(painter: QPainter, row: QRectF) -> None:
        painter.setPen(QPen(QColor("#000000"), 1.5))
        painter.drawLine(QLineF(row.topLeft(), row.topRight()))
        _paint_lines(painter, row, lines)
        for side, end in _SIDE_ENDS.items():
            if by_side[side].sites:
                _side_cell(painter, row, end, by_side[side], bold=True)
        _ending_at(painter, row, _UNITS_END, words.figure(sums.units_given), _BOLD)
        _ending_at(painter, row, width, _plan(record, sums, changed=changed), _BOLD)

    return _row(paint, width, lines=len(lines), ruled=False)


def _sites_of(record: Record, muscle: str, side: Side) -> list[SiteState]:
    return [site for site in record.visit.sites if site.muscle == muscle and site.side is side]


def _differs(record: Record, site: SiteState) -> bool:
    return site.differs or (record.over and site.status is SiteStatus.TO_DO)


def _plan(record: Record, sums: Totals, *, changed: bool) -> str:
    """as planned, −2.5, or what is still to do"""
    if sums.sites_to_do and not record.over:
        return f"{sums.sites_to_do} to do"
    difference = sums.units_given - sums.units_planned
    if difference == 0:
        return "changed, ±0" if changed else "as planned"
    return words.signed_figure(difference)


def _row(
    paint_row: Callable[[QPainter, QRectF], None],
    width: float,
    *,
    lines: int = 1,
    ruled: bool = True,
    with_next: bool = False,
) -> Block:
    height = _ROW + (lines - 1) * _LINE

    def paint(painter: QPainter, corner: QPointF) -> None:
        row = QRectF(corner.x(), corner.y(), width, height)
        paint_row(painter, row)
        if ruled:
            painter.setPen(QPen(QColor("#AAAAAA"), 1))
            painter.drawLine(QLineF(row.bottomLeft(), row.bottomRight()))

    return Block(height, paint, with_next=with_next)


def _paint_lines(painter: QPainter, row: QRectF, lines: list[Block]) -> None:
    y = row.y() + (row.height() - sum(line.height for line in lines)) / 2
    for line in lines:
        line.paint(painter, QPointF(row.x(), y))
        y += line.height


def _side_cell(painter: QPainter, row: QRectF, end: float, sums: Totals, *, bold: bool) -> None:
    """7.5  2 sites"""
    _ending_at(painter, row, end, words.figure(sums.units_given), _BOLD if bold else _CELL)
    count = words.count(sums.sites_given, "site")
    right_of = QRectF(row.x() + end + _COUNT_GAP, row.y(), 60, row.height())
    draw_text(painter, right_of, count, _COUNT_BOLD if bold else _COUNT)


def _ending_at(painter: QPainter, row: QRectF, end: float, text: str, style: Style) -> None:
    draw_text(painter, QRectF(row.x(), row.y(), end, row.height()), text, style, align="right")
