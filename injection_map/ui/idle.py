"""Notices when no hand has been on the program for a while, and hears the key that locks it wherever the focus is."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

_HANDS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletRelease,
    }
)


class IdleWatch(QObject):
    """Looks at what the system sends to the program's windows, before any widget sees it.

    Each window is watched from when it first has the keyboard. An event filter on the application instead would be
    called in Python for every event of every object, painting too.
    """

    idle = Signal()
    lock_asked = Signal()

    def __init__(self, *, seconds: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        """`seconds` must go on while the computer sleeps, which a timer does not."""
        super().__init__(parent)
        self._seconds = seconds
        self._limit_s = 0.0
        self._last_s = seconds()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)
        self._app = QGuiApplication.instance()
        assert isinstance(self._app, QGuiApplication)
        self._app.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def set_limit(self, seconds: float) -> None:
        """Be idle after so long; 0 is never."""
        self._limit_s = seconds
        self._begin_again()

    def stop(self) -> None:
        self._limit_s = 0.0
        self._timer.stop()

    def _begin_again(self) -> None:
        self._last_s = self._seconds()
        if self._limit_s:
            self._timer.start(round(self._limit_s * 1000))
        else:
            self._timer.stop()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The hand that comes too late, after the computer slept say, does nothing but lock."""
        if event.type() not in _HANDS:
            return False
        late = bool(self._limit_s) and self._seconds() - self._last_s >= self._limit_s
        self._begin_again()
        if late:
            self.idle.emit()
        elif _is_lock_key(event):
            self.lock_asked.emit()
        else:
            return False
        return True


def _is_lock_key(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.KeyPress
        and event.key() == Qt.Key.Key_L
        and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    )
