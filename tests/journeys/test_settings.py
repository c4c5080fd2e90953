"""The settings: in force at once, kept on the disk, and the page below comes back as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, PATIENT, Hands
from pypdf import PdfReader
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QPlainTextEdit

from injection_map.storage.vault import open_vault
from injection_map.ui.controls import Text

TREATS, PIN = "Dr T. Ester (invented)", "2580"


@pytest.fixture
def hands(sit_down: Callable[..., Hands]) -> Hands:
    return sit_down()


def open_settings(hands: Hands) -> None:
    """By the menu of the page."""
    hands.click("menu")
    menu = hands.page.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Settings").trigger()
    menu.close()
    hands.wait_for_page("settings-page")


def kept(data_dir: Path) -> dict[str, object]:
    return dict(json.loads((data_dir / "settings.json").read_text()))


def said_on(hands: Hands) -> str:
    return "\n".join(text.text().replace("\u2011", "-") for text in hands.page.findChildren(Text) if text.isVisible())


@pytest.mark.xcb
def test_choices_are_in_force_and_kept(hands: Hands, data_dir: Path) -> None:
    hands.click("new-patient")
    hands.write("name", PATIENT["name"])
    open_settings(hands)
    hands.click("theme-2")
    assert hands.program.theme.dark
    hands.click("panel-1")
    hands.click("minutes-0")
    assert hands.program.lock.idle._limit_s == 120
    hands.click("tap-to-resume")
    hands.click("settings-back")
    assert hands.page.objectName() == "start-page"
    assert hands.find("name").text() == PATIENT["name"]  # type: ignore[attr-defined]
    wanted = {"theme": "dark", "panel_left": True, "lock_minutes": 2, "tap_to_resume": True}
    assert kept(data_dir).items() >= wanted.items()


def test_the_chair_comes_back_from_the_settings(hands: Hands) -> None:
    hands.start_visit()
    chair = hands.page
    open_settings(hands)
    hands.click("panel-1")
    hands.click("settings-back")
    assert hands.page is chair
    panel = hands.program.visit.chair.panel  # type: ignore[union-attr]
    hands.wait(lambda: panel.x() < 100)
    hands.click_injected()


@pytest.mark.xcb
def test_people_are_added_and_their_pins_changed(hands: Hands) -> None:
    open_settings(hands)
    hands.click("add-person")
    for name, text in {"person-name": TREATS, "person-pin": PIN, "person-again": PIN}.items():
        hands.write(name, text)
    hands.click("add-person")
    people = hands.program.vault.people
    assert people is not None
    (person,) = people.people()
    assert people.check_pin(person.id, PIN).ok
    assert not hands.find("minutes-4").isEnabled()  # with a PIN the lock is never off

    for proof, said in (("", "The PIN of now is needed."), ("9999", "This is not the PIN. Try again.")):
        hands.click(f"pin-of-{person.id}")
        hands.write("pin-now", proof)
        hands.write("pin-new", "4711")
        hands.write("pin-new-again", "4711")
        hands.click("set-pin")
        assert hands.find("pin-now").accessibleDescription() == said
    hands.write("pin-now", PASSPHRASE)  # for a PIN that was forgotten
    hands.click("set-pin")
    assert people.check_pin(person.id, "4711").ok

    hands.click("settings-back")
    hands.click("who-0")
    assert hands.find("clinician").text() == TREATS  # type: ignore[attr-defined]


def test_a_pin_is_taken_away(hands: Hands) -> None:
    people = hands.program.vault.people
    assert people is not None
    person = people.add_person(TREATS, "", pin=PIN)
    open_settings(hands)
    hands.click(f"pin-of-{person.id}")
    hands.write("pin-now", PIN)
    hands.click("set-pin")
    assert not people.people()[0].has_pin
    assert hands.find("minutes-4").isEnabled()


def test_two_of_one_name_are_refused(hands: Hands) -> None:
    people = hands.program.vault.people
    assert people is not None
    people.add_person(TREATS)
    open_settings(hands)
    hands.click("add-person")
    hands.write("person-name", TREATS.upper())
    hands.click("add-person")
    assert "is here already" in hands.find("person-name").accessibleDescription()
    assert len(people.people()) == 1


@pytest.mark.xcb
def test_the_passphrase_is_changed(hands: Hands, data_dir: Path) -> None:
    open_settings(hands)
    hands.click("change-passphrase")
    for old in ("wrong", PASSPHRASE):
        for name, text in {"old": old, "new": "another one", "new-again": "another one"}.items():
            line = hands.find(f"passphrase-{name}")
            line.clear()  # type: ignore[attr-defined]
            hands.write(f"passphrase-{name}", text)
        hands.click("change-passphrase")
        if old == "wrong":
            assert "does not open the records" in hands.find("passphrase-old").accessibleDescription()
    assert "The passphrase is changed." in said_on(hands)
    hands.program.shell.close()
    open_vault(data_dir, passphrase="another one", read_only=True).close()


def test_a_backup_is_made_and_said(hands: Hands, data_dir: Path) -> None:
    open_settings(hands)
    assert "No backup yet." in said_on(hands)
    hands.click("backup-now")
    hands.wait(lambda: "was made and read back" in said_on(hands))
    assert len(list((data_dir / "backups").iterdir())) == 1
    assert hands.find("backup-now").isEnabled()


def test_a_backup_that_fails_is_said(hands: Hands, data_dir: Path) -> None:
    open_settings(hands)
    (data_dir / "backups").write_text("in the way")
    hands.click("backup-now")
    hands.wait(lambda: hands.find("backup-now").isEnabled())
    assert "backup" in said_on(hands).casefold()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_nothing_is_cut(sit_down: Callable[..., Hands], size: tuple[int, int]) -> None:
    from ui.page_hands import cut_texts

    hands = sit_down(size=size)
    open_settings(hands)
    hands.wait(lambda: cut_texts(hands.page) == [])


def test_a_clinics_own_reasons_are_offered_at_the_chair_at_once(hands: Hands, data_dir: Path) -> None:
    hands.start_visit()
    open_settings(hands)
    reasons = hands.find("skip-reasons")
    assert isinstance(reasons, QPlainTextEdit)
    reasons.selectAll()
    QTest.keyClicks(reasons, "Sore ear")
    hands.click("settings-back")  # the field still has the keyboard
    assert kept(data_dir)["skip_reasons"] == ["Sore ear"]
    hands.click("skip")
    assert hands.find("reason-1").property("text") == "Sore ear"
    hands.click("reason-1")
    hands.click("sheet-main")
    hands.wait_until_recorded()
    visit = hands.program.visit
    assert visit is not None
    assert visit.model.visit.sites[0].skip_reason == "Sore ear"


def test_the_size_of_type_is_in_force_at_once_and_at_the_next_start(
    hands: Hands, sit_down: Callable[..., Hands], data_dir: Path
) -> None:
    open_settings(hands)
    hands.click("font-2")
    assert hands.program.theme.font_percent == 130
    assert kept(data_dir)["font_percent"] == 130
    hands.program.shell.close()
    assert sit_down().program.theme.font_percent == 130


def test_a_second_switch_that_is_learned_takes_back(hands: Hands, data_dir: Path) -> None:
    hands.start_visit()
    hands.click_injected()
    open_settings(hands)
    hands.click("learn-second-pedal")
    hands.press(Qt.Key.Key_F14)
    hands.click("settings-back")
    visit = hands.program.visit
    assert visit is not None
    assert visit.model.visit.acts
    hands.press(Qt.Key.Key_F14)
    hands.wait_until_recorded()
    assert not visit.model.visit.acts
    assert kept(data_dir)["second_pedal_key"] == int(Qt.Key.Key_F14)


def test_what_is_typed_when_the_window_closes_is_kept(hands: Hands, data_dir: Path) -> None:
    open_settings(hands)
    hands.write("clinic-name", "Invented Clinic")
    hands.program.shell.close()
    assert kept(data_dir)["clinic_name"] == "Invented Clinic"


@pytest.mark.parametrize(("paper", "width_pt"), [("a4", 595), ("letter", 612)])
def test_the_record_is_printed_on_the_paper_of_the_settings(
    hands: Hands, tmp_path: Path, paper: str, width_pt: int
) -> None:
    hands.start_visit()
    visit = hands.program.visit
    assert visit is not None
    record_id = visit.recorder.record_id
    open_settings(hands)
    hands.click(f"paper-{('a4', 'letter').index(paper)}")
    hands.click("settings-back")
    hands.program.write_pdf(tmp_path / "record.pdf", record_id)
    assert round(float(PdfReader(tmp_path / "record.pdf").pages[0].mediabox.width)) == width_pt


def test_what_is_wrong_in_the_file_is_said_at_the_start(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    said: list[str] = []

    def read() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.button(QMessageBox.StandardButton.Ok).click()

    data_dir.mkdir(mode=0o700)
    faults = {
        "format": "injection-map/settings",
        "version": 1,
        "papper": "letter",
        "lock_minutes": 1000,
        "font_percent": 115,
    }
    (data_dir / "settings.json").write_text(json.dumps(faults))
    QTimer.singleShot(0, read)
    hands = sit_down()
    hands.wait(lambda: len(said) == 1)
    assert said[0].splitlines()[1:] == [
        "The setting “lock_minutes” must be a whole number from 0 to 240; the usual one is used.",
        "The setting “papper” is not known and was left alone. Is “paper” meant?",
    ]
    assert hands.program.theme.font_percent == 115
    open_settings(hands)
    hands.click("paper-1")
    assert kept(data_dir).items() >= {"papper": "letter", "paper": "letter", "lock_minutes": 10}.items()


def test_a_file_of_a_newer_version_is_left_alone(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    newer = '{"format": "injection-map/settings", "version": 2}'
    data_dir.mkdir(mode=0o700)
    (data_dir / "settings.json").write_text(newer)

    def read() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.button(QMessageBox.StandardButton.Ok).click()

    QTimer.singleShot(0, read)
    hands = sit_down()
    open_settings(hands)
    hands.click("theme-2")
    assert hands.program.theme.dark
    assert (data_dir / "settings.json").read_text() == newer
