"""A patient's own page: read, changed with a reason, and two entries made one by who is certain and says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from ui.invented_patients import INGRID, NAMESAKE
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, cut_texts, leave, sit_at

from injection_map.domain.course import Course, CoursePoint, answer
from injection_map.domain.events import Patient
from injection_map.domain.looking_back import Answer, LookingBack, Question
from injection_map.domain.people import Person, PinAnswer
from injection_map.domain.protocol import Source
from injection_map.domain.record_index import VisitRow
from injection_map.domain.rule_sets import RuleSet
from injection_map.domain.session import Phase
from injection_map.ui.controls import Button, Text
from injection_map.ui.merge_card import NOT_CHOSEN
from injection_map.ui.patient_change import NO_REASON
from injection_map.ui.patient_file import PatientFile, SimilarPatient, visit_details, visit_words, visits_counted
from injection_map.ui.patient_page import PatientPage
from injection_map.ui.signers import NOBODY, Signers
from injection_map.ui.theme import Theme

TODAY = date(2025, 11, 18)
BY = "Dr A. Lindqvist"
PATIENT = replace(INGRID.patient, notes="Prefers the morning.\nCalls first.")
TWICE = SimilarPatient(Patient("HALVORSEN, Inga (invented)", PATIENT.born, "40-9999", id="p-twice"), 2)
OTHER = SimilarPatient(NAMESAKE.patient, 0)


def visit(number: int, state: Phase, *, patient: Patient = PATIENT) -> VisitRow:
    """The higher the number, the longer ago."""
    return VisitRow(
        record_id=f"r{number}",
        patient=patient,
        started_at=datetime(2025, 11, 18, 10, tzinfo=UTC) - timedelta(days=84 * number),
        state=state,
        protocol_id="preempt-31",
        protocol="PREEMPT, fixed sites",
        clinicians=(BY, "R. Osei"),
        vials=(),
        sites=31,
        sites_given=31,
        sites_skipped=(),
        units_given=Decimal(155),
    )


FILE = PatientFile(
    PATIENT,
    (visit(0, Phase.FINISHED), visit(1, Phase.SIGNED), visit(2, Phase.SIGNED, patient=TWICE.patient)),
    (TWICE, OTHER),
)
COURSE = Course(
    tuple(
        CoursePoint(f"r{n}", visit(n, Phase.SIGNED).started_at.date(), Decimal(155), headache_days=11 + 2 * n)
        for n in range(5, -1, -1)
    )
)
RULES = RuleSet("thirty", "Thirty", Decimal(30), Source("thirty", "Minutes of 03-Nov-2025"))
LOOKED_BACK = replace(
    FILE,
    visits=tuple(visit(n, Phase.SIGNED) for n in range(6)),
    similar=(),
    looking_back=LookingBack(
        (
            Answer(Question.DONE, ("155 units at 31 of 31 sites on 18-Nov-2025, today. R. Osei.", "As planned.")),
            Answer(Question.HELPED, (answer(COURSE, RULES),)),
        ),
        COURSE,
        RULES,
    ),
)
Open = Callable[..., Hands]


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_it(
            file: PatientFile = FILE,
            *,
            size: tuple[int, int] = (1280, 800),
            dark: bool = False,
            signers: Signers = NOBODY,
            by: str = BY,
        ) -> Hands:
            theme.set_dark(dark)
            page = PatientPage(theme, file, today=TODAY, signers=signers, by=by)
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            QApplication.processEvents()
            return hands

        yield open_it


def page_of(hands: Hands) -> PatientPage:
    assert isinstance(hands.page, PatientPage)
    return hands.page


def changes_of(hands: Hands) -> list[tuple[object, str, str]]:
    asked: list[tuple[object, str, str]] = []
    page_of(hands).change_asked.connect(lambda *change: asked.append(change))
    return asked


def merges_of(hands: Hands) -> list[tuple[str, ...]]:
    asked: list[tuple[str, ...]] = []
    page_of(hands).merge_asked.connect(lambda *merge: asked.append(merge))
    return asked


def seen(hands: Hands) -> list[QWidget]:
    """All that has words on it."""
    return [w for kind in (Text, Button) for w in hands.page.findChildren(kind) if w.isVisible() and w.text()]


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


# --- read ------------------------------------------------------------------------------------------------------------


def test_who_they_are_is_said_in_full(open_page: Open) -> None:
    hands = open_page()
    said = set(hands.texts())
    assert {"HALVORSEN, Ingrid (invented)", "14-Mar-1981 (44 years)", "40-2719", "latex"} <= said
    assert "Prefers the morning.\nCalls first." in said
    assert page_of(hands).allergy.text() == "Allergy: latex"
    assert "3 visits" in said


def test_without_allergies_notes_visits_and_namesakes(open_page: Open) -> None:
    hands = open_page(PatientFile(OTHER.patient))
    assert {"None noted", "None", "No visits yet."} <= set(hands.texts())
    assert not page_of(hands).allergy.isVisible()
    assert not page_of(hands).similar.isVisible()


def test_a_visit_leads_to_its_record_by_mouse_and_by_keyboard(open_page: Open) -> None:
    hands = open_page()
    chosen: list[str] = []
    page_of(hands).record_chosen.connect(chosen.append)
    hands.click("visit-r1")
    hands.find("visit-r0").setFocus()
    hands.press(Qt.Key.Key_Return)
    assert chosen == ["r1", "r0"]


def test_words_of_a_visit() -> None:
    assert visit_words(FILE.visits[0]) == "18-Nov-2025, 155 units"
    assert visit_details(FILE.visits[0], PATIENT) == "Not signed. Dr A. Lindqvist, R. Osei"
    assert visit_details(FILE.visits[2], PATIENT) == (
        "Signed. Dr A. Lindqvist, R. Osei. Recorded as HALVORSEN, Inga (invented)"
    )
    assert [visits_counted(n) for n in (0, 1, 2)] == ["No visits", "1 visit", "2 visits"]
    words = {state: visit_details(visit(0, state), PATIENT).split(".")[0] for state in Phase if state is not Phase.NONE}
    assert words[Phase.OPEN] == words[Phase.PAUSED] == "Not finished"
    assert words[Phase.NOT_TREATED] == "Not treated"


def test_a_visit_begins_and_the_page_is_left(open_page: Open) -> None:
    hands = open_page()
    asked: list[object] = []
    page_of(hands).visit_asked.connect(asked.append)
    page_of(hands).back_asked.connect(lambda: asked.append("back"))
    assert hands.focus == "start"
    hands.press(Qt.Key.Key_Return)
    hands.click("back")
    hands.press(Qt.Key.Key_Escape)
    assert asked == [PATIENT, "back", "back"]


def test_somebody_similar_can_be_looked_at(open_page: Open) -> None:
    hands = open_page()
    asked: list[object] = []
    page_of(hands).other_asked.connect(asked.append)
    hands.click("show-p-twice")
    assert asked == [TWICE.patient]


# --- changed ---------------------------------------------------------------------------------------------------------


def test_allergies_change_without_a_reason(open_page: Open) -> None:
    hands = open_page()
    changes = changes_of(hands)
    hands.click("change-patient")
    settle()
    hands.write("allergies", "latex, penicillin")
    hands.click("save-change")
    assert changes == [(replace(PATIENT, allergies="latex, penicillin"), BY, "")]


@pytest.mark.parametrize(("field", "text"), [("name", "BERG, Ingrid"), ("born", "15.3.1981"), ("number", "40-2720")])
def test_what_tells_them_from_others_changes_with_a_reason(open_page: Open, field: str, text: str) -> None:
    hands = open_page()
    changes = changes_of(hands)
    hands.click("change-patient")
    settle()
    hands.write(field, text)
    hands.click("save-change")
    assert (changes, hands.focus, hands.said("change-reason")) == ([], "change-reason", NO_REASON)
    hands.type("As the passport says")
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "change-by"
    hands.press(Qt.Key.Key_Return)
    assert [(change[1], change[2]) for change in changes] == [(BY, "As the passport says")]


def test_the_change_by_keyboard_alone(open_page: Open) -> None:
    hands = open_page(by="")
    changes = changes_of(hands)
    hands.find("change-patient").setFocus()
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "name"
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "allergies"
    hands.type(", eggs")
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "change-reason"
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    assert (changes, hands.focus, hands.said("change-by")) == ([], "change-by", "Your name is needed.")
    hands.type("R. Osei")
    hands.press(Qt.Key.Key_Return)
    assert [change[1] for change in changes] == ["R. Osei"]


def test_what_is_wrong_is_led_to_and_nothing_is_asked_for(open_page: Open) -> None:
    hands = open_page()
    changes = changes_of(hands)
    hands.click("change-patient")
    settle()
    hands.write("number", "")
    hands.click("save-change")
    assert (changes, hands.focus, hands.said("number")) == ([], "number", "The patient’s number is needed.")


def test_what_the_list_has_against_it_is_said_and_what_was_typed_stays(open_page: Open) -> None:
    hands = open_page()
    page_of(hands).say_change_fault("Nobody hears this: no form is open.")
    hands.click("change-patient")
    settle()
    hands.write("number", "40-9999")
    page_of(hands).say_change_fault("There is already one.")
    assert (hands.said("number"), hands.field("number").text) == ("There is already one.", "40-9999")


def test_a_change_is_left_by_cancel_and_by_nothing_else(open_page: Open) -> None:
    hands = open_page()
    back: list[bool] = []
    page_of(hands).back_asked.connect(lambda: back.append(True))
    hands.click("change-patient")
    assert page_of(hands).first_focus().objectName() == "name"
    assert not page_of(hands).start.isEnabled()
    hands.press(Qt.Key.Key_Escape)
    assert (back, page_of(hands).change is None) == ([], False)
    settle()
    hands.click("cancel-change")
    assert (page_of(hands).change, hands.focus) == (None, "change-patient")
    assert page_of(hands).start.isEnabled()
    assert page_of(hands).similar.isVisible()


def test_what_was_done_is_said_and_shown(open_page: Open) -> None:
    hands = open_page()
    hands.click("change-patient")
    page_of(hands).show_file(PatientFile(replace(PATIENT, name="BERG, Ingrid (invented)")), "Changed.")
    assert {"BERG, Ingrid (invented)", "Changed."} <= set(hands.texts())
    assert page_of(hands).change is None
    hands.click("change-patient")
    assert "Changed." not in hands.texts()


# --- merged ----------------------------------------------------------------------------------------------------------


def test_two_are_shown_side_by_side_and_the_kept_one_is_chosen(open_page: Open) -> None:
    hands = open_page()
    merges = merges_of(hands)
    hands.click("merge-p-twice")
    settle()
    assert {"40-2719", "40\u20119999", "3 visits", "2 visits"} <= set(hands.texts())
    assert hands.focus == "keep-p-ingrid"
    hands.click("merge")
    assert NOT_CHOSEN in hands.texts()
    hands.click("keep-p-twice")
    hands.click("keep-p-ingrid")
    hands.click("merge")
    assert (merges, hands.focus, hands.said("merge-reason")) == ([], "merge-reason", "Say why.")
    hands.type("Same passport")
    hands.click("merge")
    assert merges == [("p-ingrid", "p-twice", BY, "Same passport")]


def test_the_other_one_can_be_kept_by_keyboard_alone(open_page: Open) -> None:
    hands = open_page()
    merges = merges_of(hands)
    hands.find("merge-p-twice").setFocus()
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Tab)
    assert hands.focus == "keep-p-twice"
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Tab)
    assert hands.focus == "merge-reason"
    hands.type("Same passport")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    assert merges == [("p-twice", "p-ingrid", BY, "Same passport")]


def test_where_there_are_pins_who_merges_is_asked_for_theirs(open_page: Open) -> None:
    people = (Person("1", BY, "Neurologist", has_pin=True),)
    hands = open_page(signers=Signers(people, lambda _, pin: PinAnswer(pin == "2580")))
    merges = merges_of(hands)
    hands.click("merge-p-twice")
    settle()
    hands.click("keep-p-ingrid")
    hands.write("merge-reason", "Same passport")
    hands.write("merge-pin", "1111")
    hands.click("merge")
    assert merges == []
    hands.write("merge-pin", "2580")
    hands.click("merge")
    assert merges == [("p-ingrid", "p-twice", BY, "Same passport")]


def test_a_merge_that_fails_says_why_and_can_be_left(open_page: Open) -> None:
    hands = open_page()
    page_of(hands).say_merge_fault("Nobody hears this: no card is open.")
    hands.click("merge-p-twice")
    page_of(hands).say_merge_fault("The disk is full. Nothing was merged.")
    assert "The disk is full. Nothing was merged." in hands.texts()
    assert page_of(hands).first_focus().objectName() == "keep-p-ingrid"
    assert not page_of(hands).start.isEnabled()
    assert not page_of(hands).patient.change.isEnabled()
    settle()
    hands.click("cancel-merge")
    assert page_of(hands).merge is None
    assert page_of(hands).visits.isVisible()
    assert hands.focus == "start"


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
@pytest.mark.parametrize("opens", ["", "change-patient", "merge-p-twice"])
def test_nothing_is_cut_and_nothing_scrolls(open_page: Open, size: tuple[int, int], dark: bool, opens: str) -> None:
    hands = open_page(size=size, dark=dark)
    if opens:
        hands.click(opens)
        settle()
        hands.click({"change-patient": "save-change", "merge-p-twice": "merge"}[opens])
    assert_all_is_to_be_seen(hands)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_six_visits_and_what_is_asked_before_the_needle_fit(open_page: Open, size: tuple[int, int], dark: bool) -> None:
    hands = open_page(LOOKED_BACK, size=size, dark=dark)
    assert_all_is_to_be_seen(hands)
    assert page_of(hands).trend.isVisible()
    assert hands.find("asked-helped").accessibleName() == f"Did it help? {answer(COURSE, RULES)}"


def test_while_a_form_is_open_it_has_the_room_of_the_answers(open_page: Open) -> None:
    hands = open_page(LOOKED_BACK)
    page = page_of(hands)
    hands.click("change-patient")
    assert (page.looking_back.isVisible(), page.trend.isVisible()) == (False, False)
    settle()
    hands.click("cancel-change")
    assert (page.looking_back.isVisible(), page.trend.isVisible()) == (True, True)


@pytest.mark.parametrize("opens", ["", "change-patient", "merge-p-twice"])
def test_as_much_as_a_patient_may_have_breaks_nothing(open_page: Open, opens: str) -> None:
    long = replace(PATIENT, name="X" * 120, number="9" * 40, allergies="latex " * 33, notes="word " * 399)
    twice = replace(TWICE, patient=replace(TWICE.patient, name="Y" * 120))
    file = PatientFile(long, tuple(visit(i, Phase.SIGNED) for i in range(40)), (twice, *[OTHER] * 5))
    hands = open_page(file)
    if opens:
        page_of(hands).findChild(Button, opens).click()
    settle()
    right = [text.mapTo(hands.page, text.rect().topRight()).x() for text in seen(hands)]
    assert max(right) < 1280


@pytest.mark.parametrize("percent", [115, 130])
@pytest.mark.parametrize("opens", ["", "change-patient", "merge-p-twice"])
def test_in_larger_type_no_words_are_cut(open_page: Open, theme: Theme, percent: int, opens: str) -> None:
    theme.set_font_percent(percent)
    hands = open_page(FILE if opens else LOOKED_BACK)
    if opens:
        page_of(hands).findChild(Button, opens).click()
    settle()
    in_two_rows = {button.text() for button in page_of(hands).visits.buttons if button.words_fit}
    assert set(cut_texts(hands.page)) <= in_two_rows
