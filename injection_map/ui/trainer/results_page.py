"""The results: a trainee's sittings, how they went by muscle and over time, and what goes out of the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.attempts import Try
from injection_map.domain.people import same_name
from injection_map.domain.results import (
    Sitting,
    all_tries,
    class_of,
    each_once,
    milestones,
    scores_by_muscle,
    sittings,
)
from injection_map.domain.scoring import Score, score_of
from injection_map.domain.training import Practised
from injection_map.ui.controls import Button, Card, ElidedText, Text
from injection_map.ui.fields import unbroken
from injection_map.ui.page import Page
from injection_map.ui.sections import GUTTER, Overflow, Section, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.results_charts import MuscleChart, ProgressChart, score_words
from injection_map.ui.trainer.sitting_card import SittingCard
from injection_map.ui.trainer.sittings_card import SittingsCard

_LIST_PX, _SIDE_PX = (300, 250), (400, 350)
MuscleName = Callable[[Sitting, str], str]
"""A muscle's name in the protocol of a sitting, by its id."""


class ResultsPage(Page):
    """One trainee at a time, and of theirs one sitting that is signed, replayed and printed."""

    certificate_asked = Signal(str)
    class_asked = Signal(str, str)
    """The id of an attempt whose class is meant; `pdf` or `csv`."""
    replay_asked = Signal(str)
    cosign_asked = Signal(str)
    practised_asked = Signal(str)
    """A visit that was practised, by its id."""
    back_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        all_: Sequence[Sitting],
        muscle_name: MuscleName,
        *,
        practised: Sequence[Practised] = (),
        attempt_id: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`all_` are everybody's sittings, `practised` their visits, newest first; the sitting with `attempt_id`, or
        else the newest, is shown.
        """
        super().__init__(parent)
        self._theme, self._all, self._muscle_name = theme, tuple(all_), muscle_name
        self._practised = tuple(practised)
        self._sitting = next((one for one in all_ if one.attempt_id == attempt_id), next(iter(all_), None))
        self._names = each_once((*(one.trainee for one in all_), *(one.trainee for one in practised)))
        self.setObjectName("results-page")
        self.trainee_buttons: dict[str, Button] = {}
        self._build()
        theme.changed.connect(self._restyle)
        self._restyle()
        if self._sitting is not None:
            self._show_trainee(self._sitting.trainee)
        elif self._names:
            self._show_trainee(self._names[0])

    def first_focus(self) -> QWidget:
        return self.sat.first_focus() if self._names else self.back

    @property
    def sitting(self) -> Sitting | None:
        """The one that is chosen."""
        return self._sitting

    def say(self, sentence: str) -> None:
        """What came of what was asked for."""
        self.card.message.say(None, sentence)

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        columns = QHBoxLayout()
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        if not self._names:
            columns.addWidget(self._nothing_yet())
        else:
            columns.addWidget(self._trainees())
            columns.addWidget(self._course(), 1)
            columns.addWidget(self._one_sitting())
        box.addLayout(columns, 1)

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 4, 14, 4)
        row.addWidget(Text(self._theme, "person", "Results"), 1)
        self.back = Button(self._theme, "Trainer", kind="quiet", icon="chevron-left")
        self.back.setObjectName("back")
        self.back.clicked.connect(self.back_asked)
        row.addWidget(self.back)
        return bar

    def _nothing_yet(self) -> Card:
        card = Card()
        box = QVBoxLayout(card)
        box.addStretch(1)
        for role, text in (
            ("title", "Nothing was sat or practised yet"),
            ("body", "What trainees answer and practise is shown here."),
        ):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(Text(self._theme, role, text))
            row.addStretch(1)
            box.addLayout(row)
        box.addStretch(1)
        return card

    def _trainees(self) -> Section:
        self._list = Section(self._theme, "Trainees")
        rows = QWidget()
        box = QVBoxLayout(rows)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for number, name in enumerate(self._names):
            times = self._times(name)
            button = Button(
                self._theme,
                unbroken(name),
                kind="choice",
                subtitle=times,
                align_left=True,
                height_px=(60, 52),
                role="second-strong",
            )
            button.setObjectName(f"trainee-{number}")
            button.setAccessibleName(f"{name}, {times}")
            button.setToolTip(name)
            button.clicked.connect(partial(self._show_trainee, name))
            box.addWidget(button)
            self.trainee_buttons[name] = button
        box.addStretch(1)
        self._list.body.addWidget(Overflow(self._theme, rows), 1)
        return self._list

    def _times(self, name: str) -> str:
        """3 sittings, 1 practised"""
        told = words.count(len(sittings_of(self._all, name)), "sitting")
        practised = sum(one.is_of(name) for one in self._practised)
        return f"{told}, {practised} practised" if practised else told

    def _course(self) -> QWidget:
        column = QWidget()
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        roomy(self._theme, box, spacing=(12, 8))
        over_time = Section(self._theme, "Over time")
        self.name = ElidedText(self._theme, "person")
        self.name.setObjectName("trainee")
        self.whole = Text(self._theme, "second", colour="t2", wrap=True)
        self.progress, self.muscles = ProgressChart(self._theme), MuscleChart(self._theme)
        over_time.body.addWidget(self.name)
        over_time.body.addWidget(self.whole)
        over_time.body.addWidget(self.progress, 1)
        box.addWidget(over_time, 1)
        over_time.say("right answers, median miss")
        self.by_muscle = Section(self._theme, "By muscle")
        self.by_muscle.say("right answers, median miss")
        self.by_muscle.body.addWidget(self.muscles)
        box.addWidget(self.by_muscle)
        return column

    def _one_sitting(self) -> QWidget:
        self._side = QWidget()
        box = QVBoxLayout(self._side)
        box.setContentsMargins(0, 0, 0, 0)
        roomy(self._theme, box, spacing=(12, 8))
        self.sat = SittingsCard(self._theme)
        self.sat.chosen.connect(self._on_sitting)
        self.sat.practised_asked.connect(self.practised_asked)
        self.card = SittingCard(self._theme)
        self.card.replay_asked.connect(self.replay_asked)
        self.card.cosign_asked.connect(self.cosign_asked)
        self.card.certificate_asked.connect(self.certificate_asked)
        self.card.class_asked.connect(self.class_asked)
        box.addWidget(self.sat, 1)
        box.addWidget(self.card)
        return self._side

    def _restyle(self) -> None:
        if self._names:
            larger = 0.5 + self._theme.font_percent / 200
            self._list.setFixedWidth(round(larger * self._theme.px(*_LIST_PX)))
            self._side.setFixedWidth(round(larger * self._theme.px(*_SIDE_PX)))

    # --- showing ------------------------------------------------------------------------------------------------

    def _show_trainee(self, trainee: str) -> None:
        """Everything of one trainee; of theirs the chosen sitting, or the newest."""
        own = sittings_of(self._all, trainee)
        if self._sitting not in own:
            self._sitting = next(iter(own), None)
        for name, button in self.trainee_buttons.items():
            button.setChecked(same_name(name) == same_name(trainee))
        tries = all_tries(own)
        self.name.setText(trainee)
        told = score_words(score_of(one.judgement for one in tries)) if tries else "no exam yet"
        self.whole.setText(f"In all: {told}.")
        self.progress.show_milestones(milestones(own))
        scores = self._muscle_scores(tries)
        self.muscles.show_scores(scores)
        self.by_muscle.setVisible(bool(scores))
        self.sat.show_those(own, [one for one in self._practised if one.is_of(trainee)])
        self.card.setVisible(self._sitting is not None)
        if self._sitting is not None:
            self._show_sitting(self._sitting)

    def _muscle_scores(self, tries: Sequence[Try]) -> list[tuple[str, Score]]:
        sitting = self._sitting
        scores = scores_by_muscle(tries)
        return [(self._muscle_name(sitting, muscle), score) for muscle, score in scores.items()] if sitting else []

    def _show_sitting(self, sitting: Sitting) -> None:
        self.sat.choose(sitting.attempt_id)
        self.card.show_one(sitting, in_class=len(class_of(sitting, self._all)))

    # --- acts ---------------------------------------------------------------------------------------------------

    def _on_sitting(self, attempt_id: str) -> None:
        self._sitting = next(one for one in self._all if one.attempt_id == attempt_id)
        self._show_sitting(self._sitting)


def sittings_of(all_: Sequence[Sitting], trainee: str) -> tuple[Sitting, ...]:
    """A trainee's, in their order."""
    return sittings({one.attempt_id: one.attempt for one in all_}, trainee)
