"""Every store under the same tests: in memory, and the vault on a disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from injection_map.domain.ports import EventStore
from injection_map.storage.memory_store import MemoryStore
from injection_map.storage.vault import open_vault


@pytest.fixture(params=["memory", "vault"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventStore]:
    opened: EventStore = MemoryStore() if request.param == "memory" else open_vault(tmp_path, passphrase="contract")
    yield opened
    opened.close()
