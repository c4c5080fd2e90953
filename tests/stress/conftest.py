"""How often the stress tests try: some in every run, as many as README.md says with `make stress` (--stress).

Each tells what it measured in one line at the end of the run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from injection_map.storage import keys
from injection_map.storage.keys import Argon2Cost

_figures: list[str] = []


@pytest.fixture
def times(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """The first number in every run, the second under --stress."""
    return lambda ci, stress: stress if request.config.getoption("--stress") else ci


@pytest.fixture
def tell() -> Callable[[str], None]:
    return _figures.append


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for figure in _figures:
        terminalreporter.write_line(figure)
