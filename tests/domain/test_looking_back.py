"""What is asked before the needle, answered from the visits alone; what is not known is said to be so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from injection_map.domain.commands import (
    AddSite,
    ChangeDose,
    EndUntreated,
    Finish,
    FollowUp,
    Give,
    SeeReaction,
    Skip,
)
from injection_map.domain.events import FollowedUp, ReactionSince
from injection_map.domain.looking_back import LookingBack, Question, look_back, told_since
from injection_map.domain.protocol import Side, Source, View
from injection_map.domain.rule_sets import RuleSet

from .conftest import AT, After

WEEKS = timedelta(weeks=12)
TODAY = (AT + WEEKS).date()
THIRTY = RuleSet("thirty", "Thirty", Decimal(30), Source("thirty", "Minutes of 03-Nov-2025"), verified=True)
MORE = AddSite(
    "temporalis-added-1-left", "temporalis added 1", "temporalis", Side.LEFT, View.LEFT, 1.0, 2.0, Decimal(5), "Pain"
)
ALL = (
    *("corrugator-left", "corrugator-right", "procerus", "temporalis-1-left", "temporalis-2-left", "temporalis-3-left"),
    *("temporalis-1-right", "temporalis-2-right"),
)
GIVEN = tuple(map(Give, ALL))
NOBODY = look_back((), THIRTY, today=TODAY)


def questions(back: LookingBack) -> dict[Question, tuple[str, ...]]:
    return {answer.question: answer.lines for answer in back.answers}


def test_of_somebody_new_there_is_nothing_to_tell() -> None:
    assert questions(NOBODY) == {
        Question.DONE: ("Nobody has been treated here yet: this will be the first treatment.",),
        Question.CHANGED: ("Nothing yet.",),
        Question.HELPED: ("Not known: no visit is kept here.", "Source of the rule: Minutes of 03-Nov-2025, verified."),
        Question.NEXT: ("None arranged.",),
    }


def test_one_visit_as_planned(after: After) -> None:
    only = after(FollowUp(FollowedUp(20)), *GIVEN, Finish(Decimal(0), AT.date() + WEEKS))
    assert questions(look_back([("a", only)], None, today=TODAY)) == {
        Question.DONE: (
            "38.5 units at 8 of 8 sites on 18-Nov-2025, 12 weeks ago. Dr A. Moreau, lot C8124C3.",
            "As planned.",
        ),
        Question.CHANGED: ("There is no treatment before it to hold it against.",),
        Question.HELPED: (
            "Not known yet: 20 days in 28 at the first visit on 18-Nov-2025, and none told since.",
            "After 18-Nov-2025: not asked yet.",
        ),
        Question.NEXT: ("Tue 10-Feb-2026, 12 weeks after 18-Nov-2025. Today.",),
    }


def test_what_was_done_changed_helped_and_comes_next(after: After) -> None:
    first = after(FollowUp(FollowedUp(20)), *GIVEN, at=AT - WEEKS)
    worse = ReactionSince("Neck pain or stiffness", "temporalis-1-right", "two days")
    told = FollowedUp(10, wear_off_week=9, reactions=(worse, ReactionSince("Bruising")), asked_reactions=True)
    last = after(
        FollowUp(told),
        ChangeDose("procerus", Decimal(5), "Wrinkles stayed"),
        Skip("temporalis-2-right", "Scar"),
        MORE,
        *map(Give, (*ALL[:-1], MORE.site)),
        SeeReaction("Bleeding", "procerus"),
        SeeReaction("Faint", detail="lay down for ten minutes."),
        Finish(Decimal(0), AT.date() + timedelta(weeks=13)),
    )
    back = look_back([("b", last), ("a", first)], THIRTY, today=TODAY)
    assert questions(back) == {
        Question.DONE: (
            "41 units at 8 of 9 sites on 18-Nov-2025, 12 weeks ago. Dr A. Moreau, lot C8124C3.",
            "procerus, midline: 5 units, not 2.5. Wrinkles stayed.",
            "temporalis added 1, left: added, 5 units. Pain.",
            "temporalis-2-right, right: skipped. Scar.",
            "procerus, midline: reaction, bleeding.",
            "Reaction, faint. lay down for ten minutes.",
        ),
        Question.CHANGED: (
            "Against 26-Aug-2025, when it was 38.5 units:",
            "procerus, midline: 5 units, was 2.5.",
            "temporalis, left: 1 site added, 5 units, was none.",
            "temporalis-2-right, right: skipped, was 5 units.",
            "Other 6 sites: the same.",
        ),
        Question.HELPED: (
            "Fewer headache days by 50 % since the first visit (20 to 10 in 28 days, 26-Aug-2025 to 18-Nov-2025), "
            "after 1 treatment: over the 30 % of Thirty.",
            "After 18-Nov-2025: not asked yet.",
            "After 26-Aug-2025, told on 18-Nov-2025: 10 headache days, worn off in week 9, "
            "neck pain or stiffness at temporalis-1-right, right (two days), bruising.",
            "Source of the rule: Minutes of 03-Nov-2025, verified.",
        ),
        Question.NEXT: ("Tue 17-Feb-2026, 13 weeks after 18-Nov-2025. In 7 days.",),
    }
    assert back.lines(Question.NEXT) == questions(back)[Question.NEXT]


def test_a_visit_without_treatment_tells_of_the_treatment_before_it(after: After) -> None:
    given = after(*GIVEN, at=AT - WEEKS)
    fever = after(FollowUp(FollowedUp(9)), EndUntreated("Fever"))
    back = questions(look_back([("a", given), ("b", fever)], None, today=TODAY))
    assert back[Question.DONE][-2:] == ("As planned.", "Not treated on 18-Nov-2025: Fever")
    assert back[Question.HELPED] == (
        "Not known: no headache days for the first visit. 9 days in 28 on 18-Nov-2025, when first asked.",
        "After 26-Aug-2025, told on 18-Nov-2025: 9 headache days.",
    )


def test_the_same_twice_changed_nothing(after: After) -> None:
    visits = [("a", after(*GIVEN, at=AT - WEEKS)), ("b", after(*GIVEN))]
    assert look_back(visits, None, today=TODAY).lines(Question.CHANGED) == ("Nothing, against 26-Aug-2025.",)


def test_training_treats_nobody(after: After, opened) -> None:
    practised = after(*GIVEN, opened=replace(opened, training=True))
    assert look_back([("x", practised)], THIRTY, today=TODAY) == NOBODY


@pytest.mark.parametrize(
    ("today", "when"),
    [
        (date(2026, 2, 9), "In 1 day."),
        (date(2026, 2, 10), "Today."),
        (date(2026, 2, 11), "1 day ago."),
        (date(2026, 3, 2), "20 days ago."),
    ],
)
def test_the_next_visit_is_told_from_today(after: After, today: date, when: str) -> None:
    visit = after(*GIVEN, Finish(Decimal(0), date(2026, 2, 10)))
    (line,) = look_back([("a", visit)], None, today=today).lines(Question.NEXT)
    assert line == f"Tue 10-Feb-2026, 12 weeks after 18-Nov-2025. {when}"


def test_on_the_day_itself_it_was_today(after: After) -> None:
    lines = look_back([("a", after(*GIVEN))], None, today=AT.date()).lines(Question.DONE)
    assert lines[0].startswith("38.5 units at 8 of 8 sites on 18-Nov-2025, today.")


def test_what_was_told_since_ends_at_the_next_treatment(after: After) -> None:
    fever = after(FollowUp(FollowedUp(12)), EndUntreated("Fever"))
    silent, treated = after(EndUntreated("Late")), after(FollowUp(FollowedUp(11)), Give("procerus"))
    later = after(FollowUp(FollowedUp(5)), Give("procerus"))
    told = list(told_since([fever, silent, treated, later]))
    assert [one.headache_days for _, one in told] == [12, 11]
    assert [visit for visit, _ in told] == [fever, treated]
