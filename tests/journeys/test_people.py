"""Who works here: asked once at first start, offered by a tap, and asked for their PIN when they sign or unlock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, Hands, stored_record
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from injection_map.app.program import Program
from injection_map.domain.session import Phase
from injection_map.storage.vault_keys import show_recovery_code
from injection_map.ui.controls import Text
from injection_map.ui.lock_page import LockPage
from injection_map.ui.start_page import StartPage

TREATS, ROLE, PIN = "Dr T. Ester (invented)", "Neurologist", "2580"


def key(hands: Hands, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(hands.program.shell.windowHandle(), key, modifiers)


def type_to_window(hands: Hands, text: str) -> None:
    for letter in text:
        QTest.keyClick(hands.program.shell.windowHandle(), letter)


def lock_page(program: Program) -> LockPage:
    page = program.shell.cover
    assert isinstance(page, LockPage)
    return page


@pytest.fixture
def first_start(sit_down: Callable[..., Hands]) -> Hands:
    hands = sit_down(ask_who=True)
    hands.wait_for_page("who-page")
    return hands


@pytest.fixture
def staffed(sit_down: Callable[..., Hands]) -> Hands:
    """One who treats with a PIN, one without, at the start page."""
    hands = sit_down()
    people = hands.program.vault.people
    assert people is not None
    people.add_person(TREATS, ROLE, pin=PIN)
    people.add_person("Sister U. Njur (invented)", "Nurse")
    hands.program.show_start()
    hands.program.lock.follow_settings()
    return hands


@pytest.mark.xcb
def test_the_first_start_asks_who_works_here_and_shows_the_recovery_code(first_start: Hands, data_dir: Path) -> None:
    hands = first_start
    for text in (TREATS, ROLE, PIN, PIN):
        type_to_window(hands, text)
        key(hands, Qt.Key.Key_Return)
    hands.wait_for_page("recovery-page")
    code = hands.find("recovery-code").text()  # type: ignore[attr-defined]
    assert code == show_recovery_code(data_dir, passphrase=PASSPHRASE)
    key(hands, Qt.Key.Key_Escape)
    assert hands.page.objectName() == "recovery-page"
    hands.click("written-down")
    hands.wait_for_page("start-page")
    hands.click("who-0")
    assert hands.find("clinician").text() == TREATS  # type: ignore[attr-defined]
    hands.program.shell.close()


def test_a_pin_is_not_needed_and_the_question_comes_once(first_start: Hands, sit_down: Callable[..., Hands]) -> None:
    type_to_window(first_start, TREATS)
    for _ in range(3):
        key(first_start, Qt.Key.Key_Return)
    first_start.wait_for_page("recovery-page")
    first_start.click("written-down")
    first_start.program.shell.close()
    again = sit_down(ask_who=True)
    assert again.page.objectName() == "start-page"


@pytest.mark.parametrize(
    ("typed", "said_at", "said"),
    [
        (("", "", "", ""), "person-name", "A name is needed."),
        ((TREATS, "", "12", "12"), "person-pin", "A PIN is 4 to 12 digits."),
        ((TREATS, "", "1234", "1234"), "person-pin", "This PIN is the first that anybody would try. Choose another."),
        ((TREATS, "", "2580", "2581"), "person-again", "The two are not the same. Type it once more."),
    ],
)
def test_what_is_wrong_with_a_person_is_said(
    first_start: Hands, typed: tuple[str, ...], said_at: str, said: str
) -> None:
    for name, text in zip(("person-name", "person-role", "person-pin", "person-again"), typed, strict=True):
        first_start.write(name, text)
    first_start.click("who-main")
    assert first_start.page.objectName() == "who-page"
    assert first_start.find(said_at).accessibleDescription() == said
    assert QApplication.focusWidget() is first_start.find(said_at)


def test_who_treats_is_one_tap_and_can_still_be_typed(staffed: Hands) -> None:
    page = staffed.page
    assert isinstance(page, StartPage)
    assert [button.text() for button in page.who.people_buttons] == [TREATS, "Sister U. Njur (invented)"]
    staffed.click("who-0")
    assert staffed.find("clinician").text() == TREATS  # type: ignore[attr-defined]
    assert staffed.find("role").text() == ROLE  # type: ignore[attr-defined]
    staffed.click("clinician")
    staffed.press(Qt.Key.Key_End)
    staffed.type(" jun.")
    assert page.who.clinician.name == f"{TREATS} jun."


def to_the_finish(hands: Hands) -> None:
    hands.start_visit(who="who-0")
    hands.click_injected()
    hands.click("finish")
    hands.wait_for_page("finish-page")
    hands.write("left-reason", "Invented reason")
    hands.click("reaction-1")


@pytest.mark.xcb
def test_signing_asks_for_the_pin(staffed: Hands, data_dir: Path) -> None:
    to_the_finish(staffed)
    assert staffed.find("signer-pin").isVisible()
    staffed.click("sign")
    assert staffed.find("signer-pin").accessibleDescription() == f"The PIN of {TREATS} is needed."
    for said in ("Try again.", "Try again.", "in 5 seconds."):
        staffed.write("signer-pin", "9999")
        staffed.click("sign")
        assert staffed.find("signer-pin").accessibleDescription().endswith(said)
    staffed.write("signer-pin", PIN)
    staffed.click("sign")  # the right one, but too early
    assert staffed.program.visit is not None
    assert staffed.program.visit.model.visit.phase is Phase.OPEN
    staffed.program.shell.close()
    assert stored_record(data_dir).visit.phase is Phase.OPEN


def test_the_right_pin_signs(staffed: Hands, data_dir: Path) -> None:
    to_the_finish(staffed)
    staffed.write("signer-pin", PIN)
    staffed.click("sign")
    staffed.wait_for_page("record-page")
    staffed.program.shell.close()
    assert stored_record(data_dir).visit.phase is Phase.SIGNED


def test_a_name_without_a_pin_signs_as_it_is_typed(staffed: Hands) -> None:
    to_the_finish(staffed)
    line = staffed.find("signer")
    line.clear()  # type: ignore[attr-defined]
    staffed.write("signer", "sister u.  njur (INVENTED)")
    assert not staffed.find("signer-pin").isVisible()
    staffed.click("sign")
    staffed.wait_for_page("record-page")


@pytest.mark.xcb
def test_the_pin_unlocks(staffed: Hands) -> None:
    key(staffed, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    page = lock_page(staffed.program)
    assert [choice.text() for choice in page.choices] == [TREATS]  # who has a PIN
    type_to_window(staffed, "9999")
    key(staffed, Qt.Key.Key_Return)
    assert page.pin.message.text == "This is not the PIN. Try again."
    type_to_window(staffed, PIN)
    key(staffed, Qt.Key.Key_Return)
    assert staffed.program.shell.cover is None


def test_the_passphrase_unlocks_too(staffed: Hands) -> None:
    key(staffed, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    lock_page(staffed.program).other.click()
    type_to_window(staffed, PASSPHRASE)
    key(staffed, Qt.Key.Key_Return)
    assert staffed.program.shell.cover is None


def test_the_seconds_to_wait_are_counted_down_and_then_it_can_be_tried(staffed: Hands) -> None:
    key(staffed, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    page = lock_page(staffed.program)
    page.say_wrong_pin(1.2)
    assert page.pin.message.text == "This is not the PIN. Try again in 2 seconds."
    assert not page.main.isEnabled()
    staffed.wait(lambda: page.main.isEnabled())
    assert page.pin.message.text == "It can be tried again now."
    type_to_window(staffed, PIN)
    shell = staffed.program.shell
    place = page.main.mapTo(shell, page.main.rect().center())
    QTest.mouseClick(shell.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert staffed.program.shell.cover is None


def test_a_tap_goes_on_in_mid_visit_where_that_is_set_and_not_for_ever(staffed: Hands) -> None:
    from dataclasses import replace

    program = staffed.program
    program.workplace.keep_settings(replace(program.workplace.settings, tap_to_resume=True))
    staffed.start_visit()
    program.lock.on_idle()
    page = lock_page(program)
    assert not page.pin.isVisible()
    page.main.click()
    assert program.shell.cover is None
    program.lock.on_idle()
    program.lock.on_idle()  # nobody came
    assert lock_page(program).pin.isVisible()
    type_to_window(staffed, PIN)
    key(staffed, Qt.Key.Key_Return)
    assert program.shell.cover is None


def test_the_lock_is_off_only_where_nobody_has_a_pin(staffed: Hands) -> None:
    from dataclasses import replace

    program = staffed.program
    program.workplace.keep_settings(replace(program.workplace.settings, lock_minutes=0))
    assert program.lock.idle._limit_s == 600
    (person,) = [person for person in program.vault.people.people() if person.has_pin]  # type: ignore[union-attr]
    program.vault.people.remove_pin(person.id)  # type: ignore[union-attr]
    program.lock.follow_settings()
    assert program.lock.idle._limit_s == 0


@pytest.fixture
def signed(staffed: Hands) -> Hands:
    to_the_finish(staffed)
    staffed.write("signer-pin", PIN)
    staffed.click("sign")
    staffed.wait_for_page("record-page")
    return staffed


def said_on(hands: Hands) -> str:
    return "\n".join(text.text().replace("\u2011", "-") for text in hands.page.findChildren(Text) if text.isVisible())


@pytest.mark.xcb
def test_an_addendum_stands_below_the_record_with_its_author(signed: Hands, data_dir: Path) -> None:
    signed.click("add-addendum")
    assert signed.find("author").text() == TREATS  # type: ignore[attr-defined]
    signed.click("after-main")
    assert signed.find("addendum-reason").accessibleDescription() == "Say why it is added."
    signed.write("addendum-reason", "Seen a day later")
    signed.write("addendum-text", "A bruise over the left temple.")
    signed.click("after-main")
    assert "is needed" in signed.find("author-pin").accessibleDescription()
    before = signed.page
    signed.write("author-pin", PIN)
    signed.click("after-main")
    signed.wait(lambda: signed.page is not before)
    assert "A bruise over the left temple." in said_on(signed)
    signed.program.shell.close()
    visit = stored_record(data_dir).visit
    assert [event.by for event in visit.addenda] == [TREATS]
    assert visit.phase is Phase.SIGNED


def test_a_second_person_co_signs_and_the_signer_cannot(signed: Hands, data_dir: Path) -> None:
    signed.click("cosign")
    signed.write("author", TREATS)
    signed.write("author-pin", PIN)
    signed.click("after-main")
    assert "A second person is needed." in said_on(signed)
    before = signed.page
    signed.click("after-cancel")
    assert signed.find("history").isVisible()
    signed.click("cosign")
    signed.write("author", "Sister U. Njur (invented)")
    signed.click("after-main")
    signed.wait(lambda: signed.page is not before)
    assert "Sister U. Njur (invented)" in said_on(signed)
    signed.program.shell.close()
    assert len(stored_record(data_dir).visit.cosignatures) == 1
