"""Every store under the same tests: in memory, and the vault on a disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from injection_map.domain.ports import EventStore
from injection_map.storage.memory_store import MemoryStore
from injection_map.storage.vault import open_vault


class DictKeychain(dict[tuple[str, str], str]):
    """No desktop, and no time for a passphrase."""

    def get_password(self, service: str, username: str) -> str | None:
        return self.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self[service, username] = password


@pytest.fixture(params=["memory", "vault"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventStore]:
    opened: EventStore = MemoryStore() if request.param == "memory" else open_vault(tmp_path, keyring=DictKeychain())
    yield opened
    opened.close()
