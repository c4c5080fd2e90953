"""What all that opens sheets has in common."""

from __future__ import annotations

from PySide6.QtCore import QObject

from injection_map.domain.commands import Command
from injection_map.ui.chair.panel import Panel
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel


class Flow(QObject):
    """Opens sheets in the panel. One is open at a time; closing one changes nothing."""

    def __init__(self, theme: Theme, model: VisitModel, panel: Panel) -> None:
        super().__init__(panel)
        self._theme, self._model, self._panel = theme, model, panel

    def _record(self, *asked: Command) -> bool:
        """Submit first, close after: a refusal leaves the sheet as it was, typed text and all."""
        sheet = self._panel.sheet
        recorded = self._model.submit(*asked)
        if recorded and self._panel.sheet is sheet:
            self._panel.close_sheet()
        return recorded
