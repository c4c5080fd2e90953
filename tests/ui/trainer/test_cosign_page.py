"""A trainer signs for an attempt: a name that can stand, a remark that fits, and nothing kept without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from invented_exams import ANNA, LONGEST_NAME, TRAINER
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.ui.theme import Theme
from injection_map.ui.trainer.cosign_page import MOST_REMARK, CosignPage

Show = Callable[..., Hands]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Iterator[Show]:
    with ExitStack() as stack:

        def give(*, what: str = ANNA, name: str = "", size: tuple[int, int] = (1280, 800)) -> Hands:
            hands = sit_at(qtbot, theme, CosignPage(theme, what=what, name=name), size=size)
            stack.callback(leave, hands)
            return hands

        yield give


def page_of(hands: Hands) -> CosignPage:
    assert isinstance(hands.page, CosignPage)
    return hands.page


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("what", [ANNA, LONGEST_NAME, "W" * 120])
def test_the_whole_name_is_to_be_seen(show: Show, size: tuple[int, int], what: str) -> None:
    hands = show(what=what, size=size)
    assert page_of(hands).what.text().replace("\u200b", "") == what
    assert_all_is_to_be_seen(hands)


def test_typed_and_signed_by_the_keyboard(qtbot: QtBot, show: Show) -> None:
    hands = show()
    assert hands.focus == "cosign-name"
    hands.type(f"  {TRAINER} ")
    hands.press(Qt.Key.Key_Tab)
    hands.type("Well  seen.")
    with qtbot.waitSignal(page_of(hands).signed) as signed:
        hands.press(Qt.Key.Key_Return)
    assert signed.args == [TRAINER, "Well seen."]


def test_who_signed_last_signs_with_one_press(qtbot: QtBot, show: Show) -> None:
    hands = show(name=TRAINER)
    assert hands.focus == "cosign-now"
    with qtbot.waitSignal(page_of(hands).signed) as signed:
        hands.press(Qt.Key.Key_Return)
    assert signed.args == [TRAINER, ""]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "T. Rainer\u202egnidih"])
def test_what_is_no_name_signs_nothing(qtbot: QtBot, show: Show, name: str) -> None:
    hands = show()
    page_of(hands).name.set_text(name)
    with qtbot.assertNotEmitted(page_of(hands).signed):
        hands.click("cosign-now")
    assert hands.said("cosign-name")


@pytest.mark.parametrize("remark", ["x" * (MOST_REMARK + 1), "seen\u202eneht"])
def test_a_remark_too_long_or_with_hidden_letters_is_refused(qtbot: QtBot, show: Show, remark: str) -> None:
    hands = show(name=TRAINER)
    page_of(hands).remark.set_text(remark)
    with qtbot.assertNotEmitted(page_of(hands).signed):
        hands.click("cosign-now")
    assert hands.said("cosign-remark")


def test_back_and_a_fault_that_is_told(qtbot: QtBot, show: Show) -> None:
    hands = show(name=TRAINER)
    page_of(hands).say_fault("The disk is full.")
    assert hands.said("cosign-name") == "The disk is full."
    with qtbot.waitSignal(page_of(hands).back_asked):
        hands.click("back")
