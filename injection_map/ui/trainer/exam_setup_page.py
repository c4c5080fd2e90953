"""Before an exam: who sits it, what is asked, and the number by which a class sits the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.domain.exam import Mode, QuestionKind
from injection_map.domain.protocol import Protocol
from injection_map.domain.settings import TOLERANCES_MM
from injection_map.ui.controls import Button, Segments, Text
from injection_map.ui.fields import LineField
from injection_map.ui.page import Page
from injection_map.ui.protocol_picker import BrokenFile, ProtocolPicker
from injection_map.ui.sections import GUTTER, Section, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.exam_words import KIND_NAMES
from injection_map.ui.trainer.trainee_card import TraineeCard

LENGTHS = (10, 20, 31)
MOST_SEED = 999_999
_MODES = (Mode.EXAM, Mode.DRILL)
_NEARER = "Never more than half the way to the nearest other site of a muscle."
_MODE_WORDS = {
    Mode.EXAM: "Everybody with the same number is asked the same, in the same order.",
    Mode.DRILL: "What was wrong before, also on other days, is asked more often.",
}


@dataclass(frozen=True, slots=True)
class ExamWish:
    """What was chosen. `seed` is the exam's number."""

    trainee: str
    protocol: Protocol
    mode: Mode
    seed: int
    kinds: tuple[QuestionKind, ...]
    length: int
    most_tolerance_mm: int


class ExamSetupPage(Page):
    """All of it on one screen; only the name has to be said."""

    begin_asked = Signal(object)
    """An ExamWish."""
    back_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        protocols: Sequence[Protocol],
        broken: Sequence[BrokenFile] = (),
        trainees: Sequence[str] = (),
        seed: int,
        most_tolerance_mm: int,
        parent: QWidget | None = None,
    ) -> None:
        """`seed` is the number that is offered, `most_tolerance_mm` one of TOLERANCES_MM."""
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("exam-setup-page")
        self.trainee = TraineeCard(theme, "Who sits it", trainees, fills=True)
        self.picker = ProtocolPicker(theme, protocols, broken)
        self.mode = Segments(theme, [("Exam", "flag"), ("Drill", "refresh")], height_px=(56, 52))
        self.mode.choose(0)
        self.kinds = {kind: Button(theme, name, kind="choice") for kind, name in KIND_NAMES.items()}
        for kind, button in self.kinds.items():
            button.setObjectName(f"kind-{kind}")
            button.setChecked(True)
            button.clicked.connect(self._refresh)
        self.length = Segments(theme, [(str(length), None) for length in LENGTHS], height_px=(56, 52))
        self.length.choose(1)
        self.tolerance = Segments(theme, [(f"{mm} mm", None) for mm in TOLERANCES_MM], height_px=(56, 52))
        self.tolerance.choose(TOLERANCES_MM.index(most_tolerance_mm))
        self.seed = LineField(theme, "Number of the exam", name="exam-seed", identifier=True)
        self.seed.set_text(str(seed))
        self.begin = Button(theme, "Begin", kind="primary", icon="play", height_px=(96, 76), role="title")
        self.begin.setObjectName("begin-exam")
        self._build()
        self._connect()
        self._refresh()

    def first_focus(self) -> QWidget:
        return self.trainee.first_focus()

    def say_trainee_fault(self, sentence: str) -> None:
        """The store does not take the name."""
        self.trainee.say_fault(Finding("trainee", Level.ERROR, sentence))

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        columns = QHBoxLayout()
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        columns.addWidget(self.trainee, 3)
        columns.addWidget(self._questions(), 4)
        last = QVBoxLayout()
        roomy(self._theme, last, spacing=(12, 8))
        last.addWidget(self.picker, 1)
        last.addWidget(self.begin)
        columns.addLayout(last, 3)
        box.addLayout(columns, 1)

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 4, 14, 4)
        row.addWidget(Text(self._theme, "person", "Examine"), 1)
        back = Button(self._theme, "Trainer", kind="quiet", icon="chevron-left")
        back.setObjectName("back")
        back.clicked.connect(self.back_asked)
        row.addWidget(back)
        return bar

    def _questions(self) -> Section:
        card = Section(self._theme, "Questions")
        body = card.body
        body.addWidget(self.mode)
        self.mode_words = Text(self._theme, "second", colour="t2", wrap=True)
        body.addWidget(self.mode_words)
        body.addSpacing(8)
        body.addWidget(Text(self._theme, "label", "What is asked", colour="t2"))
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, button in enumerate(self.kinds.values()):
            grid.addWidget(button, number // 2, number % 2)
        body.addLayout(grid)
        body.addSpacing(8)
        body.addWidget(Text(self._theme, "label", "How many", colour="t2"))
        body.addWidget(self.length)
        body.addSpacing(8)
        body.addWidget(Text(self._theme, "label", "How near counts as found, at most", colour="t2"))
        body.addWidget(self.tolerance)
        body.addWidget(Text(self._theme, "small", _NEARER, colour="t2", wrap=True))
        body.addSpacing(8)
        body.addWidget(self.seed)
        body.addStretch(1)
        return card

    def _connect(self) -> None:
        self.mode.chosen.connect(self._refresh)
        self.seed.changed.connect(self._refresh)
        self.trainee.changed.connect(self._refresh)
        self.trainee.entered.connect(self._on_begin)
        self.picker.changed.connect(self._refresh)
        self.begin.clicked.connect(self._on_begin)

    # --- what was chosen ----------------------------------------------------------------------------------------

    @property
    def _seed(self) -> int | None:
        text = self.seed.text.strip()
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MOST_SEED)) else 0
        return number or None

    @property
    def _kinds(self) -> tuple[QuestionKind, ...]:
        return tuple(kind for kind, button in self.kinds.items() if button.isChecked())

    def _refresh(self) -> None:
        self.mode_words.setText(_MODE_WORDS[_MODES[self.mode.index]])
        fault = None if self._seed else Finding("seed", Level.ERROR, f"A number from 1 to {MOST_SEED}.")
        self.seed.touch()
        self.seed.say(fault, "Give it to the class, and all are asked the same")
        missing = self._missing()
        self.begin.setEnabled(not missing)
        self.begin.set_subtitle(missing)

    def _missing(self) -> str:
        """What is still to be said; empty when nothing is."""
        if self.picker.chosen is None:
            return "Choose a protocol"
        if not self._kinds:
            return "Choose what is asked"
        if self._seed is None:
            return "The number of the exam"
        return "" if self.trainee.name else "Who sits it?"

    def _on_begin(self) -> None:
        protocol, seed = self.picker.chosen, self._seed
        if self._missing() or protocol is None or seed is None:
            return
        wish = ExamWish(
            self.trainee.name,
            protocol,
            _MODES[self.mode.index],
            seed,
            self._kinds,
            LENGTHS[self.length.index],
            TOLERANCES_MM[self.tolerance.index],
        )
        self.begin_asked.emit(wish)
