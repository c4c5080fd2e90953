"""Learn the pedal: any pedal that sends a key will do; the next key that arrives is its key."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Text
from injection_map.ui.theme import Theme

_NO_PEDAL = frozenset(
    {
        0,
        Qt.Key.Key_unknown,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
"""Keys that are only held with others."""


class PedalSheet(Sheet):
    """Waits for one key. A key that means something else on the chair page is refused in words."""

    learned = Signal(int)

    def __init__(
        self, theme: Theme, *, pedal_key: int | None, taken: Collection[int], parent: QWidget | None = None
    ) -> None:
        """`taken` are the keys of the chair page."""
        super().__init__(theme, "Learn the pedal", side=None, parent=parent)
        self._taken = taken
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
        elif key in self._taken:
            self.said.setText(f"{key_name(key)} has another meaning here. Let the pedal send another key, such as F13.")
        elif not event.isAutoRepeat() and key not in _NO_PEDAL:
            self.learned.emit(key)


def key_name(key: int) -> str:
    """A key as it is written on keyboards."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or "an unnamed key"
