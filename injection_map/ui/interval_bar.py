"""How long ago the last treatment was, drawn beside the least interval."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from injection_map.domain import words
from injection_map.domain.intervals import interval_days
from injection_map.ui.theme import Theme

_ROOM_BEYOND = 1.3
"""The bar ends this much beyond the least interval, so that the mark stands inside it."""
_DOT_PX = 9


class IntervalBar(QWidget):
    """The way filled so far, a dot for today, an upright stroke for the minimum."""

    def __init__(self, theme: Theme, *, days: int, interval_weeks: Decimal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._days, self._least = theme, days, interval_days(interval_weeks)
        self._minimum = f"{words.figure(interval_weeks)} weeks, minimum"
        self.setAccessibleName(f"{days} days of at least {self._least}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(58, 42))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def _x(self, days: float) -> float:
        """Where a day lies; what is beyond the end, or before the start, lies at it."""
        share = min(1.0, max(0.0, days / (self._least * _ROOM_BEYOND)))
        return _DOT_PX + share * (self.width() - 2 * _DOT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, y = self._theme, self._theme.px(18, 13)
        reached = theme.colour("ok" if self._days >= self._least else "warn_edge")
        today = self._x(self._days)
        for end, colour in ((self._x(self._least * 2), theme.colour("line")), (today, reached)):
            painter.setPen(QPen(colour, 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(_DOT_PX, y), QPointF(end, y))
        least = self._x(self._least)
        painter.setPen(QPen(theme.colour("t1"), 2))
        painter.drawLine(QPointF(least, y - 12), QPointF(least, y + 12))
        painter.setPen(QPen(theme.colour("surface"), 3))
        painter.setBrush(reached)
        painter.drawEllipse(QPointF(today, y), _DOT_PX, _DOT_PX)
        self._paint_words(painter, least)

    def _paint_words(self, painter: QPainter, least: float) -> None:
        painter.setPen(self._theme.colour("t2"))
        painter.setFont(self._theme.font("label"))
        below = QRectF(0, self.height() - 18, self.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        wide = painter.fontMetrics().horizontalAdvance(self._minimum)
        left = min(least - wide / 2, self.width() - wide)
        painter.drawText(QRectF(left, below.top(), wide + 1, 18), Qt.AlignmentFlag.AlignLeft, self._minimum)
