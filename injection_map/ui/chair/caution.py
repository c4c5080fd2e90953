"""A caution with its sign and bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.ui.controls import IconLabel, Text
from injection_map.ui.theme import Theme


class Caution(QWidget):
    """Hidden when there is nothing to say."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._small = theme, False
        self._row = QHBoxLayout(self)
        self._row.addWidget(IconLabel(theme, "caution", colour="warn_text"), 0, Qt.AlignmentFlag.AlignTop)
        self._text = Text(theme, "body", text, colour="warn_text", wrap=True)
        self._row.addWidget(self._text, 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_small(self, small: bool) -> None:
        """In the compact size, whatever the density."""
        if small != self._small:
            self._small = small
            self._text.set_small(small)
            self._restyle()

    def set_role(self, role: str) -> None:
        self._text.set_role(role)

    def _px(self, wide: int, compact: int) -> int:
        return compact if self._small else self._theme.px(wide, compact)

    def _restyle(self) -> None:
        px = self._px
        self._row.setContentsMargins(px(19, 16), px(13, 9), px(14, 11), px(13, 9))
        self._row.setSpacing(px(14, 11))
        self.update()

    def set_text(self, text: str) -> None:
        self._text.setText(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        return self._text.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("warn_bg"))
        painter.drawRoundedRect(self.rect(), 4, 4)
        painter.fillRect(0, 0, 5, self.height(), self._theme.colour("warn_edge"))
