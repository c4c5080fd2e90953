"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from injection_map.domain import words
from injection_map.domain.errors import InjectionMapError

Told = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""


class ImportStoppedError(InjectionMapError):
    """Somebody stopped it."""


class Fate(StrEnum):
    """What becomes of a row. The last two are refused."""

    NEW = "new"
    HERE = "already here"
    DIFFERS = "differs"
    WRONG = "wrong"

    @property
    def is_refused(self) -> bool:
        return self in (Fate.DIFFERS, Fate.WRONG)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record of a file. `line` and `column` count from 1 and say where it begins, or what is wrong with it.

    `name` and `day` are empty and None where they cannot be read.
    """

    record_id: str
    fate: Fate
    line: int
    column: int
    sentence: str
    name: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of each fate."""

    new: int = 0
    here: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        return self.new + self.here + self.refused


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written. `left` counts the new records that were not, because somebody stopped it."""

    records: int = 0
    patients: int = 0
    protocols: int = 0
    left: int = 0


def imported_words(done: Imported) -> str:
    """31 records, 12 patients and 1 protocol file imported."""
    parts = [
        words.count(number, what)
        for number, what in ((done.records, "record"), (done.patients, "patient"), (done.protocols, "protocol file"))
        if number
    ]
    if not parts:
        return "Nothing was imported: everything in the file is here already." if not done.left else _stopped(done.left)
    *first, last = parts
    written = f"{', '.join(first)} and {last} imported." if first else f"{last} imported."
    return f"{written} {_stopped(done.left)}" if done.left else written


def _stopped(left: int) -> str:
    left_out = f"{words.count(left, 'record')} {'was' if left == 1 else 'were'} left out"
    return f"Stopped: {left_out}. What was imported is whole; import again to go on."
