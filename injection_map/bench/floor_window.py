"""The floor of a start: a bare PySide6 window with one drawing. Run as a file, so that nothing of ours is imported.

Arguments: the drawing's file, then width and height of the window in px. The drawing is as high as it fits.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget


class Window(QWidget):
    """Shows the drawing, and ends the event loop once it is on the screen."""

    def __init__(self, drawing: str, width_px: int, height_px: int) -> None:
        super().__init__()
        self.resize(width_px, height_px)
        renderer = QSvgRenderer(drawing)
        size = renderer.defaultSize().scaled(width_px, height_px, Qt.AspectRatioMode.KeepAspectRatio)
        self._pixmap = QPixmap(size)
        self._pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._pixmap)
        renderer.render(painter)
        painter.end()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixmap)
        QTimer.singleShot(0, QApplication.quit)  # after this frame was handed over


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = Window(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    window.show()
    app.exec()
    print("frame", flush=True)
    os._exit(0)
