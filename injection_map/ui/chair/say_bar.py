"""The line over the stage."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.ui.controls import Button, Text
from injection_map.ui.theme import Theme


class SayBar(QWidget):
    """One line over the stage: where the next site is, a refusal, or what a touch will do; with one button."""

    pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("say-bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        self._text = Text(theme, "second-strong", colour="t1")
        self.button = Button(theme, "Go back", height_px=(44, 44))
        self.button.setObjectName("go-back")
        self.button.clicked.connect(self.pressed)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def say(self, text: str, button: str) -> None:
        self._text.setText(text)
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button))
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("act"), 1.5))
        painter.setBrush(self._theme.colour("act_tint"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), 10, 10)
