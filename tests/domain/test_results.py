"""What attempts come to: sittings, muscles, a class, and the code that stands for an attempt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from invented_exams import ANNA, AT, BEN, DRILL, PLAN, TRAINER, Attempts, sit

from injection_map.domain.attempts import AttemptCosigned
from injection_map.domain.exam import QuestionKind
from injection_map.domain.results import (
    all_tries,
    attempt_code,
    class_of,
    each_once,
    milestones,
    muscle_of,
    scores_by_kind,
    scores_by_muscle,
    sittings,
)
from injection_map.workflow.examiner import cosign

DAY = timedelta(days=1)


@pytest.fixture
def store() -> Attempts:
    return Attempts()


def test_an_attempt_without_an_answer_is_no_sitting(store: Attempts) -> None:
    sit(store, "none", answered=0)
    sit(store, "one", answered=1)
    assert [one.attempt_id for one in sittings(store.attempts())] == ["one"]


def test_sittings_of_one_trainee_whatever_the_capitals(store: Attempts) -> None:
    sit(store, "1", ANNA)
    sit(store, "2", ANNA.upper(), at=AT + DAY)
    sit(store, "3", BEN)
    assert [one.attempt_id for one in sittings(store.attempts(), f" {ANNA.lower()} ")] == ["2", "1"]
    assert len(sittings(store.attempts())) == 3


def test_whole_and_how_long(store: Attempts) -> None:
    whole, stopped = sit(store, "whole"), sit(store, "stopped", answered=2)
    assert (whole.whole, stopped.whole) == (True, False)
    assert whole.duration == timedelta(seconds=5 * (2 * 8 - 1))
    assert (stopped.score.asked, stopped.score.found) == (2, 2)


def test_one_that_was_cut_short_is_a_sitting_too(store: Attempts) -> None:
    """The program went in mid-question: nothing says that it ended."""
    sit(store, "cut", answered=3, ended=False)
    (cut,) = sittings(store.attempts())
    assert cut.attempt.ended is None
    assert cut.attempt.open_question is not None
    assert (cut.score.asked, cut.whole) == (3, False)


def test_each_once_by_name_in_the_first_spelling() -> None:
    assert each_once(["b", "Anna", "ANNA", " anna", "B"]) == ("Anna", "b")


def test_tries_of_all_sittings_the_oldest_first(store: Attempts) -> None:
    later, earlier = sit(store, "later", at=AT + DAY), sit(store, "earlier")
    tries = all_tries([later, earlier])
    assert tries == (*earlier.attempt.tries, *later.attempt.tries)


def test_by_muscle_counts_every_question_about_one_site(store: Attempts) -> None:
    sitting = sit(store, "1", know=lambda number: number % 2 == 0)
    scores = scores_by_muscle(sitting.attempt.tries)
    about_a_site = [one for one in sitting.attempt.tries if muscle_of(one.question)]
    assert 0 < len(about_a_site) < 8
    assert sum(score.asked for score in scores.values()) == len(about_a_site)
    assert sum(score.found for score in scores.values()) == sum(one.judgement.found for one in about_a_site)
    for muscle, score in scores.items():
        assert score.asked == sum(muscle_of(one.question) == muscle for one in about_a_site)


def test_by_kind_in_their_order_and_only_those_that_were_asked(store: Attempts) -> None:
    assert list(scores_by_kind(sit(store, "1").attempt.tries)) == list(QuestionKind)
    places = replace(PLAN, kinds=(QuestionKind.PLACE,))
    (kind, score), *others = scores_by_kind(sit(store, "2", plan=places, off_mm=2.0).attempt.tries).items()
    assert (kind, others) == (QuestionKind.PLACE, [])
    assert (score.asked, score.found) == (8, 8)
    assert score.median_miss_mm == pytest.approx(2.0)


def test_what_was_passed_over_is_not_right_and_has_no_miss(store: Attempts) -> None:
    score = sit(store, "1", know=lambda _: None).score
    assert (score.asked, score.found, score.median_miss_mm, score.largest_miss_mm) == (8, 0, None, None)


def test_milestones_go_forward_in_time(store: Attempts) -> None:
    newest_first = [sit(store, str(day), at=AT + day * DAY) for day in (5, 3, 1)]
    assert [one.at for one in milestones(newest_first)] == [AT + day * DAY for day in (1, 3, 5)]


def test_a_class_is_all_who_were_asked_the_same(store: Attempts) -> None:
    bens, annas, again = sit(store, "b", BEN), sit(store, "a", ANNA), sit(store, "a2", ANNA, at=AT + DAY)
    sit(store, "other number", BEN, plan=replace(PLAN, seed=1))
    sit(store, "other bound", BEN, plan=replace(PLAN, most_tolerance_mm=5.0))
    sit(store, "other length", BEN, plan=replace(PLAN, length=4))
    sit(store, "drill", BEN, plan=DRILL)
    assert class_of(bens, sittings(store.attempts())) == (annas, again, bens)


def test_a_drill_is_nobody_elses(store: Attempts) -> None:
    own = sit(store, "1", plan=DRILL)
    sit(store, "2", BEN, plan=DRILL)
    assert class_of(own, sittings(store.attempts())) == (own,)


def test_the_code_stands_for_every_event_but_a_signature(store: Attempts) -> None:
    sit(store, "1")
    code = attempt_code(store.kept["1"])
    assert len(code) == 12
    assert set(code) <= set("0123456789ABCDEF")
    cosign(store, "1", AttemptCosigned(TRAINER, "Well seen."), lambda: AT + DAY)
    assert attempt_code(store.kept["1"]) == code
    for number, event in enumerate(store.kept["1"][:-1]):
        changed = list(store.kept["1"])
        changed[number] = replace(event, at=event.at + timedelta(microseconds=1))
        assert attempt_code(changed) != code
    sit(store, "2", know=lambda number: number != 8)
    assert attempt_code(store.kept["2"]) != code


def test_who_signed_in_the_order_of_signing(store: Attempts) -> None:
    sit(store, "1")
    for name in (TRAINER, "Dr S. Econd (invented)"):
        cosign(store, "1", AttemptCosigned(name), lambda: AT + DAY)
    (signed,) = sittings(store.attempts())
    assert signed.cosigned_by == (TRAINER, "Dr S. Econd (invented)")
