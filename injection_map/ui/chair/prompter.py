"""What a voice is to say at the chair: the next site after each act, once the disk has it; and that it has it not."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from injection_map.domain.prompts import NOT_SAVED, next_words
from injection_map.domain.session import Phase
from injection_map.ui.visit_model import VisitModel


class Prompter(QObject):
    """Follows a visit. What would be the same words again is not said: a note changes nothing of what is next."""

    said = Signal(str)

    def __init__(self, model: VisitModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._last = self._words()
        self._was_saved = model.save_state.kind != "not-saved"
        model.saving_changed.connect(self._on_saving)

    def _words(self) -> str:
        model = self._model
        return next_words(model.next_site, model.need, taken_back=model.taken_back is not None)

    def _on_saving(self) -> None:
        model = self._model
        is_saved = model.save_state.kind != "not-saved"
        if model.all_saved and model.visit.phase is Phase.OPEN and self._words() != self._last:
            self._last = self._words()
            self.said.emit(self._last)
        elif self._was_saved and not is_saved:
            self._last = NOT_SAVED
            self.said.emit(NOT_SAVED)
        self._was_saved = is_saved
