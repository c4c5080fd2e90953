"""Who is trained: one of those known by one tap, or a name that is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, clean_line
from injection_map.domain.people import same_name
from injection_map.ui.controls import Button
from injection_map.ui.fields import LineField, unbroken
from injection_map.ui.sections import Overflow, Section, roomy
from injection_map.ui.theme import Theme


class TraineeCard(Section):
    """Those who are known by one tap, and another by name."""

    changed = Signal()
    entered = Signal()

    def __init__(
        self, theme: Theme, title: str, trainees: Sequence[str], chosen: str = "", *, fills: bool = False
    ) -> None:
        """`fills` gives the list all the height that the card has."""
        super().__init__(theme, title)
        self._names = tuple(trainees)
        rows = QWidget()
        box = QVBoxLayout(rows)
        roomy(theme, box, spacing=(8, 6))
        self.choices = [_name_button(theme, name, number) for number, name in enumerate(trainees)]
        for choice in self.choices:
            choice.clicked.connect(self._on_chosen)
            box.addWidget(choice)
        box.addStretch(1)
        listed = Overflow(theme, rows)
        if not fills:
            listed.setMaximumHeight(260)
        if not self.choices:
            listed.hide()
        self.body.addWidget(listed, int(fills))
        self.new = LineField(theme, "Another name" if self.choices else "Name", name="trainee")
        self.new.changed.connect(self._on_typed)
        self.new.entered.connect(self.entered)
        self.body.addWidget(self.new)
        if not (fills and self.choices):
            self.body.addStretch(1)
        self._choose(chosen)

    @property
    def name(self) -> str:
        chosen = (name for name, one in zip(self._names, self.choices, strict=True) if one.isChecked())
        return clean_line(self.new.text) or next(chosen, "")

    def first_focus(self) -> QWidget:
        return next((one for one in self.choices if one.isChecked()), [*self.choices, self.new.line][0])

    def say_fault(self, finding: Finding) -> None:
        """What is wrong with the name."""
        self.new.touch()
        self.new.say(finding)
        self.new.line.setFocus()

    def _on_chosen(self) -> None:
        chosen = self.sender()
        assert isinstance(chosen, Button)
        self.new.set_text("")
        self._choose(self._names[self.choices.index(chosen)])
        self.changed.emit()

    def _on_typed(self) -> None:
        self.new.say(None)
        if self.new.text:
            self._choose("")
        self.changed.emit()

    def _choose(self, name: str) -> None:
        for own, choice in zip(self._names, self.choices, strict=True):
            choice.setChecked(bool(name) and same_name(own) == same_name(name))


def _name_button(theme: Theme, name: str, number: int) -> Button:
    button = Button(
        theme, unbroken(name), kind="choice", icon="person", height_px=(48, 44), align_left=True, role="small-strong"
    )
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setObjectName(f"trainee-{number}")
    return button
