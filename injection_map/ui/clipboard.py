"""What is copied here does not stay in the clipboard: after a minute, or when the screen is locked, it is gone."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_MS = 60_000

_NOT_FOR_HISTORIES = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    "org.nspasteboard.ConcealedType": b"1",
}
"""Asks the clipboard histories of Linux desktops, Windows and the Mac to keep no copy of their own."""

_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


def copy_privately(text: str) -> None:
    data = QMimeData()
    data.setText(text)
    for kind, value in _NOT_FOR_HISTORIES.items():
        data.setData(kind, value)
    QGuiApplication.clipboard().setMimeData(data)


class ClipboardGuard(QObject):
    """Clears what came from this program, by its button or by Ctrl+C in any field, if it is still there."""

    def __init__(self, *, kept_ms: int = KEPT_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._ours: dict[QClipboard.Mode, str] = {}
        self._clock = QTimer(self, singleShot=True, interval=kept_ms)
        self._clock.timeout.connect(self.clear)
        self._clipboard.changed.connect(self._on_changed)

    def stop(self) -> None:
        """The program ends, and what it has copied with it."""
        self.clear()
        self._clipboard.changed.disconnect(self._on_changed)

    def clear(self) -> None:
        self._clock.stop()
        ours, self._ours = self._ours, {}
        for mode, text in ours.items():
            if self._clipboard.text(mode) == text:
                self._clipboard.clear(mode)

    def _on_changed(self, mode: QClipboard.Mode) -> None:
        """What is copied while a window of the program is the active one is taken for its own."""
        text = self._clipboard.text(mode) if mode in _MODES else ""
        if text and QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive:
            self._ours[mode] = text
            self._clock.start()
        else:
            self._ours.pop(mode, None)
