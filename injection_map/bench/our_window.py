"""The start of the program as its user starts it, up to the first frame. Run as a file; INJECTION_MAP_DATA is set."""

from __future__ import annotations

import os
import sys

import platformdirs

from injection_map import cli, display


def _watch_first_frame() -> None:
    """From now on QApplication.exec() ends when the window's first frame was handed over."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    serve = QApplication.exec

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, QApplication.quit)
            return False

    def serve_until_first_frame() -> int:
        watch = Watch()
        (window,) = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        window.installEventFilter(watch)
        serve()
        print("frame", flush=True)
        os._exit(0)

    QApplication.exec = staticmethod(serve_until_first_frame)  # type: ignore[method-assign]


def _check_qt_and_watch() -> str | None:
    """The program's own check, and with Qt just imported the moment to put the watch in place."""
    reason = _check_qt()
    _watch_first_frame()
    return reason


_check_qt, display.why_qt_cannot_load = display.why_qt_cannot_load, _check_qt_and_watch
platformdirs.user_data_path("injection-map", appauthor=False)  # what finding the usual folder costs counts as ours
sys.exit(cli.main([]))
