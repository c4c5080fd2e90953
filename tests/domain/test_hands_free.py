"""What inputs do: at the chair only what was learned, in the trainer remotes and the numeric pad too."""

from __future__ import annotations

import pytest

from injection_map.domain.hands_free import (
    AT_CHAIR,
    IN_TRAINER,
    SETTING,
    Act,
    HandsFree,
    Input,
    hands_free,
)
from injection_map.domain.settings import Settings

F13, F14, PAGE_DOWN, PAGE_UP, HOME, F5 = 0x0100003C, 0x0100003D, 0x01000017, 0x01000016, 0x01000010, 0x01000034
INSERT, DELETE, RIGHT, LEFT, B = 0x01000006, 0x01000007, 0x01000014, 0x01000012, 0x42
PAD = {sign: Input(ord(sign), keypad=True) for sign in "0.-*/"}
REMOTE = [Input(key) for key in (PAGE_DOWN, PAGE_UP, HOME, B, ord("."), RIGHT, LEFT)]


def test_every_act_means_something_and_is_kept_by_a_setting() -> None:
    assert AT_CHAIR.keys() | IN_TRAINER.keys() == set(Act) == SETTING.keys()


@pytest.mark.parametrize("pressed", [*REMOTE, *PAD.values(), Input(F13)])
def test_at_the_chair_nothing_but_space_counts_until_it_is_learned(pressed: Input) -> None:
    usual = hands_free(Settings())
    assert usual.at_chair(pressed) is None
    assert usual.at_chair(Input(ord(" "))) is Act.FORWARD


def test_what_is_learned_counts_at_the_chair_and_in_the_trainer() -> None:
    learned = hands_free(Settings(pedal_key=F13, second_pedal_key=PAGE_UP, blank_key=F14))
    assert (learned.at_chair(Input(F13)), learned.in_trainer(Input(F13))) == (Act.FORWARD, Act.FORWARD)
    assert learned.at_chair(Input(PAGE_UP)) is Act.BACK
    assert (learned.at_chair(Input(F14)), learned.in_trainer(Input(F14))) == (None, Act.BLANK)


def test_the_numeric_pad_counts_at_the_chair_where_the_settings_say_so() -> None:
    on = hands_free(Settings(pad_at_chair=True))
    assert [on.at_chair(PAD[sign]) for sign in "0.-*/"] == [Act.FORWARD, Act.BACK, Act.SKIP, None, None]
    assert on.at_chair(Input(ord("0"))) is None  # the figure above the letters is a key of the page
    assert on.at_chair(Input(ord("1"), keypad=True)) is None


def test_remotes_and_pad_in_the_trainer() -> None:
    usual = HandsFree()
    told = [usual.in_trainer(pressed) for pressed in REMOTE]
    assert told == [Act.FORWARD, Act.BACK, Act.FIRST, Act.BLANK, Act.BLANK, Act.FORWARD, Act.BACK]
    assert usual.in_trainer(Input(F5)) is None  # it begins the show
    assert [usual.in_trainer(PAD[sign]) for sign in "0.-*/"] == [Act.FORWARD, Act.BACK, None, Act.BLANK, Act.FIRST]


def test_what_is_learned_goes_before_what_is_usual() -> None:
    assert HandsFree({Act.BACK: Input(PAGE_DOWN)}).in_trainer(Input(PAGE_DOWN)) is Act.BACK


def test_the_pad_is_the_same_without_num_lock() -> None:
    assert Input.of(INSERT, keypad=True) == PAD["0"]
    assert Input.of(DELETE, keypad=True) == Input.of(ord(","), keypad=True) == PAD["."]
    assert Input.of(INSERT, keypad=False) == Input(INSERT)


def test_the_arrows_are_never_of_the_pad() -> None:
    assert Input.of(RIGHT, keypad=True) == Input(RIGHT)  # macOS counts them to it


def test_a_setting_from_before_the_pad_was_told_apart_is_meant_for_both() -> None:
    old = hands_free(Settings(pedal_key=ord("7")))
    assert old.at_chair(Input(ord("7"), keypad=True)) is Act.FORWARD
    assert old.at_chair(Input(ord("7"))) is Act.FORWARD


def test_one_that_was_learned_on_the_pad_is_meant_for_it_alone() -> None:
    learned = hands_free(Settings(pedal_key=Input(ord("7"), keypad=True).code))
    assert learned.at_chair(Input(ord("7"), keypad=True)) is Act.FORWARD
    assert learned.at_chair(Input(ord("7"))) is None


@pytest.mark.parametrize("pressed", [*REMOTE, *PAD.values(), Input(F13)])
def test_an_input_is_kept_as_a_number_and_read_back(pressed: Input) -> None:
    assert Input.from_code(pressed.code) == pressed
    assert 0 < pressed.code < 2**31


def test_another_input_for_an_act() -> None:
    learned = HandsFree({Act.FORWARD: Input(F13), Act.BACK: Input(F14)}, pad_at_chair=True)
    assert learned.with_learned(Act.FORWARD, Input(PAGE_DOWN)).learned == {
        Act.FORWARD: Input(PAGE_DOWN),
        Act.BACK: Input(F14),
    }
    assert learned.with_learned(Act.BACK, None) == HandsFree({Act.FORWARD: Input(F13)}, pad_at_chair=True)
