"""An exam: a question on the drawing, the answer, and at once what was right."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.diagram.scene import SiteOnView
from injection_map.domain.attempts import Try
from injection_map.domain.errors import StoreError
from injection_map.domain.exam import (
    Answer,
    FindMistakes,
    Mode,
    PassedOver,
    Placed,
    PlaceSite,
    Question,
)
from injection_map.domain.geometry import PointMm
from injection_map.domain.hands_free import Act, HandsFree
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol, View
from injection_map.ui.chair.banner import ErrorBar
from injection_map.ui.controls import Button, Card, ElidedText, IconLabel, Line, Text
from injection_map.ui.page import Page, is_typing
from injection_map.ui.pedal_keys import trainer_act
from injection_map.ui.sections import GUTTER, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer import exam_words
from injection_map.ui.trainer.answer_card import AnswerCard
from injection_map.ui.trainer.attempt_stage import answered_on_stage
from injection_map.ui.trainer.exam_cards import HowToCard, ScoreCard, VerdictCard
from injection_map.ui.trainer.exam_stage import ExamStage, OnStage
from injection_map.ui.trainer.mistakes_board import ClaimsCard, MistakesBoard
from injection_map.ui.trainer.side_tag import SideTag
from injection_map.workflow.examiner import Examiner

_PANEL_PX = (500, 424)
_TITLE_ROLES = ("dose", "title", "lead-strong")
"""The largest in which the question stands in one line."""


class ExamPage(Page):
    """Goes through one attempt. Every answer is on the disk before it is judged on the screen."""

    ended = Signal(str)
    """The attempt with this id was answered to its end, or stopped."""

    def __init__(
        self,
        theme: Theme,
        art: ArtCache,
        examiner: Examiner,
        protocol: Protocol,
        placed: Mapping[str, PlacedSite],
        hands_free: HandsFree,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._examiner = theme, examiner
        self._protocol, self._placed, self._hands_free = protocol, placed, hands_free
        self._question: Question = self._open_question()
        self._again = False
        """Whether the place is shown once more, which does not count."""
        self._all_shown = False
        self._shown: Try | None = None
        """The answer that is judged on the screen."""
        self.setObjectName("exam-page")
        self.stage = ExamStage(theme, art)
        self.board = MistakesBoard(theme, art, protocol, placed)
        self.error_bar = ErrorBar(theme)
        self.verdict, self.how_to, self.score = VerdictCard(theme), HowToCard(theme), ScoreCard(theme)
        self.answers, self.claims = AnswerCard(theme, protocol), ClaimsCard(theme, protocol)
        self._build()
        self.stage.placed.connect(self._on_placed)
        self.board.touched.connect(self.claims.touch)
        self.answers.answered.connect(self._on_answer)
        self.claims.answered.connect(self._on_answer)
        self.claims.not_known.connect(self._on_unknown)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._ask()

    def first_focus(self) -> QWidget:
        """Where the answer is given."""
        return self.board.first_line if isinstance(self._question, FindMistakes) else self.stage

    def _open_question(self) -> Question:
        question = self._examiner.question
        assert question is not None
        return question

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        box.addWidget(self.error_bar)
        columns = QHBoxLayout()
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        columns.addWidget(self._stage_card(), 1)
        columns.addWidget(self._panel())
        box.addLayout(columns, 1)

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 4, 14, 4)
        row.setSpacing(14)
        begun = self._examiner.attempt.begun
        kind = f"Exam {begun.plan.seed}" if begun.plan.mode is Mode.EXAM else "Drill"
        row.addWidget(Text(self._theme, "person", kind))
        row.addWidget(Text(self._theme, "second", begun.trainee, colour="t2"))
        row.addWidget(IconLabel(self._theme, "info", colour="act", size_px=20))
        row.addWidget(Text(self._theme, "small-strong", "TRAINING: on the drawing of a standard head"), 1)
        self.stop = Button(self._theme, "Stop here", kind="quiet", icon="chevron-left")
        self.stop.setObjectName("stop-exam")
        self.stop.clicked.connect(self._on_stop)
        row.addWidget(self.stop)
        return bar

    def _stage_card(self) -> Card:
        card = Card()
        box = QVBoxLayout(card)
        box.setContentsMargins(1, 0, 1, 1)
        box.setSpacing(0)
        self._head = head = QHBoxLayout()
        roomy(self._theme, head, spacing=(16, 12), margins=((22, 14), (12, 8), (22, 14), (12, 8)))
        self.title = ElidedText(self._theme, _TITLE_ROLES[0])
        self.title.setObjectName("question")
        self.side = SideTag(self._theme)
        self.number = Text(self._theme, "lead", colour="t2", tabular=True)
        self.number.setObjectName("question-number")
        head.addWidget(self.title)
        head.addWidget(self.side)
        head.addStretch(1)
        head.addWidget(self.number)
        box.addLayout(head)
        box.addWidget(Line())
        self._stages = QStackedWidget()
        self._stages.addWidget(self.stage)
        self._stages.addWidget(self.board)
        box.addWidget(self._stages, 1)
        return card

    def _panel(self) -> QWidget:
        self._column = QWidget()
        box = QVBoxLayout(self._column)
        box.setContentsMargins(0, 0, 0, 0)
        roomy(self._theme, box, spacing=(12, 8))
        box.addWidget(self.answers, 2)
        box.addWidget(self.claims, 2)
        box.addWidget(self.verdict)
        box.addWidget(self.how_to)
        box.addWidget(self.score, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.again = Button(self._theme, "Try again", kind="plain")
        self.again.setObjectName("try-again")
        self.again.clicked.connect(self._on_again)
        self.all_sites = Button(self._theme, "", kind="plain")
        self.all_sites.setObjectName("show-all-sites")
        self.all_sites.clicked.connect(self._on_all_sites)
        row.addWidget(self.again)
        row.addWidget(self.all_sites)
        box.addLayout(row)
        self.next = Button(self._theme, "", kind="primary", height_px=(96, 76), role="title")
        self.next.setObjectName("next-question")
        self.next.set_subtitle("Space")
        self.next.clicked.connect(self._on_next)
        for button in (self.next, self.claims.unknown, self.claims.done, self.answers.unknown):
            button.only_own_double = True  # each comes where another was
        box.addWidget(self.next)
        return self._column

    def _restyle(self) -> None:
        self._column.setFixedWidth(self._theme.px(*_PANEL_PX))
        self._fit_title()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()

    def _fit_title(self) -> None:
        margins, beside = self._head.contentsMargins(), (self.side, self.number)
        taken = sum(widget.sizeHint().width() + self._head.spacing() for widget in beside if not widget.isHidden())
        room = self._stages.width() - taken - margins.left() - margins.right() - self._head.spacing()
        for role in _TITLE_ROLES:
            self.title.set_role(role)
            if self.title.sizeHint().width() <= room:
                break

    # --- asking -------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._question = self._open_question()
        self._again = False
        self._hide_others()
        question, attempt = self._question, self._examiner.attempt
        self.title.setText(exam_words.title_of(question))
        side = exam_words.side_of(question)
        self.side.setVisible(side is not None)
        if side is not None:
            self.side.set_side(side)
        self.number.setText(f"{len(attempt.tries) + 1} of {attempt.begun.plan.length}")
        self._fit_title()
        if isinstance(question, FindMistakes):
            self.board.show_record(question)
            self.board.set_asking(True)
            self.claims.begin()
        else:
            self.answers.ask(question)
            self.stage.show_on(self._asked_on_stage(question))
        self._stages.setCurrentWidget(self.board if isinstance(question, FindMistakes) else self.stage)
        self._show_cards(answered=False)
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _asked_on_stage(self, question: Question) -> OnStage:
        site = exam_words.site_of(question)
        assert site is not None
        title = exam_words.title_of(question)
        if isinstance(question, PlaceSite):
            return OnStage(site.view, asks=True, words=title)
        mark = SiteOnView(site.key, site.muscle, site.point, MarkLook(MarkState.NEXT))
        return OnStage(site.view, muscles=True, sites=(mark,), next_key=site.key, words=title)

    def _show_cards(self, *, answered: bool) -> None:
        record = isinstance(self._question, FindMistakes)
        self.answers.setVisible(not answered and not record)
        self.claims.setVisible(not answered and record)
        self.verdict.setVisible(answered)
        self.how_to.setVisible(answered and not record)
        self.score.setVisible(answered or not record)
        self.again.setVisible(answered and isinstance(self._question, PlaceSite))
        self.all_sites.setVisible(answered and not record)
        self.next.setVisible(answered)
        self.score.show_tries(self._examiner.attempt.tries, names_last=answered)

    # --- answering ----------------------------------------------------------------------------------------------

    def _on_placed(self, point: PointMm) -> None:
        if self._again:
            last = self._examiner.attempt.tries[-1]
            self._show_answer(Try(last.question, last.asked_at, Placed(point), last.answered_at), counted=False)
        else:
            self._on_answer(Placed(point))

    def _on_unknown(self) -> None:
        self._on_answer(PassedOver())

    def _on_answer(self, answer: Answer) -> None:
        if self._examiner.question is None:
            return
        try:
            one = self._examiner.answer(answer)
        except StoreError as error:
            self._say(error, "This answer is not kept; the ones before are. Answer again, or stop here.")
            return
        self.error_bar.hide()
        self._show_answer(one, counted=True)

    def _show_answer(self, one: Try, *, counted: bool) -> None:
        self._again = False
        self.verdict.show_try(one, self._protocol, counted=counted)
        self.how_to.show_try(one, self._protocol)
        self.next.setText("See the result" if self._examiner.attempt.ended else "Next question")
        self._show_cards(answered=True)
        self.next.setFocus(
            Qt.FocusReason.OtherFocusReason
        )  # else it would go down the record as its lines are disabled
        if isinstance(one.question, FindMistakes):
            self.board.set_asking(False)
        else:
            self.stage.show_on(self._answered_on_stage(one))
        self._shown = one

    def _answered_on_stage(self, one: Try) -> OnStage:
        site = exam_words.site_of(one.question)
        others = self._all_marks(site.view, but=site.key) if site and self._all_shown else ()
        return answered_on_stage(one, others)

    def _all_marks(self, view: View, *, but: str) -> tuple[SiteOnView, ...]:
        shown = [one for one in self._placed.values() if one.site.view is view and one.site.key != but]
        return tuple(SiteOnView(one.site.key, one.site.muscle, one.point, MarkLook()) for one in shown)

    def _on_again(self) -> None:
        """Once more on the bare head, for the hand; it changes nothing in the score."""
        self._again = True
        self._hide_others()
        self.stage.show_on(self._asked_on_stage(self._question))
        self._show_cards(answered=False)
        self.answers.unknown.hide()
        self.next.show()
        self.stage.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_all_sites(self) -> None:
        self._all_shown = not self._all_shown
        self.all_sites.setText("Hide the others" if self._all_shown else "Show all sites")
        assert self._shown is not None
        self.stage.show_on(self._answered_on_stage(self._shown))

    def _hide_others(self) -> None:
        self._all_shown = False
        self.all_sites.setText("Show all sites")

    def _on_next(self) -> None:
        if self._examiner.attempt.ended is not None:
            self.ended.emit(self._examiner.attempt_id)
            return
        try:
            self._examiner.ask()
        except StoreError as error:
            self._say(error, "The answers so far are kept. Try again, or stop here.")
            return
        self.error_bar.hide()
        self.answers.unknown.show()
        self._ask()

    def _say(self, error: StoreError, what_is_safe: str) -> None:
        self.error_bar.say(str(error), what_is_safe)

    def _on_stop(self) -> None:
        try:
            self._examiner.stop()
        except StoreError as error:
            self._say(error, "The answers so far are kept. Try again.")
            return
        self.ended.emit(self._examiner.attempt_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_0
        if event.isAutoRepeat() or is_typing(self.focusWidget()):
            super().keyPressEvent(event)
        elif not self.next.isHidden() and trainer_act(event, self._hands_free) is Act.FORWARD:
            self.next.click()
        elif not self.answers.press(digit):
            super().keyPressEvent(event)
