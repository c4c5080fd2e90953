"""The vial's card, with real scans, keys and presses: what is accepted, and what keeps a carton open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from ui.page_hands import NO_MODIFIER, Hands, assert_all_is_to_be_seen, leave, sit_at

from injection_map.diagram.art import ArtRenderer
from injection_map.domain.cartons import Carton, CartonKind, CheckedCarton, SerialUse
from injection_map.domain.events import Caution
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol
from injection_map.ui.carton_field import CartonField
from injection_map.ui.fields import LineField
from injection_map.ui.page import Page
from injection_map.ui.scanner import ScannerWatch
from injection_map.ui.sections import Overflow, Section
from injection_map.ui.theme import Theme

NOW = datetime(2025, 11, 18, 10, 2, tzinfo=UTC)
GS = "\x1d"
RIGHT, SMALL, COSMETIC, OTHER = "00300233921029", "00300231145014", "00300239232013", "00312345678906"
CARTON = Carton(RIGHT, "C8124C3", date(2027, 5, 31), "10874420915561", separators_seen=True)
USED = SerialUse(RIGHT, "USED1", date(2025, 8, 12))
SCREENS = [((1920, 1080), 570), ((1280, 800), 373)]
"""The window, and how wide the card stands in it, in px."""


def code(gtin: str = RIGHT, expiry: str = "270531", serial: str = "10874420915561", end: str = GS) -> str:
    return f"]d201{gtin}17{expiry}10C8124C3{end}21{serial}"


class APage(Page):
    """The card where the safety pause has it: on the right, above another."""

    def __init__(self, theme: Theme, card: CartonField, width_px: int) -> None:
        super().__init__()
        self.card = card
        card.setFixedWidth(width_px)
        content = QWidget(self)
        row, column = QHBoxLayout(content), QVBoxLayout()
        row.addStretch(1)
        row.addLayout(column)
        column.addWidget(card)
        column.addWidget(Section(theme, "Mix and draw up", parent=content), 1)
        box = QVBoxLayout(self)
        box.addWidget(Overflow(theme, content, self))


Open = Callable[..., Hands]


@pytest.fixture
def protocol(shipped: tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]) -> Protocol:
    return shipped[0]


@pytest.fixture
def open_card(qtbot: QtBot, theme: Theme, protocol: Protocol) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_it(
            *, protocol: Protocol = protocol, size: tuple[int, int] = (1280, 800), width_px: int = 373
        ) -> Hands:
            card = CartonField(theme, protocol, clock=lambda: NOW, serial_uses=lambda _: [USED])
            hands = sit_at(qtbot, theme, APage(theme, card, width_px), size=size)
            stack.callback(leave, hands)
            return hands

        yield open_it


def card_of(hands: Hands) -> CartonField:
    assert isinstance(hands.page, APage)
    return hands.page.card


def scan(hands: Hands, text: str) -> CheckedCarton | None:
    card_of(hands).take_scan(text)
    return card_of(hands).result


def test_a_scan_fills_the_card(open_card: Open) -> None:
    hands = open_card()
    told: list[object] = []
    card_of(hands).checked.connect(told.append)
    assert "Not scanned yet" in hands.texts()
    result = CheckedCarton(CARTON, Decimal(200), NOW)
    assert scan(hands, code()) == result
    assert told == [result]
    wanted = ["onabotulinumtoxinA 200\u00a0units", "GTIN 00300233921029", "C8124C3", "31-May-2027", "in 18 months"]
    for text in (*wanted, "10874420915561", "Scanned 10:02"):
        assert text in hands.texts()


def test_the_scanner_fills_it_wherever_the_focus_is(open_card: Open, qtbot: QtBot) -> None:
    hands = open_card()
    watch = ScannerWatch(at_ms=lambda _: 0.0, parent=hands.shell)
    watch.scanned.connect(card_of(hands).take_scan)
    hands.click("carton-way")
    assert hands.focus == "carton-lot"
    window = hands.shell.windowHandle()
    assert window is not None
    for letter in code():
        if letter == GS:
            hands.press(Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
        else:
            QTest.keyClick(window, letter, NO_MODIFIER)
    hands.press(Qt.Key.Key_Return)
    assert card_of(hands).result == CheckedCarton(CARTON, Decimal(200), NOW)


def test_scan_again_forgets_the_carton(open_card: Open) -> None:
    hands = open_card()
    scan(hands, code())
    hands.click("carton-way")
    assert card_of(hands).result is None
    assert "Not scanned yet" in hands.texts()
    assert "C8124C3" not in hands.texts()


def test_a_code_that_is_not_read_takes_away_the_one_before(open_card: Open) -> None:
    hands = open_card()
    scan(hands, code())
    assert scan(hands, "300233921029") is None
    assert "Not read" in hands.texts()
    assert "C8124C3" not in hands.texts()
    assert any(text.startswith("This code has the product’s number alone.") for text in hands.texts())
    assert scan(hands, code()) is not None
    assert not any(text.startswith("This code") for text in hands.texts())


def test_all_the_faults_of_a_code_are_told(open_card: Open) -> None:
    hands = open_card()
    scan(hands, "(01)00300233921028(17)270231")
    said = [text for text in hands.texts() if text.startswith(("The code", "The product", "The expiry"))]
    assert [text.split(":")[0].split(".")[0] for text in said] == [
        "The product number 00300233921028 was misread",
        "The code has no lot",
        "The expiry 270231 is no date",
    ]


@pytest.mark.parametrize(
    ("text", "part", "kind", "sentence"),
    [
        (
            code(COSMETIC),
            "product",
            CartonKind.MISTAKEN_PRODUCT,
            "This carton is BOTOX Cosmetic: not the onabotulinumtoxinA of this protocol.",
        ),
        (
            code(OTHER),
            "product",
            CartonKind.WRONG_PRODUCT,
            "This carton is not the onabotulinumtoxinA of this protocol.",
        ),
        (code(expiry="251117"), "expiry", CartonKind.EXPIRED, "This vial expired on 17-Nov-2025."),
        (
            code(serial="USED1"),
            "serial",
            CartonKind.SERIAL_USED,
            "A carton with this serial stands in a record of 12-Aug-2025 already.",
        ),
    ],
)
def test_a_warning_wants_a_reason_at_its_place(
    open_card: Open, text: str, part: str, kind: CartonKind, sentence: str
) -> None:
    hands = open_card()
    assert scan(hands, text) is None
    assert "Reason needed" in hands.texts()
    assert sentence in [shown.replace("\u2011", "-") for shown in hands.texts()]
    hands.write(f"carton-{part}-reason", " no other vial,  invented ")
    result = card_of(hands).result
    assert result is not None
    assert result.cautions == (Caution(str(kind), sentence, "no other vial, invented"),)
    assert "Scanned 10:02" in hands.texts()
    hands.write(f"carton-{part}-reason", "-")
    assert card_of(hands).result is None


def test_a_reason_is_not_carried_over_to_the_next_carton(open_card: Open) -> None:
    hands = open_card()
    scan(hands, code(expiry="251117"))
    hands.write("carton-expiry-reason", "no other vial, invented")
    assert scan(hands, code(expiry="251116")) is None
    assert scan(hands, code()) is not None
    assert scan(hands, code(expiry="251117")) is None


def test_the_product_is_called_what_it_is(open_card: Open) -> None:
    hands = open_card()
    scan(hands, code(COSMETIC))
    assert "BOTOX Cosmetic" in hands.texts()
    scan(hands, code(OTHER))
    assert "Another product" in hands.texts()
    assert not any("units" in text for text in hands.texts())
    result = scan(hands, code(SMALL))
    assert result is not None
    assert result.units == 100
    assert "onabotulinumtoxinA 100\u00a0units" in hands.texts()
    assert "This vial holds 100 units; the protocol mixes 200 units." in hands.texts()


def test_where_the_protocol_names_no_cartons_nothing_is_claimed(open_card: Open, protocol: Protocol) -> None:
    bare = replace(protocol, product=replace(protocol.product, gtins=(), packs=()))
    hands = open_card(protocol=bare)
    assert scan(hands, code()) == CheckedCarton(CARTON, None, NOW)
    assert "Product not compared" in hands.texts()


def test_without_separators_the_lot_is_compared(open_card: Open) -> None:
    hands = open_card()
    assert scan(hands, code(end="", serial="1087")) is None
    assert "Lot to be compared" in hands.texts()
    hands.write("carton-printed-lot", " ")
    hands.click("carton-is-lot")
    assert card_of(hands).result is None
    assert hands.said("carton-printed-lot") == "The lot is needed."
    hands.write("carton-printed-lot", "C8124C3")
    assert card_of(hands).result is None
    hands.click("carton-is-lot")
    result = card_of(hands).result
    assert result is not None
    assert (result.carton.lot, result.carton.serial) == ("C8124C3", None)
    assert "compared" in hands.texts()
    assert scan(hands, code(end="", serial="1087")) is None


# --- typed by hand ----------------------------------------------------------------------------------------------


def test_a_carton_typed_by_keyboard_alone(open_card: Open) -> None:
    hands = open_card()
    hands.click("carton-way")
    for text in ("C8124C3", "05/2027", "1087"):
        hands.type(text)
        hands.press(Qt.Key.Key_Return)
    typed = Carton(None, "C8124C3", date(2027, 5, 31), "1087", separators_seen=True)
    assert card_of(hands).result == CheckedCarton(typed, Decimal(200), None)
    assert "Typed by hand" in hands.texts()
    assert hands.field("carton-expiry").text == "May-2027"


def test_what_is_wrong_with_typing_stands_at_its_field(open_card: Open) -> None:
    hands = open_card()
    hands.click("carton-way")
    hands.type("-")
    assert hands.said("carton-lot").startswith("Or the whole code")
    hands.press(Qt.Key.Key_Tab)
    hands.type("soon")
    hands.press(Qt.Key.Key_Tab)
    assert hands.said("carton-lot") == "“-” says nothing. The lot is needed."
    assert hands.said("carton-expiry") == "This is not an expiry date. Write it as May-2027."
    assert card_of(hands).result is None


def test_a_typed_carton_may_be_expired_and_used_too(open_card: Open) -> None:
    hands = open_card()
    hands.click("carton-way")
    for name, text in (("lot", "C1"), ("expiry", "Jan-2024"), ("serial", "USED1")):
        hands.write(f"carton-{name}", text)
    assert "Reason needed" in hands.texts()
    assert hands.said("carton-expiry") == ""
    hands.write("carton-expiry-reason", "invented")
    hands.write("carton-serial-reason", "invented too")
    result = card_of(hands).result
    assert result is not None
    assert [caution.kind for caution in result.cautions] == [CartonKind.EXPIRED, CartonKind.SERIAL_USED]


def test_what_a_typed_vial_holds_is_chosen(open_card: Open) -> None:
    hands = open_card()
    hands.click("carton-way")
    hands.write("carton-lot", "C1")
    hands.write("carton-expiry", "May-2027")
    card = card_of(hands)
    card.typing.packs.parts[0].click()
    assert card.result is not None
    assert card.result.units == 100
    assert "This vial holds 100 units; the protocol mixes 200 units." in hands.texts()


def test_a_size_that_no_carton_has_is_not_guessed(open_card: Open, protocol: Protocol) -> None:
    odd = replace(protocol, dilution=replace(protocol.dilution, vial_units=Decimal(50)))
    hands = open_card(protocol=odd)
    hands.click("carton-way")
    hands.write("carton-lot", "C1")
    hands.write("carton-expiry", "May-2027")
    assert card_of(hands).result is None
    assert "Size to be chosen" in hands.texts()


def test_the_whole_code_may_be_typed_as_it_is_printed(open_card: Open) -> None:
    hands = open_card()
    hands.click("carton-way")
    hands.type("(01)00300233921029(17)270531(10)C8124C3(21)10874420915561")
    assert card_of(hands).result is None
    hands.press(Qt.Key.Key_Return)
    assert card_of(hands).result == CheckedCarton(CARTON, Decimal(200), None)
    assert "onabotulinumtoxinA 200\u00a0units" in hands.texts()


def test_a_whole_code_with_a_fault_can_be_mended(open_card: Open) -> None:
    hands = open_card()
    hands.click("carton-way")
    hands.type("(01)00300233921028(17)270531(10)C8124C3")
    hands.press(Qt.Key.Key_Tab)
    assert "Not read" in hands.texts()
    hands.write("carton-lot", "(01)00300233921029(17)270531(10)C8124C3")
    hands.press(Qt.Key.Key_Tab)
    assert card_of(hands).result == CheckedCarton(replace(CARTON, serial=None), Decimal(200), None)
    assert "not in the code" in hands.texts()


def test_from_typing_back_to_the_scanner(open_card: Open) -> None:
    hands = open_card()
    hands.click("carton-way")
    hands.type("C8")
    hands.click("carton-way")
    assert "Not scanned yet" in hands.texts()
    assert scan(hands, code()) == CheckedCarton(CARTON, Decimal(200), NOW)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("size", "width_px"), SCREENS)
@pytest.mark.parametrize("text", ["", "typed", code(), code(COSMETIC, "251117", "USED1", ""), "(17)270231(01)" + OTHER])
def test_nothing_is_cut(
    open_card: Open, theme: Theme, size: tuple[int, int], width_px: int, text: str, dark: bool
) -> None:
    theme.set_dark(dark)
    hands = open_card(size=size, width_px=width_px)
    if text == "typed":
        hands.click("carton-way")
        hands.type("-")
        hands.press(Qt.Key.Key_Tab)
        hands.write("carton-expiry", "Jan-2024")
        hands.write("carton-serial", "USED1")
        card_of(hands).typing.packs.parts[0].click()
    elif text:
        scan(hands, text)
    assert_all_is_to_be_seen(hands)
    for field in (field for field in hands.page.findChildren(LineField) if field.isVisible()):
        assert field.label.geometry().bottom() < field.line.y()
        assert field.line.geometry().bottom() < field.message.y()
