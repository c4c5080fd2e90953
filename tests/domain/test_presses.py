"""Presses of a pedal as they arrive: held, repeated, bounced."""

from __future__ import annotations

from injection_map.domain.hands_free import Input
from injection_map.domain.presses import MOST_KEPT, PressLog

A, B = Input(65), Input(66)


def press(log: PressLog, at_ms: float, pressed: Input = A, *, repeated: bool = False) -> PressLog:
    return log.press(pressed, at_ms=at_ms, repeated=repeated, key_up_ms=150)


def test_a_press_and_how_long_it_was_held() -> None:
    log = press(PressLog(), 1000)
    assert (log.arrivals[0].held_ms, log.arrivals[0].up_ms) == (None, None)
    log = log.release(A, at_ms=1120)
    assert log.arrivals[0].held_ms == 120
    log = press(log, 1320, B)
    assert (log.arrivals[0].pressed, log.arrivals[0].up_ms, log.arrivals[0].bounced) == (B, 200, False)


def test_what_is_sent_while_it_is_held_is_a_repeat_marked_or_not() -> None:
    log = press(press(press(PressLog(), 0), 500, repeated=True), 530)
    assert [(arrival.repeats, arrival.held_ms) for arrival in log.arrivals] == [(2, None)]


def test_a_repeat_of_what_was_held_before_the_page_came_is_no_press() -> None:
    assert press(PressLog(), 0, repeated=True).arrivals == ()


def test_a_switch_that_bounces_is_told_and_does_not_count() -> None:
    log = press(PressLog(), 0).release(A, at_ms=100)
    log = press(log, 249)
    assert (log.arrivals[0].bounced, log.counted) == (True, 1)
    log = press(log.release(A, at_ms=260), 410)
    assert (log.arrivals[0].bounced, log.counted) == (False, 2)


def test_a_repeat_does_not_count() -> None:
    assert press(press(PressLog(), 0), 500, repeated=True).counted == 1


def test_a_release_of_what_was_never_pressed_is_nothing() -> None:
    assert PressLog().release(A, at_ms=5) == PressLog()


def test_what_is_held_when_the_window_is_left_can_be_pressed_again() -> None:
    log = press(press(PressLog(), 0).forget_held(), 1000)
    assert [(arrival.at_ms, arrival.repeats) for arrival in log.arrivals] == [(1000, 0)]


def test_only_the_last_ones_are_kept() -> None:
    log = PressLog()
    for number in range(MOST_KEPT + 3):
        log = press(log, 1000 * number).release(A, at_ms=1000 * number + 10)
    assert [arrival.at_ms for arrival in log.arrivals] == [1000 * number for number in range(12, 2, -1)]
