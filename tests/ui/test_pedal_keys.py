"""Names of inputs, what they are told from, and which of them can be learned."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from injection_map.domain import hands_free as domain
from injection_map.domain.hands_free import Act, HandsFree, Input
from injection_map.ui.pedal_keys import input_name, input_of, learn_fault

Key = Qt.Key
PAD, NONE = Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.NoModifier


def pressed(key: Key, modifiers: Qt.KeyboardModifier = NONE) -> Input | None:
    return input_of(QKeyEvent(QEvent.Type.KeyPress, key, modifiers))


def test_the_keys_of_the_domain_are_those_of_qt() -> None:
    named = {
        "SPACE": Key.Key_Space,
        "ASTERISK": Key.Key_Asterisk,
        "COMMA": Key.Key_Comma,
        "MINUS": Key.Key_Minus,
        "PERIOD": Key.Key_Period,
        "SLASH": Key.Key_Slash,
        "ZERO": Key.Key_0,
        "_INSERT": Key.Key_Insert,
        "_DELETE": Key.Key_Delete,
        "_HOME": Key.Key_Home,
        "_LEFT": Key.Key_Left,
        "_RIGHT": Key.Key_Right,
        "_PAGE_UP": Key.Key_PageUp,
        "_PAGE_DOWN": Key.Key_PageDown,
        "_B": Key.Key_B,
    }
    assert {name: getattr(domain, name) for name in named} == {name: int(key) for name, key in named.items()}
    assert int(PAD.value) == domain._KEYPAD_BIT


@pytest.mark.parametrize(
    ("key", "modifiers", "name"),
    [
        (Key.Key_F13, NONE, "F13"),
        (Key.Key_PageDown, NONE, "Page Down"),
        (Key.Key_Space, NONE, "Space"),
        (Key.Key_0, NONE, "0"),
        (Key.Key_0, PAD, "Numeric pad 0"),
        (Key.Key_Insert, PAD, "Numeric pad 0"),
        (Key.Key_Delete, PAD, "Numeric pad point"),
        (Key.Key_Left, PAD, "Left"),
    ],
)
def test_an_input_and_its_name(key: Key, modifiers: Qt.KeyboardModifier, name: str) -> None:
    arrived = pressed(key, modifiers)
    assert arrived is not None
    assert input_name(arrived) == name


@pytest.mark.parametrize("key", [Key.Key_Shift, Key.Key_NumLock, Key.Key_unknown])
def test_a_key_that_is_only_held_is_no_input(key: Key) -> None:
    assert pressed(key) is None


LEARNED = HandsFree({Act.FORWARD: Input(int(Key.Key_F13))})


@pytest.mark.parametrize(
    ("given", "text", "act", "sentence"),
    [
        (Input(int(Key.Key_F13)), "", Act.BACK, "F13 is learned for Injected already. Let this one send another key."),
        (Input(int(Key.Key_U)), "u", Act.BACK, "U has another meaning here."),
        (Input(int(Key.Key_F5)), "", Act.FIRST, "F5 has another meaning here."),
        (Input(int(Key.Key_Tab)), "\t", Act.FORWARD, "Tab has another meaning here."),
        (Input(int(Key.Key_Enter)), "\r", Act.FORWARD, "Enter has another meaning here."),
        (Input(int(Key.Key_Space)), " ", Act.BACK, "Space has another meaning here."),
        (Input(int(Key.Key_PageDown)), "", Act.BACK, "Page Down is Injected already."),
        (Input(int(Key.Key_0), keypad=True), "0", Act.BLANK, "Numeric pad 0 is Injected already."),
        (Input(int(Key.Key_Q)), "q", Act.FORWARD, "Q writes text. Let the pedal send a key that writes nothing"),
    ],
)
def test_what_cannot_be_learned_is_said(given: Input, text: str, act: Act, sentence: str) -> None:
    fault = learn_fault(given, text, act, LEARNED)
    assert fault is not None
    assert fault.startswith(sentence)


@pytest.mark.parametrize(
    ("given", "text", "act"),
    [
        (Input(int(Key.Key_F13)), "", Act.FORWARD),
        (Input(int(Key.Key_F14)), "", Act.BLANK),
        (Input(int(Key.Key_Space)), " ", Act.FORWARD),
        (Input(int(Key.Key_PageDown)), "", Act.FORWARD),
        (Input(int(Key.Key_7), keypad=True), "7", Act.FORWARD),
        (Input(int(Key.Key_MediaNext)), "", Act.SKIP),
    ],
)
def test_what_can_be_learned(given: Input, text: str, act: Act) -> None:
    assert learn_fault(given, text, act, LEARNED) is None
