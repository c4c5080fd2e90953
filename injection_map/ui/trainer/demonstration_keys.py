"""The keys of a demonstration, the same in both of its windows: keyboard, presenter's remote and pedal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from injection_map.ui.chair.keys import OnePress
from injection_map.ui.trainer.demonstration_model import DemonstrationModel

_KEY = Qt.Key
_NO_MODIFIER, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_IGNORED = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier

REMOTE_KEYS = frozenset({_KEY.Key_PageDown, _KEY.Key_PageUp, _KEY.Key_F5})
"""What a presenter's remote sends: no text field has them."""

KEY_WORDS = (
    ("Space, Right, Page Down, pedal", "next step"),
    ("Left, Page Up, second switch", "one step back"),
    ("Down, Up", "next site, site before"),
    ("Home", "first site"),
    ("B, full stop", "blank, and back"),
    ("+, −, 0", "closer, farther, whole view"),
    ("Ctrl+Z, C", "take back the last stroke, clear all"),
    ("F5, Esc", "show to the audience, end"),
    ("F11", "full screen"),
)


class DemonstrationKeys:
    """One press is one step, whichever window hears it."""

    def __init__(
        self,
        model: DemonstrationModel,
        *,
        key_up_ms: int,
        pedal_key: int | None = None,
        second_pedal_key: int | None = None,
    ) -> None:
        self._one_press = OnePress(key_up_ms)
        self._table = _table(model)
        self._pedals = {key: act for key, act in ((second_pedal_key, model.back), (pedal_key, model.next)) if key}

    def is_remote(self, event: QKeyEvent) -> bool:
        """Whether the key is a step even while somebody types."""
        return event.key() in REMOTE_KEYS or event.key() in self._pedals

    def pressed(self, event: QKeyEvent) -> None:
        """Do what the key means; one that means nothing here is ignored, for others to hear."""
        act = self._pedals.get(event.key()) or self._table.get((event.key(), event.modifiers() & ~_IGNORED))
        if act is None:
            event.ignore()
        elif self._one_press.counts(event):
            act()

    def released(self, event: QKeyEvent) -> None:
        self._one_press.released(event)

    def forget(self) -> None:
        """A window no longer hears the keys, so their release may never come."""
        self._one_press.forget()


def _table(model: DemonstrationModel) -> dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]]:
    plain: dict[int, Callable[[], None]] = {
        _KEY.Key_Space: model.next,
        _KEY.Key_Right: model.next,
        _KEY.Key_PageDown: model.next,
        _KEY.Key_Left: model.back,
        _KEY.Key_PageUp: model.back,
        _KEY.Key_Down: model.next_site,
        _KEY.Key_Up: model.site_before,
        _KEY.Key_Home: model.first,
        _KEY.Key_B: model.toggle_blank,
        _KEY.Key_Period: model.toggle_blank,
        _KEY.Key_Plus: model.zoom_in,
        _KEY.Key_Equal: model.zoom_in,
        _KEY.Key_Minus: model.zoom_out,
        _KEY.Key_0: model.zoom_off,
        _KEY.Key_C: model.clear_strokes,
    }
    return {(key, _NO_MODIFIER): act for key, act in plain.items()} | {(_KEY.Key_Z, _CTRL): model.undo_stroke}
