"""Text on the drawings: fonts that are made once, sizes, and letters with an outline."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker

from injection_map.diagram import typeface

_OUTLINE_PX = 4.0


@lru_cache(maxsize=128)
def lettering(size_px: float, weight: int = 600, *, tracking_em: float = 0.0, tabular: bool = True) -> QFont:
    """The typeface at a size. The font is shared: copy it before changing it."""
    return typeface.font(size_px, weight, tracking_em=tracking_em, tabular=tabular)


@lru_cache(maxsize=512)
def width_of(text: str, size_px: float, weight: int = 600, *, tracking_em: float = 0.0, tabular: bool = True) -> float:
    """The width of one line of text, in px."""
    font = lettering(size_px, weight, tracking_em=tracking_em, tabular=tabular)
    return QFontMetricsF(font).horizontalAdvance(text)


def elided(text: str, size_px: float, width: float, weight: int = 600) -> str:
    """With … at its end where it is wider, in px."""
    return QFontMetricsF(lettering(size_px, weight)).elidedText(text, Qt.TextElideMode.ElideRight, width)


def draw_outlined(
    painter: QPainter, baseline: QPointF, text: str, size_px: float, weight: int, *, fill: str, outline: str
) -> None:
    """Text with an outline 4 px wide under it, legible on skin, muscle and stage alike."""
    painter.translate(baseline)
    painter.fillPath(_outline(text, size_px, weight), QColor(outline))
    painter.setPen(QColor(fill))
    painter.setFont(lettering(size_px, weight))
    painter.drawText(QPointF(), text)
    painter.translate(-baseline)


@lru_cache(maxsize=64)
def _outline(text: str, size_px: float, weight: int) -> QPainterPath:
    """The outline's own shape: to stroke the letters anew would take most of the time of painting a view."""
    metrics = QFontMetricsF(lettering(size_px, weight))
    outline = QPainterPath()
    outline.setFillRule(Qt.FillRule.WindingFill)
    for index, letter in enumerate(text):
        if not letter.isspace():
            outline.addPath(
                _letter_outline(letter, size_px, weight).translated(metrics.horizontalAdvance(text[:index]), 0)
            )
    return outline


@lru_cache(maxsize=256)
def _letter_outline(letter: str, size_px: float, weight: int) -> QPainterPath:
    """Kept letter by letter: to simplify a whole text takes longer than a tick may, and the letters come again."""
    shape = QPainterPath()
    shape.addText(QPointF(), lettering(size_px, weight), letter)
    stroker = QPainterPathStroker()
    stroker.setWidth(_OUTLINE_PX)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    outline = stroker.createStroke(shape)
    outline.setFillRule(Qt.FillRule.WindingFill)
    return outline.simplified()
