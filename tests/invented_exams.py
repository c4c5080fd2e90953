"""Exams of the shipped protocol that were sat by invented trainees: each answer is right, wrong, or passed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from injection_map import resources
from injection_map.domain.attempts import Attempt, AttemptBegun, AttemptEvent, fold_attempt
from injection_map.domain.exam import (
    Answer,
    Claimed,
    Dosed,
    ExamPlan,
    GiveDose,
    Mode,
    Named,
    NameSite,
    PassedOver,
    Placed,
    PlaceSite,
    Question,
    QuestionKind,
)
from injection_map.domain.exam_draw import Exam
from injection_map.domain.geometry import PointMm
from injection_map.domain.opening import reference_to
from injection_map.domain.placement import place_sites
from injection_map.domain.ports import AttemptStore
from injection_map.domain.results import Sitting
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol
from injection_map.workflow.examiner import Examiner

DRAWINGS = read_drawings(resources.diagrams())
PROTOCOL_FILE = resources.protocols() / "preempt-31.yaml"
PROTOCOL = read_protocol(PROTOCOL_FILE, DRAWINGS)
PLACED = place_sites(PROTOCOL, DRAWINGS)
PLAN = ExamPlan(reference_to(PROTOCOL), Mode.EXAM, 4711, tuple(QuestionKind), 8)
DRILL = replace(PLAN, mode=Mode.DRILL)
AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
ANNA, BEN = "A. Nwärter (invented)", "B. Ginner (invented)"
TRAINER = "Dr T. Trainer (invented)"
LONGEST_NAME = ("Dr T. Rainee-With-A-Name-That-Goes-On (invented) " * 3)[:120].strip().ljust(120, "x")

Know = Callable[[int], bool | None]
"""Whether the question of this number, from 1, is known; None passes it over."""


class Attempts:
    """Attempts in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[AttemptEvent, ...]] = {}

    def append_attempt(self, attempt_id: str, events: tuple[AttemptEvent, ...]) -> None:
        self.kept[attempt_id] = (*self.kept.get(attempt_id, ()), *events)

    def attempt(self, attempt_id: str) -> tuple[AttemptEvent, ...]:
        return self.kept[attempt_id]

    def attempts(self, trainee: str | None = None) -> dict[str, Attempt]:
        """The newest first."""
        folded = {key: fold_attempt(events) for key, events in self.kept.items()}
        newest_first = sorted(folded.items(), key=lambda kept: kept[1].begun_at, reverse=True)
        return {key: one for key, one in newest_first if trainee in (None, one.begun.trainee)}


def sit(
    store: AttemptStore,
    attempt_id: str,
    trainee: str = ANNA,
    *,
    plan: ExamPlan = PLAN,
    at: datetime = AT,
    know: Know = lambda _: True,
    answered: int | None = None,
    ended: bool = True,
    off_mm: float = 3.0,
) -> Sitting:
    """An answer each ten seconds, places `off_mm` off when they are known, 40 mm when not. Stopped after `answered`."""
    ticks = [at - timedelta(seconds=5)]

    def clock() -> datetime:
        ticks.append(ticks[-1] + timedelta(seconds=5))
        return ticks[-1]

    begun = AttemptBegun(trainee, plan)
    examiner = Examiner(store, Exam(plan, PROTOCOL, PLACED), attempt_id=attempt_id, begun=begun, clock=clock)
    last = plan.length if answered is None else answered
    for number in range(1, last + 1):
        question = examiner.question
        assert question is not None
        examiner.answer(answer_to(question, know(number), off_mm))
        if number < plan.length:
            examiner.ask()
    if ended:
        examiner.stop()
    return Sitting(attempt_id, examiner.attempt)


def answer_to(question: Question, known: bool | None, off_mm: float = 3.0) -> Answer:
    if known is None:
        return PassedOver()
    if isinstance(question, PlaceSite):
        point = question.site.point
        return Placed(PointMm(point.x, point.y + (off_mm if known else 40.0)))
    if isinstance(question, NameSite):
        other = next(choice for choice in question.choices if choice != question.site.key)
        return Named(question.site.key if known else other)
    if isinstance(question, GiveDose):
        return Dosed(question.lowest if known else question.highest + 20)
    return Claimed(question.planted if known else ())
