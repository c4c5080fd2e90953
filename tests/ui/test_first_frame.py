"""The first frame of a window is told once, when it is on the screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from injection_map.ui.first_frame import FirstFrame


class Painted(QWidget):
    """Counts its frames."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.frames = 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.frames += 1
        self.painted.emit()


def _watched(qtbot: QtBot) -> tuple[Painted, FirstFrame, list[int]]:
    """A window, who watches it, and how many frames there were each time that it was told."""
    window = Painted()
    qtbot.addWidget(window)
    first_frame = FirstFrame(window)
    told: list[int] = []
    first_frame.shown.connect(lambda: told.append(window.frames))
    return window, first_frame, told


def test_it_is_told_once_and_after_the_frame(qtbot: QtBot) -> None:
    window, first_frame, told = _watched(qtbot)
    with qtbot.waitSignal(first_frame.shown):
        window.show()
    frames = window.frames
    window.update()
    qtbot.waitUntil(lambda: window.frames > frames)
    QCoreApplication.processEvents()
    assert len(told) == 1
    assert told[0] >= 1


def test_a_window_that_is_not_shown_has_none(qtbot: QtBot) -> None:
    window, _, told = _watched(qtbot)
    window.ensurePolished()
    QCoreApplication.processEvents()
    assert told == []


def test_nothing_begins_once_the_window_is_closed(qtbot: QtBot) -> None:
    window, first_frame, told = _watched(qtbot)
    window.painted.connect(first_frame.stop)
    with qtbot.waitSignal(window.painted):
        window.show()
    QCoreApplication.processEvents()
    assert told == []
