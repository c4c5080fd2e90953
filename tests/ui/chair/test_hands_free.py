"""The numeric pad and a key for Skip at the chair: only where it was said so, and never while something is open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from ui.chair.hands import Seat

from injection_map.domain import commands
from injection_map.domain.hands_free import Act, HandsFree, Input

Key = Qt.Key
PAD = Qt.KeyboardModifier.KeypadModifier
SitDown = Callable[..., Seat]


def test_the_pad_records_nothing_until_it_is_told_to(sit_down: SitDown) -> None:
    seat = sit_down()
    for key in (Key.Key_0, Key.Key_Insert, Key.Key_Period, Key.Key_Minus):
        seat.key(key, PAD)
    assert seat.kinds == []
    assert seat.page.panel.sheet is None


@pytest.mark.parametrize("key", [Key.Key_0, Key.Key_Insert], ids=["num-lock", "without"])
def test_the_pad_is_injected_and_undo(sit_down: SitDown, key: Key) -> None:
    seat = sit_down(pad_at_chair=True)
    seat.key(key, PAD)
    seat.wait_ready()
    seat.key(Key.Key_Period, PAD)
    seat.wait_ready()
    assert seat.kinds == ["given", "undone"]


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier])
def test_a_figure_of_the_pad_with_a_command_records_nothing(sit_down: SitDown, held: Qt.KeyboardModifier) -> None:
    seat = sit_down(pad_at_chair=True)
    seat.key(Key.Key_0, PAD | held)
    assert seat.kinds == []


def test_the_figures_above_the_letters_keep_their_meaning(sit_down: SitDown) -> None:
    seat = sit_down(pad_at_chair=True)
    seat.key(Key.Key_0)
    assert seat.model.overview
    assert seat.kinds == []


def test_a_figure_of_the_pad_goes_into_a_text(sit_down: SitDown) -> None:
    seat = sit_down(pad_at_chair=True)
    seat.key(Key.Key_N)
    seat.key(Key.Key_0, PAD)
    assert seat.kinds == []


def test_the_pad_opens_skip_and_then_does_nothing(sit_down: SitDown) -> None:
    seat = sit_down(pad_at_chair=True)
    seat.key(Key.Key_Minus, PAD)
    assert seat.sheet.accessibleName().startswith("Skip")
    for key in (Key.Key_0, Key.Key_Period, Key.Key_Minus):
        seat.key(key, PAD)
    assert seat.kinds == []


def test_what_only_the_trainer_knows_does_nothing(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("procerus"), pad_at_chair=True)
    seat.page.set_hands_free(HandsFree({Act.BLANK: Input(Key.Key_F15)}, pad_at_chair=True))
    for key, modifiers in (
        (Key.Key_F15, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Asterisk, PAD),
        (Key.Key_Slash, PAD),
    ):
        seat.key(key, modifiers)
    assert seat.kinds == ["given"]


def test_a_remote_that_lies_about_records_nothing(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("procerus"))
    for key in (Key.Key_PageDown, Key.Key_PageUp, Key.Key_B, Key.Key_Period, Key.Key_F5, Key.Key_Home):
        seat.key(key)
    assert seat.kinds == ["given"]


def test_skip_by_a_key_does_nothing_while_an_error_is_open(sit_down: SitDown) -> None:
    seat = sit_down(pad_at_chair=True)
    seat.store.full = True
    seat.click("injected")
    seat.wait(lambda: seat.model.stopped)
    seat.key(Key.Key_Minus, PAD)
    assert seat.page.panel.sheet is None
