"""Ready reasons to pick, and a line to type one's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from injection_map.domain.reasons import OTHER
from injection_map.ui.controls import Button, Text
from injection_map.ui.sections import Overflow
from injection_map.ui.theme import Theme

MOST_REASON_CHARACTERS = 500
_HEIGHT_PX = (52, 44)
_TICK_PX, _EDGE_PX = 30, 6


class ReasonButton(Button):
    """A ready text whose words are never shortened: what does not fit in one row is set smaller, in two."""

    def __init__(self, theme: Theme, text: str, *, kind: str = "choice") -> None:
        self._in_rows = False
        super().__init__(theme, text, kind=kind, align_left=True, height_px=_HEIGHT_PX)

    @property
    def words_fit(self) -> bool:
        return not self._in_rows or self._rows_px(self._room_px) <= self.height()

    @property
    def _room_px(self) -> float:
        """With a tick before the words, so that picking it moves no row."""
        tick = _TICK_PX if self.isCheckable() else 0
        return self.width() - self._padding() - tick - _EDGE_PX

    def _rows_px(self, width_px: float) -> float:
        room = QRectF(0, 0, width_px, 1000)
        metrics = QFontMetricsF(self._theme.font("small-strong"))
        return metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.text()).height()

    def _restyle(self) -> None:
        super()._restyle()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self._room_px
        self._in_rows = QFontMetricsF(self._theme.font(self._role)).horizontalAdvance(self.text()) > room
        needed = round(self._rows_px(room)) + 4 if self._in_rows else 0
        self.setFixedHeight(max(self._theme.px(*_HEIGHT_PX), needed))

    def _paint_words(self, painter: QPainter, rect: QRectF, ink: QColor) -> None:
        if not self._in_rows:
            super()._paint_words(painter, rect, ink)
            return
        painter.setPen(ink)
        painter.setFont(self._theme.font("small-strong"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, int(flags | Qt.TextFlag.TextWordWrap), self.text())


class _Ready(Overflow):
    """It leaves the arrows to the sheet, which has a use of its own for them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class ReasonPicker(QWidget):
    """Ready reasons and free text; both together make the reason."""

    changed = Signal()

    def __init__(
        self, theme: Theme, reasons: Sequence[str], *, short: bool = False, parent: QWidget | None = None
    ) -> None:
        """`short` is for a sheet that asks for more than the reason: the line itself says that any may be typed."""
        super().__init__(parent)
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        if not short:
            box.addWidget(Text(theme, "small", "Why?", colour="t3"))
        ready = QWidget()
        self._ready_box = QVBoxLayout(ready)
        self._ready_box.setContentsMargins(0, 0, 0, 0)
        self.choices = [ReasonButton(theme, reason) for reason in (reasons if short else (*reasons, OTHER))]
        for i, choice in enumerate(self.choices):
            choice.setObjectName(f"reason-{i + 1}")
            choice.clicked.connect(self._on_clicked)
            self._ready_box.addWidget(choice)
        # A clinic's own reasons, in large type in a small window, may have no room: they scroll, and all else stays.
        scroll = _Ready(theme, ready)
        scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        box.addWidget(scroll)
        self.more = QLineEdit()
        if short:
            self.more.setPlaceholderText("Why? Another reason, or more")
        else:
            box.addWidget(Text(theme, "small", "More, if needed", colour="t3"))
        self.more.setObjectName("reason-more")
        self.more.setAccessibleName("More about the reason")
        self.more.setMaxLength(MOST_REASON_CHARACTERS)
        self.more.textChanged.connect(self._on_changed)
        box.addWidget(self.more)
        self._theme = theme
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        for box in (self._box, self._ready_box):
            box.setSpacing(self._theme.px(8, 5))
        self.more.setFixedHeight(self._theme.px(54, 46))

    @property
    def reason(self) -> str:
        """The reason as it will be recorded; empty while there is none."""
        typed = " ".join(self.more.text().split())
        return ". ".join(filter(None, (self.picked, typed)))

    @property
    def picked(self) -> str:
        """The ready reason, if one is picked."""
        return next((c.text() for c in self.choices if c.isChecked() and c.text() != OTHER), "")

    @property
    def first(self) -> QWidget:
        """The first ready reason; the line where a clinic has none."""
        return self.choices[0] if self.choices else self.more

    def _on_clicked(self) -> None:
        """One of them. Not by Qt's auto-exclusive, which takes all but one out of the order of focus."""
        for choice in self.choices:
            choice.setChecked(choice is self.sender())
        if any(choice.isChecked() and choice.text() == OTHER for choice in self.choices):
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _on_changed(self) -> None:
        self.changed.emit()
