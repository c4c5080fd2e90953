"""A whole visit, from the first field to the signed record, on the real window."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from journeys.hands import Hands, stored_record
from PySide6.QtCore import Qt

from injection_map.domain.dosing import totals
from injection_map.domain.session import Phase, SiteStatus


def assert_signed_and_whole(data_dir: Path) -> None:
    record = stored_record(data_dir)
    assert record.visit.phase is Phase.SIGNED
    sums = totals(record.visit.sites)
    assert (sums.sites_given, sums.units_given) == (31, Decimal(155))
    assert [event.seq for event in record.events] == list(range(1, len(record.events) + 1))


@pytest.mark.xcb
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_a_whole_visit_by_mouse(sit_down: Callable[..., Hands], data_dir: Path, size: tuple[int, int]) -> None:
    hands = sit_down(size=size)
    hands.start_visit()
    for _ in range(31):
        hands.click_injected()
    hands.click("injected")  # it has become Finish
    hands.wait_for_page("finish-page")
    hands.click("reaction-1")
    hands.click("sign")
    hands.wait_for_page("record-page")
    assert_signed_and_whole(data_dir)


@pytest.mark.xcb
def test_a_whole_visit_by_keyboard_alone(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    hands = sit_down()
    for text in ("TESTER, Nora (invented)", "14-Mar-1981", "INVENTED-1"):
        hands.type(text)
        hands.press(Qt.Key.Key_Return)
    raise NotImplementedError
