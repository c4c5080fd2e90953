"""Files that leave the program: written beside, then put in place, so that a failed write leaves the old file."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from injection_map.domain.errors import InjectionMapError


class NotWrittenError(InjectionMapError):
    """A file could not be written. What stood in its place before still stands there."""


def write_file(path: Path, data: bytes) -> None:
    """As `write_chunks`, of one chunk."""
    write_chunks(path, (data,))


def write_files(files: Mapping[Path, bytes]) -> None:
    """Put every file at its place, or none: all are written beside before the first is put there.

    Raises NotWrittenError.
    """
    beside: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, data in files.items():
            target = path.resolve()
            if _is_no_file(target):
                _write_through(target, (data,))
            else:
                beside.append((_beside(target, (data,)), target))
        for part, path in beside:
            part.replace(path)
    except OSError as error:
        raise NotWrittenError(f"{path} could not be written: {_why(error)}") from error
    finally:
        for part, _ in beside:
            part.unlink(missing_ok=True)


def write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    """Put all chunks at `path`, or leave what is there; only its owner may read it. Raises NotWrittenError.

    A device or a pipe is written to as it is: it must not be replaced by a file.
    """
    try:
        target = path.resolve()
        if _is_no_file(target):
            _write_through(target, chunks)
        else:
            _replace(target, chunks)
    except OSError as error:
        raise NotWrittenError(f"{path} could not be written: {_why(error)} The record itself is safe.") from error


def _is_no_file(target: Path) -> bool:
    """A device, a pipe or a folder."""
    return target.exists() and not target.is_file()


def _write_through(target: Path, chunks: Iterable[bytes]) -> None:
    with target.open("wb") as file:
        file.writelines(chunks)


def _replace(target: Path, chunks: Iterable[bytes]) -> None:
    beside = _beside(target, chunks)
    try:
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _beside(target: Path, chunks: Iterable[bytes]) -> Path:
    """All chunks in a file of another name in the folder of `target`, on the disk."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    return beside


def _why(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "there is no space left on the disk. Free some, or choose another place."
        case errno.ENOENT:
            return "its folder does not exist. Make it first, or choose another place."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "writing there is not allowed, or another program has the file open. Choose another place."
        case errno.EISDIR:
            return "it is a folder. Name a file in it."
    return f"{(error.strerror or str(error)).rstrip('.')}. Choose another place."
