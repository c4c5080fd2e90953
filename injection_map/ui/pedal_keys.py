"""Which keys a pedal may send: any that means nothing else on the chair page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_KEY = Qt.Key

CHAIR_KEYS: frozenset[int] = frozenset(
    {
        _KEY.Key_U,
        _KEY.Key_Z,
        _KEY.Key_Backspace,
        _KEY.Key_S,
        _KEY.Key_D,
        _KEY.Key_A,
        _KEY.Key_N,
        _KEY.Key_P,
        _KEY.Key_R,
        _KEY.Key_F,
        _KEY.Key_L,
        _KEY.Key_0,
        _KEY.Key_1,
        _KEY.Key_2,
        _KEY.Key_3,
        _KEY.Key_4,
        _KEY.Key_Return,
        _KEY.Key_Enter,
        _KEY.Key_F1,
        _KEY.Key_F11,
        _KEY.Key_Left,
        _KEY.Key_Right,
        _KEY.Key_Up,
        _KEY.Key_Down,
    }
)
"""The keys of the chair page but Space, with or without a modifier."""

_ONLY_HELD: frozenset[int] = frozenset(
    {
        0,
        _KEY.Key_unknown,
        _KEY.Key_Shift,
        _KEY.Key_Control,
        _KEY.Key_Alt,
        _KEY.Key_AltGr,
        _KEY.Key_Meta,
        _KEY.Key_CapsLock,
        _KEY.Key_NumLock,
    }
)
"""Keys that are only held with others."""


def is_a_press(event: QKeyEvent) -> bool:
    """Whether this is one press of a key by itself."""
    return not event.isAutoRepeat() and event.key() not in _ONLY_HELD


def pedal_fault(key: int, *, other: int | None, second: bool = False) -> str | None:
    """Why a pedal cannot send this key, or None. `other` is the key of the other switch."""
    if key == other:
        return f"{key_name(key)} is the other switch already. Let this one send another key."
    if key in CHAIR_KEYS or (second and key == _KEY.Key_Space):
        return f"{key_name(key)} has another meaning here. Let the pedal send another key, such as F13."
    return None


def key_name(key: int) -> str:
    """A key as it is written on keyboards."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or "an unnamed key"
