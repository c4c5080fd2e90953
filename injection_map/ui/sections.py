"""The cards that the pages before and after the chair are made of, and the scroll area that only small windows need."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from injection_map.ui.controls import Card, Text
from injection_map.ui.theme import Theme

_BAR_PX = 14
_SEEN_ROUND_PX = 40
Pair = tuple[int, int]
"""A size in px, wide and compact."""
Margins = tuple[Pair, Pair, Pair, Pair]
GUTTER: Margins = ((12, 8), (12, 8), (12, 8), (12, 8))
"""Round the cards of a page."""


class _Room(QObject):
    """Keeps a layout's spacing and margins those of the density; lives as long as the layout."""

    def __init__(self, theme: Theme, layout: QBoxLayout | QGridLayout, spacing: Pair, rows: Pair, margins: Margins):
        super().__init__(layout)
        self._theme, self._layout = theme, layout
        self._spacing, self._rows, self._margins = spacing, rows, margins
        theme.changed.connect(self._apply)
        self._apply()

    def _apply(self) -> None:
        px, layout = self._theme.px, self._layout
        left, top, right, bottom = (px(*pair) for pair in self._margins)
        layout.setContentsMargins(left, top, right, bottom)
        if isinstance(layout, QGridLayout):
            layout.setHorizontalSpacing(px(*self._spacing))
            layout.setVerticalSpacing(px(*self._rows))
        else:
            layout.setSpacing(px(*self._spacing))


def roomy(
    theme: Theme,
    layout: QBoxLayout | QGridLayout,
    *,
    spacing: Pair,
    rows: Pair = (0, 0),
    margins: Margins = ((0, 0),) * 4,
) -> None:
    """Spacing and margins (left, top, right, bottom) in px, each wide and compact. `rows` is for a grid's."""
    _Room(theme, layout, spacing, rows, margins)


class Section(Card):
    """A card with a title, what is to be said about the whole of it on the right, and a body."""

    def __init__(
        self, theme: Theme, title: str, *, badge: bool = False, number: int | None = None, parent: QWidget | None = None
    ) -> None:
        """`number` stands in the badge while the card is open."""
        super().__init__(parent)
        self.theme = theme
        self.setAccessibleName(title)
        self._box = QVBoxLayout(self)
        head = QHBoxLayout()
        head.setSpacing(10)
        self.badge = Badge(theme, self, number=number) if badge else None
        if self.badge is not None:
            head.addWidget(self.badge)
        self.title = Text(theme, "body", title, parent=self)
        head.addWidget(self.title)
        head.addStretch(1)
        self.status = Text(theme, "small", colour="t2", parent=self)
        head.addWidget(self.status)
        self._box.addLayout(head)
        self.body = QVBoxLayout()
        self._box.addLayout(self.body, 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def say(self, words: str, colour: str = "t2", *, strong: bool = False) -> None:
        """What stands at the right of the title."""
        self.status.setText(words)
        self.status.set_colour(colour)
        self.status.set_role("small-strong" if strong else "small")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for text in self.findChildren(Text):
            text.redress()
        self._restyle()

    def _restyle(self) -> None:
        px = self.theme.px
        font = self.theme.font("body")
        font.setWeight(font.Weight.DemiBold)
        self.title.setFont(font)
        self._box.setContentsMargins(px(20, 16), px(14, 10), px(20, 16), px(14, 10))
        self._box.setSpacing(px(8, 4))
        self.body.setSpacing(px(8, 5))


class Badge(QWidget):
    """A round sign: a ring, with its number, while something is open; a tick on green when it is as it must be."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, number: int | None = None) -> None:
        super().__init__(parent)
        self._theme, self._fine, self._number = theme, False, number
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        size = self._theme.px(30, 26)
        self.setFixedSize(QSize(size, size))

    def set_fine(self, fine: bool) -> None:
        self._fine = fine
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._theme.colours.in_panel
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        pen = painter.pen()
        pen.setWidthF(2)
        pen.setColor(self._theme.colour("ok" if self._fine else "edge"))
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("ok") if self._fine else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(rect)
        if self._fine:
            inner = rect.adjusted(5, 5, -5, -5)
            self._theme.icons.paint(painter, "tick", inner, QColor(ink.glyph), stroke_px=2.6)
        elif self._number is not None:
            painter.setPen(self._theme.colour("t2"))
            painter.setFont(self._theme.font("label-strong"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(self._number))


class Overflow(QScrollArea):
    """Shows its content whole wherever it fits; below that it scrolls, upright only."""

    def __init__(self, theme: Theme, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt tells only its bars when the content needs another size. An event filter would hear of it too, but the
        # first object of Qt's own that it is handed costs 20 ms of the first frame.
        theme.changed.connect(self.updateGeometry)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = content
        self.setWidget(content)
        content.setAutoFillBackground(False)

    def minimumSizeHint(self) -> QSize:
        """As wide as the content must be, with room for the bar: sideways nothing is ever cut."""
        return QSize(self._content.minimumSizeHint().width() + _BAR_PX, 60)

    def sizeHint(self) -> QSize:
        """The content's as it is now: Qt keeps the first one."""
        return self._content.sizeHint()

    def shrink_first(self, lowest_px: int) -> None:
        """Inside a card: take what room there is, and give it up before anything else does."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(lowest_px)


def show_in_sight(target: QWidget) -> None:
    """Scroll what the widget lies in until it is seen."""
    area: QWidget | None = target.parentWidget()
    while area is not None and not isinstance(area, Overflow):
        area = area.parentWidget()
    if area is not None:
        area.ensureWidgetVisible(target, 0, _SEEN_ROUND_PX)
