"""How far something is that takes its time, as a bar and in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from injection_map.ui.controls import Text
from injection_map.ui.theme import Theme

_BAR_PX = 12


class ProgressLine(QWidget):
    """Hidden until something is said."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self.words = Text(theme, "small-strong", tabular=True, parent=self)
        self._bar = _Bar(theme, self)
        box.addWidget(self.words)
        box.addWidget(self._bar)
        self.hide()

    def say(self, step: str, done: int, of: int) -> None:
        """Importing: 1200 of 3000. Where `of` is large, as of bytes, in per cent."""
        share = done / of if of else 0.0
        figures = f"{done} of {of}" if of < _MANY else f"{int(100 * share)} %"
        self.words.setText(f"{step}: {figures}")
        self.setAccessibleName(self.words.text())
        self._bar.show_share(share)
        self.show()


_MANY = 10_000_000


class _Bar(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._share = theme, 0.0
        self.setFixedHeight(_BAR_PX)

    def show_share(self, share: float) -> None:
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rect, radius = QRectF(self.rect()), _BAR_PX / 2
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(rect, radius, radius)
        painter.setBrush(self._theme.colour("act"))
        filled = QRectF(rect.left(), rect.top(), max(rect.width() * self._share, _BAR_PX), rect.height())
        painter.drawRoundedRect(filled, radius, radius)
