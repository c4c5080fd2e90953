"""The lines of a file from outside, one by one: whatever the file is, no more of it than one line is in the memory.

What is wrong is said with its line and column. Patients' data is never repeated in it.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from injection_map.domain.errors import FaultyFileError, FileFault

LONGEST_LINE = 8 * 1024 * 1024
"""In bytes: a protocol file of the largest size that is read, with each letter written as \\u0041."""

MOST_FAULTS = 100
_CHUNK = 1024 * 1024


class ImportFileError(FaultyFileError):
    """A file of which nothing can be imported."""


class LineFaultError(Exception):
    """What is wrong with one line."""

    def __init__(self, column: int, message: str) -> None:
        self.column, self.message = column, message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Line:
    """`plain` is None where the line is faulty. `start` and `end` are in bytes of the file."""

    number: int
    start: int
    end: int
    plain: dict[str, Any] | None


class LineReader:
    """Reads a file to its end, once; `sha256` is that of what was read, `faults` are the first that were found."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self.path, self._stream = path, stream
        self._sha256 = hashlib.sha256()
        self.faults: list[FileFault] = []

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def lines(self) -> Iterator[Line]:
        """Those that are not empty. ImportFileError when there are too many faults to go on."""
        number, start = 0, 0
        while data := self._stream.readline(LONGEST_LINE + 1):
            number += 1
            self._sha256.update(data)
            end = start + len(data)
            plain: dict[str, Any] | None = None
            if number > 1 and not data.strip():
                start = end
                continue
            if len(data) > LONGEST_LINE:
                end += self._skip_rest(data)
                self.say(number, 1, f"A line of more than {LONGEST_LINE} bytes was found; it is no line of an export.")
            else:
                try:
                    plain = parsed(data.removeprefix(BOM_UTF8) if number == 1 else data)
                except LineFaultError as fault:
                    self.say(number, fault.column, fault.message)
            yield Line(number, start, end, plain)
            start = end

    def say(self, line: int, column: int, message: str) -> None:
        """ImportFileError at the last that is listed: of a file of another kind each line would be one."""
        self.faults.append(FileFault(line, column, "", message))
        if len(self.faults) == MOST_FAULTS:
            raise ImportFileError(self.path, tuple(self.faults))

    def _skip_rest(self, data: bytes) -> int:
        """To the end of the line; how many bytes that is."""
        skipped = 0
        while not data.endswith(b"\n") and (data := self._stream.readline(_CHUNK)):
            self._sha256.update(data)
            skipped += len(data)
        return skipped


def parsed(data: bytes) -> dict[str, Any]:
    """The JSON object of one line. LineFaultError when it is none."""
    try:
        text = data.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise LineFaultError(
            error.start + 1, f"Byte {data[error.start]:#04x} was found, and UTF-8 was wanted."
        ) from None
    try:
        plain = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise LineFaultError(error.colno, f"This is not JSON: {error.msg}.") from None
    except RecursionError:
        raise LineFaultError(1, "This is nested too deeply to be a line of an export.") from None
    except ValueError:
        raise LineFaultError(1, "A number was found that is none, or has too many digits.") from None
    if not isinstance(plain, dict):
        raise LineFaultError(1, f"{type(plain).__name__} was found, and a JSON object was wanted.")
    return plain


def protocol_file(plain: dict[str, Any]) -> bytes:
    """The bytes of a protocol file from its line. LineFaultError when they are not those of its fingerprint."""
    text, base64 = plain.get("text"), plain.get("base64")
    try:
        if isinstance(text, str) and base64 is None:
            data = text.encode("utf-8")
        elif isinstance(base64, str) and text is None:
            data = b64decode(base64, validate=True)
        else:
            raise LineFaultError(1, "A protocol file as “text” or as “base64” was wanted.")
    except ValueError:
        raise LineFaultError(1, "The bytes of the protocol file cannot be read.") from None
    if hashlib.sha256(data).hexdigest() != plain["protocol"]:
        raise LineFaultError(1, "The protocol file is not the one that its fingerprint stands for: it was changed.")
    return data


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
