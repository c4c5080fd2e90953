"""What a signed record still takes: an addendum with its reason, and a second person's signature."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level, clean_line, clean_text, text_fault
from injection_map.domain.commands import AddAddendum, Cosign
from injection_map.domain.events import Clinician
from injection_map.domain.finish_checks import MOST_NOTE, MOST_REASON, signer_findings
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import LineField, Message, TextField
from injection_map.ui.sections import Section
from injection_map.ui.signers import SignerPin, Signers
from injection_map.ui.theme import Theme

_KEPT = "The record stays as it was signed. What is added stands below it, with the name and the time."


class AfterSigningCard(Section):
    """Takes the place of the history while it is filled in. Hands over one command, once."""

    asked = Signal(object)
    """An AddAddendum or a Cosign, its name proven by the PIN where it has one."""
    closed = Signal()

    def __init__(self, theme: Theme, signers: Signers, *, cosign: bool, by: str = "") -> None:
        """`by` is who works at the window, offered as the author."""
        super().__init__(theme, "Co-sign" if cosign else "Addendum")
        self._signers, self._cosign = signers, cosign
        self.setObjectName("after-signing")
        self.who = LineField(theme, "Co-signed by" if cosign else "Author", name="author")
        self.role = LineField(theme, "Role", name="author-role")
        self.pin = SignerPin(theme, signers, name="author-pin")
        self.reason = LineField(theme, "Reason", name="addendum-reason", hint="Why it is added now")
        self.text = TextField(theme, "Addendum", name="addendum-text", prompt="What is to be added")
        self.message = Message(theme)
        self._build()
        self.who.set_text(by)
        self._on_who()
        for field in (self.who, self.role, self.reason, self.text):
            field.changed.connect(self._on_changed)
        self.who.changed.connect(self._on_who)
        self.pin.entered.connect(self._on_main)

    def _build(self) -> None:
        self.body.addWidget(Text(self.theme, "small", _KEPT, colour="t2", wrap=True))
        if not self._cosign:
            self.body.addWidget(self.reason)
            self.body.addWidget(self.text, 1)
        for widget in (self.who, self.role, self.pin, self.message):
            self.body.addWidget(widget)
        self.message.hide()
        if self._cosign:
            self.reason.setParent(self)
            self.text.setParent(self)
            self.reason.hide()
            self.text.hide()
            self.body.addStretch(1)
        row = QHBoxLayout()
        self.cancel = Button(self.theme, "Cancel", kind="quiet", height_px=(60, 52))
        self.cancel.setObjectName("after-cancel")
        self.cancel.clicked.connect(self.closed)
        name = "Co-sign" if self._cosign else "Add it"
        self.main = Button(self.theme, name, kind="primary", icon="pen", height_px=(60, 52))
        self.main.setObjectName("after-main")
        self.main.clicked.connect(self._on_main)
        row.addWidget(self.cancel)
        row.addWidget(self.main, 1)
        self.body.addLayout(row)

    def first_focus(self) -> QWidget:
        return self.who.line if self._cosign else self.reason.line

    def say_not_added(self, sentence: str) -> None:
        """Why it is not on the disk. It can be tried again; the PIN is asked for anew."""
        self.message.say(Finding("author", Level.ERROR, sentence), "")
        self.message.show()
        self.main.setEnabled(True)

    @property
    def author(self) -> Clinician:
        """The role of who works here is known; another's is typed."""
        person = self._signers.named(self.who.text)
        return person.clinician if person else Clinician(clean_line(self.who.text), clean_line(self.role.text))

    @property
    def command(self) -> AddAddendum | Cosign:
        if self._cosign:
            return Cosign(self.author)
        return AddAddendum(self.author, clean_line(self.reason.text), clean_text(self.text.text))

    def _on_who(self) -> None:
        self.role.setVisible(self._signers.named(self.who.text) is None)
        self.pin.follow(self.who.text)

    def _on_changed(self) -> None:
        self.message.hide()
        field = self.sender()
        if isinstance(field, LineField | TextField):
            field.say(None)

    def _faults(self) -> list[tuple[LineField | TextField, Finding]]:
        """In the order of the card."""
        found: list[tuple[LineField | TextField, Finding]] = []
        if not self._cosign:
            command = self.command
            assert isinstance(command, AddAddendum)
            fields: tuple[tuple[LineField | TextField, str, int, str], ...] = (
                (self.reason, command.reason, MOST_REASON, "Say why it is added."),
                (self.text, command.text, MOST_NOTE, "The addendum is empty."),
            )
            for field, text, most, missing in fields:
                fault = text_fault(text, most=most) or ("" if any(c.isalnum() for c in text) else missing)
                if fault:
                    found.append((field, Finding("addendum", Level.ERROR, fault)))
        for finding in signer_findings(self.who.text, self.author.role):
            found.append((self.who if finding.field == "signer" else self.role, finding))
        return found

    def _on_main(self) -> None:
        faults = self._faults()
        for field, finding in faults:
            if isinstance(field, LineField):
                field.touch()
            field.say(finding)
        if faults:
            first = faults[0][0]
            (first.line if isinstance(first, LineField) else first.area).setFocus(Qt.FocusReason.TabFocusReason)
        elif self.main.isEnabled() and self.pin.is_right():
            self.main.setEnabled(False)
            self.asked.emit(self.command)
