"""A lot is called back: everybody who received it, as the list of patients has them now."""

from __future__ import annotations

from contextlib import suppress

from injection_map.domain.audit import Recall, recall_of
from injection_map.domain.checks import clean_line
from injection_map.domain.events import Patient
from injection_map.domain.ports import Patients, RecordIndex


def recall(lot: str, index: RecordIndex, patients: Patients) -> Recall:
    """StoreError when the records cannot be read."""

    def now_known(patient: Patient) -> Patient:
        with suppress(KeyError):
            return patients.patient(patient.id)
        return patient

    rows = index.records_of_lot(lot)
    return recall_of(clean_line(lot), rows, now_known=now_known, unreadable=index.unreadable())
