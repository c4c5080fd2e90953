"""What is spoken: side first, units in words, and nothing about the patient."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from domain.small_protocol import a_site

from injection_map.domain.geometry import PointMm
from injection_map.domain.prompts import next_words, number_words, shown_words, site_words, units_words
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import SiteState
from injection_map.domain.supply import Need, NeedKind

SITE = SiteState(
    key="temporalis-2-left",
    name="Temporalis 2",
    muscle="temporalis",
    side=Side.LEFT,
    view=View.LEFT,
    planned_units=Decimal(5),
    units=Decimal(5),
)


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        ("0", "zero"),
        ("5.0", "five"),
        ("2.5", "two and a half"),
        ("2.50", "two and a half"),
        ("12.5", "twelve and a half"),
        ("2.25", "two point two five"),
        ("0.75", "zero point seven five"),
        ("20", "twenty"),
        ("21", "twenty-one"),
        ("100", "one hundred"),
        ("155", "one hundred and fifty-five"),
        ("1000", "one thousand"),
        ("1005", "one thousand and five"),
        ("1155", "one thousand one hundred and fifty-five"),
        ("999999", "nine hundred and ninety-nine thousand nine hundred and ninety-nine"),
    ],
)
def test_numbers(value: str, spoken: str) -> None:
    assert number_words(Decimal(value)) == spoken


@pytest.mark.parametrize("value", ["-1", "1000000"])
def test_a_number_without_words(value: str) -> None:
    with pytest.raises(ValueError, match="no words"):
        number_words(Decimal(value))


@pytest.mark.parametrize(
    ("value", "spoken"),
    [("1", "one unit"), ("0.5", "half a unit"), ("2.5", "two and a half units"), ("5", "five units")],
)
def test_units(value: str, spoken: str) -> None:
    assert units_words(Decimal(value)) == spoken


def test_a_site() -> None:
    assert site_words(SITE) == "left temporalis 2, five units"
    assert site_words(replace(SITE, name="Procerus", side=Side.MIDLINE)) == "midline procerus, five units"


def test_a_site_that_is_shown_to_an_audience() -> None:
    assert shown_words(a_site("one", Side.LEFT)) == "left one, five units"
    assert shown_words(a_site("two", Side.MIDLINE, highest=10)) == "midline two, five to ten units"


def test_a_site_that_is_otherwise_than_planned() -> None:
    changed = replace(SITE, units=Decimal("2.5"), dose_reason="Invented", notes=("Invented",))
    assert site_words(changed) == "left temporalis 2, two and a half units"
    moved = replace(SITE, moved_to=PointMm(1, 1), moved_reason="Invented")
    assert site_words(moved) == "left temporalis 2, moved, five units"
    added = replace(SITE, name="Occipitalis added 1", added_at=PointMm(1, 1), added_reason="Invented")
    assert site_words(added) == "left occipitalis, added, five units"


def test_what_comes_next() -> None:
    assert next_words(SITE, None) == "left temporalis 2, five units"
    assert next_words(None, None) == "no site is left to do"
    assert next_words(SITE, None, taken_back=True) == "taken back. left temporalis 2, five units"


@pytest.mark.parametrize(
    ("kind", "spoken"),
    [
        (NeedKind.SYRINGE, "take syringe two"),
        (NeedKind.VIAL, "the vial is used up"),
        (NeedKind.USE_BY, "the vial is past its time"),
    ],
)
def test_what_has_to_be_taken_up_is_spoken_before_the_site(kind: NeedKind, spoken: str) -> None:
    assert next_words(SITE, Need(kind, 2)) == f"{spoken}. left temporalis 2, five units"
