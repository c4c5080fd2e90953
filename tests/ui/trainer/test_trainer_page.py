"""The trainer's first page: each way is a tile, a digit and a name, and its words fit it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.ui.theme import Theme
from injection_map.ui.trainer.trainer_page import TrainerPage, Way

WORDS = "The whole protocol on an invented patient, with the real chair page."
WAYS = [Way(key, key.capitalize(), WORDS, "hand") for key in ("one", "two", "three", "four", "five", "six")]
Show = Callable[..., Hands]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Iterator[Show]:
    with ExitStack() as stack:

        def give(size: tuple[int, int] = (1280, 800)) -> Hands:
            hands = sit_at(qtbot, theme, TrainerPage(theme, WAYS), size=size)
            stack.callback(leave, hands)
            return hands

        yield give


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.key)
def test_by_mouse_and_by_digit(qtbot: QtBot, show: Show, way: Way) -> None:
    hands = show()
    page = hands.page
    assert isinstance(page, TrainerPage)
    with qtbot.waitSignal(page.chosen) as chosen:
        hands.click(f"way-{way.key}")
    assert chosen.args == [way.key]
    with qtbot.waitSignal(page.chosen) as chosen:
        hands.press(Qt.Key(Qt.Key.Key_1 + WAYS.index(way)))
    assert chosen.args == [way.key]


def test_the_first_has_the_keyboard_and_enter_goes(qtbot: QtBot, show: Show) -> None:
    hands = show()
    assert hands.focus == "way-one"
    with qtbot.waitSignal(hands.page.chosen) as chosen:  # type: ignore[attr-defined]
        hands.press(Qt.Key.Key_Return)
    assert chosen.args == ["one"]


@pytest.mark.parametrize("percent", [100, 130])
@pytest.mark.parametrize("size", [*SIZES, (1180, 720)], ids=str)
def test_the_words_of_a_tile_stay_off_its_edge(show: Show, theme: Theme, size: tuple[int, int], percent: int) -> None:
    theme.set_font_percent(percent)
    hands = show(size)
    assert_all_is_to_be_seen(hands)
    tile = hands.find("way-two")
    image = tile.grab().toImage()
    assert any(not _is_bare(image, y) for y in range(image.height() // 3, image.height()))
    assert all(_is_bare(image, y) for y in (8, image.height() - 8))


def _is_bare(image: QImage, y: int) -> bool:
    """Whether a row has one colour, away from the border."""
    return len({image.pixel(x, y) for x in range(16, image.width() - 16)}) == 1
