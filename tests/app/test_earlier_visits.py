"""What the chair is told of a patient's earlier visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import older_vaults
import pytest
from ui.chair.hands import STARTED, opened

from injection_map import resources
from injection_map.app.earlier_visits import EarlierVisits, earlier_visits, looking_back
from injection_map.app.patient_desk import PatientDesk
from injection_map.domain.commands import Command, Give, Open, Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.errors import StoreError
from injection_map.domain.events import Event, Patient
from injection_map.domain.looking_back import Question
from injection_map.domain.session import Visit, apply, fold
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.memory_registry import MemoryPatients, MemoryRecordIndex
from injection_map.storage.memory_store import MemoryStore
from injection_map.storage.protocol_file import read_protocol

PREEMPT = read_protocol(resources.protocols() / "preempt-31.yaml", read_drawings(resources.diagrams()))
EVERYTHING = tuple(Give(site.key) for site in PREEMPT.sites)


def now() -> datetime:
    return STARTED


class Room:
    """A store with one invented patient and her visits."""

    def __init__(self) -> None:
        self.store, self.patients = MemoryStore(), MemoryPatients()
        self.desk = PatientDesk(self.patients, MemoryRecordIndex(self.store, self.patients), now)
        self.patient = self.patients.add(Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719"), "Dr A. Lindqvist")

    def visit(
        self, record_id: str, *done: Command, days_ago: int, patient: Patient | None = None, training: bool = False
    ) -> None:
        at, visit = STARTED - timedelta(days=days_ago), Visit()
        first = replace(opened(PREEMPT), patient=patient or self.patient, training=training)
        for command in (Open(first), *done):
            events = decide(visit, [command], at=at, by="Dr A. Lindqvist")
            assert not isinstance(events, Refusal), events
            self.store.append(record_id, events)
            for event in events:
                visit = apply(visit, event)

    def told(self, record_id: str = "now", weeks: str | None = "12") -> EarlierVisits:
        protocol = replace(PREEMPT, interval_weeks=Decimal(weeks) if weeks else None)
        visit = fold(self.store.events(record_id))
        return earlier_visits(self.desk, self.store, record_id=record_id, visit=visit, protocol=protocol)


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_first_visit_has_none_before_it_even_when_it_is_resumed(room: Room) -> None:
    room.visit("now", Give("procerus"), days_ago=0)
    assert room.told() == EarlierVisits(None, Decimal(0))


def test_the_last_visit_is_the_newest_at_which_anything_was_given(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    older_vaults.may_hold_training(monkeypatch)
    room.visit("first", Give("procerus"), days_ago=200)
    room.visit("second", Give("procerus"), Give("corrugator-left"), days_ago=100)
    room.visit("turned-away", days_ago=50)
    room.visit("trained", *EVERYTHING, days_ago=10, training=True)
    room.visit("now", days_ago=0)
    last = room.told().last
    assert last is not None
    assert last.started_at == STARTED - timedelta(days=100)


@pytest.mark.parametrize(("days_ago", "units"), [(83, 155), (84, 0), (85, 0)])
def test_units_count_until_the_interval_is_over(room: Room, days_ago: int, units: int) -> None:
    room.visit("before", *EVERYTHING, days_ago=days_ago)
    room.visit("now", Give("procerus"), days_ago=0)
    assert room.told().units_in_interval == units
    assert room.told(weeks=None).units_in_interval == 0


def test_another_patients_visits_are_not_theirs(room: Room) -> None:
    other = room.patients.add(Patient("OKORO, Ben", date(1975, 1, 2), "40-1111"), "Dr A. Lindqvist")
    room.visit("other", *EVERYTHING, days_ago=20, patient=other)
    room.visit("now", days_ago=0)
    assert room.told() == EarlierVisits()


def test_what_cannot_be_read_keeps_nobody_from_treating(room: Room) -> None:
    class Torn(MemoryStore):
        def events(self, record_id: str) -> tuple[Event, ...]:
            raise StoreError(f"The disk does not answer for {record_id}. No entry is lost by this. Try again.")

    room.visit("before", Give("procerus"), days_ago=20)
    room.visit("now", days_ago=0)
    visit = fold(room.store.events("now"))
    told = earlier_visits(room.desk, Torn(), record_id="now", visit=visit, protocol=PREEMPT)
    assert told == EarlierVisits()


def test_what_is_asked_before_the_needle_comes_from_all_visits_that_can_be_read(room: Room) -> None:
    room.visit("a", *EVERYTHING, days_ago=84)
    room.visit("b", *EVERYTHING[:-1], days_ago=14)
    back = looking_back(room.desk, room.store, room.patient, None)
    assert back.lines(Question.DONE)[0].startswith("150 units at 30 of 31 sites")
    assert back.lines(Question.CHANGED)[1:] == ("Trapezius 3, right: left, was 5 units.", "Other 30 sites: the same.")
    unknown = looking_back(room.desk, room.store, replace(room.patient, id=""), None)
    assert unknown.course.points == ()
