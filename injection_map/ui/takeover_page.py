"""Another computer is named as having the records open: who is certain that it has not says who they are and why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level, clean_line, text_fault
from injection_map.domain.finish_checks import MOST_REASON, signer_findings
from injection_map.ui.card_page import CardPage
from injection_map.ui.controls import Button
from injection_map.ui.fields import LineField
from injection_map.ui.theme import Theme

_TEXT = (
    "If Injection Map still runs on {computer}, two computers would write in the same file, and entries could be lost. "
    "Look there first. What is typed here is kept with the records, with the time."
)


class TakeoverPage(CardPage):
    """Nothing is chosen beforehand, and nothing is typed already."""

    certain = Signal(str, str)
    """Who, and why."""
    back_asked = Signal()

    def __init__(self, theme: Theme, computer: str) -> None:
        """`computer` is the name that it gives itself."""
        title, text = "Open the records all the same?", _TEXT.format(computer=computer)
        super().__init__(theme, icon="caution", title=title, text=text)
        self.setObjectName("takeover-page")
        self.who = LineField(theme, "Your name", name="takeover-who")
        hint = "Such as: the computer is off; it was replaced; it has another name now"
        label = f"Why it is certain that nobody has the records open on {computer}"
        self.reason = LineField(theme, label, name="takeover-reason", hint=hint)
        self.main = Button(theme, "Open all the same", kind="warn", icon="caution", height_px=(84, 76), role="title")
        self.main.setObjectName("takeover")
        self.main.clicked.connect(self._on_main)
        self.back = Button(theme, "Back", kind="quiet", icon="chevron-left", height_px=(84, 76))
        self.back.setObjectName("takeover-back")
        self.back.clicked.connect(self.back_asked)
        for field in (self.who, self.reason):
            field.changed.connect(self._on_changed)
            self.body.addWidget(field)
        self.who.entered.connect(self.reason.line.setFocus)
        self.reason.entered.connect(self._on_main)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addWidget(self.main, 1)
        self.body.addSpacing(8)
        self.body.addLayout(row)

    def first_focus(self) -> QWidget:
        return self.who.line

    def _on_changed(self) -> None:
        for field in (self.who, self.reason):
            field.say(None)

    def _fault(self) -> tuple[LineField, str] | None:
        for finding in signer_findings(self.who.text, ""):
            return self.who, finding.sentence.replace("A name is needed to sign.", "Your name is needed.")
        reason = clean_line(self.reason.text)
        if not any(character.isalnum() for character in reason):
            return self.reason, "Say why it is certain."
        fault = text_fault(reason, most=MOST_REASON)
        return (self.reason, fault) if fault else None

    def _on_main(self) -> None:
        fault = self._fault()
        if fault is not None:
            field, sentence = fault
            field.touch()
            field.say(Finding("takeover", Level.ERROR, sentence))
            field.line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.certain.emit(clean_line(self.who.text), clean_line(self.reason.text))
