"""What attempts come to: of one trainee by muscle and over time, and of a class that sat the same exam."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from injection_map.domain.attempts import Attempt, AttemptEvent, Try, attempt_event_to_plain
from injection_map.domain.chain import canonical_json
from injection_map.domain.exam import FindMistakes, Mode, Question, QuestionKind
from injection_map.domain.exam_draw import topic_of
from injection_map.domain.people import same_name
from injection_map.domain.scoring import Judgement, Score, score_of

CODE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt at which something was answered, with its id."""

    attempt_id: str
    attempt: Attempt

    @property
    def trainee(self) -> str:
        return self.attempt.begun.trainee

    @property
    def score(self) -> Score:
        return self.attempt.score

    @property
    def duration(self) -> timedelta:
        """From the beginning to the last answer."""
        return self.attempt.tries[-1].answered_at - self.attempt.begun_at

    @property
    def whole(self) -> bool:
        """Whether every question of the plan was answered."""
        return len(self.attempt.tries) == self.attempt.begun.plan.length

    @property
    def cosigned_by(self) -> tuple[str, ...]:
        return tuple(signed.trainer for signed, _ in self.attempt.cosignatures)


def sittings(attempts: Mapping[str, Attempt], trainee: str | None = None) -> tuple[Sitting, ...]:
    """The attempts, in their order, at which anything was answered; those of one trainee, or all."""
    wanted = None if trainee is None else same_name(trainee)
    return tuple(
        Sitting(attempt_id, attempt)
        for attempt_id, attempt in attempts.items()
        if attempt.tries and wanted in (None, same_name(attempt.begun.trainee))
    )


def each_once(names: Iterable[str]) -> tuple[str, ...]:
    """Each trainee by name; of spellings that nobody could tell apart the first that is met."""
    met: dict[str, str] = {}
    for name in names:
        met.setdefault(same_name(name), name)
    return tuple(met[key] for key in sorted(met))


def all_tries(sat: Iterable[Sitting]) -> tuple[Try, ...]:
    """The oldest first."""
    tries = (one for sitting in sat for one in sitting.attempt.tries)
    return tuple(sorted(tries, key=lambda one: one.answered_at))


def muscle_of(question: Question) -> str:
    """The id of the muscle that was asked about; empty for a record with mistakes."""
    return "" if isinstance(question, FindMistakes) else question.site.muscle


def scores_by_muscle(tries: Iterable[Try]) -> dict[str, Score]:
    """By the muscle's id, in the order in which they were first asked; records with mistakes are of none."""
    judged: dict[str, list[Judgement]] = {}
    for one in tries:
        if muscle := muscle_of(one.question):
            judged.setdefault(muscle, []).append(one.judgement)
    return {muscle: score_of(judgements) for muscle, judgements in judged.items()}


def scores_by_kind(tries: Iterable[Try]) -> dict[QuestionKind, Score]:
    """In the order of the kinds; those that were never asked are left out."""
    judged: dict[QuestionKind, list[Judgement]] = {}
    for one in tries:
        judged.setdefault(topic_of(one.question)[0], []).append(one.judgement)
    return {kind: score_of(judged[kind]) for kind in QuestionKind if kind in judged}


@dataclass(frozen=True, slots=True)
class Milestone:
    """One sitting of a trainee, for what is told over time."""

    at: datetime
    score: Score


def milestones(sat: Iterable[Sitting]) -> tuple[Milestone, ...]:
    """The oldest first."""
    return tuple(sorted((Milestone(one.attempt.begun_at, one.score) for one in sat), key=lambda one: one.at))


def class_of(sitting: Sitting, all_: Iterable[Sitting]) -> tuple[Sitting, ...]:
    """All who sat the same exam, by name and then in the order in which they sat it; a drill is nobody else's."""
    plan = sitting.attempt.begun.plan
    if plan.mode is not Mode.EXAM:
        return (sitting,)
    same = [one for one in all_ if one.attempt.begun.plan == plan]
    return tuple(sorted(same, key=lambda one: (same_name(one.trainee), one.attempt.begun_at)))


def attempt_code(events: Sequence[AttemptEvent]) -> str:
    """Twelve hexadecimal digits for all events of an attempt: on the certificate, and with the attempt as it is kept.

    A co-signature comes later and is no part of them.
    """
    answered = [event for event in events if event.type != "attempt_cosigned"]
    text = canonical_json([attempt_event_to_plain(event) for event in answered])
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:CODE_DIGITS].upper()
