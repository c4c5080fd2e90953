"""What a visit adds to sums: the units of each product, the sites that were skipped, and who took part."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from injection_map.domain import commands as c
from injection_map.domain.commands import Command, Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician, Event, Opened, Patient, PlannedSite, ProtocolReference, Vial
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Visit, fold
from injection_map.domain.tallies import (
    NOTHING,
    Part,
    PersonMonth,
    Plan,
    Skip,
    SkippedSite,
    Tally,
    Use,
    skipped_by_site,
    tally,
    units_by_month,
    work_of_people,
)

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
MOREAU, NURSE = Clinician("Dr A. Moreau"), Clinician("Nurse C. Okoro")
VIAL = Vial("Botox", Decimal(200), "C8124C3", date(2027, 5, 31), Decimal(4), AT)
OPENED = Opened(
    patient=Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719"),
    clinician=MOREAU,
    protocol=ProtocolReference("small", "1", "f" * 64, "Small", "draft"),
    vials=(VIAL,),
    plan=(
        PlannedSite("procerus", "Procerus", "procerus", Side.MIDLINE, View.FRONT, Decimal(5)),
        PlannedSite("corrugator", "Corrugator", "corrugator", Side.RIGHT, View.FRONT, Decimal(5)),
    ),
    assistants=(NURSE,),
)
PLAN = Plan("small", "Small", (("procerus", "Procerus"), ("corrugator", "Corrugator, right")))


def tally_of(*commands: Command, opened: Opened = OPENED) -> Tally:
    events: list[Event] = []
    for number, command in enumerate([c.Open(opened), *commands]):
        visit = fold(events) if events else Visit()
        made = decide(visit, [command], at=AT + timedelta(minutes=number), by="Dr A. Moreau")
        assert not isinstance(made, Refusal), made
        events += made
    return tally(events, fold(events))


def test_a_whole_visit() -> None:
    found = tally_of(c.Give("procerus"), c.Skip("corrugator", " a  lesion "), c.Finish(Decimal(195)), c.Sign(MOREAU))
    assert found == Tally(
        uses=(Use("Botox", Decimal(5), Decimal(195)),),
        plan=PLAN,
        skips=(Skip("corrugator", "a lesion"),),
        people=(("Dr A. Moreau", (Part.TREATED, Part.SIGNED)), ("Nurse C. Okoro", (Part.ASSISTED,))),
    )


def test_training_and_a_visit_without_a_treatment_add_nothing() -> None:
    assert tally_of(c.Give("procerus"), opened=replace(OPENED, training=True)) == NOTHING
    assert tally_of(c.EndUntreated("fever")) == NOTHING


def test_a_site_that_was_added_is_none_that_others_planned() -> None:
    own = "procerus-added-1"
    add = c.AddSite(own, "Procerus", "procerus", Side.MIDLINE, View.FRONT, 1.0, 2.0, Decimal(5), "tender point")
    found = tally_of(add, c.Skip(own, "asked"), c.Skip("procerus", "asked"))
    assert found.plan == PLAN
    assert found.skips == (Skip("procerus", "asked"),)


def test_an_old_record_has_one_sum_of_what_was_discarded() -> None:
    other = replace(VIAL, product="Dysport", lot="D1")
    given = (c.Give("procerus"), c.AddVial(other), c.Give("corrugator"))
    assert tally_of(*given, c.Finish(Decimal(190))).uses == (
        Use("Botox", Decimal(5), Decimal(0)),
        Use("Dysport", Decimal(5), Decimal(190)),
    )


def test_sums_of_groups() -> None:
    botox, dysport = Use("Botox", Decimal("7.5"), Decimal(2)), Use("Dysport", Decimal(5), Decimal(0))
    groups = [("2025-11", (botox, dysport), 2), ("2025-10", (botox,), 1), ("2025-11", (botox,), 1), ("2025-12", (), 9)]
    assert [(m.month, m.product, m.visits, m.given, m.discarded) for m in units_by_month(groups)] == [
        ("2025-10", "Botox", 1, Decimal("7.5"), 2),
        ("2025-11", "Botox", 3, Decimal("22.5"), 6),
        ("2025-11", "Dysport", 2, 10, 0),
    ]


def test_a_site_of_another_protocol_is_another_site() -> None:
    other = replace(PLAN, protocol_id="other", protocol="Other")
    skip = Skip("procerus", "asked")
    found = skipped_by_site([(PLAN, (skip,), 2), (PLAN, (), 6), (other, (skip,), 1), (other, (), 1)])
    assert found == (
        SkippedSite("Small", "procerus", "Procerus", 8, 2, (("asked", 2),)),
        SkippedSite("Other", "procerus", "Procerus", 2, 1, (("asked", 1),)),
    )
    assert [site.percent for site in found] == [25, 50]


@pytest.mark.parametrize("written", ["DR A. MOREAU", "dr a. moreau", "Dr A. Moreau"])
def test_a_person_is_one_however_the_letters_are_written(written: str) -> None:
    did = (Part.TREATED,)
    (work,) = work_of_people([("2025-11", (("Dr A. Moreau", did),), 2), ("2025-11", ((written, did),), 1)])
    assert work.name == "Dr A. Moreau"
    assert work.months == (PersonMonth("2025-11", 3, 3, 0, 0, 0),)
    assert (work.visits, work.in_part(Part.TREATED), work.in_part(Part.SIGNED)) == (3, 3, 0)
