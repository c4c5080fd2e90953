"""Who treats and who assists: one tap or typed, and nobody is recorded with a role that is not theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from pytestqt.qtbot import QtBot
from ui.page_hands import Hands, OneWidget, leave, sit_at

from injection_map.domain.events import Clinician
from injection_map.domain.people import Person
from injection_map.ui.theme import Theme
from injection_map.ui.who_card import WhoCard

ANNA = Person("1", "Dr A. Lindqvist", "Neurologist")
OSEI = Person("2", "R. Osei", "Nurse")
PRIOR = Person("3", "Dr B. Prior")
REYES = Person("4", "Dr C. Reyes", "Consultant")


@pytest.fixture
def card(theme: Theme) -> WhoCard:
    made = WhoCard(theme)
    made.changed.connect(made.refresh)
    return made


@pytest.fixture
def hands(qtbot: QtBot, theme: Theme, card: WhoCard) -> Iterator[Hands]:
    at = sit_at(qtbot, theme, OneWidget(card))
    card.set_people([ANNA, OSEI, PRIOR])
    QApplication.processEvents()
    yield at
    leave(at)


def button(hands: Hands, name: str) -> QAbstractButton:
    found = hands.find(name)
    assert isinstance(found, QAbstractButton)
    return found


def test_one_tap_each(hands: Hands, card: WhoCard) -> None:
    hands.click("who-0")
    hands.click("with-1")
    assert card.clinician == Clinician("Dr A. Lindqvist", "Neurologist")
    assert card.assistants == (Clinician("R. Osei", "Nurse"),)
    assert (button(hands, "who-0").isChecked(), button(hands, "with-1").isChecked()) == (True, True)
    hands.click("with-1")
    assert card.assistants == ()


def test_who_injects_is_not_offered_as_who_assists(hands: Hands, card: WhoCard) -> None:
    hands.click("with-1")
    hands.click("who-1")
    assert not button(hands, "with-1").isVisible()
    assert (card.clinician.name, card.assistants) == ("R. Osei", ())
    hands.click("who-0")
    assert button(hands, "with-1").isVisible()


def test_the_same_name_typed_twice_is_said(hands: Hands, card: WhoCard) -> None:
    hands.write("clinician", "R. Osei")
    hands.write("assistant", " r.  osei")
    hands.press(Qt.Key.Key_Tab)
    assert hands.said("assistant") == "Who injects cannot assist as well."


def test_a_role_that_is_taken_out_stays_out(hands: Hands, card: WhoCard) -> None:
    hands.click("who-0")
    hands.write("role", "")
    hands.press(Qt.Key.Key_Tab)
    assert card.clinician == Clinician("Dr A. Lindqvist", "")


def test_another_name_does_not_keep_the_role_of_the_one_before(hands: Hands, card: WhoCard) -> None:
    hands.click("who-0")
    hands.write("clinician", "R. Osei")
    hands.press(Qt.Key.Key_Tab)
    assert card.clinician == Clinician("R. Osei", "Nurse")
    hands.write("clinician", "Dr V. Isitor")
    hands.press(Qt.Key.Key_Tab)
    assert card.clinician == Clinician("Dr V. Isitor", "")
    hands.write("role", "Locum")
    hands.write("clinician", "Dr V. Isitor-Berg")
    hands.press(Qt.Key.Key_Tab)
    assert card.clinician == Clinician("Dr V. Isitor-Berg", "Locum")


def test_the_only_one_of_the_house_is_entered_but_takes_nothing_over_before_a_tap(hands: Hands, card: WhoCard) -> None:
    card.set_people([ANNA])
    QApplication.processEvents()
    assert (card.clinician, card.chosen) == (ANNA.clinician, None)
    hands.click("who-0")
    assert card.chosen == ANNA.clinician
    hands.write("clinician", "Dr V. Isitor")
    hands.press(Qt.Key.Key_Tab)
    card.set_people([OSEI])
    assert card.chosen == card.clinician == Clinician("Dr V. Isitor", "")


def test_more_than_fit_are_in_a_menu(hands: Hands, card: WhoCard) -> None:
    card.set_people([ANNA, OSEI, PRIOR, REYES])
    QApplication.processEvents()
    hands.click("who-others")
    menu = button(hands, "who-others").findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [row.text() for row in menu.actions()] == ["Dr B. Prior", "Dr C. Reyes"]
    menu.actions()[1].trigger()
    menu.close()
    assert card.clinician == Clinician("Dr C. Reyes", "Consultant")


def test_what_is_pasted_is_one_line_and_an_overlong_name_is_refused(hands: Hands, card: WhoCard) -> None:
    hands.click("clinician")
    for pasted, said in (
        ("x" * 10_000, "This is too long: 4000 characters, at most 120."),
        ("Dr \u202eA", "There is a hidden character in it (U+202E). Delete the whole text and type it again."),
        (" Dr  A.\nLindqvist ", ""),
    ):
        hands.write("clinician", "")
        QApplication.clipboard().setText(pasted)
        hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        hands.press(Qt.Key.Key_Tab)
        assert hands.said("clinician") == said
    assert card.clinician.name == "Dr A. Lindqvist"
    QApplication.clipboard().clear()


def test_enter_goes_on_and_says_when_it_is_done(hands: Hands, card: WhoCard) -> None:
    done: list[bool] = []
    card.entered.connect(lambda: done.append(True))
    hands.click("clinician")
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "role"
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "assistant"
    hands.press(Qt.Key.Key_Return)
    assert done == [True]


def test_missing_is_said_only_once_it_was_asked_for(hands: Hands, card: WhoCard) -> None:
    assert hands.said("clinician") == ""
    card.touch()
    assert hands.said("clinician") == "Who treats is needed."
    card.set_clinician(Clinician("Dr B. Prior"))
    card.set_assistants([Clinician("R. Osei")])
    card.refresh()
    assert hands.said("clinician") == ""
    assert card.assistants == (Clinician("R. Osei", "Nurse"),)
