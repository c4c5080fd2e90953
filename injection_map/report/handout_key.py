"""The key of a hand-out: one line that says what its signs mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from injection_map.diagram.marks import SIGNS_FROM_R_PRINT, MarkLook, paint_landmark, paint_mark
from injection_map.report.handout_choice import HandoutKind, Stock
from injection_map.report.handout_words import Wording
from injection_map.report.page_flow import Block
from injection_map.report.paper_text import Style, draw_text

_Sign = Callable[[QPainter, QPointF], None]
"""Painted around its middle."""
_GAP, _HALF, _SIGN_R = 7.0, 15.0, 6.2


def key_line(kind: HandoutKind, stock: Stock, wording: Wording) -> Block:
    """The signs of this kind with their words, one after another."""
    style, signs = wording.quiet, list(_signs(kind, stock))
    taken = sum(2 * _HALF + _GAP + style.width(text) for _, text in signs)
    apart = min(3 * _GAP, (stock.width - taken) / max(1, len(signs) - 1))

    def paint(painter: QPainter, corner: QPointF) -> None:
        middle, x = corner.y() + wording.row / 2, corner.x()
        for sign, text in signs:
            painter.save()
            sign(painter, QPointF(x + _HALF, middle))
            painter.restore()
            x += 2 * _HALF + _GAP
            draw_text(painter, QRectF(x, corner.y(), style.width(text), wording.row), text, style)
            x += style.width(text) + apart

    return Block(wording.row, paint)


def _signs(kind: HandoutKind, stock: Stock) -> Iterator[tuple[_Sign, str]]:
    yield _letters, "the patient’s right, left"
    if kind is not HandoutKind.BLANK:
        yield _site(stock), "site"
    if kind is HandoutKind.MEASURES:
        yield _landmark(stock), "landmark"
        yield _way, "the way to it, on one side"
        yield _bracket, "measure in the protocol"
    if kind is HandoutKind.BLANK:
        yield _bracket, "2 cm on a standard head"


def _site(stock: Stock) -> _Sign:
    def paint(painter: QPainter, centre: QPointF) -> None:
        ink = stock.colours.on_art
        paint_mark(painter, MarkLook(), centre, _SIGN_R, ink, signs_from_r=SIGNS_FROM_R_PRINT)

    return paint


def _landmark(stock: Stock) -> _Sign:
    def paint(painter: QPainter, centre: QPointF) -> None:
        paint_landmark(painter, centre, stock.colours.on_art)

    return paint


def _letters(painter: QPainter, centre: QPointF) -> None:
    painter.setPen(QPen(QColor("#000000"), 1.2))
    for by, letter in ((-8.5, "R"), (8.5, "L")):
        box = QRectF(centre.x() + by - 7, centre.y() - 7, 14, 14)
        painter.drawRoundedRect(box, 3, 3)
        draw_text(painter, box, letter, Style(10, 700), align="centre")


def _way(painter: QPainter, centre: QPointF) -> None:
    dots = QPen(QBrush(QColor("#000000")), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    dots.setDashPattern([0.01, 3.1])
    painter.setPen(dots)
    painter.drawLine(QLineF(centre.x() - 13, centre.y(), centre.x() + 13, centre.y()))


def _bracket(painter: QPainter, centre: QPointF) -> None:
    painter.setPen(QPen(QColor("#000000"), 1.5))
    x, y = centre.x(), centre.y()
    painter.drawLines([QLineF(x - 12, y, x + 12, y), *(QLineF(x + s, y - 4, x + s, y + 4) for s in (-12, 12))])
