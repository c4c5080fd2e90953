"""A scanner that goes off over the chair page: its letters are keys of the page, and none of them may act."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui.chair.hands import Seat

from injection_map.domain.protocol import View
from injection_map.ui.scanner import ScannerWatch

Key = Qt.Key
CODE = "]d201003002339210291727053110ASUDNPF021SUDN0"


@pytest.fixture
def seat(sit_down: Callable[..., Seat]) -> Iterator[Seat]:
    seat = sit_down(pedal_key=Key.Key_F13)
    watch = ScannerWatch(at_ms=lambda _: 0.0)
    yield seat
    watch.deleteLater()


def test_a_scan_does_nothing_to_the_visit(seat: Seat) -> None:
    seat.key(Key.Key_Space)
    focused = QApplication.focusWidget()
    for letter in CODE:
        QTest.keyClick(seat.window, letter)
    QTest.keyClick(seat.window, Key.Key_Return)
    assert seat.given == ["corrugator-right"]
    assert seat.kinds == ["given"]
    assert seat.page.panel.sheet is None
    assert seat.page.stage.hero.view is View.FRONT
    assert QApplication.focusWidget() is focused


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_F13])
def test_injected_is_never_held_back(seat: Seat, key: Key) -> None:
    seat.key(key)
    assert seat.given == ["corrugator-right"]


def test_a_held_space_counts_once(seat: Seat) -> None:
    seat.key_down(Key.Key_Space)
    for _ in range(5):
        seat.repeat(Key.Key_Space, " ")
    seat.key_up(Key.Key_Space)
    assert seat.given == ["corrugator-right"]


def test_the_pages_nought_is_only_a_moment_late(seat: Seat) -> None:
    seat.key(Key.Key_0)
    seat.qtbot.waitUntil(lambda: seat.page.stage.overview.isVisible())
    seat.key(Key.Key_2)
    assert not seat.page.stage.overview.isVisible()
