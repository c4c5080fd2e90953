"""The safety pause as it is filled in: six cards before the first needle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.dates import moment_words
from injection_map.domain.events import Caution, Clinician, Patient
from injection_map.domain.follow_up import NOTHING_SAID, SinceDraft
from injection_map.domain.protocol import Protocol


class Card(StrEnum):
    """In the order in which they happen in the room."""

    WHO = "who"
    INTERVAL = "interval"
    CONSENT = "consent"
    ASK = "ask"
    VIAL = "vial"
    MIX = "mix"


class PauseField(StrEnum):
    """What a finding can be about, beside the questions."""

    SAID_NAME = "said-name"
    SAID_BORN = "said-born"
    EARLY = "early"
    EARLY_REASON = "early-reason"
    CONSENT = "consented"
    ALLERGIES = "allergies"
    NEW_ALLERGIES = "new-allergies"
    VIAL = "vial"
    LOT = "lot"
    EXPIRY = "expiry"
    EXPIRED_REASON = "expired-reason"
    DILUENT = "diluent"
    MIXED = "mixed"
    MIXED_BY = "mixed-by"
    LABELLED = "labelled"
    CLINICIAN = "clinician"
    ROLE = "role"
    ASSISTANTS = "assistants"
    GUIDANCE = "guidance"
    START_REASON = "start-reason"
    NOT_TODAY_REASON = "not-today-reason"


def answer_field(question: str) -> str:
    """The field of a question's answer."""
    return f"question-{question}"


def detail_field(question: str) -> str:
    """The field of what was said, or why it is gone on with."""
    return f"question-{question}-detail"


def sites_field(question: str) -> str:
    """The field of the sites that are planned as skipped."""
    return f"question-{question}-sites"


_SINCE = "since-"


def since_field(name: str) -> str:
    """The field of what is told of the time since the last visit: a score's, or of the reactions."""
    return f"{_SINCE}{name}"


def is_since_field(field: str) -> bool:
    return field.startswith(_SINCE)


@dataclass(frozen=True, slots=True)
class AskedDraft:
    """A question that was answered. `detail` is what was said, or the reason; `sites` are to be skipped."""

    question: str
    yes: bool
    detail: str = ""
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PauseDraft:
    """The pause as filled in, text as typed.

    `diagnosis` is a code of the protocol's, empty for its first; an empty `guidance` is none. `start_reason` says why
    it is begun with cards left open. `vial_cautions` are what was wrong with the carton, with the reasons;
    `vial_units` what it holds, None for what the protocol says; `scanned_at` is None when it was typed,
    `separators_seen` as `cartons.Carton` has it, and `vial_open` what has still to be said of it.
    `month_first` reads 03/14/1981 as in the US.
    """

    patient: Patient
    said_name: bool = False
    said_born: bool = False
    early_reason: str = ""
    since: SinceDraft = NOTHING_SAID
    consented: bool = False
    asked_allergies: bool = False
    has_new_allergies: bool = False
    new_allergies: str = ""
    answers: tuple[AskedDraft, ...] = ()
    lot: str = ""
    expiry: str = ""
    expired_reason: str = ""
    gtin: str = ""
    serial: str = ""
    vial_units: Decimal | None = None
    vial_cautions: tuple[Caution, ...] = ()
    scanned_at: datetime | None = None
    separators_seen: bool = True
    vial_open: str = ""
    diluent_ml: str = ""
    mixed: str = ""
    mixed_by: str = ""
    labelled: bool = False
    clinician: str = ""
    role: str = ""
    assistants: tuple[Clinician, ...] = ()
    diagnosis: str = ""
    guidance: str = ""
    start_reason: str = ""
    not_today_reason: str = ""
    month_first: bool = False

    def answer(self, question: str) -> AskedDraft | None:
        return next((answer for answer in self.answers if answer.question == question), None)

    def with_answer(self, answer: AskedDraft) -> PauseDraft:
        """With this answer in place of the question's earlier one."""
        others = tuple(other for other in self.answers if other.question != answer.question)
        return replace(self, answers=(*others, answer))

    @property
    def has_vial(self) -> bool:
        """Whether anything was said of the vial."""
        said = (self.lot, self.expiry, self.expired_reason, self.gtin, self.serial)
        return any(text.strip() for text in said)


def new_draft(
    patient: Patient,
    protocol: Protocol,
    *,
    now: datetime,
    clinician: Clinician | None = None,
    assistants: Sequence[Clinician] = (),
    month_first: bool = False,
) -> PauseDraft:
    """Nothing answered; the dilution is the protocol's, mixed now, by the assistant when there is one."""
    return PauseDraft(
        patient=patient,
        diluent_ml=words.figure(protocol.dilution.diluent_ml),
        mixed=moment_words(now),
        mixed_by=assistants[0].name if len(assistants) == 1 else "",
        clinician=clinician.name if clinician else "",
        role=clinician.role if clinician else "",
        assistants=tuple(assistants),
        month_first=month_first,
    )
