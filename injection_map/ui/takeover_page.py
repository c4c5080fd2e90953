"""Another computer is named as having the records open: who is certain that it has not says who they are and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.ui.card_page import CardPage
from injection_map.ui.controls import Button
from injection_map.ui.responsible_form import ResponsibleForm
from injection_map.ui.theme import Theme

_TEXT = (
    "If Injection Map still runs on {computer}, two computers would write in the same file, and entries could be lost. "
    "Look there first. What is typed here is kept with the records, with the time."
)


class TakeoverPage(CardPage):
    """Nothing is chosen beforehand, and nothing is typed already."""

    certain = Signal(object)
    """A Responsible: who, and why."""
    back_asked = Signal()

    def __init__(self, theme: Theme, computer: str) -> None:
        """`computer` is the name that it gives itself."""
        title, text = "Open the records all the same?", _TEXT.format(computer=computer)
        super().__init__(theme, icon="caution", title=title, text=text)
        self.setObjectName("takeover-page")
        why = f"Why it is certain that nobody has the records open on {computer}"
        hint = "Such as: the computer is off; it was replaced; it has another name now"
        self.form = ResponsibleForm(theme, name="takeover", why=why, hint=hint)
        self.form.entered.connect(self._on_main)
        self.body.addWidget(self.form)
        self.main = Button(theme, "Open all the same", kind="warn", icon="caution", height_px=(84, 76), role="title")
        self.main.setObjectName("takeover")
        self.main.clicked.connect(self._on_main)
        self.back = Button(theme, "Back", kind="quiet", icon="chevron-left", height_px=(84, 76))
        self.back.setObjectName("takeover-back")
        self.back.clicked.connect(self.back_asked)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addWidget(self.main, 1)
        self.body.addSpacing(8)
        self.body.addLayout(row)

    def first_focus(self) -> QWidget:
        return self.form.first_focus()

    def _on_main(self) -> None:
        if (answer := self.form.answer()) is not None:
            self.certain.emit(answer)
