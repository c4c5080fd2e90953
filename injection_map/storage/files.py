"""Files that are written beside and then put in place, readable by their owner alone."""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
from pathlib import Path


def make_private_folder(folder: Path) -> None:
    """Make the folder with its parents; a folder that is there is left as it is. May raise OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_private_file(path: Path, data: bytes) -> None:
    """Write a file for the owner alone, durable itself but not yet its name in the folder. May raise OSError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def extend_file(path: Path, size: int) -> None:
    """Lengthen an existing file with zeros that take their room on the disk now, durable. May raise OSError."""
    with path.open("r+b") as file:
        missing = size - file.seek(0, os.SEEK_END)
        if missing > 0:
            file.write(bytes(missing))
            file.flush()
            os.fsync(file.fileno())


def copy_private_file(source: Path, path: Path) -> None:
    """Copy a file of any size beside `path`, compare, and put it in place, durable. May raise OSError."""
    beside = path.with_name(f"{path.name}.part")
    write_private_file(beside, b"")
    with source.open("rb") as original, beside.open("r+b") as copy:
        shutil.copyfileobj(original, copy, 1024 * 1024)
        copy.flush()
        os.fsync(copy.fileno())
    if not filecmp.cmp(source, beside, shallow=False):
        raise OSError(errno.EIO, "the copy is not what was written")
    put_in_place(beside, path)


def sync_file(path: Path) -> None:
    """Make what a file holds durable. May raise OSError."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def put_in_place(made: Path, path: Path) -> None:
    """Give a finished file its name: after a power failure there is the old file or the whole new one."""
    made.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows does so by itself and cannot be asked."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
