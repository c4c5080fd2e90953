"""A vial as it is typed in mid-visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from injection_map.domain.cartons import Carton, CartonKind, CheckedCarton
from injection_map.domain.checks import Field, Level
from injection_map.domain.events import Caution, Vial
from injection_map.domain.vial_form import (
    VialDraft,
    another_vial,
    corrected_vial,
    draft_of,
    is_expired_as_typed,
    vial_findings,
)

NOW = datetime(2025, 11, 18, 11, 0, 30, tzinfo=UTC)
MIXED = datetime(2025, 11, 18, 10, 45, tzinfo=UTC)
CARTON = Carton("00300233921029", "NEW 1", date(2027, 5, 31), "S1", separators_seen=True)
VIAL = Vial(
    "onabotulinumtoxinA",
    Decimal(200),
    "NEW 1",
    date(2027, 5, 31),
    Decimal(4),
    MIXED,
    MIXED + timedelta(hours=24),
    serial="S1",
)
GOOD = VialDraft(lot=" NEW  1 ", expiry="May-2027", mixed="10:45")


@pytest.fixture
def protocol() -> Any:
    """What a protocol says of its vials."""
    return SimpleNamespace(
        product=SimpleNamespace(name="onabotulinumtoxinA"),
        dilution=SimpleNamespace(vial_units=Decimal(200), diluent_ml=Decimal(4), diluent="sodium chloride"),
        use_within_hours=Decimal(24),
    )


def test_another_vial_is_the_protocols_product(protocol: Any) -> None:
    assert another_vial(CheckedCarton(CARTON, None, None), "10:45", protocol, now=NOW) == Vial(
        product="onabotulinumtoxinA",
        units=Decimal(200),
        lot="NEW 1",
        expiry=date(2027, 5, 31),
        diluent_ml=Decimal(4),
        mixed_at=MIXED,
        use_by=MIXED + timedelta(hours=24),
        gtin="00300233921029",
        serial="S1",
        diluent="sodium chloride",
    )


def test_a_smaller_one_has_the_protocols_strength(protocol: Any) -> None:
    vial = another_vial(CheckedCarton(CARTON, Decimal(100), None), "10:45", protocol, now=NOW)
    assert (vial.units, vial.diluent_ml) == (100, 2)


def test_a_cartons_reasons_go_with_it(protocol: Any) -> None:
    reasons = (
        Caution(CartonKind.EXPIRED, "This vial expired on 31-Oct-2025.", "none other"),
        Caution(CartonKind.WRONG_PRODUCT, "Another product.", "the carton was exchanged"),
    )
    vial = another_vial(CheckedCarton(CARTON, Decimal(100), None, reasons), "10:45", protocol, now=NOW)
    assert vial.expired_reason == "none other"
    assert vial.cautions == (Caution("wrong-product", "Another product.", "the carton was exchanged"),)


def test_one_that_is_still_to_be_mixed_is_none(protocol: Any) -> None:
    with pytest.raises(ValueError, match="18-Nov-2025 11:30 is still to come"):
        another_vial(CheckedCarton(CARTON, None, None), "11:30", protocol, now=NOW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"lot": " "}, Field.LOT), ({"expiry": ""}, Field.EXPIRY), ({"mixed": "11:30"}, Field.MIXED)],
)
def test_what_is_wrong_is_said_at_its_field(protocol: Any, wrong: dict[str, str], field: Field) -> None:
    draft = replace(GOOD, **wrong)
    found = vial_findings(draft, protocol, now=NOW)
    assert [(at, finding.level) for at, finding in found.items()] == [(field, Level.ERROR)]
    with pytest.raises(ValueError, match=found[field].sentence):
        corrected_vial(VIAL, draft, protocol, now=NOW)


def test_an_expired_one_needs_its_reason(protocol: Any) -> None:
    expired = replace(GOOD, expiry="Oct-2025")
    assert is_expired_as_typed(expired, now=NOW)
    assert not is_expired_as_typed(GOOD, now=NOW)
    assert not is_expired_as_typed(VialDraft(), now=NOW)
    assert Field.EXPIRED_REASON in vial_findings(expired, protocol, now=NOW)
    told = replace(expired, expired_reason="none other in the house")
    assert corrected_vial(VIAL, told, protocol, now=NOW).expired_reason == "none other in the house"


def test_a_correction_keeps_what_was_not_touched(protocol: Any) -> None:
    exact = replace(VIAL, mixed_at=MIXED.replace(second=17))
    assert corrected_vial(exact, replace(draft_of(exact), lot="NEW 2"), protocol, now=NOW) == replace(
        exact, lot="NEW 2"
    )
    later = corrected_vial(exact, replace(draft_of(exact), mixed="10:50"), protocol, now=NOW)
    assert later.use_by == datetime(2025, 11, 19, 10, 50, tzinfo=UTC)
