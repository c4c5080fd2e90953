"""A whole visit, from the first field to the signed record, on the real window."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from journeys.hands import PATIENT, Hands, stored_record, vial
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from injection_map.domain.dosing import totals
from injection_map.domain.session import Phase

MOST_TABS = 40


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
    good = vial()
    for text in (*PATIENT.values(), "", "Dr T. Ester (invented)", "", good["lot"], good["expiry"], ""):
        hands.type(text)
        hands.press(Qt.Key.Key_Return)  # to the next field, and from the last to the button
    hands.press(Qt.Key.Key_Return)
    hands.wait_for_page("chair-page")
    hands.wait_until_recorded()
    for _ in range(31):
        hands.press(Qt.Key.Key_Space)
        hands.wait_until_recorded()
        hands.confirm_syringe()
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.wait_for_page("finish-page")
    hands.press(Qt.Key.Key_Space)  # the focus is on the first question
    tab_to(hands, "sign")
    hands.press(Qt.Key.Key_Return)
    hands.wait_for_page("record-page")
    assert_signed_and_whole(data_dir)


def tab_to(hands: Hands, name: str) -> None:
    for _ in range(MOST_TABS):
        focused = QApplication.focusWidget()
        if focused is not None and focused.objectName() == name:
            return
        hands.press(Qt.Key.Key_Tab)
    raise AssertionError(f"{name} cannot be reached by Tab")
