"""Practising with the real program: the chair of every visit, and not a trace of it among the patients' records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, Hands
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from injection_map.app.practise_desk import PractiseDesk
from injection_map.app.training_room import TrainingRoom
from injection_map.domain.events import Opened
from injection_map.report.exports import json_bytes, text_bytes
from injection_map.report.record import Record
from injection_map.storage.backups import make_backup
from injection_map.storage.training_store import open_training
from injection_map.storage.vault import open_vault
from injection_map.ui.shell import TITLE
from injection_map.ui.trainer.practise_page import PractisePage
from injection_map.ui.trainer.practised_page import PractisedPage
from injection_map.ui.trainer.training_page import TrainingPage

TRAINEE = "M. Trainee (invented)"


@dataclass
class Class:
    """A trainee at the window of the program, who came by way of the trainer."""

    hands: Hands
    desk: PractiseDesk
    room: TrainingRoom

    def come_in(self) -> None:
        self.desk.show()
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

    def finish(self) -> None:
        """From the chair to what came of it."""
        hands = self.hands
        hands.click("finish")
        hands.wait(lambda: hands.page.findChild(QWidget, "finish-page") is not None)


@pytest.fixture
def in_class(sit_down: Callable[..., Hands], data_dir: Path) -> Iterator[Callable[..., Class]]:
    """Sits down at the program as a trainee, as often as a test wants."""
    rooms: list[Class] = []

    def sit(**options: object) -> Class:
        hands = sit_down(**options)
        room = TrainingRoom(data_dir)
        program = hands.program
        desk = PractiseDesk(program.workplace, program.window, room, program)
        rooms.append(Class(hands, desk, room))
        rooms[-1].come_in()
        return rooms[-1]

    yield sit
    for one in rooms:
        one.desk.leave()
        one.room.close()


def shown_words(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_a_visit_is_practised_at_the_real_chair_and_left_for_its_summary(in_class: Callable[..., Class]) -> None:
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
    one.finish()
    assert isinstance(one.hands.page, TrainingPage)
    one.hands.write("left-reason", "Only three today")
    one.hands.click("no-reaction")
    one.hands.click("later")
    one.hands.wait_for_page("practised-page")
    summary = one.hands.page
    assert isinstance(summary, PractisedPage)
    record = summary.record
    assert (record.opened.training, record.opened.clinician.name) == (True, TRAINEE)
    assert record.opened.patient.name.endswith("(invented)")
    assert "3 of 31 sites" in shown_words(summary)
    assert "3 of 3 sites in the order of the protocol" in shown_words(summary)
    assert "28 sites" in shown_words(summary)
    assert b"TRAINING" in text_bytes(record, None)
    one.hands.click("back")
    one.hands.wait_for_page("practise-page")
    assert f"look-{record.id}" in {button.objectName() for button in one.hands.page.findChildren(QWidget)}
