"""What a clinic has chosen for what leaves the program."""

from __future__ import annotations

from dataclasses import dataclass

from injection_map.domain.settings import Settings
from injection_map.report.billing import Billing


@dataclass(frozen=True, slots=True)
class Choices:
    """An empty template stands for ours; without `billing` nothing is billed."""

    note_template: str = ""
    billing: Billing | None = None
    names_patient_in_calendar: bool = False


AS_SHIPPED = Choices()


def choices_of(settings: Settings) -> Choices:
    return Choices(
        note_template=settings.note_template,
        billing=Billing(settings.billing_cpt) if settings.billing else None,
        names_patient_in_calendar=settings.calendar_names_patient,
    )
