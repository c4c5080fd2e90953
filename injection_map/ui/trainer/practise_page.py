"""Practise, its first page: who, by which protocol, what can be gone on with, and what was practised before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.protocol import Protocol
from injection_map.domain.training import Practised
from injection_map.ui.controls import Button, ElidedText, Text, Toggle
from injection_map.ui.fields import unbroken
from injection_map.ui.page import Page
from injection_map.ui.protocol_picker import ProtocolPicker
from injection_map.ui.sections import GUTTER, Overflow, Section, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.trainee_card import TraineeCard
from injection_map.ui.trainer.training_page import TrainingBand


class PractisePage(Page):
    """Constructor in, signals out. Who practises stays chosen from one visit to the next."""

    start_asked = Signal(str, str, bool)
    """The trainee's name, the protocol's id, and whether the safety pause is practised too."""
    resume_asked = Signal(str)
    drop_asked = Signal(str)
    looked_at = Signal(str)
    """A visit that is over, by its id."""
    back_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        trainees: Sequence[str],
        practised: Sequence[Practised],
        protocols: Sequence[Protocol],
        today: date,
        trainee: str = "",
        protocol_id: str = "",
        with_pause: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._today = theme, today
        self.setObjectName("practise-page")
        self.who = TraineeCard(theme, "Who practises", trainees, trainee)
        self.who.changed.connect(self._refresh)
        self.picker = ProtocolPicker(theme, protocols, ())
        self.picker.choose(protocol_id)
        self.picker.changed.connect(self._refresh)
        self.with_pause = Toggle(theme, "With the safety pause")
        self.with_pause.setObjectName("with-pause")
        self.with_pause.setChecked(with_pause)
        self.begun = BegunCard(theme, [visit for visit in practised if not visit.over], today)
        self.begun.resume_asked.connect(self.resume_asked)
        self.begun.drop_asked.connect(self.drop_asked)
        self.before = BeforeCard(theme, [visit for visit in practised if visit.over], today)
        self.before.looked_at.connect(self.looked_at)
        self._build()
        self._refresh()

    def first_focus(self) -> QWidget:
        return self.who.first_focus()

    def say(self, sentence: str) -> None:
        """Why it was not begun."""
        self._fault.setText(sentence)
        self._fault.show()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(TrainingBand(self._theme))
        box.addWidget(self._bar())
        columns = QHBoxLayout()
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            roomy(self._theme, column, spacing=(12, 8))
            columns.addLayout(column, 1)
        left.addWidget(self.who)
        left.addWidget(self.picker, 1)
        right.addWidget(self.begun)
        right.addWidget(self.before, 1)
        box.addLayout(columns, 1)
        box.addWidget(self._foot())

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        roomy(self._theme, row, spacing=(12, 8), margins=((8, 8), (10, 8), (14, 10), (10, 8)))
        back = Button(self._theme, "", kind="quiet", icon="chevron-left")
        back.setObjectName("back")
        back.setAccessibleName("Back to the trainer")
        back.setFixedWidth(52)
        back.clicked.connect(self.back_asked)
        row.addWidget(back)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(Text(self._theme, "person", "Practise"))
        said = "The whole visit at the chair, on an invented patient. It stands in no record."
        titles.addWidget(Text(self._theme, "second", said, colour="t2"))
        row.addLayout(titles, 1)
        return bar

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        roomy(self._theme, row, spacing=(14, 10), margins=((20, 14), (14, 10), (14, 10), (14, 10)))
        row.addWidget(self.with_pause)
        self._missing = Text(self._theme, "body", colour="t2")
        self._missing.setObjectName("missing")
        row.addWidget(self._missing)
        self._fault = Text(self._theme, "second-strong", colour="bad", wrap=True)
        self._fault.hide()
        row.addWidget(self._fault, 1)
        row.addStretch(1)
        self.start = Button(
            self._theme, "Start practising", kind="primary", icon="play", height_px=(84, 72), role="title"
        )
        self.start.setObjectName("start")
        self.start.setMinimumWidth(340)
        self.start.clicked.connect(self._on_start)
        row.addWidget(self.start)
        return foot

    def _refresh(self) -> None:
        missing = "Who practises?" if not self.who.name else "" if self.picker.chosen else "By which protocol?"
        self._missing.setText(missing)
        self._missing.setVisible(bool(missing))
        self.start.setEnabled(not missing)
        self.before.show_those_of(self.who.name)

    def _on_start(self) -> None:
        chosen = self.picker.chosen
        assert chosen is not None
        self.start_asked.emit(self.who.name, chosen.id, self.with_pause.isChecked())


class BegunCard(Section):
    """What was left in the middle: to go on with, or to drop."""

    resume_asked = Signal(str)
    drop_asked = Signal(str)

    def __init__(self, theme: Theme, begun: Sequence[Practised], today: date) -> None:
        super().__init__(theme, "Not finished")
        rows = QWidget()
        box = QVBoxLayout(rows)
        roomy(theme, box, spacing=(8, 6))
        for visit in begun:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addLayout(_told(theme, visit, today), 1)
            go_on = _VisitButton(theme, "Go on", visit, icon="play")
            go_on.pressed_for.connect(self.resume_asked)
            drop = _DropButton(theme, visit)
            drop.pressed_for.connect(self.drop_asked)
            for button, name in ((go_on, "resume"), (drop, "drop")):
                button.setObjectName(f"{name}-{visit.record_id}")
                button.setAccessibleName(f"{button.text()}: {_sentence(visit, today)}")
                row.addWidget(button)
            box.addLayout(row)
        listed = Overflow(theme, rows)
        listed.setMaximumHeight(240)
        self.body.addWidget(listed)
        if not begun:
            self.hide()


class BeforeCard(Section):
    """What the chosen trainee practised before; each opens what came of it."""

    looked_at = Signal(str)

    def __init__(self, theme: Theme, over: Sequence[Practised], today: date) -> None:
        super().__init__(theme, "Practised before")
        self._over = tuple(over)
        rows = QWidget()
        box = QVBoxLayout(rows)
        roomy(theme, box, spacing=(8, 6))
        self._rows = [_row_button(theme, visit, today) for visit in over]
        for button in self._rows:
            button.pressed_for.connect(self.looked_at)
            box.addWidget(button)
        self._nothing = Text(theme, "base", "Nothing yet.", colour="t2", wrap=True)
        box.addWidget(self._nothing)
        box.addStretch(1)
        self.body.addWidget(Overflow(theme, rows), 1)

    def show_those_of(self, trainee: str) -> None:
        """Of everybody while nobody is chosen."""
        shown = [not trainee or visit.is_of(trainee) for visit in self._over]
        for button, is_shown in zip(self._rows, shown, strict=True):
            button.setVisible(is_shown)
        self._nothing.setVisible(not any(shown))
        self.say(words.count(sum(shown), "visit"))


class _VisitButton(Button):
    """Says whose visit it is for when it is pressed."""

    pressed_for = Signal(str)

    def __init__(
        self,
        theme: Theme,
        text: str,
        visit: Practised,
        *,
        icon: str,
        kind: str = "plain",
        height_px: tuple[int, int] = (52, 48),
        subtitle: str = "",
    ) -> None:
        super().__init__(
            theme, text, kind=kind, icon=icon, height_px=height_px, subtitle=subtitle, align_left=bool(subtitle)
        )
        self._record_id = visit.record_id
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.pressed_for.emit(self._record_id)


class _DropButton(_VisitButton):
    """Asks before it does: the second press is meant."""

    def __init__(self, theme: Theme, visit: Practised) -> None:
        super().__init__(theme, "Drop", visit, icon="close")
        self._asked = False

    def _on_clicked(self) -> None:
        if self._asked:
            super()._on_clicked()
            return
        self._asked = True
        self.setText("Drop it?")
        self.setAccessibleName("Press once more to drop it")
        self.set_kind("warn")
        self.updateGeometry()


def _row_button(theme: Theme, visit: Practised, today: date) -> _VisitButton:
    button = _VisitButton(
        theme,
        unbroken(f"{visit.trainee}, {_when(visit, today)}"),
        visit,
        icon="file",
        kind="quiet",
        height_px=(64, 56),
        subtitle=f"{visit.protocol.title}: {_given(visit)}",
    )
    button.setObjectName(f"look-{visit.record_id}")
    return button


def _told(theme: Theme, visit: Practised, today: date) -> QVBoxLayout:
    box = QVBoxLayout()
    box.setSpacing(1)
    box.addWidget(ElidedText(theme, "base-strong", visit.trainee))
    box.addWidget(ElidedText(theme, "small", f"{_when(visit, today)}: {_given(visit)}", colour="t2"))
    return box


def _sentence(visit: Practised, today: date) -> str:
    return f"{visit.trainee}, {_when(visit, today)}, {_given(visit)}"


def _given(visit: Practised) -> str:
    """9 of 31 sites given"""
    return f"{visit.sites_given} of {words.count(visit.sites_planned, 'site')} given"


def _when(visit: Practised, today: date) -> str:
    at = visit.started_at
    return f"today at {words.clock(at)}" if at.date() == today else f"{words.day(at)} at {words.clock(at)}"
