"""A process that dies at a chosen step, and a keychain that outlives it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import apsw
import pytest

posix_only = pytest.mark.skipif(os.name == "nt", reason="needs the signals and limits of POSIX")


@dataclass(frozen=True)
class FolderKeychain:
    """A keychain that outlives a killed process: one file an entry."""

    folder: Path

    def get_password(self, service: str, username: str) -> str | None:
        entry = self._entry(service, username)
        return entry.read_text() if entry.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.folder.mkdir(exist_ok=True)
        beside = self.folder / "new"
        beside.write_text(password)
        beside.replace(self._entry(service, username))

    def _entry(self, service: str, username: str) -> Path:
        return self.folder / f"{service}-{username.replace('/', '-')}"


def die_before(step: int) -> None:
    """SIGKILL this process before its nth step: a file opened, renamed, removed or made, or a statement of SQLite."""
    left = step

    def count(*_: object) -> bool:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return True

    steps = ("open", "os.rename", "os.mkdir", "os.remove")
    sys.addaudithook(lambda event, _: None if event not in steps else count() and None)
    apsw.connection_hooks.append(lambda connection: connection.set_exec_trace(count))


def in_a_fork(act: Callable[[], object]) -> bool:
    """Do it in a process of its own; whether it lived to its end."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFEXITED(status)
