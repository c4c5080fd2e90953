"""An attempt gone through once more: what was answered beside what is right, by mouse, keys and pedal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from invented_exams import LONGEST_NAME, PLACED, PLAN, PROTOCOL, Attempts, sit
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at
from ui.trainer.conftest import LEARNED, PEDAL, SECOND_PEDAL, Shipped

from injection_map.diagram.art_cache import ArtCache
from injection_map.domain.exam import FindMistakes, NameSite, Placed, PlaceSite
from injection_map.domain.results import Sitting
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.replay_page import ReplayPage

Replay = Callable[..., Hands]


@pytest.fixture
def replay(qtbot: QtBot, theme: Theme, shipped: Shipped) -> Iterator[Replay]:
    with ExitStack() as stack:

        def give(sitting: Sitting, *, size: tuple[int, int] = (1280, 800)) -> Hands:
            art = ArtCache(shipped[2])
            art.close()
            hands = sit_at(qtbot, theme, ReplayPage(theme, art, sitting, PROTOCOL, PLACED, LEARNED), size=size)
            stack.callback(leave, hands)
            return hands

        yield give


def page_of(hands: Hands) -> ReplayPage:
    assert isinstance(hands.page, ReplayPage)
    return hands.page


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_each_answer_fits(replay: Replay, size: tuple[int, int]) -> None:
    hands = replay(sit(Attempts(), "1", LONGEST_NAME, know=lambda number: number % 3 != 0), size=size)
    for number in range(1, 9):
        assert page_of(hands).count.text() == f"{number} of 8"
        assert_all_is_to_be_seen(hands)
        page_of(hands).step_on()


def test_a_place_stands_beside_the_true_one(replay: Replay) -> None:
    sitting = sit(Attempts(), "1", know=lambda _: False)
    page = page_of(replay(sitting))
    one = sitting.attempt.tries[0]
    assert isinstance(one.question, PlaceSite)
    assert isinstance(one.answer, Placed)
    theirs, experts = page.theirs.shown, page.experts.shown
    assert theirs.answer is not None
    assert experts.answer is not None
    assert (theirs.answer.given, theirs.answer.site) == (one.answer.point, one.question.site.point)
    assert (experts.answer.given, experts.answer.site) == (None, one.question.site.point)
    on_view = {key for key, placed in PLACED.items() if placed.site.view is one.question.site.view}
    assert {site.key for site in experts.sites} == on_view - {one.question.site.key}
    assert page.verdict.headline.text() == "40 mm off"


def test_a_name_a_dose_and_mistakes_stand_in_words(replay: Replay) -> None:
    hands = replay(sit(Attempts(), "1", know=lambda _: False))
    page = page_of(hands)
    tries = page._sitting.attempt.tries
    hands.click("next-answer")
    question = tries[1].question
    assert isinstance(question, NameSite)
    assert page.expert_words.text().startswith(f"{question.site.name}, ")
    assert page.their_words.text() not in {"", page.expert_words.text()}
    hands.click("next-answer")
    assert (page.their_words.text(), page.expert_words.text()) == ("25 units", "5 units")
    hands.click("next-answer")
    question = tries[3].question
    assert isinstance(question, FindMistakes)
    assert page.their_words.text() == "Nothing found"
    assert len(page.expert_words.text().splitlines()) == len(question.planted)
    assert not page.theirs.isVisible()
    below_its_title = page.their_words.mapTo(page, page.their_words.rect().topLeft()).y()
    assert below_its_title < page.height() / 4


def test_what_was_passed_over_says_so(replay: Replay) -> None:
    hands = replay(sit(Attempts(), "1", know=lambda _: None))
    page = page_of(hands)
    for _ in range(4):
        assert page.their_words.isVisible()
        assert page.their_words.text() == "Not answered"
        page.step_on()
    assert page.theirs.shown.answer is None or page.theirs.shown.answer.given is None


def test_it_ends_where_the_answers_end(replay: Replay) -> None:
    hands = replay(sit(Attempts(), "1", answered=2, plan=replace(PLAN, length=4)))
    page = page_of(hands)
    assert (page.previous.isEnabled(), page.next.isEnabled()) == (False, True)
    hands.click("next-answer")
    assert (page.number, page.previous.isEnabled(), page.next.isEnabled()) == (2, True, False)
    page.step_on()
    assert page.number == 2
    hands.click("answer-before")
    assert page.number == 1


@pytest.mark.parametrize(
    ("forward", "back"), [(Qt.Key.Key_Right, Qt.Key.Key_Left), (PEDAL, SECOND_PEDAL)], ids=["arrows", "pedals"]
)
def test_by_keys_and_pedals(replay: Replay, forward: Qt.Key, back: Qt.Key) -> None:
    hands = replay(sit(Attempts(), "1"))
    for key, number in ((forward, 2), (forward, 3), (back, 2), (back, 1), (back, 1)):
        hands.press(key)
        assert page_of(hands).number == number
