"""The code of a carton: what scanners send and what people type, read in one way only or refused in one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain.cartons import Carton, CartonKind, CartonPart, RefusedCarton
from injection_map.domain.checks import Level
from injection_map.workflow.carton_scan import MOST_READ, read_carton

TODAY = date(2025, 11, 18)
GTIN = "00300233921029"
GS = "\x1d"
CODE = f"01{GTIN}1727053110C8124C3{GS}2110874420915561"
CARTON = Carton(GTIN, "C8124C3", date(2027, 5, 31), "10874420915561", separators_seen=True)


def refused(text: str) -> list[tuple[CartonKind, CartonPart]]:
    read = read_carton(text, today=TODAY)
    assert isinstance(read, RefusedCarton), read
    for finding in read.findings:
        assert finding.level is Level.ERROR
        assert finding.sentence.isprintable()
        assert finding.sentence.endswith(".")
    return [(finding.kind, finding.part) for finding in read.findings]


def sentence(text: str) -> str:
    read = read_carton(text, today=TODAY)
    assert isinstance(read, RefusedCarton), read
    (finding,) = read.findings
    return finding.sentence


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        "]d2" + CODE,
        "]C1" + CODE,
        "]Q3" + CODE,
        GS + CODE,
        "]d2" + GS + CODE + GS,
        CODE + "\r\n",
        CODE.replace(GS, "␝"),
        CODE.replace(GS, "<GS>"),
        CODE.replace(GS, "{GS}"),
        CODE.replace(GS, "\\x1d"),
        CODE.replace(GS, "^]"),
        CODE.replace(GS, "|"),
        CODE.replace(GS, "~"),
        f"01{GTIN}2110874420915561{GS}10C8124C3{GS}17270531",
        f"01{GTIN}2110874420915561{GS}1727053110C8124C3",
        f"01{GTIN}1727050010C8124C3{GS}2110874420915561",
        f"01{GTIN}1727053110C8124C3{GS}2110874420915561{GS}710123456",
        f"01{GTIN}01{GTIN}1727053110C8124C3{GS}2110874420915561",
        f"(01){GTIN}(17)270531(10)C8124C3(21)10874420915561",
        f" (01) {GTIN} (17) 270531 (10) C8124C3 (21) 10874420915561 ",
        f"(21)10874420915561(10)C8124C3(17)270500(01){GTIN}",
    ],
)
def test_a_code_is_read_however_it_is_sent(text: str) -> None:
    assert read_carton(text, today=TODAY) == CARTON


def test_the_serial_may_be_absent() -> None:
    assert read_carton(f"(01){GTIN}(17)270531(10)C8124C3", today=TODAY) == replace(CARTON, serial=None)


def test_without_separators_the_lot_has_to_be_compared() -> None:
    """A lost separator hangs the serial on the lot, and nothing in the code tells."""
    swallowed = read_carton(f"01{GTIN}1727053110C8124C32110874", today=TODAY)
    assert swallowed == replace(CARTON, lot="C8124C32110874", serial=None, separators_seen=False)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (f"01{GTIN}1727053110C8124C32110874420915561", CartonPart.CODE),
        (f"01{GTIN}2110874420915561172705311 0C8124C3".replace(" ", ""), CartonPart.CODE),
        (f"01{GTIN}172705312110874410C8124C3", CartonPart.LOT),
        (f"01{GTIN}10C812417270531", CartonPart.EXPIRY),
    ],
)
def test_a_lost_separator_is_told_where_it_shows(text: str, part: CartonPart) -> None:
    assert refused(text) == [(CartonKind.LOST_SEPARATOR, part)]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (f"1727053110C8124C3{GS}2110874", CartonPart.PRODUCT),
        (f"01{GTIN}17270531", CartonPart.LOT),
        (f"01{GTIN}10C8124C3{GS}2110874", CartonPart.EXPIRY),
    ],
)
def test_what_the_code_lacks(text: str, part: CartonPart) -> None:
    assert refused(text) == [(CartonKind.MISSING, part)]


def test_all_faults_are_told_at_once() -> None:
    assert refused("(01)00300233921028(17)270231") == [
        (CartonKind.WRONG_CHECK_DIGIT, CartonPart.PRODUCT),
        (CartonKind.MISSING, CartonPart.LOT),
        (CartonKind.UNREADABLE, CartonPart.EXPIRY),
    ]


@pytest.mark.parametrize("place", range(14))
def test_one_misread_figure_of_the_product_number_is_seen(place: int) -> None:
    for figure in "0123456789".replace(GTIN[place], ""):
        misread = GTIN[:place] + figure + GTIN[place + 1 :]
        assert refused(CODE.replace(GTIN, misread)) == [(CartonKind.WRONG_CHECK_DIGIT, CartonPart.PRODUCT)]


@pytest.mark.parametrize("day", ["270229", "270431", "270631"])
def test_a_day_that_there_is_not(day: str) -> None:
    assert refused(CODE.replace("270531", day)) == [(CartonKind.UNREADABLE, CartonPart.EXPIRY)]
    assert sentence(CODE.replace("270531", day)).startswith(f"The expiry {day} is no date.")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", "The code is empty."),
        (" \r\n", "The code is empty."),
        ("300233921029", "This code has the product’s number alone."),
        (GTIN, "This code has the product’s number alone."),
        ("]E00300233921029", "This is another kind of code."),
        ("]d1" + CODE, "This is another kind of code."),
        ("]D2" + CODE.swapcase(), "Caps Lock is on"),
        ("hello", "This is no carton’s code."),
        ("https://id.gs1.org/01/00300233921029/10/C8124C3", "This is no carton’s code."),
        (f"(01){GTIN}10C8(17)270531", "What stands after a bracket is too long."),
        (f"(01){GTIN}(17)270531(10)C8(10)C9", "The code says two different things in one place."),
        (CODE.replace(GS, "␝") + GS, "The code’s separators are not all the same."),
        (CODE.replace(GS, "~1"), "No carton’s code has the character “~”."),
        (CODE.replace("C8124C3", "C81|24C3"), "The code’s separators are not all the same."),
        (f"01{GTIN}1727053110C81|24C3", "No carton’s code has the character “|”."),
        (CODE.replace("C8", "é8"), "No carton’s code has the character “é”."),
        (CODE.replace("C8", "\u202e8"), "No carton’s code has the character U+202E."),
        (CODE.replace("C8", "\N{SYRINGE}8"), "No carton’s code has the character “\N{SYRINGE}”."),
        (CODE.replace("C8", "\0"), "No carton’s code has the character U+0000."),
        (CODE.replace("C8", "\ud83d"), "No carton’s code has the character U+D83D."),
        (CODE.replace("C8", "\xa0"), "No carton’s code has the character U+00A0."),
        (CODE.replace("2705", "٢٧٠٥"), "No carton’s code has the character “٢”."),
        (CODE + "1" * MOST_READ, "This is no carton’s code: it has"),
        ("(" * 10_000, "This is no carton’s code: it has 10000 characters."),
        ("(01)" * 100, "This is no carton’s code."),
    ],
)
def test_what_is_no_code_is_refused_in_one_sentence(text: str, begins: str) -> None:
    assert refused(text)[0][1] is CartonPart.CODE
    assert sentence(text).startswith(begins)


@given(st.text() | st.text(alphabet="01()7]d2C1\x1d|~<GS>{}^\\x", max_size=80))
def test_any_text_is_a_carton_or_a_sentence(text: str) -> None:
    read = read_carton(text, today=TODAY)
    if isinstance(read, RefusedCarton):
        assert read.findings
        assert all(finding.sentence.isprintable() for finding in read.findings)
    else:
        assert read.gtin is not None
        assert read.lot


_LETTERS = st.text(alphabet="ABCxyz019-/._%", min_size=1, max_size=20)


@given(lot=_LETTERS, serial=_LETTERS, expiry=st.dates(min_value=date(2020, 1, 1), max_value=date(2070, 1, 1)))
def test_what_a_carton_says_is_what_is_read(lot: str, serial: str, expiry: date) -> None:
    wanted = Carton(GTIN, lot, expiry, serial, separators_seen=True)
    assert read_carton(f"]d201{GTIN}17{expiry:%y%m%d}10{lot}{GS}21{serial}", today=TODAY) == wanted
    assert read_carton(f"01{GTIN}21{serial}<GS>10{lot}<GS>17{expiry:%y%m%d}", today=TODAY) == wanted
    assert read_carton(f"(01){GTIN}(17){expiry:%y%m%d}(10){lot}(21){serial}", today=TODAY) == wanted


@given(lot=_LETTERS, serial=_LETTERS)
def test_a_real_symbol_comes_through(lot: str, serial: str) -> None:
    """Drawn as a GS1 DataMatrix and read from the picture, as a scanner does."""
    said = f"(01){GTIN}(17)270531(10){lot}(21){serial}"
    drawn = zxingcpp.create_barcode(said, zxingcpp.BarcodeFormat.DataMatrix, gs1=True).to_image(scale=4)
    (seen,) = zxingcpp.read_barcodes(drawn, text_mode=zxingcpp.TextMode.Plain)
    wanted = Carton(GTIN, lot, date(2027, 5, 31), serial, separators_seen=True)
    assert read_carton(f"]d2{seen.text}", today=TODAY) == wanted
