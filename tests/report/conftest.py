"""Records of an invented patient."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from report.visits import FINISH, SIGN, RecordMaker, all_given, an_opening, changed_visit, record_of

from injection_map.domain.events import Opened
from injection_map.report.record import Record


@pytest.fixture(scope="session")
def fresh() -> Record:
    return record_of()


@pytest.fixture(scope="session")
def signed() -> Record:
    """All 31 sites as planned, finished and signed."""
    return record_of(*all_given(), FINISH, SIGN)


@pytest.fixture(scope="session")
def changed() -> Record:
    """The signed record of the printed page."""
    return record_of(*changed_visit(), SIGN)


@pytest.fixture
def make_record() -> RecordMaker:
    return record_of


@pytest.fixture
def make_opening() -> Callable[..., Opened]:
    return an_opening
