"""Records of an invented patient, with pinned ids and times, made by the rules of the domain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from injection_map.domain import commands as c
from injection_map.domain.commands import Command, Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician, Event, Opened, Patient, PlannedSite, ProtocolReference, Vial
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import fold
from injection_map.report.record import Record

RecordMaker = Callable[..., Record]

OPENED_AT = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)

_MUSCLES = (
    ("corrugator", ("corrugator",), View.FRONT),
    ("procerus", ("procerus",), View.FRONT),
    ("frontalis", ("frontalis-medial", "frontalis-lateral"), View.FRONT),
    ("temporalis", ("temporalis-1", "temporalis-2", "temporalis-3", "temporalis-4"), None),
    ("occipitalis", ("occipitalis-1", "occipitalis-2", "occipitalis-3"), View.BACK),
    ("cervical-paraspinal", ("cervical-paraspinal-1", "cervical-paraspinal-2"), View.BACK),
    ("trapezius", ("trapezius-1", "trapezius-2", "trapezius-3"), View.BACK),
)


def _planned(site_id: str, muscle: str, side: Side, view: View | None) -> PlannedSite:
    key = site_id if side is Side.MIDLINE else f"{site_id}-{side}"
    name = site_id.replace("-", " ").capitalize()
    return PlannedSite(key, name, muscle, side, view or View(side), Decimal(5))


def _plan() -> tuple[PlannedSite, ...]:
    return tuple(
        _planned(site_id, muscle, side, view)
        for muscle, site_ids, view in _MUSCLES
        for side in ((Side.MIDLINE,) if muscle == "procerus" else (Side.LEFT, Side.RIGHT))
        for site_id in site_ids
    )


def an_opening(**changes: object) -> Opened:
    """The opening of the visit of the pictures; `changes` are fields of Opened."""
    vial = Vial(
        product="Botox",
        units=Decimal(200),
        lot="C8124C3",
        expiry=date(2027, 5, 31),
        diluent_ml=Decimal(4),
        mixed_at=OPENED_AT.replace(hour=10, minute=6, second=0),
        use_by=OPENED_AT.replace(hour=10, minute=6, second=0) + timedelta(days=1),
    )
    fields: dict[str, object] = {
        "patient": Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", "latex"),
        "clinician": Clinician("Dr A. Lindqvist", "Consultant neurologist"),
        "protocol": ProtocolReference("preempt-31", "2026.1", "ab" * 32, "PREEMPT, fixed sites", "draft"),
        "vials": (vial,),
        "plan": _plan(),
        "interval_weeks": Decimal(12),
    }
    return Opened(**(fields | changes))  # type: ignore[arg-type]


def record_of(*acts: Command | Sequence[Command], opened: Opened | None = None, record_id: str = "0190-a") -> Record:
    """A record of these acts, twenty seconds apart, after the opening. An act of several commands is one press."""
    events: list[Event] = []
    at = OPENED_AT
    for act in (c.Open(opened or an_opening()), *acts):
        made = decide(fold(events), act if isinstance(act, Sequence) else [act], at=at, by="Dr A. Lindqvist")
        assert not isinstance(made, Refusal), made.sentence
        events += made
        at += timedelta(seconds=20)
    return Record(record_id, tuple(events))


FINISH = c.Finish(discarded_units=Decimal("45"), next_visit=date(2026, 2, 10))
SIGN = c.Sign(Clinician("Dr A. Lindqvist", "Consultant neurologist"))


def all_given() -> list[Command]:
    return [c.Give(planned.site) for planned in _plan()]


def changed_visit() -> list[Command]:
    """The visit of the printed page: one dose changed, one site skipped, one added."""
    left_out = "temporalis-3-left"
    give = [c.Give(planned.site) for planned in _plan() if planned.site != left_out]
    return [
        c.ChangeDose("frontalis-lateral-right", Decimal("2.5"), "Brow felt heavy after last visit"),
        c.Skip(left_out, "Healing skin lesion over the site"),
        c.AddSite(
            site="occipitalis-added-1",
            name="Occipitalis",
            muscle="occipitalis",
            side=Side.LEFT,
            view=View.BACK,
            x_mm=-32.0,
            y_mm=-32.0,
            units=Decimal(5),
            reason="Tender point",
        ),
        *give,
        c.Give("occipitalis-added-1"),
        c.Note(
            "Tolerated well. Ask about brow heaviness at next visit before raising the right lateral frontalis dose."
        ),
        c.Finish(discarded_units=Decimal("47.5"), next_visit=date(2026, 2, 10), reactions="None seen"),
    ]


@pytest.fixture(scope="session")
def fresh() -> Record:
    return record_of()


@pytest.fixture(scope="session")
def signed() -> Record:
    """All 31 sites as planned, finished and signed."""
    return record_of(*all_given(), FINISH, SIGN)


@pytest.fixture(scope="session")
def changed() -> Record:
    """The signed record of the printed page."""
    return record_of(*changed_visit(), SIGN)


@pytest.fixture
def make_record() -> RecordMaker:
    return record_of


@pytest.fixture
def make_opening() -> Callable[..., Opened]:
    return an_opening
