"""Which questions an exam asks, drawn from a seed.

Drawn by SHA-256 of seed and question and not by `random`, whose order may differ from one Python to the next: a class
that sits the exam on several computers is asked the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest

from injection_map.domain.exam import (
    SAME_PLACE_MM,
    AskedSite,
    ExamPlan,
    FindMistakes,
    GiveDose,
    Mistake,
    MistakeKind,
    Mode,
    NameSite,
    PlaceSite,
    Question,
    QuestionKind,
    RecordedSite,
    tolerances,
)
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol, Side, Site

CHOICES = 6
"""As many names as two rows of buttons hold."""

MOST_PLANTED = 3
_OTHER_SIDE = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
_WRONG_DOSES = (Decimal("0.5"), Decimal("1.5"), Decimal(2))
"""Times the planned dose: half, half as much again, twice."""

_WEIGHT_FOUND, _WEIGHT_NEW, _WEIGHT_WRONG, _WEIGHT_MOST = 1, 2, 4, 8
Topic = tuple[QuestionKind, str]
"""What a question is about: its kind and the site's key, empty for mistakes."""

Outcome = tuple[Topic, bool]
"""A topic that was asked, and whether it was answered rightly."""


def topic_of(question: Question) -> Topic:
    if isinstance(question, PlaceSite):
        return QuestionKind.PLACE, question.site.key
    if isinstance(question, NameSite):
        return QuestionKind.NAME, question.site.key
    if isinstance(question, GiveDose):
        return QuestionKind.DOSE, question.site.key
    return QuestionKind.MISTAKES, ""


class Exam:
    """The questions of a plan over its protocol. ValueError when the plan asks nothing."""

    def __init__(self, plan: ExamPlan, protocol: Protocol, placed: Mapping[str, PlacedSite]) -> None:
        if not plan.kinds or plan.length < 1:
            raise ValueError("an exam asks at least one question of one kind")
        self._plan = plan
        self._protocol = protocol
        self._placed = placed
        self._tolerances = tolerances(placed, plan.most_tolerance_mm)

    def question(self, number: int, outcomes: Sequence[Outcome] = ()) -> Question:
        """The question with this number, from 1. A drill looks at the outcomes so far, the oldest first."""
        topic = self._drilled(number, outcomes) if self._plan.mode is Mode.DRILL else self._examined(number)
        return self._ask(topic, number)

    def _examined(self, number: int) -> Topic:
        """The kinds in turn, the sites of each in drawn order; all of them once before one comes again."""
        topics = self._exam_order()
        return topics[(number - 1) % len(topics)]

    def _exam_order(self) -> list[Topic]:
        by_kind = [sorted(self._topics(kind), key=lambda topic: self._draw(*topic)) for kind in self._kinds]
        longest = max(map(len, by_kind))
        rounds = zip_longest(*(_filled(topics, longest) for topics in by_kind))
        return [topic for round_ in rounds for topic in round_ if topic is not None]

    @property
    def _kinds(self) -> list[QuestionKind]:
        """In an order of their own, whatever the order in which they were chosen."""
        return [kind for kind in QuestionKind if kind in self._plan.kinds]

    def _topics(self, kind: QuestionKind) -> list[Topic]:
        return [(kind, "")] if kind is QuestionKind.MISTAKES else [(kind, site.key) for site in self._protocol.sites]

    def _drilled(self, number: int, outcomes: Sequence[Outcome]) -> Topic:
        topics = [topic for kind in self._kinds for topic in self._topics(kind)]
        last = outcomes[-1][0] if outcomes else None
        fresh = [topic for topic in topics if topic != last] or topics
        weights = [_weight(topic, outcomes) for topic in fresh]
        at = self._draw("drill", number) % sum(weights)
        for topic, weight in zip(fresh, weights, strict=True):
            if at < weight:
                return topic
            at -= weight
        raise AssertionError("the draw lies below the sum of the weights")

    def _draw(self, *what: object) -> int:
        return _draw(self._plan.seed, *what)

    # --- one question -------------------------------------------------------------------------------------------

    def _ask(self, topic: Topic, number: int) -> Question:
        kind, key = topic
        if kind is QuestionKind.MISTAKES:
            return self._find_mistakes(number)
        site = self._placed[key].site
        asked = self.asked_site(key)
        if kind is QuestionKind.PLACE:
            return PlaceSite(asked)
        if kind is QuestionKind.NAME:
            return NameSite(asked, self._choices(site, number))
        return GiveDose(asked, site.dose.lowest, site.dose.highest)

    def asked_site(self, key: str) -> AskedSite:
        """A site of the protocol with its truth. KeyError when there is none."""
        one = self._placed[key]
        site = one.site
        tolerance = self._tolerances[site.muscle]
        return AskedSite(site.key, site.name, site.muscle, site.side, site.view, one.point, tolerance)

    def _choices(self, site: Site, number: int) -> tuple[str, ...]:
        """The site itself and its nearest on the view, which are those it is taken for; in treatment order.

        Not another of the same place: the drawing would not say which of the two is meant.
        """
        away = {
            other.key: self._placed[other.key].point.distance_mm(self._placed[site.key].point)
            for other in self._protocol.sites
            if other.view is site.view and other is not site
        }
        nearest = sorted(
            (self._placed[key].site for key, distance in away.items() if distance >= SAME_PLACE_MM),
            key=lambda other: (away[other.key], other.key),
        )
        elsewhere = sorted(
            (other for other in self._protocol.sites if other.view is not site.view),
            key=lambda other: self._draw("choice", number, other.key),
        )
        offered = {site.key, *(other.key for other in [*nearest, *elsewhere][: CHOICES - 1])}
        return tuple(one.key for one in self._protocol.sites if one.key in offered)

    def _find_mistakes(self, number: int) -> FindMistakes:
        sites = sorted(self._protocol.sites, key=lambda site: self._draw("planted at", number, site.key))
        wanted = 1 + self._draw("planted", number) % MOST_PLANTED
        planted: list[Mistake] = []
        touched: set[str] = set()
        for site in sites:
            other = self._counterpart(site)
            if len(planted) < wanted and not touched & {site.key, other.key if other else site.key}:
                planted.append(Mistake(self._mistake_kind(site, other, number), site.key))
                touched |= {site.key, *([other.key] if other else [])}
        return FindMistakes(self._record_with(planted, number), tuple(sorted(planted, key=lambda one: one.site)))

    def _mistake_kind(self, site: Site, other: Site | None, number: int) -> MistakeKind:
        kinds = [kind for kind in MistakeKind if other is not None or kind is not MistakeKind.WRONG_SIDE]
        return kinds[self._draw("mistake", number, site.key) % len(kinds)]

    def _record_with(self, planted: Iterable[Mistake], number: int) -> tuple[RecordedSite, ...]:
        doses: dict[str, tuple[Decimal, ...]] = {site.key: (site.dose.lowest,) for site in self._protocol.sites}
        for mistake in planted:
            site = self._placed[mistake.site].site
            given, doses[site.key] = doses[site.key], ()
            other = self._counterpart(site)
            if mistake.kind is MistakeKind.WRONG_SIDE and other is not None:
                doses[other.key] += given
            elif mistake.kind is MistakeKind.WRONG_DOSE:
                doses[site.key] = (_wrong_dose(site, self._draw("dose", number, site.key)),)
        return tuple(RecordedSite(key, given) for key, given in doses.items())

    def _counterpart(self, site: Site) -> Site | None:
        """The same site on the other side."""
        other = _OTHER_SIDE.get(site.side)
        return next((one for one in self._protocol.sites if one.id == site.id and one.side is other), None)


def _draw(seed: int, *what: object) -> int:
    """A number that nobody can foresee and everybody finds again."""
    text = "\x1f".join(map(str, (seed, *what)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _filled(topics: list[Topic], length: int) -> list[Topic]:
    """Mistakes are one topic, and every round asks for another record of them."""
    return topics * length if topics[0][0] is QuestionKind.MISTAKES else topics


def _weight(topic: Topic, outcomes: Sequence[Outcome]) -> int:
    """How often a topic is drawn beside the others: more after each wrong answer, least once it was found."""
    found = [right for asked, right in outcomes if asked == topic]
    if not found:
        return _WEIGHT_NEW
    if found[-1]:
        return _WEIGHT_FOUND
    return min(_WEIGHT_MOST, _WEIGHT_WRONG + 2 * (found.count(False) - 1))


def _wrong_dose(site: Site, drawn: int) -> Decimal:
    """A dose outside the planned range."""
    wrong = [site.dose.lowest * times for times in _WRONG_DOSES]
    outside = [units for units in wrong if not site.dose.lowest <= units <= site.dose.highest]
    return outside[drawn % len(outside)]
