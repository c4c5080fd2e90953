"""The one who asks: each question and each answer is on the disk before the next is shown."""

from __future__ import annotations

from collections.abc import Sequence

from injection_map.domain.attempts import (
    Attempt,
    AttemptBegun,
    AttemptBody,
    AttemptCosigned,
    AttemptEnded,
    AttemptEvent,
    Ending,
    Try,
    apply_to_attempt,
    fold_attempt,
)
from injection_map.domain.exam import Answer, Mode, Question
from injection_map.domain.exam_draw import Exam, Outcome
from injection_map.domain.ports import AttemptStore, Clock


class Examiner:
    """One attempt under way. StoreError from every method that keeps something; the attempt is then as it was before.

    `history` are the outcomes of earlier attempts, the oldest first; a drill asks more of what was wrong in them.
    """

    def __init__(
        self,
        store: AttemptStore,
        exam: Exam,
        *,
        attempt_id: str,
        begun: AttemptBegun,
        clock: Clock,
        history: Sequence[Outcome] = (),
    ) -> None:
        self.attempt_id = attempt_id
        self._store = store
        self._exam = exam
        self._clock = clock
        self._history = tuple(history) if begun.plan.mode is Mode.DRILL else ()
        self._attempt: Attempt | None = None
        self._seq = 0
        self._keep(begun, self._next_question(begun, 0, ()))

    @property
    def attempt(self) -> Attempt:
        assert self._attempt is not None
        return self._attempt

    @property
    def question(self) -> Question | None:
        """What waits for an answer."""
        return self.attempt.open_question

    @property
    def is_last(self) -> bool:
        """Whether the question that was asked last is the last of the plan."""
        return len(self.attempt.tries) + (self.question is not None) >= self.attempt.begun.plan.length

    def answer(self, answer: Answer) -> Try:
        """The open question is answered, rightly or wrongly. ValueError when none is open or it is another kind."""
        if self.is_last:
            self._keep(answer, AttemptEnded(Ending.WHOLE))
        else:
            self._keep(answer)
        return self.attempt.tries[-1]

    def ask(self) -> Question:
        """The next question. ValueError when one is open, or the plan has no more."""
        attempt = self.attempt
        question = self._next_question(attempt.begun, len(attempt.tries), attempt.outcomes)
        self._keep(question)
        return question

    def stop(self) -> None:
        """Before the end; what was answered stays."""
        if self.attempt.ended is None:
            self._keep(AttemptEnded(Ending.STOPPED))

    def _next_question(self, begun: AttemptBegun, asked: int, outcomes: tuple[Outcome, ...]) -> Question:
        if asked >= begun.plan.length:
            raise ValueError("the plan has no more questions")
        return self._exam.question(asked + 1, (*self._history, *outcomes))

    def _keep(self, *bodies: AttemptBody) -> None:
        now = self._clock()
        events = [AttemptEvent(self._seq + at, now, body) for at, body in enumerate(bodies, 1)]
        attempt = self._attempt
        for event in events:
            attempt = apply_to_attempt(attempt, event)
        self._store.append_attempt(self.attempt_id, events)
        self._attempt = attempt
        self._seq += len(events)


def stored_attempt(store: AttemptStore, attempt_id: str) -> Attempt:
    """An attempt as it is kept. RecordNotFoundError, or EventFormatError when it cannot be read."""
    return fold_attempt(store.attempt(attempt_id))


def cosign(store: AttemptStore, attempt_id: str, cosigned: AttemptCosigned, clock: Clock) -> Attempt:
    """A trainer stands for an attempt that has ended. StoreError when it cannot be kept."""
    events = store.attempt(attempt_id)
    event = AttemptEvent(len(events) + 1, clock(), cosigned)
    attempt = apply_to_attempt(fold_attempt(events), event)
    store.append_attempt(attempt_id, [event])
    return attempt


def history_of(store: AttemptStore, trainee: str) -> tuple[Outcome, ...]:
    """What a trainee was asked in all attempts so far and whether it was found, the oldest first."""
    attempts = reversed(store.attempts(trainee).values())
    return tuple(outcome for attempt in attempts for outcome in attempt.outcomes)
