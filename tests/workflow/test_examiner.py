"""An attempt: asked, answered, kept before it is told, and found again as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from injection_map.domain.attempts import (
    Attempt,
    AttemptBegun,
    AttemptCosigned,
    AttemptError,
    AttemptEvent,
    Ending,
    attempt_event_from_plain,
    attempt_event_to_plain,
    fold_attempt,
)
from injection_map.domain.errors import EventFormatError, NotSavedError, RecordNotFoundError
from injection_map.domain.events import ProtocolReference
from injection_map.domain.exam import Dosed, ExamPlan, Mode, Named, Placed, PlaceSite, QuestionKind
from injection_map.domain.exam_draw import Exam
from injection_map.domain.geometry import Drawing, PointMm, RectMm
from injection_map.domain.placement import place_sites
from injection_map.domain.protocol import Plate
from injection_map.workflow.examiner import Examiner, cosign, history_of, stored_attempt
from tests.domain.small_protocol import a_protocol

FRONT = Drawing(Plate.FRONT, RectMm(-100, -100, 200, 200), {"glabella": PointMm(0, -10)}, frozenset())
PROTOCOL = a_protocol()
PLACED = place_sites(PROTOCOL, {Plate.FRONT: FRONT})
PLAN = ExamPlan(
    ProtocolReference(PROTOCOL.id, PROTOCOL.version, "f" * 64, PROTOCOL.title, "draft"),
    Mode.EXAM,
    7,
    (QuestionKind.PLACE,),
    2,
)


class Attempts:
    """Attempts in memory; `is_full` refuses all."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[AttemptEvent, ...]] = {}
        self.is_full = False

    def append_attempt(self, attempt_id: str, events: Sequence[AttemptEvent]) -> None:
        if self.is_full:
            raise NotSavedError("The disk is full.")
        kept = self.kept.get(attempt_id, ())
        assert [event.seq for event in events] == list(range(len(kept) + 1, len(kept) + len(events) + 1))
        self.kept[attempt_id] = (*kept, *events)

    def attempt(self, attempt_id: str) -> tuple[AttemptEvent, ...]:
        if attempt_id not in self.kept:
            raise RecordNotFoundError(attempt_id)
        return self.kept[attempt_id]

    def attempts(self, trainee: str | None = None) -> dict[str, Attempt]:
        folded = {key: fold_attempt(self.kept[key]) for key in reversed(self.kept)}
        return {key: attempt for key, attempt in folded.items() if trainee in (None, attempt.begun.trainee)}

    def trainees(self) -> tuple[str, ...]:
        return tuple(sorted({fold_attempt(events).begun.trainee for events in self.kept.values()}))


@pytest.fixture
def store() -> Attempts:
    return Attempts()


@pytest.fixture
def clock():
    ticks = count()
    return lambda: datetime(2026, 5, 4, 9, tzinfo=UTC) + timedelta(seconds=next(ticks))


@pytest.fixture
def examiner(store, clock) -> Examiner:
    exam = Exam(PLAN, PROTOCOL, PLACED)
    return Examiner(store, exam, attempt_id="a1", begun=AttemptBegun("Trainee One", PLAN), clock=clock)


def test_the_first_question_is_kept_with_the_beginning(store, examiner):
    assert isinstance(examiner.question, PlaceSite)
    assert stored_attempt(store, "a1") == examiner.attempt
    assert not examiner.is_last


def test_an_exam_goes_to_its_end(store, examiner):
    assert isinstance(examiner.question, PlaceSite)
    first = examiner.answer(Placed(examiner.question.site.point))
    assert first.judgement.found
    assert examiner.question is None
    second = examiner.ask()
    assert examiner.is_last
    assert isinstance(second, PlaceSite)
    examiner.answer(Placed(PointMm(second.site.point.x + 90, 0)))
    kept = stored_attempt(store, "a1")
    assert kept == examiner.attempt
    assert kept.ended is not None
    assert kept.ended.ending is Ending.WHOLE
    assert (kept.score.asked, kept.score.found) == (2, 1)
    with pytest.raises(ValueError, match="no more"):
        examiner.ask()


def test_stopped_before_the_end_what_was_answered_stays(store, examiner):
    examiner.answer(Placed(PointMm(0, 0)))
    examiner.ask()
    examiner.stop()
    examiner.stop()
    kept = stored_attempt(store, "a1")
    assert kept.ended is not None
    assert kept.ended.ending is Ending.STOPPED
    assert (len(kept.tries), kept.open_question) == (1, None)


def test_what_the_disk_refuses_has_not_happened(store, examiner):
    store.is_full = True
    before = examiner.attempt
    with pytest.raises(NotSavedError):
        examiner.answer(Placed(PointMm(0, 0)))
    assert examiner.attempt == before
    store.is_full = False
    examiner.answer(Placed(PointMm(0, 0)))
    assert stored_attempt(store, "a1") == examiner.attempt


@pytest.mark.parametrize("wrong", [Named("one-left"), Dosed(PLAN.length)])  # type: ignore[arg-type]
def test_an_answer_to_another_kind_of_question_is_refused_and_not_kept(store, examiner, wrong):
    with pytest.raises(AttemptError):
        examiner.answer(wrong)
    assert len(store.kept["a1"]) == 2


def test_two_questions_are_never_open(examiner):
    with pytest.raises(AttemptError):
        examiner.ask()


def test_a_trainer_cosigns_what_has_ended_and_nothing_else(store, examiner, clock):
    with pytest.raises(AttemptError):
        cosign(store, "a1", AttemptCosigned("Dr T. Trainer"), clock)
    examiner.stop()
    attempt = cosign(store, "a1", AttemptCosigned("Dr T. Trainer", "Well seen."), clock)
    assert [signed.trainer for signed, _ in attempt.cosignatures] == ["Dr T. Trainer"]
    assert stored_attempt(store, "a1") == attempt


def test_a_drill_begins_with_what_was_wrong_before(store, examiner, clock):
    examiner.answer(Placed(PointMm(90, 90)))
    examiner.stop()
    assert [found for _, found in history_of(store, "Trainee One")] == [False]
    assert history_of(store, "Trainee Two") == ()


def test_every_event_survives_the_disk(store, examiner, clock):
    examiner.answer(Placed(PointMm(0.1, -0.2)))
    examiner.stop()
    cosign(store, "a1", AttemptCosigned("Dr T. Trainer"), clock)
    for event in store.kept["a1"]:
        assert attempt_event_from_plain(attempt_event_to_plain(event)) == event


@pytest.mark.parametrize(
    "plain",
    [
        None,
        {},
        {"seq": 1, "type": "given", "at": "2026-05-04T09:00:00+00:00", "body": {}},
        {"seq": 1, "type": ["placed"], "at": "2026-05-04T09:00:00+00:00", "body": {}},
        {"seq": 1, "type": "placed", "at": "2026-05-04T09:00:00", "body": {"point": {"x": 0, "y": 0}}},
        {"seq": 1, "type": "placed", "at": "2026-05-04T09:00:00+00:00", "body": {"point": {"x": "0", "y": 0}}},
    ],
)
def test_what_is_no_event_of_an_attempt_is_refused(plain):
    with pytest.raises(EventFormatError):
        attempt_event_from_plain(plain)


def test_an_attempt_without_events_is_refused():
    with pytest.raises(AttemptError):
        fold_attempt([])
