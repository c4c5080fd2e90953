"""The keys of the chair page, and how one press of Space or a pedal is told from its echoes."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QKeyEvent

from injection_map.domain.hands_free import Input
from injection_map.domain.presses import PressLog

VIEW_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)

KEY_WORDS = (
    ("Space or pedal", "Injected"),
    ("Second switch", "Undo"),
    ("Enter", "the control with the focus"),
    ("U, Ctrl+Z, Backspace", "Undo"),
    ("Ctrl+Shift+Z", "Redo"),
    ("S, D, N, R", "Skip, dose, note, reaction"),
    ("A", "Add a site"),
    ("Left, Right", "previous, next site to do"),
    ("Up, Down", "previous, next muscle"),
    ("1 2 3 4", "front, left, right, back"),
    ("0", "one view or all four"),
    ("L, Shift+L", "last visit: changes, all sites"),
    ("F", "follow the next site or not"),
    ("P", "pause; Space goes on"),
    ("Ctrl+Enter", "Finish"),
    ("Esc", "close a sheet"),
    ("F11", "full screen"),
    ("Ctrl+L", "lock the screen"),
)


class OnePress:
    """Counts a press once: not its repeats, not while it is held, and only after it was up for a moment."""

    def __init__(self, key_up_ms: int) -> None:
        self._key_up_ms = key_up_ms
        self._watch = QElapsedTimer()
        self._watch.start()
        self._log = PressLog()

    def counts(self, event: QKeyEvent) -> bool:
        """Whether this press is one. To be asked of every press, wanted or not."""
        before = self._log
        self._log = before.press(
            Input(event.key()),
            at_ms=self._watch.elapsed(),
            repeated=event.isAutoRepeat(),
            key_up_ms=self._key_up_ms,
        )
        return self._log.counted > before.counted

    def released(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._log = self._log.release(Input(event.key()), at_ms=self._watch.elapsed())

    def forget(self) -> None:
        """The window no longer hears the keys, so their release may never come."""
        self._log = self._log.forget_held()
