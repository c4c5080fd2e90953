"""What a trainee answers with: the drawing itself, a name, a dose, or what is wrong in a record."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from injection_map.domain import words
from injection_map.domain.exam import (
    Answer,
    Dosed,
    GiveDose,
    Named,
    NameSite,
    PassedOver,
    PlaceSite,
    Question,
)
from injection_map.domain.protocol import Protocol
from injection_map.ui.controls import Button, Card, Text
from injection_map.ui.theme import Theme
from injection_map.ui.trainer import exam_words
from injection_map.ui.trainer.exam_cards import card_box

_ASKS = {
    PlaceSite: "Touch the place on the drawing.",
    NameSite: "Choose its name. The side counts too.",
    GiveDose: "Choose the dose of the protocol.",
}
_BY_KEYS = "By keyboard: the arrows aim, Shift goes further, Enter places."


class AnswerCard(Card):
    """Asks; the digits of the keyboard press its answers."""

    answered = Signal(object)
    """An Answer."""

    def __init__(self, theme: Theme, protocol: Protocol, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._protocol = theme, protocol
        self.setObjectName("answer-card")
        box = card_box(theme, self)
        self.asks = Text(theme, "lead-strong", wrap=True)
        box.addWidget(self.asks)
        self._hint = Text(theme, "small", _BY_KEYS, colour="t2", wrap=True)
        box.addWidget(self._hint)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        box.addLayout(self._grid)
        self.buttons: list[Button] = []
        box.addStretch(1)
        self.unknown = Button(theme, "I do not know", kind="quiet")
        self.unknown.setObjectName("not-known")
        self.unknown.clicked.connect(self._on_unknown)
        box.addWidget(self.unknown)

    def ask(self, question: Question) -> None:
        self.asks.setText(_ASKS.get(type(question), ""))
        self._hint.setVisible(isinstance(question, PlaceSite))
        self._drop_buttons()
        if isinstance(question, NameSite):
            offered = [(exam_words.key_words(key, self._protocol), Named(key)) for key in question.choices]
            self._offer(offered, columns=1)
        elif isinstance(question, GiveDose):
            doses: Sequence[tuple[str, Answer]] = [
                (_dose_words(dose), Dosed(dose)) for dose in exam_words.offered_doses(question)
            ]
            self._offer(doses, columns=2)

    def _offer(self, offered: Sequence[tuple[str, Answer]], *, columns: int) -> None:
        for number, (text, answer) in enumerate(offered):
            button = Button(self._theme, f"{number + 1}   {text}", align_left=True, height_px=(52, 44))
            button.setAccessibleName(text)
            button.setObjectName(f"answer-{number + 1}")
            button.clicked.connect(partial(self.answered.emit, answer))
            self._grid.addWidget(button, number // columns, number % columns)
            self.buttons.append(button)

    def _drop_buttons(self) -> None:
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []

    def press(self, number: int) -> bool:
        """The answer with this number, from 1, if there is one."""
        if self.isHidden() or not 1 <= number <= len(self.buttons):
            return False
        self.buttons[number - 1].click()
        return True

    def _on_unknown(self) -> None:
        self.answered.emit(PassedOver())


def _dose_words(dose: Decimal) -> str:
    return words.units(dose)
