"""How far off and which way: reckoned by hand, on both sides, in the mirrored view and in the midline."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain.exam import (
    AskedSite,
    Claimed,
    Dosed,
    FindMistakes,
    GiveDose,
    Mistake,
    MistakeKind,
    Named,
    NameSite,
    PassedOver,
    Placed,
    PlaceSite,
)
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import Side, View
from injection_map.domain.scoring import judge, miss_of, score_of


def _site(x: float, y: float, view: View, side: Side, tolerance_mm: float = 10) -> AskedSite:
    return AskedSite(f"one-{side}", "One", "one", side, view, PointMm(x, y), tolerance_mm)


@pytest.mark.parametrize(
    ("view", "side", "site", "point", "mm", "told"),
    [
        (View.LEFT, Side.LEFT, (10, -30), (13, -34), 5, "3 mm too far back, 4 mm too high"),
        (View.LEFT, Side.LEFT, (10, -30), (7, -26), 5, "3 mm too far forward, 4 mm too low"),
        (View.RIGHT, Side.RIGHT, (-10, -30), (-13, -34), 5, "3 mm too far back, 4 mm too high"),
        (View.RIGHT, Side.RIGHT, (-10, -30), (-7, -26), 5, "3 mm too far forward, 4 mm too low"),
        (View.FRONT, Side.LEFT, (15, -20), (20, -32), 13, "5 mm too far lateral, 12 mm too high"),
        (View.FRONT, Side.RIGHT, (-15, -20), (-20, -32), 13, "5 mm too far lateral, 12 mm too high"),
        (View.FRONT, Side.RIGHT, (-15, -20), (-10, -8), 13, "5 mm too far medial, 12 mm too low"),
        (View.BACK, Side.LEFT, (-40, 20), (-48, 14), 10, "8 mm too far lateral, 6 mm too high"),
        (View.BACK, Side.RIGHT, (40, 20), (48, 26), 10, "8 mm too far lateral, 6 mm too low"),
        (View.BACK, Side.RIGHT, (40, 20), (32, 14), 10, "8 mm too far medial, 6 mm too high"),
        (View.FRONT, Side.MIDLINE, (0, -4), (3, 0), 5, "3 mm too far to the patient’s left, 4 mm too low"),
        (View.BACK, Side.MIDLINE, (0, -4), (3, 0), 5, "3 mm too far to the patient’s right, 4 mm too low"),
        (View.LEFT, Side.LEFT, (0, 0), (0, 7), 7, "7 mm too low"),
        (View.LEFT, Side.LEFT, (0, 0), (0.49, -0.49), 0.692965, ""),
        (View.LEFT, Side.LEFT, (0, 0), (0.5, 0), 0.5, "1 mm too far back"),
    ],
)
def test_a_miss_is_told_in_the_words_of_anatomy(view, side, site, point, mm, told):
    miss = miss_of(PointMm(*point), _site(*site, view, side))
    assert miss.distance_mm == pytest.approx(mm, abs=1e-6)
    assert miss.words == told


_MM = st.floats(-150, 150, allow_nan=False)


@given(_MM, _MM, _MM, _MM)
def test_both_sides_are_judged_alike(site_x, site_y, x, y):
    """The mirrored point of the mirrored site: the same distance, the same words."""
    left = miss_of(PointMm(x, y), _site(site_x, site_y, View.LEFT, Side.LEFT))
    right = miss_of(PointMm(-x, y), _site(-site_x, site_y, View.RIGHT, Side.RIGHT))
    assert (left.distance_mm, left.words) == (right.distance_mm, right.words)


@pytest.mark.parametrize(
    ("view", "side", "x", "wrong"),
    [
        (View.FRONT, Side.LEFT, -15, True),
        (View.FRONT, Side.RIGHT, 15, True),
        (View.FRONT, Side.RIGHT, -15, False),
        (View.BACK, Side.LEFT, 15, True),
        (View.BACK, Side.LEFT, -15, False),
        (View.FRONT, Side.MIDLINE, 15, False),
        (View.LEFT, Side.LEFT, -15, False),
        (View.RIGHT, Side.RIGHT, 15, False),
    ],
)
def test_the_other_side_is_seen(view, side, x, wrong):
    assert miss_of(PointMm(x, 0), _site(-x if wrong else x, 0, view, side)).wrong_side is wrong


def test_the_bound_itself_is_found_and_what_is_beyond_is_not():
    question = PlaceSite(_site(0, 0, View.LEFT, Side.LEFT, tolerance_mm=5))
    at, beyond = (judge(question, Placed(PointMm(x, 4))) for x in (3, 3.001))
    assert (at.found, at.headline, at.detail) == (True, "5 mm off", "3 mm too far back, 4 mm too low.")
    assert not beyond.found


def test_the_other_side_is_said_first():
    question = PlaceSite(_site(15, -20, View.FRONT, Side.LEFT))
    judgement = judge(question, Placed(PointMm(-15, -20)))
    assert judgement.detail == "The patient’s other side. 30 mm too far medial."


def test_what_is_exact_is_called_so():
    question = PlaceSite(_site(15, -20, View.FRONT, Side.LEFT))
    judgement = judge(question, Placed(PointMm(15, -20)))
    assert (judgement.headline, judgement.detail, judgement.found) == ("0 mm off", "Exactly there.", True)


def test_a_name_is_right_with_its_side_only():
    question = NameSite(_site(15, -20, View.FRONT, Side.LEFT), ("one-left", "one-right"))
    assert judge(question, Named("one-left")).found
    wrong = judge(question, Named("one-right"))
    assert (wrong.found, wrong.detail) == (False, "It is One, patient’s left.")


@pytest.mark.parametrize(("units", "found"), [("2.5", True), ("5", True), ("2.4", False), ("5.1", False)])
def test_a_dose_is_right_inside_its_range(units, found):
    question = GiveDose(_site(0, 0, View.LEFT, Side.LEFT), Decimal("2.5"), Decimal(5))
    judgement = judge(question, Dosed(Decimal(units)))
    assert (judgement.found, judgement.detail) == (found, "The protocol says 2.5 to 5 units.")


_PLANTED = (Mistake(MistakeKind.WRONG_SIDE, "one-left"), Mistake(MistakeKind.MISSING, "two"))


@pytest.mark.parametrize(
    ("claims", "found", "told"),
    [
        (_PLANTED, True, "2 of 2 mistakes found"),
        ((Mistake(MistakeKind.WRONG_SIDE, "one-right"), _PLANTED[1]), True, "2 of 2 mistakes found"),
        (_PLANTED[:1], False, "1 of 2 mistakes found"),
        (
            (*_PLANTED, Mistake(MistakeKind.WRONG_DOSE, "two")),
            False,
            "2 of 2 mistakes found; 1 claim of what is no mistake",
        ),
        ((), False, "0 of 2 mistakes found"),
    ],
)
def test_claims_are_held_against_what_was_planted(claims, found, told):
    judgement = judge(FindMistakes((), _PLANTED), Claimed(claims))
    assert (judgement.found, judgement.detail) == (found, told)


def test_not_to_know_is_no_answer_to_any_question():
    assert not judge(FindMistakes((), _PLANTED), PassedOver()).found


def test_an_answer_to_another_kind_of_question_is_refused():
    with pytest.raises(ValueError, match="another kind"):
        judge(FindMistakes((), _PLANTED), Dosed(Decimal(5)))


def test_a_score_counts_every_answer_and_measures_points():
    question = PlaceSite(_site(0, 0, View.LEFT, Side.LEFT))
    judgements = [judge(question, Placed(PointMm(x, 0))) for x in (2, 14, 7)]
    score = score_of([*judgements, judge(question, PassedOver())])
    assert (score.asked, score.found, score.median_miss_mm, score.largest_miss_mm) == (4, 2, 7, 14)


def test_nothing_asked_has_no_median():
    assert score_of([]).median_miss_mm is None
