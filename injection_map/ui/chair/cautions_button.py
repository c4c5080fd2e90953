"""What has to be known of the patient at each site: allergies, and what was answered yes in the safety pause."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from injection_map.ui.controls import Button
from injection_map.ui.theme import Theme

_HEIGHT_PX, _TWO_ROWS_PX = (44, 40), (56, 50)
_WIDEST_PX = (320, 180)


class CautionsButton(Button):
    """One row or two, shortened at need; a press shows them whole. Hidden when there is nothing to say."""

    def __init__(self, theme: Theme, cautions: Sequence[str], parent: QWidget | None = None) -> None:
        self._rows = [cautions[0], "; ".join(cautions[1:])] if len(cautions) > 1 else list(cautions)
        height_px = _TWO_ROWS_PX if len(self._rows) > 1 else _HEIGHT_PX
        super().__init__(
            theme,
            "; ".join(cautions),
            kind="warn",
            icon="caution",
            height_px=height_px,
            role=self._row_role,
            parent=parent,
        )
        self.setObjectName("allergies")
        self.setToolTip("\n".join(cautions))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVisible(bool(cautions))

    @property
    def _row_role(self) -> str:
        return "small-strong" if len(self._rows) > 1 else "second-strong"

    def _restyle(self) -> None:
        super()._restyle()
        self.setMaximumWidth(self._theme.px(*_WIDEST_PX) * self._theme.font_percent // 100)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._theme.font(self._row_role))
        widest = max((metrics.horizontalAdvance(row) for row in self._rows), default=0.0)
        return QSize(round(widest) + 30 + 2 * self._padding() + 2, self._needed_height())

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        """As wide as its widest row."""
        size, gap = 20, 10
        left = float(self._padding())
        self._theme.icons.paint(painter, "caution", QRectF(left, (self.height() - size) / 2, size, size), ink)
        room = self.width() - left - size - gap - 6
        self._paint_words(painter, QRectF(left + size + gap, 0, room, self.height()), ink)

    def _paint_words(self, painter: QPainter, rect: QRectF, ink: QColor) -> None:
        painter.setPen(ink)
        painter.setFont(self._theme.font(self._row_role))
        metrics = QFontMetricsF(painter.font())
        top = (rect.height() - len(self._rows) * metrics.height()) / 2
        for number, row in enumerate(self._rows):
            place = QRectF(rect.left(), top + number * metrics.height(), rect.width(), metrics.height())
            shown = metrics.elidedText(row, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
