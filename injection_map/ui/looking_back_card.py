"""What is asked before the needle, each question over its answer: on the patient's own page and in the safety pause."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from injection_map.domain.looking_back import LookingBack, Question
from injection_map.ui.controls import Text
from injection_map.ui.fields import breakable, unbroken_figures
from injection_map.ui.patient_cards import clear
from injection_map.ui.sections import Overflow, Section, roomy
from injection_map.ui.theme import Theme


class LookingBackCard(Section):
    """Every answer, in the order of the questions; the line that answers stands out from those it rests on."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Before the needle", parent=parent)
        self.setObjectName("looking-back")
        content = QWidget(self)
        holder = QVBoxLayout(content)
        holder.setContentsMargins(0, 0, 0, 0)
        self._questions = QVBoxLayout()
        roomy(theme, self._questions, spacing=(14, 9))
        holder.addLayout(self._questions)
        holder.addStretch(1)
        scroll = Overflow(theme, content, self)
        scroll.shrink_first(160)
        self.body.addWidget(scroll, 1)

    def show_answers(self, looking_back: LookingBack) -> None:
        clear(self._questions)
        for answer in looking_back.answers:
            self._questions.addWidget(self._answered(answer.question, answer.lines))

    def _answered(self, question: Question, lines: tuple[str, ...]) -> QWidget:
        block = QWidget(self)
        block.setObjectName(f"asked-{question.name.lower()}")
        block.setAccessibleName(f"{question} {' '.join(lines)}")
        box = QVBoxLayout(block)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        box.addWidget(Text(self.theme, "small", question, colour="t3", parent=block))
        for line in lines:
            role, colour = ("base-strong", "t1") if line is lines[0] else ("small", "t2")
            text = unbroken_figures(breakable(line))
            box.addWidget(Text(self.theme, role, text, colour=colour, wrap=True, parent=block))
        return block
