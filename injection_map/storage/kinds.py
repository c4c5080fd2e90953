"""Patients' visits and training never stand in one store: each refuses the other's, whatever has let it come so far."""

from __future__ import annotations

from collections.abc import Iterable

from injection_map.domain.errors import TrainingError
from injection_map.domain.events import Event, Opened


def refuse_training(record_id: str, events: Iterable[Event]) -> None:
    """TrainingError when one of them opens a practised visit."""
    if any(isinstance(event.body, Opened) and event.body.training for event in events):
        raise TrainingError(
            f"Record {record_id} is training: nobody was treated. It is not kept among patients' records, and nothing "
            "of it was written there. It belongs to the trainer."
        )


def refuse_patients(record_id: str, events: Iterable[Event]) -> None:
    """TrainingError when one of them opens the visit of a patient."""
    if any(isinstance(event.body, Opened) and not event.body.training for event in events):
        raise TrainingError(
            f"Record {record_id} is the visit of a patient. It is not kept among training, and nothing of it was "
            "written there. It belongs among the records."
        )
