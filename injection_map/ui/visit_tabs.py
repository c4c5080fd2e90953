"""The visits of a patient as tabs, the newest first; as many as there is room for, and a step at either end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from injection_map.domain import words
from injection_map.domain.record_index import VisitRow
from injection_map.ui.controls import Button, PressButton
from injection_map.ui.patient_file import visit_state, visit_words
from injection_map.ui.theme import Theme

_STEP_PX = 48


class VisitTabs(QFrame):
    """Gives the id of the record that is asked for."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._visits: tuple[VisitRow, ...] = ()
        self._current = 0
        self.setObjectName("visit-tabs")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.newer = self._step("newer-visits", "chevron-left", "A newer visit")
        self.older = self._step("older-visits", "chevron-right", "An older visit")
        self.newer.clicked.connect(self.go_newer)
        self.older.clicked.connect(self.go_older)
        self.tabs: list[VisitTab] = []
        self._row.addWidget(self.newer)
        self._row.addStretch(1)
        self._row.addWidget(self.older)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_visits(self, visits: Sequence[VisitRow], current: int) -> None:
        """`current` is the number of the one that is shown."""
        self._visits, self._current = tuple(visits), current
        self._fill()

    def go_newer(self) -> None:
        self._go_to(self._current - 1)

    def go_older(self) -> None:
        self._go_to(self._current + 1)

    def _go_to(self, number: int) -> None:
        if 0 <= number < len(self._visits):
            self.chosen.emit(self._visits[number].record_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fill()

    def _restyle(self) -> None:
        c = self._theme.colours
        self.setStyleSheet(
            f"QFrame#visit-tabs {{ background: {c.sunk}; border: none; border-top: 1px solid {c.line};"
            f" border-bottom: 1px solid {c.line}; }}"
        )
        self.setFixedHeight(self._theme.px(64, 56))
        self._fill()

    def _step(self, name: str, icon: str, spoken: str) -> Button:
        button = Button(self._theme, "", kind="link", icon=icon, height_px=(56, 48))
        button.setObjectName(name)
        button.setAccessibleName(spoken)
        button.setFixedWidth(_STEP_PX)
        return button

    def _fill(self) -> None:
        """The visits round the current one that there is room for."""
        had_focus = any(tab.hasFocus() for tab in self.tabs)
        for tab in self.tabs:
            self._row.removeWidget(tab)
            tab.hide()
            tab.deleteLater()
        each = VisitTab.width_px(self._theme)
        room = max(1, self.width() // each)
        fits = len(self._visits) <= room
        if not fits:
            room = max(1, (self.width() - 2 * _STEP_PX) // each)
        first = max(0, min(self._current - room // 2, len(self._visits) - room))
        shown = self._visits[first : first + room]
        self.tabs = [VisitTab(self._theme, row, row is self._visits[self._current], self) for row in shown]
        for place, tab in enumerate(self.tabs, 1):
            tab.clicked.connect(self._on_tab)
            self._row.insertWidget(place, tab, 100)
            tab.show()
            if had_focus and tab.isChecked():
                tab.setFocus(Qt.FocusReason.OtherFocusReason)
        self.newer.setVisible(not fits)
        self.older.setVisible(not fits)
        self.newer.setEnabled(self._current > 0)
        self.older.setEnabled(self._current + 1 < len(self._visits))

    def _on_tab(self) -> None:
        tab = self.sender()
        assert isinstance(tab, VisitTab)
        self.chosen.emit(tab.record_id)


class VisitTab(PressButton):
    """The day over the units; the one that is shown stands on the page, with a line below it."""

    def __init__(self, theme: Theme, row: VisitRow, current: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.record_id = theme, row.record_id
        self._lines = (words.day(row.started_at), words.units(row.units_given) if row.treated else "not treated")
        self.setObjectName(f"tab-{row.record_id}")
        self.setCheckable(True)
        self.setChecked(current)
        self.setAccessibleName(f"Visit of {visit_words(row)}, {visit_state(row).lower()}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumWidth(2 * self.width_px(theme))

    @staticmethod
    def width_px(theme: Theme) -> int:
        return QFontMetrics(theme.font("second-strong")).horizontalAdvance("20-May-2025") + theme.px(44, 32)

    def sizeHint(self) -> QSize:
        return QSize(self.width_px(self._theme), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        if self.isChecked():
            painter.fillRect(rect, theme.colour("surface"))
            painter.fillRect(QRectF(0, rect.bottom() - 4, rect.width(), 4), theme.colour("act"))
        elif self.isDown() or self._hovered:
            painter.fillRect(rect, theme.colour("act_tint"))
        painter.fillRect(QRectF(rect.right() - 1, 0, 1, rect.height()), theme.colour("line"))
        left, middle = theme.px(20, 14), rect.height() / 2 - 1
        upper = QRectF(left, 0, rect.width() - left, middle)
        lower = upper.translated(0, middle)
        for text, role, colour, inner, upright in (
            (self._lines[0], "second-strong", "t1", upper, Qt.AlignmentFlag.AlignBottom),
            (self._lines[1], "small", "t2", lower, Qt.AlignmentFlag.AlignTop),
        ):
            painter.setFont(theme.font(role, tabular=False))
            painter.setPen(theme.colour(colour))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | upright), text)
