"""When the window's first frame is on the screen: what may wait for it does not take its time."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget


class FirstFrame(QObject):
    """Watches a window that is not shown yet."""

    shown = Signal()
    """Once, after the frame was handed over; never when the window was closed before."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._handed_over = QTimer(self, singleShot=True, interval=0)
        self._handed_over.timeout.connect(self.shown)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._handed_over.isActive():
            self._handed_over.start()
            watched.removeEventFilter(self)
        return False

    def stop(self) -> None:
        """The window is closed: it is too late to begin anything."""
        self._window.removeEventFilter(self)
        self._handed_over.stop()
