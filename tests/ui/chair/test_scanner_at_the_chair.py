"""A scanner that goes off over the chair page: its letters are keys of the page, and none of them may act as such."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from ui.chair.hands import Seat

from injection_map.domain.protocol import View
from injection_map.ui.scanner import ScannerWatch

Key = Qt.Key
CODE = "]d201003002339210291727053110ASUDNPF021SUDN0"


@pytest.fixture
def seat(sit_down: Callable[..., Seat]) -> Iterator[Seat]:
    seat = sit_down(pedal_key=Key.Key_F13)
    watch = ScannerWatch(at_ms=lambda _: 0.0)
    watch.scanned.connect(seat.page.take_scan)
    yield seat
    watch.deleteLater()


def scan(seat: Seat) -> None:
    for letter in CODE:
        QTest.keyClick(seat.window, letter)
    QTest.keyClick(seat.window, Key.Key_Return)


def test_a_scan_shows_another_vial_and_records_nothing(seat: Seat) -> None:
    seat.key(Key.Key_Space)
    scan(seat)
    assert seat.kinds == ["given"]
    assert seat.sheet.accessibleName() == "Another vial"
    assert "SUDNPF" not in seat.texts(seat.sheet)  # this scanner sends no separators: the lot has to be compared
    assert seat.page.stage.hero.view is View.FRONT


def test_the_lot_is_compared_and_the_vial_taken_up(seat: Seat) -> None:
    scan(seat)
    seat.click("sheet-main")
    assert seat.kinds == []
    assert seat.find("carton-printed-lot").hasFocus()
    seat.key(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(seat.find("carton-printed-lot"), "ASUDNPF0")
    seat.click("carton-is-lot")
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.kinds == ["vial_added"]
    assert seat.model.visit.vials[1].lot == "ASUDNPF0"


def test_a_scan_writes_nothing_into_a_note(seat: Seat) -> None:
    seat.key(Key.Key_N)
    focused = QApplication.focusWidget()
    scan(seat)
    assert QApplication.focusWidget() is focused
    assert seat.sheet.accessibleName().startswith("Note")
    note = seat.find("note-text")
    assert isinstance(note, QPlainTextEdit)
    assert not note.toPlainText()
    assert seat.kinds == []


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
