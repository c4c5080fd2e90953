"""An attempt once more, answer by answer: the trainee's on the left, the expert's on the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from injection_map.diagram.art import Treated
from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.marks import MarkLook
from injection_map.diagram.scene import SiteOnView
from injection_map.domain import words
from injection_map.domain.attempts import Try
from injection_map.domain.exam import Claimed, Dosed, FindMistakes, GiveDose, Named, NameSite, PassedOver, Question
from injection_map.domain.hands_free import Act, HandsFree
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol, View
from injection_map.domain.results import Sitting
from injection_map.ui.controls import Button, Card, ElidedText, Text
from injection_map.ui.page import Page
from injection_map.ui.pedal_keys import trainer_act
from injection_map.ui.sections import GUTTER, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer import exam_words
from injection_map.ui.trainer.attempt_stage import answered_on_stage
from injection_map.ui.trainer.exam_cards import HowToCard, VerdictCard, card_box
from injection_map.ui.trainer.exam_stage import ExamStage, OnStage


class ReplayPage(Page):
    """Steps through the answers of a sitting; nothing can be changed."""

    back_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        art: ArtCache,
        sitting: Sitting,
        protocol: Protocol,
        placed: Mapping[str, PlacedSite],
        hands_free: HandsFree,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._sitting, self._protocol, self._placed = theme, sitting, protocol, placed
        self._hands_free = hands_free
        self._at = 0
        self.setObjectName("replay-page")
        self.theirs, self.experts = ExamStage(theme, art), ExamStage(theme, art)
        self.their_words, self.expert_words = Text(theme, "lead", wrap=True), Text(theme, "lead", wrap=True)
        self.verdict, self.how_to = VerdictCard(theme), HowToCard(theme)
        self._build()
        self._show()

    def first_focus(self) -> QWidget:
        return self.next

    @property
    def number(self) -> int:
        """Of the answer that is shown, from 1."""
        return self._at + 1

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        stages = QHBoxLayout()
        roomy(self._theme, stages, spacing=(12, 8), margins=GUTTER)
        stages.addWidget(self._stage_card(self._sitting.trainee, self.theirs, self.their_words), 1)
        stages.addWidget(self._stage_card("The expert’s", self.experts, self.expert_words), 1)
        box.addLayout(stages, 1)
        below = QHBoxLayout()
        roomy(self._theme, below, spacing=(12, 8), margins=((12, 8), (0, 0), (12, 8), (12, 8)))
        below.addWidget(self.verdict, 3)
        below.addWidget(self.how_to, 4)
        below.addLayout(self._steps(), 2)
        box.addLayout(below)

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 4, 14, 4)
        row.setSpacing(14)
        self.title = Text(self._theme, "person")
        self.title.setObjectName("question")
        row.addWidget(self.title, 1)
        self.count = Text(self._theme, "lead", colour="t2", tabular=True)
        row.addWidget(self.count)
        back = Button(self._theme, "Results", kind="quiet", icon="chevron-left")
        back.setObjectName("back")
        back.clicked.connect(self.back_asked)
        row.addWidget(back)
        return bar

    def _stage_card(self, title: str, stage: ExamStage, told: Text) -> Card:
        card = Card()
        box = card_box(self._theme, card)
        head = ElidedText(self._theme, "lead-strong", title)
        head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        told.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        box.addWidget(head)
        box.addWidget(stage, 1)
        box.addWidget(told)
        return card

    def _steps(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(8)
        self.next = Button(self._theme, "Next answer", kind="primary", icon="chevron-right", height_px=(76, 60))
        self.next.setObjectName("next-answer")
        self.next.clicked.connect(self.step_on)
        self.previous = Button(self._theme, "Answer before", icon="chevron-left")
        self.previous.setObjectName("answer-before")
        self.previous.clicked.connect(self.step_back)
        box.addWidget(self.next)
        box.addWidget(self.previous)
        box.addStretch(1)
        return box

    # --- showing ------------------------------------------------------------------------------------------------

    def step_on(self) -> None:
        self._step(1)

    def step_back(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        last = len(self._sitting.attempt.tries) - 1
        self._at = min(max(self._at + by, 0), last)
        self._show()

    def _show(self) -> None:
        tries = self._sitting.attempt.tries
        one = tries[self._at]
        self.title.setText(exam_words.title_of(one.question))
        self.count.setText(f"{self.number} of {len(tries)}")
        self.previous.setEnabled(self._at > 0)
        self.next.setEnabled(self._at < len(tries) - 1)
        self.verdict.show_try(one, self._protocol)
        self.how_to.show_try(one, self._protocol)
        self.theirs.setVisible(not isinstance(one.question, FindMistakes))
        self.experts.setVisible(not isinstance(one.question, FindMistakes))
        theirs, experts = _answers_in_words(one, self._protocol)
        self.their_words.setText(theirs)
        self.expert_words.setText(experts)
        for told in (self.their_words, self.expert_words):
            told.setVisible(bool(told.text()))
        if not isinstance(one.question, FindMistakes):
            shown = answered_on_stage(one, yours="Placed")
            self.theirs.show_on(shown)
            self.experts.show_on(self._expert_on_stage(one, shown))

    def _expert_on_stage(self, one: Try, shown: OnStage) -> OnStage:
        """The true site among the others of its view."""
        site = exam_words.site_of(one.question)
        assert site is not None
        assert shown.answer is not None
        others = tuple(
            SiteOnView(other.site.key, other.site.muscle, other.point, MarkLook())
            for other in self._sites_on(site.view)
            if other.site.key != site.key
        )
        alone = replace(shown.answer, given=None, within="", tolerance_mm=0.0)
        return OnStage(site.view, treated=Treated(site.muscle, site.side), sites=others, answer=alone)

    def _sites_on(self, view: View) -> list[PlacedSite]:
        return [one for one in self._placed.values() if one.site.view is view]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = trainer_act(event, self._hands_free)
        if act is Act.FORWARD and not event.isAutoRepeat():
            self.step_on()
        elif act is Act.BACK and not event.isAutoRepeat():
            self.step_back()
        else:
            super().keyPressEvent(event)


def _answers_in_words(one: Try, protocol: Protocol) -> tuple[str, str]:
    """What the trainee said, and what is right; empty where the drawing says it."""
    question, answer = one.question, one.answer
    right = _right_words(question, protocol)
    if isinstance(answer, PassedOver):
        return "Not answered", right
    if isinstance(answer, Claimed):
        return "\n".join(
            exam_words.mistake_words(claim, protocol) for claim in answer.mistakes
        ) or "Nothing found", right
    if isinstance(answer, Named):
        return exam_words.key_words(answer.site, protocol), right
    return words.units(answer.units) if isinstance(answer, Dosed) else "", right


def _right_words(question: Question, protocol: Protocol) -> str:
    if isinstance(question, FindMistakes):
        return "\n".join(exam_words.mistake_words(mistake, protocol) for mistake in question.planted)
    if isinstance(question, NameSite):
        return exam_words.key_words(question.site.key, protocol)
    if isinstance(question, GiveDose):
        highest = words.units(question.highest)
        return highest if question.lowest == question.highest else f"{words.figure(question.lowest)} to {highest}"
    return ""
