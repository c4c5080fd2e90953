"""While the visit is paused: since when and why, over the whole width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.session import Phase
from injection_map.ui.controls import IconLabel, Text
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import paused_since

_EDGE_PX = 6


class PausedBar(QWidget):
    """Hidden while the visit goes on. The way on is the large button's, and the banner's."""

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self.setObjectName("paused-bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 14, 8)
        row.setSpacing(14)
        row.addWidget(IconLabel(theme, "pause", colour="warn_text"), 0, Qt.AlignmentFlag.AlignVCenter)
        box = QVBoxLayout()
        box.setSpacing(0)
        self._since = Text(theme, "base-strong", colour="warn_text")
        self._why = Text(theme, "small", colour="warn_text", wrap=True)
        box.addWidget(self._since)
        box.addWidget(self._why)
        row.addLayout(box, 1)
        theme.changed.connect(self.update)
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        visit = self._model.visit
        self._since.setText(paused_since(visit))
        self._why.setText(visit.pause_reason)
        self._why.setVisible(bool(visit.pause_reason))
        self.setAccessibleName(f"{paused_since(visit)}. {visit.pause_reason}")
        self.setVisible(visit.phase is Phase.PAUSED)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("warn_bg"))
        painter.fillRect(0, 0, _EDGE_PX, self.height(), self._theme.colour("warn_edge"))
