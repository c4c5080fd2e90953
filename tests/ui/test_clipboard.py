"""What is copied from the program does not stay in the clipboard; what others copied is theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from injection_map.ui.clipboard import KEPT_MS, ClipboardGuard, copy_privately


@pytest.fixture
def line(qtbot: QtBot) -> QLineEdit:
    line = QLineEdit("TESTER, Nora")
    qtbot.addWidget(line)
    with qtbot.waitActive(line):
        line.show()
        line.activateWindow()
    return line


@pytest.fixture
def guard(line: QLineEdit) -> Iterator[ClipboardGuard]:
    guard = ClipboardGuard(kept_ms=50)
    yield guard
    guard.stop()


@pytest.fixture
def clipboard(qtbot: QtBot) -> QClipboard:
    return QGuiApplication.clipboard()


def test_it_is_a_minute() -> None:
    assert KEPT_MS == 60_000


def test_what_the_button_copied_is_cleared(qtbot: QtBot, guard: ClipboardGuard, clipboard: QClipboard) -> None:
    copy_privately("An invented note")
    assert clipboard.text() == "An invented note"
    assert bytes(clipboard.mimeData().data("x-kde-passwordManagerHint").data()) == b"secret"
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=5000)


def test_what_a_field_copied_is_cleared(
    qtbot: QtBot, guard: ClipboardGuard, line: QLineEdit, clipboard: QClipboard
) -> None:
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "TESTER, Nora"
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=5000)


def test_what_another_program_copied_stays(
    qtbot: QtBot, guard: ClipboardGuard, line: QLineEdit, clipboard: QClipboard
) -> None:
    copy_privately("An invented note")
    clipboard.blockSignals(True)  # another program's copy, of which this one hears nothing here
    clipboard.setText("somebody else's")
    clipboard.blockSignals(False)
    guard.clear()
    assert clipboard.text() == "somebody else's"
