"""The house's patients as the pages get them: who is expected, what is known of each, and two entries made one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from injection_map.app.patient_desk import PatientDesk
from injection_map.domain import commands as c
from injection_map.domain.decisions import decide
from injection_map.domain.errors import StoreError
from injection_map.domain.events import Clinician, Event, Opened, Patient, PlannedSite, ProtocolReference
from injection_map.domain.patients import LONGEST_NOTES, PatientError
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Visit, fold
from injection_map.storage.memory_registry import MemoryPatients, MemoryRecordIndex
from injection_map.storage.memory_store import MemoryStore

NOW = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
BY = "Dr A. Moreau"
INGRID = Patient("HALVORSEN, Ingrid (invented)", date(1981, 3, 14), "40-2719", "latex", "calls first")
TWICE = Patient("HALVORSEN, Inga (invented)", date(1981, 3, 14), "40-9999", "eggs")


@dataclass(slots=True)
class MoodyPatients(MemoryPatients):
    """A list whose disk can refuse a merge."""

    fails_to_merge: bool = False

    def merge(self, keep_id: str, gone_id: str, by: str, reason: str) -> Patient:
        if self.fails_to_merge:
            raise StoreError("The disk is full. Nothing was changed.")
        return MemoryPatients.merge(self, keep_id, gone_id, by, reason)


class House:
    """Patients and records in memory, and the desk over them."""

    def __init__(self) -> None:
        self.store, self.patients = MemoryStore(), MoodyPatients()
        self.desk = PatientDesk(self.patients, MemoryRecordIndex(self.store, self.patients), lambda: NOW)

    def treat(self, record_id: str, patient: Patient, *, days_ago: int, next_visit: date | None = None) -> None:
        """A signed visit of 5 units."""
        opened = Opened(
            patient=patient,
            clinician=Clinician(BY),
            protocol=ProtocolReference("small", "1", "f" * 64, "Small", "draft"),
            vials=(),
            plan=(PlannedSite("one", "one", "procerus", Side.MIDLINE, View.FRONT, Decimal(5)),),
        )
        events: list[Event] = []
        at = NOW - timedelta(days=days_ago)
        for command in (c.Open(opened), c.Give("one"), c.Finish(Decimal(0), next_visit), c.Sign(Clinician(BY))):
            made = decide(fold(events) if events else Visit(), [command], at=at, by=BY)
            assert isinstance(made, tuple | list), made
            events += made
        self.store.append(record_id, events)


@pytest.fixture
def house() -> House:
    return House()


def test_who_is_expected_comes_first_and_is_said_so(house: House) -> None:
    late, due, other = (
        house.patients.add(replace(INGRID, name=name, number=name), BY) for name in ("Late", "Due", "Other")
    )
    house.treat("a", other, days_ago=10)
    house.treat("b", due, days_ago=80, next_visit=date(2025, 11, 20))
    house.treat("c", late, days_ago=90, next_visit=date(2025, 11, 1))
    house.treat("d", replace(INGRID, id="an id that no list has"), days_ago=1)
    found = house.desk.find(" ")
    assert [(row.patient.name, row.last, row.due, row.overdue) for row in found] == [
        ("Late", "Last 20-Aug-2025, 5 units", "Overdue since 01-Nov-2025", True),
        ("Due", "Last 30-Aug-2025, 5 units", "Due 20-Nov-2025", False),
        ("Other", "Last 08-Nov-2025, 5 units", "", False),
    ]


def test_who_was_never_here_is_found_too(house: House) -> None:
    ingrid = house.desk.entered(INGRID, BY)
    assert [(row.patient, row.last) for row in house.desk.find("halv")] == [(ingrid, "First visit")]
    assert house.desk.entered(ingrid, BY) == ingrid
    assert house.desk.similar(TWICE)[0].patient == ingrid


def test_a_file_has_the_visits_and_who_could_be_mistaken_with_theirs(house: House) -> None:
    ingrid, twice = house.patients.add(INGRID, BY), house.patients.add(TWICE, BY)
    house.treat("a", ingrid, days_ago=90)
    house.treat("b", ingrid, days_ago=1)
    house.treat("c", twice, days_ago=10)
    file = house.desk.file(ingrid.id)
    assert (file.patient, [row.record_id for row in file.visits]) == (ingrid, ["b", "a"])
    assert [(other.patient, other.visits) for other in file.similar] == [(twice, 1)]
    with pytest.raises(KeyError):
        house.desk.file("nobody")


def test_two_become_one_with_the_visits_allergies_and_notes_of_both(house: House) -> None:
    ingrid, twice = house.patients.add(INGRID, BY), house.patients.add(TWICE, BY)
    house.treat("a", ingrid, days_ago=90)
    house.treat("b", twice, days_ago=1)
    kept = house.desk.merge(twice.id, ingrid.id, BY, "Same passport")
    assert kept == replace(twice, allergies="eggs, latex", notes="calls first")
    file = house.desk.file(ingrid.id)
    assert (file.patient, [row.record_id for row in file.visits], file.similar) == (kept, ["b", "a"], ())
    assert [entry[2:] for entry in house.patients.log[2:]] == [(BY, "Same passport")] * 2


@pytest.mark.parametrize("why", ["", "too long"])
def test_a_merge_that_may_not_be_changes_nothing(house: House, why: str) -> None:
    full = "x" * LONGEST_NOTES
    ingrid, twice = (
        house.patients.add(replace(INGRID, notes=full), BY),
        house.patients.add(replace(TWICE, notes="y"), BY),
    )
    with pytest.raises(PatientError):
        house.desk.merge(ingrid.id, twice.id, BY, why)
    assert (house.patients.patient(ingrid.id), house.patients.patient(twice.id)) == (ingrid, twice)


def test_a_disk_that_fails_between_the_two_steps_loses_nothing(house: House) -> None:
    ingrid, twice = house.patients.add(INGRID, BY), house.patients.add(TWICE, BY)
    house.patients.fails_to_merge = True
    with pytest.raises(StoreError):
        house.desk.merge(ingrid.id, twice.id, BY, "Same passport")
    assert house.patients.patient(ingrid.id).allergies == "latex, eggs"
    assert house.patients.patient(twice.id) == twice
    house.patients.fails_to_merge = False
    assert house.desk.merge(ingrid.id, twice.id, BY, "Same passport").allergies == "latex, eggs"
