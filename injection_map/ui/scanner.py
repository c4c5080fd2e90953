"""Hears a barcode scanner that types like a keyboard, wherever the focus is, and keeps its keys out of the fields.

A scanner is told from a hand by its pace and by how a carton's code begins. Only keys that could begin one are held
back (`0`, `]` and the separator), for less than can be felt, and are given back in their order when it was a hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from shiboken6 import isValid

from injection_map.domain.gs1 import SEPARATOR
from injection_map.ui.controls import COMMAND

FAST_MS = 30
"""No hand types twelve keys that follow each other so fast."""

SURE_FAST_MS = 100
"""Once it is a scanner for sure, it may falter: some send by radio."""

FEWEST = 12
"""Keys of a scan."""

SUFFIX_MS = 200
"""An Enter that comes so soon after a scan is the scanner's, and presses no button."""

_TIMER_SLACK_MS = 10
_CODE_BEGINS = re.compile(
    rf"{SEPARATOR}?(?:\](?:[A-Za-z](?:[0-9].*)?)?|0(?:1(?:[0-9]{{0,13}}|[0-9]{{14}}.*))?)?", re.DOTALL
)
_SUFFIXES = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_MODIFIERS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock})
_OTHER_HANDS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.TabletPress})
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class ScannerWatch(QObject):
    """Looks at the keys that the system sends to the program's windows, before any widget sees them (see IdleWatch).

    Not heard: a scanner whose keys an input method turns into text.
    """

    scanned = Signal(str)
    """All that was sent, without the Enter or Tab at its end; separators are the ASCII character 29."""

    def __init__(
        self, *, at_ms: Callable[[QKeyEvent], float] = QKeyEvent.timestamp, parent: QObject | None = None
    ) -> None:
        """`at_ms` tells when a key was pressed: by the system's time, so that a busy program does not look like a
        fast hand."""
        super().__init__(parent)
        self._at_ms = at_ms
        self._window: QObject | None = None
        self._held: list[tuple[QKeyEvent, bool]] = []
        self._text = ""
        self._last_ms = 0.0
        self._ended_ms: float | None = None
        self._unreleased: set[int] = set()
        self._giving_back = False
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._on_pause)
        self._queue = QTimer(self, singleShot=True, interval=0)
        self._queue.timeout.connect(self._on_queue_empty)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    @property
    def holds(self) -> bool:
        """Whether keys are held back at this moment."""
        return bool(self._held)

    def _watch(self, window: QWindow | None) -> None:
        self._give_back()
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _OTHER_HANDS:
            self._give_back()
        if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.ShortcutOverride:
            return False
        if self._giving_back:
            self._giving_back = False  # at once: what it brings about may run an event loop of its own
            return False
        if watched is not self._window:
            self._give_back()
            self._window = watched
        return self._pressed(event) if event.type() == QEvent.Type.KeyPress else self._released(event)

    # --- keys -------------------------------------------------------------------------------------------------

    def _pressed(self, event: QKeyEvent) -> bool:
        """Whether the key is kept from the widgets, for a moment or for good."""
        at_ms = self._at_ms(event)
        self._unreleased.discard(event.key())
        if self._held and at_ms - self._last_ms > self._longest_gap_ms:
            self._end()
        if event.key() in _SUFFIXES:
            return self._suffix(event, at_ms)
        letter = "" if event.isAutoRepeat() else _letter(event)
        if letter and not _CODE_BEGINS.fullmatch(self._text + letter):
            self._give_back()
        if letter and _CODE_BEGINS.fullmatch(self._text + letter):
            self._text += letter
            self._hold(event, at_ms, ours=True)
        elif self._held and event.key() in _MODIFIERS:
            self._hold(event, at_ms, ours=True)
        elif self._is_scan:
            self._hold(event, at_ms, ours=False)
        else:
            self._give_back()
            return False
        return True

    def _suffix(self, event: QKeyEvent, at_ms: float) -> bool:
        if self._is_scan:
            self._hold(event, at_ms, ours=True)
            self._take()
            return True
        self._give_back()
        if self._ended_ms is None or at_ms - self._ended_ms > SUFFIX_MS:
            return False
        self._unreleased.add(event.key())
        return True

    def _released(self, event: QKeyEvent) -> bool:
        if event.key() in self._unreleased and not event.isAutoRepeat():
            self._unreleased.discard(event.key())
            return True
        if self._held:
            ours = any(before.key() == event.key() and mine for before, mine in self._held)
            self._held.append((_copy(event), ours))
        return bool(self._held)

    def _hold(self, event: QKeyEvent, at_ms: float, *, ours: bool) -> None:
        self._held.append((_copy(event), ours))
        self._last_ms = at_ms
        self._pause.start(self._longest_gap_ms + _TIMER_SLACK_MS)

    @property
    def _is_scan(self) -> bool:
        return len(self._text) >= FEWEST

    @property
    def _longest_gap_ms(self) -> int:
        return SURE_FAST_MS if self._is_scan else FAST_MS

    # --- what it was ------------------------------------------------------------------------------------------

    def _on_pause(self) -> None:
        """The program may have been busy: what was typed meanwhile is looked at first."""
        self._queue.start()

    def _on_queue_empty(self) -> None:
        if not self._pause.isActive():
            self._end()

    def _end(self) -> None:
        if self._is_scan:
            self._take()
        else:
            self._give_back()

    def _take(self) -> None:
        """It was a scanner: other keys that came between go on their way."""
        text, held = self._text, self._let_go()
        self._ended_ms = self._last_ms
        for event, ours in held:
            if ours and event.type() == QEvent.Type.KeyPress:
                self._unreleased.add(event.key())
            elif ours:
                self._unreleased.discard(event.key())
            else:
                self._send(event)
        self.scanned.emit(text)

    def _give_back(self) -> None:
        """It was a hand."""
        for event, _ in self._let_go():
            self._send(event)

    def _let_go(self) -> list[tuple[QKeyEvent, bool]]:
        held, self._held, self._text = self._held, [], ""
        self._pause.stop()
        self._queue.stop()
        return held

    def _send(self, event: QKeyEvent) -> None:
        if self._window is not None and isValid(self._window):
            self._giving_back = True
            QCoreApplication.sendEvent(self._window, event)
            self._giving_back = False


def _letter(event: QKeyEvent) -> str:
    """What the key writes, or nothing. Ctrl+] is how some scanners send the separator; AltGr is Ctrl+Alt to Windows."""
    command = event.modifiers() & COMMAND
    if event.key() == Qt.Key.Key_BracketRight and command == Qt.KeyboardModifier.ControlModifier:
        return SEPARATOR
    text = event.text()
    if text == SEPARATOR:
        return text
    if command and command != _ALT_GR:
        return ""
    return text if len(text) == 1 and text.isprintable() and not text.isspace() else ""


def _copy(event: QKeyEvent) -> QKeyEvent:
    """To be kept: the event itself lives no longer than its filter."""
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy
