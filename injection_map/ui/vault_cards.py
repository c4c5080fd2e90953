"""The settings of the records as a whole: what proves their end, a backup put elsewhere, another key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal

from injection_map.domain.checks import Finding, Level
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import Message, unbroken
from injection_map.ui.pin_field import SecretField
from injection_map.ui.responsible_form import ResponsibleForm
from injection_map.ui.sections import Section
from injection_map.ui.signers import Signers
from injection_map.ui.theme import Theme

_RESTORE = "It is put into a folder where no records are, and proven there. The records that are open stay as they are."
_KEY = (
    "For when the recovery code, or a copy of the key, is where it should not be. The records are copied under the new "
    "key, compared and opened again, which takes moments. The old recovery code is void then, and a new one is shown. "
    "Older backups still open with the old one."
)
_RENEWED = "The anchors fit the records again. The chain says who began them anew, and why."


@dataclass(frozen=True)
class VaultShown:
    """`signers` are those of the moment it is called; `who` works at the window. `anchor_fault` is empty, or what does
    not fit. `has_passphrase` is false where a keychain alone opens the records."""

    signers: Callable[[], Signers]
    who: str
    has_passphrase: bool
    in_visit: bool
    anchor_fault: str


class VaultCards:
    """The three; the page says where they stand. The first is there only where something does not fit."""

    def __init__(self, theme: Theme, shown: VaultShown) -> None:
        self.anchor, self.restore, self.key = AnchorCard(theme, shown), RestoreCard(theme), KeyCard(theme, shown)
        if not shown.anchor_fault:
            self.anchor.hide()


class AnchorCard(Section):
    """Only where something does not fit."""

    renewal_asked = Signal(object)
    """A Responsible."""

    def __init__(self, theme: Theme, shown: VaultShown) -> None:
        super().__init__(theme, "Proof of the last entries")
        self.fault = Text(theme, "small-strong", unbroken(shown.anchor_fault), wrap=True)
        why = "What was found, and why the records are right as they are"
        self.form = ResponsibleForm(theme, shown.signers(), name="anchor", by=shown.who, why=why)
        self.form.entered.connect(self._on_main)
        self.message = Message(theme)
        self.main = Button(theme, "Begin the anchors anew", icon="shield")
        self.main.setObjectName("renew-anchors")
        self.main.clicked.connect(self._on_main)
        for widget in (self.fault, self.form, self.message, self.main):
            self.body.addWidget(widget)
        self.message.hide()

    def say_renewed(self) -> None:
        self.fault.setText(_RENEWED)
        for widget in (self.form, self.message, self.main):
            widget.hide()

    def say_fault(self, sentence: str) -> None:
        """Why they were not begun anew."""
        self.message.say(Finding("anchor", Level.ERROR, sentence), "")
        self.message.show()

    def _on_main(self) -> None:
        if (answer := self.form.answer()) is not None:
            self.renewal_asked.emit(answer)


class RestoreCard(Section):
    """The backup and the folder are asked for by the window; the passphrase here, where the one of now is not it."""

    asked = Signal(str)
    """The passphrase that was typed; empty while none was asked for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Restore a backup elsewhere")
        self.passphrase = SecretField(theme, "The passphrase of that time", name="restore-passphrase")
        self.passphrase.changed.connect(self._on_changed)
        self.passphrase.entered.connect(self._on_main)
        self.message = Message(theme)
        self.main = Button(theme, "Restore into another folder", icon="disk")
        self.main.setObjectName("restore")
        self.main.clicked.connect(self._on_main)
        self.body.addWidget(Text(theme, "small", _RESTORE, colour="t2", wrap=True))
        for widget in (self.passphrase, self.message, self.main):
            self.body.addWidget(widget)
        self.passphrase.hide()
        self.message.hide()

    def say_progress(self, sentence: str) -> None:
        """While it is under way."""
        self.passphrase.hide()
        self._say(None, sentence, working=True)

    def say_done(self, sentence: str) -> None:
        self._say(None, sentence)

    def say_fault(self, sentence: str) -> None:
        self._say(Finding("restore", Level.ERROR, sentence))

    def ask_passphrase(self, sentence: str) -> None:
        """Why it did not open, and another try."""
        self.main.setEnabled(True)
        self.message.hide()
        self.passphrase.show()
        self.passphrase.say_fault(sentence)

    def _say(self, finding: Finding | None, words: str = "", *, working: bool = False) -> None:
        self.main.setEnabled(not working)
        self.message.say(finding, words)
        self.message.show()

    def _on_changed(self) -> None:
        self.passphrase.say(None)

    def _on_main(self) -> None:
        typed, wanted = self.passphrase.text, not self.passphrase.isHidden()
        if wanted and not typed:
            self.passphrase.say_fault("The passphrase is needed.")
            return
        self.passphrase.clear()
        self.asked.emit(typed)


class KeyCard(Section):
    """Closed until it is wanted."""

    change_asked = Signal(object, str)
    """A Responsible, and the passphrase, which is empty where there is none."""

    def __init__(self, theme: Theme, shown: VaultShown) -> None:
        super().__init__(theme, "Key of the records")
        self._has_passphrase = shown.has_passphrase
        self.form = ResponsibleForm(theme, shown.signers(), name="key", by=shown.who)
        self.form.entered.connect(self._on_main)
        self.passphrase = SecretField(theme, "Passphrase of the records", name="key-passphrase")
        self.passphrase.changed.connect(self._on_changed)
        self.passphrase.entered.connect(self._on_main)
        self.main = Button(theme, "Change the key", icon="shield")
        self.main.setObjectName("change-key")
        self.main.clicked.connect(self._on_main)
        self.main.setEnabled(not shown.in_visit)
        words = f"{_KEY} Not during a visit." if shown.in_visit else _KEY
        self.body.addWidget(Text(theme, "small", words, colour="t2", wrap=True))
        for widget in (self.form, self.passphrase, self.main):
            self.body.addWidget(widget)
        self.form.hide()
        self.passphrase.hide()

    def say_wrong(self, sentence: str) -> None:
        """What is wrong with the passphrase."""
        self.passphrase.say_fault(sentence)

    def _on_changed(self) -> None:
        self.passphrase.say(None)

    def _on_main(self) -> None:
        if self.form.isHidden():
            self.form.show()
            self.passphrase.setVisible(self._has_passphrase)
            self.main.setText("Change the key now")
            self.form.first_focus().setFocus()
        elif self._has_passphrase and not self.passphrase.text:
            self.passphrase.say_fault("The passphrase is needed.")
        elif (answer := self.form.answer()) is not None:
            typed = self.passphrase.text
            self.passphrase.clear()
            self.change_asked.emit(answer, typed)
