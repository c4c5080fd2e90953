"""The few controls that every screen is made of, painted as the design tokens say."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from injection_map.diagram.colours import LIGHT
from injection_map.ui.theme import Theme

PRESS_SLOP_PX = 12
"""A press counts when it is released inside the target and moved less than this."""


COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
"""With one of these held, a key is a command of the page."""


_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


def has_slipped(pressed_at: QPointF, now_at: QPointF) -> bool:
    """Whether a press has moved too far to count."""
    return QLineF(pressed_at, now_at).length() >= PRESS_SLOP_PX


class Text(QLabel):
    """A label in a type role and a colour token; plain text always, so that nothing typed is read as markup."""

    def __init__(
        self,
        theme: Theme,
        role: str,
        text: str = "",
        *,
        colour: str = "t1",
        wrap: bool = False,
        identifier: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`tabular` is for figures that change in place or stand in columns; a date is set tighter without."""
        super().__init__(parent)
        self._theme, self._role, self._colour = theme, role, colour
        self._identifier, self._tabular, self._small = identifier, tabular, False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_colour(self, token: str) -> None:
        if token != self._colour:
            self._colour = token
            self._restyle()

    def set_role(self, role: str) -> None:
        if role != self._role:
            self._role = role
            self._restyle()

    def set_small(self, small: bool) -> None:
        """In the compact size, whatever the density."""
        if small != self._small:
            self._small = small
            self._restyle()

    def redress(self) -> None:
        """Font and colour as they are now: Qt restores those of before when the widget comes into another window."""
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(
            self._theme.font(self._role, identifier=self._identifier, tabular=self._tabular, small=self._small)
        )
        palette = self.palette()
        palette.setColor(self.foregroundRole(), self._theme.colour(self._colour))
        self.setPalette(palette)


class ElidedText(Text):
    """A one-line label that may be narrower than its text: it ends in … and tells the whole in its tool tip."""

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.TextFlag.TextSingleLine), shown)


class IconLabel(QWidget):
    """An icon of a fixed size beside a word."""

    def __init__(
        self, theme: Theme, name: str, *, colour: str = "t3", size_px: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._colour = theme, name, colour
        self.setFixedSize(size_px, size_px)
        theme.changed.connect(self.update)

    def set_icon(self, name: str, colour: str) -> None:
        if (name, colour) != (self._name, self._colour):
            self._name, self._colour = name, colour
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._theme.icons.paint(painter, self._name, QRectF(self.rect()), self._theme.colour(self._colour))


class Card(QFrame):
    """A white sheet with a hairline round it."""

    def __init__(self, parent: QWidget | None = None, *, role: str = "card") -> None:
        super().__init__(parent)
        self.setProperty("role", role)


class Line(QFrame):
    """A hairline between rows (or columns)."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("role", "line")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class PressButton(QAbstractButton):
    """A button whose press counts only when it is released inside and hardly moved; a held key counts once.

    Of a button with `only_own_double` the second press of a double one counts only where the first fell on it too: for
    one that comes where another was pressed.
    """

    only_own_double = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed_at: QPointF | None = None
        self._pressed_ms: int | None = None
        self._hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at, self._pressed_ms = event.position(), event.timestamp()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        interval_ms = QGuiApplication.styleHints().mouseDoubleClickInterval()
        own = self._pressed_ms is not None and event.timestamp() - self._pressed_ms <= interval_ms
        if own or not self.only_own_double:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is not None and has_slipped(self._pressed_at, event.position()):
            self._pressed_at = None
            self.setDown(False)
        if self._pressed_at is not None:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at = self._pressed_at, None
        if pressed_at is None or has_slipped(pressed_at, event.position()):
            self.setDown(False)
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses. Every other key is the page's: on the chair page Space is Injected wherever the focus is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & COMMAND:
            if not event.isAutoRepeat():
                self.click()
        elif event.key() in _ARROWS and self.autoExclusive():
            super().keyPressEvent(event)  # of a group only one is a stop of Tab; the arrows go to the others
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)


class Button(PressButton):
    """A button with an icon, a text and, below it, what it will do.

    `kind` is `plain`, `quiet` (a hairline border), `primary`, `choice` (dark plate with a tick when checked),
    `link` (no border), `warn` or `ask` (leads to what is missing).
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        kind: str = "plain",
        icon: str | None = None,
        height_px: tuple[int, int] = (52, 48),
        role: str = "base-strong",
        subtitle: str = "",
        align_left: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._kind, self._icon, self._role = theme, kind, icon, role
        self._height_px, self._subtitle, self._align_left = height_px, subtitle, align_left
        self.setText(text)
        self.setAccessibleName(text)
        if kind == "choice":
            self.setCheckable(True)
            self.toggled.connect(self.updateGeometry)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_subtitle(self, subtitle: str) -> None:
        if subtitle != self._subtitle:
            self._subtitle = subtitle
            self._restyle()

    def set_icon(self, icon: str | None) -> None:
        if icon != self._icon:
            self._icon = icon
            self.update()

    def set_kind(self, kind: str) -> None:
        if kind != self._kind:
            self._kind = kind
            self.update()

    def _restyle(self) -> None:
        self.setFixedHeight(self._needed_height())
        self.updateGeometry()
        self.update()

    def _needed_height(self) -> int:
        """The height of the design; more where the text with two lines below it, in large type, needs more."""
        height = self._theme.px(*self._height_px)
        if not self._subtitle:
            return height
        rows = (
            QFontMetricsF(self._theme.font(self._role)).height() + 2 * QFontMetricsF(self._theme.font("small")).height()
        )
        return max(height, round(rows) + 2)

    def sizeHint(self) -> QSize:
        text = QFontMetricsF(self._theme.font(self._role)).horizontalAdvance(self.text())
        below = QFontMetricsF(self._theme.font("small")).horizontalAdvance(self._subtitle)
        icon = (30 if self.text() else 24) if self._shown_icon() else 0
        padding = 2 * self._padding() if self.text() else 2 * 12
        return QSize(round(max(text, below) + icon + padding) + 2, self._needed_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(44, self.sizeHint().height()) if self._align_left else self.sizeHint()

    @property
    def words_fit(self) -> bool:
        """Whether nothing is shortened; a subtitle may take two lines."""
        room = self.width() - self._padding() - (30 if self._shown_icon() else 0) - 6
        below = QFontMetricsF(self._theme.font("small"))
        rows = below.boundingRect(QRectF(0, 0, room, 200), int(Qt.TextFlag.TextWordWrap), self._subtitle).height()
        text = QFontMetricsF(self._theme.font(self._role)).horizontalAdvance(self.text())
        return not self.text() or (text <= room + 1 and rows <= 2 * below.height() + 1)

    def _padding(self) -> int:
        return self._theme.px(18, 14)

    def _shown_icon(self) -> str | None:
        if self._kind == "choice" and self.isChecked():
            return "tick"
        return self._icon

    def _colours(self) -> tuple[QColor, QColor, QColor]:
        """Ground, border and text of the state it is in."""
        theme = self._theme
        if not self.isEnabled():
            return theme.colour("sunk"), theme.colour("line"), theme.colour("t3")
        if self._kind == "primary":
            token = "act_press" if self.isDown() else "act_hover" if self._hovered else "act"
            return theme.colour(token), theme.colour(token), theme.colour("on_act")
        if self.isChecked():
            return theme.colour("plate"), theme.colour("plate"), theme.colour("on_plate")
        ground = theme.colour("act_tint" if self.isDown() else "sunk" if self._hovered else "surface")
        if self._kind == "link":
            clear = QColor(0, 0, 0, 0)
            return (ground if self.isDown() or self._hovered else clear), clear, theme.colour("t1")
        if self._kind == "ask":
            return theme.colour("act_tint"), theme.colour("act"), theme.colour("act_press" if self.isDown() else "act")
        if self._kind == "warn":
            return theme.colour("warn_bg"), theme.colour("warn_edge"), theme.colour("warn_text")
        return ground, theme.colour("line" if self._kind == "quiet" else "edge"), theme.colour("t1")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, border, ink = self._colours()
        painter.setPen(QPen(border, 1.5))
        painter.setBrush(ground)
        radius = 14 if self._kind == "primary" and self.height() >= 60 else 10
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)
        self._paint_content(painter, ink)

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        theme, icon = self._theme, self._shown_icon()
        font = theme.font(self._role)
        metrics = QFontMetricsF(font)
        size = (24 if not self.text() else 20) if icon else 0
        gap = 10 if icon and self.text() else 0
        width = metrics.horizontalAdvance(self.text())
        if self._subtitle:
            width = max(width, QFontMetricsF(theme.font("small")).horizontalAdvance(self._subtitle))
        left = self._padding() if self._align_left else (self.width() - width - size - gap) / 2
        left = max(left, 8.0)
        if icon:
            theme.icons.paint(painter, icon, QRectF(left, (self.height() - size) / 2, size, size), ink)
        room = self.width() - left - size - gap - 6
        self._paint_words(painter, QRectF(left + size + gap, 0, room, self.height()), ink)

    def _paint_words(self, painter: QPainter, rect: QRectF, ink: QColor) -> None:
        theme = self._theme
        painter.setPen(ink)
        painter.setFont(theme.font(self._role))
        upright = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
        if not self._subtitle:
            painter.drawText(rect, upright, text)
            return
        below = QFontMetricsF(theme.font("small"))
        rows = 1 if below.horizontalAdvance(self._subtitle) <= rect.width() else 2
        top = (rect.height() - metrics.height() - rows * below.height()) / 2
        painter.drawText(QRectF(rect.left(), top, rect.width(), metrics.height()), upright, text)
        primary = self._kind == "primary" or self.isChecked()
        painter.setPen(ink if primary else theme.colour("t2" if self.isEnabled() else "t3"))
        painter.setFont(theme.font("small"))
        second = QRectF(rect.left(), top + metrics.height(), rect.width(), rows * below.height())
        painter.drawText(second, int(upright | Qt.TextFlag.TextWordWrap), self._subtitle)


class Segments(QWidget):
    """One choice of a few, side by side in one frame; the chosen one stands on the dark plate."""

    chosen = Signal(int)

    def __init__(
        self,
        theme: Theme,
        options: list[tuple[str, str | None]],
        *,
        height_px: tuple[int, int] = (48, 48),
        ticks: bool = False,
        caution: int = -1,
        parent: QWidget | None = None,
    ) -> None:
        """`options` are (text, icon name or None). The option `caution` stands out as one when it is chosen."""
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._parts = [
            _Segment(theme, text, icon, height_px, i, len(options), ticks) for i, (text, icon) in enumerate(options)
        ]
        for i, part in enumerate(self._parts):
            part.is_caution = i == caution
            part.clicked.connect(self._on_clicked)
            row.addWidget(part, 1)

    @property
    def index(self) -> int:
        """The chosen option, or -1."""
        return next((i for i, part in enumerate(self._parts) if part.isChecked()), -1)

    def choose(self, index: int) -> None:
        for i, part in enumerate(self._parts):
            part.setChecked(i == index)

    @property
    def parts(self) -> tuple[QAbstractButton, ...]:
        return tuple(self._parts)

    def part(self, index: int) -> QAbstractButton:
        return self._parts[index]

    def _on_clicked(self) -> None:
        """One of them. Not by Qt's auto-exclusive, which takes all but one out of the order of focus."""
        self.choose(next(i for i, part in enumerate(self._parts) if part is self.sender()))
        self.chosen.emit(self.index)


class _Segment(Button):
    def __init__(
        self, theme: Theme, text: str, icon: str | None, height_px: tuple[int, int], index: int, count: int, ticks: bool
    ) -> None:
        super().__init__(theme, text, icon=icon, height_px=height_px)
        self._index, self._count, self._ticks = index, count, ticks
        self.is_caution = False
        self.setCheckable(True)

    def _shown_icon(self) -> str | None:
        sign = "caution" if self.is_caution else "tick"
        return sign if self._ticks and self.isChecked() else self._icon

    def _colours(self) -> tuple[QColor, QColor, QColor]:
        if self.is_caution and self.isChecked():
            return self._theme.colour("warn"), self._theme.colour("edge"), QColor(LIGHT.t1)
        return super()._colours()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, _, ink = self._colours()
        edge = self._theme.colour("edge")
        frame = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        frame.setLeft(frame.left() - (20 if self._index else 0))
        frame.setRight(frame.right() + (20 if self._index < self._count - 1 else 0))
        painter.setClipRect(self.rect())
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(ground)
        painter.drawRoundedRect(frame, 10, 10)
        if self._index:
            painter.drawLine(QPointF(0, 0.75), QPointF(0, self.height() - 0.75))
        self._paint_content(painter, ink)


class Toggle(PressButton):
    """A switch with its word."""

    def __init__(self, theme: Theme, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFixedHeight(48)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(round(QFontMetricsF(self._theme.font("base")).horizontalAdvance(self.text())) + 60, 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, on = self._theme, self.isChecked()
        track = QRectF(0.75, self.height() / 2 - 13, 46, 26)
        painter.setPen(QPen(theme.colour("act" if on else "edge"), 1.5))
        painter.setBrush(theme.colour("act" if on else "surface"))
        painter.drawRoundedRect(track, 13, 13)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("on_act" if on else "edge"))
        painter.drawEllipse(QRectF(track.right() - 23 if on else track.left() + 3, track.top() + 3, 20, 20))
        painter.setPen(theme.colour("t1"))
        painter.setFont(theme.font("base"))
        painter.drawText(self.rect().adjusted(56, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
