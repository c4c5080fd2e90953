"""What hands and feet may send instead of the mouse: pedals, a presenter's remote, the numeric pad, and what each does.

At the chair only what was learned counts, and Space: a remote that lies about must not record an injection. The numeric
pad counts there where the settings say so. In the trainer, where nothing is recorded, all of them do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from injection_map.domain.settings import Settings

_KEYPAD_BIT = 0x2000_0000
_KEY_BITS = 0x01FF_FFFF

SPACE, ASTERISK, COMMA, MINUS, PERIOD, SLASH, ZERO = 0x20, 0x2A, 0x2C, 0x2D, 0x2E, 0x2F, 0x30
_INSERT, _DELETE = 0x0100_0006, 0x0100_0007
_HOME, _LEFT, _RIGHT, _PAGE_UP, _PAGE_DOWN = 0x0100_0010, 0x0100_0012, 0x0100_0014, 0x0100_0016, 0x0100_0017
_B = 0x42
_PAD_KEYS = frozenset({ASTERISK, 0x2B, MINUS, PERIOD, SLASH, *range(ZERO, ZERO + 10)})
_PAD_WITHOUT_NUM_LOCK = {_INSERT: ZERO, _DELETE: PERIOD, COMMA: PERIOD}


class Act(StrEnum):
    """What an input does; each of them means something at the chair, in the trainer, or in both."""

    FORWARD = "forward"
    BACK = "back"
    SKIP = "skip"
    BLANK = "blank"
    FIRST = "first"


AT_CHAIR: Mapping[Act, str] = {Act.FORWARD: "Injected", Act.BACK: "Undo", Act.SKIP: "Skip"}
IN_TRAINER: Mapping[Act, str] = {
    Act.FORWARD: "Next",
    Act.BACK: "Back",
    Act.BLANK: "Blank",
    Act.FIRST: "First site",
}

SETTING: Mapping[Act, str] = {
    Act.FORWARD: "pedal_key",
    Act.BACK: "second_pedal_key",
    Act.SKIP: "skip_key",
    Act.BLANK: "blank_key",
    Act.FIRST: "first_key",
}
"""The setting that keeps the input that was learned for an act."""


@dataclass(frozen=True, slots=True)
class Input:
    """A key, as Qt numbers it, and whether it lies on the numeric pad; `of` and `from_code` make it."""

    key: int
    keypad: bool = False

    @staticmethod
    def of(key: int, *, keypad: bool) -> Input:
        """One key is one input: 0 of the pad is the same without Num Lock (where it is Insert), and the arrows, which
        macOS counts to the pad, are arrows."""
        on_pad = _PAD_WITHOUT_NUM_LOCK.get(key, key) if keypad else key
        return Input(on_pad, keypad=True) if keypad and on_pad in _PAD_KEYS else Input(key)

    @staticmethod
    def from_code(code: int) -> Input:
        """As a setting keeps it."""
        return Input.of(code & _KEY_BITS, keypad=bool(code & _KEYPAD_BIT))

    @property
    def code(self) -> int:
        """A positive number under 2**31."""
        return self.key | (_KEYPAD_BIT if self.keypad else 0)


_SPACE = {Input(SPACE): Act.FORWARD}
_REMOTE = {
    Input(_RIGHT): Act.FORWARD,
    Input(_PAGE_DOWN): Act.FORWARD,
    Input(_LEFT): Act.BACK,
    Input(_PAGE_UP): Act.BACK,
    Input(_B): Act.BLANK,
    Input(PERIOD): Act.BLANK,
    Input(_HOME): Act.FIRST,
}
"""What presenters' remotes send, and the same keys of a keyboard. F5, which begins a show, is a page's own."""

_PAD = {
    Input(ZERO, keypad=True): Act.FORWARD,
    Input(PERIOD, keypad=True): Act.BACK,
    Input(MINUS, keypad=True): Act.SKIP,
    Input(ASTERISK, keypad=True): Act.BLANK,
    Input(SLASH, keypad=True): Act.FIRST,
}
"""The large key at the thumb, and what lies beside it. Not Enter, which presses whatever has the focus."""


@dataclass(frozen=True)
class HandsFree:
    """What was learned, each input for one act, and whether the numeric pad counts at the chair too."""

    learned: Mapping[Act, Input] = field(default_factory=dict)
    pad_at_chair: bool = False

    def at_chair(self, pressed: Input) -> Act | None:
        """What a press does on the chair page; None where it is nothing, or a key of the page itself."""
        act = _act(pressed, _SPACE | (_PAD if self.pad_at_chair else {}), self._own)
        return act if act in AT_CHAIR else None

    def in_trainer(self, pressed: Input) -> Act | None:
        """What a press does where a site is shown in the trainer."""
        act = _act(pressed, _SPACE | _REMOTE | _PAD, self._own)
        return act if act in IN_TRAINER else None

    def learned_for(self, pressed: Input) -> Act | None:
        """The act that this very input was learned for."""
        return self._own.get(pressed)

    def with_learned(self, act: Act, pressed: Input | None) -> HandsFree:
        """The same with another input for an act, or with none."""
        rest = {other: one for other, one in self.learned.items() if other != act}
        return replace(self, learned=rest if pressed is None else {**rest, act: pressed})

    @property
    def _own(self) -> dict[Input, Act]:
        return {pressed: act for act, pressed in self.learned.items()}


def _act(pressed: Input, usual: Mapping[Input, Act], own: Mapping[Input, Act]) -> Act | None:
    """What was learned goes before what is usual, and a key of the pad before the same key of the keyboard. A setting
    from before the pad was told apart names the key alone, and is meant for both."""
    anywhere = Input(pressed.key)
    return own.get(pressed) or own.get(anywhere) or usual.get(pressed) or usual.get(anywhere)


def usual_act(pressed: Input) -> Act | None:
    """What an input does in the trainer while nothing is learned."""
    return _act(pressed, _SPACE | _REMOTE | _PAD, {})


def hands_free(settings: Settings) -> HandsFree:
    """As the settings have it."""
    codes = {act: getattr(settings, name) for act, name in SETTING.items()}
    learned = {act: Input.from_code(code) for act, code in codes.items() if code is not None}
    return HandsFree(learned, pad_at_chair=settings.pad_at_chair)
