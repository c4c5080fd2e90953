"""The records as the records page gets them: each with its patient's visits, and the treatment before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import older_vaults
import pytest

from injection_map.app.record_shelf import RecordShelf
from injection_map.domain import commands as c
from injection_map.domain.decisions import decide
from injection_map.domain.events import (
    Clinician,
    Event,
    FollowedUp,
    Noted,
    Opened,
    Patient,
    PlannedSite,
    ProtocolReference,
)
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Side, View
from injection_map.domain.record_index import RecordQuery
from injection_map.domain.session import Visit, fold
from injection_map.report.record import Record
from injection_map.storage.memory_registry import MemoryPatients, MemoryRecordIndex
from injection_map.storage.memory_store import MemoryStore

NOW = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
DOCTOR = Clinician("Dr A. Moreau")
INGRID = Patient("HALVORSEN, Ingrid (invented)", date(1981, 3, 14), "40-2719")


class House:
    """Patients and records in memory, and the shelf over them."""

    def __init__(self) -> None:
        self.store, self.patients = MemoryStore(), MemoryPatients()
        self.ingrid = self.patients.add(INGRID, DOCTOR.name)
        index = MemoryRecordIndex(self.store, self.patients)
        self.shelf = RecordShelf(self.store, self.patients, index, lambda: NOW, self._stored)

    def _stored(self, record_id: str) -> tuple[Record, dict[str, PlacedSite]]:
        return Record(record_id, self.store.events(record_id)), {}

    def treat(
        self,
        record_id: str,
        *,
        days_ago: int,
        patient: Patient | None = None,
        given: bool = True,
        days: int | None = None,
        training: bool = False,
    ) -> None:
        """A visit of 5 units, or one that ended without any; `days` are the headache days since the one before."""
        opened = Opened(
            patient=patient or self.ingrid,
            clinician=DOCTOR,
            protocol=ProtocolReference("small", "1", "f" * 64, "Small", "draft"),
            vials=(),
            plan=(PlannedSite("one", "one", "procerus", Side.MIDLINE, View.FRONT, Decimal(5)),),
            training=training,
        )
        asked = [] if days is None else [c.FollowUp(FollowedUp(headache_days=days))]
        done = [c.Give("one"), c.Finish(Decimal(0)), c.Sign(DOCTOR)] if given else [c.EndUntreated("Fever")]
        events: list[Event] = []
        for command in (c.Open(opened), *asked, *done):
            made = decide(fold(events) if events else Visit(), [command], at=NOW - timedelta(days=days_ago), by="A")
            assert isinstance(made, tuple), made
            events += made
        self.store.append(record_id, events)


@pytest.fixture
def house() -> House:
    house = House()
    house.treat("first", days_ago=200)
    house.treat("second", days_ago=100, days=13)
    house.treat("fever", days_ago=50, given=False)
    house.treat("third", days_ago=0, days=11)
    return house


def test_a_record_comes_with_its_patients_visits_and_the_treatment_before(house: House) -> None:
    third = house.shelf.look("third")
    assert [row.record_id for row in third.visits] == ["third", "fever", "second", "first"]
    assert (third.number, third.row.record_id, third.headache_days) == (0, "third", {"third": 11, "second": 13})
    assert third.last == fold(house.store.events("second"))
    assert house.shelf.look("second").last == fold(house.store.events("first"))
    assert house.shelf.look("first").last is None


def test_the_patient_is_as_the_list_has_them_now(house: House) -> None:
    house.patients.change(replace(house.ingrid, allergies="latex"), DOCTOR.name)
    third = house.shelf.look("third")
    assert (third.patient.allergies, third.record.opened.patient.allergies) == ("latex", "")


def test_who_is_in_no_list_has_one_visit(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    older_vaults.may_hold_training(monkeypatch)
    nobody = replace(INGRID, number="90-0000")
    house.treat("alone", days_ago=1, patient=nobody)
    house.treat("training", days_ago=1, training=True)
    for record_id in ("alone", "training"):
        chosen = house.shelf.look(record_id)
        assert ([row.record_id for row in chosen.visits], chosen.last) == ([record_id], None)
    assert house.shelf.look("alone").patient == nobody


def test_an_earlier_record_that_cannot_be_read_is_as_if_it_were_not(house: House) -> None:
    events = house.store.events("third")
    house.store.append("broken", [replace(events[0], body=Noted("nothing was opened"))])
    assert house.shelf.find(RecordQuery(limit=1)).total == 5
    assert house.shelf.look("third").number == 0


def test_what_was_told_of_the_time_after_a_treatment_comes_with_its_record(house: House) -> None:
    told = {record_id: house.shelf.look(record_id).since for record_id in ("first", "second", "fever", "third")}
    days = {record_id: [one.headache_days for _, one in since] for record_id, since in told.items()}
    assert days == {"first": [13], "second": [11], "fever": [], "third": []}
    (at, _), *_ = told["second"]
    assert at == house.shelf.look("third").visit
