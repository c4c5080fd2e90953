"""Fonts and text on the drawings. The family is the application's, so that whoever loads Inter loads it once."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPainterPath, QPen

REGULAR = QFont.Weight.Normal
SEMIBOLD = QFont.Weight.DemiBold
BOLD = QFont.Weight.Bold


def lettering(size_px: float, weight: QFont.Weight = SEMIBOLD, *, spacing_em: float = 0.0) -> QFont:
    """A font of the application's family with tabular figures. Shared: copy it before changing it."""
    return _font(QGuiApplication.font().family(), max(1, round(size_px)), weight, spacing_em)


@lru_cache(maxsize=128)
def _font(family: str, size_px: int, weight: QFont.Weight, spacing_em: float) -> QFont:
    font = QFont(family)
    font.setPixelSize(size_px)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setFeature(QFont.Tag("calt"), 0)  # else a date is extracted from a PDF without its hyphens
    if spacing_em:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing_em * size_px)
    return font


def text_size(text: str, font: QFont) -> QSizeF:
    """Width of one line and the font's ascent plus descent, in px."""
    metrics = QFontMetricsF(font)
    return QSizeF(metrics.horizontalAdvance(text), metrics.ascent() + metrics.descent())


def draw_outlined(painter: QPainter, baseline: QPointF, text: str, font: QFont, fill: str, outline: str) -> None:
    """Text with an outline 4 px wide under it, legible on skin, muscle and stage alike."""
    path = QPainterPath()
    path.addText(baseline, font, text)
    pen = QPen(QColor(outline), 4.0)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.setPen(QColor(fill))
    painter.setFont(font)
    painter.drawText(baseline, text)
