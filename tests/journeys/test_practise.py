"""Practising with the real program: the chair of every visit, and not a trace of it among the patients' records."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest
from journeys.hands import PASSPHRASE, SAID, Hands
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QWidget

from injection_map import resources
from injection_map.app import Setup, now
from injection_map.app.practise_desk import PractiseDesk
from injection_map.app.practise_visits import begin_practised, invented_patient, straight_to_chair
from injection_map.app.training_room import TrainingRoom
from injection_map.app.visits import open_visit
from injection_map.domain.errors import TrainingError
from injection_map.domain.events import Clinician, Opened
from injection_map.domain.protocol import Protocol
from injection_map.domain.record_index import RecordQuery
from injection_map.domain.session import SiteStatus
from injection_map.report.exports import json_bytes, text_bytes
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol
from injection_map.storage.record_index import RecordIndex
from injection_map.storage.training_store import open_training
from injection_map.storage.vault import open_vault
from injection_map.ui.finish_page import FinishPage
from injection_map.ui.lock_page import LockPage, Way
from injection_map.ui.pause_page import PausePage
from injection_map.ui.shell import TITLE
from injection_map.ui.trainer.practised_page import PractisedPage
from injection_map.ui.trainer.training_page import TrainingBand, TrainingPage

TRAINEE = "M. Trainee (invented)"
PROTOCOL_FILE = resources.protocols() / "preempt-31.yaml"


def a_protocol() -> Protocol:
    return read_protocol(PROTOCOL_FILE, read_drawings(resources.diagrams()))


@dataclass
class Class:
    """A trainee at the window of the program, who comes by way of the trainer."""

    hands: Hands

    @property
    def desk(self) -> PractiseDesk:
        desk = self.hands.program.trainer._practise
        assert desk is not None
        return desk

    @property
    def room(self) -> TrainingRoom:
        return self.hands.program.trainer._room

    def come_in(self) -> None:
        """From the start page, where there is one."""
        if self.hands.program.start_page is not None:
            self.hands.click("trainer")
        else:
            self.hands.program.trainer.show()
        self.hands.wait_for_page("trainer-page")
        self.hands.click("way-practise")
        self.hands.wait_for_page("practise-page")

    def begin(self, *, with_pause: bool = False) -> None:
        self.hands.write("trainee", TRAINEE)
        if with_pause:
            self.hands.click("with-pause")
        self.hands.click("start")
        self.hands.wait_for_page("training-page")
        if not with_pause:
            self.wait_until_kept()

    def wait_until_kept(self) -> None:
        visit = self.desk.visit
        assert visit is not None
        self.hands.wait(lambda: visit.model.all_saved and not visit.model.locked)

    def give(self, times: int) -> None:
        for _ in range(times):
            self.hands.click("injected")
            self.wait_until_kept()
            sheet = [w for w in self.hands.page.findChildren(QWidget, "sheet-main") if w.isVisible()]
            if sheet:
                self.hands.click("sheet-main")
                self.wait_until_kept()

    def go_to_finish(self) -> None:
        self.hands.click("finish")
        self.hands.wait(lambda: bool(self.hands.page.findChildren(FinishPage)))

    def finish(self) -> PractisedPage:
        """From the chair to what came of it; what is left is left."""
        self.go_to_finish()
        left = self.hands.find("left-reason")
        if left.isVisible():
            self.hands.write("left-reason", "Enough for today")
        self.hands.click("reaction-1")
        self.hands.click("finish-later")
        self.hands.wait_for_page("practised-page")
        page = self.hands.page
        assert isinstance(page, PractisedPage)
        return page

    def leave_chair(self) -> None:
        """As its menu does."""
        assert self.desk.visit is not None
        self.desk.visit.chair.leave_asked.emit()
        self.hands.wait_for_page("practise-page")


@pytest.fixture
def in_class(sit_down: Callable[..., Hands]) -> Callable[..., Class]:
    """Sits down at the program as a trainee, as often as a test wants."""

    def sit(**options: object) -> Class:
        one = Class(sit_down(**options))
        if not options.get("store", True):
            one.hands.wait_for_page("unlock-page")
        one.come_in()
        return one

    return sit


def shown_words(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_a_visit_is_practised_at_the_real_chair_and_left_for_what_came_of_it(in_class: Callable[..., Class]) -> None:
    one = in_class()
    one.begin()
    page = one.hands.page
    assert isinstance(page, TrainingPage)
    assert page.band.accessibleName() == "TRAINING: nobody is treated"
    assert page.band.isVisible()
    assert one.hands.program.shell.windowTitle() == TITLE
    one.give(2)
    one.hands.press(Qt.Key.Key_Space)
    one.wait_until_kept()
    summary = one.finish()
    record = summary.record
    assert (record.opened.training, record.opened.clinician.name) == (True, TRAINEE)
    assert record.opened.patient.name.endswith("(invented)")
    assert record.opened.vials[0].lot == "TRAINING"
    words = shown_words(summary)
    assert "3 of 31 sites, 15 of 155 units" in words.replace(" U", " u")
    assert "3 of 3 sites in the order of the protocol" in words
    assert words.count("Enough for today") == 28
    assert summary.findChild(TrainingBand).accessibleName() == "TRAINING: no patient was treated"
    one.hands.click("back")
    one.hands.wait_for_page("practise-page")
    one.hands.click(f"look-{record.id}")
    one.hands.wait_for_page("practised-page")
    one.hands.click("again")
    one.hands.wait_for_page("training-page")
    one.wait_until_kept()
    assert [visit.trainee for visit in one.room.store.practised()] == [TRAINEE, TRAINEE]
    assert one.room.store.trainees() == (TRAINEE,)


def test_what_leaves_the_program_says_training(in_class: Callable[..., Class]) -> None:
    one = in_class()
    one.begin()
    one.give(1)
    record = one.finish().record
    protocol = one.hands.program.library.protocols[0]
    assert b"TRAINING: no patient was treated" in text_bytes(record, protocol)
    assert json.loads(json_bytes(record, protocol))["training"] is True


def test_no_trace_of_it_is_among_the_patients_records(in_class: Callable[..., Class]) -> None:
    """A visit that is over and one that is not: lists, sums, chain and start page are as they were."""
    one = in_class()
    program = one.hands.program
    vault, patients = program.vault.store, program.vault.patients
    assert vault is not None
    assert patients is not None
    before = vault.position()
    one.begin()
    one.give(3)
    one.finish()
    one.hands.click("again")
    one.hands.wait_for_page("training-page")
    one.give(2)
    one.leave_chair()
    assert len(one.room.store.practised(TRAINEE)) == 2
    assert vault.position() == before
    assert vault.record_ids() == vault.unsigned_record_ids() == ()
    index = RecordIndex(vault)
    assert index.rows(RecordQuery(), today=now().date()).total == 0
    assert not index.units_per_month()
    assert not index.sites_skipped()
    assert patients.find("invented") == ()
    program.show_start()
    one.hands.wait_for_page("start-page")
    assert program.start_page is not None
    assert program.start_page.resume_cards == []
    for record_id in one.room.store.record_ids():
        with pytest.raises(TrainingError):
            vault.append(record_id, one.room.store.events(record_id))


def test_one_that_was_left_is_gone_on_with_the_next_day(in_class: Callable[..., Class]) -> None:
    one = in_class()
    one.begin()
    one.give(2)
    record_id = one.desk.visit.recorder.record_id if one.desk.visit else ""
    one.leave_chair()
    one.hands.program.shell.close()
    other = in_class()
    other.hands.click(f"resume-{record_id}")
    other.hands.wait_for_page("training-page")
    other.hands.click("action-go-on")
    other.wait_until_kept()
    other.give(1)
    assert "3 of 31 sites" in shown_words(other.finish())
    assert other.room.store.record_ids() == (record_id,)


def test_what_is_put_in_the_place_of_the_chair_loses_nothing_of_it(in_class: Callable[..., Class]) -> None:
    """Another page, because the records were opened meanwhile, say; the program goes on, and so may the visit."""
    one = in_class()
    one.begin()
    one.give(2)
    one.hands.program.show_start()
    one.hands.wait_for_page("start-page")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    one.come_in()
    (visit,) = one.room.store.practised()
    assert (visit.sites_given, visit.over) == (2, False)
    one.hands.click(f"resume-{visit.record_id}")
    one.hands.wait_for_page("training-page")
    assert one.desk.visit is not None


def test_one_is_dropped_by_the_second_press(in_class: Callable[..., Class]) -> None:
    one = in_class()
    one.begin()
    record_id = one.desk.visit.recorder.record_id if one.desk.visit else ""
    one.leave_chair()
    one.hands.click(f"drop-{record_id}")
    assert one.room.store.record_ids() == (record_id,)
    one.hands.click(f"drop-{record_id}")
    one.hands.wait(lambda: one.room.store.record_ids() == ())
    one.hands.wait_for_page("practise-page")
    assert one.hands.page.findChild(QWidget, f"drop-{record_id}") is None


def test_the_safety_pause_is_practised_too(in_class: Callable[..., Class]) -> None:
    one = in_class()
    one.begin(with_pause=True)
    framed = one.hands.page
    assert isinstance(framed, TrainingPage)
    assert isinstance(framed.inner, PausePage)
    for name in (*SAID, *(f"{row.objectName()}-no" for row in framed.inner.ask.rows)):
        one.hands.click(name)
    one.hands.enter_vial()
    one.hands.click("labelled")
    one.hands.click("start")
    one.hands.wait(lambda: one.desk.visit is not None)
    one.wait_until_kept()
    one.give(1)
    (visit,) = one.room.store.practised(TRAINEE)
    opened = one.room.store.events(visit.record_id)[0].body
    assert isinstance(opened, Opened)
    assert opened.training
    assert opened.safety is not None
    assert opened.vials[0].lot == "INVENTED7"


def test_it_needs_no_vault(in_class: Callable[..., Class]) -> None:
    """Where the records do not open, because nobody has typed the passphrase, training goes on."""
    one = in_class(passphrase=None, store=False)
    one.begin()
    one.give(1)
    one.finish()
    assert not one.hands.program.is_open
    assert one.room.store.practised(TRAINEE)[0].sites_given == 1


def test_what_the_disk_does_not_take_is_saved_in_another_folder_of_training(
    in_class: Callable[..., Class], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = in_class()
    one.begin()
    one.give(1)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "elsewhere"))
    one.room.store.path.rename(one.room.store.path.with_name("gone"))
    one.hands.click("injected")
    one.hands.click("error-elsewhere")
    one.wait_until_kept()
    summary = one.finish()
    assert "2 of 31 sites" in shown_words(summary)
    one.room.close()
    with closing(open_training(tmp_path / "elsewhere")) as other:
        assert other.events(summary.record.id) == summary.record.events


def test_a_visit_cannot_be_begun_among_the_wrong_records(tmp_path: Path) -> None:
    """mypy refuses each of these lines as well: an ignore that is not needed is an error."""
    setup = Setup(tmp_path, PASSPHRASE)
    with closing(open_vault(tmp_path, passphrase=PASSPHRASE)) as vault, closing(open_training(tmp_path)) as training:
        protocol, data, patient = a_protocol(), PROTOCOL_FILE.read_bytes(), invented_patient(Random(1))
        asked = straight_to_chair(protocol, patient, TRAINEE, at=now())
        begun = [
            begin_practised(vault, setup, TRAINEE, asked, protocol, data),  # type: ignore[arg-type]
            open_visit(training, setup, Clinician(TRAINEE), asked, protocol, data),  # type: ignore[arg-type]
        ]
        for kept in begun:
            assert not kept.recorder.close(timeout_s=20)
            assert kept.recorder.failure is not None
        assert vault.record_ids() == training.record_ids() == ()


def test_a_tap_resumes_a_visit_that_is_practised_too(in_class: Callable[..., Class]) -> None:
    one = in_class()
    one.begin()
    program, hands = one.hands.program, one.hands
    program.workplace.keep_settings(replace(program.workplace.settings, tap_to_resume=True))
    program.lock.on_idle()
    cover = program.shell.cover
    assert isinstance(cover, LockPage)
    assert cover.way is Way.TAP
    assert "on the disk" in cover.saving.text()
    on = cover.main.mapTo(program.shell, cover.main.rect().center())
    QTest.mouseClick(hands.window, Qt.MouseButton.LeftButton, pos=on)
    hands.wait(lambda: program.shell.cover is None)
    one.wait_until_kept()
    one.give(1)
    one.leave_chair()
    program.lock.on_idle()
    cover = program.shell.cover
    assert isinstance(cover, LockPage)
    assert cover.way is not Way.TAP, "nothing is practised any more"


def test_again_by_a_protocol_that_is_gone_is_one_sentence(
    in_class: Callable[..., Class], data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, sentence: said.append(sentence))
    own = data_dir / "protocols" / "ours.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    text = PROTOCOL_FILE.read_text(encoding="utf-8")
    own.write_text(
        text.replace("id: preempt-31", "id: ours").replace("title: PREEMPT", "title: OURS"), encoding="utf-8"
    )
    first = in_class()
    first.hands.page.picker.choose("ours")  # type: ignore[attr-defined]
    first.begin()
    first.give(1)
    first.finish()
    first.hands.program.shell.close()
    own.unlink()
    second = in_class()
    (kept,) = second.room.store.practised()
    second.desk.show_practised(kept.record_id)
    second.hands.wait_for_page("practised-page")
    second.hands.click("again")
    assert [sentence.startswith("The protocol ours is not there any more.") for sentence in said] == [True]


def test_a_second_program_says_that_the_trainer_is_open_already(
    in_class: Callable[..., Class], sit_down: Callable[..., Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, sentence: said.append(sentence))
    first = in_class()
    first.begin()
    first.give(1)
    second = sit_down(store=False)
    second.program.trainer.show()
    second.wait_for_page("trainer-page")
    said.clear()
    for way in ("practise", "examine", "results"):
        second.click(f"way-{way}")
        assert second.page.objectName() == "trainer-page"
    assert len(said) == 3
    assert all(sentence.startswith("The trainer is already open on ") for sentence in said)
    second.click("way-demonstrate")
    second.wait_for_page("presenter-page")
    first.give(1)


def test_the_window_is_closed_while_somebody_practises(in_class: Callable[..., Class]) -> None:
    first = in_class()
    first.begin()
    first.give(2)
    record_id = first.desk.visit.recorder.record_id  # type: ignore[union-attr]
    first.hands.program.shell.close()
    second = in_class()
    (kept,) = second.room.store.practised()
    assert kept.record_id == record_id
    second.hands.click(f"resume-{record_id}")
    second.hands.wait_for_page("training-page")
    assert second.desk.visit is not None
    given = [site for site in second.desk.visit.model.visit.sites if site.status is SiteStatus.GIVEN]
    assert len(given) == 2


def test_it_is_locked_and_closed_while_somebody_practises(in_class: Callable[..., Class]) -> None:
    one = in_class()
    one.begin()
    one.give(1)
    one.hands.program.lock.lock()
    assert one.hands.program.shell.cover is not None
    QTest.keyClick(one.hands.window, Qt.Key.Key_Space)
    assert one.desk.visit is not None
    assert len([site for site in one.desk.visit.model.visit.sites if site.status is SiteStatus.GIVEN]) == 1
    one.hands.program.shell.close()
    assert one.desk.visit is None
