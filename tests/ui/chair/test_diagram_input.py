"""Touch and mouse on the diagram: every row of the table in the notes on interaction."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtTest import QTest
from ui.chair.hands import NO_MODIFIER, Seat

from injection_map.domain import commands
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import View
from injection_map.ui.chair.hero_view import HeroView
from injection_map.ui.pace import Pace

SitDown = Callable[..., Seat]
SKIN = PointMm(0, -100)
"""The crown of the front view, above every muscle."""
LOCKED = Pace(lock_ms=300, lock_on_change_ms=300, follow_ms=0, motion=False, key_up_ms=0)


@pytest.fixture(params=["wide", "tablet"])
def seat(sit_down: SitDown, request: pytest.FixtureRequest) -> Seat:
    return sit_down(size=request.param)


def test_a_tap_on_the_next_site_records_it(seat: Seat) -> None:
    seat.tap_site("corrugator-right")
    assert seat.given == ["corrugator-right"]
    assert seat.next_key == "corrugator-left"


def test_a_tap_on_a_site_to_do_makes_it_next_and_records_nothing(seat: Seat) -> None:
    seat.tap_site("frontalis-medial-left")
    assert seat.next_key == "frontalis-medial-left"
    assert seat.kinds == []


@pytest.mark.parametrize(
    ("done", "says"),
    [
        ([commands.Give("corrugator-right")], "Given, 5 units at 10:30:00."),
        ([commands.Skip("corrugator-right", "Patient asked")], "Skipped at 10:30:00: Patient asked"),
        (
            [commands.ChangeDose("corrugator-right", Decimal(2), "Weakness"), commands.Give("corrugator-right")],
            "2 units, planned 5: Weakness",
        ),
    ],
)
def test_a_tap_on_a_site_that_is_done_opens_its_sheet(
    sit_down: SitDown, done: list[commands.Command], says: str
) -> None:
    seat = sit_down(*done)
    seat.tap_site("corrugator-right")
    assert says in seat.texts(seat.sheet)
    assert seat.kinds == [event.type for event in seat.model.events[1:]]


def test_a_tap_on_empty_skin_does_nothing(seat: Seat) -> None:
    seat.tap(seat.place_at(SKIN))
    assert seat.kinds == []
    assert seat.page.panel.sheet is None
    assert seat.said() == ""


def test_a_tap_between_two_sites_that_are_as_near_does_nothing(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.model.choose("frontalis-lateral-right")
    first, second = seat.place_of("frontalis-lateral-right"), seat.place_of("frontalis-medial-right")
    middle = (first + second) / 2
    hero = seat.page.stage.hero
    assert hero.scene is not None
    for nearer in (QPoint(0, 0), QPoint(1, 0), QPoint(-1, 0)):
        place = middle + nearer
        if seat.place(hero, QPoint()) is not None:
            seat.tap(place)
    assert seat.kinds == []
    assert seat.next_key == "frontalis-lateral-right"


@pytest.mark.parametrize(("away", "records"), [(11, True), (12, False), (40, False)])
def test_a_press_counts_when_it_moved_less_than_12_px(sit_down: SitDown, away: int, records: bool) -> None:
    seat = sit_down()
    place = seat.place_of("corrugator-right")
    seat.press(place)
    seat.drag_to(place + QPoint(away, 0))
    seat.drag_to(place)
    seat.release(place)
    assert bool(seat.given) is records


def test_a_press_released_outside_does_nothing(seat: Seat) -> None:
    seat.press(seat.place_of("corrugator-right"))
    seat.release(seat.place_at(SKIN))
    assert seat.kinds == []


def test_a_press_that_began_elsewhere_does_nothing(seat: Seat) -> None:
    seat.press(seat.place_at(SKIN))
    seat.release(seat.place_of("corrugator-right"))
    assert seat.kinds == []


def test_a_double_click_on_the_next_site_records_one(sit_down: SitDown) -> None:
    seat = sit_down(pace=LOCKED)
    seat.double_click(seat.place_of("corrugator-right"))
    seat.wait_ready()
    assert seat.given == ["corrugator-right"]


def test_a_double_click_on_a_site_to_do_only_chooses_it(sit_down: SitDown) -> None:
    """The second press would fall on what is the next site by then."""
    seat = sit_down(pace=LOCKED)
    seat.double_click(seat.place_of("frontalis-medial-left"))
    seat.wait_ready()
    assert seat.next_key == "frontalis-medial-left"
    assert seat.given == []


@pytest.mark.parametrize("key", ["corrugator-right", "frontalis-medial-left"])
def test_a_long_press_on_a_site_opens_its_sheet_and_records_nothing(seat: Seat, key: str) -> None:
    hero, place = seat.page.stage.hero, seat.place_of(key)
    with seat.qtbot.waitSignal(hero.held, timeout=5000):
        seat.press(place)
    assert seat.page.panel.sheet is not None
    seat.release(place)
    assert seat.sheet.accessibleName().startswith(seat.site(key).name)
    assert seat.kinds == []


def test_a_long_press_that_moves_away_opens_nothing(sit_down: SitDown) -> None:
    seat = sit_down()
    hero, place = seat.page.stage.hero, seat.place_of("corrugator-right")
    seat.press(place)
    assert hero.is_pressed
    seat.drag_to(place + QPoint(15, 0))
    assert not hero.is_pressed
    seat.release(place + QPoint(15, 0))
    assert seat.page.panel.sheet is None


@pytest.mark.parametrize("key", ["corrugator-right", "frontalis-medial-left"])
def test_a_right_click_on_a_site_opens_its_sheet(seat: Seat, key: str) -> None:
    QTest.mouseClick(seat.window, Qt.MouseButton.RightButton, NO_MODIFIER, seat.place_of(key))
    assert seat.sheet.accessibleName().startswith(seat.site(key).name)
    assert seat.kinds == []


def test_dragging_and_the_wheel_move_nothing(seat: Seat) -> None:
    hero = seat.page.stage.hero
    before = hero.scene
    place = seat.place_at(SKIN)
    seat.press(place)
    seat.drag_to(place + QPoint(80, 40))
    seat.release(place + QPoint(80, 40))
    QTest.wheelEvent(seat.window, QPointF(place), QPoint(0, 120))
    assert hero.scene is before
    assert seat.kinds == []


# --- a touch screen --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def screen() -> QPointingDevice:
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)


def test_a_touch_on_the_next_site_records_it_once(seat: Seat, screen: QPointingDevice) -> None:
    place = seat.place_of("corrugator-right")
    QTest.touchEvent(seat.window, screen).press(1, place, seat.window).commit()
    QTest.touchEvent(seat.window, screen).release(1, place, seat.window).commit()
    assert seat.given == ["corrugator-right"]


def test_a_second_finger_cancels(seat: Seat, screen: QPointingDevice) -> None:
    place, beside = seat.place_of("corrugator-right"), seat.place_at(SKIN)
    QTest.touchEvent(seat.window, screen).press(1, place, seat.window).commit()
    QTest.touchEvent(seat.window, screen).stationary(1).press(2, beside, seat.window).commit()
    QTest.touchEvent(seat.window, screen).stationary(1).release(2, beside, seat.window).commit()
    QTest.touchEvent(seat.window, screen).release(1, place, seat.window).commit()
    assert seat.kinds == []
    assert seat.page.panel.sheet is None


def test_a_held_finger_opens_the_sheet(seat: Seat, screen: QPointingDevice) -> None:
    place = seat.place_of("frontalis-medial-left")
    with seat.qtbot.waitSignal(seat.page.stage.hero.held, timeout=5000):
        QTest.touchEvent(seat.window, screen).press(1, place, seat.window).commit()
    QTest.touchEvent(seat.window, screen).release(1, place, seat.window).commit()
    assert seat.sheet.accessibleName().startswith("Frontalis medial")


def test_a_finger_that_slides_away_does_nothing(seat: Seat, screen: QPointingDevice) -> None:
    place = seat.place_of("corrugator-right")
    QTest.touchEvent(seat.window, screen).press(1, place, seat.window).commit()
    QTest.touchEvent(seat.window, screen).move(1, place + QPoint(20, 0), seat.window).commit()
    QTest.touchEvent(seat.window, screen).move(1, place, seat.window).commit()
    QTest.touchEvent(seat.window, screen).release(1, place, seat.window).commit()
    assert seat.kinds == []


def test_a_touch_on_injected_records_once(seat: Seat, screen: QPointingDevice) -> None:
    place = seat.place("injected")
    QTest.touchEvent(seat.window, screen).press(1, place, seat.window).commit()
    QTest.touchEvent(seat.window, screen).release(1, place, seat.window).commit()
    assert seat.given == ["corrugator-right"]


# --- thumbnails and the overview -------------------------------------------------------------------------------------


def test_a_thumbnail_shows_its_view_and_the_line_leads_back(seat: Seat) -> None:
    seat.click("view-back")
    assert seat.page.stage.hero.view is View.BACK
    assert seat.next_key == "corrugator-right"
    assert seat.said() == "Next is on the front view."
    seat.click("go-back")
    assert seat.page.stage.hero.view is View.FRONT
    assert seat.said() == ""
    assert seat.kinds == []


def test_injected_from_another_view_stays_there(seat: Seat) -> None:
    """After the user picked another view the view stays, and the line still leads back."""
    seat.click("view-back")
    seat.click("injected")
    assert seat.given == ["corrugator-right"]
    assert seat.page.stage.hero.view is View.BACK
    assert seat.said() == "Next is on the front view."


@pytest.mark.parametrize("key", ["temporalis-1-left", "trapezius-2-right", "corrugator-right"])
def test_in_the_overview_sites_are_tapped_as_in_one_view(seat: Seat, key: str) -> None:
    seat.model.choose(key)
    seat.key(Qt.Key.Key_0)
    seat.wait(lambda: seat.drawing(key).scene is not None)
    seat.tap_site(key)
    assert seat.given == [key]
    assert seat.model.overview


def test_a_tap_on_a_card_of_the_overview_shows_its_view(seat: Seat) -> None:
    seat.key(Qt.Key.Key_0)
    overview = {view.view: view for view in seat.page.stage.overview.views}
    drawing: HeroView = overview[View.BACK]
    seat.tap(seat.place(drawing, QPoint(drawing.width() // 2, 12)))
    assert not seat.model.overview
    assert seat.page.stage.hero.view is View.BACK
    assert seat.next_key == "corrugator-right"
    assert seat.kinds == []
