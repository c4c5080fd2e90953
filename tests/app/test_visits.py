"""A visit that is taken up again: who is at the keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ui.chair.hands import RECORD, STARTED, opened

from injection_map import resources
from injection_map.app.visits import last_at_the_keys
from injection_map.domain.commands import Give, Open, Refusal, TakeOver
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician
from injection_map.domain.session import Visit, apply
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol
from injection_map.workflow.recorder import StoredRecord

PREEMPT = read_protocol(resources.protocols() / "preempt-31.yaml", read_drawings(resources.diagrams()))
LINDQVIST, OSEI, ITO = (Clinician(name) for name in ("Dr A. Lindqvist", "R. Osei", "Dr B. Ito"))


def record(*done: tuple[str, Give | TakeOver]) -> StoredRecord:
    """A visit of Dr A. Lindqvist with R. Osei; each command with who gave it."""
    visit, events = Visit(), []
    opening = Open(replace(opened(PREEMPT), clinician=LINDQVIST, assistants=(OSEI,)))
    for by, command in ((LINDQVIST.name, opening), *done):
        decided = decide(visit, [command], at=STARTED, by=by)
        assert not isinstance(decided, Refusal), decided
        events += decided
        for event in decided:
            visit = apply(visit, event)
    return StoredRecord(RECORD, tuple(events), visit)


@pytest.mark.parametrize("by", [LINDQVIST.name, OSEI.name])
def test_who_ticked_last_is_at_the_keys_again(by: str) -> None:
    assert last_at_the_keys(record((by, Give("procerus")))) == by


def test_who_is_at_work_no_more_is_not() -> None:
    over = TakeOver(ITO)
    assert last_at_the_keys(record((LINDQVIST.name, over))) == ""
    assert last_at_the_keys(record((LINDQVIST.name, over), (ITO.name, Give("procerus")))) == ITO.name
