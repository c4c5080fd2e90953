"""A whole visit by keyboard alone, and the safety pause by keyboard alone: each key goes to the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import CLINICIAN, PATIENT, SAID, Hands, assert_signed_and_whole, stored_record, vial
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from injection_map.domain.session import SiteStatus

Key = Qt.Key
MOST_TABS = 60


def key(hands: Hands, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(hands.window, key, modifiers)


def enter(hands: Hands, text: str) -> None:
    """Text in place of what the line with the focus holds, and Enter."""
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit), f"{line} is no line of text"
    key(hands, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    key(hands, Key.Key_Delete)
    for letter in text:
        QTest.keyClick(hands.window, letter)
    hands.wait(lambda: line.text() == text)
    key(hands, Key.Key_Return)


def focus() -> str:
    focused = QApplication.focusWidget()
    return focused.objectName() if focused is not None else ""


def tab_to(hands: Hands, name: str) -> None:
    for _ in range(MOST_TABS):
        if focus() == name:
            return
        key(hands, Key.Key_Tab)
    raise AssertionError(f"{name} cannot be reached by Tab")


def press(hands: Hands, name: str) -> None:
    tab_to(hands, name)
    key(hands, Key.Key_Space)


def begin(hands: Hands) -> None:
    """From the start page to the safety pause of somebody new: text and Enter, from field to field."""
    assert focus() == "find-patient"
    for text in (PATIENT["name"], PATIENT["born"], PATIENT["number"], "", CLINICIAN, "", ""):
        enter(hands, text)
    assert focus() == "start"
    key(hands, Key.Key_Return)
    hands.wait_for_page("pause-page")


def type_vial(hands: Hands) -> None:
    press(hands, "carton-way")
    for name, text in vial().items():
        tab_to(hands, f"carton-{name}")
        enter(hands, text)


def start_treatment(hands: Hands) -> None:
    tab_to(hands, "start")
    key(hands, Key.Key_Return)
    hands.wait_for_page("chair-page")
    hands.wait_until_recorded()


@pytest.mark.xcb
def test_a_whole_visit(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    hands = sit_down()
    begin(hands)
    for name in SAID:
        press(hands, name)
    for _ in hands.no_buttons():
        key(hands, Key.Key_N)
    type_vial(hands)
    press(hands, "labelled")
    start_treatment(hands)
    visit = hands.program.visit
    assert visit is not None
    while visit.model.visit.to_do:
        key(hands, Key.Key_Space)
        hands.wait_until_recorded()
    key(hands, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.wait_for_page("finish-page")
    key(hands, Key.Key_Space)  # the focus is on the first question
    tab_to(hands, "sign")
    key(hands, Key.Key_Return)
    hands.wait_for_page("record-page")
    assert_signed_and_whole(data_dir)


@pytest.mark.xcb
def test_a_safety_pause_with_every_kind_of_yes(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    """Y leads to what a yes wants: sites and why, a reason, or nothing; Enter leads back to the next question."""
    hands = sit_down()
    begin(hands)
    assert focus() == "said-name"
    for name in SAID:
        press(hands, name)
    tab_to(hands, "allergies-no")
    key(hands, Key.Key_Y)
    assert focus() == "allergies-detail"
    enter(hands, "penicillin")
    key(hands, Key.Key_Y)  # broken skin
    assert focus() == "question-infection-sites"
    key(hands, Key.Key_Space)
    press(hands, "site-temporalis-1-left")
    press(hands, "sites-done")
    assert focus() == "question-infection-detail"
    enter(hands, "A graze")
    key(hands, Key.Key_N)  # nerve disease
    key(hands, Key.Key_N)  # swallowing
    key(hands, Key.Key_Y)  # blood thinner: nothing is wanted, and something can be said
    assert focus() == "question-aminoglycoside-no"
    for answer in (Key.Key_N, Key.Key_N, Key.Key_Y):
        key(hands, answer)
    assert focus() == "question-pregnancy-detail"
    enter(hands, "Breastfeeding, talked over")
    key(hands, Key.Key_N)
    type_vial(hands)
    press(hands, "labelled")
    start_treatment(hands)
    hands.program.shell.close()

    record = stored_record(data_dir)
    safety = record.opened.safety
    assert safety is not None
    yes = {answer.question: answer.detail for answer in safety.answers if answer.yes}
    assert yes == {
        "allergies.new": "penicillin",
        "infection": "A graze",
        "blood-thinner": "",
        "pregnancy": "Breastfeeding, talked over",
    }
    assert len(safety.answers) == len(yes) + 5
    assert record.opened.patient.allergies == "penicillin"
    skipped = [(site.key, site.skip_reason) for site in record.visit.sites if site.status is SiteStatus.SKIPPED]
    assert skipped == [("temporalis-1-left", "A graze")]


def test_not_today_by_keyboard(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    hands = sit_down()
    begin(hands)
    press(hands, "not-today")
    assert focus() == "untreated-1"
    key(hands, Key.Key_Escape)
    assert focus() == "not-today"
    key(hands, Key.Key_Space)
    key(hands, Key.Key_Space)
    tab_to(hands, "untreated-words")
    enter(hands, "Fever since yesterday")
    hands.wait_for_page("record-page")
    hands.program.shell.close()
    visit = stored_record(data_dir).visit
    assert visit.not_treated is not None
    assert visit.not_treated.reason == "Patient unwell. Fever since yesterday"
