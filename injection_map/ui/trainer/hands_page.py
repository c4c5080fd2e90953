"""Keys and voice: what arrives from pedals, remotes and the numeric pad, what it does, and how it is learned."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.hands_free import AT_CHAIR, IN_TRAINER, SETTING, Act, Input, hands_free
from injection_map.domain.presses import PressLog
from injection_map.domain.settings import Settings
from injection_map.ui.controls import COMMAND, Button, Text, Toggle
from injection_map.ui.input_row import InputRow
from injection_map.ui.page import Page
from injection_map.ui.pedal_keys import input_of
from injection_map.ui.sections import GUTTER, Overflow, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.presses_view import LastPresses, NewestPress
from injection_map.ui.typed_setting import SettingCard
from injection_map.ui.voice_card import VoiceCard


class HandsPage(Page):
    """Constructor in, signals out; each choice is in force at once. Nothing that is pressed here is recorded."""

    back_asked = Signal()
    setting_chosen = Signal(str, object)
    """The name of a setting and its value."""
    reset_asked = Signal()

    def __init__(self, theme: Theme, settings: Settings, *, key_up_ms: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._key_up_ms = theme, key_up_ms
        self._hands_free = hands_free(settings)
        self._log = PressLog()
        self.setObjectName("hands-page")
        self.newest = NewestPress(theme, key_up_ms=key_up_ms)
        self.last = LastPresses(theme, key_up_ms=key_up_ms)
        self.inputs = InputsCard(theme, settings)
        self.voice = VoiceCard(theme, settings)
        self.inputs.setting_chosen.connect(self.setting_chosen)
        self.inputs.reset_asked.connect(self.reset_asked)
        self.voice.setting_chosen.connect(self.setting_chosen)
        self._build()

    def first_focus(self) -> QWidget:
        return self.newest

    def follow(self, settings: Settings) -> None:
        """What was chosen is in force."""
        self._hands_free = hands_free(settings)
        self.inputs.follow(settings)
        self.voice.follow(settings)
        self._show_presses()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        left = QVBoxLayout()
        roomy(self._theme, left, spacing=(12, 8))
        left.addWidget(self.newest)
        left.addWidget(self.last, 1)
        self._side = QWidget()
        column = QVBoxLayout(self._side)
        roomy(self._theme, column, spacing=(12, 8))
        column.addWidget(self.inputs)
        column.addWidget(self.voice)
        column.addStretch(1)
        row = QHBoxLayout()
        roomy(self._theme, row, spacing=(12, 8), margins=GUTTER)
        row.addLayout(left, 3)
        row.addWidget(Overflow(self._theme, self._side), 2)
        box.addLayout(row, 1)

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        roomy(self._theme, row, spacing=(12, 8), margins=((20, 16), (14, 9), (14, 10), (14, 9)))
        row.addWidget(Text(self._theme, "person", "Keys and voice"), 1)
        self.back = Button(self._theme, "Back", kind="quiet", icon="chevron-left")
        self.back.setObjectName("hands-back")
        self.back.clicked.connect(self.back_asked)
        row.addWidget(self.back)
        return bar

    # --- what arrives -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space too is only shown: it is what most pedals send. Enter presses the button that has the focus."""
        pressed = input_of(event)
        if pressed is None or event.modifiers() & COMMAND:
            super().keyPressEvent(event)
            if pressed is not None:
                self.newest.show_command(QKeySequence(event.keyCombination()).toString())
            return
        self._log = self._log.press(
            pressed, at_ms=event.timestamp(), repeated=event.isAutoRepeat(), key_up_ms=self._key_up_ms
        )
        self._show_presses()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        pressed = input_of(event)
        if pressed is None or event.isAutoRepeat():
            return
        before, self._log = self._log, self._log.release(pressed, at_ms=event.timestamp())
        if self._log != before:
            self._show_presses()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._log = self._log.forget_held()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self._log = self._log.forget_held()
        return super().event(event)

    def _show_presses(self) -> None:
        arrivals = self._log.arrivals
        self.newest.show_press(arrivals[0] if arrivals else None, self._hands_free)
        self.last.show_presses(arrivals, self._hands_free)


class InputsCard(SettingCard):
    """An act a row, each with what was learned for it; the numeric pad; and back to how it was at first."""

    reset_asked = Signal()

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, "What does what")
        self.say("At the chair / in the trainer")
        self.rows = {act: InputRow(theme, _title(act), act) for act in Act}
        for row in self.rows.values():
            row.learned.connect(self._on_learned)
            self.body.addWidget(row)
        self.pad = Toggle(theme, "The numeric pad counts at the chair too")
        self.pad.setObjectName("pad-at-chair")
        self.pad.setChecked(settings.pad_at_chair)
        self.pad.toggled.connect(self._on_pad)
        self.body.addWidget(self.pad)
        pad = "0 is Injected / Next, the point Undo / Back, minus Skip, * Blank, / the first site."
        remote = (
            "In the trainer it works as it is, and so does a presenter’s remote, which has to be learned for the chair."
        )
        self.body.addWidget(Text(theme, "small", f"{pad} {remote}", colour="t2", wrap=True))
        self.reset = Button(theme, "As it was at first", kind="quiet", icon="refresh")
        self.reset.setObjectName("reset-keys")
        self.reset.clicked.connect(self.reset_asked)
        self.body.addWidget(self.reset)
        self.follow(settings)

    def follow(self, settings: Settings) -> None:
        now = hands_free(settings)
        for row in self.rows.values():
            row.show_inputs(now)
        self.pad.setChecked(settings.pad_at_chair)
        self.reset.setEnabled(bool(now.learned) or now.pad_at_chair)

    def _on_learned(self, pressed: Input | None) -> None:
        act = next(act for act, row in self.rows.items() if row is self.sender())
        self.setting_chosen.emit(SETTING[act], pressed.code if pressed is not None else None)

    def _on_pad(self, on: bool) -> None:
        self.setting_chosen.emit("pad_at_chair", on)


def _title(act: Act) -> str:
    """Injected / Next; Skip, at the chair"""
    chair, trainer = AT_CHAIR.get(act), IN_TRAINER.get(act)
    if chair and trainer:
        return f"{chair} / {trainer}"
    return f"{chair}, at the chair" if chair else f"{trainer}, in the trainer"
