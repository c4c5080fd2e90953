"""The results in the window: trainees, their sittings and what they practised, in every size and with long names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from invented_exams import ANNA, AT, BEN, DRILL, LONGEST_NAME, PLAN, PROTOCOL, TRAINER, Attempts, sit
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, cut_texts, leave, sit_at

from injection_map.domain.attempts import AttemptCosigned
from injection_map.domain.results import sittings
from injection_map.domain.training import Practised
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.results_page import ResultsPage
from injection_map.workflow.examiner import cosign

DAY = timedelta(days=1)
Show = Callable[..., Hands]


def practised_by(trainee: str, record_id: str = "r1", *, days: int = 1) -> Practised:
    at = AT + days * DAY
    return Practised(record_id, trainee, PLAN.protocol, at, at + timedelta(minutes=9), True, 29, 31)


@pytest.fixture
def store() -> Attempts:
    return Attempts()


@pytest.fixture
def show(qtbot: QtBot, theme: Theme, store: Attempts) -> Iterator[Show]:
    with ExitStack() as stack:

        def give(
            *, practised: Sequence[Practised] = (), attempt_id: str = "", size: tuple[int, int] = (1280, 800)
        ) -> Hands:
            page = ResultsPage(
                theme,
                sittings(store.attempts()),
                lambda _, muscle: PROTOCOL.muscle_name(muscle),
                practised=practised,
                attempt_id=attempt_id,
            )
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            return hands

        yield give


def page_of(hands: Hands) -> ResultsPage:
    assert isinstance(hands.page, ResultsPage)
    return hands.page


def trainees(hands: Hands) -> list[str]:
    return list(page_of(hands).trainee_buttons)


def rows(hands: Hands) -> list[str]:
    """What stands in the list of sittings, from above."""
    card = page_of(hands).sat
    buttons = [*card.buttons.values(), *card.practised_buttons.values()]
    return [button.accessibleName() for button in sorted(buttons, key=lambda button: button.y())]


def lies_in_sight(widget: QWidget) -> bool:
    return bool(widget.visibleRegion().boundingRect().contains(QRect(widget.rect())))


def test_with_nothing_there_is_a_sentence_and_the_way_back(qtbot: QtBot, show: Show) -> None:
    hands = show()
    assert "Nothing was sat or practised yet" in hands.texts()
    with qtbot.waitSignal(hands.page.back_asked):  # type: ignore[attr-defined]
        hands.click("back")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_usual_results_fit(store: Attempts, show: Show, size: tuple[int, int]) -> None:
    for day in range(3):
        sit(store, f"a{day}", "A. Nna (inv.)", at=AT + day * DAY)
    assert_all_is_to_be_seen(show(practised=[practised_by("A. Nna (inv.)")], size=size))


def test_one_trainee_at_a_time_and_the_newest_first(store: Attempts, show: Show) -> None:
    sit(store, "b", BEN, know=lambda number: number > 4)
    for day in (1, 2):
        sit(store, f"a{day}", ANNA, at=AT + day * DAY)
    hands = show()
    page = page_of(hands)
    assert trainees(hands) == [ANNA, BEN]
    assert page.name.text() == ANNA
    assert rows(hands) == [
        "Exam 4711, 06-May-2026, 09:00: 8 of 8",
        "Exam 4711, 05-May-2026, 09:00: 8 of 8",
    ]
    assert page.whole.text() == "In all: 16 of 16, median miss 3 mm, largest 3 mm."
    hands.click("trainee-1")
    assert page.name.text() == BEN
    assert [button.isChecked() for button in page.trainee_buttons.values()] == [False, True]
    assert rows(hands) == ["Exam 4711, 04-May-2026, 09:00: 4 of 8"]
    assert page.card.figures.text().startswith("4 of 8 right")
    assert page.sitting is not None
    assert page.sitting.attempt_id == "b"


def test_a_sitting_is_chosen_and_asked_for(qtbot: QtBot, store: Attempts, show: Show) -> None:
    for day in (1, 2):
        sit(store, f"a{day}", at=AT + day * DAY)
    hands = show()
    page = page_of(hands)
    hands.click("sitting-a1")
    assert [button.isChecked() for button in page.sat.buttons.values()] == [False, True]
    for name, signal in (
        ("replay", page.replay_asked),
        ("cosign", page.cosign_asked),
        ("certificate", page.certificate_asked),
    ):
        with qtbot.waitSignal(signal) as asked:
            hands.click(name)
        assert asked.args == ["a1"]
    for form in ("pdf", "csv"):
        with qtbot.waitSignal(page.class_asked) as asked:
            hands.click(f"class-{form}")
        assert asked.args == ["a1", form]


def test_capitals_make_nobody_another(store: Attempts, show: Show) -> None:
    sit(store, "1", "T. RAINEE")
    sit(store, "2", "t. rainee", at=AT + DAY)
    hands = show(practised=[practised_by("T. Rainee")])
    assert trainees(hands) == ["t. rainee"]
    assert len(rows(hands)) == 3


def test_what_was_practised_stands_among_the_sittings(qtbot: QtBot, store: Attempts, show: Show) -> None:
    sit(store, "first", at=AT)
    sit(store, "last", at=AT + 2 * DAY)
    hands = show(practised=[practised_by(ANNA), practised_by(BEN, "r2")])
    assert [row.split(",")[0] for row in rows(hands)] == ["Exam 4711", "Practised", "Exam 4711"]
    assert rows(hands)[1] == "Practised, 05-May-2026, 09:00: 29 of 31 sites"
    with qtbot.waitSignal(page_of(hands).practised_asked) as asked:
        hands.click("practised-r1")
    assert asked.args == ["r1"]


def test_one_who_only_practised_is_there_and_nothing_can_be_signed(store: Attempts, show: Show) -> None:
    sit(store, "1", BEN)
    hands = show(practised=[practised_by(ANNA)])
    hands.click("trainee-0")
    page = page_of(hands)
    assert page.name.text() == ANNA
    assert page.whole.text() == "In all: no exam yet."
    assert (page.sitting, page.card.isVisible(), page.by_muscle.isVisible()) == (None, False, False)
    hands.click("trainee-1")
    assert page.card.isVisible()


def test_a_drill_has_no_class(store: Attempts, show: Show) -> None:
    sit(store, "1", plan=DRILL)
    card = page_of(show()).card
    assert card.name.text() == "Drill"
    assert (card.class_pdf.isVisible(), card.class_csv.isVisible()) == (False, False)


def test_one_that_was_stopped_says_so_and_one_that_never_ended_cannot_be_signed(store: Attempts, show: Show) -> None:
    sit(store, "stopped", answered=3)
    sit(store, "cut", answered=2, ended=False, at=AT + DAY)
    hands = show()
    card = page_of(hands).card
    assert card.figures.text().startswith("Stopped after 2 of 8. 2 of 2 right")
    assert card.signed.text() == "Never ended, so it cannot be signed"
    assert not card.cosign.isEnabled()
    hands.click("sitting-stopped")
    assert card.signed.text() == "Not signed by a trainer"
    assert card.cosign.isEnabled()


def test_who_signed(store: Attempts, show: Show) -> None:
    sit(store, "1")
    cosign(store, "1", AttemptCosigned(TRAINER), lambda: AT)
    assert page_of(show()).card.signed.text() == f"Signed by {TRAINER}"
    cosign(store, "1", AttemptCosigned(LONGEST_NAME), lambda: AT)
    assert page_of(show()).card.signed.text() == f"2 signatures: {TRAINER}, {LONGEST_NAME}"


def test_how_many_sat_the_same(store: Attempts, show: Show) -> None:
    for number in range(3):
        sit(store, str(number), f"Trainee {number}")
    sit(store, "other", plan=replace(PLAN, seed=1), at=AT - DAY)
    assert page_of(show()).card.class_pdf._subtitle == "3 sittings"


def test_the_charts_say_in_words_what_they_show(store: Attempts, show: Show) -> None:
    sit(store, "1")
    sit(store, "2", at=AT + DAY, know=lambda number: number != 1)
    page = page_of(show())
    told = (
        "04-May-2026: 8 of 8, median miss 3 mm, largest 3 mm; 05-May-2026: 7 of 8, median miss 21.5 mm, largest 40 mm"
    )
    assert page.progress.accessibleDescription() == told
    for told_of in page.muscles.accessibleDescription().split("; "):
        assert any(told_of.startswith(f"{muscle.name}: ") for muscle in PROTOCOL.muscles)


@pytest.mark.parametrize(("percent", "dark"), [(100, False), (130, True)])
def test_many_trainees_long_names_and_large_type(
    store: Attempts, show: Show, theme: Theme, percent: int, dark: bool
) -> None:
    """40 trainees and 200 sittings, one name of 120 letters without a space; nothing but names is shortened."""
    names = [LONGEST_NAME, "W" * 120, *(f"T. Rainee {number:02}" for number in range(38))]
    for number in range(200):
        name = LONGEST_NAME if number < 60 else names[number % 40]
        sit(store, f"m{number}", name, at=AT + timedelta(hours=number), answered=2)
    cosign(store, "m0", AttemptCosigned("W" * 120), lambda: AT)
    theme.set_dark(dark)
    theme.set_font_percent(percent)
    hands = show(attempt_id="m0")
    page = page_of(hands)
    assert len(trainees(hands)) == 40
    assert len(page.sat.buttons) == 63
    hands.qtbot.waitUntil(lambda: lies_in_sight(page.sat.buttons["m0"]))
    assert (hands.shell.width(), hands.shell.height()) == (1280, 800)
    shortened = {button.text() for button in page.trainee_buttons.values()}
    hands.qtbot.waitUntil(lambda: set(cut_texts(page)) <= shortened)
    assert 4 <= len(page.progress.shown) < 63
    hands.click("replay")
