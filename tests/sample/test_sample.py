"""A practice of invented patients: valid, plausible, the same each time, and nobody's name."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from injection_map import resources
from injection_map.domain.events import (
    Addendum,
    Cosigned,
    DoseChanged,
    Event,
    Finished,
    FollowedUp,
    NotTreated,
    Opened,
    ReactionSeen,
    Signed,
    SiteAdded,
    SiteMoved,
    Skipped,
    Undone,
)
from injection_map.domain.geometry import PointMm
from injection_map.domain.placement import place_sites
from injection_map.domain.protocol import Protocol
from injection_map.domain.record_index import RecordQuery, Show
from injection_map.domain.session import Phase, fold
from injection_map.sample import Sample, SampleMaker
from injection_map.sample.names import MARK
from injection_map.storage import keys
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.keys import Argon2Cost
from injection_map.storage.patients import Patients
from injection_map.storage.people import People
from injection_map.storage.proof import prove
from injection_map.storage.protocol_file import read_protocol
from injection_map.storage.record_index import RecordIndex
from injection_map.storage.vault import open_vault

FILE = resources.protocols() / "preempt-31.yaml"
LAST_DAY = date(2026, 11, 20)
PASSPHRASE = "correct horse battery"
Records = tuple[tuple[str, tuple[Event, ...]], ...]


@cache
def protocol_and_points() -> tuple[Protocol, dict[str, PointMm]]:
    drawings = read_drawings(resources.diagrams())
    protocol = read_protocol(FILE, drawings)
    return protocol, {key: placed.point for key, placed in place_sites(protocol, drawings).items()}


def maker(visits: int, seed: int = 1) -> SampleMaker:
    protocol, points = protocol_and_points()
    return SampleMaker(protocol, points, visits, seed, LAST_DAY)


@cache
def records(visits: int = 600, seed: int = 1) -> Records:
    return tuple(maker(visits, seed).records())


def bodies(kind: type) -> list[object]:
    return [event.body for _, events in records() for event in events if isinstance(event.body, kind)]


def opened(events: tuple[Event, ...]) -> Opened:
    assert isinstance(events[0].body, Opened)
    return events[0].body


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sample, list[int]]:
    """A vault of a hundred visits, what was said of it, and what was told meanwhile."""
    folder, told = tmp_path_factory.mktemp("sample") / "data", []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))
        with closing(open_vault(folder, passphrase=PASSPHRASE)) as store:
            sample = maker(100).make(store, protocol_file=FILE.read_bytes(), saved=told.append)
    return folder, sample, told


def test_as_many_visits_as_asked_for_in_the_order_of_their_beginnings():
    assert [len(records(count)) for count in (1, 7, 600)] == [1, 7, 600]
    days = [events[0].at.date() for _, events in records()]
    assert days == sorted(days)
    assert days[-1] <= LAST_DAY
    assert days[0] < LAST_DAY - timedelta(days=3 * 365)
    assert all(day.weekday() < 5 for day in days)


def test_the_same_seed_makes_the_same_records_and_another_seed_others():
    assert tuple(maker(50).records()) == records(50)
    assert not {id_ for id_, _ in records(50)} & {id_ for id_, _ in records(50, 2)}
    assert {opened(events).patient for _, events in records(50)}.isdisjoint(
        opened(events).patient for _, events in records(50, 2)
    )


def test_a_course_begins_with_its_scores_and_no_reactions_are_asked_before_there_was_a_treatment():
    """What the later visits are held against: without it nothing could be said of whether it helps."""
    seen: set[str] = set()
    for _, events in records():
        told = [event.body for event in events if isinstance(event.body, FollowedUp)]
        patient = opened(events).patient.id
        first = patient not in seen
        seen.add(patient)
        assert all(one.headache_days is not None for one in told)
        assert all(one.asked_reactions is not first for one in told)
        assert told or any(isinstance(event.body, NotTreated) for event in events)


def test_every_name_says_that_it_is_invented():
    for _, events in records():
        whole = opened(events)
        people = [whole.patient.name, whole.clinician.name, *(person.name for person in whole.assistants)]
        assert all(name.endswith(MARK) for name in people)
        assert whole.patient.number.startswith("SAMPLE-")
        assert all(vial.lot.startswith("SAMPLE-") for vial in whole.vials)
        assert whole.clinic is not None
        assert MARK in whole.clinic.name
        assert all(event.by.endswith(MARK) for event in events)


def test_whatever_can_differ_from_a_plan_happens_to_somebody():
    for kind in (Skipped, DoseChanged, SiteAdded, SiteMoved, ReactionSeen, Undone, NotTreated, Addendum, Cosigned):
        assert bodies(kind), kind
    assert len(bodies(Signed)) > 550


def test_days_with_headache_fall_for_those_whom_it_helps():
    scores: defaultdict[str, list[int]] = defaultdict(list)
    for _, events in records():
        told = [event.body for event in events if isinstance(event.body, FollowedUp)]
        scores[opened(events).patient.id] += [each.headache_days for each in told if each.headache_days is not None]
    long = [days for days in scores.values() if len(days) >= 4]
    better = [days[0] - statistics.mean(days[-2:]) for days in long]
    assert sum(fall > 1 for fall in better) > len(long) / 2
    assert any(abs(fall) <= 1.5 for fall in better)


def test_a_visit_knows_of_the_one_before_it():
    last: dict[str, tuple[date, object]] = {}
    for _, events in records():
        whole, visit = opened(events), fold(events)
        assert whole.safety is not None
        known = (whole.safety.last_treated, whole.safety.last_units)
        assert known == last.get(whole.patient.id, (None, None))
        if visit.phase is not Phase.NOT_TREATED:
            units = sum(site.units for site in visit.sites if site.status == "given")
            last[whole.patient.id] = (events[0].at.date(), units)


def test_what_a_vial_held_is_given_or_discarded_and_its_lot_serves_for_weeks():
    for finished in bodies(Finished):
        assert isinstance(finished, Finished)
        (balance,) = finished.balances
        assert balance.given + balance.discarded == 200
    lots = Counter(vial.lot for _, events in records() for vial in opened(events).vials)
    serials = Counter(vial.serial for _, events in records() for vial in opened(events).vials)
    assert max(lots.values()) > 2
    assert set(serials.values()) == {1}


def test_nobody_treats_two_patients_at_the_same_time():
    begun = Counter((opened(events).clinician, events[0].at) for _, events in records())
    assert set(begun.values()) == {1}


def test_the_vault_is_proven_with_its_index(made: tuple[Path, Sample, list[int]]):
    folder, sample, told = made
    assert told == [100]
    assert sample.visits == 100
    with closing(open_vault(folder, passphrase=PASSPHRASE, read_only=True)) as store:
        proof = prove(store.database, store.anchors)
        assert (proof.first_break, proof.records) == (None, 100)
        assert RecordIndex(store).prove() is None
        assert Patients(store, lambda: records()[0][1][0].at).count() == sample.patients
        assert all(MARK in person.name for person in People(store, lambda: records()[0][1][0].at).people())
        stored = {record_id: store.events(record_id) for record_id in store.record_ids()}
    assert stored == dict(records(100))


def test_the_index_answers_as_the_records_say(made: tuple[Path, Sample, list[int]]):
    folder, _, _ = made
    unsigned = sum(fold(events).phase is Phase.FINISHED for _, events in records(100))
    lot = opened(records(100)[40][1]).vials[0].lot
    with closing(open_vault(folder, passphrase=PASSPHRASE, read_only=True)) as store:
        index = RecordIndex(store)
        assert index.rows(RecordQuery(show=Show.UNSIGNED), today=LAST_DAY).total == unsigned > 0
        assert index.rows(RecordQuery(show=Show.DUE), today=LAST_DAY).total > 0
        assert index.rows(RecordQuery(show=Show.OVERDUE), today=LAST_DAY).total > 0
        used = {record_id for record_id, events in records(100) if opened(events).vials[0].lot == lot}
        assert {row.record_id for row in index.records_of_lot(lot)} == used


def test_the_vault_takes_visits_as_any_other_afterwards(made: tuple[Path, Sample, list[int]]):
    folder, _, _ = made
    record_id, events = records(7, 2)[0]
    with closing(open_vault(folder, passphrase=PASSPHRASE)) as store:
        store.append(record_id, events)
        assert store.events(record_id) == events
        assert RecordIndex(store).prove() is None
        assert prove(store.database, store.anchors).first_break is None
