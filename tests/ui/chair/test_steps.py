"""The steps, as a rail and as a strip: a muscle becomes the next one, a whole side is ticked or skipped at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton
from ui.chair.hands import Seat

from injection_map.domain.protocol import Side, View
from injection_map.domain.session import SiteStatus

SitDown = Callable[..., Seat]
Key = Qt.Key


@pytest.fixture(params=["wide", "tablet"])
def seat(sit_down: SitDown, request: pytest.FixtureRequest) -> Seat:
    return sit_down(size=request.param)


def step_of(seat: Seat, muscle: str) -> QAbstractButton:
    steps = seat.page.rail.steps if seat.page.rail.isVisible() else seat.page.strip
    return next(step for step in steps.steps() if step.muscle == muscle)


def press_side(seat: Seat, muscle: str, side: Side) -> None:
    """The sheet of a side: in the rail its column, in the strip by way of the muscle."""
    if seat.page.rail.isVisible():
        row = step_of(seat, muscle)
        column = row.width() - (50 if side is Side.LEFT else 140)
        seat.click(row, QPoint(column, row.height() // 2))
        return
    chip = step_of(seat, muscle)
    if seat.site(seat.next_key or "").muscle != muscle:
        seat.click(chip)
    seat.click(chip)
    if seat.sheet.findChild(QAbstractButton, f"action-{side}") is not None:
        seat.click(f"action-{side}")


@pytest.mark.parametrize("side", [Side.RIGHT, Side.LEFT])
def test_a_whole_side_is_recorded_in_one_sheet_that_names_it(seat: Seat, side: Side) -> None:
    seat.give(f"temporalis-1-{side}")
    press_side(seat, "temporalis", side)
    told = seat.texts(seat.sheet)
    assert [f"Temporalis {n}, 5 units" in told for n in (1, 2, 3, 4)] == [False, True, True, True]
    assert f"PATIENT’S {side}".upper() in told
    seat.click("action-give-side")
    seat.wait_ready()
    assert {site.key for site in seat.model.visit.sites if site.status is SiteStatus.GIVEN} == {
        f"temporalis-{n}-{side}" for n in (1, 2, 3, 4)
    }
    seat.click("undo")
    seat.wait_ready()
    assert seat.given == [f"temporalis-1-{side}"]


def test_a_whole_side_is_skipped_with_one_reason(seat: Seat) -> None:
    press_side(seat, "trapezius", Side.LEFT)
    seat.click("action-skip-side")
    assert "Total becomes 140 units, 28 sites" in " ".join(seat.texts(seat.sheet))
    seat.click("reason-2")
    seat.click("sheet-main")
    seat.wait_ready()
    skipped = [site.key for site in seat.model.visit.sites if site.status is SiteStatus.SKIPPED]
    assert skipped == ["trapezius-1-left", "trapezius-2-left", "trapezius-3-left"]


def test_a_press_on_a_muscle_makes_it_the_next_one(seat: Seat) -> None:
    step = step_of(seat, "occipitalis")
    seat.click(step, QPoint(30, 20))
    assert seat.next_key == "occipitalis-1-left"
    assert seat.page.stage.hero.view is View.BACK
    assert seat.kinds == []


def test_a_press_on_the_muscle_in_hand_offers_its_sides(seat: Seat) -> None:
    seat.give("frontalis-medial-right")
    seat.model.choose("frontalis-medial-left")
    step = step_of(seat, "frontalis")
    seat.click(step, QPoint(30, 20))
    assert seat.texts(seat.sheet)[:3] == ["Frontalis", "Patient’s right: 1 of 2 given", "Patient’s left: 0 of 2 given"]
    seat.click("action-right")
    assert "Frontalis lateral, 5 units" in seat.texts(seat.sheet)
    assert "Frontalis medial, 5 units" not in seat.texts(seat.sheet)


def test_a_muscle_that_is_done_says_so(seat: Seat) -> None:
    seat.give("procerus")
    step = step_of(seat, "procerus")
    seat.click(step, QPoint(30, 20))
    assert "Midline: 1 of 1 given" in seat.texts(seat.sheet)


def test_sides_are_reached_by_keys(seat: Seat) -> None:
    step_of(seat, "temporalis").setFocus()
    seat.key(Key.Key_Return)
    seat.key(Key.Key_Return)
    assert seat.sheet.accessibleName() == "Temporalis"
    seat.key(Key.Key_Return)
    assert "It will record:" in seat.texts(seat.sheet)
    seat.key(Key.Key_Return)
    seat.wait_ready()
    assert len(seat.given) == 4


def test_a_press_that_slid_away_says_nothing_of_a_later_enter(sit_down: SitDown) -> None:
    seat = sit_down()
    step = step_of(seat, "temporalis")
    side = seat.place(step, QPoint(step.width() - 40, 20))
    seat.press(side)
    seat.drag_to(side - QPoint(0, 300))
    seat.release(side - QPoint(0, 300))
    step.setFocus()
    seat.key(Key.Key_Return)
    assert seat.page.panel.sheet is None
    assert seat.site(seat.next_key or "").muscle == "temporalis"
