"""The floor of painting: a bare widget that paints one cached pixmap as large as itself."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, Qt
from PySide6.QtWidgets import QWidget


class Blit(QWidget):
    """Paints one pixmap as large as itself."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        super().__init__()
        self._pixmap = QPixmap(*size_px)
        self._pixmap.fill(Qt.GlobalColor.white)
        self.resize(*size_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(0, 0, self._pixmap)


def blit_ms(size_px: tuple[int, int], repeats: int) -> list[float]:
    """How long each of so many repaints took."""
    widget = Blit(size_px)
    widget.show()
    QCoreApplication.processEvents()
    times = []
    for _ in range(repeats):
        widget.update()
        began = time.perf_counter()
        QCoreApplication.sendPostedEvents()
        times.append((time.perf_counter() - began) * 1000)
    widget.close()
    return times
