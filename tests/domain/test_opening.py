"""The first event of a visit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from domain.small_protocol import a_protocol

from injection_map.domain.commands import Open
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician, Patient
from injection_map.domain.opening import opened_by
from injection_map.domain.session import Visit

NOW = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)


def test_it_has_the_plan_of_its_protocol() -> None:
    patient = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719")
    opened = opened_by(a_protocol(), patient=patient, clinician=Clinician("Dr A. Lindqvist"), vials=())
    assert (opened.protocol.id, opened.protocol.fingerprint, opened.protocol.review) == ("small", "ab" * 32, "draft")
    assert [(site.site, site.units, site.highest) for site in opened.plan] == [
        ("one-left", Decimal(5), None),
        ("two", Decimal(5), Decimal(10)),
    ]
    assert (opened.interval_weeks, opened.visit_units_limit) == (Decimal(12), Decimal(155))
    assert isinstance(decide(Visit(), [Open(opened)], at=NOW, by="Dr A. Lindqvist"), tuple)
