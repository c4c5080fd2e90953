"""While the visit is paused: since when and why, over the whole width, and the way on."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.session import Phase
from injection_map.ui.controls import Button, Card, IconLabel, Text
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import paused_since


class PausedBar(Card):
    """Hidden while the visit goes on."""

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent, role="plain")
        self._theme, self._model = theme, model
        self.setObjectName("paused-bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 14, 8)
        row.setSpacing(14)
        row.addWidget(IconLabel(theme, "pause", colour="warn_text"))
        box = QVBoxLayout()
        box.setSpacing(0)
        self._since = Text(theme, "base-strong", colour="warn_text")
        self._why = Text(theme, "small", colour="warn_text", wrap=True)
        box.addWidget(self._since)
        box.addWidget(self._why)
        row.addLayout(box, 1)
        self.go_on = Button(theme, "Continue", icon="play", height_px=(48, 44))
        self.go_on.setObjectName("go-on")
        row.addWidget(self.go_on)
        theme.changed.connect(self._restyle)
        model.changed.connect(self.refresh)
        self._restyle()
        self.refresh()

    def refresh(self) -> None:
        visit = self._model.visit
        self._since.setText(paused_since(visit))
        self._why.setText(visit.pause_reason)
        self._why.setVisible(bool(visit.pause_reason))
        self.setAccessibleName(f"{paused_since(visit)}. {visit.pause_reason}")
        self.setVisible(visit.phase is Phase.PAUSED)

    def _restyle(self) -> None:
        c = self._theme.colours
        self.setStyleSheet(
            f"QFrame#paused-bar {{ background: {c.warn_bg}; border: none; border-left: 6px solid {c.warn_edge}; }}"
        )
