"""The results of exams: looked at, replayed, signed, and given out as certificate and class list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.app.training_room import TrainingRoom
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.errors import InjectionMapError, ProtocolFileError, StoreError
from injection_map.domain.exam import Mode
from injection_map.domain.placement import place_sites
from injection_map.domain.protocol import Protocol, words_of
from injection_map.report.paper import Paper

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from injection_map.domain.results import Sitting
    from injection_map.ui.trainer.cosign_page import CosignPage


class ResultsDesk(QObject):
    """The results page, and what is asked for on it."""

    left = Signal()
    practised_asked = Signal(str)
    """A visit that was practised, by its id."""

    def __init__(self, workplace: Workplace, window: Window, room: TrainingRoom, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._window, self._room = workplace, window, room
        self._sat: dict[str, Sitting] = {}
        self._trainer = ""
        """Who signed last."""
        self._protocols: dict[str, Protocol | None] = {}
        """By fingerprint, as they were when they were sat; None for one that cannot be read."""

    def show(self, attempt_id: str = "") -> None:
        """All results; those of this attempt first."""
        from injection_map.domain.results import sittings
        from injection_map.ui.trainer.results_page import ResultsPage

        try:
            store = self._room.store
            self._sat, practised = {one.attempt_id: one for one in sittings(store.attempts())}, store.practised()
        except StoreError as error:
            self._window.say(str(error))
            return
        page = ResultsPage(
            self._workplace.theme,
            tuple(self._sat.values()),
            self._muscle_name,
            practised=practised,
            attempt_id=attempt_id,
        )
        page.practised_asked.connect(self.practised_asked)
        page.certificate_asked.connect(self._on_certificate)
        page.class_asked.connect(self._on_class)
        page.replay_asked.connect(self._on_replay)
        page.cosign_asked.connect(self._on_cosign)
        page.back_asked.connect(self.left)
        self._window.show(page)

    def _muscle_name(self, sitting: Sitting, muscle: str) -> str:
        protocol = self._protocol_of(sitting)
        return protocol.muscle_name(muscle) if protocol else words_of(muscle)

    def _protocol_of(self, sitting: Sitting) -> Protocol | None:
        """As it was at the exam; None when its kept file cannot be read any more."""
        from injection_map.report.stored_records import protocol_as_kept

        reference = sitting.attempt.begun.plan.protocol
        if reference.fingerprint not in self._protocols:
            try:
                found = protocol_as_kept(reference, self._room.store, self._workplace.drawings)
            except (StoreError, ProtocolFileError):
                found = None
            self._protocols[reference.fingerprint] = found
        return self._protocols[reference.fingerprint]

    # --- out ----------------------------------------------------------------------------------------------------

    @property
    def _paper(self) -> Paper:
        return Paper(self._workplace.settings.paper)

    def _on_certificate(self, attempt_id: str) -> None:
        from injection_map.domain.results import attempt_code
        from injection_map.report.paper import pdf_bytes
        from injection_map.report.results_print import certificate

        sitting, settings = self._sat[attempt_id], self._workplace.settings

        def made() -> bytes:
            code = attempt_code(self._room.store.attempt(attempt_id))
            clinic = [line for line in (settings.clinic_name, *settings.clinic_address) if line]
            return pdf_bytes(certificate(sitting, self._protocol_of(sitting), code, clinic, paper=self._paper))

        plan = sitting.attempt.begun.plan
        what = f"exam-{plan.seed}" if plan.mode is Mode.EXAM else "drill"
        self._write(f"{what}-certificate.pdf", "PDF (*.pdf)", made)

    def _on_class(self, attempt_id: str, form: str) -> None:
        from injection_map.domain.results import class_of
        from injection_map.report.paper import pdf_bytes
        from injection_map.report.results_csv import results_csv
        from injection_map.report.results_print import class_list

        sat = class_of(self._sat[attempt_id], self._sat.values())
        name = f"exam-{sat[0].attempt.begun.plan.seed}-class"
        if form == "csv":
            self._write(f"{name}.csv", "CSV (*.csv)", lambda: results_csv(sat).encode())
        else:
            self._write(f"{name}.pdf", "PDF (*.pdf)", lambda: pdf_bytes(class_list(sat, paper=self._paper)))

    def _write(self, name: str, kind: str, made: Callable[[], bytes]) -> None:
        """Ask where, write, and say on the page what came of it."""
        from injection_map.report.files import write_file

        path, _ = QFileDialog.getSaveFileName(self._window.shell, "Save", name, kind)
        if not path:
            return
        try:
            write_file(Path(path), made())
        except InjectionMapError as error:
            self._window.say(str(error))
        else:
            self._page_says(f"Saved as {Path(path).name}")

    def _page_says(self, sentence: str) -> None:
        from injection_map.ui.trainer.results_page import ResultsPage

        if isinstance(self._window.page, ResultsPage):
            self._window.page.say(sentence)

    # --- pages over the results ---------------------------------------------------------------------------------

    def _on_replay(self, attempt_id: str) -> None:
        from injection_map.ui.trainer.replay_page import ReplayPage

        sitting = self._sat[attempt_id]
        protocol = self._protocol_of(sitting)
        if protocol is None:
            self._page_says("The protocol of this exam cannot be read any more, so it cannot be replayed.")
            return
        placed = place_sites(protocol, self._workplace.drawings)
        place = self._workplace
        page = ReplayPage(place.theme, place.art, sitting, protocol, placed, place.hands_free)
        page.back_asked.connect(self._window.back)
        self._window.show_over(page)

    def _on_cosign(self, attempt_id: str) -> None:
        from injection_map.ui.trainer.cosign_page import CosignPage

        page = CosignPage(self._workplace.theme, what=self._sat[attempt_id].trainee, name=self._trainer)
        page.signed.connect(partial(self._on_signed, page, attempt_id))
        page.back_asked.connect(self._window.back)
        self._window.show_over(page)

    def _on_signed(self, page: CosignPage, attempt_id: str, name: str, remark: str) -> None:
        from injection_map.domain.attempts import AttemptCosigned
        from injection_map.workflow.examiner import cosign

        try:
            cosign(self._room.store, attempt_id, AttemptCosigned(name, remark), self._workplace.setup.clock)
        except StoreError as error:
            page.say_fault(str(error))
            return
        self._trainer = name
        self.show(attempt_id)
