"""What the screens are told of a visit under way beside the visit itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SaveState:
    """What the disk has. `kind` is `saved`, `saving` or `not-saved`; `sentence` says why not."""

    kind: str
    count: int
    at: datetime | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class TakenBackAct:
    """What the last undo took back, in words to read and to hear, and whether its site is the next one again."""

    words: str
    spoken: str
    is_next: bool
