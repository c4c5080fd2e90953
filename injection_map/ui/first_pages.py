"""The first start: who works here, and the recovery code, shown this once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from injection_map.ui.card_page import CardPage
from injection_map.ui.controls import Button, Text
from injection_map.ui.person_form import PersonForm
from injection_map.ui.theme import Theme

_WHO = "This is all that has to be known to begin. More people, and other PINs, are added in Settings."
_CODE = (
    "With this code the records can be opened when this computer, its keychain or the passphrase is lost. "
    "It is shown now and never again. Write it down or print it, and keep it where your clinic keeps its keys: "
    "whoever has it and the files can read every record."
)


class WhoPage(CardPage):
    """Asks for one person, and for nothing else."""

    person_given = Signal(str, str, object)
    """Name, role, and the PIN or None."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, icon="person", title="Who works here?", text=_WHO)
        self.setObjectName("who-page")
        self.form = PersonForm(theme)
        self.form.entered.connect(self._on_main)
        self.body.addWidget(self.form)
        self._fault = Text(theme, "second-strong", colour="bad", wrap=True)
        self._fault.hide()
        self.body.addWidget(self._fault)
        self.main = self.big("Go on", "who-main")
        self.main.clicked.connect(self._on_main)
        self.body.addWidget(self.main)

    def first_focus(self) -> QWidget:
        return self.form.fields["name"].line

    def say(self, sentence: str) -> None:
        """Why they could not be added."""
        self._fault.setText(sentence)
        self._fault.show()

    def _on_main(self) -> None:
        if self.form.is_fine():
            self.person_given.emit(self.form.name, self.form.role, self.form.pin)


class RecoveryCodePage(CardPage):
    """Holds the code no longer than it is shown."""

    written_down = Signal()
    print_asked = Signal()

    def __init__(self, theme: Theme, code: str) -> None:
        super().__init__(theme, icon="shield", title="The recovery code", text=_CODE)
        self.setObjectName("recovery-page")
        self.code = code
        shown = Text(theme, "total", code, identifier=True, tabular=True)
        shown.setObjectName("recovery-code")
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(shown)
        self.paper = Button(theme, "Print", icon="print", height_px=(56, 52))
        self.paper.setObjectName("print-code")
        self.paper.clicked.connect(self.print_asked)
        self.body.addWidget(self.paper)
        self.main = self.big("I have written it down", "written-down", icon="tick")
        self.main.clicked.connect(self.written_down)
        self.body.addWidget(self.main)

    def first_focus(self) -> QWidget:
        """Not the way on: Enter, pressed once too often before, must not pass by the code."""
        return self.paper
