"""How good an answer is: how far off and which way, in mm of the standard head and in the words of anatomy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from injection_map.domain import words
from injection_map.domain.exam import (
    Answer,
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
    Question,
)
from injection_map.domain.geometry import PointMm
from injection_map.domain.point_words import side_at
from injection_map.domain.protocol import Plate, Side, View


@dataclass(frozen=True, slots=True)
class Miss:
    """How a point lies to a site. `up_mm` is positive when it is too high.

    `across_mm` is positive too far forward on a side view, too far lateral on the others, and too far to the
    patient's left for a site of the midline. `wrong_side` when the point lies on the patient's other side.
    """

    distance_mm: float
    up_mm: float
    across_mm: float
    across_words: tuple[str, str]
    wrong_side: bool

    @property
    def words(self) -> str:
        """5 mm too far back, 5 mm too high; empty when it comes to nothing."""
        across = _way(self.across_mm, *self.across_words)
        return ", ".join(filter(None, (across, _way(self.up_mm, "too high", "too low"))))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether an answer is right, and what is said of it. `miss` is there for a point."""

    found: bool
    headline: str
    detail: str
    miss: Miss | None = None


def miss_of(point: PointMm, site: AskedSite) -> Miss:
    """`point` in mm of the site's view."""
    right = point.x - site.point.x
    across, across_words = _across(right, site)
    opposite = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(site.side)
    return Miss(
        point.distance_mm(site.point),
        site.point.y - point.y,
        across,
        across_words,
        site.view.plate is not Plate.SIDE and side_at(point, site.view) is opposite,
    )


def _across(right_mm: float, site: AskedSite) -> tuple[float, tuple[str, str]]:
    """How far a point lies sideways, in the direction that anatomy names, and the words for both ways."""
    if site.view is View.LEFT:
        return -right_mm, ("too far forward", "too far back")
    if site.view is View.RIGHT:
        return right_mm, ("too far forward", "too far back")
    to_the_patients_left = right_mm if site.view is View.FRONT else -right_mm
    if site.side is Side.MIDLINE:
        return to_the_patients_left, ("too far to the patient’s left", "too far to the patient’s right")
    outward = to_the_patients_left if site.side is Side.LEFT else -to_the_patients_left
    return outward, ("too far lateral", "too far medial")


_ANSWERS: dict[type[Question], type[Answer]] = {
    PlaceSite: Placed,
    NameSite: Named,
    GiveDose: Dosed,
    FindMistakes: Claimed,
}


def answers(question: Question, answer: Answer) -> bool:
    """Whether an answer, right or wrong, is one to this kind of question."""
    return isinstance(answer, (_ANSWERS[type(question)], PassedOver))


def judge(question: Question, answer: Answer) -> Judgement:
    """ValueError when the answer is not one to this kind of question."""
    if isinstance(answer, PassedOver):
        return Judgement(False, "Not answered", "")
    if isinstance(question, PlaceSite) and isinstance(answer, Placed):
        return _judge_place(question.site, answer.point)
    if isinstance(question, NameSite) and isinstance(answer, Named):
        found = answer.site == question.site.key
        return Judgement(found, "Right" if found else "Another site", f"It is {named(question.site)}.")
    if isinstance(question, GiveDose) and isinstance(answer, Dosed):
        return _judge_dose(question, answer)
    if isinstance(question, FindMistakes) and isinstance(answer, Claimed):
        return _judge_claims(question, answer.mistakes)
    raise ValueError("an answer to another kind of question")


def named(site: AskedSite) -> str:
    """Temporalis 2, patient’s left"""
    return f"{site.name}, {words.patients_side(site.side)}"


def _judge_place(site: AskedSite, point: PointMm) -> Judgement:
    miss = miss_of(point, site)
    found = miss.distance_mm <= site.tolerance_mm
    wrong_side = "The patient’s other side. " if miss.wrong_side and not found else ""
    detail = f"{miss.words[:1].upper()}{miss.words[1:]}." if miss.words else "Exactly there."
    return Judgement(found, f"{whole_mm(miss.distance_mm)} mm off", f"{wrong_side}{detail}", miss)


def _judge_dose(question: GiveDose, answer: Dosed) -> Judgement:
    found = question.lowest <= answer.units <= question.highest
    planned = words.units(question.highest)
    if question.lowest != question.highest:
        planned = f"{words.figure(question.lowest)} to {planned}"
    return Judgement(found, "Right" if found else f"Not {words.units(answer.units)}", f"The protocol says {planned}.")


def _judge_claims(question: FindMistakes, claimed: Sequence[Mistake]) -> Judgement:
    """A wrong side may be claimed at either of the two sites: one has too much and the other nothing."""
    ours = {_sideless(mistake) for mistake in question.planted}
    theirs = {_sideless(mistake) for mistake in claimed}
    seen, missed, wrong = len(ours & theirs), len(ours - theirs), len(theirs - ours)
    parts = [f"{seen} of {words.count(len(ours), 'mistake')} found"]
    if wrong:
        parts.append(f"{words.count(wrong, 'claim')} of what is no mistake")
    return Judgement(not missed and not wrong, "All found" if not missed and not wrong else parts[0], "; ".join(parts))


def _sideless(mistake: Mistake) -> tuple[MistakeKind, str]:
    if mistake.kind is not MistakeKind.WRONG_SIDE:
        return mistake.kind, mistake.site
    return mistake.kind, mistake.site.removesuffix("-left").removesuffix("-right")


def whole_mm(distance_mm: float) -> int:
    """To the nearest mm, a half up: a touch is no finer."""
    return math.floor(distance_mm + 0.5)


def mm_words(distance_mm: float | None) -> str:
    """6.5 mm; a dash where no place was asked."""
    return "–" if distance_mm is None else f"{round(distance_mm, 1):g} mm"


def _way(by_mm: float, positive: str, negative: str) -> str:
    whole = whole_mm(abs(by_mm))
    return f"{whole} mm {positive if by_mm > 0 else negative}" if whole else ""


@dataclass(frozen=True, slots=True)
class Score:
    """What a number of answers come to. The misses are of points, in mm; None when none was placed."""

    asked: int
    found: int
    median_miss_mm: float | None
    largest_miss_mm: float | None


def score_of(judgements: Iterable[Judgement]) -> Score:
    all_ = tuple(judgements)
    misses = [one.miss.distance_mm for one in all_ if one.miss is not None]
    return Score(
        len(all_),
        sum(one.found for one in all_),
        median(misses) if misses else None,
        max(misses) if misses else None,
    )
