"""Demonstrate, wired: the choice of a protocol, the window for the audience on its screen, and notes on the disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from app import two_screens
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from injection_map import app, resources
from injection_map.app.demonstrate_desk import DemonstrateDesk
from injection_map.app.lock import Keys
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.storage.trainer_notes import read_notes
from injection_map.ui.pace import FASTEST
from injection_map.ui.page import Page
from injection_map.ui.trainer.choose_protocol_page import ChooseProtocolPage
from injection_map.ui.trainer.demonstration_model import DemonstrationModel

SCREENS = {
    "screens": [
        {"name": "laptop", "x": 0, "y": 0, "width": 1366, "height": 768},
        {"name": "projector", "x": 1366, "y": 0, "width": 1024, "height": 768},
    ]
}


class House:
    """A desk in a window of its own, without any records."""

    def __init__(self, qtbot: QtBot, data_dir: Path) -> None:
        self.qtbot, self.faults = qtbot, list[str]()
        self.workplace = Workplace(app.Setup(data_dir, pace=FASTEST, dark=False))
        self.workplace.theme.apply()
        self.workplace.fault.connect(self.faults.append)
        none = two_screens.nothing
        keys = Keys(none, none, none, none, lambda: self.workplace.settings, none)  # type: ignore[arg-type]
        self.window = Window(self.workplace.theme, keys)
        self.window.shell.resize(1280, 800)
        self.desk = DemonstrateDesk(self.workplace, self.window)
        with qtbot.waitActive(self.window.shell):
            self.window.shell.show()
            self.window.shell.activateWindow()
        self.desk.show()

    def click(self, name: str) -> None:
        target = self.window.page.findChild(QWidget, name)
        assert isinstance(target, QWidget)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)

    def close(self) -> None:
        self.window.shell.close()
        self.window.stop()
        self.workplace.close()
        self.window.shell.deleteLater()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "records"


@pytest.fixture
def house(qtbot: QtBot, data_dir: Path) -> Iterator[House]:
    app.make_application()
    made = House(qtbot, data_dir)
    yield made
    made.close()


def test_the_only_protocol_is_shown_at_once_and_without_a_vault(house: House, data_dir: Path) -> None:
    assert house.desk.page is house.window.page
    assert not list(data_dir.rglob("vault*"))


def test_two_windows_show_the_same_demonstration(house: House) -> None:
    house.click("show-audience")
    audience = house.desk.audience
    assert audience is not None
    assert audience.isVisible()
    QTest.keyClick(audience.windowHandle(), Qt.Key.Key_Space)
    QTest.keyClick(house.window.shell.windowHandle(), Qt.Key.Key_Space)
    page = house.desk.page
    assert page is not None
    names = [sheet.words.accessibleName() for sheet in (audience.sheet, page.copy.sheet)]
    assert names[0] == names[1]
    assert "straight up" in names[0]
    house.click("show-audience")
    assert house.desk.audience is None
    assert not audience.isVisible()


def test_a_pedal_that_is_learned_meanwhile_counts(house: House) -> None:
    house.workplace.keep_pedal(Qt.Key.Key_F13.value)
    house.desk.show_audience()
    assert house.desk.audience is not None
    QTest.keyClick(house.desk.audience.windowHandle(), Qt.Key.Key_F13)
    assert house.desk._model is not None
    assert house.desk._model.position.step == 1


def test_one_demonstration_after_the_other_leaves_nothing_behind(house: House) -> None:
    windows = len(QApplication.topLevelWidgets())
    for _ in range(3):
        house.desk.show_audience()
        house.desk.show()
        assert house.desk.audience is None
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(QApplication.topLevelWidgets()) == windows
    assert len(house.desk.findChildren(DemonstrationModel)) == 1


def test_leaving_ends_everything(house: House) -> None:
    house.click("show-audience")
    audience = house.desk.audience
    assert audience is not None
    with house.qtbot.waitSignal(house.desk.left):
        house.click("leave-demonstration")
    assert not audience.isVisible()
    assert house.desk.page is None


def test_another_page_ends_it_too(house: House) -> None:
    house.desk.show_audience()
    house.window.show(Page())
    assert (house.desk.page, house.desk.audience) == (None, None)


def test_notes_are_on_the_disk_and_come_back(house: House, data_dir: Path) -> None:
    page = house.desk.page
    assert page is not None
    page.notes.area.setFocus()
    QTest.keyClicks(page.notes.area, "Mind the vein.")
    house.click("next-site")
    house.desk.show()
    file = data_dir / "training" / "notes.json"
    assert read_notes(file) == {"preempt-31": {"corrugator-right": "Mind the vein."}}
    page = house.desk.page
    assert page is not None
    assert page.notes.area.toPlainText() == "Mind the vein."
    page.notes.area.selectAll()
    QTest.keyClick(page.notes.area, Qt.Key.Key_Delete)
    house.click("next-site")
    assert read_notes(file) == {"preempt-31": {}}


def test_notes_that_cannot_be_read_are_told_and_left_alone(house: House, data_dir: Path) -> None:
    house.desk.end()
    file = data_dir / "training" / "notes.json"
    file.parent.mkdir(parents=True)
    file.write_text("{")
    house.desk.show()
    assert len(house.faults) == 1
    assert "left as it is" in house.faults[0]
    page = house.desk.page
    assert page is not None
    QTest.keyClicks(page.notes.area, "Not kept.")
    house.click("next-site")
    assert file.read_text() == "{"


def test_a_disk_that_takes_no_notes_is_told_once(house: House, data_dir: Path) -> None:
    data_dir.mkdir(exist_ok=True)
    (data_dir / "training").write_text("a file where the folder should be")
    page = house.desk.page
    assert page is not None
    for site in range(3):
        page.notes.area.setFocus()
        QTest.keyClicks(page.notes.area, f"Note {site}.")
        house.click("next-site")
    assert len(house.faults) == 1
    assert "could not be written" in house.faults[0]
    (data_dir / "training").unlink()
    QTest.keyClicks(page.notes.area, "Now it does.")
    house.click("next-site")
    assert len(read_notes(data_dir / "training" / "notes.json")["preempt-31"]) == 4


def test_of_several_protocols_one_is_chosen(qtbot: QtBot, data_dir: Path) -> None:
    app.make_application()
    own = data_dir / "protocols"
    own.mkdir(parents=True)
    text = (resources.protocols() / "preempt-31.yaml").read_text(encoding="utf-8")
    (own / "ours.yaml").write_text(
        text.replace("id: preempt-31", "id: ours").replace("title: PREEMPT, fixed sites", "title: Our own sites"),
        encoding="utf-8",
    )
    house = House(qtbot, data_dir)
    choice = house.window.page
    assert isinstance(choice, ChooseProtocolPage)
    assert not choice.go_on.isEnabled()
    choice.picker.choose("ours")
    house.click("go-on")
    assert house.desk.page is house.window.page
    assert house.desk._model is not None
    assert house.desk._model.protocol.id == "ours"
    house.desk.show()
    with qtbot.waitSignal(house.desk.left):
        house.click("leave-choice")
    house.close()


def test_beside_a_projector_the_audience_sees_it_there(tmp_path: Path) -> None:
    """In a process of its own, with two screens."""
    screens = tmp_path / "screens.json"
    screens.write_text(json.dumps(SCREENS))
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={screens}"}
    child = subprocess.run(
        [sys.executable, two_screens.__file__, str(tmp_path / "records")],
        capture_output=True,
        text=True,
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=120,
    )
    assert child.stderr == ""
    assert json.loads(child.stdout) == {
        "screens": ["laptop", "projector"],
        "trainer_on": "laptop",
        "audience_on": "projector",
        "audience_fills": True,
        "audience_px": [1366, 0, 1024, 768],
        "copy_shape": pytest.approx(1024 / 768, abs=0.01),
        "step": 2,
        "fills_after_removal": False,
        "fills_after_return": True,
        "fills_where_the_trainer_comes": False,
        "ended": True,
        "windows_left": [],
    }
