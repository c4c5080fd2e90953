"""The pages as they look in the middle of an invented visit, everything pinned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from invented_exams import AT, BEN, DRILL, PLAN, PROTOCOL, PROTOCOL_FILE, TRAINER, sit
from journeys.hands import PASSPHRASE, SAID, Hands
from pictures import assert_looks_as_in
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from ui.page_hands import cut_texts, scrolls

from injection_map import app
from injection_map.domain import commands as c
from injection_map.domain.attempts import AttemptCosigned
from injection_map.domain.exam import PlaceSite
from injection_map.domain.geometry import PointMm
from injection_map.domain.gs1 import SEPARATOR
from injection_map.ui.four_views import SmallView
from injection_map.ui.pace import FASTEST
from injection_map.ui.trainer.exam_page import ExamPage
from injection_map.ui.trainer.exam_setup_page import ExamSetupPage
from injection_map.workflow.examiner import cosign

REFERENCES = Path(__file__).with_name("pictures")
SECONDS_A_TICK = 36
CARTON = f"]d201003002339210291727053110C8124C3{SEPARATOR}21100000000001"
RECORD_ID = "0190cafe-0000-7000-8000-000000000000"


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Visit(Hands):
    """Eight sites given, one of them in another dose, one skipped, as in the design's pictures."""

    def fill_in_patient(self) -> None:
        super().fill_in_patient()
        self.write("allergies", "latex")

    def enter_vial(self) -> None:
        """The same one at any time."""
        self.scan(CARTON)

    def play_to_the_pause(self) -> None:
        """All but the last questions and the syringes' labels."""
        self.enter_patient()
        for name in (*SAID, *self.no_buttons()[:6]):
            self.click(name)
        self.enter_vial()
        left = self.find("go-to-left")  # on a tablet it may be shortened
        assert isinstance(left, QAbstractButton)
        self.wait(lambda: set(cut_texts(self.page)) <= {left.text()} and not scrolls(self.page))

    def play_to_the_middle(self, clock: Clock) -> None:
        self.enter_patient()
        self.answer_pause()
        self.start_treatment()
        visit = self.program.visit
        assert visit is not None
        visit.model.submit(c.ChangeDose("frontalis-lateral-right", Decimal("2.5"), "Brow felt heavy after last visit"))
        visit.model.submit(c.Skip("temporalis-3-left", "Healing skin lesion over the site"))
        for _ in range(8):
            clock.now += timedelta(seconds=SECONDS_A_TICK)
            self.wait_until_recorded()
            self.click_injected()

    def picture(self) -> QImage:
        return self.program.shell.grab().toImage()

    def wait_for_small_views(self) -> None:
        self.wait(lambda: bool(views := self.page.findChildren(SmallView)) and all(view.is_drawn() for view in views))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visit(qtbot: QtBot, data_dir: Path, clock: Clock) -> Iterator[Callable[..., Visit]]:
    opened: list[app.Program] = []

    def sit_down(size: tuple[int, int], *, dark: bool = False) -> Visit:
        app.make_application().setCursorFlashTime(0)  # no cursor blinks in a picture
        setup = app.Setup(
            data_dir,
            PASSPHRASE,
            pace=FASTEST,
            clock=clock,
            new_id=lambda: RECORD_ID,
            dark=dark,
            ask_who=False,
        )
        program = app.Program(setup)
        opened.append(program)
        program.start()
        program.shell.resize(*size)
        program.shell.show()
        program.shell.activateWindow()
        qtbot.waitExposed(program.shell)
        hands = Visit(program, qtbot)
        hands.wait(lambda: program.is_open)
        return hands

    yield sit_down
    for program in opened:
        program.shell.close()
        program.shell.deleteLater()
        program.deleteLater()


def test_start(visit: Callable[..., Visit], tmp_path: Path) -> None:
    hands = visit((1280, 800))
    hands.wait_for_small_views()
    assert_looks_as_in(REFERENCES / "start.png", hands.picture(), kept_in=tmp_path)


@pytest.mark.parametrize(
    ("name", "size", "dark"), [("chair", (1920, 1080), False), ("chair-tablet-dark", (1280, 800), True)]
)
def test_chair(
    visit: Callable[..., Visit], clock: Clock, tmp_path: Path, name: str, size: tuple[int, int], dark: bool
) -> None:
    hands = visit(size, dark=dark)
    hands.play_to_the_middle(clock)
    hands.wait(hands.program.visit.chair.stage.is_drawn)
    assert_looks_as_in(REFERENCES / f"{name}.png", hands.picture(), kept_in=tmp_path)


@pytest.mark.parametrize(
    ("name", "size", "dark"), [("pause", (1920, 1080), False), ("pause-tablet-dark", (1280, 800), True)]
)
def test_pause(visit: Callable[..., Visit], tmp_path: Path, name: str, size: tuple[int, int], dark: bool) -> None:
    hands = visit(size, dark=dark)
    hands.play_to_the_pause()
    assert_looks_as_in(REFERENCES / f"{name}.png", hands.picture(), kept_in=tmp_path)


def test_overview(visit: Callable[..., Visit], clock: Clock, tmp_path: Path) -> None:
    hands = visit((1280, 800))
    hands.play_to_the_middle(clock)
    hands.program.visit.model.set_overview(True)
    hands.wait(hands.program.visit.chair.stage.is_drawn)
    assert_looks_as_in(REFERENCES / "overview.png", hands.picture(), kept_in=tmp_path)


def test_finish(visit: Callable[..., Visit], clock: Clock, tmp_path: Path) -> None:
    hands = visit((1280, 800))
    hands.play_to_the_middle(clock)
    hands.click("finish")
    hands.wait_for_page("finish-page")
    hands.wait_for_small_views()
    assert_looks_as_in(REFERENCES / "finish.png", hands.picture(), kept_in=tmp_path)


def test_exam_after_an_answer(visit: Callable[..., Visit], tmp_path: Path) -> None:
    hands = visit((1280, 800))
    hands.click("trainer")
    hands.wait_for_page("trainer-page")
    hands.click("way-examine")
    hands.wait_for_page("exam-setup-page")
    hands.write("trainee", BEN)
    setup = hands.page
    assert isinstance(setup, ExamSetupPage)
    setup.seed.set_text("4711")
    hands.click("begin-exam")
    hands.wait_for_page("exam-page")
    page = hands.page
    assert isinstance(page, ExamPage)
    question = page._examiner.question
    assert isinstance(question, PlaceSite)
    assert page.stage.scene is not None
    beside = PointMm(question.site.point.x + 14, question.site.point.y - 11)
    at = page.stage.scene.transform.to_px(beside).toPoint()
    QTest.mouseClick(page.stage, Qt.MouseButton.LeftButton, pos=at)
    hands.wait(lambda: page.verdict.isVisible() and page.stage.is_drawn() and not cut_texts(page))
    assert_looks_as_in(REFERENCES / "exam.png", hands.picture(), kept_in=tmp_path)


def test_results(visit: Callable[..., Visit], tmp_path: Path) -> None:
    hands = visit((1280, 800), dark=True)
    hands.click("trainer")
    hands.wait_for_page("trainer-page")
    store = hands.program.trainer._room.store
    store.keep_protocol(PROTOCOL.fingerprint, PROTOCOL_FILE.read_bytes())
    plan = replace(PLAN, length=20)
    for week, wrong in enumerate((3, 4, 7)):
        at = AT + week * timedelta(days=7)
        sit(store, f"b{week}", BEN, plan=plan, at=at, know=lambda number, wrong=wrong: number % wrong != 0)
    sit(store, "a", "A. Nna (invented)", plan=DRILL)
    cosign(store, "b2", AttemptCosigned(TRAINER), lambda: AT + timedelta(days=15))
    hands.click("way-results")
    hands.wait_for_page("results-page")
    hands.wait(lambda: not cut_texts(hands.page))
    assert_looks_as_in(REFERENCES / "results-dark.png", hands.picture(), kept_in=tmp_path)
