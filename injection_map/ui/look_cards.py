"""The settings of eyes and hands: theme, size of type, the panel's side, and the pedals."""

from __future__ import annotations

from PySide6.QtCore import Signal

from injection_map.domain.hands_free import SETTING, Act, Input, hands_free
from injection_map.domain.settings import FONT_PERCENTS, THEMES, Settings, with_setting
from injection_map.ui.controls import Button, Line, Segments, Text
from injection_map.ui.input_row import InputRow
from injection_map.ui.theme import Theme
from injection_map.ui.typed_setting import SettingCard


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
    """Two switches: the first is Injected, the second Undo. The page for testing has the other acts."""

    test_asked = Signal()

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, "Pedal")
        self.first = InputRow(theme, "Pedal, for Injected", Act.FORWARD)
        self.second = InputRow(theme, "Second switch, for Undo", Act.BACK)
        self.first.learned.connect(self._on_first)
        self.second.learned.connect(self._on_second)
        self.test = Button(theme, "Test what arrives, and more keys", icon="pedal")
        self.test.setObjectName("test-keys")
        self.test.clicked.connect(self.test_asked)
        for widget in (self.first, Line(), self.second, Line(), self.test):
            self.body.addWidget(widget)
        self._settings = settings
        self.follow(settings)

    def follow(self, settings: Settings) -> None:
        """Also when another page has learned something."""
        self._settings = settings
        for row in (self.first, self.second):
            row.show_inputs(hands_free(settings))

    def _on_first(self, pressed: Input | None) -> None:
        self._learn(Act.FORWARD, pressed)

    def _on_second(self, pressed: Input | None) -> None:
        self._learn(Act.BACK, pressed)

    def _learn(self, act: Act, pressed: Input | None) -> None:
        name, code = SETTING[act], pressed.code if pressed is not None else None
        self.follow(with_setting(self._settings, name, code))
        self.setting_chosen.emit(name, code)
