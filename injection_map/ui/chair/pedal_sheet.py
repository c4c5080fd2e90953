"""Learn the pedal: any pedal that sends a key will do; the next key that arrives is its key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Text
from injection_map.ui.pedal_keys import is_a_press, key_name, pedal_fault
from injection_map.ui.theme import Theme


class PedalSheet(Sheet):
    """Waits for one key. A key that means something else on the chair page is refused in words."""

    learned = Signal(int)

    def __init__(
        self, theme: Theme, *, pedal_key: int | None, second_pedal_key: int | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "Learn the pedal", side=None, parent=parent)
        self._second = second_pedal_key
        self.setObjectName("pedal-sheet")
        now = f"The pedal sends {key_name(pedal_key)} now." if pedal_key is not None else "No pedal is learned yet."
        self.body.addWidget(Text(theme, "lead", "Press the pedal once.", wrap=True))
        self.said = Text(theme, "second", f"{now} A pedal that sends Space works as it is.", colour="t2", wrap=True)
        self.body.addWidget(self.said)
        self.body.addStretch(1)

    def first_focus(self) -> QWidget:
        """The sheet itself: a key must not press a button."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return self

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif fault := pedal_fault(key, other=self._second):
            self.said.setText(fault)
        elif is_a_press(event):
            self.learned.emit(key)
