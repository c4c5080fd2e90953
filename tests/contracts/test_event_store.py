"""What every EventStore keeps to."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from contracts.conftest import opened_store

from injection_map.domain.errors import RecordNotFoundError
from injection_map.domain.events import (
    EVENT_TYPES,
    Addendum,
    Body,
    Caution,
    CautionAccepted,
    Clinician,
    Continued,
    Cosigned,
    DoseChanged,
    Event,
    Finished,
    FollowedUp,
    Given,
    Noted,
    NotTreated,
    Opened,
    Patient,
    Paused,
    PlannedSite,
    ProtocolReference,
    ReactionSeen,
    ReactionSince,
    Redone,
    Reopened,
    Signed,
    SiteAdded,
    SiteMoved,
    Skipped,
    SyringeTaken,
    TakenBack,
    TakenOver,
    Undone,
    UseByAccepted,
    Vial,
    VialAdded,
    VialChosen,
    VialCorrected,
)
from injection_map.domain.ports import EventStore
from injection_map.domain.protocol import Side, View
from injection_map.storage.training_store import TrainingStore, open_training

AT = datetime(2025, 11, 18, 10, 30, 1, 250000, tzinfo=timezone(timedelta(hours=1)))
PROTOCOL = b"format: 1\nid: preempt-31\n"
FINGERPRINT = hashlib.sha256(PROTOCOL).hexdigest()

OPENED = Opened(
    patient=Patient("HALVORSEN, Ingrid Ærø", date(1981, 3, 14), "40-2719"),
    clinician=Clinician("Dr A. Moreau"),
    protocol=ProtocolReference("preempt-31", "3", FINGERPRINT, "PREEMPT", "draft"),
    vials=(Vial("Botox", Decimal(200), "C8124C3", date(2027, 5, 31), Decimal(4), AT),),
    plan=(PlannedSite("procerus", "Procerus", "procerus", Side.MIDLINE, View.FRONT, Decimal("2.5")),),
)


def _events(bodies: Iterable[Body], *, first: int = 1, at: datetime = AT) -> tuple[Event, ...]:
    return tuple(Event(seq, seq, at, "Dr A. Moreau", body) for seq, body in enumerate(bodies, start=first))


VISIT = _events([OPENED, Given("procerus", Decimal("2.5")), Undone((2,)), Noted("felt faint"), Signed(Clinician("M"))])


VISIT_BODIES: list[Body] = [
    OPENED,
    Given("procerus", Decimal(5)),
    Skipped("procerus", "lesion"),
    DoseChanged("procerus", Decimal(5), Decimal(2), "asked"),
    SiteAdded("x", "X", "procerus", Side.LEFT, View.FRONT, 1.0, 2.0, Decimal(5), "pain"),
    TakenBack("procerus"),
    Noted("late"),
    Undone((2,)),
    Redone((2,)),
    Paused(),
    Continued(),
    UseByAccepted("none other"),
    SiteMoved("procerus", 1.0, 2.0, "2 mm above", "scar"),
    ReactionSeen("Bleeding", "procerus"),
    CautionAccepted(Caution("visit-units", "Over 155 units.", "pain")),
    VialAdded(OPENED.vials[0]),
    VialChosen(1),
    VialCorrected(1, OPENED.vials[0], "misread"),
    SyringeTaken(2),
    TakenOver(Clinician("B")),
    FollowedUp(headache_days=11, reactions=(ReactionSince("Neck pain"),)),
    NotTreated("fever"),
    Finished(Decimal(1)),
    Reopened(),
    Signed(Clinician("B")),
]


class Practised:
    """A training store under the same tests: openings are marked as training on their way in, and not on their way out.

    All else is the store's own.
    """

    def __init__(self, store: TrainingStore) -> None:
        self._store = store

    def append(self, record_id: str, events: Sequence[Event]) -> None:
        self._store.append(record_id, _marked(events, training=True))

    def events(self, record_id: str) -> tuple[Event, ...]:
        return _marked(self._store.events(record_id), training=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def _marked(events: Sequence[Event], *, training: bool) -> tuple[Event, ...]:
    return tuple(
        replace(event, body=replace(event.body, training=training)) if isinstance(event.body, Opened) else event
        for event in events
    )


@pytest.fixture(params=["memory", "vault", "training"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventStore]:
    if request.param != "training":
        yield from opened_store(request.param, tmp_path)
    else:
        with closing(open_training(tmp_path)) as trained:
            yield Practised(trained)


def test_every_kind_of_event_is_among_those_that_are_tried() -> None:
    assert {type(body) for body in (*VISIT_BODIES, *ADDED)} == set(EVENT_TYPES.values())


def test_what_was_appended_is_there_in_order(store: EventStore) -> None:
    store.append("a", VISIT[:1])
    store.append("a", VISIT[1:4])
    assert store.events("a") == VISIT[:4]


def test_records_do_not_mix(store: EventStore) -> None:
    store.append("a", VISIT[:2])
    store.append("b", VISIT[:1])
    assert (store.events("a"), store.events("b")) == (VISIT[:2], VISIT[:1])


@pytest.mark.parametrize(
    "text", ["Müller, 日本, 😀", "half a character \ud83d", "nul \0 and \x1d", 'quote " and \\', "x" * 100_000]
)
def test_any_text_is_kept_as_it_is(text: str, store: EventStore) -> None:
    events = _events([OPENED, Noted(text)])
    store.append("a", events)
    assert store.events("a") == events


def test_times_keep_their_offset(store: EventStore) -> None:
    store.append("a", VISIT[:1])
    assert store.events("a")[0].at.utcoffset() == timedelta(hours=1)


def test_nothing_appended_is_no_record(store: EventStore) -> None:
    store.append("a", ())
    assert store.record_ids() == ()
    with pytest.raises(RecordNotFoundError):
        store.events("a")


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(VISIT[2:3], id="one left out"),
        pytest.param(VISIT[:1], id="once more"),
        pytest.param((VISIT[1], VISIT[3]), id="a gap in the middle"),
        pytest.param((VISIT[1], VISIT[1]), id="the same twice"),
        pytest.param((VISIT[2], VISIT[1]), id="the wrong order"),
    ],
)
def test_numbers_that_do_not_follow_are_refused_and_nothing_is_kept(
    wrong: tuple[Event, ...], store: EventStore
) -> None:
    store.append("a", VISIT[:1])
    with pytest.raises(ValueError, match="follow"):
        store.append("a", wrong)
    assert store.events("a") == VISIT[:1]
    store.append("a", VISIT[1:])
    assert store.events("a") == VISIT


def test_a_record_begins_with_number_one(store: EventStore) -> None:
    with pytest.raises(ValueError, match="follow"):
        store.append("a", VISIT[1:2])
    assert store.record_ids() == ()


def test_newest_first_by_the_moment_and_then_by_id(store: EventStore) -> None:
    """b begins an hour after a, though its clock on the wall shows an earlier time."""
    moments = {
        "a": datetime(2025, 11, 18, 12, 0, tzinfo=timezone(timedelta(hours=2))),
        "b": datetime(2025, 11, 18, 11, 0, tzinfo=UTC),
        "c": datetime(2025, 11, 18, 11, 0, 0, 1, tzinfo=UTC),
        "d": datetime(2025, 11, 17, 23, 0, tzinfo=UTC),
        "e": datetime(2025, 11, 17, 23, 0, tzinfo=UTC),
    }
    for record_id, at in moments.items():
        store.append(record_id, _events([OPENED], at=at))
    store.append("d", _events([Noted("much later")], first=2, at=AT + timedelta(days=300)))
    assert store.record_ids() == ("c", "b", "a", "e", "d")


def test_unsigned_records(store: EventStore) -> None:
    store.append("a", VISIT)
    store.append("b", VISIT[:4])
    assert store.record_ids() == ("b", "a")
    assert store.unsigned_record_ids() == ("b",)
    store.append("b", VISIT[4:])
    assert store.unsigned_record_ids() == ()


ADDED = [Addendum(Clinician("M"), "late", "headache"), Cosigned(Clinician("B"))]


@pytest.mark.parametrize("body", VISIT_BODIES, ids=lambda body: type(body).__name__)
def test_a_signed_record_takes_nothing_but_addenda_and_cosignatures(body: Body, store: EventStore) -> None:
    store.append("a", VISIT)
    with pytest.raises(ValueError, match="follow"):
        store.append("a", _events([body], first=6))
    with pytest.raises(ValueError, match="follow"):
        store.append("a", _events([ADDED[0], body], first=6))
    store.append("a", _events(ADDED, first=6))
    with pytest.raises(ValueError, match="follow"):
        store.append("a", _events([body], first=8))
    assert [event.body for event in store.events("a")[5:]] == ADDED


@pytest.mark.parametrize("body", ADDED, ids=lambda body: type(body).__name__)
def test_no_addendum_and_no_cosignature_before_the_signature(body: Body, store: EventStore) -> None:
    store.append("a", VISIT[:4])
    for bodies in ([body], [body, VISIT[4].body], [VISIT[4].body, VISIT[4].body]):
        with pytest.raises(ValueError, match="follow"):
            store.append("a", _events(bodies, first=5))
    store.append("a", _events([VISIT[4].body, body], first=5))
    assert len(store.events("a")) == 6


class TestProtocols:
    def test_kept_twice_is_kept_once(self, store: EventStore) -> None:
        store.keep_protocol(FINGERPRINT, PROTOCOL)
        store.keep_protocol(FINGERPRINT, PROTOCOL)
        assert store.protocol_bytes(FINGERPRINT) == PROTOCOL

    def test_not_kept_is_not_found(self, store: EventStore) -> None:
        with pytest.raises(RecordNotFoundError):
            store.protocol_bytes(FINGERPRINT)

    def test_other_bytes_than_the_fingerprint_says_are_refused(self, store: EventStore) -> None:
        with pytest.raises(ValueError, match="fingerprint"):
            store.keep_protocol(FINGERPRINT, PROTOCOL + b"#")
        with pytest.raises(RecordNotFoundError):
            store.protocol_bytes(FINGERPRINT)


def test_drafts_are_kept_replaced_and_forgotten(store: EventStore) -> None:
    assert store.draft("pause") is None
    store.keep_draft("pause", "half")
    store.keep_draft("pause", "half of it")
    assert (store.draft("pause"), store.draft("other")) == ("half of it", None)
    store.keep_draft("pause", None)
    assert store.draft("pause") is None


def test_bookmarks_are_set_changed_and_removed(store: EventStore) -> None:
    assert store.bookmark("a") is None
    store.set_bookmark("a", "procerus")
    store.set_bookmark("a", "temporalis-1-left")
    store.set_bookmark("b", "procerus")
    assert (store.bookmark("a"), store.bookmark("b")) == ("temporalis-1-left", "procerus")
    store.set_bookmark("a", None)
    store.set_bookmark("a", None)
    assert (store.bookmark("a"), store.bookmark("b")) == (None, "procerus")


def test_many_threads_at_once(store: EventStore) -> None:
    """Each writes its own record while all read: every event is there, and no reader ever sees a part of an act."""
    begin = threading.Barrier(6)

    def write(record_id: str) -> None:
        begin.wait()
        for first in range(1, 30, 3):
            bodies = [OPENED if first == 1 else Noted("one"), Noted("two"), Noted("three")]
            store.append(record_id, _events(bodies, first=first))
            for other in store.record_ids():
                assert len(store.events(other)) % 3 == 0

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, "abcdef"))
    assert sorted(store.record_ids()) == list("abcdef")
    assert {len(store.events(record_id)) for record_id in "abcdef"} == {30}


def test_of_two_threads_that_append_the_same_number_one_is_refused(store: EventStore) -> None:
    store.append("a", VISIT[:1])
    begin = threading.Barrier(4)

    def write(text: str) -> bool:
        begin.wait()
        try:
            store.append("a", _events([Noted(text)], first=2))
        except ValueError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(write, "wxyz"))
    assert sum(taken) == 1
    assert store.events("a")[1:] == _events([Noted("wxyz"[taken.index(True)])], first=2)
