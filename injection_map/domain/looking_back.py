"""What is asked before the needle: what was done last time, what changed, did it help, and when is the next.

Answered from the visits alone, with the rule of the clinic beside their numbers. What follows from it is for whoever
treats to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.comparison import compare
from injection_map.domain.course import Course, answer, course_of, rule_lines
from injection_map.domain.dosing import totals
from injection_map.domain.events import FollowedUp, ReactionSeen
from injection_map.domain.follow_up import told_words
from injection_map.domain.intervals import next_visit_words, span_words
from injection_map.domain.last_visit import deviations_of
from injection_map.domain.rule_sets import RuleSet
from injection_map.domain.session import Visit


class Question(StrEnum):
    """As they are asked, in their order."""

    DONE = "What did we do last time?"
    CHANGED = "What changed?"
    HELPED = "Did it help?"
    NEXT = "When is the next?"


@dataclass(frozen=True, slots=True)
class Answer:
    """`lines` begin with the one that answers; the others are what it rests on."""

    question: Question
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LookingBack:
    """The answers in the order of the questions, and the course that the third rests on."""

    answers: tuple[Answer, ...]
    course: Course
    rules: RuleSet | None = None

    def lines(self, question: Question) -> tuple[str, ...]:
        return next(answer.lines for answer in self.answers if answer.question is question)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A visit that began, and was no training."""

    at: datetime
    visit: Visit

    @property
    def treated(self) -> bool:
        return totals(self.visit.sites).units_given > 0


def look_back(visits: Iterable[tuple[str, Visit]], rules: RuleSet | None, *, today: date) -> LookingBack:
    """`visits` are those of one patient by the id of their record, in any order. Training treats nobody."""
    known = [(record_id, visit) for record_id, visit in visits if visit.opened and not visit.opened.training]
    seen = [_Seen(visit.started_at, visit) for _, visit in known if visit.started_at is not None]
    seen.sort(key=lambda one: one.at)
    course = course_of(known)
    treated = [one for one in seen if one.treated]
    answers = (
        Answer(Question.DONE, tuple(_done(seen, treated, today))),
        Answer(Question.CHANGED, tuple(_changed(treated))),
        Answer(Question.HELPED, tuple(_helped(seen, treated, course, rules))),
        Answer(Question.NEXT, (_next(treated, today),)),
    )
    return LookingBack(answers, course, rules)


def told_since(later: Sequence[Visit]) -> Iterator[tuple[Visit, FollowedUp]]:
    """What was told of the time since a treatment, at the visits after it, the first one first: up to the next
    treatment, at whose beginning it was asked too."""
    for visit in later:
        if visit.follow_up is not None:
            yield visit, visit.follow_up
        if totals(visit.sites).units_given:
            return


# --- what did we do last time? ---------------------------------------------------------------------------------------


def _done(seen: Sequence[_Seen], treated: Sequence[_Seen], today: date) -> Iterator[str]:
    if not treated:
        yield "Nobody has been treated here yet: this will be the first treatment."
    else:
        yield _treatment(treated[-1], today)
        deviations = deviations_of(treated[-1].visit)
        yield from (_sentence(deviation.told, deviation.reason) for deviation in deviations)
        yield from _reactions(treated[-1].visit)
        if not deviations:
            yield "As planned."
    after = seen[seen.index(treated[-1]) + 1 :] if treated else seen
    for one in after:
        if one.visit.not_treated is not None:
            yield f"Not treated on {words.day(one.at)}: {one.visit.not_treated.reason}"


def _treatment(one: _Seen, today: date) -> str:
    """152.5 units at 30 of 31 sites on 18-Nov-2025, 12 weeks ago. Dr A. Lindqvist, lot C8124C3."""
    visit, sums, days = one.visit, totals(one.visit.sites), (today - one.at.date()).days
    ago = f"{span_words(days)} ago" if days > 0 else "today"
    lots = ", ".join(dict.fromkeys(vial.lot for vial in visit.vials))
    by = ", ".join(filter(None, (visit.clinician.name if visit.clinician else "", f"lot {lots}" if lots else "")))
    sites = f"{sums.sites_given} of {words.count(sums.sites, 'site')}"
    return f"{words.units(sums.units_given)} at {sites} on {words.day(one.at)}, {ago}. {by}."


def _reactions(visit: Visit) -> Iterator[str]:
    for site in visit.sites:
        yield from (_reaction(f"{site.name}, {words.side_word(site.side)}: ", seen) for seen in site.reactions)
    yield from (_reaction("", seen) for seen in visit.reactions)


def _reaction(where: str, seen: ReactionSeen) -> str:
    return _sentence(f"{where}{'reaction' if where else 'Reaction'}, {_small(seen.reaction)}", seen.detail)


# --- what changed? ---------------------------------------------------------------------------------------------------


def _changed(treated: Sequence[_Seen]) -> Iterator[str]:
    if len(treated) < 2:
        yield "There is no treatment before it to hold it against." if treated else "Nothing yet."
        return
    now, before = treated[-1], treated[-2]
    comparison = compare(now.visit, before.visit)
    if not comparison.differences:
        yield f"Nothing, against {words.day(before.at)}."
        return
    yield f"Against {words.day(before.at)}, when it was {words.units(comparison.units_before)}:"
    yield from (f"{difference.name}: {difference.words}." for difference in comparison.differences)
    if comparison.same:
        yield f"{comparison.same_words}: the same."


# --- did it help? ----------------------------------------------------------------------------------------------------


def _helped(seen: Sequence[_Seen], treated: Sequence[_Seen], course: Course, rules: RuleSet | None) -> Iterator[str]:
    yield answer(course, rules)
    yield from _told(seen, treated)
    if rules is not None:
        yield from rule_lines(course, rules)[1:]
        yield f"Source of the rule: {rules.source_words}"


def _told(seen: Sequence[_Seen], treated: Sequence[_Seen]) -> Iterator[str]:
    """Of the last treatment, and, while nothing is told of it, of the one before."""
    for one in reversed(treated[-2:]):
        later = [other.visit for other in seen[seen.index(one) + 1 :]]
        told = list(told_since(later))
        for visit, since in told:
            assert visit.started_at is not None
            yield f"After {words.day(one.at)}, told on {words.day(visit.started_at)}: {told_words(since, one.visit)}."
        if told:
            return
        if one is treated[-1]:
            yield f"After {words.day(one.at)}: not asked yet."


# --- when is the next? -----------------------------------------------------------------------------------------------


def _next(treated: Sequence[_Seen], today: date) -> str:
    """Tue 10-Feb-2026, 12 weeks after 18-Nov-2025. In 3 days."""
    finish = treated[-1].visit.finish if treated else None
    if not treated or finish is None or finish.next_visit is None:
        return "None arranged."
    day, after = next_visit_words(finish.next_visit, treated_on=treated[-1].at.date())
    return f"{day}, {after}. {_when(finish.next_visit, today)}."


def _when(day: date, today: date) -> str:
    days = (day - today).days
    if not days:
        return "Today"
    return f"In {words.count(days, 'day')}" if days > 0 else f"{words.count(-days, 'day')} ago"


def _sentence(told: str, why: str) -> str:
    return f"{told}. {why.rstrip('.')}." if why else f"{told}."


def _small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
