"""The setting of spoken prompts: on or off, how the voice is, and a try."""

from __future__ import annotations

from PySide6.QtCore import Signal

from injection_map.domain.checks import Finding, Level
from injection_map.domain.settings import Settings
from injection_map.ui.controls import Button, Text, Toggle
from injection_map.ui.fields import Message
from injection_map.ui.theme import Theme
from injection_map.ui.typed_setting import SettingCard


class VoiceCard(SettingCard):
    """Off by default. What it says of the voice is told from outside."""

    try_asked = Signal()

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, "Spoken prompts")
        self.on = Toggle(theme, "Speak the next site after each entry")
        self.on.setObjectName("spoken-prompts")
        self.on.setChecked(settings.spoken_prompts)
        self.on.toggled.connect(self._on_toggled)
        example = "“Left temporalis 2, five units.” By this computer’s voice. Never a patient’s name."
        self._message = Message(theme)
        self._message.setObjectName("voice-words")
        self.try_it = Button(theme, "Try it", icon="play")
        self.try_it.setObjectName("try-voice")
        self.try_it.setAccessibleName("Try it: spoken prompts")
        self.try_it.clicked.connect(self.try_asked)
        for widget in (self.on, Text(theme, "small", example, colour="t2", wrap=True), self._message, self.try_it):
            self.body.addWidget(widget)

    def follow(self, settings: Settings) -> None:
        """Also when it was switched elsewhere."""
        self.on.setChecked(settings.spoken_prompts)

    def tell(self, words: str, *, fault: bool) -> None:
        """How the voice is."""
        self._message.say(Finding("voice", Level.WARNING, words) if fault else None, words)

    def _on_toggled(self, on: bool) -> None:
        self.setting_chosen.emit("spoken_prompts", on)
