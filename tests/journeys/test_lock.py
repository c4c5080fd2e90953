"""The screen is locked: nothing of the patient is left on it, the visit goes on, and all comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, PATIENT, Hands
from kills import FolderKeychain
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface, QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QMessageBox, QPlainTextEdit, QWidget

from injection_map.storage import keys
from injection_map.storage.vault import open_vault
from injection_map.storage.vault_keys import change_passphrase
from injection_map.ui.lock_page import LockPage, Way

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
SECRETS = (*PATIENT.values(), "TESTER", "INVENTED", "14-3-19")


def key(hands: Hands, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """As the system sends it: to the window."""
    QTest.keyClick(hands.program.shell.windowHandle(), key, modifiers)


def type_to_window(hands: Hands, text: str) -> None:
    for letter in text:
        QTest.keyClick(hands.program.shell.windowHandle(), letter)


def cover(hands: Hands) -> LockPage:
    page = hands.program.shell.cover
    assert isinstance(page, LockPage)
    return page


def unlock(hands: Hands, passphrase: str = PASSPHRASE) -> None:
    type_to_window(hands, passphrase)
    key(hands, Qt.Key.Key_Return)


def told_by_accessibility(widget: QWidget) -> list[str]:
    """Every name, value and description in the tree that a screen reader walks, hidden widgets too."""
    told: list[str] = []
    todo = [QAccessible.queryAccessibleInterface(widget)]
    while todo:
        interface: QAccessibleInterface = todo.pop()
        told += [
            interface.text(kind)
            for kind in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
        ]
        todo += [interface.child(i) for i in range(interface.childCount())]
    return told


def assert_nothing_is_told(hands: Hands) -> None:
    """Neither on the screen, nor in the title, nor to a screen reader."""
    shell = hands.program.shell
    told = "\n".join([shell.windowTitle(), *told_by_accessibility(shell)])
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            told += window.windowTitle() + "\n".join(told_by_accessibility(window))
    assert [secret for secret in SECRETS if secret in told] == []
    for kind in (QLineEdit, QPlainTextEdit):
        assert {widget.window() for widget in shell.findChildren(kind)} <= {shell}
        assert all(cover(hands).isAncestorOf(widget) for widget in shell.findChildren(kind))


@pytest.fixture
def hands(sit_down: Callable[..., Hands]) -> Hands:
    return sit_down()


@pytest.mark.xcb
def test_half_typed_text_comes_back_as_it_was(hands: Hands) -> None:
    hands.click("new-patient")
    hands.write("name", "TESTER, Nora")
    hands.write("born", "14-3-19")
    line = hands.find("born")
    assert isinstance(line, QLineEdit)
    key(hands, Qt.Key.Key_Left)
    key(hands, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert "TESTER, Nora" in told_by_accessibility(hands.program.shell)

    key(hands, Qt.Key.Key_L, CTRL)
    assert cover(hands).isVisible()
    assert not line.isVisible()
    assert_nothing_is_told(hands)
    unlock(hands)

    assert hands.program.shell.cover is None
    assert line.isVisible()
    assert (line.text(), line.selectedText(), line.cursorPosition()) == ("14-3-19", "1", 5)
    assert QApplication.focusWidget() is line
    assert hands.find("name").text() == "TESTER, Nora"  # type: ignore[attr-defined]
    assert (
        hands.find("born").accessibleDescription() == "Such as 14-Mar-1981"
    )  # it was not left, so nothing is said of it yet
    type_to_window(hands, "8")
    assert line.text() == "14-3-89"
    key(hands, Qt.Key.Key_Z, CTRL)
    assert line.text() == "14-3-19"


@pytest.mark.xcb
def test_a_visit_goes_on_behind_the_lock(hands: Hands) -> None:
    hands.start_visit()
    hands.click_injected()
    visit = hands.program.visit
    assert visit is not None
    events, chair = len(visit.model.events), hands.page
    key(hands, Qt.Key.Key_N)
    type_to_window(hands, "INVENTED half a note")
    key(hands, Qt.Key.Key_L, CTRL)
    assert_nothing_is_told(hands)
    assert "on the disk" in cover(hands).saving.text()
    for pressed in (Qt.Key.Key_Space, Qt.Key.Key_U, Qt.Key.Key_Escape, Qt.Key.Key_Return):
        key(hands, pressed)
    assert len(visit.model.events) == events
    assert cover(hands).passphrase.message.text == "This is not the passphrase. Try again."
    unlock(hands)
    assert hands.page is chair
    note = hands.find("note-text")
    assert isinstance(note, QPlainTextEdit)
    assert note.isVisible()
    assert note.toPlainText() == "INVENTED half a note"
    assert QApplication.focusWidget() is note
    assert len(visit.model.events) == events


@pytest.mark.xcb
def test_nothing_behind_the_lock_is_reached_by_tab(hands: Hands) -> None:
    hands.start_visit()
    key(hands, Qt.Key.Key_L, CTRL)
    page = cover(hands)
    for _ in range(60):
        key(hands, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert page.isAncestorOf(focused)


def test_what_the_disk_refuses_is_said_on_the_lock(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    from injection_map.domain.errors import NotSavedError

    hands.start_visit()
    visit = hands.program.visit
    assert visit is not None

    def full(*_: object) -> None:
        raise NotSavedError("The disk is full.")

    monkeypatch.setattr(visit.recorder._store, "append", full)
    hands.find("injected").click()  # type: ignore[attr-defined]
    key(hands, Qt.Key.Key_L, CTRL)
    hands.wait(lambda: cover(hands).saving.text().startswith("NOT SAVED: the disk did not take 1 entry"))
    assert_nothing_is_told(hands)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert cover(hands).isAncestorOf(focused)  # the chair wants the focus for Try again, and does not get it
    monkeypatch.undo()
    unlock(hands)
    assert hands.find("error-bar").isVisible()
    hands.click("error-retry")
    hands.wait_until_recorded()


def test_a_wrong_passphrase_is_said_and_then_has_to_be_waited_for(hands: Hands) -> None:
    key(hands, Qt.Key.Key_L, CTRL)
    unlock(hands, "wrong")
    assert cover(hands).passphrase.message.text == "This is not the passphrase. Try again."
    unlock(hands, "wrong")
    unlock(hands, "wrong")
    assert "in 5 seconds" in cover(hands).passphrase.message.text
    unlock(hands)
    assert cover(hands).isVisible()
    assert "seconds" in cover(hands).passphrase.message.text


def test_the_idle_program_locks_itself(hands: Hands) -> None:
    hands.click("new-patient")
    hands.write("name", "TESTER, Nora")
    hands.program.lock.idle.set_limit(0.05)
    hands.wait(lambda: hands.program.shell.cover is not None)
    assert_nothing_is_told(hands)


def test_a_hand_on_the_program_keeps_it_open(hands: Hands) -> None:
    watch = hands.program.lock.idle
    now = [0.0]
    watch._seconds = lambda: now[0]
    watch.set_limit(600)
    for _ in range(5):
        now[0] += 599
        key(hands, Qt.Key.Key_Shift)
    assert hands.program.shell.cover is None
    now[0] += 600  # the computer slept, and its timers with it
    QTest.mouseMove(hands.program.shell.windowHandle())
    assert cover(hands).isVisible()


def test_a_menu_closes_and_chooses_nothing(hands: Hands) -> None:
    hands.start_visit()
    hands.click("menu")
    menu = hands.page.findChild(QMenu)
    assert menu is not None
    assert menu.isVisible()
    key(hands, Qt.Key.Key_L, CTRL)
    assert cover(hands).isVisible()
    assert QApplication.activePopupWidget() is None


def test_a_sentence_in_a_box_is_said_again_after_unlocking(hands: Hands) -> None:
    said: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        QTest.keyClick(box.windowHandle(), Qt.Key.Key_L, CTRL)

    def look_again() -> None:
        box = QApplication.activeModalWidget()
        if len(said) < 3:
            QTimer.singleShot(0, look_again)
        if isinstance(box, QMessageBox) and box.text() not in said[1:]:
            said.append(box.text())
            box.button(QMessageBox.StandardButton.Ok).click()

    QTimer.singleShot(0, look)
    hands.program.say("Something that has to be read.")
    assert cover(hands).isVisible()
    hands.program.say("Another thing.")  # while it is locked
    held = hands.program.window.held_sentences
    assert held == ["Something that has to be read.", "Another thing."]
    QTimer.singleShot(0, look_again)
    unlock(hands)
    hands.wait(lambda: len(said) == 3)
    assert said == ["Something that has to be read.", *held]


def test_the_selection_is_not_left_for_a_middle_click(hands: Hands) -> None:
    clipboard = QGuiApplication.clipboard()
    if not clipboard.supportsSelection():
        pytest.skip("no selection on this platform")
    hands.click("new-patient")
    hands.write("name", "TESTER, Nora")
    key(hands, Qt.Key.Key_A, CTRL)
    key(hands, Qt.Key.Key_L, CTRL)
    assert clipboard.text(QClipboard.Mode.Selection) == ""


def test_a_copied_text_is_gone_when_the_screen_is_locked(hands: Hands) -> None:
    hands.click("new-patient")
    hands.write("name", "TESTER, Nora")
    key(hands, Qt.Key.Key_A, CTRL)
    key(hands, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "TESTER, Nora"
    key(hands, Qt.Key.Key_L, CTRL)
    assert QGuiApplication.clipboard().text() == ""


def test_the_window_can_be_closed_while_it_is_locked(hands: Hands, data_dir: Path) -> None:
    hands.start_visit()
    key(hands, Qt.Key.Key_L, CTRL)
    hands.program.shell.close()
    assert not hands.program.is_open


class TestKeychain:
    """Records that a keychain opens: nothing is typed at the start, and the lock asks for what there is."""

    @pytest.fixture(autouse=True)
    def keychain(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(keys, "system_keychain", lambda: FolderKeychain(tmp_path / "keychain"))

    def test_where_nobody_has_a_pin_it_says_that_it_only_hides(self, sit_down: Callable[..., Hands]) -> None:
        hands = sit_down(passphrase=None)
        key(hands, Qt.Key.Key_L, CTRL)
        told = told_by_accessibility(hands.program.shell)
        assert any("Nobody here has a PIN" in text and "only hides the screen" in text for text in told)
        key(hands, Qt.Key.Key_Return)
        assert hands.program.shell.cover is None

    def test_a_passphrase_of_other_records_in_the_environment_is_none_of_these(
        self, sit_down: Callable[..., Hands]
    ) -> None:
        sit_down(passphrase=None).program.shell.close()
        hands = sit_down(passphrase="of other records")
        key(hands, Qt.Key.Key_L, CTRL)
        assert cover(hands).way is Way.NOTHING_SET

    def test_a_pin_is_asked_for(self, sit_down: Callable[..., Hands]) -> None:
        hands = sit_down(passphrase=None)
        people = hands.program.vault.people
        assert people is not None
        people.add_person("Dr T. Ester (invented)", pin="2580")
        key(hands, Qt.Key.Key_L, CTRL)
        key(hands, Qt.Key.Key_Return)
        assert cover(hands).isVisible()
        assert not cover(hands).other.isVisible()  # there is no passphrase
        unlock(hands, "2580")
        assert hands.program.shell.cover is None

    def test_a_passphrase_beside_the_keychain_is_asked_for_though_it_was_not_typed_to_open(
        self, sit_down: Callable[..., Hands], data_dir: Path
    ) -> None:
        open_vault(data_dir).close()
        change_passphrase(data_dir, old=None, new=PASSPHRASE)
        hands = sit_down(passphrase=None)
        key(hands, Qt.Key.Key_L, CTRL)
        assert cover(hands).way is Way.ASK
        unlock(hands, "wrong")
        assert cover(hands).passphrase.message.text == "This is not the passphrase. Try again."
        unlock(hands)
        assert hands.program.shell.cover is None

    def test_a_key_file_that_was_put_there_opens_nothing(
        self, sit_down: Callable[..., Hands], data_dir: Path, tmp_path: Path
    ) -> None:
        open_vault(data_dir).close()
        change_passphrase(data_dir, old=None, new=PASSPHRASE)
        hands = sit_down(passphrase=None)
        open_vault(tmp_path / "theirs", passphrase="of a thief").close()
        (data_dir / "vault.key.json").write_bytes((tmp_path / "theirs" / "vault.key.json").read_bytes())
        key(hands, Qt.Key.Key_L, CTRL)
        unlock(hands, "of a thief")
        assert cover(hands).isVisible()


def test_a_passphrase_with_an_accent_is_the_same_however_it_is_composed(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down(passphrase="invented caf\u00e9")
    assert hands.program.vault.is_passphrase("invented cafe\u0301")
    assert not hands.program.vault.is_passphrase("invented cafe")
    assert not hands.program.vault.is_passphrase("")


def test_without_its_disk_the_records_passphrase_still_unlocks(hands: Hands, data_dir: Path) -> None:
    key(hands, Qt.Key.Key_L, CTRL)
    away = data_dir.rename(data_dir.with_name("away"))
    unlock(hands)
    assert hands.program.shell.cover is None
    away.rename(data_dir)
