"""Text on the drawings: fonts that are made once, sizes, and letters with an outline."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from injection_map.diagram import typeface

_OUTLINE_PX = 4.0


@lru_cache(maxsize=128)
def lettering(size_px: float, weight: int = 600, *, tracking_em: float = 0.0) -> QFont:
    """The typeface at a size. The font is shared: copy it before changing it."""
    return typeface.font(size_px, weight, tracking_em=tracking_em)


def text_size(text: str, font: QFont) -> QSizeF:
    """Width of one line and the font's ascent plus descent, in px."""
    metrics = QFontMetricsF(font)
    return QSizeF(metrics.horizontalAdvance(text), metrics.ascent() + metrics.descent())


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
