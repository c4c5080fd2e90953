"""What is said over the chair page while the disk does not take an entry, and the ways on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from injection_map.ui.chair.banner import ErrorBar
from injection_map.ui.chair.unsaved import NAMED_AT_MOST, unsaved_lines, unsaved_title
from injection_map.ui.controls import Button
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel


class SavingBar(ErrorBar):
    """Hidden while everything is on the disk, or on its way there."""

    list_asked = Signal()
    elsewhere_asked = Signal()

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._model = model
        self._ways = {
            "retry": Button(theme, "Try again", kind="primary", icon="refresh"),
            "list": Button(theme, "What to write down"),
            "elsewhere": Button(theme, "Save elsewhere"),
            "unsaved": Button(theme, "Go on unsaved"),
        }
        for name, button in self._ways.items():
            button.setObjectName(f"error-{name}")
            self.buttons.addWidget(button)
        self._ways["retry"].clicked.connect(model.retry_saving)
        self._ways["list"].clicked.connect(self.list_asked)
        self._ways["elsewhere"].clicked.connect(self.elsewhere_asked)
        self._ways["unsaved"].clicked.connect(model.go_on_unsaved)

    @property
    def retry(self) -> Button:
        return self._ways["retry"]

    def ways(self) -> list[QWidget]:
        """In the order of Tab."""
        return list(self._ways.values())

    def refresh(self) -> None:
        if self._model.save_state.kind != "not-saved":
            self.hide()
            return
        lines = unsaved_lines(self._model)
        self.say(unsaved_title(self._model), f"{self._model.save_state.sentence} Write it on paper.")
        self._ways["list"].setVisible(len(lines) > NAMED_AT_MOST)
        self._ways["unsaved"].setVisible(self._model.stopped)
        self._ways["retry"].setEnabled(not self._model.locked)
