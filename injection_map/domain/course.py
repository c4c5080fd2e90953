"""How a patient has been from visit to visit, and the numbers that a rule asks about.

It states the rule and the numbers. What follows from them is for whoever treats to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from injection_map.domain import words
from injection_map.domain.dates import months_before
from injection_map.domain.dosing import totals
from injection_map.domain.events import FollowedUp
from injection_map.domain.rule_sets import NoEffect, RuleSet, Success, percent_words
from injection_map.domain.session import Visit

HALF = Fraction(50)


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """What was told at a visit, and then given; None is: not asked. `units` is 0 when nothing was given."""

    record_id: str
    on: date
    units: Decimal
    lots: tuple[str, ...] = ()
    headache_days: int | None = None
    hit6: int | None = None
    midas: int | None = None
    wear_off_week: int | None = None

    @property
    def treated(self) -> bool:
        return self.units > 0


@dataclass(frozen=True, slots=True)
class Course:
    """`points` are the visits, the first one first."""

    points: tuple[CoursePoint, ...]

    @property
    def told(self) -> tuple[CoursePoint, ...]:
        """The visits at which headache days were told."""
        return tuple(point for point in self.points if point.headache_days is not None)

    @property
    def first(self) -> CoursePoint | None:
        """The first visit at which headache days were told."""
        return self.told[0] if self.told else None

    @property
    def now(self) -> CoursePoint | None:
        """The last visit at which headache days were told; None without an earlier one to hold it against."""
        return self.told[-1] if len(self.told) > 1 else None

    @property
    def treatments(self) -> int:
        """How many treatments lie between the first and the last telling: what is told is from before the needle."""
        if self.first is None or self.now is None:
            return 0
        between = self.points[self.points.index(self.first) : self.points.index(self.now)]
        return sum(point.treated for point in between)

    @property
    def begins_untreated(self) -> bool:
        """Whether the first telling is from before any treatment that is known here."""
        if self.first is None:
            return False
        return not any(point.treated for point in self.points[: self.points.index(self.first)])

    @property
    def fewer_percent(self) -> Fraction | None:
        """How many percent fewer headache days now than at first, exactly; negative when more.

        None when it is not known, and of 0 days at first.
        """
        if self.first is None or self.now is None or not self.first.headache_days:
            return None
        assert self.now.headache_days is not None
        return Fraction(100 * (self.first.headache_days - self.now.headache_days), self.first.headache_days)


def course_of(visits: Iterable[tuple[str, Visit]]) -> Course:
    """The course of one patient: `visits` by the id of their record, in any order. Training treats nobody."""
    begun = [
        (visit.started_at, record_id, visit)
        for record_id, visit in visits
        if visit.started_at is not None and not _is_training(visit)
    ]
    begun.sort(key=lambda entry: entry[:2])
    return Course(tuple(_point(record_id, at, visit) for at, record_id, visit in begun))


def _is_training(visit: Visit) -> bool:
    return visit.opened is None or visit.opened.training


def _point(record_id: str, at: datetime, visit: Visit) -> CoursePoint:
    told = visit.follow_up or FollowedUp()
    return CoursePoint(
        record_id=record_id,
        on=at.date(),
        units=totals(visit.sites).units_given,
        lots=tuple(vial.lot for vial in visit.vials),
        headache_days=told.headache_days,
        hit6=told.hit6,
        midas=told.midas,
        wear_off_week=told.wear_off_week,
    )


# --- in words ---------------------------------------------------------------------------------------------------------


def summary(course: Course) -> str:
    """11 days now, 22 at first. Half, after 4 treatments."""
    first, now = course.first, course.now
    if first is None:
        return "No headache days are known yet."
    if now is None:
        return f"{_days(first)} on {words.day(first.on)}. Nothing to hold it against yet."
    began = "at first" if course.begins_untreated else f"on {words.day(first.on)}, when first asked"
    today = "now" if now is course.points[-1] else f"on {words.day(now.on)}, when last asked"
    change = change_words(course)
    return f"{_days(now)} {today}, {first.headache_days} {began}. {change[0].upper()}{change[1:]}, {_after(course)}."


def change_words(course: Course) -> str:
    """half, 31.8 % fewer, 9.1 % more, as many; more than none. Empty while it is not known."""
    if course.first is None or course.now is None:
        return ""
    fewer = course.fewer_percent
    if fewer is None:
        return "more than none" if course.now.headache_days else "as many"
    if fewer == HALF:
        return "half"
    if not fewer:
        return "as many"
    return f"{percent_words(_rounded(abs(fewer)))} {'fewer' if fewer > 0 else 'more'}"


def answer(course: Course, rules: RuleSet | None) -> str:
    """Whether it is working, in one line: the change since the first visit, its numbers, and what the rule asks.

    Fewer headache days by 50 % since the first visit (22 to 11 in 28 days, 19-Nov-2024 to 18-Nov-2025), after
    4 treatments: over the 30 % of NICE TA260. Without a rule it ends before the colon.
    """
    first, now = course.first, course.now
    if not course.points:
        return "Not known: no visit is kept here."
    if first is None:
        return "Not known: no headache days for the first visit, and none since."
    if not course.begins_untreated:
        later = f" {_days(now)} in 28 on {words.day(now.on)}." if now else ""
        asked = f"{_days(first)} in 28 on {words.day(first.on)}, when first asked."
        return f"Not known: no headache days for the first visit. {asked}{later}"
    if now is None:
        return f"Not known yet: {_days(first)} in 28 {_at_first(course)} on {words.day(first.on)}, and none told since."
    spans = f"{first.headache_days} to {now.headache_days} in 28 days, {words.day(first.on)} to {words.day(now.on)}"
    verdict = f": {_held_against(course, rules)}" if rules is not None else ""
    not_asked = "" if now is course.points[-1] else f" Not asked on {words.day(course.points[-1].on)}."
    return f"{_change_since(course)} ({spans}), {_after(course)}{verdict}.{not_asked}"


def _at_first(course: Course) -> str:
    return "at the first visit" if course.first is course.points[0] else "before the first treatment"


def _change_since(course: Course) -> str:
    """Fewer headache days by 42.1 % since the first visit"""
    fewer = course.fewer_percent
    since = "the first visit" if course.first is course.points[0] else "before the first treatment"
    if fewer:
        return (
            f"{'Fewer' if fewer > 0 else 'More'} headache days by {percent_words(_rounded(abs(fewer)))} since {since}"
        )
    if fewer is None and course.now is not None and course.now.headache_days:
        return f"More headache days than none {_at_first(course)}"
    return f"As many headache days as {_at_first(course)}"


def _held_against(course: Course, rules: RuleSet) -> str:
    """over the 30 % of NICE TA260. Compared exactly, whatever was rounded for the eye."""
    percent, fewer = Fraction(rules.responder_percent), course.fewer_percent
    if fewer is None:
        return f"no percentage to hold against the {percent_words(rules.responder_percent)} of {rules.title}"
    how = "over" if fewer > percent else "just" if fewer == percent else "under"
    return f"{how} the {percent_words(rules.responder_percent)} of {rules.title}"


def rule_lines(course: Course, rules: RuleSet) -> tuple[str, ...]:
    """Each rule of the set with the numbers that it asks about."""
    lines = [response_line(course, rules)]
    if rules.no_effect is not None:
        lines.append(_no_effect_line(course, rules, rules.no_effect))
    if rules.success is not None:
        lines.append(_success_line(course, rules, rules.success))
    return tuple(lines)


def response_line(course: Course, rules: RuleSet) -> str:
    """Under NICE TA260, 30 % fewer headache days is a response: 50 % fewer."""
    rule = f"Under {rules.title}, {percent_words(rules.responder_percent)} fewer headache days is a response"
    return f"{rule}: {_percent_or_why_not(course)}."


def _no_effect_line(course: Course, rules: RuleSet, rule: NoEffect) -> str:
    known = f", {_after(course)}" if course.fewer_percent is not None and course.begins_untreated else ""
    return f"Under {rules.title}, {rule.words} is no effect: {_percent_or_why_not(course)}{known}."


def _success_line(course: Course, rules: RuleSet, rule: Success) -> str:
    told = course.told
    said = f"Under {rules.title}, {rule.words} is a success"
    if not told:
        return f"{said}: not known, headache days were not told."
    since = months_before(told[-1].on, rule.for_months)
    before = [point for point in told if point.on <= since]
    within = told[told.index(before[-1]) :] if before else told
    numbers = ", ".join(f"{_days(point)} on {words.day(point.on)}" for point in within)
    return f"{said}: {numbers}" + ("." if before else "; told for no longer yet.")


def _percent_or_why_not(course: Course) -> str:
    fewer = course.fewer_percent
    if course.first is not None and not course.begins_untreated:
        return "not known, no headache days for the first visit"
    if fewer is not None:
        return f"{percent_words(_rounded(abs(fewer)))} {'more' if fewer < 0 else 'fewer'}"
    if course.now is not None:
        return "no percentage of 0 days at first"
    return f"not known, headache days were told at {len(course.told)} of {words.count(len(course.points), 'visit')}"


def _after(course: Course) -> str:
    return f"after {words.count(course.treatments, 'treatment')}" if course.treatments else "with no treatment between"


def _days(point: CoursePoint) -> str:
    assert point.headache_days is not None
    return words.count(point.headache_days, "day")


def _rounded(value: Fraction) -> Decimal:
    """To the tenth, for the eye: what is compared is never rounded."""
    return Decimal(round(value * 10)) / 10


# --- the line of a responder ------------------------------------------------------------------------------------------


def responder_days(course: Course, rules: RuleSet) -> Fraction | None:
    """The headache days at which the course is a response, exactly.

    None without a telling, of at least a day, from before the first treatment.
    """
    if course.first is None or not course.first.headache_days or not course.begins_untreated:
        return None
    return course.first.headache_days * (1 - Fraction(rules.responder_percent) / 100)


def responder_words(course: Course, rules: RuleSet, *, short: bool = False) -> str:
    """half of first, 11; 30 % fewer than first, 15.4; short: 30 % fewer, 15.4. Empty where there is no such line."""
    days = responder_days(course, rules)
    if days is None:
        return ""
    percent = percent_words(rules.responder_percent)
    of_first = f"{percent} fewer" if short else f"{percent} fewer than first"
    return f"{'half of first' if rules.responder_percent == HALF else of_first}, {words.figure(_rounded(days))}"
