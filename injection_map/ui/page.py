"""What every page has: Space presses the focused button, unless the page has given Space a meaning of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from injection_map.ui.controls import PressButton


class Page(QWidget):
    """One of the pages of the window."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and isinstance(focused, PressButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def take_scan(self, text: str) -> None:
        """A scanner sent this while the page was shown. Most pages have no use for it."""

    def first_focus(self) -> QWidget | None:
        """Where the focus goes when the page is shown."""
        return None


def is_typing(widget: QWidget | None) -> bool:
    """Whether keys belong to a text field."""
    return isinstance(widget, QLineEdit | QPlainTextEdit)
