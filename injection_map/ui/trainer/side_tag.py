"""The patient's side as a tag beside a title."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from injection_map.domain.protocol import Side
from injection_map.ui.theme import Theme
from injection_map.ui.wording import SIDE_LETTERS, SIDE_PLATES


class SideTag(QWidget):
    """A letter in its box and the words, on the dark plate."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._side = Side.MIDLINE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def set_side(self, side: Side) -> None:
        self._side = side
        self.setAccessibleName(SIDE_PLATES[side].capitalize())
        self._restyle()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self._theme.font("lead-strong")).horizontalAdvance(SIDE_PLATES[self._side])
        height = self._theme.px(50, 42)
        return QSize(round(height + words + self._theme.px(22, 16)), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("plate"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        inset = self.height() * 0.2
        frame = QRectF(inset, inset, self.height() - 2 * inset, self.height() - 2 * inset)
        painter.setPen(QPen(self._theme.colour("on_plate"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 5, 5)
        painter.setFont(self._theme.font("lead-strong"))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, SIDE_LETTERS[self._side])
        rest = QRectF(frame.right() + 10, 0, self.width() - frame.right() - 10, self.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, SIDE_PLATES[self._side])
