"""Errors of the world, each a sentence a user can act on.

An error of the program itself is never one of these: it reaches the crash handler.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class InjectionMapError(Exception):
    """Something outside the program is at fault. `str()` says what happened, what is safe, what to do."""


class StoreError(InjectionMapError):
    """The vault cannot be opened, read or written."""


class NotSavedError(StoreError):
    """The disk did not take the events. Nothing of them was written; earlier events are safe."""


class KeyUnavailableError(StoreError):
    """No key for the vault: neither in the keychain nor as a passphrase."""


class WrongPassphraseError(KeyUnavailableError):
    """The passphrase does not open the vault."""


class RecordNotFoundError(StoreError):
    """No record has this id."""


class TrainingError(StoreError):
    """Training was to be kept among patients' records, or a patient's visit among trainings. Nothing was written."""


class EventFormatError(StoreError):
    """A stored event is not one this version can read."""


class AssetError(InjectionMapError):
    """A drawing, font or icon that the program carries is missing or broken."""


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault of a protocol file. `line` and `column` count from 1; `path` is like `muscles[0].sites[1].units`."""

    line: int
    column: int
    path: str
    message: str


class FaultyFileError(InjectionMapError):
    """A file that is not accepted, with all its faults in the order of the file."""

    def __init__(self, file: Path, faults: tuple[FileFault, ...]) -> None:
        self.file = file
        self.faults = faults
        super().__init__("\n".join(f"{file}:{f.line}:{f.column}: {f.message}" for f in faults))


class ProtocolFileError(FaultyFileError):
    """A protocol file that is not accepted."""


class RuleFileError(FaultyFileError):
    """A file with a rule set that is not accepted."""
