"""Files that leave the program: written beside, then put in place, so that a failed write leaves the old file."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

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
                target.write_bytes(data)
            else:
                beside.append((_made_beside(target), target))
                _do_all(_filled(beside[-1][0], (data,)))
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
    _do_all(write_in_steps(path, chunks))


def write_in_steps(path: Path, chunks: Iterable[bytes]) -> Iterator[None]:
    """As `write_chunks`, a chunk each time it is asked to go on; closed before its end, it leaves what is there."""
    with _as_not_written(path):
        target = path.resolve()
        if _is_no_file(target):
            with target.open("wb") as file:
                yield from _written(file, chunks)
        else:
            yield from _replaced(target, chunks)


def write_folder_in_steps(folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[None]:
    """A new folder with these files by their names, a file each time it is asked to go on.

    They are put into `folder`.part, which gets its name when all are there: a folder of that name is whole. Closed
    before its end, or when something fails, nothing is left. Raises NotWrittenError.
    """
    with _as_not_written(folder):
        if folder.exists():
            raise FileExistsError(errno.EEXIST, "it is there already")
        part = folder.with_name(f"{folder.name}.part")
        part.mkdir(mode=0o700)
        try:
            for name, data in files:
                yield from _replaced(part / name, (data,))
            part.rename(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


@contextmanager
def _as_not_written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWrittenError(f"{path} could not be written: {_why(error)} The records themselves are safe.") from error


def _do_all(steps: Iterator[None]) -> None:
    for _ in steps:
        pass


def _is_no_file(target: Path) -> bool:
    """A device, a pipe or a folder."""
    return target.exists() and not target.is_file()


def _replaced(target: Path, chunks: Iterable[bytes]) -> Iterator[None]:
    beside = _made_beside(target)
    try:
        yield from _filled(beside, chunks)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _made_beside(target: Path) -> Path:
    """An empty file of another name in the folder of `target`, for its owner alone."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    os.close(descriptor)
    return Path(name)


def _filled(path: Path, chunks: Iterable[bytes]) -> Iterator[None]:
    """All chunks, until they are on the disk."""
    with path.open("wb") as file:
        yield from _written(file, chunks)
        file.flush()
        os.fsync(file.fileno())


def _written(file: BinaryIO, chunks: Iterable[bytes]) -> Iterator[None]:
    for chunk in chunks:
        file.write(chunk)
        yield


def _why(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "there is no space left on the disk. Free some, or choose another place."
        case errno.ENOENT:
            return "its folder does not exist. Make it first, or choose another place."
        case errno.EEXIST | errno.ENOTEMPTY:
            return "it, or the rest of an export that was cut short, is there already. Name another, or remove that."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "writing there is not allowed, or another program has the file open. Choose another place."
        case errno.EISDIR:
            return "it is a folder. Name a file in it."
    return f"{(error.strerror or str(error)).rstrip('.')}. Choose another place."
