"""The texts that are ready to be picked in a sheet: reasons and phrases, as shipped, and the order they are offered in.

A clinic has its own in the settings. Another one can always be typed, so a list of them may be empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Ready(StrEnum):
    """What the texts are for; the value is the name of the setting that holds them."""

    SKIP = "skip_reasons"
    DOSE = "dose_reasons"
    ADD = "add_reasons"
    MOVE = "move_reasons"
    USE_BY = "use_by_reasons"
    VIAL_EMPTY = "vial_empty_reasons"
    PAUSE = "pause_reasons"
    SITE_REACTIONS = "site_reactions"
    PATIENT_REACTIONS = "patient_reactions"
    PHRASES = "phrases"


OTHER = "Other, type it"
"""The last of every list of reasons; it stands for what is typed."""

SKIP_REASONS = (
    "Skin lesion or infection",
    "Patient asked",
    "Pain or bleeding",
    "Weakness after last visit",
    "Not needed today",
)
DOSE_REASONS = ("Follow the pain", "Large muscle", "Weakness after last visit")
ADD_REASONS = ("Follow the pain", "Tender point")
MOVE_REASONS = ("Tender point", "Scar or skin lesion", "This patient’s anatomy")
USE_BY_REASONS = ("New vial mixed, same lot", "Kept cold, clinician’s decision")
PAUSE_REASONS = ("Patient needs a break", "Faint", "Phone", "Called away")
VIAL_EMPTY_REASONS = ("There is more in it than counted", "Counted otherwise than given")

OTHER_REACTION = "Other"
"""Stands for what is typed beside it."""

SITE_REACTIONS = ("Bleeding", "Pain", "Bruise")
PATIENT_REACTIONS = ("Faint", "Nausea", "Headache")


def last_used_first(ready: Sequence[str], used: Sequence[str]) -> tuple[str, ...]:
    """The ready texts, those in `used` (the last one first) before the others, which keep their order."""
    first = [text for text in used if text in ready]
    return (*first, *(text for text in ready if text not in first))


def with_used(used: Sequence[str], text: str) -> tuple[str, ...]:
    """`used` with this text as the last one used."""
    return (text, *(earlier for earlier in used if earlier != text))
