"""What each mark means."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from injection_map.diagram.marks import MarkLook, MarkState, paint_mark
from injection_map.ui.theme import Theme


class Legend(QWidget):
    """What each mark means."""

    ENTRIES = (
        (MarkLook(MarkState.TO_DO), "To do"),
        (MarkLook(MarkState.NEXT), "Next"),
        (MarkLook(MarkState.GIVEN), "Given"),
        (MarkLook(MarkState.SKIPPED), "Skipped"),
        (MarkLook(MarkState.GIVEN, number="2.5"), "Changed dose"),
        (MarkLook(MarkState.TO_DO, added=True), "Added site"),
    )

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("Legend: " + ", ".join(words for _, words in self.ENTRIES))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("t2"))
        x = 10.0
        for look, words in self.ENTRIES:
            half = 16 if look.number else 11
            paint_mark(painter, look, QPointF(x + half, self.height() / 2), 9, theme.colours.in_panel)
            x += 2 * half + 7
            painter.setPen(theme.colour("t2"))
            painter.drawText(QRectF(x, 0, 200, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += QFontMetricsF(painter.font()).horizontalAdvance(words) + 20
