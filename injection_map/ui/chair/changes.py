"""Changes this visit: every difference from the plan with its reason, as it arises."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from injection_map.diagram.marks import MarkLook, paint_mark
from injection_map.ui.chair.look import look_of
from injection_map.ui.controls import IconLabel, Text
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import change_rows


class MarkSign(QWidget):
    """A mark in a list, as large as its row's first line."""

    def __init__(self, theme: Theme, look: MarkLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._look = theme, look
        self.setFixedSize(QSize(44, 30))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        radius = 9.5
        paint_mark(painter, self._look, QPointF(22, 15), radius, self._theme.colours.in_panel)


class Changes(QScrollArea):
    """The only thing on the chair page that may scroll."""

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._shown: object = None
        self.setObjectName("changes")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # the steps come first
        model.changed.connect(self.refresh)
        theme.changed.connect(self._redo)
        self.refresh()

    def _redo(self) -> None:
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        rows = change_rows(self._model.visit)
        if rows == self._shown:
            return
        self._shown = rows
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(6, 4, 12, 8)
        box.setSpacing(12)
        for site, title, reason in rows:
            row = QHBoxLayout()
            row.setSpacing(8)
            sign: QWidget = IconLabel(self._theme, "person")
            if site is not None:
                sign = MarkSign(self._theme, look_of(site, next_site=None))
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            words_box = QVBoxLayout()
            words_box.setSpacing(1)
            words_box.addWidget(Text(self._theme, "second-strong", title, wrap=True))
            words_box.addWidget(Text(self._theme, "small", reason, colour="t2", wrap=True))
            row.addLayout(words_box, 1)
            box.addLayout(row)
        box.addStretch(1)
        content.setStyleSheet("background: transparent;")
        self.setWidget(content)
