"""What an exam asks: the same for the same seed, all sides of the protocol, and more of what was wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from domain import small_protocol
from hypothesis import given
from hypothesis import strategies as st

from injection_map import resources
from injection_map.domain.event_codec import from_plain, to_plain
from injection_map.domain.events import ProtocolReference
from injection_map.domain.exam import (
    SAME_PLACE_MM,
    ExamPlan,
    FindMistakes,
    GiveDose,
    MistakeKind,
    Mode,
    NameSite,
    PlaceSite,
    QuestionKind,
    tolerances,
)
from injection_map.domain.exam_draw import Exam, topic_of
from injection_map.domain.placement import place_sites
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_library import load_library

DRAWINGS = read_drawings(resources.diagrams())
PROTOCOL = next(one for one in load_library([resources.protocols()], DRAWINGS).protocols if one.id == "preempt-31")
PLACED = place_sites(PROTOCOL, DRAWINGS)
KNOWN = [
    "occipitalis-2-right",
    "procerus",
    "occipitalis-1-right",
    "occipitalis-2-left",
    "temporalis-2-left",
    "temporalis-1-left",
]
PLAN = ExamPlan(
    ProtocolReference(PROTOCOL.id, PROTOCOL.version, PROTOCOL.fingerprint, PROTOCOL.title, "draft"),
    Mode.EXAM,
    7,
    tuple(QuestionKind),
    40,
)


def _exam(**changes) -> Exam:
    return Exam(replace(PLAN, **changes), PROTOCOL, PLACED)


def _questions(exam: Exam, count: int = 40) -> list:
    return [exam.question(number) for number in range(1, count + 1)]


def test_the_same_seed_asks_the_same_and_another_asks_otherwise():
    assert _questions(_exam()) == _questions(_exam())
    assert _questions(_exam()) != _questions(_exam(seed=8))


def test_the_order_of_the_kinds_chosen_changes_nothing():
    assert _questions(_exam(kinds=tuple(reversed(QuestionKind)))) == _questions(_exam())


def test_the_first_questions_of_a_seed_are_known():
    """They may never change: a class that sat this exam is compared with the next."""
    places = _exam(kinds=(QuestionKind.PLACE,))
    assert [question.site.key for question in _questions(places, 6)] == KNOWN


def test_every_site_is_asked_once_before_one_comes_again():
    keys = [question.site.key for question in _questions(_exam(kinds=(QuestionKind.PLACE,)), 31)]
    assert sorted(keys) == sorted(site.key for site in PROTOCOL.sites)


def test_the_kinds_take_turns():
    kinds = [topic_of(question)[0] for question in _questions(_exam())]
    assert kinds == list(QuestionKind) * 10


def test_a_plan_that_asks_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        _exam(kinds=())


def test_the_tolerance_is_half_the_way_to_the_nearest_other_site_at_most():
    found = tolerances(PLACED, 10)
    for one in PLACED.values():
        for other in PLACED.values():
            if other is not one and other.site.view is one.site.view:
                assert found[one.site.muscle] <= one.point.distance_mm(other.point) / 2
    assert max(found.values()) <= 10
    assert set(found) == {muscle.id for muscle in PROTOCOL.muscles}


def test_a_clinics_own_bound_holds():
    assert set(tolerances(PLACED, 3.0).values()) == {3.0}


def _at_one_place() -> dict:
    """The protocol with two sites of different muscles at the same point."""
    one, other = "frontalis-medial-left", "corrugator-left"
    return PLACED | {one: replace(PLACED[one], point=PLACED[other].point)}


def test_two_sites_at_one_place_can_still_be_found():
    found = tolerances(_at_one_place(), 10)
    assert min(found.values()) >= SAME_PLACE_MM / 2


def test_a_site_at_the_same_place_is_no_other_name_for_it():
    placed = _at_one_place()
    exam = Exam(replace(PLAN, kinds=(QuestionKind.NAME,), length=62), PROTOCOL, placed)
    asked = [exam.question(number) for number in range(1, 32)]
    shared = [question for question in asked if question.site.key in ("frontalis-medial-left", "corrugator-left")]
    assert len(shared) == 2
    for question in shared:
        assert len(question.choices) == 6
        assert len({"frontalis-medial-left", "corrugator-left"} & set(question.choices)) == 1


@pytest.mark.parametrize("kind", list(QuestionKind))
@pytest.mark.parametrize("sites", [1, 2])
def test_the_smallest_protocols_are_asked_too(kind, sites):
    whole = small_protocol.a_protocol()
    kept = whole.sites[:sites]
    protocol = replace(whole, muscles=(replace(whole.muscles[0], sites=kept),))
    placed = place_sites(protocol, DRAWINGS)
    for mode in Mode:
        exam = Exam(replace(PLAN, mode=mode, kinds=(kind,), length=8), protocol, placed)
        for question in _questions(exam, 8):
            if isinstance(question, NameSite):
                assert question.choices == (question.site.key,), "both lie at the glabella"
            if isinstance(question, FindMistakes):
                assert 1 <= len(question.planted) <= sites
                assert all(mistake.kind is not MistakeKind.WRONG_SIDE for mistake in question.planted)


def test_names_are_offered_with_those_they_are_taken_for():
    question = _exam(kinds=(QuestionKind.NAME,)).question(1)
    assert isinstance(question, NameSite)
    assert len(set(question.choices)) == 6
    assert question.site.key in question.choices


def test_the_dose_asked_for_is_the_protocols():
    question = _exam(kinds=(QuestionKind.DOSE,)).question(1)
    assert isinstance(question, GiveDose)
    assert (question.lowest, question.highest) == (Decimal(5), Decimal(5))


@given(st.integers(0, 2**63), st.integers(1, 50))
def test_what_is_planted_is_exactly_what_the_record_has_wrong(seed, number):
    question = _exam(seed=seed, kinds=(QuestionKind.MISTAKES,)).question(number)
    assert isinstance(question, FindMistakes)
    assert 1 <= len(question.planted) <= 3
    doses = {line.site: line.doses for line in question.record}
    assert list(doses) == [site.key for site in PROTOCOL.sites]
    expected = {site.key: (site.dose.lowest,) for site in PROTOCOL.sites}
    for mistake in question.planted:
        five = expected.pop(mistake.site)
        if mistake.kind is MistakeKind.WRONG_DOSE:
            assert doses[mistake.site] != five
            assert len(doses[mistake.site]) == 1
            continue
        assert doses[mistake.site] == ()
        if mistake.kind is MistakeKind.WRONG_SIDE:
            stem, _, side = mistake.site.rpartition("-")
            other = f"{stem}-{'left' if side == 'right' else 'right'}"
            assert doses[other] == expected.pop(other) * 2
    assert all(doses[key] == planned for key, planned in expected.items())


def test_every_kind_of_mistake_is_planted_in_a_while():
    questions = _questions(_exam(kinds=(QuestionKind.MISTAKES,)))
    assert {mistake.kind for question in questions for mistake in question.planted} == set(MistakeKind)


def test_a_drill_asks_more_often_what_was_wrong():
    drill = _exam(mode=Mode.DRILL, kinds=(QuestionKind.PLACE,))
    wrong = (QuestionKind.PLACE, "temporalis-4-right")
    outcomes = [((QuestionKind.PLACE, site.key), site.key != wrong[1]) for site in PROTOCOL.sites]
    asked = Counter(topic_of(drill.question(number, outcomes)) for number in range(1, 2001))
    others = [times for topic, times in asked.items() if topic != wrong]
    assert asked[wrong] > 2 * max(others)


def test_a_drill_never_asks_the_same_twice_running():
    drill = _exam(mode=Mode.DRILL, kinds=(QuestionKind.PLACE,))
    outcomes: list = []
    for number in range(1, 200):
        topic = topic_of(drill.question(number, outcomes))
        assert not outcomes or topic != outcomes[-1][0]
        outcomes.append((topic, number % 3 == 0))


def test_a_drill_with_the_same_answers_asks_the_same():
    outcomes = [((QuestionKind.PLACE, "procerus"), False)]
    drill = _exam(mode=Mode.DRILL)
    assert [drill.question(n, outcomes) for n in range(2, 20)] == [
        _exam(mode=Mode.DRILL).question(n, outcomes) for n in range(2, 20)
    ]


def test_a_question_of_every_kind_survives_the_disk():
    for question in _questions(_exam(), 4):
        assert from_plain(type(question), to_plain(question)) == question
    assert {type(question) for question in _questions(_exam(), 4)} == {PlaceSite, NameSite, GiveDose, FindMistakes}
