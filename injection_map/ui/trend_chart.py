"""The headache days of a patient from visit to visit, with their numbers, and the line of a response."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from injection_map.domain import words
from injection_map.domain.course import Course, responder_words, summary
from injection_map.domain.rule_sets import RuleSet
from injection_map.ui.theme import Theme
from injection_map.ui.trend_layout import LAST_NUMBER, NUMBER, Mark, TrendLayout, lay_out

_LINE_PX, _TICK_PX = 2.5, 6.0


class TrendChart(QWidget):
    """Shows one course. What it draws is told to a screen reader in words, every number of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._course = Course(())
        self._rules: RuleSet | None = None
        self.setObjectName("trend")
        self.setAccessibleName("Headache days in 28 days, visit by visit")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._restyle)
        self.show_course(self._course)

    def show_course(self, course: Course, rules: RuleSet | None = None) -> None:
        """Draw this course; the line is that of a response by `rules`."""
        self._course, self._rules = course, rules
        self.setAccessibleDescription(trend_words(course, rules))
        self.update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self._theme.px(288, 150))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 110)

    def layout_now(self) -> TrendLayout:
        """Where everything lies in the widget as it is."""
        return lay_out(self._course, self._rules, QSizeF(self.size()), self._measure)

    def _font(self, role: str) -> QFont:
        font = self._theme.font(role)
        if role == NUMBER:
            font.setWeight(QFont.Weight.Bold)
        return font

    def _measure(self, text: str, role: str) -> QSizeF:
        metrics = QFontMetricsF(self._font(role))
        height = metrics.capHeight() + 6 if role in (NUMBER, LAST_NUMBER) else metrics.height()
        return QSizeF(metrics.horizontalAdvance(text) + 2, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layout, colour = self.layout_now(), self._theme.colour
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLines(list(layout.grid))
        painter.setPen(QPen(colour("edge"), 1.5))
        painter.drawLines([QLineF(at, at - QPointF(0, _TICK_PX)) for at in layout.not_asked])
        if layout.response is not None:
            pen = QPen(colour("t2"), 1.5, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([5 / 1.5, 5 / 1.5])
            painter.setPen(pen)
            painter.drawLine(layout.response)
        for stretch in layout.stretches:
            style = Qt.PenStyle.SolidLine if stretch.whole else Qt.PenStyle.DotLine
            painter.setPen(QPen(colour("act"), _LINE_PX, style, Qt.PenCapStyle.RoundCap))
            painter.drawLine(stretch.line)
        for mark in layout.marks:
            self._paint_mark(painter, mark)
        for written in layout.written:
            painter.setFont(self._font(written.role))
            painter.setPen(colour(written.colour))
            painter.drawText(written.rect, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), written.text)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        painter.setPen(QPen(self._theme.colour("act"), _LINE_PX))
        painter.setBrush(self._theme.colour("act" if mark.last else "surface"))
        painter.drawEllipse(mark.at, mark.radius, mark.radius)


def trend_words(course: Course, rules: RuleSet | None) -> str:
    """11 days now, 22 at first. Half, after 1 treatment. 22 on 19-Nov-2024, 11 on 18-Feb-2025. Line: half of first, 11.

    A visit at which nobody asked is told too.
    """
    visits = [
        f"{'not asked' if point.headache_days is None else point.headache_days} on {words.day(point.on)}"
        for point in course.points
    ]
    line = responder_words(course, rules) if rules else ""
    parts = [summary(course), f"{', '.join(visits)}." if visits else "", f"Line: {line}." if line else ""]
    return " ".join(filter(None, parts))
