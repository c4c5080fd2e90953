"""The record page: it says what is kept, and what it cannot show; it changes nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot
from report.visits import a_whole_record
from ui.chair.hands import RECORD, STARTED, opened
from ui.page_hands import SIZES, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.art_cache import ArtCache
from injection_map.domain import commands as c
from injection_map.domain.commands import Command
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician, Event, Opened
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol, Side, View
from injection_map.domain.session import Visit, apply
from injection_map.report.billing import Billing
from injection_map.report.check_code import check_code
from injection_map.report.choices import AS_SHIPPED, Choices
from injection_map.report.formats import ExportFormat
from injection_map.report.note_text import note_text
from injection_map.report.record import Record
from injection_map.ui.four_views import SmallView
from injection_map.ui.record_page import RecordPage
from injection_map.ui.record_parts import history_lines, legend_entries, state_words
from injection_map.ui.record_sentences import sentences
from injection_map.ui.theme import Theme

Key = Qt.Key
Shipped = tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]
FINISH = c.Finish(Decimal("47.5"), date(2026, 2, 10), "None seen")
SIGN = c.Sign(Clinician("Dr A. Lindqvist", "Consultant neurologist"))
CHANGED = (
    c.ChangeDose("frontalis-lateral-right", Decimal("2.5"), "Brow felt heavy after last visit"),
    c.Skip("temporalis-3-left", "Healing skin lesion over the site"),
    c.AddSite(
        *("occipitalis-added-1", "Occipitalis", "occipitalis", Side.LEFT, View.BACK),
        *(-32.0, -32.0, Decimal(5), "Tender point"),
    ),
)


def a_record(opening: Opened, *acts: Command) -> Record:
    visit, events = Visit(), list[Event]()
    for command in (c.Open(opening), *acts):
        made = decide(visit, [command], at=STARTED, by="Dr A. Lindqvist")
        assert isinstance(made, tuple), made
        events += made
        for event in made:
            visit = apply(visit, event)
    return Record(RECORD, tuple(events))


@pytest.fixture
def protocol(shipped: Shipped) -> Protocol:
    return shipped[0]


@pytest.fixture
def whole(protocol: Protocol) -> list[Command]:
    """A visit with a change, a skip and an added site, all given."""
    keys = [site.key for site in protocol.sites if site.key != "temporalis-3-left"]
    return [*CHANGED, *(c.Give(key) for key in (*keys, "occipitalis-added-1"))]


@pytest.fixture
def signed(protocol: Protocol, whole: list[Command]) -> Record:
    return a_record(opened(protocol), *whole, c.Note("Tolerated well."), FINISH, SIGN)


Show = Callable[..., Hands]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme, shipped: Shipped) -> Iterator[Show]:
    protocol, placed, renderer = shipped
    with ExitStack() as stack:

        def open_it(
            record: Record, *, size: tuple[int, int] = (1280, 800), known: bool = True, choices: Choices = AS_SHIPPED
        ) -> Hands:
            art = ArtCache(renderer)
            art.close()
            stack.callback(art.deleteLater)
            own = {"protocol": protocol, "placed": placed} if known else {"protocol": None, "placed": {}}
            page = RecordPage(theme, art, record, choices=choices, **own)  # type: ignore[arg-type]
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            return hands

        yield open_it


def page_of(hands: Hands) -> RecordPage:
    assert isinstance(hands.page, RecordPage)
    return hands.page


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_a_signed_record_says_all_that_it_holds(show: Show, signed: Record, size: tuple[int, int]) -> None:
    hands = show(signed, size=size)
    said = set(hands.texts())
    assert {"HALVORSEN, Ingrid", "14-Mar-1981 (44 years)", "40-2719"} <= said
    assert {"Signed and locked", "18-Nov-2025 10:30", "Dr A. Lindqvist"} <= said
    assert {"Frontalis lateral, right: 2.5 units, not 5. Brow felt heavy after last visit"} <= {
        line for text in said for line in text.splitlines()
    }
    assert "152.5 given + 47.5 discarded = 200 units." in said
    assert {"None seen.", "Tuesday 10‑Feb‑2026, 12 weeks.", "Tolerated well."} <= said
    assert check_code(signed) in said
    assert_all_is_to_be_seen(hands)


def test_a_signed_record_offers_neither_signing_nor_the_chair(show: Show, signed: Record) -> None:
    hands = show(signed)
    assert page_of(hands).sign_card is None
    assert hands.page.findChild(QPlainTextEdit, "resume-record") is None
    assert hands.focus == "save-pdf"


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_a_record_leads_to_its_patient_where_the_list_has_them(
    show: Show, signed: Record, protocol: Protocol, size: tuple[int, int]
) -> None:
    assert not page_of(show(signed, size=size)).patient.isVisible()
    listed = replace(opened(protocol).patient, id="p-ingrid", allergies="latex")
    hands = show(a_record(replace(opened(protocol), patient=listed)), size=size)
    asked: list[object] = []
    page_of(hands).patient_asked.connect(asked.append)
    assert_all_is_to_be_seen(hands)
    hands.click("patient")
    assert asked == [listed]


def test_what_can_be_done_leaves_as_a_signal(show: Show, signed: Record) -> None:
    hands = show(signed)
    asked: list[object] = []
    page = page_of(hands)
    page.pdf_asked.connect(asked.append)
    page.print_asked.connect(lambda record_id: asked.append(("print", record_id)))
    page.records_asked.connect(lambda: asked.append("records"))
    page.new_visit_asked.connect(lambda: asked.append("new"))
    for name in ("save-pdf", "records", "new-visit", "print-record"):
        hands.click(name)
    hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert asked == [RECORD, "records", "new", ("print", RECORD), ("print", RECORD)]


def test_the_note_is_copied_as_text(show: Show, signed: Record, protocol: Protocol) -> None:
    hands = show(signed)
    hands.click("copy-text")
    assert QGuiApplication.clipboard().text() == note_text(signed, protocol)
    assert "Copied. After a minute it is gone from the clipboard." in hands.texts()


def test_the_clinics_own_note_is_copied_or_what_is_wrong_with_it(
    qtbot: QtBot, theme: Theme, shipped: Shipped, signed: Record
) -> None:
    art = ArtCache(shipped[2])
    art.close()
    for template, said in (("{patient_number}", "Copied."), ("{number}", "Line 1 of the note's template")):
        page = RecordPage(theme, art, signed, protocol=None, placed={}, choices=Choices(note_template=template))
        hands = sit_at(qtbot, theme, page)
        hands.click("copy-text")
        assert QGuiApplication.clipboard().text() == "40-2719\n"
        assert any(text.startswith(said) for text in hands.texts())
        leave(hands)
    art.deleteLater()


def test_a_finished_record_is_signed_here(show: Show, protocol: Protocol, whole: list[Command]) -> None:
    hands = show(a_record(opened(protocol), *whole, FINISH))
    page, asked = page_of(hands), list[object]()
    page.sign_asked.connect(lambda record_id, signer: asked.append((record_id, signer)))
    assert {"Not signed", "Finished, not yet signed"} <= set(hands.texts())
    hands.write("signer", " ")
    hands.click("sign")
    assert (asked, hands.focus) == ([], "signer")
    assert hands.said("signer") == "A name is needed to sign."
    hands.write("signer", "Dr A. Lindqvist")
    hands.click("sign")
    assert asked == [(RECORD, Clinician("Dr A. Lindqvist", "neurologist"))]
    assert page.sign_card is not None
    assert not page.sign_card.sign.isEnabled()
    page.say_not_signed("The disk is full. Earlier entries are safe.")
    assert page.sign_card.sign.isEnabled()
    assert "The disk is full. Earlier entries are safe." in hands.texts()


def test_an_unsigned_record_leads_back_to_the_chair(show: Show, protocol: Protocol) -> None:
    hands = show(a_record(opened(protocol), c.Give("procerus")))
    asked: list[str] = []
    page_of(hands).resume_asked.connect(asked.append)
    assert page_of(hands).sign_card is None
    hands.click("resume-record")
    assert asked == [RECORD]


def test_without_its_protocol_the_record_is_shown_and_what_is_not_drawn_is_said(show: Show, signed: Record) -> None:
    hands = show(signed, known=False)
    assert "31 sites are not drawn: the place is not known here." in hands.texts()
    assert "Corrugator: right 5 units at 1 site" in hands.find("given-table").accessibleDescription()


def test_the_drawings_show_the_sites_in_marks_and_in_words(show: Show, signed: Record) -> None:
    hands = show(signed)
    front, back = hands.find("small-front"), hands.find("small-back")
    assert isinstance(front, SmallView)
    assert isinstance(back, SmallView)
    assert front.scene is not None
    assert back.scene is not None
    assert len(front.scene.marks) == 7
    assert len(back.scene.marks) == 17
    assert "Frontalis lateral, patient’s right, given 2.5 units instead of 5" in front.accessibleDescription()


def test_the_legend_names_only_the_marks_that_are_there(signed: Record, protocol: Protocol) -> None:
    assert [text for _, text in legend_entries(signed.visit)] == [
        "As planned",
        "Other dose",
        "Added site",
        "Skipped",
    ]
    left = a_record(opened(protocol), c.Give("procerus"), replace(FINISH, left_to_do_reason="Unwell"))
    assert [text for _, text in legend_entries(left.visit)] == ["As planned", "Not given"]


def test_the_history_holds_every_event_newest_first(show: Show, signed: Record) -> None:
    lines = history_lines(signed)
    assert len(lines) == len(signed.events)
    assert lines[0] == ("10:30:00", "Signed by Dr A. Lindqvist, consultant neurologist")
    hands = show(signed)
    history = hands.find("history")
    assert isinstance(history, QPlainTextEdit)
    assert history.toPlainText().splitlines()[0] == "10:30:00  Signed by Dr A. Lindqvist, consultant neurologist"
    assert len(history.toPlainText().splitlines()) == len(signed.events)


def test_an_expired_vial_and_its_reason_are_in_the_sentences(protocol: Protocol, whole: list[Command]) -> None:
    opening = opened(protocol)
    vial = replace(opening.vials[0], expiry=date(2025, 10, 31), expired_reason="No other vial")
    record = a_record(replace(opening, vials=(vial,)), *whole, FINISH, SIGN)
    assert dict(sentences(record, protocol))["Reasons"] == "Vial C8124C3 used after its expiry: No other vial"


def test_the_state_in_words(protocol: Protocol) -> None:
    under_way = a_record(opened(protocol))
    assert state_words(under_way) == ("Not signed", "The treatment is not finished")
    paused = a_record(opened(protocol), c.Pause())
    assert state_words(paused) == ("Not signed", "The treatment is paused")


def _exported(hands: Hands, *keys: Key) -> list[tuple[object, object]]:
    """What is asked for when the menu is opened by the keyboard and these keys are pressed in it."""
    asked: list[tuple[object, object]] = []
    page_of(hands).export_asked.connect(lambda record_id, kind: asked.append((record_id, kind)))
    page_of(hands).export.setFocus(Qt.FocusReason.TabFocusReason)
    hands.press(Key.Key_Space)
    menu = page_of(hands).export.findChild(QMenu)
    assert menu is not None
    for key in keys:
        QTest.keyClick(menu, key)
    return asked


def test_every_format_is_reached_by_keys(show: Show, signed: Record) -> None:
    hands = show(signed)
    assert _exported(hands, Key.Key_Down, Key.Key_Return) == [(RECORD, ExportFormat.LEAFLET)]
    assert _exported(hands, *[Key.Key_Down] * 5, Key.Key_Return)[-1] == (RECORD, ExportFormat.FHIR)


@pytest.mark.parametrize("billing", [None, Billing()], ids=["off", "on"])
def test_the_menu_has_every_format_and_billing_when_it_is_on(
    show: Show, signed: Record, billing: Billing | None
) -> None:
    hands = show(signed, choices=Choices(billing=billing))
    hands.click("export-record")
    menu = page_of(hands).export.findChild(QMenu)
    assert menu is not None
    offered = {action.data() for action in menu.actions()} | {ExportFormat.PDF}
    assert offered == set(ExportFormat) - ({ExportFormat.BILLING} if billing is None else set())
    QTest.keyClick(menu, Key.Key_Escape)


def test_the_sentences_say_what_was_around_the_needle(protocol: Protocol) -> None:
    said = dict(sentences(a_whole_record(), protocol))
    assert said["By"] == (
        "Dr A. Lindqvist, consultant neurologist; then Dr B. Prior, consultant. "
        "With R. Osei, nurse; S. Lee. Guidance: none."
    )
    assert said["For"].startswith("Chronic migraine. G43.709, ")
    assert said["Before"].startswith("Safety pause complete 10:26, consent confirmed. Answers: ")
    assert "155 units are the most of this protocol. Gone on all the same: Follow the pain" in said["Cautions"]
    assert "moved to 1 cm lateral of its place. Scar" in said["Changed"]
    assert "Vial 2, lot C9000D1: " in said["Balance"]
    assert "Discard seen by R. Osei." in said["Balance"]
    assert {"Vial 1", "Vial 2"} <= said.keys()
    assert said["Reactions"] == (
        "Pain at two sites. Fainting. Procerus, midline: bruising (pressed for a minute). "
        "Watched until 10:58. Leaflet given."
    )


def test_a_pause_stands_in_the_sentences_with_its_reason(protocol: Protocol) -> None:
    record = a_record(opened(protocol), c.Pause("patient felt faint"), c.Continue(), c.Pause(""))
    assert dict(sentences(record, protocol))["Interrupted"].splitlines() == [
        "18-Nov-2025 10:30:00 to 10:30:00. Patient felt faint",
        "18-Nov-2025 10:30:00 not continued",
    ]


def test_who_took_over_is_offered_as_signer_and_both_have_given(
    show: Show, protocol: Protocol, whole: list[Command]
) -> None:
    over = c.TakeOver(Clinician("Dr B. Prior", "Neurologist"), (Clinician("S. Lee"),), "Called away")
    hands = show(a_record(opened(protocol), *whole, over, FINISH))
    card = page_of(hands).sign_card
    assert card is not None
    assert card.signer.text == "Dr B. Prior"
    assert card.signed_by == Clinician("Dr B. Prior", "Neurologist")
    assert any(text.startswith("Dr A. Lindqvist, then Dr B. Prior, with ") for text in hands.texts())
