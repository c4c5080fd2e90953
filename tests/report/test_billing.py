from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from report.visits import (
    FINISH,
    SIGN,
    a_whole_record,
    all_given,
    an_opening,
    every_kind,
    finish_of,
    record_of,
    second_vial,
    whole_opening,
)

from injection_map.domain import commands as c
from injection_map.domain.protocol import Diagnosis
from injection_map.report.billing import Billing, billing_lines
from injection_map.report.record import Record

US = Billing()


def told(record: Record, billing: Billing = US) -> list[str]:
    return [line.sentence for line in billing_lines(record, None, billing)]


def test_what_was_given_and_what_was_discarded() -> None:
    """155 units of a vial of 200 (clinical facts 4)."""
    record = record_of(*all_given(), FINISH, SIGN, opened=whole_opening())
    assert told(record) == ["64615 x 1", "J0585 x 155", "J0585-JW x 45"]


def test_several_vials_are_one_sum_and_parts_of_a_unit_are_billed_once() -> None:
    assert told(a_whole_record()) == ["64615 x 1", "J0585 x 153", "J0585-JW x 147"]


def test_nothing_discarded_has_its_own_modifier() -> None:
    left = c.Finish(discarded_units=Decimal(0), next_visit=date(2026, 2, 10))
    assert told(record_of(*all_given(), left, opened=whole_opening())) == ["64615 x 1", "J0585-JZ x 155"]


@pytest.mark.parametrize("kind", ["open", "paused", "nothing-given", "not-treated", "training"])
def test_nothing_is_billed_of_what_was_no_whole_treatment(kind: str) -> None:
    assert told(every_kind()[kind]) == []


@pytest.mark.parametrize(
    ("changes", "billed"),
    [
        ({"diagnosis": Diagnosis("G24.5", "Blepharospasm")}, False),
        ({"diagnosis": Diagnosis("g43.E19", "With aura")}, True),
        ({"diagnosis": None}, True),
        ({"diagnosis": None, "indication": "Glabellar lines"}, False),
    ],
)
def test_the_code_of_the_visit_is_that_of_chronic_migraine(changes: dict[str, object], billed: bool) -> None:
    record = record_of(*all_given(), FINISH, opened=whole_opening(**changes))
    assert ("64615 x 1" in told(record)) is billed


@pytest.mark.parametrize("product", ["abobotulinumtoxinA", "Botox Cosmetic", ""])
def test_another_drug_has_no_line_of_this_one(product: str) -> None:
    vial = replace(an_opening().vials[0], product=product)
    acts = [*all_given(), c.AddVial(second_vial())]
    opened = whole_opening(vials=(vial,))
    record = record_of(*acts, finish_of(record_of(*acts, opened=opened).visit), opened=opened)
    assert told(record) == ["64615 x 1"]


def test_a_clinic_without_a_code_for_the_visit_bills_the_drug() -> None:
    assert told(a_whole_record(), Billing(cpt="")) == ["J0585 x 153", "J0585-JW x 147"]
