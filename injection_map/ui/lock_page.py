"""What the window shows while it is locked: nothing of a patient, only who may open it, and whether all is saved."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.people import Person
from injection_map.ui.controls import Button, Card, IconLabel, Text
from injection_map.ui.page import Page
from injection_map.ui.pin_field import PinField, SecretField
from injection_map.ui.sections import Overflow
from injection_map.ui.theme import Theme

_SCREEN = "Unlocking brings back what was on the screen."
_NOTHING_SET = (
    "Nobody here has a PIN, and the records have no passphrase. So this only hides the screen: anybody can go on. "
    f"PINs are set in Settings. {_SCREEN}"
)
_NOT_OPEN = f"The records are not open, so that this only hides the screen. {_SCREEN}"
_ROWS_SHOWN = 4


class Way(Enum):
    """How the window is opened again. A tap alone: in mid-visit by a setting, where nothing was ever set, and
    while no records are open."""

    TAP = "tap"
    NOTHING_SET = "nothing-set"
    NOT_OPEN = "not-open"
    ASK = "ask"


class LockPage(Page):
    """Constructor in, signals out. What is typed is handed over once and kept nowhere."""

    pin_given = Signal(str, str)
    """A person's id and the PIN."""
    passphrase_given = Signal(str)
    tapped = Signal()

    def __init__(
        self,
        theme: Theme,
        way: Way,
        people: Sequence[Person] = (),
        *,
        chosen: str = "",
        with_passphrase: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`people` are those who have a PIN; `chosen` is the id of whom the program thinks of first."""
        super().__init__(parent)
        self._theme, self.way = theme, way
        self._people = tuple(people)
        self.setObjectName("lock-page")
        self.setAutoFillBackground(True)
        self.choices = [self._choice(person, chosen) for person in self._people]
        self.pin = PinField(theme, "PIN", name="unlock-pin")
        self.pin.changed.connect(self._on_typed)
        self.pin.entered.connect(self._on_main)
        self.pin.wait_over.connect(self._refresh)
        self.passphrase = SecretField(theme, "Passphrase of the records", name="unlock-passphrase")
        self.passphrase.changed.connect(self._on_typed)
        self.passphrase.entered.connect(self._on_main)
        self.other = Button(theme, "", kind="link", height_px=(52, 48), role="small-strong")
        self.other.setObjectName("other-way")
        self.other.clicked.connect(self._on_other)
        self.other.setVisible(False)
        self.saving = Text(theme, "small-strong", wrap=True)
        self.saving.setObjectName("lock-saving")
        self.main = Button(
            theme,
            "Unlock" if way is Way.ASK else "Go on",
            kind="primary",
            icon="lock" if way is Way.ASK else "play",
            height_px=(84, 76),
            role="title",
        )
        self.main.setObjectName("unlock")
        self.main.clicked.connect(self._on_main)
        self._by_passphrase = not self._people
        self._both = bool(self._people) and with_passphrase and way is Way.ASK
        self._build()
        self._refresh()

    def _choice(self, person: Person, chosen: str) -> Button:
        button = Button(self._theme, person.name, kind="choice", height_px=(56, 52), align_left=True)
        button.setObjectName(f"person-{person.id}")
        button.setChecked(person.id == chosen or len(self._people) == 1)
        button.clicked.connect(self._on_person)
        return button

    def _build(self) -> None:
        card = Card()
        card.setFixedWidth(600)
        box = QVBoxLayout(card)
        box.setContentsMargins(32, 28, 32, 28)
        box.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(IconLabel(self._theme, "lock", colour="t1", size_px=28))
        head.addWidget(Text(self._theme, "person", "Locked"), 1)
        box.addLayout(head)
        words = {Way.NOTHING_SET: _NOTHING_SET, Way.NOT_OPEN: _NOT_OPEN}.get(self.way, _SCREEN)
        box.addWidget(Text(self._theme, "body", words, colour="t2", wrap=True))
        box.addWidget(self.saving)
        box.addSpacing(8)
        self._who = QWidget()
        self._who.setLayout(self._choices())
        self._list = Overflow(self._theme, self._who)
        rows = min(-(-len(self.choices) // 2), _ROWS_SHOWN)
        self._list.setFixedHeight(max(rows, 1) * (self._theme.px(56, 52) + 8))
        for widget in (self._list, self.pin, self.passphrase):
            box.addWidget(widget)
        box.addSpacing(8)
        box.addWidget(self.main)
        box.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(1)

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for column in range(2):
            grid.setColumnMinimumWidth(column, 256)
            grid.setColumnStretch(column, 1)
        for i, choice in enumerate(self.choices):
            grid.addWidget(choice, i // 2, i % 2)
        return grid

    def first_focus(self) -> QWidget:
        if self.way is not Way.ASK:
            return self.main
        if self._by_passphrase:
            return self.passphrase.line
        return self.pin.line if self.chosen else self.choices[0]

    @property
    def chosen(self) -> Person | None:
        """Who says that they are here."""
        pairs = zip(self._people, self.choices, strict=True)
        return next((person for person, choice in pairs if choice.isChecked()), None)

    # --- what the lock tells the page -----------------------------------------------------------------------------

    def say_saving(self, sentence: str, *, bad: bool) -> None:
        """Whether the disk has everything of the visit that goes on; not whose."""
        self.saving.setText(sentence)
        self.saving.set_colour("bad" if bad else "t2")
        self.saving.setVisible(bool(sentence))

    def say_wrong_pin(self, wait_s: float) -> None:
        self.pin.say_wrong(wait_s)
        self._refresh()

    def say_wrong_passphrase(self, sentence: str) -> None:
        self.passphrase.say_fault(sentence)

    # --- what the user does -----------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        asks_pin = self.way is Way.ASK and not self._by_passphrase
        self._list.setVisible(asks_pin)
        self.pin.setVisible(asks_pin and self.chosen is not None)
        self.passphrase.setVisible(self.way is Way.ASK and self._by_passphrase)
        self.main.setEnabled(not (asks_pin and (self.pin.waiting or self.chosen is None)))
        self.other.setVisible(self._both)
        self.other.setText("Unlock with a PIN" if self._by_passphrase else "Unlock with the passphrase of the records")
        self.other.setAccessibleName(self.other.text())
        self.other.updateGeometry()

    def _on_typed(self) -> None:
        field = self.sender()
        if isinstance(field, PinField) and field.waiting:
            return
        if isinstance(field, SecretField):
            field.say(None)

    def _on_person(self) -> None:
        for choice in self.choices:
            choice.setChecked(choice is self.sender())
        self.pin.forget()
        self._refresh()
        self.pin.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_other(self) -> None:
        self._by_passphrase = not self._by_passphrase
        self._refresh()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_main(self) -> None:
        if self.way is not Way.ASK:
            self.tapped.emit()
        elif self._by_passphrase:
            self._give_passphrase()
        elif (person := self.chosen) is not None and not self.pin.waiting:
            self._give_pin(person)

    def _give_pin(self, person: Person) -> None:
        pin = self.pin.text
        self.pin.clear()
        if pin:
            self.pin_given.emit(person.id, pin)
        else:
            self.pin.say_fault("The PIN is needed.")

    def _give_passphrase(self) -> None:
        typed = self.passphrase.text
        self.passphrase.clear()
        if typed:
            self.passphrase_given.emit(typed)
        else:
            self.passphrase.say_fault("The passphrase is needed.")
