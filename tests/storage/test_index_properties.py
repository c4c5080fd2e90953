"""After any commands in any order, in any records of any patients, the index says what the events fold into."""

from __future__ import annotations

import itertools
import tempfile
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import older_vaults
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from injection_map.domain import commands as c
from injection_map.domain.commands import Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.errors import RecordNotFoundError
from injection_map.domain.events import Clinician, Opened, Patient, PlannedSite, ProtocolReference, Vial
from injection_map.domain.patients import PatientError
from injection_map.domain.ports import Patients as PatientsPort
from injection_map.domain.protocol import Side, View
from injection_map.domain.record_index import Order, RecordQuery, Show
from injection_map.domain.session import Visit, fold
from injection_map.storage.memory_registry import MemoryPatients, MemoryRecordIndex
from injection_map.storage.memory_store import MemoryStore
from injection_map.storage.patients import Patients
from injection_map.storage.record_index import RecordIndex
from injection_map.storage.vault import open_vault

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
TODAY = date(2026, 2, 1)
MOREAU, LIND = Clinician("Dr A. Moreau"), Clinician("Dr B. Lind")
VIAL = Vial("Botox", Decimal(100), "C8124C3", date(2027, 5, 31), Decimal(2), AT, gtin="00300233921218", serial="S1")
SPARE = replace(VIAL, lot="C99", serial="S2")
SITES = ("one", "two", "three")
PEOPLE = [
    Patient(name, born, number)
    for name in ("HALVORSEN, Ingrid", "Halvorson, Ingrid", "NYSTRÖM, Bo")
    for born, number in ((date(1981, 3, 14), "40-2719"), (date(1970, 1, 2), "7"))
]
QUERIES = [
    RecordQuery(),
    RecordQuery(order=Order.NEWEST, offset=1, limit=2),
    *(RecordQuery(show=show) for show in Show),
    *(RecordQuery(text=text) for text in ("halv", "ing 40", "14-Mar-1981", "bled", "c99", "none")),
    RecordQuery(person="Dr B. Lind", text="hal"),
    RecordQuery(protocol="small", show=Show.UNSIGNED),
]
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Each step opens no new vault but asks it fifty questions: making a failing example smaller would take minutes."""
COMMANDS = [
    *(command for site in SITES for command in (c.Give(site), c.Skip(site, "lesion"), c.TakeBack(site))),
    *(c.Undo(), c.Redo(), c.Note("bled"), c.Note("pressed", "one"), c.ChangeDose("two", Decimal("2.5"), "asked")),
    *(c.Pause(), c.Continue(), c.Reopen(), c.AddVial(SPARE), c.TakeOver(LIND), c.SeeReaction("Bleeding")),
    *(c.Finish(Decimal(10), day, left_to_do_reason="tired") for day in (None, date(2026, 1, 1), date(2026, 2, 10))),
    *(c.Sign(MOREAU), c.AddAddendum(MOREAU, "told", "headache"), c.Cosign(LIND), c.EndUntreated("fever")),
]


class Keychain(dict[tuple[str, str], str]):
    def get_password(self, service: str, username: str) -> str | None:
        return self.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self[service, username] = password


class IndexMachine(RuleBasedStateMachine):
    """The vault beside the memory, which makes each answer of all events."""

    def __init__(self) -> None:
        super().__init__()
        self.left = ExitStack()
        older_vaults.may_hold_training(self.left.enter_context(pytest.MonkeyPatch.context()))
        folder = Path(self.left.enter_context(tempfile.TemporaryDirectory()))
        self.store = self.left.enter_context(closing(open_vault(folder / "v", keyring=Keychain())))
        self.memory = MemoryStore()
        ids, same_ids = itertools.count(), itertools.count()
        self.patients = Patients(self.store, lambda: AT, lambda: f"id-{next(ids)}")
        self.known = MemoryPatients(lambda: f"id-{next(same_ids)}")
        self.index = RecordIndex(self.store)
        self.expected = MemoryRecordIndex(self.memory, self.known)

    @rule(record=st.integers(0, 3), patient=st.sampled_from(PEOPLE), listed=st.booleans(), training=st.booleans())
    def begin(self, record: int, patient: Patient, listed: bool, training: bool) -> None:
        here = self.known.find("4 7"[record % 3]) if listed else ()
        opened = Opened(
            patient=here[0] if here else patient,
            clinician=MOREAU,
            protocol=ProtocolReference("small", "1", "f" * 64, "Small", "draft"),
            vials=(VIAL,),
            plan=tuple(PlannedSite(key, key, "procerus", Side.MIDLINE, View.FRONT, Decimal(5)) for key in SITES),
            training=training and record == 3,
        )
        self._ask(f"r{record}", c.Open(opened))

    @rule(record=st.integers(0, 3), commands=st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=6))
    def go_on(self, record: int, commands: list[c.Command]) -> None:
        for command in commands:
            self._ask(f"r{record}", command)

    @rule(patient=st.sampled_from(PEOPLE))
    def add(self, patient: Patient) -> None:
        self._both(lambda patients: patients.add(patient, "Dr A"))

    @rule(number=st.integers(0, 5), patient=st.sampled_from(PEOPLE))
    def change(self, number: int, patient: Patient) -> None:
        self._both(lambda patients: patients.change(replace(patient, id=f"id-{number}"), "Dr A", "asked"))

    @rule(keep=st.integers(0, 5), gone=st.integers(0, 5))
    def merge(self, keep: int, gone: int) -> None:
        self._both(lambda patients: patients.merge(f"id-{keep}", f"id-{gone}", "Dr A", "typed twice"))

    @invariant()
    def both_say_the_same(self) -> None:
        for query in QUERIES:
            assert self.index.rows(query, today=TODAY) == self.expected.rows(query, today=TODAY), query
        for answer in ("units_per_month", "sites_skipped", "work_of_people", "unreadable"):
            assert getattr(self.index, answer)() == getattr(self.expected, answer)()
        for patient in (*PEOPLE, *self.known.find("h")):
            assert self.index.last_visit(patient) == self.expected.last_visit(patient)
            assert self.index.units_since(patient, AT.date()) == self.expected.units_since(patient, AT.date())
            assert self.index.visits_of(patient.id) == self.expected.visits_of(patient.id)
            assert self.patients.similar(patient) == self.known.similar(patient)
        for text in ("", "i", "hal 40", "1981-03", "nys 7"):
            assert self.patients.find(text) == self.known.find(text)
        assert self.index.serial_uses(VIAL.gtin, "S2") == self.expected.serial_uses(VIAL.gtin, "S2")
        assert self.index.lots("c") == self.expected.lots("c")
        moreau = "Dr A. Moreau"
        assert self.index.visits_of_person(moreau) == self.expected.visits_of_person(moreau)
        assert self.index.records_of_lot("C99") == self.expected.records_of_lot("C99")
        assert self.patients.count() == self.known.count()

    def teardown(self) -> None:
        with self.left:
            assert self.index.prove() is None
            self.index.rebuild()
            assert self.index.prove() is None
            self.both_say_the_same()

    def _ask(self, record_id: str, command: c.Command) -> None:
        try:
            visit = fold(self.memory.events(record_id))
        except RecordNotFoundError:
            visit = Visit()
        at = AT + timedelta(hours=int(record_id[1:]), minutes=visit.last_seq)
        answer = decide(visit, [command], at=at, by="Dr A. Moreau")
        if not isinstance(answer, Refusal):
            for store in (self.store, self.memory):
                store.append(record_id, answer)

    def _both(self, act: object) -> None:
        answers = []
        for patients in (self.patients, self.known):
            answers.append(_answer(act, patients))
        assert answers[0] == answers[1]


def _answer(act: object, patients: PatientsPort) -> object:
    try:
        return act(patients)  # type: ignore[operator]
    except (PatientError, KeyError) as error:
        return str(error)


def test_the_index_says_what_the_events_fold_into() -> None:
    run_state_machine_as_test(
        IndexMachine, settings=settings(max_examples=12, stateful_step_count=20, deadline=None, phases=UNSHRUNK)
    )
