"""Patients as they are kept from visit to visit: who is who, who could be mistaken for whom, and how one is found."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from injection_map.domain import words
from injection_map.domain.checks import Field, clean_line, clean_text, line_fault, text_fault
from injection_map.domain.errors import InjectionMapError
from injection_map.domain.events import Patient
from injection_map.domain.search import name_key, one_word, plain, words_in, words_of_day

LONGEST_NOTES = 2000
_NEAR_SPELLING = 0.8


class PatientError(InjectionMapError):
    """A patient that cannot be taken as they are; nothing was changed."""


def random_id() -> str:
    return str(uuid.uuid4())


def cleaned(patient: Patient) -> Patient:
    """The same patient, every line in one form. PatientError when something is missing, too long or hidden."""
    clean = replace(
        patient,
        name=clean_line(patient.name),
        number=clean_line(patient.number),
        allergies=clean_line(patient.allergies),
        notes=clean_text(patient.notes),
    )
    faults = (
        line_fault(Field.NAME, clean.name),
        line_fault(Field.NUMBER, clean.number),
        line_fault(Field.ALLERGIES, clean.allergies),
        text_fault(clean.notes, most=LONGEST_NOTES),
    )
    for fault in filter(None, faults):
        raise PatientError(fault)
    return clean


def identity(patient: Patient) -> str:
    """Equal for patients whom nobody could tell apart: name, date of birth and number. It is never an id."""
    return f"={patient.born.isoformat()} {one_word(patient.number)} {' '.join(plain(patient.name).split())}"


def already_there(patient: Patient) -> PatientError:
    return PatientError(
        f"There is already {patient.name}, born {words.day(patient.born)}, number {patient.number}. "
        "Choose them from the list, or add something that tells the two apart."
    )


def refuse_merged(known: Patient, patient: Patient) -> None:
    """PatientError when this entry was merged into another, `known`."""
    if known.id != patient.id:
        raise PatientError(f"This entry was merged into that of {known.name}. Change that one.")


def refuse_merge(keep: Patient, gone: Patient, reason: str) -> None:
    if not reason.strip():
        raise PatientError("Say why these two are the same person. It stands in the records.")
    if keep.id == gone.id:
        raise PatientError("These two are one entry already.")


def with_both(keep: Patient, gone: Patient) -> Patient:
    """The kept one of two entries, with the allergies and the notes of both: neither is lost by a merge."""
    return replace(
        keep,
        allergies=", ".join(_once_each(keep.allergies.split(","), gone.allergies.split(","))),
        notes="\n".join(_once_each(keep.notes.splitlines(), gone.notes.splitlines())),
    )


def _once_each(ones: Iterable[str], others: Iterable[str]) -> Iterable[str]:
    """What is said in either, as it is said first."""
    said: dict[str, str] = {}
    for text in (*ones, *others):
        said.setdefault(plain(text).strip(), text.strip())
    return filter(None, said.values())


def patient_words(patient: Patient) -> frozenset[str]:
    """The words by which a patient is found."""
    return words_in(patient.name, patient.number) | words_of_day(patient.born)


def list_order(patient: Patient) -> tuple[str, str, str, str]:
    """By name, then by date of birth, number and id."""
    return plain(patient.name), patient.born.isoformat(), patient.number, patient.id


def mistakable(one: Patient, other: Patient) -> bool:
    """Whether one could be taken for the other: the same name, the same number, or nearly the name and the same day."""
    if one_word(one.number) == one_word(other.number):
        return True
    names = name_key(one.name), name_key(other.name)
    return names[0] == names[1] or (one.born == other.born and _nearly(*names))


def most_mistakable(patient: Patient, others: Iterable[Patient]) -> tuple[Patient, ...]:
    """Those who could be mistaken for this patient, in the order of a list; never the patient themself."""
    alike = (other for other in others if other.id != patient.id and mistakable(patient, other))
    return tuple(sorted(alike, key=list_order))


def _nearly(one: str, other: str) -> bool:
    likeness = SequenceMatcher(None, one, other, autojunk=False)
    return all(ratio() >= _NEAR_SPELLING for ratio in (likeness.real_quick_ratio, likeness.quick_ratio, likeness.ratio))
