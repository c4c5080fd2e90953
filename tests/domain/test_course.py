"""The course of a patient, and the numbers that a rule asks about: all figures reckoned by hand."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from injection_map.domain.commands import EndUntreated, FollowUp, Give
from injection_map.domain.course import (
    Course,
    CoursePoint,
    answer,
    change_words,
    course_of,
    responder_days,
    responder_words,
    rule_lines,
    summary,
)
from injection_map.domain.dates import months_before
from injection_map.domain.events import FollowedUp
from injection_map.domain.protocol import Source
from injection_map.domain.rule_sets import NoEffect, RuleSet, Success

from .conftest import AT

FIRST = date(2024, 11, 19)
NICE = RuleSet(
    "nice-ta260", "NICE TA260", Decimal(30), Source("nice-ta260", "TA260"), NoEffect(Decimal(30), 2), Success(15, 3)
)
HALVED = RuleSet("trials-50", "the trials’ measure", Decimal(50), Source("trials-50", "Trials"))


def course(*days: int | None, untreated: tuple[int, ...] = (), weeks: int = 13) -> Course:
    """A visit every so many weeks, at which these headache days were told."""
    return Course(
        tuple(
            CoursePoint(
                record_id=f"r{i}",
                on=FIRST + timedelta(weeks=weeks * i),
                units=Decimal(0 if i in untreated else 155),
                headache_days=told,
            )
            for i, told in enumerate(days)
        )
    )


def test_half_after_four_treatments():
    """The picture's patient: what is told at a visit is from before its needle, so the fifth visit ends four."""
    halved = course(22, 18, 15, 13, 11)
    assert halved.fewer_percent == 50
    assert halved.treatments == 4
    assert summary(halved) == "11 days now, 22 at first. Half, after 4 treatments."
    assert answer(halved, NICE) == (
        "Fewer headache days by 50 % since the first visit (22 to 11 in 28 days, 19-Nov-2024 to 18-Nov-2025), "
        "after 4 treatments: over the 30 % of NICE TA260."
    )
    assert answer(halved, HALVED).endswith("after 4 treatments: just the 50 % of the trials’ measure.")
    assert answer(halved, None).endswith("after 4 treatments.")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ((), "Not known: no visit is kept here."),
        ((None, None), "Not known: no headache days for the first visit, and none since."),
        ((22, None), "Not known yet: 22 days in 28 at the first visit on 19-Nov-2024, and none told since."),
        (
            (None, 18, 12),
            "Not known: no headache days for the first visit. 18 days in 28 on 18-Feb-2025, when first asked. "
            "12 days in 28 on 20-May-2025.",
        ),
        (
            (20, 15, None),
            "Fewer headache days by 25 % since the first visit (20 to 15 in 28 days, 19-Nov-2024 to 18-Feb-2025), "
            "after 1 treatment: under the 30 % of NICE TA260. Not asked on 20-May-2025.",
        ),
        (
            (20, 21),
            "More headache days by 5 % since the first visit (20 to 21 in 28 days, 19-Nov-2024 to 18-Feb-2025), "
            "after 1 treatment: under the 30 % of NICE TA260.",
        ),
        (
            (20, 20),
            "As many headache days as at the first visit (20 to 20 in 28 days, 19-Nov-2024 to 18-Feb-2025), "
            "after 1 treatment: under the 30 % of NICE TA260.",
        ),
        (
            (0, 3),
            "More headache days than none at the first visit (0 to 3 in 28 days, 19-Nov-2024 to 18-Feb-2025), "
            "after 1 treatment: no percentage to hold against the 30 % of NICE TA260.",
        ),
    ],
)
def test_whether_it_is_working_is_said_with_its_numbers_or_why_it_is_not_known(told, said):
    assert answer(course(*told), NICE) == said


def test_a_first_telling_before_any_treatment_need_not_be_the_first_visit():
    assert answer(course(None, 20, 10, untreated=(0,)), NICE).startswith(
        "Fewer headache days by 50 % since before the first treatment (20 to 10 in 28 days"
    )


def test_without_the_first_visit_no_rule_is_held_against_anything():
    late = course(None, 18, 12)
    assert (responder_days(late, NICE), responder_words(late, NICE)) == (None, "")
    assert rule_lines(late, NICE)[:2] == (
        "Under NICE TA260, 30 % fewer headache days is a response: not known, no headache days for the first visit.",
        "Under NICE TA260, under 30 % fewer after 2 treatments is no effect: "
        "not known, no headache days for the first visit.",
    )


@pytest.mark.parametrize(
    ("first", "now", "fewer", "said"),
    [
        (22, 15, Fraction(700, 22), "31.8 % fewer"),
        (20, 14, Fraction(30), "30 % fewer"),
        (27, 19, Fraction(800, 27), "29.6 % fewer"),
        (20, 10, Fraction(50), "half"),
        (20, 0, Fraction(100), "100 % fewer"),
        (20, 20, Fraction(0), "as many"),
        (11, 12, Fraction(-100, 11), "9.1 % more"),
        (0, 0, None, "as many"),
        (0, 3, None, "more than none"),
    ],
)
def test_the_change_is_exact_and_said_to_the_tenth(first, now, fewer, said):
    two = course(first, now)
    assert two.fewer_percent == fewer
    assert change_words(two) == said


def test_one_day_is_one_day():
    assert summary(course(2, 1)) == "1 day now, 2 at first. Half, after 1 treatment."


def test_without_two_tellings_nothing_is_said_of_a_change():
    assert summary(course()) == summary(course(None, None)) == "No headache days are known yet."
    once = course(22, None)
    assert (once.first, once.now, once.fewer_percent) == (once.points[0], None, None)
    assert summary(once) == "22 days on 19-Nov-2024. Nothing to hold it against yet."
    assert rule_lines(once, NICE) == (
        "Under NICE TA260, 30 % fewer headache days is a response: "
        "not known, headache days were told at 1 of 2 visits.",
        "Under NICE TA260, under 30 % fewer after 2 treatments is no effect: "
        "not known, headache days were told at 1 of 2 visits.",
        "Under NICE TA260, under 15 days for 3 months is a success: 22 days on 19-Nov-2024; told for no longer yet.",
    )
    assert rule_lines(course(None), NICE)[2].endswith("is a success: not known, headache days were not told.")


def test_a_first_telling_after_treatments_is_not_called_the_first():
    assert summary(course(None, 18, None, 12)) == (
        "12 days now, 18 on 18-Feb-2025, when first asked. 33.3 % fewer, after 2 treatments."
    )


def test_a_last_visit_at_which_nobody_asked_is_not_called_now():
    assert summary(course(20, 15, None)) == (
        "15 days on 18-Feb-2025, when last asked, 20 at first. 25 % fewer, after 1 treatment."
    )


def test_visits_without_a_treatment_are_not_counted_as_one():
    assert course(22, 20, 18, untreated=(1,)).treatments == 1
    assert (
        summary(course(22, 20, untreated=(0,))) == "20 days now, 22 at first. 9.1 % fewer, with no treatment between."
    )
    assert course(None, 20, untreated=(0,)).begins_untreated


def test_the_rules_are_stated_with_the_numbers_they_ask_about():
    assert rule_lines(course(22, 18, 15, 13, 11), NICE) == (
        "Under NICE TA260, 30 % fewer headache days is a response: 50 % fewer.",
        "Under NICE TA260, under 30 % fewer after 2 treatments is no effect: 50 % fewer, after 4 treatments.",
        "Under NICE TA260, under 15 days for 3 months is a success: "
        "15 days on 20-May-2025, 13 days on 19-Aug-2025, 11 days on 18-Nov-2025.",
    )


def test_a_rule_that_is_not_given_is_not_stated():
    (only,) = rule_lines(course(22, 24), HALVED)
    assert only == "Under the trials’ measure, 50 % fewer headache days is a response: 9.1 % more."


def test_no_percentage_of_nothing():
    assert rule_lines(course(0, 3), HALVED) == (
        "Under the trials’ measure, 50 % fewer headache days is a response: no percentage of 0 days at first.",
    )


def test_the_line_of_a_response():
    assert responder_days(course(22, None), HALVED) == 11
    assert responder_words(course(22, None), HALVED) == "half of first, 11"
    assert responder_days(course(22), NICE) == Fraction(77, 5)
    assert responder_words(course(22), NICE) == "30 % fewer than first, 15.4"
    for unknown in (course(None), course(0, 3)):
        assert (responder_days(unknown, NICE), responder_words(unknown, NICE)) == (None, "")


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2025, 11, 18), 3, date(2025, 8, 18)),
        (date(2025, 5, 31), 3, date(2025, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2025, 1, 15), 1, date(2024, 12, 15)),
        (date(2025, 1, 15), 13, date(2023, 12, 15)),
        (date(1, 2, 1), 3, date(1, 1, 1)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, before):
    assert months_before(day, months) == before


# --- from visits -----------------------------------------------------------------------------------------------------


def test_the_course_is_taken_from_the_visits_in_their_order(after, opened):
    begun, between = AT - timedelta(weeks=12), AT - timedelta(weeks=6)
    later = after(FollowUp(FollowedUp(11, 58, 14, 10)), Give("procerus"), Give("corrugator-left"))
    first = after(FollowUp(FollowedUp(headache_days=22)), Give("procerus"), at=begun)
    training = after(Give("procerus"), opened=replace(opened, training=True), at=between)
    untreated = after(EndUntreated("Patient unwell"), at=between)
    course = course_of([("b", later), ("x", training), ("a", first), ("c", untreated)])
    assert course.points == (
        CoursePoint("a", begun.date(), Decimal("2.5"), ("C8124C3",), 22),
        CoursePoint("c", between.date(), Decimal(0), ("C8124C3",)),
        CoursePoint("b", AT.date(), Decimal("7.5"), ("C8124C3",), 11, 58, 14, 10),
    )
    assert course.treatments == 1
    assert course.fewer_percent == 50
