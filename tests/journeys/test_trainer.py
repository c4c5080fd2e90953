"""A workshop with the real program: from the start page to each way of the trainer, and an exam taken twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, Hands
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from injection_map.domain.exam import FindMistakes, GiveDose, NameSite, PlaceSite, Question
from injection_map.storage.training_store import open_training
from injection_map.ui.trainer.exam_page import ExamPage
from injection_map.ui.trainer.results_page import ResultsPage

TRAINEE = "T. Rainee (invented)"
BACK = {"demonstrate": "leave-demonstration", "hands": "hands-back"}
"""What the way back is called where it is not `back`."""


def _answer_rightly(hands: Hands, page: ExamPage) -> Question:
    """By mouse and keys, as one who knows."""
    question = page._examiner.question
    assert question is not None
    if isinstance(question, PlaceSite):
        assert page.stage.scene is not None
        at = page.stage.scene.transform.to_px(question.site.point).toPoint()
        QTest.mouseClick(page.stage, Qt.MouseButton.LeftButton, pos=at)
    elif isinstance(question, NameSite):
        QTest.keyClick(page, Qt.Key(Qt.Key.Key_1 + question.choices.index(question.site.key)))
    elif isinstance(question, GiveDose):
        hands.click("answer-2")
    else:
        for mistake in question.planted:
            hands.click(f"line-{mistake.site}")
            hands.click(f"claim-{mistake.kind}")
        hands.click("claims-done")
    return question


def _sit(hands: Hands, seed: int) -> list[Question]:
    """An exam of ten questions to its end, from the trainer's first page; what was asked."""
    hands.click("way-examine")
    hands.wait_for_page("exam-setup-page")
    hands.write("trainee", TRAINEE)
    hands.click("exam-seed")
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hands.type(str(seed))
    QTest.mouseClick(hands.page.length.part(0), Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    hands.click("begin-exam")
    hands.wait_for_page("exam-page")
    asked = []
    while isinstance(page := hands.page, ExamPage):
        asked.append(_answer_rightly(hands, page))
        hands.click("next-question")
    hands.wait_for_page("results-page")
    return asked


@pytest.fixture
def trainer(sit_down: Callable[..., Hands]) -> Hands:
    hands = sit_down()
    hands.click("trainer")
    hands.wait_for_page("trainer-page")
    return hands


def test_the_same_number_is_the_same_exam(trainer: Hands) -> None:
    first = _sit(trainer, 4711)
    trainer.click("back")
    trainer.wait_for_page("trainer-page")
    second = _sit(trainer, 4711)
    trainer.click("back")
    trainer.wait_for_page("trainer-page")
    other = _sit(trainer, 4712)
    assert len(first) == 10
    assert first == second
    assert first != other
    assert {type(question) for question in first} == {PlaceSite, NameSite, GiveDose, FindMistakes}


def test_a_result_is_signed_replayed_and_given_out(
    trainer: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sit(trainer, 4711)
    page = trainer.page
    assert isinstance(page, ResultsPage)
    assert page.card.name.text() == "Exam 4711"
    assert page.card.figures.text().startswith("10 of 10 right")
    trainer.click("cosign")
    trainer.wait_for_page("cosign-page")
    trainer.write("cosign-name", "Dr T. Trainer (invented)")
    trainer.click("cosign-now")
    trainer.wait_for_page("results-page")
    assert trainer.page.card.signed.text() == "Signed by Dr T. Trainer (invented)"  # type: ignore[attr-defined]
    for button, name in (("certificate", "c.pdf"), ("class-pdf", "k.pdf"), ("class-csv", "k.csv")):
        file = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, file=file: (str(file), ""))
        trainer.click(button)
        assert file.stat().st_size > 0
    assert "T. Rainee (invented)" in (tmp_path / "k.csv").read_text(encoding="utf-8")
    trainer.click("replay")
    trainer.wait_for_page("replay-page")
    trainer.click("next-answer")
    assert trainer.page.number == 2  # type: ignore[attr-defined]
    trainer.click("back")
    trainer.wait_for_page("results-page")


@pytest.mark.parametrize(
    ("way", "page"),
    [
        ("demonstrate", "presenter-page"),
        ("practise", "practise-page"),
        ("examine", "exam-setup-page"),
        ("results", "results-page"),
        ("handouts", "handout-page"),
        ("hands", "hands-page"),
    ],
)
def test_every_way_is_gone_and_left(trainer: Hands, way: str, page: str) -> None:
    for _ in range(2):
        trainer.click(f"way-{way}")
        trainer.wait_for_page(page)
        trainer.click(BACK.get(way, "back"))
        trainer.wait_for_page("trainer-page")
    trainer.click("back")
    trainer.wait_for_page("start-page")


def test_an_exam_is_kept_answer_by_answer(trainer: Hands) -> None:
    """The program goes in mid-exam: what was answered is there."""
    trainer.click("way-examine")
    trainer.wait_for_page("exam-setup-page")
    trainer.write("trainee", TRAINEE)
    trainer.click("begin-exam")
    trainer.wait_for_page("exam-page")
    assert isinstance(trainer.page, ExamPage)
    _answer_rightly(trainer, trainer.page)
    program = trainer.program
    program.trainer.close()
    store = open_training(program.workplace.setup.data_dir)
    try:
        (attempt,) = store.attempts().values()
    finally:
        store.close()
    assert len(attempt.tries) == 1


def test_it_needs_no_records(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    """From the page that asks for the passphrase, and back to it; the training file is not the vault."""
    first = sit_down()
    first.program.shell.close()
    hands = sit_down(passphrase=None, store=False)
    hands.wait_for_page("unlock-page")
    hands.click("trainer")
    hands.wait_for_page("trainer-page")
    hands.click("way-practise")
    hands.wait_for_page("practise-page")
    assert not hands.program.is_open
    hands.click("back")
    hands.wait_for_page("trainer-page")
    hands.click("back")
    hands.wait_for_page("unlock-page")
    hands.write("passphrase", PASSPHRASE)
    hands.click("unlock")
    hands.wait_for_page("start-page")
    assert (data_dir / "training" / "training.db").exists()


def test_records_that_open_late_do_not_take_the_trainer_away(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down(store=False)
    hands.click("trainer")
    hands.wait_for_page("trainer-page")
    hands.wait(lambda: hands.program.is_open)
    assert hands.page.objectName() == "trainer-page"
    hands.click("back")
    hands.wait_for_page("start-page")


def test_a_wrong_number_or_name_keeps_an_exam_from_beginning(trainer: Hands) -> None:
    trainer.click("way-examine")
    trainer.wait_for_page("exam-setup-page")
    begin = trainer.find("begin-exam")
    assert not begin.isEnabled()
    trainer.write("trainee", TRAINEE)
    assert begin.isEnabled()
    for wrong in ("0", "abc", "99999999", ""):
        trainer.click("exam-seed")
        trainer.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        trainer.press(Qt.Key.Key_Delete)
        trainer.type(wrong)
        assert not begin.isEnabled(), wrong


def test_behind_the_lock_no_key_of_the_trainers_window_reaches_the_demonstration(trainer: Hands) -> None:
    trainer.click("way-demonstrate")
    trainer.wait_for_page("presenter-page")
    trainer.click("show-audience")
    desk, window = trainer.program.trainer._demonstrate, trainer.window
    assert desk is not None
    assert desk._model is not None
    trainer.program.lock.lock()
    for name in ("Space", "Right", "PageDown", "B", "F5", "Return", "Escape"):
        QTest.keyClick(window, Qt.Key[f"Key_{name}"])
    assert (desk._model.position.step, desk._model.is_blank) == (0, False)
    assert trainer.program.shell.cover is not None
    assert desk.audience is not None
    assert desk.audience.isVisible(), "the lecture goes on"
