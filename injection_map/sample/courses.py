"""The courses of invented patients over years: who comes when, for how long, and how they do.

Nothing here knows of commands: a course is what a clinic's appointment book and diary cards would say. Everything comes
from the seed and a number, so that any visit can be made without the ones before it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from injection_map.domain.events import Patient
from injection_map.sample import names

WEEKS_BETWEEN = 12
_RESPOND = 0.65
_DROP_OUT, _GIVE_UP = 0.035, 0.45
"""After any visit; and after the third, for those whom it does not help."""
_GONE_WITHOUT_A_WORD = 0.08
_NOT_TODAY = 0.02
_BY_THE_WORK = 5
"""Visits of one clinician on one day."""
_WORKDAYS = 255
_ALLERGIES = ("", "", "", "", "", "", "", "Latex", "Penicillin", "Adhesive tape")


@dataclass(frozen=True, slots=True)
class Appointment:
    """One visit as the book has it; `number` counts the patient's from 0. `next_day` is what was agreed, if anything.

    `came_late_days` is how far after the agreed day they came.
    """

    day: date
    patient: int
    number: int
    treated: bool
    next_day: date | None


@dataclass(frozen=True, slots=True)
class Course:
    """One patient: how many headache days in 28 they began with, and whether the treatment helps.

    `clinician` and `diagnosis` are numbers to be taken modulo how many there are. `follows_pain_from` is the number of
    the visit from which sites are added where the pain is, None when none ever are.
    """

    patient: Patient
    headache_days: int
    responds: bool
    clinician: int
    diagnosis: int
    follows_pain_from: int | None

    def days_at(self, number: int, chance: Random) -> int:
        """Headache days in the 28 before a visit."""
        left = 0.42 + 0.58 * math.exp(-0.7 * number) if self.responds else 0.95
        return max(0, min(28, round(self.headache_days * left + chance.gauss(0, 1.3))))


def course(seed: int, number: int) -> Course:
    chance = Random(f"{seed}/course/{number}")
    patient = Patient(
        name=names.patient_name(chance),
        born=names.born(chance),
        number=f"SAMPLE-{number + 1:06d}",
        allergies=chance.choice(_ALLERGIES),
        id=str(UUID(int=chance.getrandbits(128), version=4)),
    )
    return Course(
        patient=patient,
        headache_days=chance.randint(15, 28),
        responds=chance.random() < _RESPOND,
        clinician=chance.randrange(1 << 16),
        diagnosis=chance.randrange(1 << 16),
        follows_pain_from=chance.randint(1, 4) if chance.random() < 0.3 else None,
    )


def years_of(visits: int) -> int:
    """Over how many years so many visits are spread: three for a hundred, twelve for a hundred thousand."""
    return max(1, min(12, round(3 * math.log10(max(visits, 10)) - 3)))


def clinicians_for(visits: int) -> int:
    return max(3, math.ceil(visits / years_of(visits) / _WORKDAYS / _BY_THE_WORK))


def appointments(seed: int, visits: int, *, last_day: date) -> list[Appointment]:
    """So many visits, in the order of their days, the last ones not after `last_day`."""
    book: list[Appointment] = []
    patient = 0
    while len(book) < visits:
        book += list(_of_patient(seed, patient, visits, last_day))[: visits - len(book)]
        patient += 1
    return sorted(book, key=lambda each: (each.day, each.patient))


def _of_patient(seed: int, patient: int, visits: int, last_day: date) -> Iterator[Appointment]:
    """From the first visit until they stay away or the book ends."""
    own = course(seed, patient)
    chance = Random(f"{seed}/book/{patient}")
    day = _workday(last_day - timedelta(days=chance.randrange(365 * years_of(visits))))
    number = 0
    while day <= last_day:
        leaves = chance.random() < _DROP_OUT or (number == 2 and not own.responds and chance.random() < _GIVE_UP)
        agreed = _workday(day + timedelta(weeks=WEEKS_BETWEEN))
        agrees = not leaves or chance.random() < _GONE_WITHOUT_A_WORD
        treated = number == 0 or chance.random() >= _NOT_TODAY
        yield Appointment(day, patient, number, treated, agreed if agrees else None)
        if leaves:
            return
        day = _workday(agreed + timedelta(days=_late_days(chance)) if treated else day + timedelta(days=14))
        number += 1


def _late_days(chance: Random) -> int:
    """Most come on the day, some are put off for weeks, a few come early."""
    return max(-5, round(chance.expovariate(1 / 6)) - 3)


def _workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def patients_of(book: Sequence[Appointment]) -> list[tuple[int, date]]:
    """Each patient with the day of their first visit, in the order in which they came."""
    first: dict[int, date] = {}
    for appointment in book:
        first.setdefault(appointment.patient, appointment.day)
    return list(first.items())
