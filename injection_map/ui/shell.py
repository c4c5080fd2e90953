"""The window: one page at a time, the focus ring, and the density that fits its size."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from injection_map.ui.controls import Text
from injection_map.ui.focus_ring import FocusRing
from injection_map.ui.page import Page
from injection_map.ui.theme import Theme

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
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._stack)
        self._cover: Page | None = None
        self._focus_before: QWidget | None = None
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
        if self._cover is None:
            _focus(page.first_focus())
        self.shown_page_changed.emit(page)

    def drop_page(self, page: Page) -> None:
        """Let go of a page that was kept and is not shown."""
        self._stack.removeWidget(page)
        page.deleteLater()

    @property
    def cover(self) -> Page | None:
        """What is shown instead of the page."""
        return self._cover

    def cover_with(self, cover: Page) -> None:
        """Show this and nothing else. The page lives on outside the window, where no Tab and no screen reader comes.

        The focus goes first, and as to a popup: a field that is half filled in is not to believe that it was left.
        """
        before, self._cover = self._cover, cover
        if before is None:
            self._focus_before = self.focusWidget()
        cover.setParent(self)
        cover.setGeometry(self.rect())
        cover.show()
        cover.raise_()
        _focus(cover.first_focus(), Qt.FocusReason.PopupFocusReason)
        if before is None:
            self._stack.hide()
            self._box.removeWidget(self._stack)
            self._stack.setParent(None)
        else:
            _drop(before)

    def uncover(self) -> None:
        """The page as it was, with the focus where it was."""
        cover, self._cover = self._cover, None
        if cover is None:
            return
        self._box.addWidget(self._stack)
        self._stack.show()
        _drop(cover)
        before, self._focus_before = self._focus_before, None
        page = self._stack.currentWidget()
        if before is not None and isValid(before) and before.isVisible() and before.isEnabled():
            _focus(before, Qt.FocusReason.PopupFocusReason)
        elif isinstance(page, Page):
            _focus(page.first_focus())

    def come_to_front(self) -> None:
        """Out of the task bar and above the other windows, as far as the desktop lets it; a locked one stays locked."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._theme.fit_window(self.width(), self.height())
        super().resizeEvent(event)
        if self._cover is not None:
            self._cover.setGeometry(self.rect())
        self._turn.follow(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        self._stack.setParent(self)  # if it is covered: a widget without a parent would outlive the window
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F11:
            self.toggle_full_screen()
        else:
            super().keyPressEvent(event)


def _focus(target: QWidget | None, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
    if target is not None:
        target.setFocus(reason)


def _drop(cover: QWidget) -> None:
    cover.hide()
    cover.deleteLater()


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
