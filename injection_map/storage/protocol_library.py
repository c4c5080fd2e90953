"""The protocols of the program and of the clinic, a broken file beside the good ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from injection_map.domain.errors import FileFault, ProtocolFileError
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Plate, Protocol
from injection_map.storage.protocol_file import parse_protocol, position_of_id, read_bytes

_ENDINGS = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A protocol file: with its protocol, or with its faults and none."""

    file: Path
    protocol: Protocol | None
    faults: tuple[FileFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """All files, folder by folder in the order given, and by name in each."""

    entries: tuple[LibraryEntry, ...]

    @property
    def protocols(self) -> tuple[Protocol, ...]:
        return tuple(entry.protocol for entry in self.entries if entry.protocol is not None)

    def protocol(self, protocol_id: str) -> Protocol | None:
        return next((protocol for protocol in self.protocols if protocol.id == protocol_id), None)


def load_library(folders: Sequence[Path], drawings: Mapping[Plate, Drawing]) -> Library:
    """Reads every `*.yaml` and `*.yml` of the folders, but hidden ones. A folder that does not exist is empty.

    An id belongs to the file that comes first. A later file with the same id is at fault, whatever its version:
    replacing the other in silence would change what a clinic gives, and two under one id could not be told apart.
    """
    entries: list[LibraryEntry] = []
    owner_of: dict[str, Path] = {}
    for folder in dict.fromkeys(folders):
        try:
            files = yaml_files(folder)
        except OSError as error:
            message = f"the folder cannot be read: {error.strerror or error}"
            entries.append(LibraryEntry(folder, None, (FileFault(1, 1, "", message),)))
        else:
            entries.extend(_read(file, drawings, owner_of) for file in files)
    return Library(tuple(entries))


def yaml_files(folder: Path) -> list[Path]:
    """The folder's YAML files by name, but hidden ones; none of a folder that does not exist. Raises OSError."""
    if not folder.exists():
        return []
    files = (file for file in folder.iterdir() if file.suffix.lower() in _ENDINGS and not file.name.startswith("."))
    return sorted(files, key=lambda file: (file.name.casefold(), file.name))


def _read(file: Path, drawings: Mapping[Plate, Drawing], owner_of: dict[str, Path]) -> LibraryEntry:
    try:
        data = read_bytes(file)
        protocol = parse_protocol(data, file=file, drawings=drawings)
    except ProtocolFileError as error:
        return LibraryEntry(file, None, error.faults)
    owner = owner_of.setdefault(protocol.id, file)
    if owner == file:
        return LibraryEntry(file, protocol)
    line, column = position_of_id(data)
    message = f"found the id “{protocol.id}”, which {owner} has already; wanted another id"
    return LibraryEntry(file, None, (FileFault(line, column, "id", message),))
