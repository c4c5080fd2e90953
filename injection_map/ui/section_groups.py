"""A long page of cards in named groups: the names at the side lead to them, and that of the one in sight is marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.ui.controls import Button, Text
from injection_map.ui.sections import GUTTER, Overflow, Section, roomy
from injection_map.ui.theme import Theme

_TICK_PX = 30
_AROUND_PX = 40


class _GroupName(Button):
    """As wide without its tick as with it: the page beside it stands still."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, kind="choice", align_left=True)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint if self.isChecked() else hint + QSize(_TICK_PX, 0)


class SectionGroups(QWidget):
    """Nothing is hidden behind a name: the keyboard and the wheel come everywhere without it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: list[QWidget] = []
        self.names: list[Button] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._side = QVBoxLayout()
        roomy(theme, self._side, spacing=(8, 6), margins=((12, 8), (12, 8), (0, 0), (12, 8)))
        self._side.addStretch(1)
        row.addLayout(self._side)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        roomy(theme, self._column, spacing=(20, 14), margins=GUTTER)
        self._below = QWidget()
        self._column.addWidget(self._below)
        self._column.addStretch(1)
        self._scroll = Overflow(theme, self._content, self)
        self._scroll.verticalScrollBar().valueChanged.connect(self._mark)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._make_room_below)
        self._laid_out = False
        self._scroll.verticalScrollBar().rangeChanged.connect(self._on_laid_out)
        row.addWidget(self._scroll, 1)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def add(self, name: str, *columns: Sequence[Section]) -> None:
        """A group of cards, side by side in columns."""
        button = _GroupName(self._theme, name)
        button.setObjectName(f"group-{len(self._groups) + 1}")
        button.clicked.connect(self._on_name)
        self._side.insertWidget(len(self.names), button)
        self.names.append(button)
        group = QWidget()
        box = QVBoxLayout(group)
        roomy(self._theme, box, spacing=(8, 6))
        box.addWidget(Text(self._theme, "title", name))
        beside = QHBoxLayout()
        roomy(self._theme, beside, spacing=(12, 8))
        for cards in columns:
            column = QVBoxLayout()
            roomy(self._theme, column, spacing=(12, 8))
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
            beside.addLayout(column, 1)
        box.addLayout(beside)
        self._column.insertWidget(len(self._groups), group)
        self._groups.append(group)
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room_below()

    def _on_focus(self, _: QWidget | None, focused: QWidget | None) -> None:
        """Bring the whole field into sight, wherever the keyboard came from."""
        if focused is None or not self._content.isAncestorOf(focused):
            return
        for corner in (focused.rect().bottomLeft(), focused.rect().topLeft()):
            place = focused.mapTo(self._content, corner)
            self._scroll.ensureVisible(place.x(), place.y(), 0, _AROUND_PX)

    def _on_laid_out(self, _: int, highest: int) -> None:
        """What had the keyboard before there was anything to scroll comes into sight now."""
        if highest > 0 and not self._laid_out:
            self._laid_out = True
            self._on_focus(None, QApplication.focusWidget())

    def _on_name(self) -> None:
        group = self._groups[next(i for i, button in enumerate(self.names) if button is self.sender())]
        self._scroll.verticalScrollBar().setValue(self._top(group))
        self._mark()

    def _top(self, group: QWidget) -> int:
        """The value of the scroll bar at which a group stands at the top."""
        return group.y() - self._column.contentsMargins().top()

    def _make_room_below(self) -> None:
        """So much that the last group too can stand at the top, or its name would lead to the one before."""
        if self._groups:
            margins = self._column.contentsMargins()
            taken = self._groups[-1].sizeHint().height() + margins.top() + margins.bottom() + self._column.spacing()
            self._below.setFixedHeight(max(0, self._scroll.viewport().height() - taken))

    def _mark(self) -> None:
        """The last group that begins in the upper third."""
        seen = self._scroll.verticalScrollBar().value() + self._scroll.viewport().height() // 3
        tops = [group.y() for group in self._groups]
        current = max((i for i, top in enumerate(tops) if top <= seen), default=0)
        if self._scroll.verticalScrollBar().value() == 0:
            current = 0
        for i, button in enumerate(self.names):
            button.setChecked(i == current)
