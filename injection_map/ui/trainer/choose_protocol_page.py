"""Which protocol, before one of the trainer's ways begins."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.domain.protocol import Protocol
from injection_map.ui.card_page import CardPage
from injection_map.ui.controls import Button
from injection_map.ui.protocol_picker import BrokenFile, ProtocolPicker
from injection_map.ui.theme import Theme


class ChooseProtocolPage(CardPage):
    """One of those that can be used; broken files are told with their faults."""

    chosen = Signal(object)
    """The Protocol."""
    back_asked = Signal()

    def __init__(self, theme: Theme, protocols: Sequence[Protocol], broken: Sequence[BrokenFile], *, what: str) -> None:
        """`what` is what the button that goes on says: `Demonstrate`."""
        super().__init__(theme, icon="four-views", title=what, text="By which protocol?", width_px=760)
        self.setObjectName("choose-protocol-page")
        self.picker = ProtocolPicker(theme, protocols, broken, self)
        self.picker.setMinimumHeight(300)
        self.picker.changed.connect(self._follow)
        self.go_on = self.big(what, "go-on")
        self.go_on.clicked.connect(self._on_go_on)
        back = Button(theme, "Trainer", icon="chevron-left", height_px=(84, 76))
        back.setObjectName("leave-choice")
        back.clicked.connect(self.back_asked)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(back)
        row.addWidget(self.go_on, 1)
        self.body.addWidget(self.picker, 1)
        self.body.addLayout(row)
        self._follow()

    def first_focus(self) -> QWidget:
        return self.go_on if self.picker.chosen else self.picker.first_focus()

    def _follow(self) -> None:
        self.go_on.setEnabled(self.picker.chosen is not None)

    def _on_go_on(self) -> None:
        self.chosen.emit(self.picker.chosen)
