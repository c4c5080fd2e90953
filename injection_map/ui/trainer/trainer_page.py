"""The trainer's first page: the ways to teach by the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from injection_map.ui.controls import IconLabel, PressButton, Text
from injection_map.ui.page import Page
from injection_map.ui.sections import GUTTER, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.top_bar import TopBar

_COLUMNS = 3
_APART = "Training is kept in a file of its own: nothing of it comes among patients’ records, nor theirs here."


@dataclass(frozen=True, slots=True)
class Way:
    """One of the ways; `key` names it to the program, `icon` is one of the theme's."""

    key: str
    title: str
    text: str
    icon: str


class TrainerPage(Page):
    """Each way is a tile, and a digit of the keyboard."""

    chosen = Signal(str)
    """The key of a way."""
    back_asked = Signal()

    def __init__(self, theme: Theme, ways: Sequence[Way], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("trainer-page")
        self.tiles = [Tile(theme, way, number) for number, way in enumerate(ways, 1)]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        bar = TopBar(theme, "Trainer", "Patients")
        bar.back_asked.connect(self.back_asked)
        box.addWidget(bar)
        grid = QGridLayout()
        roomy(theme, grid, spacing=(12, 8), rows=(12, 8), margins=GUTTER)
        for number, tile in enumerate(self.tiles):
            tile.clicked.connect(partial(self.chosen.emit, tile.way.key))
            grid.addWidget(tile, number // _COLUMNS, number % _COLUMNS)
        box.addLayout(grid, 1)
        box.addWidget(self._foot())

    def first_focus(self) -> QWidget:
        return self.tiles[0]

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(10)
        row.addWidget(IconLabel(self._theme, "shield", size_px=20))
        row.addWidget(Text(self._theme, "second", _APART, colour="t2", wrap=True), 1)
        return foot


class Tile(PressButton):
    """An icon, a name and a sentence, as large as there is room."""

    def __init__(self, theme: Theme, way: Way, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.way = theme, way
        self.setObjectName(f"way-{way.key}")
        self.setText(way.title)
        self.setAccessibleName(way.title)
        self.setAccessibleDescription(way.text)
        self.setShortcut(str(number))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(360, self._theme.px(280, 220))

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "act_tint" if self.isDown() else "sunk" if self._hovered else "surface"
        painter.setBrush(theme.colour(ground))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        margin, size = theme.px(28, 20), theme.px(52, 40)
        left, width = float(margin), self.width() - 2.0 * margin
        title, text = theme.font("site", tabular=False), theme.font("lead", tabular=False)
        words = QFontMetricsF(text).boundingRect(QRectF(0, 0, width, 400), _WRAPPED, self.way.text).height()
        whole = size + theme.px(20, 12) + QFontMetricsF(title).height() + 6 + words
        top = max(float(margin), (self.height() - whole) / 2)
        theme.icons.paint(painter, self.way.icon, QRectF(left, top, size, size), theme.colour("act"))
        top += size + theme.px(20, 12)
        painter.setPen(theme.colour("t1"))
        painter.setFont(title)
        painter.drawText(QRectF(left, top, width, QFontMetricsF(title).height()), 0, self.way.title)
        top += QFontMetricsF(title).height() + 6
        painter.setPen(theme.colour("t2"))
        painter.setFont(text)
        painter.drawText(QRectF(left, top, width, self.height() - top - margin / 2), _WRAPPED, self.way.text)


_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
