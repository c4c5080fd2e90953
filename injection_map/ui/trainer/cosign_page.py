"""A trainer signs for an attempt."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level, clean_line, text_fault
from injection_map.domain.finish_checks import signer_findings
from injection_map.ui.card_page import CardPage
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import LineField, breakable
from injection_map.ui.theme import Theme

MOST_REMARK = 400
_TEXT = (
    "Who signs has seen this result. The signature stands on the certificate and in the class list; it can be "
    "followed by another, and not be taken back."
)


class CosignPage(CardPage):
    """Asks for a name, and for a remark if there is one."""

    signed = Signal(str, str)
    """Name and remark."""
    back_asked = Signal()

    def __init__(self, theme: Theme, *, what: str, name: str = "") -> None:
        """`what` says whose attempt it is; `name` is who signed last."""
        super().__init__(theme, icon="pen", title="Sign as trainer", text=_TEXT)
        self.setObjectName("cosign-page")
        self.what = Text(theme, "lead-strong", breakable(what), wrap=True)
        self.body.addWidget(self.what)
        self.name = LineField(theme, "Trainer", name="cosign-name")
        self.name.set_text(name)
        self.remark = LineField(theme, "Remark, if any", name="cosign-remark")
        for field in (self.name, self.remark):
            field.entered.connect(self._on_sign)
            self.body.addWidget(field)
        row = QHBoxLayout()
        row.setSpacing(8)
        back = Button(theme, "Back", kind="quiet", icon="chevron-left", height_px=(84, 76))
        back.setObjectName("back")
        back.clicked.connect(self.back_asked)
        self.main = self.big("Sign", "cosign-now", icon="pen")
        self.main.clicked.connect(self._on_sign)
        row.addWidget(back)
        row.addWidget(self.main, 1)
        self.body.addLayout(row)

    def first_focus(self) -> QWidget:
        return self.name.line if not self.name.text else self.main

    def say_fault(self, sentence: str) -> None:
        """Why it was not kept."""
        self.name.touch()
        self.name.say(Finding("cosign", Level.ERROR, sentence))

    def _on_sign(self) -> None:
        name, remark = clean_line(self.name.text), clean_line(self.remark.text)
        found = next(iter(signer_findings(name, "")), None)
        if found is not None:
            self.say_fault(found.sentence)
        elif fault := text_fault(remark, most=MOST_REMARK):
            self.remark.touch()
            self.remark.say(Finding("remark", Level.ERROR, fault))
        else:
            self.signed.emit(name, remark)
