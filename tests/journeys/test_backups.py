"""Backups are made by themselves, away from the visits, and one that fails is told without getting in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, Hands
from PySide6.QtWidgets import QApplication

from injection_map import app
from injection_map.storage.backups import Secrets, restore
from injection_map.storage.vault import open_vault
from injection_map.ui.start_page import StartPage


@pytest.fixture
def hands(sit_down: Callable[..., Hands]) -> Hands:
    return sit_down()


def backups(data_dir: Path) -> list[Path]:
    folder = data_dir / "backups"
    return sorted(folder.glob("*.injection-map-backup")) if folder.is_dir() else []


def notices(hands: Hands) -> list[str]:
    assert isinstance(hands.page, StartPage)
    return [card.notice.sentence for card in hands.page.notice_cards]


def test_a_visit_that_is_left_is_in_a_backup_and_none_is_made_before(
    hands: Hands, data_dir: Path, tmp_path: Path
) -> None:
    hands.start_visit()
    hands.program.backups.make()
    hands.click_injected()
    assert backups(data_dir) == []
    hands.program.show_start()
    hands.wait(lambda: len(backups(data_dir)) == 1)
    restore(backups(data_dir)[0], tmp_path / "again", Secrets(PASSPHRASE), at=app.now())
    store = open_vault(tmp_path / "again", passphrase=PASSPHRASE, read_only=True)
    (record_id,) = store.record_ids()
    assert [event.type for event in store.events(record_id)].count("given") == 1
    store.close()


def test_what_was_recorded_last_is_in_the_backup_of_the_next_start(
    hands: Hands, data_dir: Path, sit_down: Callable[..., Hands]
) -> None:
    hands.start_visit()
    hands.program.shell.close()
    assert backups(data_dir) == []
    again = sit_down()
    again.wait(lambda: len(backups(data_dir)) == 1)


def test_a_signature_given_later_is_in_a_backup(hands: Hands, data_dir: Path) -> None:
    hands.start_visit()
    hands.click_injected()
    hands.click("finish")
    hands.wait_for_page("finish-page")
    hands.write("left-reason", "Invented reason")
    hands.click("reaction-1")
    hands.click("finish-later")
    hands.wait_for_page("record-page")
    hands.wait(lambda: len(backups(data_dir)) == 1)
    hands.click("sign")
    hands.wait(lambda: len(backups(data_dir)) == 2)


def test_a_program_that_stands_open_makes_one_a_day(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    later = [timedelta(0)]
    hands = sit_down(clock=lambda: app.now() + later[0])
    hands.start_visit()
    hands.program.show_start()
    hands.wait(lambda: len(backups(data_dir)) == 1)
    people = hands.program.vault.people
    assert people is not None
    people.add_person("Dr T. Ester (invented)")
    with hands.qtbot.waitSignal(hands.program.backups.timer.timeout):
        hands.program.backups.timer.setInterval(1)
    assert len(backups(data_dir)) == 1
    later[0] = timedelta(days=1)
    hands.wait(lambda: len(backups(data_dir)) == 2)


@pytest.mark.xcb
def test_one_that_fails_is_told_on_the_start_page_once(hands: Hands, data_dir: Path) -> None:
    (data_dir / "backups").write_text("in the way")
    hands.start_visit()
    hands.program.show_start()
    hands.wait(lambda: len(notices(hands)) == 1)
    assert notices(hands)[0].startswith("No backup was made by itself. The backups in ")
    assert QApplication.activeModalWidget() is None
    hands.click("notice-backup-away")
    assert notices(hands) == []

    failed = hands.program.backups._background
    hands.program.backups.make()
    done: list[bool] = []
    failed.run(lambda: None, done=lambda _: done.append(True), failed=lambda _: None)  # behind it in the same row
    hands.wait(lambda: bool(done))
    assert notices(hands) == []

    (data_dir / "backups").unlink()
    hands.program.backups.make()
    hands.wait(lambda: len(backups(data_dir)) == 1)


def test_a_failure_is_taken_back_by_the_next_backup(hands: Hands, data_dir: Path) -> None:
    (data_dir / "backups").write_text("in the way")
    hands.start_visit()
    hands.program.show_start()
    hands.wait(lambda: len(notices(hands)) == 1)
    (data_dir / "backups").unlink()
    hands.program.backups.make()
    hands.wait(lambda: notices(hands) == [])
    assert len(backups(data_dir)) == 1


def test_a_failure_during_a_visit_waits_for_the_start_page(hands: Hands, data_dir: Path) -> None:
    (data_dir / "backups").write_text("in the way")
    hands.start_visit()
    hands.program.show_start()  # begins one
    hands.click("resume")
    hands.wait_for_page("chair-page")
    hands.wait(lambda: hands.program.window.notices != ())
    assert hands.page.objectName() == "chair-page"
    assert QApplication.activeModalWidget() is None
    (data_dir / "backups").unlink()
