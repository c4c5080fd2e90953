"""A scanner that types like a keyboard, with real keys at its own pace: none of them reaches a field, and no key of a
hand is lost, late or out of its order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout
from pytestqt.qtbot import QtBot
from ui.page_hands import NO_MODIFIER, Hands, leave, sit_at

from injection_map.ui.controls import Button
from injection_map.ui.fields import LineField
from injection_map.ui.page import Page
from injection_map.ui.scanner import FAST_MS, SUFFIX_MS, SURE_FAST_MS, ScannerWatch
from injection_map.ui.theme import Theme

CODE = "]d2010030023392102917270531" + "10C8124C3\x1d2110874420915561"
SCANNER_MS, HAND_MS = 4, 90


class APage(Page):
    """Two fields and a button, and every key that none of them wanted."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.keys: list[tuple[str, int]] = []
        self.presses = 0
        row = QHBoxLayout(self)
        self.first, self.second = (LineField(theme, name, name=name, parent=self) for name in ("first", "second"))
        self.button = Button(theme, "Start", parent=self)
        self.button.setObjectName("start")
        self.button.clicked.connect(self._on_press)
        for widget in (self.first, self.second, self.button):
            row.addWidget(widget)

    def _on_press(self) -> None:
        self.presses += 1

    def first_focus(self) -> LineField:
        return self.first

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys.append(("down", event.key()))
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.keys.append(("up", event.key()))


@dataclass
class Desk:
    """A page, a hand and a scanner. Each key comes `every_ms` after the one before, by the watch's own clock."""

    qtbot: QtBot
    hands: Hands
    page: APage
    now_ms: float = 1000.0
    scans: list[str] = field(default_factory=list)

    def at_ms(self, _: QKeyEvent) -> float:
        return self.now_ms

    @property
    def window(self) -> QWindow:
        handle = self.hands.shell.windowHandle()
        assert handle is not None
        return handle

    def key(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = NO_MODIFIER, *, after_ms: float) -> None:
        self.now_ms += after_ms
        QTest.keyClick(self.window, key, modifiers)

    def types(self, text: str, *, every_ms: float = HAND_MS) -> None:
        for letter in text:
            if letter == "\x1d":
                self.key(Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier, after_ms=every_ms)
            else:
                shift = Qt.KeyboardModifier.ShiftModifier if letter.isupper() else NO_MODIFIER
                self.key(letter, shift, after_ms=every_ms)

    def scan(self, code: str = CODE, *, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        self.now_ms += HAND_MS
        self.types(code, every_ms=SCANNER_MS)
        if end is not None:
            self.key(end, after_ms=SCANNER_MS)

    def rest(self) -> None:
        """Until nothing is held back any more."""
        self.now_ms += 1000
        self.qtbot.waitUntil(lambda: not self.watch.holds)

    watch: ScannerWatch = field(init=False)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme) -> Iterator[Desk]:
    page = APage(theme)
    hands = sit_at(qtbot, theme, page)
    desk = Desk(qtbot, hands, page)
    desk.watch = ScannerWatch(at_ms=desk.at_ms, parent=hands.shell)
    desk.watch.scanned.connect(desk.scans.append)
    page.first.line.setFocus()
    yield desk
    leave(hands)


def test_a_scan_is_heard_and_the_field_stays_as_it_was(desk: Desk) -> None:
    desk.types("Nora")
    desk.scan()
    assert desk.scans == [CODE]
    assert desk.page.first.text == "Nora"
    desk.types(" T")
    assert desk.page.first.text == "Nora T"


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_the_end_of_a_scan_neither_presses_nor_moves_on(desk: Desk, end: Qt.Key) -> None:
    desk.page.button.setFocus()
    desk.scan(end=end)
    assert desk.scans == [CODE]
    assert desk.page.presses == 0
    assert desk.hands.focus == "start"
    assert desk.page.keys == []
    desk.key(Qt.Key.Key_Return, after_ms=SUFFIX_MS + 1)
    assert desk.page.presses == 1


def test_a_scan_without_an_end_ends_with_the_pause(desk: Desk) -> None:
    desk.scan(end=None)
    assert desk.scans == []
    desk.rest()
    assert desk.scans == [CODE]
    assert desk.page.first.text == ""


def test_an_enter_that_comes_late_is_still_the_scanners(desk: Desk) -> None:
    desk.page.button.setFocus()
    desk.scan(end=None)
    desk.qtbot.waitUntil(lambda: desk.scans == [CODE])
    desk.key(Qt.Key.Key_Return, after_ms=SUFFIX_MS)
    assert desk.page.presses == 0
    assert desk.page.keys == []
    desk.key(Qt.Key.Key_Return, after_ms=1)
    assert desk.page.presses == 1


def test_two_ends_are_the_scanners_both(desk: Desk) -> None:
    desk.page.button.setFocus()
    desk.scan()
    desk.key(Qt.Key.Key_Enter, after_ms=SCANNER_MS)
    assert (desk.scans, desk.page.presses, desk.page.keys) == ([CODE], 0, [])


@pytest.mark.parametrize(
    "code",
    [
        CODE,
        CODE[3:],
        "\x1d" + CODE[3:],
        "]C1" + CODE[3:],
        "010030023392102917270531",
        "]E00300233921029",
        "]d2" + "x" * 700,
    ],
)
def test_what_begins_as_codes_do_is_a_scan(desk: Desk, code: str) -> None:
    desk.scan(code)
    assert desk.scans == [code]
    assert desk.page.first.text == ""


def test_a_scan_is_heard_where_nothing_has_the_focus(desk: Desk) -> None:
    desk.page.first.line.clearFocus()
    desk.scan()
    assert desk.scans == [CODE]
    assert desk.page.keys == []


def test_two_scans_are_two(desk: Desk) -> None:
    desk.scan()
    desk.scan(CODE[3:])
    assert desk.scans == [CODE, CODE[3:]]


def test_a_scanner_may_falter_once_it_is_known(desk: Desk) -> None:
    desk.types(CODE[:12], every_ms=FAST_MS)
    desk.types(CODE[12:], every_ms=SURE_FAST_MS)
    desk.key(Qt.Key.Key_Return, after_ms=SURE_FAST_MS)
    assert desk.scans == [CODE]
    assert desk.page.first.text == ""


# --- hands ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Nora", "INVENTED7", "4-2719", "x01", "23.5"])
def test_what_begins_no_code_is_never_held_back(desk: Desk, text: str) -> None:
    desk.types(text[:1])
    assert desk.page.first.text == text[:1]
    desk.types(text[1:])
    desk.rest()
    assert desk.page.first.text == text


def test_a_nought_stands_there_before_it_can_be_missed(desk: Desk) -> None:
    desk.types("0")
    assert desk.watch.holds
    desk.qtbot.waitUntil(lambda: desk.page.first.text == "0")
    assert desk.scans == []


def test_a_code_typed_by_hand_is_typing(desk: Desk) -> None:
    desk.types(CODE[:20])
    desk.rest()
    assert desk.page.first.text == CODE[:20]
    assert desk.scans == []


def test_fast_fingers_with_few_keys_are_typing(desk: Desk) -> None:
    desk.types("01003002339", every_ms=5)
    desk.key(Qt.Key.Key_Return, after_ms=5)
    assert desk.page.first.text == "01003002339"
    assert desk.scans == []


def test_the_same_text_slower_by_a_moment_is_typing(desk: Desk) -> None:
    desk.types(CODE[:20], every_ms=FAST_MS + 1)
    desk.rest()
    assert desk.page.first.text == CODE[:20]
    assert desk.scans == []


def test_space_and_commands_are_never_held_back(desk: Desk) -> None:
    desk.page.button.setFocus()
    desk.types(" ")
    assert desk.page.presses == 1
    desk.types("0")
    desk.types(" ", every_ms=1)
    assert desk.page.presses == 2
    assert desk.page.keys[-4:] == [("down", 0x30), ("up", 0x30), ("down", 0x20), ("up", 0x20)]
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, after_ms=1)
    assert ("down", Qt.Key.Key_Z) in desk.page.keys


def test_a_pedal_pressed_in_the_middle_of_a_scan_counts(desk: Desk) -> None:
    desk.page.button.setFocus()
    desk.scan(CODE[:20], end=None)
    desk.types(" ", every_ms=SCANNER_MS)
    desk.types(CODE[20:], every_ms=SCANNER_MS)
    desk.key(Qt.Key.Key_Return, after_ms=SCANNER_MS)
    assert desk.scans == [CODE]
    assert desk.page.presses == 1
    assert desk.page.keys == [("down", 0x20), ("up", 0x20)]


def test_a_key_that_is_held_down_repeats(desk: Desk) -> None:
    desk.types("0")
    for _ in range(20):
        desk.now_ms += SCANNER_MS
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_0, NO_MODIFIER, "0", True)
            QCoreApplication.sendEvent(desk.window, event)
    assert desk.page.first.text == "0" * 21


def test_a_key_goes_where_it_was_typed_before_the_mouse_moves_on(desk: Desk) -> None:
    desk.types("0")
    desk.hands.click("second")
    assert (desk.page.first.text, desk.page.second.text) == ("0", "")
    desk.types("12")
    assert (desk.page.first.text, desk.page.second.text) == ("0", "12")


def test_a_key_pressed_before_the_scan_is_let_go_after_it(desk: Desk) -> None:
    desk.page.button.setFocus()
    QTest.keyPress(desk.window, Qt.Key.Key_F)
    desk.scan(CODE[:20], end=None)
    QTest.keyRelease(desk.window, Qt.Key.Key_F)
    desk.types(CODE[20:], every_ms=SCANNER_MS)
    desk.key(Qt.Key.Key_Return, after_ms=SCANNER_MS)
    assert desk.scans == [CODE]
    assert desk.page.keys == [("down", Qt.Key.Key_F), ("up", Qt.Key.Key_F)]


def test_the_release_of_a_scanned_key_reaches_nobody(desk: Desk) -> None:
    desk.page.button.setFocus()
    desk.scan(CODE, end=None)
    desk.now_ms += SCANNER_MS
    QTest.keyPress(desk.window, Qt.Key.Key_Return)
    assert desk.scans == [CODE]
    QTest.keyRelease(desk.window, Qt.Key.Key_Return)
    assert desk.page.keys == []


@pytest.mark.parametrize(("every_ms", "scans"), [(SCANNER_MS, [CODE[3:27]]), (FAST_MS + 1, [])])
def test_the_time_is_that_of_the_keys_and_not_of_a_busy_program(desk: Desk, every_ms: int, scans: list[str]) -> None:
    desk.window.removeEventFilter(desk.watch)
    watch = ScannerWatch(parent=desk.hands.shell)
    watch.scanned.connect(desk.scans.append)
    for number, letter in enumerate(CODE[3:27]):
        event = QKeyEvent(QEvent.Type.KeyPress, ord(letter), NO_MODIFIER, letter)
        event.setTimestamp(1000 + number * every_ms)
        QCoreApplication.sendEvent(desk.window, event)
    desk.qtbot.waitUntil(lambda: not watch.holds)
    assert desk.scans == scans
    assert desk.page.first.text == ("" if scans else CODE[3:27])


_KEYS = st.tuples(st.sampled_from("01]d2C7x\x1d ("), st.sampled_from([2, FAST_MS, FAST_MS + 1, HAND_MS]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(before=st.lists(_KEYS, max_size=11), after=st.lists(_KEYS, max_size=11), scanned=st.booleans())
def test_no_key_of_a_hand_is_lost(
    desk: Desk, before: list[tuple[str, int]], after: list[tuple[str, int]], scanned: bool
) -> None:
    desk.page.first.clear()
    desk.scans.clear()
    for letter, every_ms in before:
        desk.types(letter, every_ms=every_ms)
    if scanned:
        desk.rest()
        desk.scan()
        desk.now_ms += HAND_MS
    for letter, every_ms in after:
        desk.types(letter, every_ms=every_ms)
        if not scanned:
            desk.rest()
    desk.rest()
    assert desk.page.first.text == "".join(letter for letter, _ in (*before, *after) if letter != "\x1d")
    assert desk.scans == ([CODE] if scanned else [])
