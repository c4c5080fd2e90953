"""The window: one page at a time, the focus ring, and the density that fits its size."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from injection_map.ui.controls import Text
from injection_map.ui.focus_ring import FocusRing
from injection_map.ui.page import Page
from injection_map.ui.theme import Density, Theme

SMALLEST_WIDTH_PX, SMALLEST_HEIGHT_PX = 1180, 720
TITLE = "Injection Map"
"""Never a patient's name: a title stands in task bars, screen shares and recently-used lists."""


class Shell(QWidget):
    """The main window."""

    closing = Signal()
    shown_page_changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWindowTitle(TITLE)
        self.setMinimumSize(SMALLEST_WIDTH_PX, SMALLEST_HEIGHT_PX)
        self._stack = QStackedWidget()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)
        self._ring = FocusRing(theme, self)
        self._turn = _TurnTablet(theme, self)

    @property
    def page(self) -> QWidget | None:
        return self._stack.currentWidget()

    def show_page(self, page: Page, *, keep: bool = False) -> None:
        """Show a page; the one before is let go unless it is `keep`."""
        before = self._stack.currentWidget()
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if before is not None and before is not page and not keep:
            self._stack.removeWidget(before)
            before.deleteLater()
        focus = page.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown_page_changed.emit(page)

    def toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._theme.set_density(Density.of(self.width(), self.height()))
        super().resizeEvent(event)
        self._turn.follow(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F11:
            self.toggle_full_screen()
        else:
            super().keyPressEvent(event)


class _TurnTablet(QWidget):
    """Portrait is not offered: the page says so instead of squeezing itself."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        box = QVBoxLayout(self)
        text = Text(theme, "title", "Please turn the tablet. Injection Map needs a wide screen.", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(text)
        self.hide()

    def follow(self, window: QWidget) -> None:
        portrait = window.height() > window.width()
        self.setVisible(portrait)
        if portrait:
            self.setGeometry(window.rect())
            self.raise_()
