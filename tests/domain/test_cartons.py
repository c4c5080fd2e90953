"""What is said about a carton: each fault its own sentence, at its own place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain.cartons import (
    WANT_REASON,
    Carton,
    CartonDraft,
    CartonFinding,
    CartonKind,
    CartonPart,
    RefusedCarton,
    SerialUse,
    carton_findings,
    carton_units,
    gs1_day,
    is_of_protocol,
    read_typed_carton,
)
from injection_map.domain.checks import Level
from injection_map.domain.protocol import (
    Dilution,
    Limits,
    OtherProduct,
    Pack,
    Product,
    Protocol,
    Review,
)

TODAY = date(2025, 11, 18)
GTIN = "00300233921029"
CARTON = Carton(GTIN, "C8124C3", date(2027, 5, 31), "10874420915561", separators_seen=True)
PRODUCT = Product(
    "onabotulinumtoxinA",
    "intramuscular",
    ("00300231145014", GTIN),
    True,
    packs=(Pack("00300231145014", Decimal(100)), Pack(GTIN, Decimal(200))),
    mistaken_for=(OtherProduct("BOTOX Cosmetic", "0300239232"),),
)


def a_protocol(product: Product = PRODUCT) -> Protocol:
    return Protocol(
        id="small",
        version="1",
        title="A small protocol",
        indication="None",
        summary="",
        product=product,
        dilution=Dilution(Decimal(200), "saline", Decimal(4)),
        use_within_hours=None,
        needle="",
        interval_weeks=None,
        limits=Limits(Decimal(155), None),
        sources=(),
        review=Review("draft"),
        muscles=(),
        aftercare=(),
        fingerprint="ab" * 32,
    )


def findings(
    carton: Carton, *, product: Product = PRODUCT, uses: tuple[SerialUse, ...] = ()
) -> tuple[CartonFinding, ...]:
    return carton_findings(carton, a_protocol(product), today=TODAY, serial_uses=uses)


def only(found: tuple[CartonFinding, ...]) -> CartonFinding:
    (finding,) = found
    assert finding.level is Level.WARNING
    return finding


def test_nothing_is_said_about_the_right_carton() -> None:
    assert findings(CARTON) == ()
    assert carton_units(CARTON, a_protocol()) == 200


@pytest.mark.parametrize(
    ("carton", "kind", "part", "sentence"),
    [
        (
            replace(CARTON, gtin="00312345678906"),
            CartonKind.WRONG_PRODUCT,
            CartonPart.PRODUCT,
            "This carton is not the onabotulinumtoxinA of this protocol.",
        ),
        (
            replace(CARTON, gtin="00300239232013"),
            CartonKind.MISTAKEN_PRODUCT,
            CartonPart.PRODUCT,
            "This carton is BOTOX Cosmetic: not the onabotulinumtoxinA of this protocol.",
        ),
        (
            replace(CARTON, gtin="00300231145014"),
            CartonKind.OTHER_SIZE,
            CartonPart.PRODUCT,
            "This vial holds 100 units; the protocol mixes 200 units.",
        ),
        (
            replace(CARTON, separators_seen=False),
            CartonKind.LOST_SEPARATOR,
            CartonPart.LOT,
            "The scanner sent no separators, so the serial may hang on the lot. Compare it with the carton.",
        ),
        (
            replace(CARTON, expiry=date(2025, 11, 17)),
            CartonKind.EXPIRED,
            CartonPart.EXPIRY,
            "This vial expired on 17-Nov-2025.",
        ),
        (
            replace(CARTON, expiry=date(2057, 5, 31)),
            CartonKind.EXPIRES_FAR,
            CartonPart.EXPIRY,
            "31-May-2057 is 32 years away: is the year right?",
        ),
    ],
)
def test_each_fault_has_its_own_sentence(carton: Carton, kind: CartonKind, part: CartonPart, sentence: str) -> None:
    finding = only(findings(carton))
    assert (finding.kind, finding.part, finding.sentence) == (kind, part, sentence)


def test_a_carton_is_good_on_its_last_day() -> None:
    assert findings(replace(CARTON, expiry=TODAY)) == ()


def test_several_faults_stand_in_the_order_of_the_card() -> None:
    bad = replace(CARTON, gtin="00300239232013", expiry=date(2020, 1, 31), separators_seen=False)
    found = findings(bad, uses=(SerialUse(bad.gtin, "10874420915561", date(2025, 8, 12)),))
    assert [finding.part for finding in found] == [
        CartonPart.PRODUCT,
        CartonPart.LOT,
        CartonPart.EXPIRY,
        CartonPart.SERIAL,
    ]
    assert {finding.kind for finding in found} - WANT_REASON == {CartonKind.LOST_SEPARATOR}


@pytest.mark.parametrize("gtin", ["00300233921029", "50300233921024", "30300233921020"])
def test_how_it_is_packed_does_not_matter(gtin: str) -> None:
    """The indicator, and the check digit that hangs on it, say nothing of the product."""
    assert is_of_protocol(replace(CARTON, gtin=gtin), a_protocol())
    assert findings(replace(CARTON, gtin=gtin)) == ()


def test_the_mistaken_product_is_named_in_any_packing() -> None:
    assert only(findings(replace(CARTON, gtin="50300239232018"))).kind is CartonKind.MISTAKEN_PRODUCT


def test_a_protocol_without_cartons_says_that_nothing_was_compared() -> None:
    product = replace(PRODUCT, gtins=(), packs=())
    assert only(findings(CARTON, product=product)).kind is CartonKind.NOT_COMPARED
    cosmetic = replace(CARTON, gtin="00300239232013")
    assert only(findings(cosmetic, product=product)).kind is CartonKind.MISTAKEN_PRODUCT


def test_what_an_unknown_carton_holds_is_not_guessed() -> None:
    assert carton_units(replace(CARTON, gtin="00312345678906"), a_protocol()) is None
    assert carton_units(replace(CARTON, gtin=None), a_protocol()) == 200


def test_a_product_of_the_protocol_may_have_no_pack() -> None:
    product = replace(PRODUCT, packs=())
    assert findings(CARTON, product=product) == ()
    assert carton_units(CARTON, a_protocol(product)) is None


@pytest.mark.parametrize(
    ("uses", "sentence"),
    [
        ([date(2025, 8, 12)], "A carton with this serial stands in a record of 12-Aug-2025 already."),
        (
            [date(2025, 8, 12), date(2025, 11, 4), date(2025, 5, 1)],
            "A carton with this serial stands in 3 records already, the last of 04-Nov-2025.",
        ),
    ],
)
def test_the_same_serial_again(uses: list[date], sentence: str) -> None:
    found = findings(CARTON, uses=tuple(SerialUse(GTIN, "10874420915561", day) for day in uses))
    assert only(found).sentence == sentence
    assert only(found).kind in WANT_REASON


def test_a_serial_is_one_of_its_product() -> None:
    other = SerialUse("00300231145014", "10874420915561", TODAY)
    assert findings(CARTON, uses=(other, SerialUse(GTIN, "1", TODAY))) == ()
    assert findings(replace(CARTON, serial=None), uses=(other,)) == ()


@pytest.mark.parametrize(("scanned", "used"), [(None, GTIN), (GTIN, None), (None, None)])
def test_of_a_carton_typed_by_hand_the_serial_alone_has_to_do(scanned: str | None, used: str | None) -> None:
    found = findings(replace(CARTON, gtin=scanned), uses=(SerialUse(used, "10874420915561", TODAY),))
    assert only(found).kind is CartonKind.SERIAL_USED


# --- the day ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "day"),
    [
        ("270531", date(2027, 5, 31)),
        ("270500", date(2027, 5, 31)),
        ("280200", date(2028, 2, 29)),
        ("270200", date(2027, 2, 28)),
        ("750101", date(2075, 1, 1)),
        ("760101", date(1976, 1, 1)),
        ("270229", None),
        ("271301", None),
        ("270001", None),
        ("270532", None),
    ],
)
def test_the_day_of_a_code(figures: str, day: date | None) -> None:
    assert gs1_day(figures, today=TODAY) == day


def test_the_century_turns() -> None:
    assert gs1_day("000131", today=date(2099, 6, 1)) == date(2100, 1, 31)
    assert gs1_day("990131", today=date(2100, 6, 1)) == date(2099, 1, 31)


@given(figures=st.from_regex("[0-9]{6}", fullmatch=True), today=st.dates(min_value=date(1950, 1, 1)))
def test_a_day_lies_within_the_century_round_today(figures: str, today: date) -> None:
    day = gs1_day(figures, today=today.replace(year=min(today.year, 9900)))
    if day is not None:
        assert -49 <= day.year - min(today.year, 9900) <= 50
        assert f"{day:%y%m}" == figures[:4]


# --- typed by hand ----------------------------------------------------------------------------------------------


def test_a_carton_typed_by_hand() -> None:
    typed = CartonDraft(lot=" C8124C3 ", expiry="05/2027", serial="")
    assert read_typed_carton(typed) == Carton(None, "C8124C3", date(2027, 5, 31), None, separators_seen=True)
    assert read_typed_carton(replace(typed, serial=" 1087 ")) == Carton(
        None, "C8124C3", date(2027, 5, 31), "1087", separators_seen=True
    )


@pytest.mark.parametrize(
    ("draft", "kind", "part", "sentence"),
    [
        (CartonDraft("", "May-2027"), CartonKind.MISSING, CartonPart.LOT, "The lot is needed."),
        (CartonDraft("-", "May-2027"), CartonKind.UNREADABLE, CartonPart.LOT, "“-” says nothing. The lot is needed."),
        (CartonDraft("C1", " "), CartonKind.MISSING, CartonPart.EXPIRY, "The expiry date is needed."),
        (
            CartonDraft("C1", "soon"),
            CartonKind.UNREADABLE,
            CartonPart.EXPIRY,
            "This is not an expiry date. Write it as May-2027.",
        ),
        (
            CartonDraft("C1", "May-2027", "1" * 21),
            CartonKind.UNREADABLE,
            CartonPart.SERIAL,
            "This is too long: 21 characters, at most 20.",
        ),
    ],
)
def test_what_is_wrong_with_typing(draft: CartonDraft, kind: CartonKind, part: CartonPart, sentence: str) -> None:
    refused = read_typed_carton(draft)
    assert isinstance(refused, RefusedCarton)
    assert refused.findings == (CartonFinding(kind, Level.ERROR, sentence, part),)


@given(lot=st.text(), expiry=st.text(), serial=st.text())
def test_any_typing_is_a_carton_or_a_sentence(lot: str, expiry: str, serial: str) -> None:
    read = read_typed_carton(CartonDraft(lot, expiry, serial))
    if isinstance(read, RefusedCarton):
        assert read.findings
        assert all(finding.sentence.endswith((".", "?")) for finding in read.findings)
    else:
        assert read.lot
