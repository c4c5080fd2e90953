"""Results and exams in the real program: what goes out, what the disk refuses, and what cannot be read any more."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from invented_exams import ANNA, AT, BEN, DRILL, PROTOCOL, PROTOCOL_FILE, TRAINER, sit
from journeys.hands import Hands
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from injection_map import app
from injection_map.app.practise_visits import begin_practised, invented_patient, straight_to_chair
from injection_map.domain.errors import NotSavedError
from injection_map.domain.results import attempt_code, sittings
from injection_map.storage.training_store import TrainingStore
from injection_map.ui.pace import FASTEST
from injection_map.ui.trainer.cosign_page import CosignPage
from injection_map.ui.trainer.exam_page import ExamPage
from injection_map.ui.trainer.exam_setup_page import ExamSetupPage
from injection_map.ui.trainer.results_page import ResultsPage

DAY = timedelta(days=1)


class Trainer(Hands):
    """Somebody at the trainer's first page, and what the program had to say."""

    said: list[str]

    @property
    def store(self) -> TrainingStore:
        return self.program.trainer._room.store

    @property
    def results(self) -> ResultsPage:
        assert isinstance(self.page, ResultsPage)
        return self.page

    def look_at_results(self) -> ResultsPage:
        self.click("way-results")
        self.wait_for_page("results-page")
        return self.results

    def keep_protocol(self) -> None:
        self.store.keep_protocol(PROTOCOL.fingerprint, PROTOCOL_FILE.read_bytes())


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "records"


@pytest.fixture
def trainer(qtbot: QtBot, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trainer]:
    app.make_application()
    program = app.Program(app.Setup(data_dir, None, pace=FASTEST, dark=False, ask_who=False))
    hands = Trainer(program, qtbot)
    hands.said = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, sentence: hands.said.append(sentence))
    program.shell.resize(1280, 800)
    program.shell.show()
    program.shell.activateWindow()
    qtbot.waitExposed(program.shell)
    program.trainer.show()
    hands.wait_for_page("trainer-page")
    yield hands
    program.trainer.close()
    program.shell.close()
    program.shell.deleteLater()
    program.deleteLater()


@pytest.fixture
def save_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], list[str]]:
    """The folder that is chosen from now on; the names that were offered are told."""

    def choose_folder(folder: Path) -> list[str]:
        offered: list[str] = []

        def choose(_parent: object, _title: str, suggested: str, _kind: str) -> tuple[str, str]:
            offered.append(suggested)
            return str(folder / suggested), ""

        monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
        return offered

    return choose_folder


def text_of(file: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())


def test_what_is_saved_has_its_name_and_says_so(
    trainer: Trainer, tmp_path: Path, save_in: Callable[[Path], list[str]]
) -> None:
    trainer.keep_protocol()
    sit(trainer.store, "1", BEN)
    sit(trainer.store, "2", ANNA)
    offered = save_in(tmp_path)
    page = trainer.look_at_results()
    trainer.click("sitting-2")
    for button in ("certificate", "class-pdf", "class-csv"):
        trainer.click(button)
        assert page.card.message.text == f"Saved as {offered[-1]}"
    assert offered == ["exam-4711-certificate.pdf", "exam-4711-class.pdf", "exam-4711-class.csv"]
    assert attempt_code(trainer.store.attempt("2")) in text_of(tmp_path / offered[0])
    listed = text_of(tmp_path / offered[1])
    assert "Ginner" in listed
    assert "Nwärter" in listed
    assert len((tmp_path / offered[2]).read_text(encoding="utf-8").splitlines()) == 3


def test_a_drill_is_saved_as_one(trainer: Trainer, tmp_path: Path, save_in: Callable[[Path], list[str]]) -> None:
    sit(trainer.store, "1", plan=DRILL)
    offered = save_in(tmp_path)
    trainer.look_at_results()
    trainer.click("certificate")
    assert offered == ["drill-certificate.pdf"]
    assert "Result of a drill" in text_of(tmp_path / "drill-certificate.pdf")


@pytest.mark.parametrize("button", ["certificate", "class-pdf", "class-csv"])
def test_a_full_disk_is_said_and_the_old_file_stays(
    trainer: Trainer,
    tmp_path: Path,
    save_in: Callable[[Path], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    button: str,
) -> None:
    sit(trainer.store, "1")
    folder = tmp_path / "out"
    folder.mkdir()
    offered = save_in(folder)
    page = trainer.look_at_results()
    trainer.click(button)
    old = (folder / offered[0]).read_bytes()
    (folder / offered[0]).write_bytes(b"old")
    assert old

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    page.say("")
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        trainer.click(button)
    (sentence,) = trainer.said
    assert "there is no space left on the disk" in sentence
    assert [file.read_bytes() for file in folder.iterdir()] == [b"old"]
    assert page.card.message.text == ""


def test_who_thinks_better_of_it_saves_nothing(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    sit(trainer.store, "1")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    page = trainer.look_at_results()
    trainer.click("certificate")
    assert page.card.message.text == ""


def test_a_protocol_that_is_gone_is_no_end_of_the_results(
    trainer: Trainer, tmp_path: Path, save_in: Callable[[Path], list[str]]
) -> None:
    """Nothing of it is kept: its muscles have their ids in words, the figures stay, and only the replay cannot be."""
    sit(trainer.store, "1")
    offered = save_in(tmp_path)
    page = trainer.look_at_results()
    assert "Temporalis: " in page.muscles.accessibleDescription()
    trainer.click("certificate")
    assert "8 of 8" in text_of(tmp_path / offered[0])
    trainer.click("replay")
    assert page.card.message.text == "The protocol of this exam cannot be read any more, so it cannot be replayed."
    assert trainer.results is page


def test_a_kept_protocol_that_is_damaged_is_as_one_that_is_gone(trainer: Trainer) -> None:
    damaged = hashlib.sha256(b"no: protocol").hexdigest()
    plan = replace(DRILL, protocol=replace(DRILL.protocol, fingerprint=damaged))
    trainer.store.keep_protocol(damaged, b"no: protocol")
    sit(trainer.store, "1", plan=plan)
    page = trainer.look_at_results()
    trainer.click("replay")
    assert page.card.message.text.startswith("The protocol of this exam cannot be read any more")


def test_a_replay_is_left_for_the_sitting_it_came_from(trainer: Trainer) -> None:
    trainer.keep_protocol()
    sit(trainer.store, "1")
    sit(trainer.store, "2", at=AT + DAY)
    page = trainer.look_at_results()
    trainer.click("sitting-1")
    trainer.click("replay")
    trainer.wait_for_page("replay-page")
    trainer.click("back")
    trainer.wait_for_page("results-page")
    assert trainer.results is page
    assert page.sitting is not None
    assert page.sitting.attempt_id == "1"


def test_signed_twice_and_the_second_trainer_need_not_type_again(trainer: Trainer) -> None:
    sit(trainer.store, "1")
    sit(trainer.store, "2", BEN, at=AT + DAY)
    trainer.look_at_results()
    trainer.click("cosign")
    trainer.wait_for_page("cosign-page")
    trainer.write("cosign-name", TRAINER)
    trainer.click("cosign-now")
    trainer.wait_for_page("results-page")
    assert trainer.results.card.signed.text() == f"Signed by {TRAINER}"
    trainer.click("trainee-0")
    trainer.click("cosign")
    trainer.wait_for_page("cosign-page")
    assert isinstance(trainer.page, CosignPage)
    assert trainer.page.name.text == TRAINER
    trainer.click("cosign-now")
    trainer.wait_for_page("results-page")
    assert trainer.results.name.text() == ANNA
    assert all(one.cosigned_by == (TRAINER,) for one in sittings(trainer.store.attempts()))


def test_a_signature_the_disk_refuses_is_none(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    sit(trainer.store, "1")
    trainer.look_at_results()
    trainer.click("cosign")
    trainer.wait_for_page("cosign-page")
    trainer.write("cosign-name", TRAINER)

    def full(*_: object) -> None:
        raise NotSavedError("The disk is full. Nothing was kept.")

    with monkeypatch.context() as disk:
        disk.setattr(TrainingStore, "append_attempt", full)
        trainer.click("cosign-now")
    page = trainer.page
    assert isinstance(page, CosignPage)
    assert page.name.message.text == "The disk is full. Nothing was kept."
    assert sittings(trainer.store.attempts())[0].cosigned_by == ()
    trainer.click("cosign-now")
    trainer.wait_for_page("results-page")
    assert sittings(trainer.store.attempts())[0].cosigned_by == (TRAINER,)


def test_what_was_practised_opens_over_the_results(trainer: Trainer) -> None:
    sit(trainer.store, "1", BEN)
    setup = trainer.program.workplace.setup
    asked = straight_to_chair(PROTOCOL, invented_patient(Random(1)), ANNA, at=setup.clock())
    kept = begin_practised(trainer.store, setup, ANNA, asked, PROTOCOL, PROTOCOL_FILE.read_bytes())
    assert kept.recorder.close(timeout_s=20)
    page = trainer.look_at_results()
    trainer.click("trainee-0")
    trainer.click(f"practised-{kept.recorder.record_id}")
    trainer.wait_for_page("practised-page")
    trainer.click("back")
    trainer.wait_for_page("results-page")
    assert trainer.results is page
    assert page.name.text() == ANNA


def test_an_exam_is_sat_by_the_protocol_as_its_file_is_now(trainer: Trainer, data_dir: Path) -> None:
    """It was changed after the program was opened: the questions, the page and what is kept are of the new one."""
    own = data_dir / "protocols" / "own.yaml"
    own.parent.mkdir(parents=True)
    text = PROTOCOL_FILE.read_text(encoding="utf-8").replace("preempt-31", "own-31")
    own.write_text(text, encoding="utf-8")
    workplace = trainer.program.workplace
    workplace.library = type(workplace)(workplace.setup).library
    trainer.click("way-examine")
    trainer.wait_for_page("exam-setup-page")
    page = trainer.page
    assert isinstance(page, ExamSetupPage)
    page.picker.choose("own-31")
    trainer.write("trainee", BEN)
    renamed = text.replace("title: PREEMPT, fixed sites", "title: PREEMPT, renamed")
    assert renamed != text
    own.write_text(renamed, encoding="utf-8")
    trainer.click("begin-exam")
    trainer.wait_for_page("exam-page")
    assert isinstance(trainer.page, ExamPage)
    assert trainer.page._protocol.title == "PREEMPT, renamed"
    (attempt,) = trainer.store.attempts().values()
    assert attempt.begun.plan.protocol.fingerprint == trainer.page._protocol.fingerprint
    assert trainer.store.protocol_bytes(trainer.page._protocol.fingerprint) == own.read_bytes()


def test_an_exam_with_a_faulty_file_does_not_begin(trainer: Trainer, data_dir: Path) -> None:
    own = data_dir / "protocols" / "own.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(PROTOCOL_FILE.read_text(encoding="utf-8").replace("preempt-31", "own-31"), encoding="utf-8")
    workplace = trainer.program.workplace
    workplace.library = type(workplace)(workplace.setup).library
    trainer.click("way-examine")
    trainer.wait_for_page("exam-setup-page")
    page = trainer.page
    assert isinstance(page, ExamSetupPage)
    page.picker.choose("own-31")
    trainer.write("trainee", BEN)
    own.write_text("no: protocol", encoding="utf-8")
    trainer.click("begin-exam")
    (sentence,) = trainer.said
    assert "has faults now" in sentence
    assert trainer.page is page
    assert trainer.store.attempts() == {}
    assert trainer.store.trainees() == ()


def test_the_tolerance_stays_as_it_was_chosen(trainer: Trainer) -> None:
    trainer.click("way-examine")
    trainer.wait_for_page("exam-setup-page")
    page = trainer.page
    assert isinstance(page, ExamSetupPage)
    trainer.qtbot.mouseClick(page.tolerance.part(0), Qt.MouseButton.LeftButton)
    trainer.write("trainee", BEN)
    trainer.click("begin-exam")
    trainer.wait_for_page("exam-page")
    assert trainer.program.workplace.settings.exam_tolerance_mm == 5
    (attempt,) = trainer.store.attempts().values()
    assert attempt.begun.plan.most_tolerance_mm == 5


def test_a_name_that_is_none_is_said_at_its_field(trainer: Trainer) -> None:
    trainer.click("way-examine")
    trainer.wait_for_page("exam-setup-page")
    page = trainer.page
    assert isinstance(page, ExamSetupPage)
    page.trainee.new.set_text("x" * 121)
    page.trainee.changed.emit()
    trainer.click("begin-exam")
    assert trainer.page is page
    assert "too long" in page.trainee.new.message.text
    assert trainer.said == []
