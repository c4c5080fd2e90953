"""After Injected the page takes no press for a moment, from any input; and longer while the disk still writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from ui.chair.hands import Seat

from injection_map.domain import commands
from injection_map.domain.protocol import View
from injection_map.ui.pace import Pace

SitDown = Callable[..., Seat]
Key = Qt.Key
LOCKED = Pace(lock_ms=400, lock_on_change_ms=800, follow_ms=0, motion=False, key_up_ms=0)


@pytest.fixture
def seat(sit_down: SitDown) -> Seat:
    return sit_down(pace=LOCKED)


def words_on_injected(seat: Seat) -> str:
    return seat.page.panel.injected.accessibleName()


def press_everything(seat: Seat) -> None:
    """Every way in which a site can be recorded without a sheet."""
    seat.click("injected")
    seat.double_click(seat.place("injected"))
    seat.key(Key.Key_Space)
    seat.key(Key.Key_Return)
    if seat.next_key is not None:
        seat.tap_site(seat.next_key)


def test_the_clinicians_pace_is_that_of_the_notes() -> None:
    assert (Pace().lock_ms, Pace().lock_on_change_ms, Pace().key_up_ms, Pace().follow_ms) == (700, 1200, 150, 240)


@pytest.mark.parametrize("press", ["click", "double click", "Space", "Enter", "tap"])
def test_inside_the_lock_every_input_is_dropped(seat: Seat, press: str) -> None:
    acts: dict[str, Callable[[], None]] = {
        "click": lambda: seat.click("injected"),
        "double click": lambda: seat.double_click(seat.place("injected")),
        "Space": lambda: seat.key(Key.Key_Space),
        "Enter": lambda: seat.key(Key.Key_Return),
        "tap": lambda: seat.tap_site(seat.next_key or ""),
    }
    acts[press]()
    assert seat.model.locked
    press_everything(seat)
    assert seat.given == ["corrugator-right"]
    assert seat.refusals == []  # dropped without a message: the bar is the message
    seat.wait_ready()
    acts[press]()
    assert seat.given == ["corrugator-right", "corrugator-left"]


def test_the_button_says_what_was_recorded_and_comes_back(seat: Seat) -> None:
    assert words_on_injected(seat) == "Injected, corrugator, patient’s right, 5 units. Space or pedal"
    seat.click("injected")
    assert words_on_injected(seat).startswith("Recorded, corrugator, right")
    seat.wait_ready()
    assert words_on_injected(seat) == "Injected, corrugator, patient’s left, 5 units. Space or pedal"


def test_the_lock_is_longer_when_the_side_or_the_view_changes(seat: Seat) -> None:
    def lock_after(key: str) -> int:
        seat.wait_ready()
        seat.model.choose(key)
        seat.click("injected")
        return seat.model.lock_ms[1]

    assert lock_after("temporalis-1-left") == LOCKED.lock_ms  # on to temporalis 2 of the same side
    assert lock_after("corrugator-right") == LOCKED.lock_on_change_ms  # the other side
    assert lock_after("frontalis-lateral-left") == LOCKED.lock_on_change_ms  # another view


def test_the_button_names_the_site_that_was_recorded_not_the_next_one(seat: Seat) -> None:
    """A site recorded from its sheet, while another one is next."""
    seat.do(commands.Give("corrugator-right"))
    seat.model.submit(commands.Give("trapezius-1-left"))
    assert words_on_injected(seat).startswith("Recorded, trapezius 1, left")


def test_several_sites_at_once_are_named_by_their_number(seat: Seat) -> None:
    seat.model.submit(*(commands.Give(f"temporalis-{n}-right") for n in range(1, 5)))
    assert words_on_injected(seat).startswith("Recorded, 4 sites")


def test_undo_is_not_locked(seat: Seat) -> None:
    """A wrong tick is taken back at once, not after the lock."""
    seat.click("injected")
    seat.wait(lambda: seat.model.all_saved)
    assert seat.model.locked
    seat.click("undo")
    assert seat.given == []


def test_the_lock_lasts_as_long_as_the_disk_writes(sit_down: SitDown) -> None:
    seat = sit_down(pace=Pace(lock_ms=10, lock_on_change_ms=10, follow_ms=0, motion=False, key_up_ms=0))
    seat.store.gate.clear()
    seat.click("injected")
    seat.wait(lambda: seat.model.lock_ms[0] == 0)
    seat.wait(lambda: seat.model.save_state.kind == "saving")
    assert seat.model.locked
    press_everything(seat)
    seat.click("undo")
    assert seat.given == ["corrugator-right"]
    assert seat.kinds == ["given"]
    seat.store.gate.set()
    seat.wait_ready()
    assert seat.given == ["corrugator-right"]


@pytest.mark.parametrize("button", ["sheet-cancel", "sheet-main"])
def test_the_second_press_on_a_sheets_button_is_not_injected(seat: Seat, button: str) -> None:
    """The buttons of a sheet lie where Injected is when it has closed."""
    seat.key(Key.Key_S)
    seat.click("reason-2")
    place = seat.place(button)
    seat.double_click(place)
    assert seat.page.panel.sheet is None
    assert seat.given == []
    assert words_on_injected(seat).startswith("Injected")  # nothing was recorded as given
    seat.wait_ready()
    seat.click("injected")
    assert len(seat.given) == 1


@pytest.mark.parametrize("over", ["go-back", "redo", "card"])
def test_the_second_press_on_what_lies_over_the_drawing_is_no_tap(sit_down: SitDown, over: str) -> None:
    """It falls on the drawing, where the next site may be."""
    seat = sit_down(commands.Give("trapezius-2-left"), size="tablet", pace=LOCKED)
    if over == "go-back":
        seat.click("view-front")
        seat.click("go-back")
    elif over == "redo":
        seat.click("undo")
        seat.wait(lambda: seat.model.all_saved)
        seat.click(seat.page.taken_back.redo)
    else:
        seat.key(Key.Key_0)
        drawing = next(view for view in seat.page.stage.overview.views if view.view is View.BACK)
        seat.tap(seat.place(drawing, QPoint(20, drawing.height() // 2)))
    assert seat.page.stage.hero.view is View.BACK
    before = seat.kinds
    seat.tap_site(seat.next_key or "")
    assert seat.kinds == before


def test_a_press_after_the_lock_of_a_closed_sheet_says_nothing_of_the_last_site(seat: Seat) -> None:
    seat.click("injected")
    seat.wait_ready()
    seat.key(Key.Key_F1)
    seat.key(Key.Key_Escape)
    assert seat.model.locked
    assert words_on_injected(seat).startswith("Injected, corrugator, patient’s left")


def test_the_view_follows_a_moment_after_the_tick(sit_down: SitDown) -> None:
    """The tick is drawn before its view goes; no line says meanwhile that the next site is elsewhere."""
    pace = Pace(lock_ms=0, lock_on_change_ms=0, follow_ms=200, motion=False, key_up_ms=0)
    seat = sit_down(pace=pace)
    seat.model.choose("frontalis-lateral-left")
    seat.click("injected")
    assert seat.next_key == "temporalis-1-left"
    assert seat.page.stage.hero.view is View.FRONT
    assert seat.said() == ""
    seat.wait(lambda: seat.page.stage.hero.view is View.LEFT)


def test_a_view_that_is_picked_meanwhile_stays(sit_down: SitDown) -> None:
    pace = Pace(lock_ms=0, lock_on_change_ms=0, follow_ms=50, motion=False, key_up_ms=0)
    seat = sit_down(pace=pace)
    seat.model.choose("frontalis-lateral-left")
    seat.click("injected")
    seat.click("view-back")
    assert seat.said() == "Next is on the left side."
    seat.wait_ready()
    assert not seat.model._followed.isActive()
    assert seat.page.stage.hero.view is View.BACK
