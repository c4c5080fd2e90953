"""Before an exam: one name is enough to begin, and what is missing is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from invented_exams import ANNA, BEN, LONGEST_NAME, PROTOCOL
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, cut_texts, leave, scrolls, sit_at

from injection_map.domain.exam import Mode, QuestionKind
from injection_map.domain.protocol import Protocol
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.exam_setup_page import ExamSetupPage, ExamWish

Show = Callable[..., Hands]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Iterator[Show]:
    with ExitStack() as stack:

        def give(
            *,
            trainees: Sequence[str] = (),
            protocols: Sequence[Protocol] = (PROTOCOL,),
            most_tolerance_mm: int = 10,
            size: tuple[int, int] = (1280, 800),
        ) -> Hands:
            page = ExamSetupPage(
                theme, protocols=protocols, trainees=trainees, seed=4711, most_tolerance_mm=most_tolerance_mm
            )
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            return hands

        yield give


def page_of(hands: Hands) -> ExamSetupPage:
    assert isinstance(hands.page, ExamSetupPage)
    return hands.page


def begun(qtbot: QtBot, hands: Hands) -> ExamWish:
    with qtbot.waitSignal(page_of(hands).begin_asked) as asked:
        hands.click("begin-exam")
    assert asked.args is not None
    (wish,) = asked.args
    assert isinstance(wish, ExamWish)
    return wish


def test_a_name_is_all_that_has_to_be_said(qtbot: QtBot, show: Show) -> None:
    hands = show()
    page = page_of(hands)
    assert not page.begin.isEnabled()
    assert page.begin._subtitle == "Who sits it?"
    hands.type(BEN)
    assert begun(qtbot, hands) == ExamWish(BEN, PROTOCOL, Mode.EXAM, 4711, tuple(QuestionKind), 20, 10)


def test_all_of_it_chosen(qtbot: QtBot, show: Show) -> None:
    hands = show(trainees=[ANNA, BEN], most_tolerance_mm=7)
    page = page_of(hands)
    hands.click("trainee-1")
    for control, part in ((page.mode, 1), (page.length, 0), (page.tolerance, 0)):
        QTest.mouseClick(control.part(part), Qt.MouseButton.LeftButton)
    hands.click("kind-dose")
    hands.click("kind-mistakes")
    hands.write("exam-seed", "12")
    kinds = (QuestionKind.PLACE, QuestionKind.NAME)
    assert begun(qtbot, hands) == ExamWish(BEN, PROTOCOL, Mode.DRILL, 12, kinds, 10, 5)


def test_a_name_with_hyphens_is_the_name_that_is_kept(qtbot: QtBot, show: Show) -> None:
    name = "M. Ary-Lou-Ann (invented)"
    hands = show(trainees=[name])
    hands.click("trainee-0")
    assert begun(qtbot, hands).trainee == name


def test_what_is_missing_is_said(show: Show) -> None:
    hands = show(trainees=[ANNA])
    page = page_of(hands)
    hands.click("trainee-0")
    assert page.begin.isEnabled()
    for kind in QuestionKind:
        hands.click(f"kind-{kind}")
    assert (page.begin.isEnabled(), page.begin._subtitle) == (False, "Choose what is asked")
    hands.click("kind-place")
    hands.write("exam-seed", "0")
    assert (page.begin.isEnabled(), page.begin._subtitle) == (False, "The number of the exam")
    assert hands.said("exam-seed") == "A number from 1 to 999999."


def test_without_a_protocol_nothing_begins(qtbot: QtBot, show: Show) -> None:
    hands = show(trainees=[ANNA], protocols=())
    hands.click("trainee-0")
    assert page_of(hands).begin._subtitle == "Choose a protocol"
    with qtbot.assertNotEmitted(page_of(hands).begin_asked):
        hands.click("begin-exam")


def test_a_name_the_store_does_not_take_is_said_at_the_field(show: Show) -> None:
    hands = show(trainees=[ANNA])
    page_of(hands).say_trainee_fault("A name is needed.")
    assert hands.said("trainee") == "A name is needed."
    assert hands.focus == "trainee"


@pytest.mark.parametrize("percent", [100, 130])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_class_of_forty_with_long_names_leaves_everything_else_whole(
    show: Show, theme: Theme, size: tuple[int, int], percent: int
) -> None:
    theme.set_font_percent(percent)
    names = [LONGEST_NAME, "W" * 120, *(f"T. Rainee {number:02}" for number in range(38))]
    hands = show(trainees=names, size=size)
    page = page_of(hands)
    assert hands.shell.width() == size[0]
    shortened = {button.text() for button in page.trainee.choices} | {PROTOCOL.title}
    hands.qtbot.waitUntil(lambda: set(cut_texts(page)) <= shortened)
    field = page.trainee.new
    assert field.line.y() < field.height() / 2, "the field is drawn apart"
    hands.write("trainee", "One more")
    assert page.trainee.name == "One more"


def test_with_few_trainees_nothing_scrolls(show: Show) -> None:
    hands = show(trainees=["A. Nna"])
    hands.qtbot.waitUntil(lambda: not scrolls(hands.page))
