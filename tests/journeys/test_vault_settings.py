"""What is done to the records as a whole from the settings, with the real vault below."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, Hands
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox

from injection_map.domain.people import Person
from injection_map.storage.proof import prove
from injection_map.storage.schema import PEOPLE, VAULT
from injection_map.storage.vault import open_vault
from injection_map.storage.vault_keys import recover, show_recovery_code
from injection_map.ui.controls import Text
from injection_map.ui.start_page import StartPage

TREATS, NURSE, PIN = "Dr T. Ester (invented)", "Sister U. Njur (invented)", "2580"


@pytest.fixture
def hands(sit_down: Callable[..., Hands]) -> Hands:
    return sit_down()


def open_settings(hands: Hands) -> None:
    hands.click("menu")
    menu = hands.page.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Settings").trigger()
    menu.close()
    hands.wait_for_page("settings-page")


def said_on(hands: Hands) -> str:
    return "\n".join(text.text().replace("\u2011", "-") for text in hands.page.findChildren(Text) if text.isVisible())


def told_of(hands: Hands, name: str) -> str:
    return hands.find(name).accessibleDescription()


def add(hands: Hands, name: str, *, pin: str | None = None) -> Person:
    people = hands.program.vault.people
    assert people is not None
    return people.add_person(name, pin=pin)


def notices(hands: Hands) -> list[str]:
    assert isinstance(hands.page, StartPage)
    return [card.notice.sentence for card in hands.page.notice_cards]


class TestAnchors:
    @pytest.fixture
    def rolled_back(self, sit_down: Callable[..., Hands], data_dir: Path) -> Hands:
        """Somebody put an older copy of the database in the place of the newer one."""
        open_vault(data_dir, passphrase=PASSPHRASE).close()
        shutil.copy(data_dir / "vault.db", data_dir / "older")
        with closing(open_vault(data_dir, passphrase=PASSPHRASE)) as store:
            store.append_entry(VAULT, {"type": "invented"})
        shutil.move(data_dir / "older", data_dir / "vault.db")
        return sit_down()

    @pytest.mark.xcb
    def test_an_older_copy_is_told_and_the_anchors_are_begun_anew_by_who_says_why(
        self, rolled_back: Hands, data_dir: Path, sit_down: Callable[..., Hands]
    ) -> None:
        hands = rolled_back
        (told,) = notices(hands)
        assert told.startswith("The records are an older copy, or were cut short: the anchor file knows of 2 entries")
        assert "“injection-map records verify” says more" in told
        assert QApplication.activeModalWidget() is None
        hands.click("notice-anchor-action")
        hands.wait_for_page("settings-page")
        assert QApplication.focusWidget() is hands.find("anchor-reason")
        assert hands.find("anchor-reason").visibleRegion().boundingRect().height() > 40  # it is in sight
        assert "older copy" in said_on(hands)
        hands.click("renew-anchors")
        assert told_of(hands, "anchor-reason") == "Say why."
        hands.write("anchor-reason", "Put back after the disk failed")
        hands.click("renew-anchors")
        assert told_of(hands, "anchor-who") == "Your name is needed."
        hands.write("anchor-who", TREATS)
        hands.click("renew-anchors")
        assert "The anchors fit the records again." in said_on(hands)
        hands.click("settings-back")
        assert notices(hands) == []
        hands.program.shell.close()

        again = sit_down()
        assert notices(again) == []
        with closing(open_vault(data_dir, passphrase=PASSPHRASE, read_only=True)) as store:
            proof = prove(store.database, store.anchors)
        assert proof.first_break is None
        assert proof.restored[0].endswith(f"anchors begun anew by {TREATS}: Put back after the disk failed")

    def test_where_there_are_pins_one_is_needed(self, rolled_back: Hands) -> None:
        hands = rolled_back
        add(hands, TREATS, pin=PIN)
        add(hands, NURSE)
        open_settings(hands)
        hands.write("anchor-reason", "Put back")
        hands.write("anchor-who", NURSE)
        hands.click("renew-anchors")
        assert told_of(hands, "anchor-who") == "Somebody who has a PIN is needed for this."
        hands.find("anchor-who").clear()  # type: ignore[attr-defined]
        hands.write("anchor-who", TREATS)
        hands.write("anchor-pin", "9999")
        hands.click("renew-anchors")
        assert told_of(hands, "anchor-pin") == "This is not the PIN. Try again."
        assert hands.program.vault.store.anchors.fault is not None  # type: ignore[union-attr]
        hands.write("anchor-pin", PIN)
        hands.click("renew-anchors")
        assert hands.program.vault.store.anchors.fault is None  # type: ignore[union-attr]

    @pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
    def test_nothing_is_cut(self, rolled_back: Hands, size: tuple[int, int]) -> None:
        from ui.page_hands import cut_texts

        hands = rolled_back
        person = add(hands, TREATS, pin=PIN)
        hands.program.shell.resize(*size)
        hands.wait(lambda: cut_texts(hands.page) == [])
        open_settings(hands)
        hands.click("change-key")
        hands.click(f"remove-{person.id}")
        hands.wait(lambda: cut_texts(hands.page) == [])

    def test_nothing_is_asked_where_they_fit(self, hands: Hands) -> None:
        open_settings(hands)
        assert not hands.find("renew-anchors").isVisible()


class TestRestore:
    @pytest.fixture
    def backup(self, hands: Hands) -> Path:
        from injection_map.storage.backups import Backups

        hands.start_visit()
        hands.click_injected()
        hands.program.show_start()
        store = hands.program.vault.store
        assert store is not None
        hands.wait(lambda: bool(Backups(store).all()))
        return Backups(store).all()[0].path

    @pytest.fixture
    def choose(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Path], None]:
        def choose(backup: Path, folder: Path) -> None:
            monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(backup), ""))
            monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))

        return choose

    @pytest.mark.xcb
    def test_a_backup_goes_into_another_folder_and_is_proven(
        self, hands: Hands, backup: Path, choose: Callable[[Path, Path], None], tmp_path: Path
    ) -> None:
        choose(backup, tmp_path / "again")
        open_settings(hands)
        hands.click("restore")
        hands.wait(lambda: "and proven." in said_on(hands))
        assert f"restored into {tmp_path / 'again'}" in said_on(hands)
        with closing(open_vault(tmp_path / "again", passphrase=PASSPHRASE)) as store:
            assert len(store.record_ids()) == 1
            assert prove(store.database, store.anchors).first_break is None

    def test_records_that_are_there_are_never_written_over(
        self, hands: Hands, backup: Path, choose: Callable[[Path, Path], None], data_dir: Path
    ) -> None:
        choose(backup, data_dir)
        open_settings(hands)
        before = (data_dir / "vault.db").read_bytes()
        hands.click("restore")
        hands.wait(lambda: "There are records in" in said_on(hands))
        assert (data_dir / "vault.db").read_bytes() == before
        assert hands.find("restore").isEnabled()

    def test_one_of_another_passphrase_asks_for_it_and_for_nothing_else_again(
        self, hands: Hands, choose: Callable[[Path, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from injection_map.app import now
        from injection_map.storage.backup_file import write_backup

        with closing(open_vault(tmp_path / "old", passphrase="of that time")) as store:
            write_backup(store, tmp_path / "old.backup", at=now())
        choose(tmp_path / "old.backup", tmp_path / "again")
        open_settings(hands)
        hands.click("restore")
        hands.wait(lambda: hands.find("restore-passphrase").isVisible())
        assert "does not open" in told_of(hands, "restore-passphrase")
        assert not (tmp_path / "again" / "vault.db").exists()
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
        hands.write("restore-passphrase", "of that time")
        hands.click("restore")
        hands.wait(lambda: "and proven." in said_on(hands))
        open_vault(tmp_path / "again", passphrase="of that time").close()

    def test_a_damaged_one_is_told_on_the_start_page_when_the_settings_were_left(
        self, hands: Hands, choose: Callable[[Path, Path], None], tmp_path: Path
    ) -> None:
        (tmp_path / "damaged").write_bytes(b"no backup")
        choose(tmp_path / "damaged", tmp_path / "again")
        open_settings(hands)
        hands.click("restore")
        hands.click("settings-back")
        hands.wait(lambda: len(notices(hands)) == 1)
        assert "is no backup of Injection Map, or is damaged" in notices(hands)[0]

    def test_nothing_happens_when_nothing_is_chosen(self, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
        open_settings(hands)
        hands.click("restore")
        assert hands.find("restore").isEnabled()


class TestKey:
    @pytest.mark.xcb
    def test_it_is_changed_while_the_program_runs_and_the_new_code_is_shown(self, hands: Hands, data_dir: Path) -> None:
        hands.start_visit()
        hands.program.show_start()
        hands.wait(lambda: len(list((data_dir / "backups").glob("*backup"))) == 1)
        old = show_recovery_code(data_dir, passphrase=PASSPHRASE)
        open_settings(hands)
        hands.click("change-key")
        hands.click("change-key")
        assert told_of(hands, "key-passphrase") == "The passphrase is needed."
        hands.write("key-passphrase", "wrong")
        hands.click("change-key")
        assert told_of(hands, "key-passphrase") == "This is not the passphrase. Try again."
        hands.write("key-passphrase", PASSPHRASE)
        hands.click("change-key")
        hands.wait_for_page("recovery-page")
        code = hands.find("recovery-code").text()  # type: ignore[attr-defined]
        assert code == show_recovery_code(data_dir, passphrase=PASSPHRASE) != old
        hands.wait(lambda: len(list((data_dir / "backups").glob("*backup"))) == 2)
        hands.click("written-down")
        hands.wait_for_page("start-page")
        hands.click("resume")
        hands.wait_for_page("chair-page")
        hands.click_injected()
        hands.program.shell.close()
        with closing(open_vault(data_dir, passphrase=PASSPHRASE)) as store:
            assert store.entries(VAULT)[-1]["words"] == f"put under a new key by {TREATS}"
            assert prove(store.database, store.anchors).first_break is None
        recover(data_dir, code, passphrase="another one")
        open_vault(data_dir, passphrase="another one").close()

    def test_where_another_program_reads_the_old_key_stays_and_it_is_said(self, hands: Hands, data_dir: Path) -> None:
        said: list[str] = []

        def look() -> None:
            box = QApplication.activeModalWidget()
            if not isinstance(box, QMessageBox):
                QTimer.singleShot(0, look)
                return
            said.append(box.text())
            box.button(QMessageBox.StandardButton.Ok).click()

        old = show_recovery_code(data_dir, passphrase=PASSPHRASE)
        open_settings(hands)
        hands.click("change-key")
        hands.write("key-who", TREATS)
        hands.write("key-passphrase", PASSPHRASE)
        with closing(open_vault(data_dir, passphrase=PASSPHRASE, read_only=True)) as reader:
            reader.position()
            look()
            hands.click("change-key")
            hands.wait(lambda: bool(said))
        assert said[0].startswith("The key was not changed, and the old one goes on to open the records. Another")
        hands.wait_for_page("start-page")
        assert hands.program.is_open
        assert show_recovery_code(data_dir, passphrase=PASSPHRASE) == old
        hands.start_visit()

    def test_never_during_a_visit(self, hands: Hands) -> None:
        hands.start_visit()
        open_settings(hands)
        assert not hands.find("change-key").isEnabled()
        assert "Not during a visit." in said_on(hands)

    def test_the_lock_asks_meanwhile_too(self, hands: Hands) -> None:
        from injection_map.ui.lock_page import LockPage, Way

        hands.program.vault.change_key(TREATS, PASSPHRASE)
        QTest.keyClick(hands.program.shell.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        page = hands.program.shell.cover
        assert isinstance(page, LockPage)
        assert page.way is Way.ASK
        hands.wait(lambda: hands.program.is_open)

    def test_a_window_closed_meanwhile_leaves_the_records_whole_and_closed(self, hands: Hands, data_dir: Path) -> None:
        hands.program.vault.change_key(TREATS, PASSPHRASE)
        hands.program.shell.close()
        assert not (data_dir / "vault.owner.json").exists()
        with closing(open_vault(data_dir, passphrase=PASSPHRASE)) as store:
            assert prove(store.database, store.anchors).first_break is None


class TestRemoval:
    @pytest.mark.xcb
    def test_somebody_is_removed_by_who_proves_to_be_there(self, hands: Hands) -> None:
        treats, nurse = add(hands, TREATS, pin=PIN), add(hands, NURSE)
        open_settings(hands)
        hands.click(f"remove-{nurse.id}")
        assert "Nobody else has a PIN" not in said_on(hands)
        hands.write("removal-who", NURSE)
        hands.click("remove-person")
        assert told_of(hands, "removal-who") == "Somebody who has a PIN is needed for this."
        hands.find("removal-who").clear()  # type: ignore[attr-defined]
        hands.write("removal-who", TREATS)
        hands.write("removal-pin", PIN)
        hands.click("remove-person")
        people, store = hands.program.vault.people, hands.program.vault.store
        assert people is not None
        assert store is not None
        assert [person.id for person in people.people()] == [treats.id]
        entry = store.entries(PEOPLE)[-1]
        assert (entry["type"], entry["person"], entry["by"]) == ("person_left", nurse.id, TREATS)
        assert NURSE not in said_on(hands)
        hands.click("settings-back")
        assert hands.find("who-0").text() == TREATS  # type: ignore[attr-defined]

    def test_the_last_one_with_a_pin_is_not_removed_in_silence(self, hands: Hands) -> None:
        treats = add(hands, TREATS, pin=PIN)
        add(hands, NURSE)
        hands.program.lock.follow_settings()
        open_settings(hands)
        hands.click(f"remove-{treats.id}")
        assert "Nobody else has a PIN: from then on no PIN is asked for" in said_on(hands)
        hands.click("removal-cancel")
        assert "Nobody else has a PIN" not in said_on(hands)
        hands.click(f"remove-{treats.id}")
        hands.write("removal-who", TREATS)
        hands.write("removal-pin", PIN)
        hands.click("remove-person")
        people = hands.program.vault.people
        assert people is not None
        assert [person.name for person in people.people()] == [NURSE]
        assert hands.find("minutes-4").isEnabled()
