"""What the patient tells of the time since the last visit: bounds, classes, and what is kept of it."""

import pytest

from injection_map.domain.commands import EndUntreated, FollowUp, Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.events import FollowedUp, ReactionSince
from injection_map.domain.follow_up import (
    SCORES,
    SINCE_REACTIONS,
    Score,
    SinceDraft,
    followed_up,
    here_words,
    read_score,
    score_class,
    score_fault,
    since_faults,
    since_words,
    stepped,
    told_after,
    told_words,
    week_of_day,
)

from .conftest import AT

BOUNDS = [(Score.HEADACHE_DAYS, 0, 28), (Score.HIT6, 36, 78), (Score.MIDAS, 0, 270), (Score.WEAR_OFF_WEEK, 1, 52)]


@pytest.mark.parametrize(("score", "lowest", "highest"), BOUNDS)
def test_a_figure_is_read_within_its_bounds_and_refused_beyond_them(score, lowest, highest):
    for figure in (lowest, highest):
        assert score_fault(score, str(figure)) is None
        assert read_score(score, f" {figure} ") == figure
    for figure in (lowest - 1, highest + 1):
        assert score_fault(score, str(figure)) == f"“{figure}” cannot be. {SCORES[score].wanted}"
        assert read_score(score, str(figure)) is None


@pytest.mark.parametrize("text", ["11.5", "1e1", "eleven", "+5", "٥", "1 1", "0011"])
def test_what_is_no_plain_figure_is_refused(text):
    assert score_fault(Score.HEADACHE_DAYS, text) is not None
    assert read_score(Score.HEADACHE_DAYS, text) is None


@pytest.mark.parametrize("score", list(Score))
def test_what_was_not_asked_is_no_fault_and_no_figure(score):
    assert score_fault(score, "  ") is None
    assert read_score(score, "") is None


def test_it_cannot_have_worn_off_later_than_today():
    assert [week_of_day(days) for days in (0, 6, 7, 83, 84)] == [1, 1, 2, 12, 13]
    assert score_fault(Score.WEAR_OFF_WEEK, "13", days_since=84) is None
    assert score_fault(Score.WEAR_OFF_WEEK, "14", days_since=84) == (
        "The last treatment was 84 days ago: this is week 13."
    )
    assert score_fault(Score.HEADACHE_DAYS, "28", days_since=1) is None


@pytest.mark.parametrize(
    ("score", "value", "named"),
    [
        (Score.HIT6, 59, ""),
        (Score.HIT6, 60, "Severe"),
        (Score.MIDAS, 0, "Grade I"),
        (Score.MIDAS, 5, "Grade I"),
        (Score.MIDAS, 6, "Grade II"),
        (Score.MIDAS, 10, "Grade II"),
        (Score.MIDAS, 11, "Grade III"),
        (Score.MIDAS, 20, "Grade III"),
        (Score.MIDAS, 21, "Grade IV"),
        (Score.MIDAS, 270, "Grade IV"),
        (Score.HEADACHE_DAYS, 28, ""),
    ],
)
def test_the_class_of_a_score(score, value, named):
    assert score_class(score, value) == named


@pytest.mark.parametrize(("score", "lowest", "highest"), BOUNDS)
def test_a_figure_is_stepped_within_its_bounds(score, lowest, highest):
    assert stepped(score, str(highest), 1) == str(highest)
    assert stepped(score, str(lowest), -1) == str(lowest)
    assert stepped(score, str(lowest), 1) == str(lowest + 1)
    assert stepped(score, "", 1) == stepped(score, "x", -1) == str(SCORES[score].first)


def test_nothing_said_is_nothing_kept():
    assert followed_up(SinceDraft()) is None
    assert SinceDraft().is_empty


def test_what_was_said_is_kept():
    neck = ReactionSince("Neck pain or stiffness", "procerus", "  three   days ")
    told = followed_up(SinceDraft("11", "58", "", "10", (neck,)))
    assert told == FollowedUp(
        11, 58, None, 10, (ReactionSince("Neck pain or stiffness", "procerus", "three days"),), asked_reactions=True
    )


def test_no_reactions_is_an_answer():
    assert followed_up(SinceDraft(no_reactions=True)) == FollowedUp(asked_reactions=True)


def test_every_fault_is_told_and_what_is_at_fault_is_not_kept():
    draft = SinceDraft("29", "35", "12", "99", (ReactionSince("Other"),))
    assert [field for field, _ in since_faults(draft)] == ["headache_days", "hit6", "wear_off_week", "reactions"]
    assert followed_up(draft) == FollowedUp(midas=12)


@pytest.mark.parametrize(
    ("reaction", "fault"),
    [
        (ReactionSince(""), "Say which reaction."),
        (ReactionSince("Other"), "Say which other reaction."),
        (ReactionSince("Other", detail="–"), "Say which other reaction."),
        (ReactionSince("Fainting", detail="x" * 501), "This is too long: 501 characters, at most 500."),
        (ReactionSince("Fainting", detail="left\u202eright"), "There is a hidden character in it (U+202E)."),
    ],
)
def test_a_reaction_that_says_nothing_is_at_fault(reaction, fault):
    ((field, sentence),) = since_faults(SinceDraft(reactions=(reaction,)))
    assert field == "reactions"
    assert sentence.startswith(fault)


def test_every_reaction_of_the_list_may_be_picked():
    for reaction in SINCE_REACTIONS[:-1]:
        assert list(since_faults(SinceDraft(reactions=(ReactionSince(reaction),)))) == []


@pytest.mark.parametrize(
    "told",
    [
        FollowedUp(headache_days=29),
        FollowedUp(hit6=0),
        FollowedUp(midas=-1),
        FollowedUp(wear_off_week=0),
        FollowedUp(reactions=(ReactionSince(""),)),
    ],
)
def test_what_cannot_be_is_refused_whoever_asks(after, told):
    refused = decide(after(), [FollowUp(told)], at=AT, by="Dr A. Moreau")
    assert isinstance(refused, Refusal)
    assert refused.code == "follow-up"


def test_a_visit_that_ends_untreated_keeps_what_was_told(after):
    told = FollowedUp(headache_days=12)
    visit = after(FollowUp(told), EndUntreated("Patient unwell"))
    assert visit.follow_up == told


def test_what_was_told_in_a_line():
    told = SinceDraft(
        "1", "58", "14", "10", (ReactionSince("Neck weakness"), ReactionSince("Neck weakness", "procerus"))
    )
    assert since_words(told) == "1 headache day, HIT-6 58, MIDAS 14, worn off in week 10, neck weakness"
    assert since_words(SinceDraft(no_reactions=True)) == "no reactions"
    assert since_words(SinceDraft(headache_days="29")) == ""


def test_what_was_told_of_a_site_is_said_there_alone():
    told = FollowedUp(
        reactions=(
            ReactionSince("Bruising", "procerus"),
            ReactionSince("Other", "procerus", "Tingling"),
            ReactionSince("Other", "corrugator-left", "x" * 41),
            ReactionSince("Fainting"),
        )
    )
    assert here_words(told, "procerus") == "After the last visit, here: bruising, tingling."
    assert here_words(told, "corrugator-left") == "After the last visit, here: another reaction."
    assert here_words(told, "corrugator-right") == here_words(None, "procerus") == ""


def test_what_was_told_names_the_sites_of_the_treatment_that_it_is_about(after):
    then = after()
    told = FollowedUp(
        headache_days=1,
        hit6=58,
        midas=14,
        wear_off_week=10,
        reactions=(
            ReactionSince("Bruising", "procerus", "gone in a week"),
            ReactionSince("Other", "corrugator-left", "Tingling"),
            ReactionSince("Fainting"),
            ReactionSince("Neck weakness", "a-site-that-is-no-more"),
        ),
        asked_reactions=True,
    )
    assert told_words(told, then) == (
        "1 headache day, HIT-6 58, MIDAS 14, worn off in week 10, bruising at procerus, midline (gone in a week), "
        "tingling at corrugator-left, left, fainting, neck weakness"
    )
    assert told_words(FollowedUp(asked_reactions=True), then) == "no reactions"


def test_what_stands_beside_a_site_is_each_reaction_once():
    bruised, tingled = ReactionSince("Bruising", "procerus"), ReactionSince("Other", "procerus", "Tingling")
    told = [
        FollowedUp(reactions=(bruised, ReactionSince("Fainting"))),
        FollowedUp(reactions=(bruised, tingled, ReactionSince("Bruising", "corrugator-left"))),
    ]
    assert told_after(told) == {"procerus": "after: bruising, tingling", "corrugator-left": "after: bruising"}
