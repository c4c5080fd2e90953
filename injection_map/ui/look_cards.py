"""The settings of eyes and hands: theme, size of type, the panel's side, and the pedals."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.domain.settings import FONT_PERCENTS, THEMES, Settings
from injection_map.ui.controls import Button, Line, Segments, Text
from injection_map.ui.fields import Message
from injection_map.ui.pedal_keys import is_a_press, key_name, pedal_fault
from injection_map.ui.theme import Theme
from injection_map.ui.typed_setting import SettingCard

PEDAL, SECOND_PEDAL = "pedal_key", "second_pedal_key"


class LookCard(SettingCard):
    """In force at once: the page itself shows what was chosen."""

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, "Look")
        self.themes = self._segments("Light or dark", ["As the system", "Light", "Dark"], "theme")
        self.themes.choose(THEMES.index(settings.theme))
        self.themes.chosen.connect(self._on_theme)
        self.sizes = self._segments("Size of the words", [f"{percent} %" for percent in FONT_PERCENTS], "font")
        self.sizes.choose(FONT_PERCENTS.index(settings.font_percent))
        self.sizes.chosen.connect(self._on_size)
        self._held_back = Text(theme, "small", colour="t2", wrap=True)
        self._held_back.setObjectName("font-held-back")
        self.body.addWidget(self._held_back)
        theme.changed.connect(self._say_held_back)
        self._say_held_back()
        self.sides = self._segments(
            "The panel with Injected on the chair page", ["On the right", "On the left"], "panel"
        )
        self.sides.choose(int(settings.panel_left))
        self.sides.chosen.connect(self._on_side)

    def _segments(self, label: str, names: list[str], name: str) -> Segments:
        segments = Segments(self.theme, [(text, None) for text in names], ticks=True)
        for i, part in enumerate(segments.parts):
            part.setObjectName(f"{name}-{i}")
            part.setAccessibleName(f"{label}: {part.text()}")
        self.body.addWidget(Text(self.theme, "small", label, colour="t2"))
        self.body.addWidget(segments)
        return segments

    def _say_held_back(self) -> None:
        now = self.theme.font_percent
        self._held_back.setText(f"This window has room for {now} %. In a larger one the words grow by themselves.")
        self._held_back.setVisible(self.theme.font_is_held_back)

    def _on_theme(self, index: int) -> None:
        self.setting_chosen.emit("theme", THEMES[index])

    def _on_size(self, index: int) -> None:
        self.setting_chosen.emit("font_percent", FONT_PERCENTS[index])

    def _on_side(self, index: int) -> None:
        self.setting_chosen.emit("panel_left", bool(index))


class PedalCard(SettingCard):
    """Two switches: the first is Injected, the second Undo. One is learned at a time."""

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, "Pedal")
        self.first = PedalRow(theme, "Pedal, for Injected", name="pedal", without="Space")
        self.second = PedalRow(theme, "Second switch, for Undo", name="second-pedal", without=None)
        self.first.show_keys(settings.pedal_key, other=settings.second_pedal_key)
        self.second.show_keys(settings.second_pedal_key, other=settings.pedal_key)
        self.first.learned.connect(self._on_first)
        self.second.learned.connect(self._on_second)
        for widget in (self.first, Line(), self.second):
            self.body.addWidget(widget)

    def _on_first(self, key: int | None) -> None:
        self._show(key, self.second.key)
        self.setting_chosen.emit(PEDAL, key)

    def _on_second(self, key: int | None) -> None:
        self._show(self.first.key, key)
        self.setting_chosen.emit(SECOND_PEDAL, key)

    def _show(self, first: int | None, second: int | None) -> None:
        self.first.show_keys(first, other=second)
        self.second.show_keys(second, other=first)


class PedalRow(QWidget):
    """What a switch sends, and how it is learned: the next key that arrives is its key."""

    learned = Signal(object)
    """The key, or None when it is to be forgotten."""

    def __init__(self, theme: Theme, title: str, *, name: str, without: str | None) -> None:
        """`without` is the key that works when none is learned; None for a switch that needs one."""
        super().__init__()
        self._without = without
        self.key: int | None = None
        self._other: int | None = None
        self._learning = False
        self.setAccessibleName(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(theme, "base-strong", title, wrap=True))
        self._sends = Text(theme, "small", colour="t2", wrap=True)
        words.addWidget(self._sends)
        row.addLayout(words, 1)
        self.forget = Button(theme, "Forget it", kind="quiet")
        self.forget.setObjectName(f"forget-{name}")
        self.forget.setAccessibleName(f"Forget it: {title}")
        self.forget.clicked.connect(self._on_forget)
        self.learn = Button(theme, "Learn it", icon="pedal")
        self.learn.setObjectName(f"learn-{name}")
        self.learn.setAccessibleName(f"Learn it: {title}")
        self.learn.clicked.connect(self._on_learn)
        row.addWidget(self.forget)
        row.addWidget(self.learn)
        box.addLayout(row)
        self._message = Message(theme)
        box.addWidget(self._message)

    def show_keys(self, key: int | None, *, other: int | None) -> None:
        self.key, self._other = key, other
        if key is not None:
            self._sends.setText(f"It sends {key_name(key)}.")
        else:
            self._sends.setText(f"{self._without} works as it is." if self._without else "None is learned.")
        self.forget.setVisible(key is not None)

    def _on_learn(self) -> None:
        """The row itself takes the keys: they must not press a button."""
        self._learning = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._message.say(None, "Press it once. Esc leaves it as it was.")

    def _on_forget(self) -> None:
        self._stop("")
        self.learned.emit(None)

    def _stop(self, hint: str) -> None:
        self._learning = False
        self._message.say(None, hint)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._learning:
            self._stop("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not self._learning:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self._end("")
        elif fault := pedal_fault(key, other=self._other, second=self._without is None):
            self._message.say(Finding("pedal", Level.WARNING, fault), "")
        elif is_a_press(event):
            known = key == Qt.Key.Key_Space
            self._end("Space is Injected already: this pedal works as it is." if known else "")
            self.learned.emit(None if known else key)

    def _end(self, hint: str) -> None:
        self._stop(hint)
        self.learn.setFocus(Qt.FocusReason.OtherFocusReason)
