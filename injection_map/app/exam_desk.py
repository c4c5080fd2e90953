"""Exams: set up, gone through question by question, and kept in the training store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from injection_map.app.training_room import TrainingRoom
from injection_map.app.visits import protocol_now
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.errors import InjectionMapError, StoreError
from injection_map.domain.opening import reference_to
from injection_map.domain.placement import place_sites
from injection_map.domain.protocol import Protocol

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from injection_map.ui.trainer.exam_setup_page import ExamWish
    from injection_map.workflow.examiner import Examiner


class ExamDesk(QObject):
    """One exam at a time."""

    left = Signal()
    ended = Signal(str)
    """The id of an attempt that was answered to its end, or stopped."""

    def __init__(self, workplace: Workplace, window: Window, room: TrainingRoom, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._window, self._room = workplace, window, room

    def show(self) -> None:
        from injection_map.ui.start_page import BrokenFile
        from injection_map.ui.trainer.exam_setup_page import MOST_SEED, ExamSetupPage

        library = self._workplace.library
        try:
            trainees = self._room.store.trainees()
        except StoreError as error:
            self._window.say(str(error))
            return
        page = ExamSetupPage(
            self._workplace.theme,
            protocols=library.protocols,
            broken=[BrokenFile(entry.file.name, entry.faults) for entry in library.entries if entry.faults],
            trainees=trainees,
            most_tolerance_mm=self._workplace.settings.exam_tolerance_mm,
            seed=1 + int(self._workplace.setup.clock().timestamp()) % MOST_SEED,
        )
        page.begin_asked.connect(self._on_begin)
        page.back_asked.connect(self.left)
        self._window.show(page)

    def _on_begin(self, wish: ExamWish) -> None:
        """The tolerance is the house's own from now on."""
        from injection_map.storage.training_store import TraineeError
        from injection_map.ui.trainer.exam_setup_page import ExamSetupPage

        try:
            protocol, data = self._protocol_now(wish)
            examiner = self._examiner(wish, protocol, data)
        except TraineeError as error:
            page = self._window.page
            assert isinstance(page, ExamSetupPage)
            page.say_trainee_fault(str(error))
            return
        except InjectionMapError as error:
            self._window.say(str(error))
            return
        settings = self._workplace.settings
        if settings.exam_tolerance_mm != wish.most_tolerance_mm:
            self._workplace.keep_settings(replace(settings, exam_tolerance_mm=wish.most_tolerance_mm))
        self._show_exam(examiner, protocol)

    def _protocol_now(self, wish: ExamWish) -> tuple[Protocol, bytes]:
        """It may be another than the one that was chosen by. InjectionMapError when its file has faults by now."""
        entry = next(one for one in self._workplace.library.entries if one.protocol is wish.protocol)
        return protocol_now(entry.file, self._workplace.drawings)

    def _examiner(self, wish: ExamWish, protocol: Protocol, data: bytes) -> Examiner:
        """The attempt begins with its first question. InjectionMapError when it cannot be kept."""
        from injection_map.domain.attempts import AttemptBegun
        from injection_map.domain.exam import ExamPlan
        from injection_map.domain.exam_draw import Exam
        from injection_map.workflow.examiner import Examiner, history_of

        setup, drawings = self._workplace.setup, self._workplace.drawings
        trainee = self._room.store.add_trainee(wish.trainee, at=setup.clock())
        self._room.store.keep_protocol(protocol.fingerprint, data)
        plan = ExamPlan(reference_to(protocol), wish.mode, wish.seed, wish.kinds, wish.length, wish.most_tolerance_mm)
        return Examiner(
            self._room.store,
            Exam(plan, protocol, place_sites(protocol, drawings)),
            attempt_id=setup.new_id(),
            begun=AttemptBegun(trainee, plan),
            clock=setup.clock,
            history=history_of(self._room.store, trainee),
        )

    def _show_exam(self, examiner: Examiner, protocol: Protocol) -> None:
        from injection_map.ui.trainer.exam_page import ExamPage

        page = ExamPage(
            self._workplace.theme,
            self._workplace.art,
            examiner,
            protocol,
            place_sites(protocol, self._workplace.drawings),
            self._workplace.hands_free,
        )
        page.ended.connect(self.ended)
        self._window.show(page)
