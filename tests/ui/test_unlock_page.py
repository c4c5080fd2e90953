"""The passphrase: asked for, or set with care."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.ui.theme import Theme
from injection_map.ui.unlock_page import UnlockPage

OpenPage = Callable[..., tuple[Hands, list[str]]]


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme) -> Iterator[OpenPage]:
    with ExitStack() as stack:

        def open_it(*, first_start: bool, size: tuple[int, int] = (1280, 800)) -> tuple[Hands, list[str]]:
            page, given = UnlockPage(theme, first_start=first_start), list[str]()
            page.passphrase_given.connect(given.append)
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            return hands, given

        yield open_it


def test_the_passphrase_is_given_as_typed(open_page: OpenPage) -> None:
    hands, given = open_page(first_start=False)
    hands.type(" an invented passphrase ")
    hands.press(Qt.Key.Key_Return)
    assert given == [" an invented passphrase "]
    assert not hands.find("passphrase-again").isVisible()


def test_a_wrong_one_is_said_and_typed_over(open_page: OpenPage) -> None:
    hands, given = open_page(first_start=False)
    hands.type("wrong")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    page = hands.page
    assert isinstance(page, UnlockPage)
    page.say("The passphrase does not open the records.")
    assert hands.said("passphrase") == "The passphrase does not open the records."
    hands.type("right")
    assert hands.said("passphrase") == ""
    hands.click("unlock")
    assert given[-1] == "right"


def test_an_empty_one_is_not_given(open_page: OpenPage) -> None:
    hands, given = open_page(first_start=False)
    hands.click("unlock")
    assert given == []
    assert hands.said("passphrase") == "The passphrase is needed."


def test_a_new_one_is_typed_twice_and_long_enough(open_page: OpenPage) -> None:
    hands, given = open_page(first_start=True)
    assert any("nobody can bring it back" in text for text in hands.texts())
    hands.type("seven77")
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "passphrase-again"
    hands.type("seven77")
    hands.press(Qt.Key.Key_Return)
    assert hands.said("passphrase") == "This has 7 characters; at least 8 are needed."
    hands.press(Qt.Key.Key_End)
    hands.type("8")
    hands.click("unlock")
    assert (given, hands.focus) == ([], "passphrase-again")
    assert hands.said("passphrase-again") == "The two are not the same. Type it once more."
    hands.write("passphrase-again", "seven778")
    hands.click("unlock")
    assert given == ["seven778"]


def test_what_is_typed_is_hidden_until_asked_for(open_page: OpenPage) -> None:
    hands, _ = open_page(first_start=True)
    line = hands.find("passphrase")
    assert isinstance(line, QLineEdit)
    assert line.echoMode() is QLineEdit.EchoMode.Password
    hands.click("show-passphrase")
    assert line.echoMode() is QLineEdit.EchoMode.Normal


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
@pytest.mark.parametrize("first_start", [True, False])
def test_nothing_is_cut(open_page: OpenPage, first_start: bool, size: tuple[int, int]) -> None:
    hands, _ = open_page(first_start=first_start, size=size)
    assert_all_is_to_be_seen(hands)
