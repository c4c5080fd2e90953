"""The safety pause in the real window: by keys, mouse and finger; nothing half said gets through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from ui.page_hands import NO_MODIFIER, Hands, assert_all_is_to_be_seen, cut_texts, leave, sit_at

from injection_map.diagram.art import ArtRenderer
from injection_map.domain.cartons import SerialUse
from injection_map.domain.commands import Command, EndUntreated, Open, Skip
from injection_map.domain.course import Course, CoursePoint
from injection_map.domain.events import Clinic, Clinician, Opened, Patient
from injection_map.domain.intervals import LastVisit
from injection_map.domain.looking_back import Answer, LookingBack, Question
from injection_map.domain.pause_draft import AskedDraft, PauseDraft, new_draft
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol, Review
from injection_map.ui.answers import SaidBox
from injection_map.ui.controls import Button
from injection_map.ui.pause_page import PausePage
from injection_map.ui.sections import Overflow
from injection_map.ui.theme import Theme

NOW = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)
PATIENT = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", "latex", id="p1")
PEOPLE = (Clinician("Dr A. Lindqvist", "Consultant"), Clinician("R. Osei", "Nurse"), Clinician("Dr B. Reyes"))
KEPT = LastVisit(date(2025, 8, 12), Decimal(155), "Dr A. Lindqvist", "C8001C1")
BACK = LookingBack(
    tuple(
        Answer(question, (f"{question} " + 8 * "in many words ", *3 * ["What it rests on, in a line or two."]))
        for question in Question
    ),
    Course(tuple(CoursePoint(f"r{n}", date(2025, n, 12), Decimal(155), headache_days=30 - 2 * n) for n in range(2, 9))),
)
EARLY = replace(KEPT, on=date(2025, 9, 7))
SIZES = [(1920, 1080), (1280, 800), (1180, 720)]

Open_ = Callable[..., Hands]


@pytest.fixture
def protocol(shipped: tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]) -> Protocol:
    return shipped[0]


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme, protocol: Protocol) -> Iterator[Open_]:
    with ExitStack() as stack:

        def open_it(*, size: tuple[int, int] = (1280, 800), **options: object) -> Hands:
            given = {
                "protocol": protocol,
                "patient": PATIENT,
                "last_visit": KEPT,
                "look_back": lambda: BACK,
                "people": PEOPLE,
                "clinician": PEOPLE[0],
                "assistants": PEOPLE[1:2],
                "clinic": Clinic("Invented Clinic"),
            }
            page = PausePage(theme, clock=lambda: NOW, **(given | options))  # type: ignore[arg-type]
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            return hands

        yield open_it


@pytest.fixture
def full(protocol: Protocol) -> PauseDraft:
    """All six cards done."""
    draft = new_draft(PATIENT, protocol, now=NOW, clinician=PEOPLE[0], assistants=PEOPLE[1:2])
    return replace(
        draft,
        said_name=True,
        said_born=True,
        consented=True,
        asked_allergies=True,
        answers=tuple(AskedDraft(question.id, yes=False) for question in protocol.questions),
        lot="C8124C3",
        expiry="31-May-2027",
        serial="10874420915561",
        gtin="00300233921029",
        scanned_at=NOW,
        labelled=True,
    )


@pytest.fixture(scope="session")
def screen() -> QPointingDevice:
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)


def page_of(hands: Hands) -> PausePage:
    assert isinstance(hands.page, PausePage)
    return hands.page


def started(hands: Hands) -> list[tuple[Command, ...]]:
    """What the page asks to be recorded, from now on."""
    asked: list[tuple[Command, ...]] = []
    page_of(hands).start_requested.connect(asked.append)
    page_of(hands).not_today_requested.connect(asked.append)
    return asked


def opened_of(commands: tuple[Command, ...]) -> Opened:
    assert isinstance(commands[0], Open)
    return commands[0].opened


def is_on(hands: Hands, name: str) -> bool:
    button = hands.find(name)
    assert isinstance(button, QAbstractButton)
    return button.isChecked()


def middle(hands: Hands, name: str) -> QPoint:
    target = hands.find(name)
    return target.mapTo(hands.shell, target.rect().center())


def drag(hands: Hands, names: list[str]) -> None:
    """Press on the first, over the middle of each, and release on the last, as a mouse reports it."""
    window, button = hands.shell.windowHandle(), Qt.MouseButton.LeftButton
    QTest.mousePress(window, button, NO_MODIFIER, middle(hands, names[0]))
    grabber = QWidget.mouseGrabber() or hands.find(names[0])
    for name in names[1:]:
        place = middle(hands, name)
        local = QPointF(grabber.mapFrom(hands.shell, place))
        at = QPointF(hands.shell.mapToGlobal(place))
        QApplication.sendEvent(grabber, QMouseEvent(QEvent.Type.MouseMove, local, at, button, button, NO_MODIFIER))
    QTest.mouseRelease(window, button, NO_MODIFIER, middle(hands, names[-1]))


def scan(*, gtin: str = "00300233921029", expiry: str = "270531") -> str:
    """What a scanner sends of a carton."""
    return f"]d201{gtin}17{expiry}10C8124C3\x1d2110874420915561"


def rows(protocol: Protocol) -> list[str]:
    return ["allergies", *(f"question-{question.id}" for question in protocol.questions)]


# --- the whole pause -------------------------------------------------------------------------------------------------


def test_a_known_patient_by_keyboard_alone(open_page: Open_, protocol: Protocol) -> None:
    hands = open_page()
    asked = started(hands)
    assert hands.focus == "said-name"
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Tab)
    assert hands.focus == "consented"
    hands.press(Qt.Key.Key_Space)
    for _ in rows(protocol):
        hands.press(Qt.Key.Key_N)
    while hands.focus != "carton-way":
        hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Return)
    hands.type("C8124C3")
    hands.press(Qt.Key.Key_Tab)
    hands.type("05/2027")
    while hands.focus != "labelled":
        hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Space)
    assert "6 of 6 done" in hands.texts()
    while hands.focus != "start":
        hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Return)
    (commands,) = asked
    opened = opened_of(commands)
    assert len(commands) == 1
    assert (opened.patient, opened.clinician, opened.assistants) == (PATIENT, PEOPLE[0], PEOPLE[1:2])
    assert (opened.vials[0].lot, opened.vials[0].expiry) == ("C8124C3", date(2027, 5, 31))
    assert opened.clinic == Clinic("Invented Clinic")
    assert opened.safety is not None
    assert [answer.yes for answer in opened.safety.answers] == [False] * 9
    assert opened.safety.cautions == ()


@pytest.mark.parametrize("size", SIZES)
def test_the_whole_pause_by_mouse(open_page: Open_, protocol: Protocol, size: tuple[int, int]) -> None:
    hands = open_page(size=size)
    asked = started(hands)
    for name in ("said-name", "said-born", "consented", *(f"{row}-no" for row in rows(protocol)), "labelled"):
        hands.click(name)
    hands.click("carton-way")
    hands.write("carton-lot", "C8124C3")
    hands.write("carton-expiry", "May-2027")
    hands.click("start")
    assert len(asked) == 1


def test_tab_goes_down_the_cards(open_page: Open_, protocol: Protocol) -> None:
    hands = open_page()
    stops = [hands.focus]
    while stops[-1] != "menu":
        hands.press(Qt.Key.Key_Tab)
        stops.append(hands.focus)
    assert stops == [
        *("said-name", "said-born", "consented"),
        *(f"{row}-{answer}" for row in rows(protocol) for answer in ("no", "yes")),
        *("carton-way", "volume-1", "volume-2", "volume-3", "volume-4", "labelled", "mixed", "mixed-by"),
        *("go-to-left", "start-without", "not-today", "earlier", "since", "back", "who-treats", "menu"),
    ]


# --- answering -------------------------------------------------------------------------------------------------------


def test_y_and_n_answer_the_open_question_and_move_on(open_page: Open_) -> None:
    hands = open_page()
    page = page_of(hands)
    hands.press(Qt.Key.Key_N)
    assert (page.ask.allergies.yes, hands.focus) == (False, "question-infection-no")
    for _ in range(3):
        hands.press(Qt.Key.Key_N)
    hands.press(Qt.Key.Key_Y)  # blood thinner: what was said may be left out
    assert (page.ask.questions["blood-thinner"].yes, hands.focus) == (True, "question-aminoglycoside-no")
    assert page.ask.current_row() is page.ask.questions["aminoglycoside"]


def test_a_yes_that_wants_a_reason_goes_there_and_enter_goes_on(open_page: Open_) -> None:
    hands = open_page()
    for _ in range(2):
        hands.press(Qt.Key.Key_N)
    hands.press(Qt.Key.Key_Y)
    assert hands.focus == "question-neuromuscular-detail"
    hands.press(Qt.Key.Key_Tab)
    assert hands.said("question-neuromuscular-detail") == "Say why. It stands in the record."
    hands.write("question-neuromuscular-detail", "Ynn, known and mild")
    assert hands.said("question-neuromuscular-detail") == ""
    hands.press(Qt.Key.Key_Return)
    assert hands.focus == "question-swallowing-no"
    assert page_of(hands).draft.answer("swallowing") is None


def test_with_the_focus_in_an_open_row_that_row_is_the_open_question(open_page: Open_) -> None:
    hands = open_page()
    page_of(hands).ask.questions["pregnancy"].buttons.part(0).setFocus()
    hands.press(Qt.Key.Key_N)
    assert page_of(hands).ask.questions["pregnancy"].yes is False
    assert page_of(hands).ask.allergies.yes is None


def test_letters_in_a_field_answer_nothing(open_page: Open_) -> None:
    hands = open_page()
    hands.click("carton-way")
    hands.write("carton-lot", "NYNY")
    assert page_of(hands).ask.allergies.yes is None
    assert page_of(hands).draft.lot == "NYNY"


def test_an_unanswered_question_is_neither_yes_nor_no(open_page: Open_, protocol: Protocol) -> None:
    hands = open_page()
    assert not any(is_on(hands, f"{row}-{answer}") for row in rows(protocol) for answer in ("no", "yes"))


def test_a_slide_down_the_no_column_answers_each_row_that_is_touched(open_page: Open_, protocol: Protocol) -> None:
    hands = open_page()
    names = [f"{row}-no" for row in rows(protocol)]
    drag(hands, names[:5])
    assert [is_on(hands, name) for name in names] == [True] * 5 + [False] * 4
    drag(hands, [names[5], names[8]])  # the pointer reports two places only; the line between them counts
    assert all(is_on(hands, name) for name in names)


def test_a_slide_takes_no_yes_back(open_page: Open_, protocol: Protocol) -> None:
    hands = open_page()
    hands.click("question-blood-thinner-yes")
    drag(hands, ["question-swallowing-no", "question-blood-thinner-no", "question-aminoglycoside-no"])
    answers = {answer.question: answer.yes for answer in page_of(hands).draft.answers}
    assert answers == {"swallowing": False, "blood-thinner": True, "aminoglycoside": False}


def test_a_slide_beside_the_column_answers_nothing(open_page: Open_) -> None:
    hands = open_page()
    drag(hands, ["question-swallowing-yes", "question-blood-thinner-yes"])
    assert page_of(hands).draft.answers == ()


def test_a_finger_slides_down_the_column(open_page: Open_, protocol: Protocol, screen: QPointingDevice) -> None:
    hands = open_page()
    names = [f"{row}-no" for row in rows(protocol)]
    window = hands.shell.windowHandle()
    QTest.touchEvent(window, screen).press(1, middle(hands, names[0]), window).commit()
    for name in names[1:]:
        QTest.touchEvent(window, screen).move(1, middle(hands, name), window).commit()
    QTest.touchEvent(window, screen).release(1, middle(hands, names[-1]), window).commit()
    assert all(is_on(hands, name) for name in names)


def test_a_slide_over_both_boxes_of_identity(open_page: Open_) -> None:
    hands = open_page()
    drag(hands, ["said-name", "said-born"])
    assert (page_of(hands).draft.said_name, page_of(hands).draft.said_born) == (True, True)
    assert "Matched" in hands.texts()


def test_new_allergies_go_to_the_patient(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=full)
    asked = started(hands)
    hands.click("allergies-yes")
    assert not hands.find("start").isEnabled()
    hands.write("allergies-detail", "penicillin")
    hands.click("start")
    assert opened_of(asked[0]).patient.allergies == "latex, penicillin"


def test_sites_are_chosen_that_are_left_out(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=full)
    asked = started(hands)
    hands.click("question-infection-yes")
    hands.click("question-infection-sites")
    assert hands.focus == "site-corrugator-right"
    hands.press(Qt.Key.Key_Escape)
    assert hands.focus == "question-infection-sites"
    hands.press(Qt.Key.Key_Return)
    hands.click("site-temporalis-3-left")
    hands.click("sites-done")
    assert hands.focus == "question-infection-detail"
    hands.type("healing lesion")
    hands.click("start")
    assert asked[0][1:] == (Skip("temporalis-3-left", "healing lesion"),)


def test_without_sites_it_says_so(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=full.with_answer(AskedDraft("infection", True, "healing lesion")))
    assert "Choose the sites that are left out." in hands.texts()
    assert not hands.find("start").isEnabled()


# --- the interval, the vial, the mix -------------------------------------------------------------------------------


def test_the_first_treatment_asks_nothing_of_the_interval(open_page: Open_) -> None:
    hands = open_page(last_visit=None)
    assert {"First treatment here", "Nothing to ask", "1 of 6 done"} <= set(hands.texts())


def test_the_interval_is_said(open_page: Open_) -> None:
    said = open_page().texts()
    assert {"14 weeks ago", "12-Aug-2025, 155 units, Dr A. Lindqvist", "Interval kept"} <= set(said)


def test_an_early_treatment_opens_a_reason(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=full, last_visit=EARLY)
    asked = started(hands)
    assert "10 weeks and 2 days ago" in hands.texts()
    assert not hands.find("start").isEnabled()
    hands.click("go-to-left")
    assert hands.focus == "early-reason"
    assert hands.said("early-reason") == "Say why. It stands in the record."
    hands.type("Wore off")
    hands.click("start")
    safety = opened_of(asked[0]).safety
    assert safety is not None
    assert [(caution.kind, caution.reason) for caution in safety.cautions] == [("early", "Wore off")]


def test_an_expired_vial_opens_a_reason(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=replace(full, lot="", expiry="", serial="", gtin=""))
    asked = started(hands)
    page_of(hands).take_scan(scan(expiry="251031"))
    assert "This vial expired on 31-Oct-2025." in [text.replace("\u2011", "-") for text in hands.texts()]
    assert not hands.find("start").isEnabled()
    hands.click("go-to-left")
    assert hands.focus == "carton-expiry-reason"
    hands.type("No other vial")
    hands.click("start")
    (vial,) = opened_of(asked[0]).vials
    assert (vial.expired_reason, vial.cautions) == ("No other vial", ())
    page_of(hands).take_scan(scan())
    assert page_of(hands).draft.expired_reason == ""


def test_a_scan_is_the_vial_wherever_the_focus_is(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=replace(full, lot="", expiry="", serial="", gtin=""))
    asked = started(hands)
    assert "5 of 6 done" in hands.texts()
    page_of(hands).take_scan(scan())
    assert {"6 of 6 done", "Scanned 10:26"} <= set(hands.texts())
    hands.click("start")
    (vial,) = opened_of(asked[0]).vials
    assert (vial.lot, vial.expiry, vial.serial, vial.gtin) == (
        "C8124C3",
        date(2027, 5, 31),
        "10874420915561",
        "00300233921029",
    )


def test_a_code_that_is_not_read_leaves_the_card_open(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=full)
    page_of(hands).take_scan("0123456789012345")
    assert {"Not read", "5 of 6 done"} <= set(hands.texts())
    assert page_of(hands).draft.lot == ""
    hands.click("go-to-left")
    assert hands.focus == "carton-way"


def test_a_serial_that_was_used_wants_a_reason_that_the_vial_keeps(open_page: Open_, full: PauseDraft) -> None:
    uses = [SerialUse("00300233921029", "10874420915561", date(2025, 8, 12))]
    hands = open_page(draft=full, serial_uses=lambda _: uses)
    asked = started(hands)
    assert {"Reason needed", "5 of 6 done"} <= set(hands.texts())
    hands.click("start-without") if hands.find("start-without").isVisible() else hands.click("go-to-left")
    assert hands.focus == "carton-serial-reason"
    hands.type("Half was left")
    hands.click("start")
    (vial,) = opened_of(asked[0]).vials
    assert [(caution.kind, caution.reason) for caution in vial.cautions] == [("serial-used", "Half was left")]
    again = open_page(draft=page_of(hands).draft, serial_uses=lambda _: uses)
    assert page_of(again).draft == page_of(hands).draft
    assert "6 of 6 done" in again.texts()


def test_another_size_of_vial_is_mixed_to_the_same_strength_and_labelled_anew(
    open_page: Open_, full: PauseDraft
) -> None:
    hands = open_page(draft=full)
    page_of(hands).take_scan(scan(gtin="00300231145014"))
    assert "One vial holds 100 units; the plan comes to 155 units." in hands.said("diluent")
    assert {"5 units in 0.1 mL", "31 sites, 5 units each. 3.1 mL of 2 mL needed"} <= set(hands.texts())
    draft = page_of(hands).draft
    assert (draft.diluent_ml, draft.labelled) == ("2", False)
    again = open_page(draft=page_of(hands).draft)
    assert page_of(again).draft == page_of(hands).draft
    assert is_on(again, "volume-2")


def test_a_strength_that_was_chosen_stays_with_another_size_of_vial(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=full)
    hands.click("volume-3")
    page_of(hands).take_scan(scan(gtin="00300231145014"))
    assert page_of(hands).draft.diluent_ml == "8"


def test_a_half_typed_vial_is_kept_in_the_draft(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=replace(full, lot="", expiry="", serial="", gtin=""))
    hands.click("carton-way")
    hands.type("C8124C3")
    again = open_page(draft=page_of(hands).draft)
    assert again.field("carton-lot").text == "C8124C3"
    assert "5 of 6 done" in again.texts()
    again.click("go-to-left")
    assert (again.focus, again.said("carton-expiry")) == ("carton-expiry", "The expiry date is needed.")


def test_another_dilution_is_shown_in_units_and_syringes(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=full)
    asked = started(hands)
    assert {"5 units in 0.1 mL", "4 syringes", "31 sites, 5 units each. 3.1 mL of 4 mL needed"} <= set(hands.texts())
    hands.click("volume-3")
    assert {"2.5 units in 0.1 mL", "8 syringes", "31 sites, 5 units each. 6.2 mL of 8 mL needed"} <= set(hands.texts())
    assert "0.2 mL a site; the protocol mixes 4 mL" in hands.texts()
    hands.click("volume-4")
    assert hands.focus == "diluent"
    hands.type("2.5")
    assert "8 units in 0.1 mL" in hands.texts()
    assert hands.find("syringes").accessibleName().endswith("Syringe 3: 0.5 mL, 40 units")
    hands.click("start")
    assert opened_of(asked[0]).vials[0].diluent_ml == Decimal("2.5")
    hands.write("diluent", "a lot")
    hands.press(Qt.Key.Key_Tab)
    assert hands.said("diluent") == "This is no volume. Write it in mL, such as 2.5."
    assert not hands.find("start").isEnabled()


def test_a_time_is_shown_as_it_was_understood(open_page: Open_) -> None:
    hands = open_page()
    hands.write("mixed", "10:06")
    hands.press(Qt.Key.Key_Tab)
    assert hands.field("mixed").text == "18-Nov-2025 10:06"
    assert hands.said("mixed") == "Use by 19-Nov-2025 10:06"


# --- who treats ------------------------------------------------------------------------------------------------------


def test_who_injects_and_who_assists_are_chosen(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=full)
    asked = started(hands)
    assert page_of(hands).bar.who_treats.text() == "Dr A. Lindqvist with R. Osei"
    hands.click("who-treats")
    hands.click("injects-3")
    hands.write("assistants", "K. Invented")
    hands.click("diagnosis-2")
    hands.click("guidance-emg")
    hands.click("treating-done")
    assert hands.focus == "who-treats"
    assert page_of(hands).bar.who_treats.text() == "Dr B. Reyes with R. Osei and K. Invented"
    hands.click("start")
    opened = opened_of(asked[0])
    assert opened.clinician == PEOPLE[2]
    assert opened.assistants == (PEOPLE[1], Clinician("K. Invented"))
    assert opened.diagnosis is not None
    assert (opened.diagnosis.icd10, opened.guidance) == ("G43.719", "EMG")


def test_nobody_injects_is_said_at_the_name(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=replace(full, clinician="", role=""))
    assert not hands.find("start").isEnabled()
    hands.click("go-to-left")
    assert hands.focus == "clinician"
    assert hands.said("clinician") == "Who treats is needed."
    hands.type("Dr C. Invented")
    hands.press(Qt.Key.Key_Escape)
    assert hands.focus == "who-treats"
    assert hands.find("start").isEnabled()


# --- the foot --------------------------------------------------------------------------------------------------------


def test_the_foot_names_what_is_left_and_goes_there(open_page: Open_, full: PauseDraft) -> None:
    others = tuple(answer for answer in full.answers if answer.question != "pregnancy")
    hands = open_page(draft=replace(full, answers=others))
    assert {"5 of 6 done", "1 left to ask"} <= set(hands.texts())
    assert page_of(hands).foot.go_to.text() == "Pregnant or breastfeeding"
    hands.click("go-to-left")
    assert hands.focus == "question-pregnancy-no"
    hands.press(Qt.Key.Key_N)
    assert "6 of 6 done" in hands.texts()
    assert not hands.find("go-to-left").isVisible()
    assert hands.find("start").isEnabled()


def test_start_with_a_card_left_open_wants_a_reason_that_is_kept(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=replace(full, consented=False))
    asked = started(hands)
    hands.click("start")
    assert asked == []
    hands.click("start-without")
    assert hands.focus == "without-1"
    hands.click("without-main")
    assert (asked, hands.focus) == ([], "without-words")
    assert hands.said("without-words") == "Say why. It stands in the record."
    hands.click("without-2")
    hands.write("without-words", "asleep")
    hands.click("without-main")
    safety = opened_of(asked[0]).safety
    assert safety is not None
    (caution,) = safety.cautions
    assert (caution.kind, caution.sentence, caution.reason) == (
        "incomplete",
        "Left open before the first needle: Consent.",
        "Patient cannot answer. asleep",
    )


def test_without_a_reason_esc_goes_back_to_the_cards(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=replace(full, consented=False))
    hands.click("start-without")
    hands.press(Qt.Key.Key_Escape)
    assert not hands.find("without").isVisible()
    assert hands.focus == "start-without"


def test_what_is_half_said_is_mended_before_anything_is_left_open(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=replace(full, consented=False, lot="", gtin=""))
    hands.click("start-without")
    assert not hands.find("without").isVisible()
    assert (hands.focus, hands.said("carton-lot")) == ("carton-lot", "The lot is needed.")


def test_the_last_answer_closes_the_question_for_a_reason(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=replace(full, consented=False))
    hands.click("start-without")
    hands.click("consented")
    assert not hands.find("without").isVisible()
    assert hands.find("start").isEnabled()


def test_not_today_keeps_the_reason(open_page: Open_) -> None:
    hands = open_page()
    asked = started(hands)
    hands.click("not-today")
    hands.click("untreated-main")
    assert asked == []
    assert hands.said("untreated-words") == "Say why. It stands in the record."
    hands.click("untreated-1")
    hands.click("untreated-main")
    assert asked[0][1:] == (EndUntreated("Patient unwell"),)
    assert opened_of(asked[0]).vials == ()


# --- what the window tells it, and what it tells the window --------------------------------------------------------


def test_every_change_is_told_for_the_draft_and_taken_up_again(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page()
    drafts: list[PauseDraft] = []
    page_of(hands).draft_changed.connect(drafts.append)
    hands.click("said-name")
    hands.click("question-blood-thinner-yes")
    hands.write("question-blood-thinner-detail", "apixaban")
    assert len(drafts) == 2 + len("apixaban")
    again = open_page(draft=drafts[-1])
    assert page_of(again).draft == drafts[-1]
    again.click("said-born")
    answer = page_of(again).draft.answer("blood-thinner")
    assert answer == AskedDraft("blood-thinner", True, "apixaban")
    box = again.find("said-name")
    assert isinstance(box, SaidBox)
    assert box.isChecked()


def test_a_saved_draft_is_said_with_its_time(open_page: Open_) -> None:
    hands = open_page()
    assert not hands.find("draft-saved").isVisible()
    page_of(hands).say_draft_saved(NOW)
    assert {"Saved 10:26:08", "draft, on disk"} <= set(hands.texts())


def test_back_and_lock_are_asked_for(open_page: Open_, qtbot: QtBot) -> None:
    hands = open_page()
    with qtbot.waitSignal(page_of(hands).back_asked, timeout=5000):
        hands.click("back")
    hands.click("menu")
    with qtbot.waitSignal(page_of(hands).lock_requested, timeout=5000):
        menu = QApplication.activePopupWidget()
        assert menu is not None
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)


def test_sources_are_said_while_the_protocol_is_not_approved(open_page: Open_, protocol: Protocol) -> None:
    small = (
        "Questions not verified, protocol: draft. ¹ US prescribing information, BLA 103000 ² Headache 2017;57:766"
    )  # fmt: skip
    assert small in open_page().texts()
    approved = replace(protocol, review=Review("approved", "Dr B. Reyes"))
    said = open_page(protocol=approved).texts()
    assert small not in said
    assert "Blood thinner" in said


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("done", [False, True])
def test_all_is_to_be_seen_on_one_screen(open_page: Open_, full: PauseDraft, size: tuple[int, int], done: bool) -> None:
    hands = open_page(size=size, draft=full if done else None)
    page_of(hands).say_draft_saved(NOW)
    assert_all_is_to_be_seen(hands)


def test_the_visits_before_are_one_tap_away_and_leave_what_was_filled_in(open_page: Open_, full: PauseDraft) -> None:
    hands = open_page(draft=full)
    filled_in = page_of(hands).draft
    hands.click("earlier")
    assert hands.focus == "looking-back-done"
    assert "What it rests on, in a line or two." in hands.texts()
    hands.press(Qt.Key.Key_Escape)
    assert (hands.focus, page_of(hands).draft) == ("earlier", filled_in)
    hands.click("earlier")
    hands.click("looking-back-done")
    assert hands.focus == "earlier"


@pytest.mark.parametrize("without", [{"last_visit": None}, {"look_back": None}])
def test_without_a_visit_before_there_is_no_way_to_it(open_page: Open_, without: dict[str, None]) -> None:
    assert not open_page(**without).find("earlier").isVisible()


def test_what_cannot_be_read_opens_nothing(open_page: Open_) -> None:
    hands = open_page(look_back=lambda: None)
    hands.click("earlier")
    assert hands.find("earlier").isVisible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("opener", ["who-treats", "earlier", "question-infection-sites", "not-today", "start-without"])
def test_what_opens_is_not_cut(open_page: Open_, full: PauseDraft, size: tuple[int, int], opener: str) -> None:
    draft = replace(full, consented=False).with_answer(
        AskedDraft("infection", True, "lesion", ("procerus", "trapezius-1-left"))
    )
    hands = open_page(size=size, draft=draft)
    hands.click(opener)

    def settled() -> None:
        in_two_lines = {button.text() for button in hands.page.findChildren(Button) if button.words_fit}
        assert set(cut_texts(hands.page)) - in_two_lines == set()

    hands.qtbot.wait_until(settled)


@pytest.mark.parametrize("size", SIZES)
def test_targets_are_wide_enough_for_a_finger(open_page: Open_, full: PauseDraft, size: tuple[int, int]) -> None:
    hands = open_page(size=size, draft=full)
    buttons = [button for button in hands.page.findChildren(QAbstractButton) if button.isVisible()]
    assert len(buttons) > 25
    assert [b.objectName() for b in buttons if b.width() < 44 or b.height() < 44] == []


@pytest.mark.parametrize("percent", [115, 130])
@pytest.mark.parametrize("size", SIZES[:2])
def test_nothing_is_cut_in_larger_type(
    open_page: Open_, theme: Theme, full: PauseDraft, size: tuple[int, int], percent: int
) -> None:
    theme.set_font_percent(percent)
    hands = open_page(size=size, draft=full)

    def settled() -> None:
        areas = [area for area in hands.page.findChildren(Overflow) if area.isVisible()]
        assert [area.horizontalScrollBar().maximum() for area in areas] == [0, 0, 0]
        assert cut_texts(hands.page) == []

    hands.qtbot.wait_until(settled)
