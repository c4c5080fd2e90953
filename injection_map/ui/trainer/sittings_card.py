"""What a trainee sat and practised, the newest first: each a row to press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.exam import Mode
from injection_map.domain.results import Sitting
from injection_map.domain.training import Practised
from injection_map.ui.controls import Button
from injection_map.ui.fields import unbroken_figures
from injection_map.ui.sections import Overflow, Section, show_in_sight
from injection_map.ui.theme import Theme


class SittingsCard(Section):
    """Of the sittings one is chosen; what was practised has a page of its own."""

    chosen = Signal(str)
    """The id of an attempt."""
    practised_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Sittings")
        self.buttons: dict[str, Button] = {}
        self.practised_buttons: dict[str, Button] = {}
        rows = QWidget()
        self._rows = QVBoxLayout(rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        listed = Overflow(theme, rows)
        listed.verticalScrollBar().rangeChanged.connect(self._show_chosen)
        self.body.addWidget(listed, 1)

    def show_those(self, sat: Sequence[Sitting], practised: Sequence[Practised]) -> None:
        """Instead of those that are there."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {one.attempt_id: self._sitting_button(one) for one in sat}
        self.practised_buttons = {one.record_id: self._practised_button(one) for one in practised}
        dated = [(one.attempt.begun_at, self.buttons[one.attempt_id]) for one in sat]
        dated += [(one.started_at, self.practised_buttons[one.record_id]) for one in practised]
        for _, button in sorted(dated, key=lambda row: row[0], reverse=True):
            self._rows.addWidget(button)
        self._rows.addStretch(1)

    def first_focus(self) -> QWidget:
        """Some are shown."""
        return [*self.buttons.values(), *self.practised_buttons.values()][0]

    def choose(self, attempt_id: str) -> None:
        for one, button in self.buttons.items():
            button.setChecked(one == attempt_id)

    def _show_chosen(self) -> None:
        """Once the rows have their places."""
        for button in self.buttons.values():
            if button.isChecked():
                show_in_sight(button)

    def _sitting_button(self, one: Sitting) -> Button:
        told = f"{_when(one.attempt.begun_at)}: {one.score.found} of {one.score.asked}"
        button = self._button(exam_name(one), told, kind="choice")
        button.setObjectName(f"sitting-{one.attempt_id}")
        button.clicked.connect(partial(self.chosen.emit, one.attempt_id))
        return button

    def _practised_button(self, one: Practised) -> Button:
        given = f"{one.sites_given} of {words.count(one.sites_planned, 'site')}"
        button = self._button("Practised", f"{_when(one.started_at)}: {given}", kind="quiet", icon="hand")
        button.setObjectName(f"practised-{one.record_id}")
        button.clicked.connect(partial(self.practised_asked.emit, one.record_id))
        return button

    def _button(self, text: str, told: str, *, kind: str, icon: str | None = None) -> Button:
        button = Button(
            self.theme,
            text,
            kind=kind,
            icon=icon,
            align_left=True,
            height_px=(60, 52),
            subtitle=unbroken_figures(told),
        )
        button.setAccessibleName(f"{text}, {told}")
        return button


def exam_name(sitting: Sitting) -> str:
    """Exam 4711, or Drill."""
    plan = sitting.attempt.begun.plan
    return f"Exam {plan.seed}" if plan.mode is Mode.EXAM else "Drill"


def _when(at: datetime) -> str:
    return f"{words.day(at)}, {words.clock(at)}"
