"""The keys of a demonstration, the same in both of its windows: keyboard, presenter's remote, numeric pad and pedal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from injection_map.domain.hands_free import Act, HandsFree
from injection_map.ui.chair.keys import OnePress
from injection_map.ui.pedal_keys import input_of
from injection_map.ui.trainer.demonstration_model import DemonstrationModel

_KEY = Qt.Key
_NO_MODIFIER, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_IGNORED = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier

_REMOTE_KEYS = frozenset({_KEY.Key_PageDown, _KEY.Key_PageUp, _KEY.Key_F5})
"""What a presenter's remote sends and no text field needs."""


class DemonstrationKeys:
    """One press is one step, whichever window hears it."""

    def __init__(self, model: DemonstrationModel, hands_free: HandsFree, *, key_up_ms: int) -> None:
        self._one_press = OnePress(key_up_ms)
        self.hands_free = hands_free
        self._acts: dict[Act, Callable[[], None]] = {
            Act.FORWARD: model.next,
            Act.BACK: model.back,
            Act.BLANK: model.toggle_blank,
            Act.FIRST: model.first,
        }
        self._table = _table(model)

    def is_remote(self, event: QKeyEvent) -> bool:
        """Whether the key is a step even while somebody types."""
        pressed = input_of(event)
        is_learned = pressed is not None and self.hands_free.learned_for(pressed) is not None
        return event.key() in _REMOTE_KEYS or (is_learned and not (event.text() and event.text().isprintable()))

    def pressed(self, event: QKeyEvent) -> None:
        """Do what the key means; one that means nothing here is ignored, for others to hear."""
        act = self._meant(event)
        if act is None:
            event.ignore()
        elif self._one_press.counts(event):
            act()

    def _meant(self, event: QKeyEvent) -> Callable[[], None] | None:
        modifiers, pressed = event.modifiers() & ~_IGNORED, input_of(event)
        act = self.hands_free.in_trainer(pressed) if pressed is not None and modifiers == _NO_MODIFIER else None
        return self._acts[act] if act is not None else self._table.get((event.key(), modifiers))

    def released(self, event: QKeyEvent) -> None:
        self._one_press.released(event)

    def forget(self) -> None:
        """A window no longer hears the keys, so their release may never come."""
        self._one_press.forget()


def _table(model: DemonstrationModel) -> dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]]:
    """Beside what is learned and what a remote sends."""
    plain: dict[int, Callable[[], None]] = {
        _KEY.Key_Down: model.next_site,
        _KEY.Key_Up: model.site_before,
        _KEY.Key_Plus: model.zoom_in,
        _KEY.Key_Equal: model.zoom_in,
        _KEY.Key_Minus: model.zoom_out,
        _KEY.Key_0: model.zoom_off,
        _KEY.Key_C: model.clear_strokes,
    }
    return {(key, _NO_MODIFIER): act for key, act in plain.items()} | {(_KEY.Key_Z, _CTRL): model.undo_stroke}
