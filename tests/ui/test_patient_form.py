"""The form of a new patient: what is typed is checked as it is typed, and who is in the list already is offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui.invented_patients import COLM, DISK, INGRID, House
from ui.page_hands import Hands, OneWidget, leave, sit_at

from injection_map.domain.checks import Field
from injection_map.domain.events import Patient
from injection_map.ui.patient_form import PatientForm
from injection_map.ui.patient_list import FoundPatient
from injection_map.ui.theme import Theme

TODAY = date(2025, 11, 18)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def form(theme: Theme, house: House) -> PatientForm:
    made = PatientForm(theme, today=TODAY, month_first=False)
    made.set_similar(house.similar)
    return made


@pytest.fixture
def hands(qtbot: QtBot, theme: Theme, form: PatientForm) -> Iterator[Hands]:
    at = sit_at(qtbot, theme, OneWidget(form))
    form.first_focus().setFocus()
    yield at
    QApplication.clipboard().clear()
    leave(at)


def fill(hands: Hands, name: str = "TESTER, Nora (invented)", born: str = "1.2.1990", number: str = "77-1") -> None:
    for field, text in (("name", name), ("born", born), ("number", number)):
        hands.write(field, text)


def test_by_keyboard_alone(hands: Hands, form: PatientForm) -> None:
    done: list[bool] = []
    form.entered.connect(lambda: done.append(True))
    for text in ("TESTER, Nora (invented)", "1.2.1990", "77-1", "latex"):
        hands.type(text)
        hands.press(Qt.Key.Key_Return)
    assert done == [True]
    hands.click("patient-notes")
    hands.type("calls first")
    assert form.findings == ()
    assert form.patient == Patient("TESTER, Nora (invented)", date(1990, 2, 1), "77-1", "latex", "calls first")


def test_an_empty_name_is_said_when_the_field_is_left_and_not_before(hands: Hands) -> None:
    assert hands.said("name") == ""
    hands.press(Qt.Key.Key_Tab)
    assert hands.said("name") == "The patient’s name is needed."
    hands.press(Qt.Key.Key_Backtab)
    hands.type("T")
    assert hands.said("name") == ""


def test_a_date_is_shown_as_it_was_understood(hands: Hands) -> None:
    hands.write("born", "14.3.81")
    assert hands.said("born") == "Such as 14-Mar-1981"
    hands.press(Qt.Key.Key_Tab)
    assert hands.said("born") == "Write the year in full: 14-Mar-1981."
    hands.write("born", "14.3.1981")
    assert hands.said("born") == "44 years"
    hands.press(Qt.Key.Key_Tab)
    assert hands.field("born").text == "14-Mar-1981"


def test_month_first_is_read_so(qtbot: QtBot, theme: Theme) -> None:
    hands = sit_at(qtbot, theme, OneWidget(PatientForm(theme, today=TODAY, month_first=True)))
    hands.write("born", "03/04/1981")
    hands.press(Qt.Key.Key_Tab)
    assert hands.field("born").text == "04-Mar-1981"
    leave(hands)


@pytest.mark.parametrize(
    ("typed", "field"), [("TESTER", "name"), ("14.3.1981", "born"), ("77-1", "number"), ("", "name")]
)
def test_what_was_searched_for_stands_in_its_field(hands: Hands, form: PatientForm, typed: str, field: str) -> None:
    form.begin(typed)
    assert {name: line.text for name, line in form.fields.items() if line.text} == (
        {Field(field): typed} if typed else {}
    )


def test_who_could_be_the_same_is_offered_by_mouse_and_by_keyboard(hands: Hands, form: PatientForm) -> None:
    others: list[FoundPatient] = []
    form.other_chosen.connect(others.append)
    fill(hands, name="Ingrid HALVORSEN (invented)")
    assert any(text.startswith("Could be HALVORSEN, Ingrid (invented). Born 14-Mar-1981") for text in hands.texts())
    QApplication.processEvents()
    hands.click("alike-p-ingrid")
    hands.click("patient-notes")
    hands.press(Qt.Key.Key_Tab)
    assert hands.focus == "alike-p-ingrid"
    hands.press(Qt.Key.Key_Return)
    assert others == [INGRID, INGRID]


def test_the_same_number_is_the_same_patient_perhaps(hands: Hands) -> None:
    fill(hands, number="510093")
    assert any(text.startswith("Could be ABERNATHY, Colm") for text in hands.texts())
    hands.write("number", "77-1")
    assert not any(text.startswith("Could be") for text in hands.texts())


def test_an_offer_is_not_made_anew_while_the_tab_key_is_on_its_way(hands: Hands) -> None:
    fill(hands, number="51-0093")
    before = hands.find("alike-p-colm")
    hands.write("allergies", "latex")
    hands.press(Qt.Key.Key_Tab)
    assert hands.find("alike-p-colm") is before
    assert before.isVisible()


def test_a_list_that_fails_while_one_types_is_said_and_typing_goes_on(hands: Hands, house: House) -> None:
    house.fails = True
    fill(hands)
    sentence = f"Whether they are in the list already cannot be looked up now. {DISK}"
    assert hands.texts().count(sentence) == 1
    house.fails = False
    hands.write("number", "77-2")
    assert sentence not in hands.texts()


@pytest.mark.parametrize("field", ["name", "number", "allergies"])
def test_ten_thousand_characters_are_refused_in_words(hands: Hands, form: PatientForm, field: str) -> None:
    fill(hands)
    hands.write(field, "")
    QApplication.clipboard().setText("x" * 10_000)
    hands.press(Qt.Key.Key_V, CTRL)
    hands.press(Qt.Key.Key_Tab)
    assert hands.said(field).startswith("This is too long: 4000 characters")
    assert [finding.field for finding in form.findings] == [field]


def test_ten_thousand_characters_of_notes_are_refused_in_words(hands: Hands, form: PatientForm) -> None:
    fill(hands)
    hands.click("patient-notes")
    QApplication.clipboard().setText("x" * 10_000)
    hands.press(Qt.Key.Key_V, CTRL)
    assert form.notes.message.text == "This is too long: 10000 characters, at most 2000."


def test_marks_of_direction_are_refused(hands: Hands) -> None:
    hands.click("name")
    QApplication.clipboard().setText("NOR\u202eA")
    hands.press(Qt.Key.Key_V, CTRL)
    hands.press(Qt.Key.Key_Tab)
    assert hands.said("name") == (
        "There is a hidden character in it (U+202E). Delete the whole text and type it again."
    )


def test_a_fault_of_the_list_is_said_until_something_is_changed(hands: Hands, form: PatientForm) -> None:
    fill(hands)
    form.say_fault("There is already one.")
    assert hands.said("number") == "There is already one."
    assert [finding.sentence for finding in form.findings] == ["There is already one."]
    hands.click("number")
    hands.type("2")
    assert form.findings == ()


def test_a_known_patient_keeps_their_id(hands: Hands, form: PatientForm) -> None:
    form.set_patient(COLM.patient)
    assert form.patient == COLM.patient
    form.begin()
    assert form.draft.name == ""


def test_tomorrow_a_child_born_today_has_a_past(hands: Hands, form: PatientForm) -> None:
    hands.write("born", "19.11.2025")
    hands.press(Qt.Key.Key_Tab)
    assert hands.said("born") == "19-Nov-2025 is in the future."
    form.set_today(date(2025, 11, 19))
    assert hands.said("born") == "0 years"


def test_it_is_as_small_as_the_page_though_it_was_hidden_while_that_was_laid_out(qtbot: QtBot, theme: Theme) -> None:
    form = PatientForm(theme, today=TODAY, month_first=False)
    hands = sit_at(qtbot, theme, OneWidget(form))
    form.hide()
    hands.shell.resize(1920, 1080)
    QApplication.processEvents()
    hands.shell.resize(1280, 800)
    QApplication.processEvents()
    form.show()
    QApplication.processEvents()
    assert form.fields[Field.NAME].label.font().pixelSize() == theme.font("label").pixelSize()
    assert form.fields[Field.NAME].line.font().pixelSize() == theme.font("body").pixelSize()
    leave(hands)
