"""The trainer: its first page, and the desk of each way to teach. It works without the patients' records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.errors import StoreError

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from injection_map.storage.training_store import TrainingStore

EXAMINE, RESULTS = "examine", "results"


class TrainerDesk(QObject):
    """Opens the training store with the first way that is chosen, and keeps it until the program closes."""

    start_asked = Signal()
    """Back to the patients."""

    def __init__(self, workplace: Workplace, window: Window, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._window = workplace, window
        self._store: TrainingStore | None = None

    def show(self) -> None:
        from injection_map.ui.trainer.trainer_page import TrainerPage, Way

        ways = [
            Way(EXAMINE, "Examine", "Place it, name it, dose it, find the mistake: judged at once, in mm.", "flag"),
            Way(RESULTS, "Results", "By muscle and over time; replay, certificate and class list.", "file"),
        ]
        page = TrainerPage(self._workplace.theme, ways)
        page.chosen.connect(self._on_way)
        page.back_asked.connect(self.start_asked)
        self._window.show(page)

    def close(self) -> None:
        """Let go of the training store."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _on_way(self, key: str) -> None:
        store = self._opened_store()
        if store is not None:
            {EXAMINE: self._examine, RESULTS: self._show_results}[key](store)

    def _examine(self, store: TrainingStore) -> None:
        from injection_map.app.exam_desk import ExamDesk

        desk = ExamDesk(self._workplace, self._window, store, self)
        desk.left.connect(self.show)
        desk.ended.connect(self._on_exam_ended)
        desk.show()

    def _on_exam_ended(self, attempt_id: str) -> None:
        store = self._opened_store()
        if store is not None:
            self._show_results(store, attempt_id)

    def _show_results(self, store: TrainingStore, attempt_id: str = "") -> None:
        from injection_map.app.results_desk import ResultsDesk

        desk = ResultsDesk(self._workplace, self._window, store, self)
        desk.left.connect(self.show)
        desk.show(attempt_id)

    def _opened_store(self) -> TrainingStore | None:
        """None when it cannot be opened, which is said."""
        from injection_map.storage.training_store import open_training

        if self._store is None:
            try:
                self._store = open_training(self._workplace.setup.data_dir)
            except StoreError as error:
                self._window.say(str(error))
        return self._store
