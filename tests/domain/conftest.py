"""A small plan and the visits made of it, by the rules themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from injection_map.domain.commands import Command, Open, Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician, Opened, Patient, PlannedSite, ProtocolReference, Vial
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Visit, apply

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)

After = Callable[..., Visit]


def _site(key: str, muscle: str, side: Side, view: View, units: str = "5", highest: str | None = None) -> PlannedSite:
    return PlannedSite(key, key, muscle, side, view, Decimal(units), Decimal(highest) if highest else None)


@pytest.fixture
def opened() -> Opened:
    """Eight sites of three muscles, 38.5 units; one dose is a range."""
    return Opened(
        patient=Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", "latex"),
        clinician=Clinician("Dr A. Moreau", "neurologist"),
        protocol=ProtocolReference("small", "1", "f" * 64, "A small protocol", "approved"),
        vials=(Vial("Botox", Decimal(200), "C8124C3", date(2027, 5, 31), Decimal(4), AT, AT + timedelta(hours=24)),),
        plan=(
            _site("corrugator-left", "corrugator", Side.LEFT, View.FRONT),
            _site("corrugator-right", "corrugator", Side.RIGHT, View.FRONT),
            _site("procerus", "procerus", Side.MIDLINE, View.FRONT, "2.5"),
            _site("temporalis-1-left", "temporalis", Side.LEFT, View.LEFT),
            _site("temporalis-2-left", "temporalis", Side.LEFT, View.LEFT),
            _site("temporalis-3-left", "temporalis", Side.LEFT, View.LEFT, "6", "10"),
            _site("temporalis-1-right", "temporalis", Side.RIGHT, View.RIGHT),
            _site("temporalis-2-right", "temporalis", Side.RIGHT, View.RIGHT),
        ),
    )


@pytest.fixture
def after(opened: Opened) -> After:
    """The visit after being opened and these commands, each an act of its own; a refusal fails the test."""

    def visit_after(*commands: Command, at: datetime = AT, opened: Opened = opened) -> Visit:
        visit = Visit()
        for command in (Open(opened), *commands):
            events = decide(visit, [command], at=at, by="Dr A. Moreau")
            assert not isinstance(events, Refusal), events
            for event in events:
                visit = apply(visit, event)
        return visit

    return visit_after
