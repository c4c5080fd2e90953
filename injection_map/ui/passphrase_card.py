"""Another passphrase for the records: the old one, and the new one twice."""

from __future__ import annotations

from PySide6.QtCore import Signal

from injection_map.ui.controls import Button
from injection_map.ui.fields import Message
from injection_map.ui.pin_field import SecretField
from injection_map.ui.sections import Section
from injection_map.ui.theme import Theme
from injection_map.ui.unlock_page import LEAST_CHARACTERS


class PassphraseCard(Section):
    """Closed until it is wanted; what was typed is gone once it was handed over."""

    change_asked = Signal(str, str)
    """The old one and the new one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Passphrase of the records")
        self.old = SecretField(theme, "The passphrase now", name="passphrase-old")
        self.new = SecretField(
            theme, "The new one", name="passphrase-new", hint=f"At least {LEAST_CHARACTERS} characters"
        )
        self.again = SecretField(theme, "The new one once more", name="passphrase-new-again")
        self.fields = (self.old, self.new, self.again)
        self.message = Message(theme)
        self.main = Button(theme, "Change the passphrase", icon="lock")
        self.main.setObjectName("change-passphrase")
        self.main.clicked.connect(self._on_main)
        for field in self.fields:
            field.changed.connect(self._on_changed)
            field.entered.connect(self._on_main)
            self.body.addWidget(field)
            field.hide()
        self.body.addWidget(self.message)
        self.body.addWidget(self.main)

    def say_wrong(self, sentence: str) -> None:
        """Why it was not changed."""
        self.old.say_fault(sentence)

    def say_changed(self) -> None:
        self._open(False)
        self.message.say(None, "The passphrase is changed. The recovery code is the same as before.")

    def _open(self, opened: bool) -> None:
        for field in self.fields:
            field.clear()
            field.say(None)
            field.setVisible(opened)

    def _on_changed(self) -> None:
        for field in self.fields:
            field.say(None)

    def _on_main(self) -> None:
        if self.old.isHidden():
            self.message.say(None, "")
            self._open(True)
            self.old.line.setFocus()
        elif not self.old.text:
            self.old.say_fault("The passphrase is needed.")
        elif len(self.new.text) < LEAST_CHARACTERS:
            self.new.say_fault(f"At least {LEAST_CHARACTERS} characters are needed.")
        elif self.new.text != self.again.text:
            self.again.say_fault("The two are not the same. Type it once more.")
        else:
            self.change_asked.emit(self.old.text, self.new.text)
