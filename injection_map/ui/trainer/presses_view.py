"""What arrives from a pedal, a remote or the keyboard: the newest press large, the last ones in a table."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.hands_free import AT_CHAIR, IN_TRAINER, HandsFree, Input
from injection_map.domain.presses import MOST_KEPT, Arrival
from injection_map.ui.controls import Card, ElidedText, Text
from injection_map.ui.pedal_keys import input_name, is_key_of_chair, is_key_of_trainer
from injection_map.ui.sections import Section, roomy
from injection_map.ui.theme import Theme

NOTHING_YET = "Press a key"
HINT = "Or a pedal, or a remote. Nothing is recorded here. Tab goes to the buttons."
COLUMNS = ("Key", "Held", "Up before", "Repeats", "At the chair", "In the trainer")


def seconds(ms: float) -> str:
    """0.12 s, 3.4 s, 125 s"""
    digits = 2 if ms < 1000 else 1 if ms < 100_000 else 0
    return f"{words.figure(round(Decimal(ms) / 1000, digits))} s"


def chair_words(pressed: Input, hands_free: HandsFree) -> str:
    """Injected; nothing; or that the page uses the key itself."""
    act = hands_free.at_chair(pressed)
    if act is not None:
        return AT_CHAIR[act]
    return "a page key" if is_key_of_chair(pressed) else "nothing"


def trainer_words(pressed: Input, hands_free: HandsFree) -> str:
    act = hands_free.in_trainer(pressed)
    if act is not None:
        return IN_TRAINER[act]
    return "a page key" if is_key_of_trainer(pressed) else "nothing"


def arrival_words(arrival: Arrival) -> str:
    """Held for 0.12 s, up for 0.8 s before. 3 repeats, ignored."""
    held = "Held down now" if arrival.held_ms is None else f"Held for {seconds(arrival.held_ms)}"
    up = f", up for {seconds(arrival.up_ms)} before" if arrival.up_ms is not None else ""
    repeats = f" {words.count(arrival.repeats, 'repeat')}, ignored." if arrival.repeats else ""
    return f"{held}{up}.{repeats}"


class NewestPress(Card):
    """To be read from a metre. It has the keyboard, so that no button is pressed by what arrives."""

    def __init__(self, theme: Theme, *, key_up_ms: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key_up_ms = key_up_ms
        self.setObjectName("newest-press")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box = QVBoxLayout(self)
        roomy(theme, box, spacing=(10, 6), margins=((24, 18), (18, 12), (24, 18), (18, 12)))
        self.key = ElidedText(theme, "key")
        self.how = Text(theme, "lead", colour="t2", wrap=True)
        box.addWidget(self.key)
        box.addWidget(self.how)
        row = QHBoxLayout()
        roomy(theme, row, spacing=(12, 8))
        self.chair, self.trainer = _Effect(theme, "At the chair"), _Effect(theme, "In the trainer")
        row.addWidget(self.chair, 1)
        row.addWidget(self.trainer, 1)
        box.addLayout(row)
        self.show_press(None, HandsFree())

    def show_command(self, name: str) -> None:
        """A key with Ctrl, Alt or Meta: none that a pedal should send."""
        self.show_press(None, HandsFree())
        self.key.setText(name)
        self.how.setText("With Ctrl, Alt or Meta it is a command. Let the pedal send a key alone.")
        self.how.set_colour("bad")
        self.setAccessibleName(f"{name}. {self.how.text()}")

    def show_press(self, arrival: Arrival | None, hands_free: HandsFree) -> None:
        self.key.setText(input_name(arrival.pressed) if arrival else NOTHING_YET)
        self.how.setText(arrival_words(arrival) if arrival else HINT)
        self.how.set_colour("t2")
        self.chair.show_words(chair_words(arrival.pressed, hands_free) if arrival else "")
        self.trainer.show_words(trainer_words(arrival.pressed, hands_free) if arrival else "")
        if arrival is not None and arrival.bounced:
            self.how.setText(f"Too soon: it does not count. It must be up for {seconds(self._key_up_ms)} first.")
            self.how.set_colour("bad")
        self.setAccessibleName(". ".join(filter(None, (self.key.text(), self.how.text()))))
        self.setAccessibleDescription(f"{self.chair.told}. {self.trainer.told}" if arrival else "")


class _Effect(QFrame):
    """What a press does in one place."""

    def __init__(self, theme: Theme, where: str) -> None:
        super().__init__()
        self._where = where
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(Text(theme, "label", where, colour="t2"))
        self.words = Text(theme, "site")
        box.addWidget(self.words)

    @property
    def told(self) -> str:
        return f"{self._where}: {self.words.text()}"

    def show_words(self, text: str) -> None:
        self.words.setText(text or "–")
        self.words.set_colour("t3" if text in ("", "nothing", "a page key") else "t1")


class LastPresses(Section):
    """The last presses, the newest first; there is room for all from the beginning, so that nothing moves."""

    def __init__(self, theme: Theme, *, key_up_ms: int) -> None:
        super().__init__(theme, f"The last {MOST_KEPT} presses")
        self.say(f"After less than {seconds(key_up_ms)} up, a press does not count")
        grid = QGridLayout()
        roomy(theme, grid, spacing=(18, 12), rows=(5, 1))
        for column, title in enumerate(COLUMNS):
            grid.addWidget(Text(theme, "label", title, colour="t2"), 0, column)
        self.rows = [_row(theme) for _ in range(MOST_KEPT)]
        for number, row in enumerate(self.rows, 1):
            grid.setRowStretch(number, 1)
            for column, text in enumerate(row):
                grid.addWidget(text, number, column)
        for column, stretch in enumerate((4, 1, 1, 1, 2, 2)):
            grid.setColumnStretch(column, stretch)
        self.body.addLayout(grid, 1)

    def show_presses(self, arrivals: tuple[Arrival, ...], hands_free: HandsFree) -> None:
        for number, row in enumerate(self.rows):
            cells = _cells(arrivals[number], hands_free) if number < len(arrivals) else ("",) * len(COLUMNS)
            counts = number >= len(arrivals) or not arrivals[number].bounced
            for text, cell in zip(row, cells, strict=True):
                text.setText(cell)
                text.set_colour("t1" if counts else "t3")


def _row(theme: Theme) -> list[Text]:
    """A key’s name may be shortened: newer keyboards have long ones."""
    return [ElidedText(theme, "lead"), *(Text(theme, "lead", tabular=True) for _ in COLUMNS[1:])]


def _cells(arrival: Arrival, hands_free: HandsFree) -> tuple[str, ...]:
    held = seconds(arrival.held_ms) if arrival.held_ms is not None else "now"
    up = seconds(arrival.up_ms) if arrival.up_ms is not None else ""
    repeats = str(arrival.repeats) if arrival.repeats else ""
    if arrival.bounced:
        return input_name(arrival.pressed), held, up, repeats, "too soon", "too soon"
    chair, trainer = chair_words(arrival.pressed, hands_free), trainer_words(arrival.pressed, hands_free)
    return input_name(arrival.pressed), held, up, repeats, chair, trainer
