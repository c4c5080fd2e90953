"""What all that opens sheets has in common."""

from __future__ import annotations

from PySide6.QtCore import QObject

from injection_map.domain.commands import Command
from injection_map.domain.reasons import Ready
from injection_map.ui.chair.dose_sheet import DoseSheet
from injection_map.ui.chair.panel import Panel
from injection_map.ui.chair.place_sheet import PlaceSheet
from injection_map.ui.chair.sheets import ReasonSheet, Sheet, TextSheet
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.workflow.ready_texts import ReadyTexts


class Flow(QObject):
    """Opens sheets in the panel. One is open at a time; closing one changes nothing."""

    def __init__(self, theme: Theme, model: VisitModel, panel: Panel, ready: ReadyTexts) -> None:
        super().__init__(panel)
        self._theme, self._model, self._panel, self._ready = theme, model, panel, ready

    def _reason(self) -> str:
        """The reason in the sheet that is open."""
        sheet = self._panel.sheet
        assert isinstance(sheet, ReasonSheet)
        return sheet.reason

    def _record(self, *asked: Command, kind: Ready | None = None) -> bool:
        """`kind` is what was picked from: the next sheet of the kind offers it first. Whether it was recorded."""
        picked = _picked(self._panel.sheet)
        recorded = self._panel.submit(*asked)
        if recorded and kind is not None:
            for text in picked:
                self._ready.use(kind, text)
        return recorded


def _picked(sheet: Sheet | None) -> list[str]:
    """The ready texts that were picked in a sheet."""
    if isinstance(sheet, TextSheet):
        return sheet.phrases_kept
    if isinstance(sheet, ReasonSheet | DoseSheet | PlaceSheet) and sheet.picker.picked:
        return [sheet.picker.picked]
    return []
