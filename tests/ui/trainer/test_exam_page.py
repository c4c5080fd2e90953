"""An exam in the window, with real hands: asked, answered, judged, and on the disk before it is judged."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from ui.page_hands import NO_MODIFIER, cut_texts

from injection_map.diagram.art import Treated
from injection_map.diagram.art_cache import ArtCache
from injection_map.domain.attempts import AttemptBegun, Ending
from injection_map.domain.errors import NotSavedError
from injection_map.domain.exam import (
    ExamPlan,
    FindMistakes,
    GiveDose,
    Mode,
    NameSite,
    PassedOver,
    Placed,
    PlaceSite,
    QuestionKind,
)
from injection_map.domain.exam_draw import Exam
from injection_map.domain.geometry import PointMm
from injection_map.domain.hands_free import HandsFree
from injection_map.domain.opening import reference_to
from injection_map.domain.protocol import View
from injection_map.storage.training_store import TrainingStore, open_training
from injection_map.ui.sections import Overflow
from injection_map.ui.shell import Shell
from injection_map.ui.trainer.exam_page import ExamPage
from injection_map.workflow.examiner import Examiner, stored_attempt

Sit = Callable[..., ExamPage]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TrainingStore]:
    store = open_training(tmp_path)
    yield store
    store.close()


@pytest.fixture
def sit(qtbot: QtBot, theme, shipped, store) -> Iterator[Sit]:
    """An exam of these kinds on the page, in a window of 1280 x 800."""
    protocol, placed, renderer = shipped
    art = ArtCache(renderer)
    ticks = count()
    windows = []  # Qt's side of a window goes with Python's

    def sit(
        *kinds: QuestionKind, length: int = 3, mode: Mode = Mode.EXAM, size: tuple[int, int] = (1280, 800)
    ) -> ExamPage:
        plan = ExamPlan(reference_to(protocol), mode, 7, kinds, length)
        examiner = Examiner(
            store,
            Exam(plan, protocol, placed),
            attempt_id="a1",
            begun=AttemptBegun("T. Rainee (invented)", plan),
            clock=lambda: datetime(2026, 5, 4, 9, tzinfo=UTC) + timedelta(seconds=next(ticks)),
        )
        shell = Shell(theme)
        windows.append(shell)
        qtbot.addWidget(shell)
        shell.resize(*size)
        page = ExamPage(theme, art, examiner, protocol, placed, HandsFree())
        shell.show_page(page)
        shell.show()
        shell.activateWindow()
        qtbot.waitUntil(shell.isActiveWindow)
        return page

    yield sit
    art.close()


def _click(page: ExamPage, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert button is not None
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _touch(page: ExamPage, point: PointMm) -> PointMm:
    """Where the pixel lies that was touched."""
    assert page.stage.scene is not None
    transform = page.stage.scene.transform
    at = transform.to_px(point).toPoint()
    QTest.mouseClick(page.stage, Qt.MouseButton.LeftButton, pos=at)
    return transform.to_mm(QPointF(at))


def _place(page: ExamPage) -> PlaceSite:
    question = page._examiner.question
    assert isinstance(question, PlaceSite)
    return question


def test_a_place_is_touched_and_judged(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.PLACE)
    question = _place(page)
    given = _touch(page, PointMm(question.site.point.x + 4, question.site.point.y + 3))
    one = stored_attempt(store, "a1").tries[0]
    assert one.answer == Placed(given)
    assert page.verdict.isVisible()
    assert page.verdict.headline.text() == "5 mm off"
    assert page.verdict.verdict.text().startswith("Found, within ")
    assert page.verdict.detail.text() == one.judgement.detail
    assert page.stage.shown.answer is not None
    assert page.stage.shown.answer.given == given


def test_what_is_shown_before_the_answer_gives_nothing_away(sit: Sit) -> None:
    page = sit(QuestionKind.PLACE)
    shown = page.stage.shown
    assert (shown.sites, shown.treated, shown.answer, shown.muscles) == ((), None, None, False)
    assert not page.how_to.isVisible()


def test_one_place_is_one_answer_however_often_it_is_touched(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.PLACE)
    point = _place(page).site.point
    for _ in range(3):
        _touch(page, point)
    assert page.stage.scene is not None
    QTest.mouseDClick(page.stage, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    assert len(stored_attempt(store, "a1").tries) == 1


def test_a_press_that_slips_is_no_answer(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.PLACE)
    QTest.mousePress(page.stage, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseRelease(page.stage, Qt.MouseButton.LeftButton, pos=QPoint(230, 200))
    assert stored_attempt(store, "a1").tries == ()


def test_by_keyboard_alone(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.PLACE, length=2)
    assert page.focusWidget() is page.stage
    assert page.stage.scene is not None
    centre = page.stage.scene.transform.centre
    QTest.keyClick(page.stage, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.stage, Qt.Key.Key_Up)
    QTest.keyClick(page.stage, Qt.Key.Key_Return)
    assert stored_attempt(store, "a1").tries[0].answer == Placed(PointMm(centre.x + 10, centre.y - 1))
    QTest.keyClick(page.next, Qt.Key.Key_Space)
    assert len(stored_attempt(store, "a1").tries) == 1
    assert stored_attempt(store, "a1").open_question is not None
    assert page.focusWidget() is page.stage


def test_to_try_again_is_judged_and_not_counted(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.PLACE)
    question = _place(page)
    _touch(page, PointMm(question.site.point.x, question.site.point.y + 20))
    _click(page, "try-again")
    assert page.stage.shown.answer is None
    _touch(page, question.site.point)
    assert page.verdict.verdict.text().endswith("(not counted)")
    assert [one.judgement.found for one in stored_attempt(store, "a1").tries] == [False]
    assert page.score.found.text() == "0 of 1"


def test_all_sites_of_the_view_are_shown_when_asked_for(sit: Sit) -> None:
    page = sit(QuestionKind.PLACE)
    question = _place(page)
    _touch(page, question.site.point)
    assert page.stage.shown.sites == ()
    _click(page, "show-all-sites")
    on_view = [one for one in page._placed.values() if one.site.view is question.site.view]
    assert len(page.stage.shown.sites) == len(on_view) - 1
    _click(page, "show-all-sites")
    assert page.stage.shown.sites == ()


def test_a_name_is_chosen_by_its_digit(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.NAME)
    question = page._examiner.question
    assert isinstance(question, NameSite)
    right = question.choices.index(question.site.key) + 1
    QTest.keyClick(page, Qt.Key(Qt.Key.Key_0 + right))
    assert stored_attempt(store, "a1").tries[0].judgement.found
    assert page.verdict.verdict.text() == "Right"


def test_a_digit_without_an_answer_does_nothing(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.NAME)
    QTest.keyClick(page, Qt.Key.Key_9)
    assert stored_attempt(store, "a1").tries == ()


def test_a_dose_is_chosen(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.DOSE)
    assert isinstance(page._examiner.question, GiveDose)
    _click(page, "answer-1")
    assert page.verdict.headline.text() == "Not 2.5 units"
    assert page.verdict.detail.text() == "The protocol says 5 units."


def test_mistakes_are_touched_and_named(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.MISTAKES)
    question = page._examiner.question
    assert isinstance(question, FindMistakes)
    for mistake in question.planted:
        _click(page, f"line-{mistake.site}")
        _click(page, f"claim-{mistake.kind}")
    _click(page, "claims-done")
    assert stored_attempt(store, "a1").tries[0].judgement.found
    assert page.verdict.headline.text() == "All found"


def test_a_claim_is_taken_back_by_the_same_press(sit: Sit) -> None:
    page = sit(QuestionKind.MISTAKES)
    _click(page, "line-procerus")
    _click(page, "claim-missing")
    _click(page, "claim-wrong-dose")
    assert [claim.kind for claim in page.claims.claims] == ["wrong-dose"]
    _click(page, "claim-wrong-dose")
    assert page.claims.claims == ()
    assert not page.claims.done.isEnabled()


def test_the_drawings_of_a_wrong_record_do_not_say_what_is_wrong(sit: Sit) -> None:
    """Every mark looks alike; what was left out has none."""
    page = sit(QuestionKind.MISTAKES)
    question = page._examiner.question
    assert isinstance(question, FindMistakes)
    marks = [mark for view in page.board.views.values() if view.scene for mark in view.scene.marks]
    assert {mark.look for mark in marks} == {marks[0].look}
    assert {mark.key for mark in marks} == {line.site for line in question.record if line.doses}


def test_not_to_know_is_an_answer(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.PLACE)
    _click(page, "not-known")
    assert stored_attempt(store, "a1").tries[0].answer == PassedOver()
    assert page.verdict.headline.text() == "Not answered"
    assert page.stage.shown.answer is not None
    assert page.stage.shown.answer.given is None


def test_at_the_end_the_result_is_asked_for(sit: Sit, store: TrainingStore, qtbot: QtBot) -> None:
    page = sit(QuestionKind.PLACE, length=1)
    _touch(page, _place(page).site.point)
    assert page.next.text() == "See the result"
    with qtbot.waitSignal(page.ended) as told:
        _click(page, "next-question")
    assert told.args == ["a1"]
    attempt = stored_attempt(store, "a1")
    assert attempt.ended is not None
    assert attempt.ended.ending is Ending.WHOLE


def test_stopped_in_the_middle(sit: Sit, store: TrainingStore, qtbot: QtBot) -> None:
    page = sit(QuestionKind.PLACE)
    with qtbot.waitSignal(page.ended):
        _click(page, "stop-exam")
    attempt = stored_attempt(store, "a1")
    assert attempt.ended is not None
    assert attempt.ended.ending is Ending.STOPPED


def test_an_answer_that_the_disk_refuses_is_told_and_can_be_given_again(
    sit: Sit, store: TrainingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = sit(QuestionKind.PLACE)
    question = _place(page)

    def full(*_: object) -> None:
        raise NotSavedError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(store, "append_attempt", full)
        _touch(page, question.site.point)
        assert page.error_bar.isVisible()
        assert page.error_bar.title.text() == "The disk is full."
        assert not page.verdict.isVisible()
    _touch(page, question.site.point)
    assert not page.error_bar.isVisible()
    assert len(stored_attempt(store, "a1").tries) == 1


def test_the_same_seed_is_the_same_exam_on_another_day(sit: Sit, shipped) -> None:
    page = sit(QuestionKind.PLACE, QuestionKind.NAME)
    protocol, placed, _ = shipped
    plan = page._examiner.attempt.begun.plan
    again = Exam(replace(plan), protocol, placed)
    assert page._examiner.question == again.question(1)


def _press_twice(page: ExamPage, name: str, *, at_ms: int) -> None:
    """A double click: Qt sends its second press to whatever lies there by then."""
    window, button = page.window(), page.findChild(QAbstractButton, name)
    assert button is not None
    place = button.mapTo(window, button.rect().center())
    kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
    for ms, kind in ((0, kinds[0]), (120, kinds[1])):
        target = page.childAt(page.mapFrom(window, place))
        at = QPointF(target.mapFrom(window, place))
        for step, held in (
            (kind, Qt.MouseButton.LeftButton),
            (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
        ):
            event = QMouseEvent(step, at, target.mapToGlobal(at), Qt.MouseButton.LeftButton, held, NO_MODIFIER)
            event.setTimestamp(at_ms + ms)
            QCoreApplication.sendEvent(target, event)
        QCoreApplication.processEvents()


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_the_second_press_of_a_double_one_answers_nothing_and_leaves_nothing_unread(
    sit: Sit, store: TrainingStore, kind: QuestionKind
) -> None:
    page = sit(kind)
    _press_twice(page, "claims-not-known" if kind is QuestionKind.MISTAKES else "not-known", at_ms=100_000)
    assert page.verdict.isVisible()
    _press_twice(page, "next-question", at_ms=200_000)
    attempt = stored_attempt(store, "a1")
    assert len(attempt.tries) == 1
    assert attempt.open_question is not None


def test_what_shows_all_sites_says_so_again_after_another_try(sit: Sit) -> None:
    page = sit(QuestionKind.PLACE)
    point = _place(page).site.point
    _touch(page, point)
    _click(page, "show-all-sites")
    _click(page, "try-again")
    _touch(page, point)
    assert page.all_sites.text() == "Show all sites"


@pytest.mark.parametrize("percent", [100, 130])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_no_question_is_cut(sit: Sit, theme, qtbot: QtBot, size: tuple[int, int], percent: int) -> None:
    theme.set_font_percent(percent)
    page = sit(QuestionKind.PLACE, QuestionKind.DOSE, length=62, size=size)
    for _ in range(62):
        assert page.title.width() >= page.title.sizeHint().width(), page.title.text()
        _click(page, "not-known")
        qtbot.waitUntil(lambda: cut_texts(page) == [])
        page.next.click()
        QCoreApplication.processEvents()


@pytest.mark.parametrize("percent", [100, 130])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_a_record_with_two_injections_at_a_site_is_read_whole(
    sit: Sit, theme, qtbot: QtBot, size: tuple[int, int], percent: int
) -> None:
    theme.set_font_percent(percent)
    page = sit(QuestionKind.MISTAKES, size=size)
    question = page._examiner.question
    assert isinstance(question, FindMistakes)
    quarter = Decimal("1.25")
    page.board.show_record(
        replace(question, record=tuple(replace(o, doses=(quarter, quarter)) for o in question.record))
    )
    first = page.board.first_line
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    for kind in page.claims.kinds:
        _click(page, f"claim-{kind}")
        qtbot.waitUntil(lambda: cut_texts(page) == [])
        buttons = [*page.claims.kinds.values(), *page.board.buttons.values()]
        assert [button.text() for button in buttons if not button.words_fit] == []


def test_the_bound_under_the_scale_is_read_at_a_glance(sit: Sit) -> None:
    page = sit(QuestionKind.PLACE)
    _touch(page, _place(page).site.point)
    strip = page.score.strip
    strip._bounds = (7.49533,)
    assert strip.scale == ((0.0, "0"), (7.49533, "7.5 mm"), (20.0, "20 mm"))


def test_the_record_stays_where_it_was_when_it_is_judged(sit: Sit) -> None:
    page = sit(QuestionKind.MISTAKES, size=(1100, 600))
    bar = page.board.findChild(Overflow).verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == 0
    _click(page, "claims-not-known")
    QCoreApplication.processEvents()
    assert bar.value() == 0
    assert page.focusWidget() is page.next


@pytest.mark.parametrize(("view", "forward"), [(View.LEFT, -1), (View.RIGHT, 1)])
def test_a_pixel_is_scored_exactly_on_both_sides(sit: Sit, store: TrainingStore, view: View, forward: int) -> None:
    """By hand: the frame of a side is 228 x 206 mm around 13 mm before and 46 mm above the tragus."""
    page = sit(QuestionKind.PLACE, length=31)
    while _place(page).site.view is not view:
        _click(page, "not-known")
        _click(page, "next-question")
    site = _place(page).site
    width, height = page.stage.width(), page.stage.height()
    px_per_mm = min(width / 228, height / 206)
    x, y = site.point.x + forward * 9 - forward * 13, site.point.y - 6 + 46
    pixel = QPoint(round(width / 2 + x * px_per_mm), round(height / 2 + y * px_per_mm))
    QTest.mouseClick(page.stage, Qt.MouseButton.LeftButton, pos=pixel)
    one = stored_attempt(store, "a1").tries[-1]
    across = (pixel.x() - width / 2) / px_per_mm + forward * 13 - site.point.x
    down = (pixel.y() - height / 2) / px_per_mm - 46 - site.point.y
    assert one.judgement.miss is not None
    assert one.judgement.miss.distance_mm == pytest.approx(math.hypot(across, down), abs=1e-9)
    assert one.judgement.detail == "9 mm too far forward, 6 mm too high."
    assert one.judgement.headline == "11 mm off"


def test_an_answer_outlives_another_theme_and_another_size(sit: Sit, theme, qtbot: QtBot) -> None:
    page = sit(QuestionKind.PLACE)
    given = _touch(page, _place(page).site.point)
    theme.set_dark(not theme.dark)
    page.window().resize(1024, 700)
    QCoreApplication.processEvents()
    shown = page.stage.shown
    assert shown.answer is not None
    assert shown.answer.given == given
    assert page.stage.scene is not None
    assert page.stage.scene.transform.width_px == page.stage.width()
    assert page.verdict.isVisible()
    theme.set_dark(not theme.dark)


def test_a_key_that_is_held_asks_one_question(sit: Sit, store: TrainingStore) -> None:
    page = sit(QuestionKind.NAME)
    window = page.window().windowHandle()
    for key in (Qt.Key.Key_2, Qt.Key.Key_Space):
        for is_repeat in (False, True, True, True):
            event = QKeyEvent(QEvent.Type.KeyPress, key, NO_MODIFIER, chr(key), is_repeat, 1)
            QCoreApplication.sendEvent(window, event)
    attempt = stored_attempt(store, "a1")
    assert len(attempt.tries) == 1
    assert attempt.open_question is not None


def test_the_muscle_that_was_meant_stands_out_after_the_answer(sit: Sit) -> None:
    page = sit(QuestionKind.PLACE)
    site = _place(page).site
    assert page.stage.scene is not None
    assert page.stage.scene.treated is None
    _touch(page, site.point)
    assert page.stage.scene.treated == Treated(site.muscle, site.side)
