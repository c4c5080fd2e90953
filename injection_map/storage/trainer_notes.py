"""The trainer's own notes to the sites of the protocols: one readable JSON file of the training, without a patient.

A file of a newer version, or one that cannot be read, is left as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from injection_map.domain.errors import InjectionMapError
from injection_map.storage.files import make_private_folder, put_in_place, write_private_file

FORMAT = "injection-map/training-notes"
VERSION = 1

Notes = Mapping[str, Mapping[str, str]]
"""By the id of the protocol, then by the key of the site."""


class TrainerNotesError(InjectionMapError):
    """The notes cannot be read or written. No record is touched by it."""


def read_notes(path: Path) -> dict[str, dict[str, str]]:
    """The notes; none where there is no file. TrainerNotesError for a file that is not understood."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(plain, ensure_ascii=False).encode()  # half a character, escaped, could not be written again
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise _not_read(path, "cannot be read") from error
    if not isinstance(plain, dict) or (plain.get("format"), plain.get("version")) != (FORMAT, VERSION):
        raise _not_read(path, "are of another version of Injection Map")
    if not _are_notes(plain.get("notes")):
        raise _not_read(path, "cannot be read")
    return {protocol: dict(notes) for protocol, notes in plain["notes"].items()}


def write_notes(path: Path, notes: Notes) -> None:
    """Write beside, then replace. TrainerNotesError when the disk does not take them."""
    plain = {"format": FORMAT, "version": VERSION, "notes": notes}
    try:
        make_private_folder(path.parent)
        made = path.with_name(path.name + ".new")
        write_private_file(made, (json.dumps(plain, indent=2, ensure_ascii=False) + "\n").encode(errors="replace"))
        put_in_place(made, path)
    except OSError as error:
        raise TrainerNotesError(
            f"The trainer’s notes could not be written to {path}: {error.strerror or error}. No record is touched."
        ) from error


def _are_notes(plain: Any) -> bool:
    return isinstance(plain, dict) and all(
        isinstance(notes, dict) and all(isinstance(note, str) for note in notes.values()) for notes in plain.values()
    )


def _not_read(path: Path, what: str) -> TrainerNotesError:
    return TrainerNotesError(
        f"The trainer’s notes in {path} {what}. The file is left as it is, and new notes are not kept."
    )
