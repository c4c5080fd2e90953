"""Invented patients, and a list of them that can fail as a disk does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from injection_map.domain.errors import StoreError
from injection_map.domain.events import Patient
from injection_map.domain.patients import mistakable, patient_words
from injection_map.domain.search import MOST_TYPED, found_in, typed_words
from injection_map.ui.patient_list import FoundPatient

INGRID = FoundPatient(
    Patient("HALVORSEN, Ingrid (invented)", date(1981, 3, 14), "40-2719", "latex", id="p-ingrid"),
    "Last 12-Aug-2025, 155 units",
    "Overdue since 12-Nov-2025",
    overdue=True,
)
COLM = FoundPatient(
    Patient("ABERNATHY, Colm (invented)", date(1969, 9, 2), "51-0093", id="p-colm"),
    "Last 20-Aug-2025, 155 units",
    "Due 18-Nov-2025",
)
NAMESAKE = FoundPatient(
    Patient("Ingrid Hålvorsen (invented)", date(1958, 6, 21), "29-7034", id="p-namesake"), "First visit"
)
DISK = "The disk does not answer. What was recorded is safe. Try again."


@dataclass
class House:
    """The patients of a house."""

    patients: list[FoundPatient] = field(default_factory=lambda: [INGRID, COLM, NAMESAKE])
    fails: bool = False
    asked: list[str] = field(default_factory=list)

    def find(self, text: str) -> Sequence[FoundPatient]:
        self.asked.append(text)
        if self.fails:
            raise StoreError(DISK)
        if not text.strip():
            return self.patients
        typed = typed_words(text) if len(text) <= MOST_TYPED else ()
        return [row for row in self.patients if typed and found_in(typed, patient_words(row.patient))]

    def similar(self, patient: Patient) -> Sequence[FoundPatient]:
        if self.fails:
            raise StoreError(DISK)
        return [row for row in self.patients if row.patient.id != patient.id and mistakable(row.patient, patient)]
