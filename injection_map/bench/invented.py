"""An invented patient's safety pause with everything answered, for measures that need a visit under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from injection_map.domain import words
from injection_map.domain.events import Clinician, Patient
from injection_map.domain.pause_draft import AskedDraft, PauseDraft, new_draft
from injection_map.domain.protocol import Protocol

PATIENT = Patient("BENCH, Ingrid (invented)", date(1981, 3, 14), "BENCH-0001")
CLINICIAN = Clinician("Dr B. Bench (invented)")


def answered(protocol: Protocol, patient: Patient, now: datetime) -> PauseDraft:
    """Of a patient of whom nothing is to be said."""
    return replace(
        new_draft(patient, protocol, now=now, clinician=CLINICIAN),
        said_name=True,
        said_born=True,
        consented=True,
        asked_allergies=True,
        answers=tuple(AskedDraft(question.id, yes=False) for question in protocol.questions),
        lot="BENCH01",
        expiry=words.day(now.date() + timedelta(days=365)),
        labelled=True,
    )
