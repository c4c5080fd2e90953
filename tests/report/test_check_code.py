from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from injection_map.report.check_code import check_code, events_sha256
from injection_map.report.record import Record


def test_the_code_of_pinned_events_stays_the_same_for_ever(changed: Record) -> None:
    assert check_code(changed.events) == "933B B0F4 69A1"
    assert events_sha256(changed.events).upper().startswith("933BB0F469A1")


def test_any_change_of_the_events_changes_the_code(signed: Record) -> None:
    events = signed.events
    later = replace(events[3], at=events[3].at + timedelta(microseconds=1))
    others = [events[:-1], events[1:], (*events[:3], later, *events[4:]), (events[1], events[0], *events[2:])]
    codes = {check_code(changed) for changed in [events, *others]}
    assert len(codes) == 1 + len(others)
