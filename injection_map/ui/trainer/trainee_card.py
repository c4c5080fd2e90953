"""Who is trained: one of those known by one tap, or a name that is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, clean_line
from injection_map.ui.controls import Button
from injection_map.ui.fields import LineField
from injection_map.ui.sections import Section
from injection_map.ui.theme import Theme

MOST_OFFERED = 7


class TraineeCard(Section):
    """`name` is the one that was chosen or typed; whether it is one, the store says."""

    changed = Signal()
    entered = Signal()

    def __init__(self, theme: Theme, known: Sequence[str], parent: QWidget | None = None) -> None:
        """Of more known trainees than fit, the first are offered; the others are typed."""
        super().__init__(theme, "Trainee", parent=parent)
        rows = QVBoxLayout()
        rows.setSpacing(8)
        self.buttons: list[Button] = []
        for number, name in enumerate(known[:MOST_OFFERED]):
            button = Button(theme, name, kind="choice", icon="person", align_left=True)
            button.setObjectName(f"trainee-{number}")
            button.clicked.connect(partial(self._on_chosen, name))
            rows.addWidget(button)
            self.buttons.append(button)
        self.body.addLayout(rows)
        self.field = LineField(theme, "Name", name="trainee-name", hint="As it shall stand on the certificate")
        self.field.changed.connect(self._on_typed)
        self.field.entered.connect(self.entered)
        self.body.addWidget(self.field)
        self.body.addStretch(1)

    @property
    def name(self) -> str:
        return clean_line(self.field.text)

    def choose(self, name: str) -> None:
        self.field.set_text(name)
        self._mark()

    def say_fault(self, finding: Finding) -> None:
        """What is wrong with the name."""
        self.field.touch()
        self.field.say(finding)

    def _on_chosen(self, name: str) -> None:
        self.choose(name)
        self.field.say(None)
        self.changed.emit()

    def _on_typed(self) -> None:
        self.field.say(None)
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        for button in self.buttons:
            button.setChecked(button.text() == self.name)
