"""What is answered by a press: boxes, No and Yes, and the slide that answers one after the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from injection_map.ui.controls import PressButton
from injection_map.ui.theme import Theme

_SAMPLE_PX = 6
_BOX_PX, _EDGE_PX = 26, 11
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
"""A finger that was just lifted elsewhere comes back as the second press of a double one."""


class SaidBox(PressButton):
    """One thing that was said or done, in a frame that turns green with its tick."""

    def __init__(self, theme: Theme, text: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setAccessibleName(text)
        self.setObjectName(name)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        two_lines = 2 * QFontMetricsF(self._theme.font("base-strong")).height()
        self.setFixedHeight(max(self._theme.px(60, 46), round(two_lines)))

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, said = self._theme, self.isChecked()
        ground = "act_tint" if self.isDown() else "sunk" if self._hovered else "surface"
        painter.setPen(QPen(theme.colour("ok" if said else "edge"), 1.5))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), 10, 10)
        box = QRectF(_EDGE_PX, (self.height() - _BOX_PX) / 2, _BOX_PX, _BOX_PX)
        painter.setPen(QPen(theme.colour("ok" if said else "edge"), 2))
        painter.setBrush(theme.colour("ok") if said else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        if said:
            glyph = QColor(theme.colours.in_panel.glyph)
            theme.icons.paint(painter, "tick", box.adjusted(4, 4, -4, -4), glyph, stroke_px=2.8)
        painter.setPen(theme.colour("t1"))
        painter.setFont(theme.font("base-strong"))
        left = box.right() + _EDGE_PX
        words = QRectF(left, 0, self.width() - left - 4, self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap), self.text())


class Slide(QObject):
    """A press that is drawn on from one of these buttons over others: each is told in turn, the first one too.

    Every button is answered by being touched; between two reports of the pointer the straight line counts.
    """

    passed = Signal(object)
    """The button."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._buttons: list[PressButton] = []
        self._at: QPointF | None = None
        self._touched: list[QObject] = []

    def watch(self, button: PressButton) -> None:
        self._buttons.append(button)
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() in _PRESSES and event.button() == Qt.MouseButton.LeftButton:
            self._at, self._touched = event.globalPosition(), [watched]
        elif event.type() == QEvent.Type.MouseMove and self._at is not None:
            self._draw_on(event.globalPosition())
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._at = None
        return False

    def _draw_on(self, to: QPointF) -> None:
        assert self._at is not None
        way = QLineF(self._at, to)
        steps = max(1, int(way.length() / _SAMPLE_PX))
        for step in range(1, steps + 1):
            self._touch(way.pointAt(step / steps))
        self._at = to

    def _touch(self, at: QPointF) -> None:
        for button in self._buttons:
            within = button.isVisible() and button.rect().contains(button.mapFromGlobal(at).toPoint())
            if within and button not in self._touched:
                if len(self._touched) == 1:
                    self.passed.emit(self._touched[0])
                self._touched.append(button)
                self.passed.emit(button)
