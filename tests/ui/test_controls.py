"""The controls that every screen is made of, by mouse and by key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from injection_map.ui.controls import Button, ElidedText, Segments, Text, Toggle
from injection_map.ui.theme import Theme

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., QWidget]:
    """Puts controls side by side in an active window."""

    def show(*controls: QWidget) -> QWidget:
        window = QWidget()
        qtbot.addWidget(window)
        row = QHBoxLayout(window)
        for control in controls:
            row.addWidget(control)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    return show


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_enter_presses_and_space_is_left_to_the_page(
    qtbot: QtBot, theme: Theme, shown: Callable[..., QWidget], key: Key
) -> None:
    button = Button(theme, "Skip")
    window = shown(button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked, timeout=1000):
        QTest.keyClick(window.windowHandle(), key)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(window.windowHandle(), Key.Key_Space)
        QTest.keyClick(window.windowHandle(), key, CTRL)  # a command of the page


def test_the_arrows_go_through_a_group_of_which_one_is_picked(theme: Theme, shown: Callable[..., QWidget]) -> None:
    choices = [Button(theme, text, kind="choice") for text in ("First", "Second", "Third")]
    window = shown(*choices)
    for choice in choices:
        choice.setAutoExclusive(True)
    choices[0].setChecked(True)
    choices[0].setFocus()
    QTest.keyClick(window.windowHandle(), Key.Key_Right)
    assert [choice.isChecked() for choice in choices] == [False, True, False]
    assert choices[1].hasFocus()


def test_every_segment_is_a_stop_and_one_is_chosen(qtbot: QtBot, theme: Theme, shown: Callable[..., QWidget]) -> None:
    segments = Segments(theme, [("2.5", None), ("5", None), ("7.5", None)])
    segments.choose(1)
    window = shown(segments)
    segments.part(0).setFocus()
    QTest.keyClick(window.windowHandle(), Key.Key_Tab)
    QTest.keyClick(window.windowHandle(), Key.Key_Tab)
    assert QApplication.focusWidget() is segments.part(2)
    with qtbot.waitSignal(segments.chosen, timeout=1000) as chosen:
        QTest.keyClick(window.windowHandle(), Key.Key_Return)
    assert chosen.args == [2]
    assert segments.index == 2
    QTest.mouseClick(segments.part(2), Qt.MouseButton.LeftButton)  # once more leaves it chosen
    assert segments.index == 2


def test_a_toggle_turns_by_mouse_and_key(theme: Theme, shown: Callable[..., QWidget]) -> None:
    toggle = Toggle(theme, "Follow next site")
    window = shown(toggle)
    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert toggle.isChecked()
    toggle.setFocus()
    QTest.keyClick(window.windowHandle(), Key.Key_Return)
    assert not toggle.isChecked()


def test_a_press_that_slid_within_a_wide_button_does_not_count(
    qtbot: QtBot, theme: Theme, shown: Callable[..., QWidget]
) -> None:
    button = Button(theme, "A wide button with many words in it")
    window = shown(button)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.mousePress(button, Qt.MouseButton.LeftButton, pos=QPoint(10, 20))
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    assert window.isVisible()
    assert not button.isDown()


def test_typed_words_are_never_markup(theme: Theme) -> None:
    text = Text(theme, "body", "<b>x</b> & <img src=y>")
    assert text.textFormat() is Qt.TextFormat.PlainText
    assert text.sizeHint().width() > Text(theme, "body", "x").sizeHint().width()


def test_an_elided_text_tells_the_whole_in_its_tool_tip(
    theme: Theme, shown: Callable[..., QWidget], qtbot: QtBot
) -> None:
    text = ElidedText(theme, "body", "HALVORSEN, Ingrid Elisabeth Margrethe")
    window = shown(text)
    assert text.toolTip() == ""
    window.setFixedWidth(120)
    qtbot.waitUntil(lambda: text.toolTip() == text.text())
