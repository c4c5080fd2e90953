"""The patient's side in words and letter, on the dark plate."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from injection_map.domain.protocol import Side
from injection_map.ui.theme import Theme
from injection_map.ui.wording import SIDE_LETTERS, SIDE_PLATES

WIPE_MS = 220


class SidePlate(QWidget):
    """The patient's side on the dark plate; it wipes once when the side changes."""

    def __init__(self, theme: Theme, *, motion: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._motion = theme, motion
        self._side = Side.LEFT
        self._small = False
        self._wipe = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=WIPE_MS)
        self._wipe.valueChanged.connect(self._on_wipe)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_side(self, side: Side) -> None:
        if side is self._side:
            return
        self._side = side
        self.setAccessibleName(SIDE_PLATES[side].capitalize())
        if self._motion and self.isVisible():
            self._wipe.start()
        self.update()

    def set_small(self, small: bool) -> None:
        """In the compact size, whatever the density."""
        if small != self._small:
            self._small = small
            self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(self._px(72, 58))
        self.update()

    def _px(self, wide: int, compact: int) -> int:
        return compact if self._small else self._theme.px(wide, compact)

    def _on_wipe(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        painter.fillRect(self.rect(), theme.colour("plate"))
        ink = theme.colour("on_plate")
        box, left = self._px(46, 38), self._px(20, 16)
        frame = QRectF(left, (self.height() - box) / 2, box, box).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(ink, 3))
        painter.drawRoundedRect(frame, 8, 8)
        font = theme.font("side", small=self._small)
        painter.setFont(font)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, SIDE_LETTERS[self._side])
        words_rect = QRectF(left + box + 14, 0, self.width() - left - box - 20, self.height())
        painter.drawText(words_rect, Qt.AlignmentFlag.AlignVCenter, SIDE_PLATES[self._side])
        if self._wipe.state() is QVariantAnimation.State.Running:
            covered = self.width() * (1 - float(self._wipe.currentValue()))
            painter.fillRect(QRectF(self.width() - covered, 0, covered, self.height()), theme.colour("act"))
