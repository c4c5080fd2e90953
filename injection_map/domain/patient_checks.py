"""The form of a patient: what is wrong with it, in words at its field, and the patient that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from injection_map.domain.checks import (
    Field,
    Finding,
    Level,
    born_fault,
    clean_line,
    clean_text,
    line_fault,
    text_fault,
)
from injection_map.domain.dates import read_date

if TYPE_CHECKING:
    from injection_map.domain.events import Patient

MOST_NOTES = 2000


@dataclass(frozen=True, slots=True)
class PatientDraft:
    """The form as typed. `month_first` reads 03/14/1981 as in the US."""

    name: str = ""
    born: str = ""
    number: str = ""
    allergies: str = ""
    notes: str = ""
    month_first: bool = False


def patient_findings(draft: PatientDraft, *, today: date) -> tuple[Finding, ...]:
    """All errors in the order of the form, at most one a field."""
    return tuple(Finding(field, Level.ERROR, fault) for field, fault in _faults(draft, today))


def _faults(draft: PatientDraft, today: date) -> Iterator[tuple[Field, str]]:
    found = {
        Field.NAME: line_fault(Field.NAME, draft.name),
        Field.BORN: born_fault(draft.born, today, month_first=draft.month_first),
        Field.NUMBER: line_fault(Field.NUMBER, draft.number),
        Field.ALLERGIES: line_fault(Field.ALLERGIES, draft.allergies),
        Field.NOTES: text_fault(clean_text(draft.notes), most=MOST_NOTES),
    }
    return ((field, fault) for field, fault in found.items() if fault)


def patient_of(draft: PatientDraft, *, today: date, patient_id: str = "") -> Patient:
    """The patient as the form was understood. ValueError with the first error's sentence when there is one."""
    from injection_map.domain.events import Patient

    for finding in patient_findings(draft, today=today):
        raise ValueError(finding.sentence)
    return Patient(
        name=clean_line(draft.name),
        born=read_date(draft.born, month_first=draft.month_first),
        number=clean_line(draft.number),
        allergies=clean_line(draft.allergies),
        notes=clean_text(draft.notes),
        id=patient_id,
    )


def needs_reason(known: Patient, changed: Patient) -> bool:
    """Whether what tells the patient from others is another now: the records of before have the old one."""
    return (known.name, known.born, known.number) != (changed.name, changed.born, changed.number)
