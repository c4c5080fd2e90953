"""What is asked today: the allergies, then the protocol's questions, each answered by one of two buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from injection_map.domain.checks import Level
from injection_map.domain.pause_draft import (
    AskedDraft,
    Card,
    PauseDraft,
    PauseField,
    answer_field,
    detail_field,
    sites_field,
)
from injection_map.domain.protocol import OnYes, Protocol, Question
from injection_map.domain.safety_pause import PauseFinding, left_open
from injection_map.ui.answers import Slide
from injection_map.ui.controls import PressButton, Text
from injection_map.ui.pause_cards import PauseCard
from injection_map.ui.question_row import NO, YES, QuestionRow, SkipRow
from injection_map.ui.sections import show_in_sight
from injection_map.ui.theme import Theme

_DETAIL_LABELS = {
    OnYes.CAUTION: "What was said, if it is to stand in the record",
    OnYes.REASON: "Why it is gone on with",
    OnYes.SKIP_SITE: "Why these sites are left out",
}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class AskCard(PauseCard):
    """The open question is the only tinted row."""

    choose_sites_asked = Signal(object)
    """The SkipRow."""

    def __init__(self, theme: Theme, protocol: Protocol, allergies: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, Card.ASK, "Ask today", parent)
        self._protocol = protocol
        self._slide = Slide(self)
        self._slide.passed.connect(self._on_passed)
        self.allergies = QuestionRow(
            theme,
            PauseField.ALLERGIES,
            "Allergies",
            f"On record: {allergies}" if allergies else "None on record",
            "Which are new",
            options=("No change", "New"),
            parent=self,
        )
        self._numbers = _source_numbers(protocol)
        self.questions = {question.id: self._row(question) for question in protocol.questions}
        for row in self.rows:
            self._add(row)
        self.body.addStretch(1)
        self._sources = Text(
            theme, "label", _source_words(protocol, self._numbers), colour="t3", wrap=True, parent=self
        )
        self._sources.setObjectName("question-sources")
        self._sources.setVisible(not protocol.review.approved)
        self.body.addWidget(self._sources)

    def _restyle(self) -> None:
        super()._restyle()
        self.body.setSpacing(0)

    @property
    def rows(self) -> list[QuestionRow]:
        return [self.allergies, *self.questions.values()]

    def _row(self, question: Question) -> QuestionRow:
        name, label = answer_field(question.id), _DETAIL_LABELS[question.on_yes]
        number = self._numbers.get(question.source or "") if not self._protocol.review.approved else None
        ask = question.ask + (str(number).translate(_SUPERSCRIPTS) if number else "")
        if question.on_yes is not OnYes.SKIP_SITE:
            row = QuestionRow(self.theme, name, ask, question.examples, label, parent=self)
        else:
            row = SkipRow(self.theme, self._protocol, name, ask, question.examples, label)
            row.choose_asked.connect(self._on_choose_asked)
        for part, option in zip(row.buttons.parts, ("No", "Yes"), strict=True):
            part.setAccessibleName(f"{question.ask}: {option}")
        return row

    def _add(self, row: QuestionRow) -> None:
        row.answered.connect(self._on_answered)
        row.changed.connect(self.changed)
        row.left.connect(self._on_row_left)
        part = row.buttons.part(NO)
        assert isinstance(part, PressButton)
        self._slide.watch(part)
        self.body.addWidget(row)
        field = PauseField.NEW_ALLERGIES if row is self.allergies else f"{row.objectName()}-detail"
        self.fields[field] = row.detail

    # --- answering ------------------------------------------------------------------------------------------------

    def current_row(self) -> QuestionRow | None:
        """The open row with the focus, else the first open one."""
        unanswered = [row for row in self.rows if row.yes is None]
        focus = QApplication.focusWidget()
        focused = (row for row in unanswered if focus is not None and row.isAncestorOf(focus))
        return next(focused, unanswered[0] if unanswered else None)

    def answer_current(self, *, yes: bool) -> None:
        """By Y or N."""
        row = self.current_row()
        if row is not None:
            row.answer(yes)
            self._go_on(row)

    def _on_answered(self) -> None:
        self.changed.emit()

    def _on_passed(self, button: PressButton) -> None:
        """A slide answers what is open; a yes is never taken back by passing over."""
        row = next(row for row in self.rows if row.isAncestorOf(button))
        if row.yes is None:
            row.answer(False)

    def _on_row_left(self) -> None:
        row = next(row for row in self.rows if row is self.sender())
        self._go_on(row, leaving=True)

    def _go_on(self, row: QuestionRow, *, leaving: bool = False) -> None:
        """To what the answer wants, else to the next open question; after the last the focus stays in the card."""
        wants = row.yes and not leaving and self._wants(row)
        following = self.current_row()
        target: QWidget = row.buttons.part(YES if row.yes else NO)
        if wants:
            target = row.choose if isinstance(row, SkipRow) and not row.sites else row.detail.line
        elif following is not None:
            target = following.buttons.part(NO)
        target.setFocus(Qt.FocusReason.TabFocusReason)
        show_in_sight(target)

    def _wants(self, row: QuestionRow) -> bool:
        question = next((q for q in self._protocol.questions if self.questions[q.id] is row), None)
        return question is None or question.on_yes is not OnYes.CAUTION

    def _on_choose_asked(self) -> None:
        self.choose_sites_asked.emit(next(row for row in self.rows if row is self.sender()))

    # --- the draft ------------------------------------------------------------------------------------------------

    def show_draft(self, draft: PauseDraft) -> None:
        self.allergies.show_answer(draft.has_new_allergies if draft.asked_allergies else None)
        self.allergies.detail.set_text(draft.new_allergies)
        for question, row in self.questions.items():
            answer = draft.answer(question)
            row.show_answer(answer.yes if answer else None)
            row.detail.set_text(answer.detail if answer else "")
            if isinstance(row, SkipRow):
                row.show_sites(answer.sites if answer else ())

    def filled_in(self, draft: PauseDraft) -> PauseDraft:
        return replace(
            draft,
            asked_allergies=self.allergies.yes is not None,
            has_new_allergies=self.allergies.yes is True,
            new_allergies=self.allergies.detail.text,
            answers=tuple(
                AskedDraft(question, row.yes, row.detail.text, row.sites if isinstance(row, SkipRow) else ())
                for question, row in self.questions.items()
                if row.yes is not None
            ),
        )

    def say_findings(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> None:
        super().say_findings(findings, draft)
        current = self.current_row()
        for row in self.rows:
            row.set_current(row is current)
        for question, row in self.questions.items():
            if isinstance(row, SkipRow):
                found = next((finding for finding in findings if finding.field == sites_field(question)), None)
                row.say_sites(found)

    def status_words(self, findings: Sequence[PauseFinding], draft: PauseDraft) -> str:
        to_ask = len(left_open(findings))
        wrong = sum(finding.level is Level.ERROR for finding in findings)
        if to_ask or wrong:
            return f"{to_ask} left to ask" if to_ask else f"{wrong} left to say"
        yes = sum(row.yes is True for row in self.rows)
        return f"Asked, {yes} yes" if yes else "Asked"

    def stops(self) -> list[QWidget]:
        stops: list[QWidget] = []
        for row in self.rows:
            stops += row.buttons.parts
            if isinstance(row, SkipRow):
                stops.append(row.choose)
            stops.append(row.detail.line)
        return stops

    def place_of(self, field: str) -> QWidget:
        for question, row in self.questions.items():
            if field == answer_field(question):
                return row.buttons.part(NO)
            if field == sites_field(question) and isinstance(row, SkipRow):
                return row.choose
            if field == detail_field(question):
                return row.detail.line
        return self.allergies.detail.line if field == PauseField.NEW_ALLERGIES else self.allergies.buttons.part(NO)


def _source_numbers(protocol: Protocol) -> dict[str, int]:
    """Each source of a question, numbered as it comes."""
    sources = dict.fromkeys(question.source for question in protocol.questions if question.source)
    return {source: number for number, source in enumerate(sources, start=1) if source}


def _source_words(protocol: Protocol, numbers: dict[str, int]) -> str:
    """Questions not verified, protocol: draft. ¹ US prescribing information ² Headache 2017;57:766"""
    notes = [f"{str(n).translate(_SUPERSCRIPTS)} {protocol.source(source).title}" for source, n in numbers.items()]
    return " ".join((f"Questions not verified, protocol: {protocol.review.status}.", *notes))
