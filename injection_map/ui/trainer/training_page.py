"""A page of a visit, framed as training: a band over it and a frame round it, so that nobody takes it for a visit."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from injection_map.ui.page import Page
from injection_map.ui.theme import Theme

WORDS = "TRAINING: nobody is treated"
FRAME_PX = 5
_STRIPE_PX = 14


class TrainingBand(QWidget):
    """Words on a colour that nothing else has, between slanted stripes: told by shape where colours are not."""

    def __init__(self, theme: Theme, words: str = WORDS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self.setObjectName("training-band")
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(36, 28))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = self._theme.colour("training"), self._theme.colour("on_training")
        painter.fillRect(self.rect(), ground)
        font = self._theme.font("lead-strong")
        painter.setFont(font)
        wide = painter.fontMetrics().horizontalAdvance(self._words) + 4 * _STRIPE_PX
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        beside = (self.width() - wide) / 2
        for left, right in ((0.0, beside), (self.width() - beside, float(self.width()))):
            painter.setClipRect(int(left), 0, int(right - left), self.height())
            self._paint_stripes(painter, left, right)
        painter.setClipping(False)
        painter.setPen(ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)

    def _paint_stripes(self, painter: QPainter, left: float, right: float) -> None:
        height, x = self.height(), left - self.height()
        while x < right:
            corners = [(x, height), (x + height, 0), (x + height + _STRIPE_PX, 0), (x + _STRIPE_PX, height)]
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
            x += 3 * _STRIPE_PX


class TrainingPage(Page):
    """`inner` as it is, framed. It belongs to this page from now on."""

    def __init__(self, theme: Theme, inner: Page) -> None:
        super().__init__()
        self._theme, self.inner = theme, inner
        self.setObjectName("training-page")
        box = QVBoxLayout(self)
        box.setContentsMargins(FRAME_PX, 0, FRAME_PX, FRAME_PX)
        box.setSpacing(0)
        self.band = TrainingBand(theme)
        box.addWidget(self.band)
        box.addWidget(inner, 1)
        theme.changed.connect(self.update)

    def first_focus(self) -> QWidget | None:
        return self.inner.first_focus()

    def take_scan(self, text: str) -> None:
        self.inner.take_scan(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("training"))
        inside = self.rect().adjusted(FRAME_PX, 0, -FRAME_PX, -FRAME_PX)
        painter.fillRect(inside, self._theme.colour("window"))
