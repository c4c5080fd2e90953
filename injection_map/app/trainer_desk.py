"""The trainer: its first page, and the desk of each way to teach. It works without the patients' records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from injection_map.app.hands_desk import HandsDesk
from injection_map.app.training_room import TrainingRoom
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from injection_map.app.demonstrate_desk import DemonstrateDesk
    from injection_map.app.exam_desk import ExamDesk
    from injection_map.app.handout_desk import HandoutDesk
    from injection_map.app.practise_desk import PractiseDesk
    from injection_map.app.results_desk import ResultsDesk
    from injection_map.ui.visit_model import VisitModel

DEMONSTRATE, PRACTISE, EXAMINE = "demonstrate", "practise", "examine"
RESULTS, HANDOUTS, HANDS = "results", "handouts", "hands"


class TrainerDesk(QObject):
    """Each desk is made when its way is first gone; the training records are opened with the first that needs them."""

    start_asked = Signal()
    """Back to the patients."""
    settings_asked = Signal()

    def __init__(self, workplace: Workplace, window: Window, hands: HandsDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._window, self._hands = workplace, window, hands
        self._room = TrainingRoom(workplace.setup.data_dir)
        self._demonstrate: DemonstrateDesk | None = None
        self._practise: PractiseDesk | None = None
        self._exam: ExamDesk | None = None
        self._results: ResultsDesk | None = None
        self._handouts: HandoutDesk | None = None
        self.is_open = False
        """Whether the window is the trainer's, until `leave`."""
        hands.left.connect(self.show)

    def show(self) -> None:
        from injection_map.ui.trainer.trainer_page import TrainerPage, Way

        ways = (
            Way(DEMONSTRATE, "Demonstrate", "A site at a time for the room, with pointer and pen.", "full-screen"),
            Way(PRACTISE, "Practise", "The whole protocol on an invented patient, with the real chair page.", "hand"),
            Way(EXAMINE, "Examine", "Place it, name it, dose it, find the mistake: judged at once, in mm.", "flag"),
            Way(RESULTS, "Results", "By muscle and over time; replay, certificate and class list.", "file"),
            Way(HANDOUTS, "Hand-outs", "The map of the protocol, for paper and for the projector.", "print"),
            Way(HANDS, "Keys and voice", "Pedal, presenter’s remote and numeric pad; spoken prompts.", "pedal"),
        )
        self.is_open = True
        page = TrainerPage(self._workplace.theme, ways)
        page.chosen.connect(self.go)
        page.back_asked.connect(self.start_asked)
        self._window.show(page)

    def go(self, way: str) -> None:
        """One of the ways by its key. KeyError when there is none."""
        ways: dict[str, Callable[[], None]] = {
            DEMONSTRATE: self._show_demonstration,
            PRACTISE: self._show_practise,
            EXAMINE: self._show_exam,
            RESULTS: self._show_results,
            HANDOUTS: self._show_handouts,
            HANDS: self._hands.show,
        }
        ways[way]()

    @property
    def practised(self) -> VisitModel | None:
        """The visit that is practised now."""
        visit = self._practise.visit if self._practise is not None else None
        return visit.model if visit is not None else None

    def leave(self) -> None:
        """Another page follows. What is under way is kept, as it would be by leaving its own."""
        self.is_open = False
        if self._practise is not None:
            self._practise.leave()

    def close(self) -> None:
        """The program is closing: let go of the training records."""
        self.leave()
        if self._demonstrate is not None:
            self._demonstrate.end()
        if self._handouts is not None:
            self._handouts.close()
        self._room.close()

    def _show_demonstration(self) -> None:
        from injection_map.app.demonstrate_desk import DemonstrateDesk

        if self._demonstrate is None:
            self._demonstrate = DemonstrateDesk(self._workplace, self._window, self)
            self._demonstrate.left.connect(self.show)
        self._demonstrate.show()

    def _show_practise(self) -> None:
        self._practise_desk().show()

    def _look_at_practised(self, record_id: str) -> None:
        self._practise_desk().show_practised_over(record_id)

    def _practise_desk(self) -> PractiseDesk:
        from injection_map.app.practise_desk import PractiseDesk

        if self._practise is None:
            self._practise = PractiseDesk(self._workplace, self._window, self._room, self)
            self._practise.left.connect(self.show)
            self._practise.settings_asked.connect(self.settings_asked)
        return self._practise

    def _show_exam(self) -> None:
        from injection_map.app.exam_desk import ExamDesk

        if self._exam is None:
            self._exam = ExamDesk(self._workplace, self._window, self._room, self)
            self._exam.left.connect(self.show)
            self._exam.ended.connect(self._show_results)
        self._exam.show()

    def _show_results(self, attempt_id: str = "") -> None:
        from injection_map.app.results_desk import ResultsDesk

        if self._results is None:
            self._results = ResultsDesk(self._workplace, self._window, self._room, self)
            self._results.left.connect(self.show)
            self._results.practised_asked.connect(self._look_at_practised)
        self._results.show(attempt_id)

    def _show_handouts(self) -> None:
        from injection_map.app.handout_desk import HandoutDesk

        if self._handouts is None:
            self._handouts = HandoutDesk(self._workplace, self._window, self)
            self._handouts.left.connect(self.show)
        self._handouts.show()
