"""A user at one page in the real window: what is clicked and typed goes through the window's own events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from injection_map.ui.controls import Button, ElidedText, Text
from injection_map.ui.fields import LineField
from injection_map.ui.page import Page
from injection_map.ui.sections import Overflow
from injection_map.ui.shell import Shell
from injection_map.ui.theme import Theme

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
SIZES = [(1920, 1080), (1280, 800)]


@dataclass
class Hands:
    """One page in its window."""

    qtbot: QtBot
    shell: Shell
    page: Page

    def find(self, name: str) -> QWidget:
        found = self.page.findChild(QWidget, name)
        assert isinstance(found, QWidget), f"there is no {name}"
        return found

    def click(self, name: str) -> None:
        target = self.find(name)
        assert target.isVisible(), f"{name} cannot be seen"
        place = target.mapTo(self.shell, target.rect().center())
        assert self.shell.rect().contains(place), f"{name} lies outside the window"
        QTest.mouseClick(self.shell.windowHandle(), Qt.MouseButton.LeftButton, NO_MODIFIER, place)

    def write(self, name: str, text: str) -> None:
        """Click into a field and type over what stands there."""
        self.click(name)
        self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.press(Qt.Key.Key_Delete)
        self.type(text)

    def type(self, text: str) -> None:
        focused = QApplication.focusWidget()
        assert isinstance(focused, QLineEdit | QPlainTextEdit), f"{self.focus} takes no text"
        QTest.keyClicks(focused, text)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        QTest.keyClick(self.shell.windowHandle(), key, modifiers)

    @property
    def focus(self) -> str:
        """The name of what has the keyboard."""
        focused = QApplication.focusWidget()
        return focused.objectName() if focused is not None else ""

    def field(self, name: str) -> LineField:
        field = self.find(name).parentWidget()
        assert isinstance(field, LineField)
        return field

    def said(self, name: str) -> str:
        """What stands below a field."""
        return self.field(name).message.text

    def texts(self) -> list[str]:
        return [text.text() for text in self.page.findChildren(Text) if text.isVisible() and text.text()]


class OneWidget(Page):
    """A page with nothing but one card on it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.addWidget(widget)


def sit_at(qtbot: QtBot, theme: Theme, page: Page, *, size: tuple[int, int] = (1280, 800)) -> Hands:
    """The page in a window that has the keyboard. To be ended with `leave`."""
    shell = Shell(theme)
    shell.resize(*size)
    shell.show_page(page)
    with qtbot.waitActive(shell):
        shell.show()
        shell.activateWindow()
    focus = page.first_focus()
    if focus is not None:
        focus.setFocus(Qt.FocusReason.OtherFocusReason)
    return Hands(qtbot, shell, page)


def leave(hands: Hands) -> None:
    hands.shell.close()
    hands.shell.deleteLater()


def assert_all_is_to_be_seen(hands: Hands) -> None:
    """Nothing is cut, nothing scrolls, and every control has a name; once the layout has settled."""

    def settled() -> None:
        cut = cut_texts(hands.page)
        assert cut == [], f"cut: {cut}"

    hands.qtbot.wait_until(settled)
    assert not scrolls(hands.page)
    assert nameless(hands.page) == []


def cut_texts(page: QWidget) -> list[str]:
    """Labels and buttons that are too small for what they say; those that may end in … are not looked at."""
    return [widget.text() for widget in _shown(page) if not _fits(widget)]


def _shown(page: QWidget) -> Iterator[Text | Button]:
    for widget in page.findChildren(QWidget):
        if (
            isinstance(widget, Text | Button)
            and not isinstance(widget, ElidedText)
            and widget.isVisible()
            and widget.text()
        ):
            yield widget


def _fits(widget: Text | Button) -> bool:
    if isinstance(widget, Text) and widget.wordWrap():
        return widget.height() >= widget.heightForWidth(widget.width())
    return widget.width() >= widget.sizeHint().width() and widget.height() >= widget.fontMetrics().height()


def scrolls(page: QWidget) -> bool:
    """Whether some part of the page does not fit its room."""
    areas = [area for area in page.findChildren(QScrollArea) if isinstance(area, Overflow) and area.isVisible()]
    return any(area.verticalScrollBar().maximum() > 0 or area.horizontalScrollBar().maximum() > 0 for area in areas)


def nameless(page: QWidget) -> list[str]:
    """Controls that the keyboard reaches and a screen reader has no name for."""
    controls = [w for w in page.findChildren(QWidget) if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    spoken = [(w, w.accessibleName() or (w.text() if isinstance(w, QAbstractButton) else "")) for w in controls]
    return [repr(w) for w, name in spoken if not name and not isinstance(w, QScrollArea)]
