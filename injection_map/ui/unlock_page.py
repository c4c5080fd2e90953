"""The passphrase of the records: asked for, or set when there is no keychain and no record yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.ui.controls import Button, Card, IconLabel, Text
from injection_map.ui.fields import LineField
from injection_map.ui.page import Page
from injection_map.ui.theme import Theme

LEAST_CHARACTERS = 8

_ASK = "The records on this computer are encrypted. The passphrase opens them."
_SET = (
    "The records on this computer are kept encrypted, and this passphrase opens them. "
    "If it is lost nobody can read them, and nobody can bring it back. "
    "Write it down now, and keep it where your clinic keeps its keys."
)


class UnlockPage(Page):
    """Nothing typed here is kept by the page once it was handed over."""

    passphrase_given = Signal(str)
    trainer_asked = Signal()
    """To teach, which needs no records."""

    def __init__(self, theme: Theme, *, first_start: bool, parent: QWidget | None = None) -> None:
        """`first_start` sets a new passphrase, typed twice."""
        super().__init__(parent)
        self._theme, self._first = theme, first_start
        self.setObjectName("unlock-page")
        least = f"At least {LEAST_CHARACTERS} characters; a short sentence is easy to keep in mind"
        self.passphrase = self._field("Passphrase", "passphrase", hint=least if first_start else "")
        self.again = self._field("The same once more", "passphrase-again")
        self.show_typed = Button(theme, "Show what I type", kind="choice", height_px=(52, 48), role="small-strong")
        self.show_typed.setObjectName("show-passphrase")
        self.show_typed.toggled.connect(self._on_show)
        main = "Set the passphrase" if first_start else "Open the records"
        self.main = Button(theme, main, kind="primary", icon="lock", height_px=(84, 76), role="title")
        self.main.setObjectName("unlock")
        self.main.clicked.connect(self._on_main)
        self._build()

    def _field(self, label: str, name: str, *, hint: str = "") -> LineField:
        field = LineField(self._theme, label, name=name, hint=hint)
        field.line.setEchoMode(QLineEdit.EchoMode.Password)
        field.changed.connect(self._on_changed)
        field.entered.connect(self._on_entered)
        return field

    def _build(self) -> None:
        card = Card()
        card.setFixedWidth(600)
        box = QVBoxLayout(card)
        box.setContentsMargins(32, 28, 32, 28)
        box.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(IconLabel(self._theme, "lock", colour="t1", size_px=28))
        title = "Set a passphrase for the records" if self._first else "The records are locked"
        head.addWidget(Text(self._theme, "person", title), 1)
        box.addLayout(head)
        box.addWidget(Text(self._theme, "body", _SET if self._first else _ASK, colour="t2", wrap=True))
        box.addSpacing(8)
        box.addWidget(self.passphrase)
        box.addWidget(self.again)
        if not self._first:
            self.again.hide()
        box.addWidget(self.show_typed, 0, Qt.AlignmentFlag.AlignLeft)
        box.addSpacing(8)
        box.addWidget(self.main)
        self.trainer = Button(self._theme, "Trainer, without the records", kind="link", icon="full-screen")
        self.trainer.setObjectName("trainer")
        self.trainer.clicked.connect(self.trainer_asked)
        box.addWidget(self.trainer)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        row = QHBoxLayout()  # an alignment instead would forget that wrapped text needs more height
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(1)

    def first_focus(self) -> QWidget:
        return self.passphrase.line

    def say(self, sentence: str) -> None:
        """Why the records did not open. What was typed is selected, to be typed again."""
        self.main.setEnabled(True)
        self.passphrase.touch()
        self.passphrase.say(Finding("passphrase", Level.ERROR, sentence))
        self.passphrase.line.selectAll()
        self.passphrase.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self) -> None:
        """A finding stands until its field is changed; it is not told while one is typing."""
        self.main.setEnabled(True)
        self.passphrase.say(None)
        self.again.say(None)

    def _on_entered(self) -> None:
        if self._first and self.sender() is self.passphrase:
            self.again.line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._on_main()

    def _on_show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.passphrase, self.again):
            field.line.setEchoMode(mode)

    def _on_main(self) -> None:
        fault = self._fault()
        if fault is not None:
            field, sentence = fault
            field.touch()
            field.say(Finding("passphrase", Level.ERROR, sentence))
            field.line.setFocus(Qt.FocusReason.TabFocusReason)
            return
        self.main.setEnabled(False)
        self.passphrase_given.emit(self.passphrase.text)

    def _fault(self) -> tuple[LineField, str] | None:
        if not self.passphrase.text:
            return self.passphrase, "The passphrase is needed."
        if not self._first:
            return None
        if len(self.passphrase.text) < LEAST_CHARACTERS:
            count = len(self.passphrase.text)
            return self.passphrase, f"This has {count} characters; at least {LEAST_CHARACTERS} are needed."
        if self.passphrase.text != self.again.text:
            return self.again, "The two are not the same. Type it once more."
        return None
