"""A disk that fails at a chosen write or sync: a shim under SQLite, between its cipher and the real files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import apsw

FAILURES: dict[str, type[apsw.Error]] = {"error": apsw.IOError, "full": apsw.FullError}


class FaultyDisk(apsw.VFS):
    """Counts writes, syncs and truncations; from `fail_at` on, `for_long` of them fail."""

    def __init__(self) -> None:
        self.base = apsw.vfs_names()[0]
        self.count = 0
        self.fail_at: int | None = None
        self.for_long = 1
        self.failure: type[apsw.Error] = apsw.IOError
        super().__init__("faulty-disk", self.base, makedefault=True)

    def xOpen(self, name: Any, flags: Any) -> Any:
        return _File(self, name, flags)

    def step(self) -> None:
        self.count += 1
        if self.fail_at is not None and self.fail_at <= self.count < self.fail_at + self.for_long:
            raise self.failure("the disk was told to fail")

    def heal(self) -> None:
        self.fail_at = None


class _File(apsw.VFSFile):
    def __init__(self, disk: FaultyDisk, name: Any, flags: Any) -> None:
        self._disk = disk
        super().__init__(disk.base, name, flags)

    def xWrite(self, data: Any, offset: int) -> None:
        self._disk.step()
        super().xWrite(data, offset)

    def xLock(self, level: int) -> None:
        """Closing a file that was opened for reading asks for a lock it cannot have: SQLite does not mind."""
        try:
            super().xLock(level)
        except apsw.IOError as error:
            raise apsw.BusyError from error

    def xSync(self, flags: int) -> None:
        self._disk.step()
        super().xSync(flags)

    def xTruncate(self, size: int) -> None:
        self._disk.step()
        super().xTruncate(size)


@contextmanager
def faulty_disk() -> Iterator[FaultyDisk]:
    """Under every database that is opened meanwhile."""
    disk = FaultyDisk()
    try:
        yield disk
    finally:
        disk.unregister()
