"""The ring round the focused control, for who goes by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from injection_map.ui.theme import Theme

_RING_PX, _OUTSET_PX = 3, 5
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)
_POINTS = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin)


class FocusRing(QWidget):
    """3 px with a gap of 2. Shown once a key has been used, and gone with the next press of mouse or finger.

    One overlay serves the window, so that no control has to leave room for a ring of its own. It looks at what comes
    to the window itself: by the reasons that Qt gives for a focus a key cannot be told from a control switched off.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self._by_keyboard = False
        self._target: QWidget | None = None
        self._followed: list[QWidget] = []
        self._watched: QObject | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        window.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._watched:
            self._note_hand(event)
        elif kind == QEvent.Type.Hide:
            self.hide()  # and no more: the window may be on its way out
        elif kind in _MOVES:
            self._watch_window()
            self._place()
        return False

    def _watch_window(self) -> None:
        """What the system sends, before it goes to a widget; it exists once the window has been shown."""
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._watched:
            self._watched = handle
            handle.installEventFilter(self)

    def _note_hand(self, event: QEvent) -> None:
        if event.type() in _POINTS:
            self._by_keyboard = False
            self._follow(None)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._by_keyboard = self._by_keyboard or event.key() != Qt.Key.Key_Space  # Space may be a pedal

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._follow(new if self._by_keyboard else None)

    def _follow(self, target: QWidget | None) -> None:
        for widget in self._followed:
            if isValid(widget):
                widget.removeEventFilter(self)
        ringed = isinstance(target, QAbstractButton) and target.window() is self._window
        self._target = target if ringed else None
        self._followed = list(self._up_to_window(self._target))
        for widget in self._followed:
            widget.installEventFilter(self)
        self._place()

    def _up_to_window(self, widget: QWidget | None) -> Iterator[QWidget]:
        """What moves the target when it moves."""
        while widget is not None and widget is not self._window:
            yield widget
            widget = widget.parentWidget()

    def _place(self) -> None:
        if self._target is None or not isValid(self._target) or not self._target.isVisible():
            self.hide()
            return
        place = QRect(self._target.mapTo(self._window, QPoint()), self._target.size())
        self.setGeometry(place.adjusted(-_OUTSET_PX, -_OUTSET_PX, _OUTSET_PX, _OUTSET_PX))
        self.raise_()
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("act"), _RING_PX))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 13, 13)
