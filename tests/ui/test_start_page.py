"""The start page, with real keys and presses: nothing wrong gets through, and nothing is dead without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot
from ui.invented_patients import COLM, DISK, INGRID, House
from ui.page_hands import NO_MODIFIER, SIZES, Hands, assert_all_is_to_be_seen, cut_texts, leave, sit_at

from injection_map.diagram.art import ArtRenderer
from injection_map.domain.errors import FileFault
from injection_map.domain.events import Clinician, Patient
from injection_map.domain.people import Person
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol, Review
from injection_map.ui.notice_card import Notice
from injection_map.ui.patient_list import DETAILS_PX
from injection_map.ui.protocol_picker import protocol_words
from injection_map.ui.start_page import BrokenFile, ResumeWish, StartPage, UnfinishedVisit, VisitWish
from injection_map.ui.theme import Theme

NOW = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)
REYES = Clinician("Dr C. Reyes", "Consultant")
ANNA = Clinician("Dr A. Lindqvist", "Neurologist")
PEOPLE = (Person("1", ANNA.name, ANNA.role, has_pin=True), Person("2", "R. Osei", "Nurse"))
NORA = Patient("TESTER, Nora (invented)", date(1990, 2, 1), "77-1", "latex")
NEW = {"name": NORA.name, "born": "1.2.1990", "number": "77-1", "allergies": "latex"}
UNFINISHED = UnfinishedVisit(
    "r1", INGRID.patient, NOW - timedelta(minutes=40), 9, 31, "given, temporalis 1, left, 5 units", REYES
)
BROKEN = BrokenFile(
    "clinic.yaml", (FileFault(12, 3, "muscles[0]", "found “muscel”; wanted a key"), FileFault(40, 9, "", "found −5"))
)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


Open = Callable[..., Hands]


@pytest.fixture
def protocol(shipped: tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]) -> Protocol:
    return shipped[0]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme, protocol: Protocol, clock: Clock, house: House) -> Iterator[Open]:
    """The page of a house with three patients and two people; `clinician=None` remembers nobody."""
    with ExitStack() as stack:

        def open_it(*, size: tuple[int, int] = (1280, 800), dark: bool = False, **options: object) -> Hands:
            theme.set_dark(dark)
            given = {"protocols": [protocol], "clinician": ANNA} | options
            page = StartPage(theme, clock=clock, **given)  # type: ignore[arg-type]
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            page.set_people(PEOPLE)
            page.set_patients(house.find, house.similar)
            QApplication.processEvents()
            return hands

        yield open_it
        QApplication.clipboard().clear()


def page_of(hands: Hands) -> StartPage:
    assert isinstance(hands.page, StartPage)
    return hands.page


def wishes_of(hands: Hands) -> list[VisitWish]:
    """What the page asks for, from now on."""
    wishes: list[VisitWish] = []
    page_of(hands).visit_asked.connect(wishes.append)
    return wishes


def tap_row(hands: Hands, row: int, *, way_on: bool = False) -> None:
    finder = page_of(hands).finder
    rect = finder.list.visualRect(finder.model.index(row))
    place = QPoint(rect.right() - DETAILS_PX // 2 if way_on else rect.center().x(), rect.center().y())
    where = finder.list.viewport().mapTo(hands.shell, place)
    QTest.mouseClick(hands.shell.windowHandle(), Qt.MouseButton.LeftButton, NO_MODIFIER, where)


def foot(hands: Hands) -> str:
    return page_of(hands).foot.progress.text()


# --- a known patient ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_one_tap_begins(open_page: Open, size: tuple[int, int]) -> None:
    hands = open_page(size=size)
    wishes = wishes_of(hands)
    tap_row(hands, 1)
    assert wishes == [VisitWish(COLM.patient, ANNA, (), "preempt-31")]


def test_a_known_patient_by_keyboard_alone(open_page: Open) -> None:
    hands = open_page()
    wishes = wishes_of(hands)
    assert hands.focus == "find-patient"
    hands.type("14.3.1981")
    hands.press(Qt.Key.Key_Return)
    assert [wish.patient for wish in wishes] == [INGRID.patient]


def test_by_touch_alone_for_who_has_never_worked_here(open_page: Open) -> None:
    hands = open_page(clinician=None)
    wishes = wishes_of(hands)
    tap_row(hands, 0)
    assert (wishes, hands.focus) == ([], "clinician")
    assert foot(hands) == "HALVORSEN, Ingrid (invented), Left to fill in"
    hands.click("who-0")
    hands.click("with-1")
    hands.click("start")
    assert wishes == [VisitWish(INGRID.patient, ANNA, (Clinician("R. Osei", "Nurse"),), "preempt-31")]


def test_who_was_chosen_is_let_go_when_somebody_else_is_looked_for(open_page: Open) -> None:
    hands = open_page(clinician=None)
    wishes = wishes_of(hands)
    tap_row(hands, 0)
    hands.click("who-0")
    assert foot(hands).startswith("HALVORSEN, Ingrid (invented), Born 14-Mar-1981 (44 years)   MRN 40-2719")
    hands.write("find-patient", "colm")
    hands.click("start")
    assert (wishes, hands.focus) == ([], "find-patient")
    assert foot(hands) == "Left to fill in"


def test_the_right_end_of_a_row_and_f2_show_the_patient_and_begin_nothing(open_page: Open) -> None:
    hands = open_page()
    wishes, shown = wishes_of(hands), []
    page_of(hands).patient_asked.connect(shown.append)
    tap_row(hands, 0, way_on=True)
    hands.click("find-patient")
    hands.type("colm")
    hands.press(Qt.Key.Key_F2)
    assert (shown, wishes) == ([INGRID.patient, COLM.patient], [])


def test_a_visit_begins_from_the_patients_own_page_as_from_the_row(open_page: Open) -> None:
    hands = open_page()
    wishes = wishes_of(hands)
    hands.click("new-patient")
    page_of(hands).begin_with(COLM.patient)
    assert [wish.patient for wish in wishes] == [COLM.patient]
    assert not page_of(hands).form.isVisible()


def test_who_was_chosen_and_was_changed_since_is_chosen_anew(open_page: Open, house: House) -> None:
    hands = open_page(clinician=None)
    tap_row(hands, 0)
    house.patients = [COLM]
    page_of(hands).follow_patients()
    assert page_of(hands).finder.model.rowCount() == 1
    hands.click("who-0")
    hands.click("start")
    assert hands.focus == "find-patient"


def test_a_list_that_fails_while_one_types_is_one_sentence_on_the_page(open_page: Open, house: House) -> None:
    hands = open_page()
    house.fails = True
    hands.type("colm")
    assert hands.texts().count(f"The patients cannot be looked up now. {DISK}") == 1
    house.fails = False
    hands.press(Qt.Key.Key_Return)
    assert not page_of(hands).form.isVisible()


# --- a new patient --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_a_new_patient_by_keyboard_alone(open_page: Open, size: tuple[int, int]) -> None:
    hands = open_page(size=size)
    wishes = wishes_of(hands)
    hands.type(NORA.name)
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "born"
    for field in ("born", "number", "allergies"):
        hands.type(NEW[field])
        hands.press(Qt.Key.Key_Return)
    assert hands.focus == "start"
    hands.press(Qt.Key.Key_Return)
    assert wishes == [VisitWish(NORA, ANNA, (), "preempt-31")]


def test_a_new_patient_by_mouse_for_who_has_never_worked_here(open_page: Open) -> None:
    hands = open_page(clinician=None)
    wishes = wishes_of(hands)
    hands.click("new-patient")
    for name, text in NEW.items():
        hands.write(name, text)
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "clinician"
    hands.type("Dr V. Isitor (invented)")
    hands.press(Qt.Key.Key_Return)
    hands.type("Locum")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "start"
    hands.click("start")
    assert wishes == [VisitWish(NORA, Clinician("Dr V. Isitor (invented)", "Locum"), (), "preempt-31")]


def test_nothing_filled_in_is_said_at_every_field_and_one_is_led_there(open_page: Open) -> None:
    hands = open_page(clinician=None)
    wishes = wishes_of(hands)
    hands.click("new-patient")
    hands.click("start")
    assert (wishes, hands.focus) == ([], "name")
    assert hands.said("name") == "The patient’s name is needed."
    assert hands.said("clinician") == "Who treats is needed."
    assert foot(hands) == "4 left to fill in"
    for name in ("name", "born", "number"):
        hands.write(name, NEW[name])
    hands.click("go-to-missing")
    assert hands.focus == "clinician"


def test_the_sign_at_the_foot_leads_to_what_is_missing(open_page: Open) -> None:
    hands = open_page()
    hands.click("clinician")
    hands.click("go-to-missing")
    assert hands.focus == "find-patient"
    hands.click("new-patient")
    for name in ("name", "number"):
        hands.write(name, NEW[name])
    hands.click("go-to-missing")
    assert hands.focus == "born"


def test_who_is_there_already_is_offered_and_begins_with_one_tap(open_page: Open) -> None:
    hands = open_page()
    wishes = wishes_of(hands)
    hands.click("new-patient")
    for name, text in (NEW | {"number": "51-0093"}).items():
        hands.write(name, text)
    QApplication.processEvents()
    hands.click("alike-p-colm")
    assert [wish.patient for wish in wishes] == [COLM.patient]


def test_what_the_list_has_against_a_new_one_is_said_at_the_number(open_page: Open) -> None:
    hands = open_page()
    hands.click("new-patient")
    for name, text in NEW.items():
        hands.write(name, text)
    assert foot(hands) == "All is filled in."
    page_of(hands).say_patient_fault("There is already one.")
    assert (hands.said("number"), foot(hands)) == ("There is already one.", "Left to fill in")


def test_back_to_the_list(open_page: Open) -> None:
    hands = open_page()
    hands.click("new-patient")
    hands.click("back-to-patients")
    assert hands.focus == "find-patient"
    assert not page_of(hands).form.isVisible()


def test_another_page_over_it_comes_back_to_the_form(open_page: Open) -> None:
    hands = open_page()
    assert page_of(hands).first_focus().objectName() == "find-patient"
    hands.click("new-patient")
    hands.write("name", NORA.name)
    assert page_of(hands).first_focus().objectName() == "born"


def test_ten_thousand_characters_widen_nothing(open_page: Open) -> None:
    hands = open_page()
    hands.click("new-patient")
    QApplication.clipboard().setText("x" * 10_000)
    for name in ("name", "number", "allergies", "patient-notes", "clinician", "role", "assistant"):
        hands.write(name, "")
        hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    hands.click("start")
    QApplication.processEvents()
    assert hands.shell.width() == 1280
    assert cut_texts(hands.page) == []
    assert wishes_of(hands) == []


# --- a scan, the clock, the day ------------------------------------------------------------------------------------


def test_a_carton_before_the_patient_goes_along(open_page: Open) -> None:
    hands = open_page(clinician=None)
    wishes = wishes_of(hands)
    page_of(hands).take_scan("]d20100300231145")
    assert foot(hands) == "A carton was scanned. 2 left to fill in"
    assert page_of(hands).foot.go_to.text() == "Patient"
    hands.click("who-0")
    tap_row(hands, 1)
    assert [wish.scan for wish in wishes] == ["]d20100300231145"]


def test_at_midnight_the_date_and_the_ages_follow(open_page: Open, clock: Clock) -> None:
    hands = open_page()
    assert "Tuesday 18-Nov-2025" in hands.texts()
    clock.now = datetime(2026, 3, 14, 0, 0, 1, tzinfo=UTC)
    page_of(hands)._minutes.start(1)
    hands.qtbot.wait_until(lambda: "Saturday 14-Mar-2026" in hands.texts())
    model = page_of(hands).finder.model
    assert "(45 years)" in str(model.data(model.index(0)))


def test_the_clock_rests_while_the_page_is_not_shown(open_page: Open) -> None:
    hands = open_page()
    assert page_of(hands)._minutes.isActive()
    hands.shell.hide()
    assert not page_of(hands)._minutes.isActive()


# --- unfinished visits ---------------------------------------------------------------------------------------------


def test_an_unfinished_visit_is_offered_first(open_page: Open) -> None:
    hands = open_page(unfinished=[UNFINISHED])
    resumed: list[ResumeWish] = []
    page_of(hands).resume_requested.connect(resumed.append)
    assert hands.focus == "resume"
    said = set(hands.texts())
    assert {"14-Mar-1981 (44 years)", "40-2719", "Not finished: 9 of 31 sites given"} <= said
    assert "Started today at 09:46. Last on disk: given, temporalis 1, left, 5 units" in said
    hands.press(Qt.Key.Key_Space)
    hands.click("resume")
    assert resumed == [ResumeWish("r1", ANNA, ())] * 2


def test_who_goes_on_is_said_before_the_press(open_page: Open) -> None:
    hands = open_page(unfinished=[UNFINISHED], clinician=None)
    resumed: list[ResumeWish] = []
    page_of(hands).resume_requested.connect(resumed.append)
    assert "Dr C. Reyes goes on" in hands.texts()
    hands.click("resume")
    hands.click("who-0")
    assert "Dr A. Lindqvist goes on in place of Dr C. Reyes" in hands.texts()
    hands.write("assistant", ANNA.name)
    hands.click("resume")
    assert (hands.focus, hands.said("assistant")) == ("assistant", "Who injects cannot assist as well.")
    assert resumed == [ResumeWish("r1")]


def test_there_is_one_main_button_at_a_time(open_page: Open) -> None:
    hands = open_page(unfinished=[UNFINISHED])
    page = page_of(hands)
    assert (page.resume_cards[0].button._kind, page.foot.start._kind) == ("primary", "plain")
    hands.write("find-patient", "c")
    assert (page.resume_cards[0].button._kind, page.foot.start._kind) == ("plain", "primary")


def test_more_unfinished_visits_than_there_is_room_for_are_counted(open_page: Open) -> None:
    older = [replace(UNFINISHED, record_id=f"r{i}", started_at=NOW - timedelta(days=i)) for i in range(1, 5)]
    hands = open_page(unfinished=older)
    asked: list[bool] = []
    page_of(hands).records_requested.connect(lambda: asked.append(True))
    assert len(page_of(hands).resume_cards) == 2
    assert any("Started 17-Nov-2025 at 10:26" in text for text in hands.texts())
    assert page_of(hands).bar.records.text() == "Records, 2 more unfinished"
    hands.click("records")
    assert asked == [True]


def test_the_offer_can_come_after_the_first_frame(open_page: Open) -> None:
    hands = open_page()
    hands.type("HALV")
    page_of(hands).set_unfinished([UNFINISHED])
    hands.qtbot.wait_until(lambda: hands.find("resume").isVisible())
    assert (hands.focus, page_of(hands).finder.search.text()) == ("find-patient", "HALV")
    page_of(hands).set_unfinished([])
    assert page_of(hands).resume_cards == []


# --- protocols -----------------------------------------------------------------------------------------------------


def test_a_broken_protocol_is_listed_with_its_faults_and_the_others_work(open_page: Open) -> None:
    hands = open_page(broken=[BROKEN])
    assert page_of(hands).picker.chosen is not None
    assert {"clinic.yaml cannot be used", "Line 12, column 3: found “muscel”; wanted a key"} <= set(hands.texts())
    hands.click("read-faults-1")
    faults = hands.find("protocol-faults")
    assert isinstance(faults, QPlainTextEdit)
    text = faults.toPlainText()
    assert "Line 12, column 3: found “muscel”; wanted a key" in text
    assert "Line 40, column 9: found −5" in text
    assert hands.focus == "protocol-faults"
    hands.press(Qt.Key.Key_Escape)
    assert hands.focus == "read-faults-1"
    assert hands.find("protocol-1").isVisible()


def test_without_a_protocol_a_tap_says_so(open_page: Open) -> None:
    hands = open_page(protocols=[], broken=[BROKEN])
    wishes = wishes_of(hands)
    tap_row(hands, 0)
    assert wishes == []
    assert "There is no protocol that can be used. A visit needs one." in hands.texts()
    assert "A protocol is needed." in hands.texts()


def test_one_of_several_protocols_has_to_be_picked(open_page: Open, protocol: Protocol) -> None:
    approved = replace(protocol, id="other", title="Another", review=Review("approved", "Dr B. Reyes"))
    hands = open_page(protocols=[protocol, approved])
    wishes = wishes_of(hands)
    tap_row(hands, 0)
    assert (wishes, hands.focus) == ([], "protocol-1")
    hands.click("protocol-2")
    assert "A protocol is needed." not in hands.texts()
    hands.click("start")
    assert [(wish.protocol_id, wish.patient) for wish in wishes] == [("other", INGRID.patient)]


def test_words_for_a_protocol_say_whether_it_is_approved(protocol: Protocol) -> None:
    assert protocol_words(protocol) == "Version 2026.1, 31 sites, 155 units. Draft, not approved"
    approved = replace(protocol, review=Review("approved", "Dr B. Reyes"))
    assert protocol_words(approved).endswith("155 units. Approved by Dr B. Reyes")


def test_what_the_protocol_gives_is_said(open_page: Open) -> None:
    said = open_page(size=(1920, 1080)).texts()
    assert (
        "For chronic migraine, in this order: corrugator 10, procerus 5, frontalis 20, temporalis 40, occipitalis 30, "
        "cervical paraspinal 20, trapezius 30 units. Needle: 30 gauge, 0.5 inch; 1 inch for thick necks."
    ) in said


# --- the page ------------------------------------------------------------------------------------------------------


def test_the_menu(open_page: Open) -> None:
    hands = open_page()
    asked: list[str] = []
    page_of(hands).settings_requested.connect(lambda: asked.append("settings"))
    page_of(hands).lock_requested.connect(lambda: asked.append("lock"))
    hands.click("menu")
    menu = page_of(hands).bar.menu.findChild(QMenu)
    assert isinstance(menu, QMenu)
    for row in menu.actions():
        row.trigger()
    menu.close()
    assert asked == ["settings", "lock"]


def test_notices_stand_above_all(open_page: Open) -> None:
    hands = open_page()
    page_of(hands).set_notices([Notice("backup", "No backup was made.")])
    hands.qtbot.wait_until(lambda: "No backup was made." in hands.texts())
    page_of(hands).set_notices([])
    assert "No backup was made." not in hands.texts()


def test_who_treats_and_assists_is_remembered(open_page: Open) -> None:
    hands = open_page(assistants=[Clinician("R. Osei")])
    assert page_of(hands).who.clinician == ANNA
    assert page_of(hands).who.assistants == (Clinician("R. Osei", "Nurse"),)


def test_tab_goes_down_the_page(open_page: Open) -> None:
    hands = open_page(broken=[BROKEN])
    stops = [hands.focus]
    while len(stops) < 16:
        hands.press(Qt.Key.Key_Tab)
        stops.append(hands.focus)
    assert stops == [
        *("find-patient", "new-patient", "patients"),
        *("who-0", "who-1", "clinician", "role", "with-1", "assistant"),
        *("protocol-1", "read-faults-1", "go-to-missing", "start", "records", "trainer", "menu"),
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
@pytest.mark.parametrize("new", [False, True], ids=["known", "new"])
def test_nothing_is_cut_and_nothing_scrolls(open_page: Open, size: tuple[int, int], dark: bool, new: bool) -> None:
    hands = open_page(size=size, dark=dark, clinician=None)
    if new:
        hands.click("new-patient")
        for name, text in (NEW | {"name": "Ingrid HALVORSEN", "born": "14.3.1981"}).items():
            hands.write(name, text)
    hands.click("start")
    assert_all_is_to_be_seen(hands)


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_with_an_unfinished_visit_and_a_broken_protocol_nothing_is_cut(open_page: Open, size: tuple[int, int]) -> None:
    hands = open_page(size=size, unfinished=[UNFINISHED], broken=[BROKEN])
    assert_all_is_to_be_seen(hands)
