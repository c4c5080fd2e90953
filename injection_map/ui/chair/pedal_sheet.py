"""Learn the pedal: any pedal that sends a key will do; the next key that arrives is its key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from injection_map.domain.hands_free import Act, HandsFree
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Text
from injection_map.ui.pedal_keys import input_name, input_of, learn_fault
from injection_map.ui.theme import Theme


class PedalSheet(Sheet):
    """Waits for one key. A key that means something else on the chair page is refused in words."""

    learned = Signal(object)
    """The Input."""

    def __init__(self, theme: Theme, hands_free: HandsFree, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Learn the pedal", side=None, parent=parent)
        self._hands_free = hands_free
        self.setObjectName("pedal-sheet")
        known = hands_free.learned.get(Act.FORWARD)
        now = f"The pedal sends {input_name(known)} now." if known is not None else "No pedal is learned yet."
        self.body.addWidget(Text(theme, "lead", "Press the pedal once.", wrap=True))
        self.said = Text(theme, "second", f"{now} A pedal that sends Space works as it is.", colour="t2", wrap=True)
        self.body.addWidget(self.said)
        self.body.addStretch(1)

    def first_focus(self) -> QWidget:
        """The sheet itself: a key must not press a button."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return self

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = input_of(event)
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif pressed is None or event.isAutoRepeat():
            return
        elif fault := learn_fault(pressed, event.text(), Act.FORWARD, self._hands_free):
            self.said.setText(fault)
        else:
            self.learned.emit(pressed)
