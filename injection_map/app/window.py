"""The window: the page that is shown and those below it, the lock over both, and what has to be read."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox

from injection_map.app.lock import Keys, Lock
from injection_map.ui.clipboard import ClipboardGuard
from injection_map.ui.notice_card import Notice
from injection_map.ui.page import Page
from injection_map.ui.shell import TITLE, Shell
from injection_map.ui.theme import Theme


class Window(QObject):
    """The shell with its lock. While it is locked nothing is said: it is held until somebody is there."""

    notices_changed = Signal()

    def __init__(self, theme: Theme, keys: Keys, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shell = Shell(theme)
        self._below: list[Page] = []
        self.held_sentences: list[str] = []
        self._notices: dict[str, Notice] = {}
        self.lock = Lock(self.shell, theme, keys, self)
        self.lock.unlocked.connect(self._say_what_was_held, Qt.ConnectionType.QueuedConnection)
        self._clipboard = ClipboardGuard(parent=self)
        self.lock.locked.connect(self._clipboard.clear)

    def stop(self) -> None:
        """The program is closing. What has to be said still is."""
        self.lock.stop()
        self._clipboard.stop()

    @property
    def page(self) -> Page:
        page = self.shell.page
        assert isinstance(page, Page)
        return page

    @property
    def pages(self) -> tuple[Page, ...]:
        """The page that is shown, then those that come back when the one over them is left."""
        return self.page, *reversed(self._below)

    def show(self, page: Page, *, keep: bool = False) -> None:
        """Instead of the page that is there, which is let go unless it is `keep`; so are those below it."""
        for below in self._below:
            if below is not page:
                self.shell.drop_page(below)
        self._below.clear()
        self.shell.show_page(page, keep=keep)

    def show_over(self, page: Page) -> None:
        """Over the page that is there, which comes back as it was by `back`."""
        self._below.append(self.page)
        self.shell.show_page(page, keep=True)

    def back(self) -> None:
        self.shell.show_page(self._below.pop())

    def take_scan(self, text: str) -> None:
        """What a scanner sent is for the page that is shown; a locked one hears nothing."""
        if not self.lock.is_locked:
            self.page.take_scan(text)

    def say(self, sentence: str, *, worst: bool = False) -> None:
        """A sentence that has to be read; while the window is locked, or when it is locked over it, afterwards."""
        if not self.lock.is_locked or self.lock.is_over:
            box = QMessageBox.critical if worst else QMessageBox.warning
            box(self.shell, TITLE, sentence)
        if self.lock.is_locked and not self.lock.is_over:
            self.held_sentences.append(sentence)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the start page tells, the oldest first."""
        return tuple(self._notices.values())

    def note(self, notice: Notice) -> None:
        """To be told where it disturbs nobody; instead of an older one of the same key."""
        self._notices[notice.key] = notice
        self.notices_changed.emit()

    def put_away(self, key: str) -> None:
        """Told, or no longer so."""
        if self._notices.pop(key, None) is not None:
            self.notices_changed.emit()

    def _say_what_was_held(self) -> None:
        held, self.held_sentences = self.held_sentences, []
        for sentence in held:
            self.say(sentence)
