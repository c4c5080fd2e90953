"""An attempt at an exam, as its events tell it. They are no events of a visit, and no store takes one for the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from injection_map.domain.errors import EventFormatError
from injection_map.domain.event_codec import Plain, from_plain, to_plain
from injection_map.domain.exam import (
    Answer,
    Claimed,
    Dosed,
    ExamPlan,
    FindMistakes,
    GiveDose,
    Named,
    NameSite,
    PassedOver,
    Placed,
    PlaceSite,
    Question,
)
from injection_map.domain.exam_draw import Outcome, topic_of
from injection_map.domain.scoring import Judgement, Score, answers, judge, score_of


class Ending(StrEnum):
    WHOLE = "whole"
    """Every question was asked and answered."""

    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class AttemptBegun:
    trainee: str
    plan: ExamPlan


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    ending: Ending


@dataclass(frozen=True, slots=True)
class AttemptCosigned:
    """A trainer saw it. `remark` may be empty."""

    trainer: str
    remark: str = ""


AttemptBody = AttemptBegun | Question | Answer | AttemptEnded | AttemptCosigned

ATTEMPT_TYPES: dict[str, type[AttemptBody]] = {
    "attempt_begun": AttemptBegun,
    "place_asked": PlaceSite,
    "name_asked": NameSite,
    "dose_asked": GiveDose,
    "mistakes_asked": FindMistakes,
    "placed": Placed,
    "named": Named,
    "dosed": Dosed,
    "claimed": Claimed,
    "passed_over": PassedOver,
    "attempt_ended": AttemptEnded,
    "attempt_cosigned": AttemptCosigned,
}
_NAME_OF_TYPE = {body: name for name, body in ATTEMPT_TYPES.items()}


@dataclass(frozen=True, slots=True)
class AttemptEvent:
    """`seq` counts from 1 in its attempt; `at` has an offset."""

    seq: int
    at: datetime
    body: AttemptBody

    @property
    def type(self) -> str:
        return _NAME_OF_TYPE[type(self.body)]


def attempt_event_to_plain(event: AttemptEvent) -> dict[str, Plain]:
    """`seq`, `type`, `at`, and `body`."""
    return {"seq": event.seq, "type": event.type, "at": to_plain(event.at), "body": to_plain(event.body)}


def attempt_event_from_plain(plain: object) -> AttemptEvent:
    """The reverse of `attempt_event_to_plain`. Raises EventFormatError for anything else."""
    if not isinstance(plain, dict) or plain.keys() != {"seq", "type", "at", "body"}:
        raise EventFormatError("An event of an attempt has other keys than seq, type, at and body.")
    body_type = ATTEMPT_TYPES.get(plain["type"]) if isinstance(plain["type"], str) else None
    if body_type is None:
        raise EventFormatError(f"An event of an attempt has the type {str(plain['type'])[:40]!r}, which is not known.")
    head = from_plain(_Head, {"seq": plain["seq"], "at": plain["at"]})
    body: AttemptBody = from_plain(body_type, plain["body"])
    return AttemptEvent(head.seq, head.at, body)


@dataclass(frozen=True, slots=True)
class _Head:
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Try:
    """A question with its answer, and when each came."""

    question: Question
    asked_at: datetime
    answer: Answer
    answered_at: datetime

    @property
    def judgement(self) -> Judgement:
        return judge(self.question, self.answer)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an attempt's events come to. `open_question` waits for its answer."""

    begun: AttemptBegun
    begun_at: datetime
    tries: tuple[Try, ...] = ()
    open_question: Question | None = None
    asked_at: datetime | None = None
    ended: AttemptEnded | None = None
    ended_at: datetime | None = None
    cosignatures: tuple[tuple[AttemptCosigned, datetime], ...] = ()

    @property
    def score(self) -> Score:
        return score_of(one.judgement for one in self.tries)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What was asked and whether it was found, the oldest first: what a drill draws from."""
        return tuple((topic_of(one.question), one.judgement.found) for one in self.tries)


class AttemptError(EventFormatError):
    """Events of an attempt that cannot follow each other."""


def fold_attempt(events: Iterable[AttemptEvent]) -> Attempt:
    """AttemptError when an event cannot stand where it stands."""
    attempt: Attempt | None = None
    for event in events:
        attempt = apply_to_attempt(attempt, event)
    if attempt is None:
        raise AttemptError("An attempt has no events.")
    return attempt


def apply_to_attempt(attempt: Attempt | None, event: AttemptEvent) -> Attempt:
    """The attempt after one more event; None is before the first."""
    body = event.body
    if attempt is None:
        if not isinstance(body, AttemptBegun):
            raise AttemptError("An attempt does not begin with its beginning.")
        return Attempt(body, event.at)
    if isinstance(body, AttemptCosigned) and attempt.ended is not None:
        return replace(attempt, cosignatures=(*attempt.cosignatures, (body, event.at)))
    if attempt.ended is None:
        if isinstance(body, AttemptEnded):
            return replace(attempt, ended=body, ended_at=event.at, open_question=None, asked_at=None)
        if isinstance(body, Question) and attempt.open_question is None:
            return replace(attempt, open_question=body, asked_at=event.at)
        if isinstance(body, Answer) and attempt.open_question is not None and attempt.asked_at is not None:
            if not answers(attempt.open_question, body):
                raise AttemptError(f"In an attempt the event {event.seq} ({event.type}) answers another question.")
            one = Try(attempt.open_question, attempt.asked_at, body, event.at)
            return replace(attempt, tries=(*attempt.tries, one), open_question=None, asked_at=None)
    raise AttemptError(f"In an attempt the event {event.seq} ({event.type}) cannot stand where it stands.")
