"""What is let into a vault from outside: visits that this program could have recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from injection_map.domain.events import (
    Addendum,
    Body,
    Clinician,
    Event,
    Finished,
    Given,
    Noted,
    Opened,
    Patient,
    PlannedSite,
    ProtocolReference,
    Signed,
    SiteAdded,
    SyringeTaken,
    Undone,
    VialChosen,
)
from injection_map.domain.protocol import Side, View
from injection_map.domain.record_checks import RecordFaultError, checked_visit
from injection_map.domain.session import Phase

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
WHO = Clinician("Dr A. Moreau")
OPENED = Opened(
    patient=Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719"),
    clinician=WHO,
    protocol=ProtocolReference("small", "1", "f" * 64, "Small", "draft"),
    vials=(),
    plan=(PlannedSite("procerus", "Procerus", "procerus", Side.MIDLINE, View.FRONT, Decimal(5)),),
)
GIVEN = Given("procerus", Decimal(5))
FINISHED = Finished(Decimal(0))


def record(*bodies: Body) -> tuple[Event, ...]:
    return tuple(Event(seq, seq, AT, "Dr A", body) for seq, body in enumerate(bodies, start=1))


def added(key: str) -> SiteAdded:
    return SiteAdded(key, "Extra", "procerus", Side.MIDLINE, View.FRONT, 1.0, 2.0, Decimal(5), "why")


def test_a_whole_visit_is_folded():
    visit = checked_visit(record(OPENED, GIVEN, added("x"), Noted("well", "x"), FINISHED, Signed(WHO)))
    assert visit.phase is Phase.SIGNED


@pytest.mark.parametrize(
    ("bodies", "seq", "why"),
    [
        ((), 1, "no entries"),
        ((GIVEN,), 1, "begins with the opening"),
        ((OPENED, OPENED), 2, "begins with the opening"),
        ((OPENED, Signed(WHO)), 2, "the end of the treatment was wanted"),
        ((OPENED, FINISHED, Signed(WHO), GIVEN), 4, "nothing else does"),
        ((OPENED, Addendum(WHO, "why", "what")), 2, "nothing else does"),
        ((OPENED, Given("elbow", Decimal(5))), 2, "The site elbow was found, and the visit has none of that name"),
        ((OPENED, added("procerus")), 2, "is there already"),
        ((OPENED, VialChosen(1)), 2, "Vial 1 was found, and the visit has 0"),
        ((OPENED, Given("procerus", Decimal(5), 2)), 2, "Vial 2"),
        ((OPENED, SyringeTaken(0)), 2, "Syringe 0"),
        ((OPENED, GIVEN, Undone((1,))), 3, "not the last act"),
    ],
)
def test_what_is_no_visit(bodies: tuple[Body, ...], seq: int, why: str):
    with pytest.raises(RecordFaultError, match=why) as refusal:
        checked_visit(record(*bodies))
    assert refusal.value.seq == seq


def test_a_gap_in_the_numbers():
    first, _, third = record(OPENED, GIVEN, FINISHED)
    with pytest.raises(RecordFaultError, match="numbered 3, and 2 was wanted"):
        checked_visit((first, third))
