"""A syringe with what it holds."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from injection_map.ui.theme import Theme


def paint_syringe(painter: QPainter, theme: Theme, rect: QRectF, share: float) -> None:
    """Its plunger is on the left; `share` of the barrel, from the needle's end, is full. Ten marks, the fifth long."""
    pen = QPen(theme.colour("edge"), 1.5)
    painter.setPen(pen)
    painter.setBrush(theme.colour("sunk"))
    barrel = rect.adjusted(8, 0, 0, 0)
    painter.drawRoundedRect(barrel, 4, 4)
    painter.drawLine(rect.topLeft() + QPointF(0, 4), rect.bottomLeft() - QPointF(0, 4))
    painter.drawLine(QPointF(rect.left(), rect.center().y()), QPointF(barrel.left(), rect.center().y()))
    if share > 0:
        filled = barrel.adjusted(2, 2, -2, -2)
        filled.setLeft(filled.right() - filled.width() * share)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("act"))
        painter.drawRoundedRect(filled, 3, 3)
    painter.setPen(pen)
    for i in range(1, 10):
        x = barrel.left() + barrel.width() * i / 10
        painter.drawLine(QPointF(x, barrel.bottom()), QPointF(x, barrel.bottom() - (7 if i == 5 else 4)))
