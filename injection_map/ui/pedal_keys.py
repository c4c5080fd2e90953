"""Which keys a pedal may send: any that means nothing else on the chair page, and writes nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from injection_map.domain.hands_free import AT_CHAIR, IN_TRAINER, SPACE, Act, HandsFree, Input, usual_act

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

_TRAINER_KEYS: frozenset[int] = frozenset(
    {_KEY.Key_F5, _KEY.Key_Up, _KEY.Key_Down, _KEY.Key_Plus, _KEY.Key_Minus, _KEY.Key_Equal, _KEY.Key_0, _KEY.Key_C}
)
"""The keys of a demonstration beside those that hands and feet may send."""

_KEYS_OF_ALL_PAGES: frozenset[int] = frozenset({_KEY.Key_Tab, _KEY.Key_Backtab, _KEY.Key_Escape})

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

_SIGN_NAMES = {".": "point", "-": "minus", "+": "plus", "*": "asterisk", "/": "slash"}
_LONG_NAMES = {"PgDown": "Page Down", "PgUp": "Page Up", "Ins": "Insert", "Del": "Delete", "Esc": "Escape"}


def input_of(event: QKeyEvent) -> Input | None:
    """What a key event is of; None for a key that is only held with others, or that nobody knows."""
    if event.key() in _ONLY_HELD:
        return None
    return Input.of(event.key(), keypad=bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier))


def trainer_act(event: QKeyEvent, hands_free: HandsFree) -> Act | None:
    """What a key event does where something is gone through in the trainer; None for a key of the page itself."""
    pressed = input_of(event)
    return hands_free.in_trainer(pressed) if pressed else None


def learn_fault(pressed: Input, text: str, act: Act, hands_free: HandsFree) -> str | None:
    """Why this act cannot be learned for an input that writes `text`, or None."""
    name = input_name(pressed)
    taken = hands_free.learned_for(pressed)
    usual = usual_act(pressed)
    if taken is not None and taken is not act:
        return f"{name} is learned for {act_name(taken)} already. Let this one send another key."
    if _has_meaning(pressed) or (pressed.key == SPACE and act is not Act.FORWARD):
        return f"{name} has another meaning here. Let the pedal send another key, such as F13."
    if usual is not None and usual is not act:
        return f"{name} is {act_name(usual)} already. Let the pedal send another key, such as F13."
    if text.isprintable() and text.strip() and not pressed.keypad:
        return f"{name} writes text. Let the pedal send a key that writes nothing, such as F13."
    return None


def _has_meaning(pressed: Input) -> bool:
    """The figures of the pad may be learned: those of the keyboard keep their meaning."""
    return not pressed.keypad and (is_key_of_chair(pressed) or is_key_of_trainer(pressed))


def is_key_of_chair(pressed: Input) -> bool:
    """Whether the chair page has a meaning of its own for it."""
    return pressed.key in CHAIR_KEYS or pressed.key in _KEYS_OF_ALL_PAGES


def is_key_of_trainer(pressed: Input) -> bool:
    """Whether a demonstration has a meaning of its own for it."""
    return pressed.key in _TRAINER_KEYS or pressed.key in _KEYS_OF_ALL_PAGES


def act_name(act: Act) -> str:
    """What the buttons call it."""
    return AT_CHAIR.get(act) or IN_TRAINER[act]


def input_name(pressed: Input) -> str:
    """A key as it is written on keyboards: F13, Page Down, Numeric pad 0."""
    name = QKeySequence(pressed.key).toString(QKeySequence.SequenceFormat.NativeText) or "an unnamed key"
    if pressed.keypad:
        return f"Numeric pad {_SIGN_NAMES.get(name, name)}"
    return _LONG_NAMES.get(name, name)
