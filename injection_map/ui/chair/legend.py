"""What each mark means."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from injection_map.diagram.marks import MarkLook, MarkState, paint_mark
from injection_map.ui.theme import Theme

ENTRIES = (
    (MarkLook(MarkState.TO_DO), "To do"),
    (MarkLook(MarkState.NEXT), "Next"),
    (MarkLook(MarkState.GIVEN), "Given"),
    (MarkLook(MarkState.SKIPPED), "Skipped"),
    (MarkLook(MarkState.GIVEN, number="2.5"), "Changed dose"),
    (MarkLook(MarkState.TO_DO, added=True), "Added site"),
)
RADIUS_PX = 9.0
_MARGIN_PX, _TO_WORD_PX, _LEAST_GAP_PX, _MOST_GAP_PX = 10.0, 7.0, 8.0, 20.0
_ACCESSIBLE_NAME = "Legend: " + ", ".join(words for _, words in ENTRIES)


class Legend(QWidget):
    """In one line, below the diagram."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(_ACCESSIBLE_NAME)
        theme.changed.connect(self.update)

    def needed_px(self) -> float:
        """The width of all entries with the least gap between them."""
        metrics = QFontMetricsF(self._theme.font("small"))
        widths = [2 * _half(look) + _TO_WORD_PX + metrics.horizontalAdvance(words) for look, words in ENTRIES]
        return 2 * _MARGIN_PX + sum(widths) + _LEAST_GAP_PX * (len(ENTRIES) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        spare = (self.width() - self.needed_px()) / (len(ENTRIES) - 1)
        gap = _LEAST_GAP_PX + min(_MOST_GAP_PX - _LEAST_GAP_PX, max(0.0, spare))
        x = _MARGIN_PX
        for look, words in ENTRIES:
            half = _half(look)
            x += _paint_entry(painter, self._theme, look, words, QPointF(x + half, self.height() / 2), half) + gap


class LegendList(QWidget):
    """In two columns, in a sheet."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(_ACCESSIBLE_NAME)
        self.setFixedHeight(3 * self._row_px)
        theme.changed.connect(self.update)

    @property
    def _row_px(self) -> int:
        return self._theme.px(34, 27)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for i, (look, words) in enumerate(ENTRIES):
            column, row = divmod(i, 3)
            centre = QPointF(20 + column * self.width() / 2, (row + 0.5) * self._row_px)
            _paint_entry(painter, self._theme, look, words, centre, 18)


def _half(look: MarkLook) -> float:
    """From the mark's centre to where its word's gap begins."""
    return 16 if look.number else 11


def _paint_entry(painter: QPainter, theme: Theme, look: MarkLook, words: str, centre: QPointF, half: float) -> float:
    """A mark with its word; returns how wide both are. `half` is from the mark's centre to where the gap begins."""
    paint_mark(painter, look, centre, RADIUS_PX, theme.colours.in_panel)
    painter.setFont(theme.font("small"))
    painter.setPen(theme.colour("t2"))
    left = centre.x() + half + _TO_WORD_PX
    painter.drawText(QRectF(left, centre.y() - 20, 200, 40), Qt.AlignmentFlag.AlignVCenter, words)
    return 2 * half + _TO_WORD_PX + QFontMetricsF(painter.font()).horizontalAdvance(words)
