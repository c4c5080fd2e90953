"""Everybody who works here; one more is added, and a PIN is set, changed or taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.domain.people import Person, pin_findings
from injection_map.ui.controls import Button, Line, Text
from injection_map.ui.fields import Message
from injection_map.ui.person_form import PersonForm
from injection_map.ui.pin_field import PinField, SecretField
from injection_map.ui.responsible_form import ResponsibleForm
from injection_map.ui.sections import Section
from injection_map.ui.signers import Signers
from injection_map.ui.theme import Theme


class PeopleCard(Section):
    """One form is open at a time."""

    person_added = Signal(str, str, object)
    """Name, role, and the PIN or None."""
    pin_asked = Signal(str, str, object)
    """A person's id, what was typed as their PIN of now (or the passphrase), and the new PIN or None."""
    removal_asked = Signal(str, object)
    """A person's id, and the Responsible who removes them."""

    def __init__(self, theme: Theme, signers: Callable[[], Signers], who: str) -> None:
        """`signers` are those of the moment it is called; `who` works at the window."""
        super().__init__(theme, "Who works here")
        self._signers, self._who = signers, who
        self.removal: RemovalForm | None = None
        self._people: tuple[Person, ...] = ()
        self._rows = QWidget()
        self._list = QVBoxLayout(self._rows)
        self._list.setContentsMargins(0, 0, 0, 0)
        self.pin_form = PinForm(theme)
        self.pin_form.given.connect(self.pin_asked)
        self.form = PersonForm(theme)
        self.form.entered.connect(self._on_add)
        self.add = Button(theme, "Add a person", icon="plus")
        self.add.setObjectName("add-person")
        self.add.clicked.connect(self._on_add)
        for widget in (self._rows, self.pin_form, self.form, self.add):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.form.hide()
        self.pin_form.hide()

    def set_people(self, people: Sequence[Person]) -> None:
        """The list anew; what was being asked is done with."""
        self._people = tuple(people)
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for person in people:
            self._list.addWidget(self._row(person))
            self._list.addWidget(Line())
        self.form.clear(people)
        self._close_forms()

    def say_not_added(self, sentence: str) -> None:
        self.form.say(sentence)

    def _row(self, person: Person) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 2, 0, 2)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(self.theme, "base-strong", person.name, wrap=True))
        signs = "Signs with a PIN" if person.has_pin else "Has no PIN"
        role = f"{person.role}. {signs}" if person.role else signs
        names.addWidget(Text(self.theme, "small", role, colour="t2", wrap=True))
        box.addLayout(names, 1)
        button = Button(self.theme, "Change PIN" if person.has_pin else "Set a PIN", kind="quiet")
        button.setObjectName(f"pin-of-{person.id}")
        button.setAccessibleName(f"{button.text()}, {person.name}")
        button.clicked.connect(self._on_pin)
        box.addWidget(button)
        remove = Button(self.theme, "Remove", kind="quiet")
        remove.setObjectName(f"remove-{person.id}")
        remove.setAccessibleName(f"Remove {person.name}")
        remove.clicked.connect(self._on_remove)
        box.addWidget(remove)
        return row

    def _close_forms(self) -> None:
        self.form.hide()
        self.pin_form.hide()
        if self.removal is not None:
            self.removal.hide()
            self.removal.setParent(None)
            self.removal.deleteLater()
            self.removal = None

    def _on_remove(self) -> None:
        person_id = self.sender().objectName().removeprefix("remove-")
        person = next(person for person in self._people if person.id == person_id)
        others = [other for other in self._people if other.id != person_id]
        self._close_forms()
        self.removal = RemovalForm(self.theme, person, others, self._signers(), self._who)
        self.removal.given.connect(self.removal_asked)
        self.removal.closed.connect(self._close_forms)
        self.body.insertWidget(self.body.indexOf(self.pin_form), self.removal)
        self.removal.show()
        self.removal.form.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_pin(self) -> None:
        person_id = self.sender().objectName().removeprefix("pin-of-")
        self._close_forms()
        self.pin_form.ask(next(person for person in self._people if person.id == person_id))

    def _on_add(self) -> None:
        if self.form.isHidden():
            self._close_forms()
            self.form.show()
            self.form.fields["name"].line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.form.is_fine():
            self.person_added.emit(self.form.name, self.form.role, self.form.pin)


class RemovalForm(QWidget):
    """What it means that somebody works here no more, and who says so."""

    given = Signal(str, object)
    closed = Signal()

    def __init__(self, theme: Theme, person: Person, others: Sequence[Person], signers: Signers, who: str) -> None:
        """`others` stay."""
        super().__init__()
        self._person = person
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 8)
        self.meaning = Text(theme, "small", removal_words(person, others), colour="t2", wrap=True)
        self.form = ResponsibleForm(theme, signers, name="removal", by=who)
        self.form.entered.connect(self._on_main)
        self.message = Message(theme)
        self.message.hide()
        self.cancel = Button(theme, "Cancel", kind="quiet")
        self.cancel.setObjectName("removal-cancel")
        self.cancel.clicked.connect(self.closed)
        self.main = Button(theme, "Remove", kind="warn", icon="person")
        self.main.setObjectName("remove-person")
        self.main.clicked.connect(self._on_main)
        for widget in (Text(theme, "base-strong", f"Remove {person.name}", wrap=True), self.meaning, self.form):
            box.addWidget(widget)
        box.addWidget(self.message)
        row = QHBoxLayout()
        row.addWidget(self.cancel)
        row.addWidget(self.main, 1)
        box.addLayout(row)

    def say_fault(self, sentence: str) -> None:
        """Why they were not removed."""
        self.message.say(Finding("removal", Level.ERROR, sentence), "")
        self.message.show()

    def _on_main(self) -> None:
        if (answer := self.form.answer()) is not None:
            self.given.emit(self._person.id, answer)


def removal_words(person: Person, others: Sequence[Person]) -> str:
    """What follows when this person is removed and these stay."""
    kept = "What they gave and signed stays as it is. Who removed them is kept with the records."
    if not person.has_pin or any(other.has_pin for other in others):
        return kept
    return (
        f"{kept} Nobody else has a PIN: from then on no PIN is asked for, neither to sign nor to unlock. "
        "Set one for somebody else first."
    )


class PinForm(QWidget):
    """The PIN of now where there is one, and the new one twice; none at all takes the PIN away."""

    given = Signal(str, str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._person: Person | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 8)
        self.whose = Text(theme, "base-strong", wrap=True)
        self.now = PinField(theme, "The PIN now, or the passphrase of the records", name="pin-now")
        self.now.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.new = SecretField(theme, "The new PIN", name="pin-new", hint="4 to 12 digits; nothing here takes it away")
        self.again = SecretField(theme, "The new PIN once more", name="pin-new-again")
        self.main = Button(theme, "Set the PIN", kind="primary", icon="lock")
        self.main.setObjectName("set-pin")
        self.main.clicked.connect(self._on_main)
        for widget in (self.whose, self.now, self.new, self.again, self.main):
            box.addWidget(widget)
        for field in (self.now, self.new, self.again):
            field.entered.connect(self._on_main)
            field.changed.connect(self._on_changed)

    def ask(self, person: Person) -> None:
        self._person = person
        self.whose.setText(f"PIN of {person.name}")
        self.now.forget()
        for field in (self.new, self.again):
            field.clear()
            field.say(None)
        self.now.setVisible(person.has_pin)
        self.show()
        (self.now if person.has_pin else self.new).line.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_wrong(self, wait_s: float) -> None:
        self.now.say_wrong(wait_s)

    def _on_changed(self) -> None:
        for field in (self.new, self.again):
            field.say(None)
        if not self.now.waiting:
            self.now.say(None)

    def _on_main(self) -> None:
        person = self._person
        assert person is not None
        for finding in pin_findings(self.new.text, self.again.text):
            field = self.new if finding.field == "pin" else self.again
            field.say_fault(finding.sentence)
            return
        if person.has_pin and not self.now.text:
            self.now.say_fault("The PIN of now is needed.")
        elif not person.has_pin and not self.new.text:
            self.new.say_fault("The new PIN is needed.")
        elif not self.now.waiting:
            self.given.emit(person.id, self.now.text, self.new.text or None)
