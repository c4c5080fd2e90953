"""All tries on one scale: how far off each was, what counted as found, and which one was the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from injection_map.diagram.answers import paint_cross
from injection_map.domain.attempts import Try
from injection_map.domain.exam import PlaceSite
from injection_map.domain.scoring import mm_words, whole_mm
from injection_map.ui.theme import Theme

LONGEST_MM = 20.0
_MARGIN_PX, _DOT_PX, _LAST_PX = 16.0, 6.0, 9.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A placed point: how far off in mm, and whether it counted."""

    miss_mm: float
    found: bool


def dots_of(tries: Sequence[Try]) -> tuple[Dot, ...]:
    """Those tries at which a point was placed."""
    judged = [one.judgement for one in tries]
    return tuple(Dot(one.miss.distance_mm, one.found) for one in judged if one.miss is not None)


def bounds_of(tries: Sequence[Try]) -> tuple[float, ...]:
    """The tolerances that applied, each once."""
    return tuple(sorted({one.question.site.tolerance_mm for one in tries if isinstance(one.question, PlaceSite)}))


class ScoreStrip(QWidget):
    """Beyond the end of the scale a miss stands at its end, with its figure."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dots: tuple[Dot, ...] = ()
        self._bounds: tuple[float, ...] = ()
        self._names_last = False
        self.setObjectName("score-strip")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_tries(self, tries: Sequence[Try], *, names_last: bool) -> None:
        """`names_last` says which dot the last try is."""
        self._dots, self._bounds = dots_of(tries), bounds_of(tries)
        self._names_last = names_last and bool(tries) and tries[-1].judgement.miss is not None
        told = ", ".join(f"{whole_mm(dot.miss_mm)} mm {'found' if dot.found else 'missed'}" for dot in self._dots)
        self.setAccessibleName("Misses")
        self.setAccessibleDescription(told)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, self._theme.px(84, 74))

    @property
    def scale(self) -> tuple[tuple[float, str], ...]:
        """What stands under the line, and at how many mm."""
        bound = [(value, mm_words(value)) for value in self._bounds if len(self._bounds) == 1]
        return (0.0, "0"), *bound, (LONGEST_MM, mm_words(LONGEST_MM))

    def _x(self, mm: float) -> float:
        return _MARGIN_PX + (self.width() - 2 * _MARGIN_PX) * min(mm, LONGEST_MM) / LONGEST_MM

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, middle = self._theme, self.height() * 0.5
        painter.setPen(QPen(theme.colour("line"), 3))
        painter.drawLine(QLineF(self._x(0), middle, self._x(LONGEST_MM), middle))
        if len(self._bounds) == 1:
            pen = QPen(theme.colour("t1"), 2, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(QLineF(self._x(self._bounds[0]), middle - 16, self._x(self._bounds[0]), middle + 16))
        for number, dot in enumerate(self._dots):
            self._paint_dot(painter, dot, QPointF(self._x(dot.miss_mm), middle), last=self._is_named(number))
        self._paint_words(painter, middle)

    def _is_named(self, number: int) -> bool:
        return self._names_last and number == len(self._dots) - 1

    def _paint_dot(self, painter: QPainter, dot: Dot, at: QPointF, *, last: bool) -> None:
        ink, radius = self._theme.colours.in_panel, _LAST_PX if last else _DOT_PX
        if dot.found:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("ok"))
            painter.drawEllipse(at, radius, radius)
        else:
            paint_cross(painter, at, ink.skipped, None, radius)

    def _paint_words(self, painter: QPainter, middle: float) -> None:
        theme = self._theme
        painter.setFont(theme.font("label"))
        painter.setPen(theme.colour("t2"))
        below = QRectF(0, middle + 18, 0, 20)
        for mm, text in self.scale:
            rect = below.adjusted(self._x(mm) - 40, 0, self._x(mm) + 40, 0)
            rect.moveRight(min(rect.right(), self.width() + 12.0))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        if self._names_last:
            painter.setFont(theme.font("label-strong"))
            painter.setPen(theme.colour("t1"))
            x = min(max(self._x(self._dots[-1].miss_mm), 34.0), self.width() - 34.0)
            painter.drawText(QRectF(x - 60, middle - 36, 120, 18), Qt.AlignmentFlag.AlignCenter, "this one")
