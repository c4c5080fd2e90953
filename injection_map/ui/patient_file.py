"""What a patient's own page shows, and how it says it."""

from __future__ import annotations

from dataclasses import dataclass

from injection_map.domain import words
from injection_map.domain.events import Patient
from injection_map.domain.looking_back import LookingBack
from injection_map.domain.record_index import VisitRow
from injection_map.domain.session import Phase

_STATES = {
    Phase.OPEN: ("play", "Not finished"),
    Phase.PAUSED: ("play", "Not finished"),
    Phase.FINISHED: ("pen", "Not signed"),
    Phase.SIGNED: ("lock", "Signed"),
    Phase.NOT_TREATED: ("skip", "Not treated"),
}


@dataclass(frozen=True, slots=True)
class SimilarPatient:
    """Somebody who could be mistaken for the patient, and how many visits they had."""

    patient: Patient
    visits: int


@dataclass(frozen=True, slots=True)
class PatientFile:
    """A patient, their visits (the newest first), who could be mistaken for them, and what is asked of them before the
    needle; None of the last is: it cannot be read."""

    patient: Patient
    visits: tuple[VisitRow, ...] = ()
    similar: tuple[SimilarPatient, ...] = ()
    looking_back: LookingBack | None = None


def visit_words(row: VisitRow) -> str:
    """18-Nov-2025, 155 units"""
    return f"{words.day(row.started_at)}, {words.units(row.units_given)}"


def visit_state(row: VisitRow) -> str:
    return _STATES[row.state][1]


def visit_sign(row: VisitRow) -> str:
    """The icon of its state."""
    return _STATES[row.state][0]


def visit_details(row: VisitRow, patient: Patient) -> str:
    """Signed. Dr A. Lindqvist. Recorded as HALVORSEN, Inga"""
    parts = [visit_state(row), ", ".join(row.clinicians)]
    if row.patient.name != patient.name:
        parts.append(f"Recorded as {row.patient.name}")
    return ". ".join(filter(None, parts))


def visits_counted(number: int) -> str:
    """5 visits"""
    return words.count(number, "visit") if number else "No visits"
