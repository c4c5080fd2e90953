"""The start page, with real keys and presses: nothing wrong gets through, and nothing is dead without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.diagram.art import ArtRenderer
from injection_map.domain.checks import Field
from injection_map.domain.errors import FileFault
from injection_map.domain.events import Clinician, Patient
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol, Review
from injection_map.domain.start_form import StartForm
from injection_map.ui.protocol_picker import protocol_words
from injection_map.ui.start_page import BrokenFile, StartPage, UnfinishedVisit
from injection_map.ui.start_words import vial_words
from injection_map.ui.theme import Theme

NOW = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)
PATIENT = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719")
UNFINISHED = UnfinishedVisit("r1", PATIENT, NOW - timedelta(minutes=40), 9, 31, "given, temporalis 1, left, 5 units")
TYPED = {
    "name": "HALVORSEN, Ingrid",
    "born": "14.3.1981",
    "number": "40-2719",
    "allergies": "latex",
    "clinician": "Dr A. Lindqvist",
    "role": "Consultant neurologist",
    "lot": "C8124C3",
    "expiry": "05/2027",
}
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
def open_page(qtbot: QtBot, theme: Theme, protocol: Protocol, clock: Clock) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_it(*, size: tuple[int, int] = (1280, 800), **options: object) -> Hands:
            page = StartPage(theme, clock=clock, **({"protocols": [protocol]} | options))  # type: ignore[arg-type]
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            return hands

        yield open_it


def started(hands: Hands) -> list[StartForm]:
    """What the page asks for, from now on."""
    forms: list[StartForm] = []
    assert isinstance(hands.page, StartPage)
    hands.page.start_requested.connect(forms.append)
    return forms


def page_of(hands: Hands) -> StartPage:
    assert isinstance(hands.page, StartPage)
    return hands.page


def test_the_form_by_keyboard_alone(open_page: Open) -> None:
    hands = open_page()
    forms = started(hands)
    assert hands.focus == "name"
    for text in TYPED.values():
        hands.type(text)
        hands.press(Qt.Key.Key_Return)
    assert hands.focus == "mixed"
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "start"
    hands.press(Qt.Key.Key_Return)
    assert forms == [
        StartForm(
            patient=Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", "latex"),
            clinician=Clinician("Dr A. Lindqvist", "Consultant neurologist"),
            protocol_id="preempt-31",
            lot="C8124C3",
            expiry=date(2027, 5, 31),
            mixed_at=NOW.replace(second=0),
        )
    ]


@pytest.mark.parametrize("size", SIZES)
def test_the_form_by_mouse(open_page: Open, size: tuple[int, int]) -> None:
    hands = open_page(size=size)
    forms = started(hands)
    for name, text in TYPED.items():
        hands.write(name, text)
    hands.click("start")
    assert [form.patient.name for form in forms] == ["HALVORSEN, Ingrid"]


def test_start_with_nothing_filled_in_says_what_is_missing_and_goes_there(open_page: Open) -> None:
    hands = open_page()
    forms = started(hands)
    hands.click("start")
    assert forms == []
    assert hands.focus == "name"
    assert hands.said("name") == "The patient’s name is needed."
    assert hands.said("lot") == "The lot is needed."
    assert "6 left to fill in" in hands.texts()


def test_the_sign_at_the_foot_leads_to_what_is_missing(open_page: Open) -> None:
    hands = open_page()
    for name in ("name", "born", "number"):
        hands.write(name, TYPED[name])
    hands.click("go-to-missing")
    assert hands.focus == "clinician"


def test_an_empty_name_is_said_when_the_field_is_left_and_not_before(open_page: Open) -> None:
    hands = open_page()
    assert hands.said("name") == ""
    hands.press(Qt.Key.Key_Tab)
    assert hands.said("name") == "The patient’s name is needed."
    hands.press(Qt.Key.Key_Backtab)
    hands.type("H")
    assert hands.said("name") == ""


def test_a_date_is_shown_as_it_was_understood(open_page: Open) -> None:
    hands = open_page()
    hands.write("born", "14.3.81")
    assert hands.said("born") == "Such as 14-Mar-1981"
    hands.press(Qt.Key.Key_Tab)
    assert hands.said("born") == "Write the year in full: 14-Mar-1981."
    assert hands.find("born").property("fault") == "error"
    hands.write("born", "14.3.1981")
    assert hands.said("born") == "44 years"
    assert not hands.find("born").property("fault")
    hands.press(Qt.Key.Key_Tab)
    assert hands.field("born").text == "14-Mar-1981"


def test_month_first_is_read_so_and_shown(open_page: Open) -> None:
    hands = open_page(month_first=True)
    hands.write("born", "03/04/1981")
    hands.press(Qt.Key.Key_Tab)
    assert hands.field("born").text == "04-Mar-1981"


def test_an_expired_vial_opens_a_reason_and_starts_with_it(open_page: Open) -> None:
    hands = open_page()
    forms = started(hands)
    for name, text in TYPED.items():
        hands.write(name, text)
    assert not hands.find("expired-reason").isVisible()
    hands.write("expiry", "Oct-2025")
    assert hands.said("expiry") == "This vial expired on 31-Oct-2025."
    assert hands.find("expiry").property("fault") == "warning"
    assert hands.find("expired-reason").isVisible()
    hands.click("start")
    assert forms == []
    assert hands.focus == "expired-reason"
    assert hands.said("expired-reason") == "Say why. It stands in the record."
    hands.type("No other vial in the house")
    hands.click("start")
    assert [form.expired_reason for form in forms] == ["No other vial in the house"]


def test_the_time_of_mixing_follows_the_clock_until_somebody_sets_it(open_page: Open, clock: Clock) -> None:
    hands = open_page()
    assert hands.field("mixed").text == "18-Nov-2025 10:26"
    page_of(hands)._minutes.start(1)
    clock.now += timedelta(minutes=5)
    hands.qtbot.wait_until(lambda: hands.field("mixed").text == "18-Nov-2025 10:31")
    assert hands.said("mixed") == "Use by 19-Nov-2025 10:31"
    hands.write("mixed", "10:06")
    hands.press(Qt.Key.Key_Tab)
    clock.now += timedelta(days=1)
    hands.qtbot.wait_until(lambda: "Wednesday 19-Nov-2025" in hands.texts())
    assert hands.field("mixed").text == "18-Nov-2025 10:06"


def test_the_clock_rests_while_the_page_is_not_shown(open_page: Open) -> None:
    hands = open_page()
    assert page_of(hands)._minutes.isActive()
    hands.shell.hide()
    assert not page_of(hands)._minutes.isActive()


def test_an_unfinished_visit_is_offered_first(open_page: Open) -> None:
    hands = open_page(unfinished=[UNFINISHED])
    resumed: list[str] = []
    page_of(hands).resume_requested.connect(resumed.append)
    assert hands.focus == "resume"
    said = hands.texts()
    assert {"HALVORSEN, Ingrid", "14-Mar-1981 (44 years)", "40-2719", "Not finished: 9 of 31 sites given"} <= set(said)
    assert "Started today at 09:46. Last on disk: given, temporalis 1, left, 5 units" in said
    hands.press(Qt.Key.Key_Space)
    hands.click("resume")
    assert resumed == ["r1", "r1"]


def test_there_is_one_main_button_at_a_time(open_page: Open) -> None:
    hands = open_page(unfinished=[UNFINISHED])
    page = page_of(hands)
    assert (page.resume_cards[0].button._kind, page.start._kind) == ("primary", "plain")
    hands.write("name", "B")
    assert (page.resume_cards[0].button._kind, page.start._kind) == ("plain", "primary")


def test_more_unfinished_visits_than_there_is_room_for_are_counted(open_page: Open) -> None:
    older = [replace(UNFINISHED, record_id=f"r{i}", started_at=NOW - timedelta(days=i)) for i in range(1, 5)]
    hands = open_page(unfinished=older)
    asked: list[bool] = []
    page_of(hands).records_requested.connect(lambda: asked.append(True))
    assert len(page_of(hands).resume_cards) == 2
    assert any("Started 17-Nov-2025 at 10:26" in text for text in hands.texts())
    assert page_of(hands).records.text() == "Records, 2 more unfinished"
    hands.click("records")
    assert asked == [True]


def test_the_offer_can_come_after_the_first_frame(open_page: Open) -> None:
    hands = open_page()
    hands.type("HALV")
    page_of(hands).set_unfinished([UNFINISHED])
    hands.qtbot.wait_until(lambda: hands.find("resume").isVisible())
    assert (hands.focus, hands.field("name").text) == ("name", "HALV")
    page_of(hands).set_unfinished([])
    assert page_of(hands).resume_cards == []


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


def test_without_a_protocol_start_says_so(open_page: Open) -> None:
    hands = open_page(protocols=[], broken=[BROKEN])
    forms = started(hands)
    for name, text in TYPED.items():
        hands.write(name, text)
    hands.click("start")
    assert forms == []
    assert "There is no protocol that can be used. A visit needs one." in hands.texts()
    assert "A protocol is needed." in hands.texts()


def test_one_of_several_protocols_has_to_be_picked(open_page: Open, protocol: Protocol) -> None:
    approved = replace(protocol, id="other", title="Another", review=Review("approved", "Dr B. Reyes"))
    hands = open_page(protocols=[protocol, approved])
    forms = started(hands)
    for name, text in TYPED.items():
        hands.write(name, text)
    hands.click("start")
    assert (forms, hands.focus) == ([], "protocol-1")
    hands.click("protocol-2")
    assert "A protocol is needed." not in hands.texts()
    hands.click("start")
    assert [form.protocol_id for form in forms] == ["other"]


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


def test_words_for_the_vial(protocol: Protocol) -> None:
    assert vial_words(protocol) == (
        "onabotulinumtoxinA 200 units in 4 mL of 0.9 % sodium chloride without preservative: 5 units in 0.1 mL"
    )
    odd = replace(protocol, dilution=replace(protocol.dilution, diluent_ml=Decimal(3)))
    assert vial_words(odd).endswith("about 6.667 units in 0.1 mL")


def test_the_next_patient_finds_nothing_of_the_last(open_page: Open) -> None:
    hands = open_page()
    for name, text in TYPED.items():
        hands.write(name, text)
    page_of(hands).clear()
    left = {name: hands.field(name).text for name in TYPED}
    assert left == dict.fromkeys(TYPED, "") | {"clinician": "Dr A. Lindqvist", "role": "Consultant neurologist"}
    assert hands.said("name") == ""


def test_the_clinician_is_remembered(open_page: Open) -> None:
    hands = open_page(clinician=Clinician("Dr A. Lindqvist", "Consultant neurologist"))
    assert page_of(hands).draft.clinician == "Dr A. Lindqvist"
    assert hands.field("role").text == "Consultant neurologist"


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_and_nothing_scrolls(open_page: Open, size: tuple[int, int]) -> None:
    hands = open_page(size=size, unfinished=[UNFINISHED], broken=[BROKEN])
    for name, text in (TYPED | {"born": "14.3.81", "number": "", "expiry": "Oct-2025"}).items():
        hands.write(name, text)
    hands.click("start")
    assert_all_is_to_be_seen(hands)


def test_tab_goes_down_the_page(open_page: Open) -> None:
    hands = open_page(broken=[BROKEN])
    stops = [hands.focus]
    while len(stops) < 14:
        hands.press(Qt.Key.Key_Tab)
        stops.append(hands.focus)
    assert stops == [
        *("name", "born", "number", "allergies", "clinician", "role"),
        *("protocol-1", "read-faults-1"),
        *("lot", "expiry", "mixed", "go-to-missing", "start", "records"),
    ]


def test_every_field_of_the_form_is_on_the_page(open_page: Open) -> None:
    hands = open_page()
    assert set(page_of(hands).fields) == set(Field) - {Field.PROTOCOL}
