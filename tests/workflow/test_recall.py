"""A lot is called back by what the store says now: a patient who married since is called by their name of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from injection_map.domain import commands as c
from injection_map.domain.commands import Command, Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician, Event, Noted, Opened, Patient, PlannedSite, ProtocolReference, Vial
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Visit, fold
from injection_map.storage.memory_registry import MemoryPatients, MemoryRecordIndex
from injection_map.storage.memory_store import MemoryStore
from injection_map.workflow.recall import recall

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
INGRID = Patient("HALVORSEN, Ingrid (invented)", date(1981, 3, 14), "40-2719")
VIAL = Vial("Botox", Decimal(200), "C8124C3", date(2027, 5, 31), Decimal(4), AT)


def keep(store: MemoryStore, record_id: str, patient: Patient, *commands: Command) -> None:
    sites = (PlannedSite("one", "One", "procerus", Side.MIDLINE, View.FRONT, Decimal(5)),)
    reference = ProtocolReference("small", "1", "f" * 64, "Small", "draft")
    opened = Opened(patient, Clinician("Dr A"), reference, (VIAL,), sites)
    events: list[Event] = []
    for number, command in enumerate([c.Open(opened), *commands]):
        visit = fold(events) if events else Visit()
        made = decide(visit, [command], at=AT + timedelta(minutes=number), by="Dr A")
        assert not isinstance(made, Refusal)
        events += made
    store.append(record_id, events)


def test_everybody_is_called_by_what_the_list_says_now() -> None:
    store, patients = MemoryStore(), MemoryPatients()
    ingrid, twice = patients.add(INGRID, "Dr A"), patients.add(replace(INGRID, number="7"), "Dr A")
    keep(store, "a", ingrid, c.Give("one"))
    keep(store, "b", twice, c.Give("one"))
    keep(store, "not given", ingrid)
    keep(store, "loose", replace(INGRID, name="NYSTRÖM, Bo (invented)"), c.Give("one"))
    store.append("odd", [Event(1, 1, AT, "Dr A", Noted("no opening"))])
    patients.merge(ingrid.id, twice.id, "Dr A", "typed twice")
    patients.change(replace(ingrid, name="BERG, Ingrid (invented)"), "Dr A", "married")
    found = recall(" c8124c3 ", MemoryRecordIndex(store, patients), patients)
    assert [(who.name, sorted(visit.record_id for visit in who.visits)) for who in found.recipients] == [
        ("BERG, Ingrid (invented)", ["a", "b"]),
        ("NYSTRÖM, Bo (invented)", ["loose"]),
    ]
    assert (found.lot, found.not_given, found.unreadable) == ("c8124c3", ("not given",), 1)
