"""Text on the drawings: fonts that are made once, sizes, and letters with an outline."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from injection_map.diagram import typeface

_OUTLINE_PX = 4.0


@lru_cache(maxsize=128)
def lettering(size_px: float, weight: int = 600, *, tracking_em: float = 0.0) -> QFont:
    """The typeface at a size. The font is shared: copy it before changing it."""
    return typeface.font(size_px, weight, tracking_em=tracking_em)


@lru_cache(maxsize=512)
def width_of(text: str, size_px: float, weight: int = 600, *, tracking_em: float = 0.0) -> float:
    """The width of one line of text, in px."""
    return QFontMetricsF(lettering(size_px, weight, tracking_em=tracking_em)).horizontalAdvance(text)


def draw_outlined(painter: QPainter, baseline: QPointF, text: str, font: QFont, fill: str, outline: str) -> None:
    """Text with an outline 4 px wide under it, legible on skin, muscle and stage alike."""
    path = QPainterPath()
    path.addText(baseline, font, text)
    pen = QPen(QColor(outline), _OUTLINE_PX)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.setPen(QColor(fill))
    painter.setFont(font)
    painter.drawText(baseline, text)
