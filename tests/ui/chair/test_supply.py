"""Syringes and vials while injecting: what is asked for when, that it injects nothing, and what is shown of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from ui.chair.hands import Seat, opened

from injection_map.domain import commands
from injection_map.domain.cartons import CartonKind, CartonPart
from injection_map.domain.events import Opened
from injection_map.domain.protocol import Protocol
from injection_map.ui.chair.another_vial_sheet import AnotherVialSheet
from injection_map.ui.chair.syringe_sheet import SyringeSheet
from injection_map.ui.chair.totals_bar import SYRINGE, Figure, figures_of
from injection_map.ui.pace import Pace

SitDown = Callable[..., Seat]
Shipped = tuple[Protocol, object, object]
Key = Qt.Key
SIZES = ["wide", "tablet"]
LONG = Pace(lock_ms=600_000, lock_on_change_ms=600_000, follow_ms=0, key_up_ms=0)


def figure(seat: Seat, label: str) -> Figure:
    figures = figures_of(seat.model, seat.watch(), compact=seat.theme.compact)
    return next(figure for figure in figures if figure.label.startswith(label))


def choose(seat: Seat, text: str) -> None:
    seat.click(next(b for b in seat.sheet.findChildren(QAbstractButton) if b.text() == text))


def small_vial(protocol: Protocol) -> Opened:
    """A visit whose first vial holds two sites."""
    whole = opened(protocol)
    return replace(whole, vials=(replace(whole.vials[0], units=Decimal(10), diluent_ml=Decimal("0.2")),))


# --- the next syringe ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_31_sites_and_3_syringes_are_34_presses(sit_down: SitDown, size: str) -> None:
    seat = sit_down(size=size)
    presses = 0
    while seat.next_key is not None:
        seat.key(Key.Key_Space)
        presses += 1
        seat.wait_ready()
    assert presses == 34
    assert seat.kinds == [*["given"] * 10, "syringe_taken"] * 3 + ["given"]
    assert len(seat.given) == 31
    assert (figure(seat, SYRINGE).below, figure(seat, SYRINGE).tone) == ("0 sites in it", "")


@pytest.mark.parametrize("size", SIZES)
def test_the_total_says_when_the_next_one_is_due(sit_down: SitDown, size: str) -> None:
    seat = sit_down(size=size)
    seat.give_first(8)
    assert (figure(seat, SYRINGE).below, figure(seat, SYRINGE).tone) == ("2 sites, then syringe 2", "")
    seat.give_first(1)
    assert (figure(seat, SYRINGE).below, figure(seat, SYRINGE).tone) == ("last site, then syringe 2", "warn_text")
    seat.key(Key.Key_Space)
    seat.wait_ready()
    assert figure(seat, SYRINGE).below == "take up syringe 2"
    seat.confirm_syringe()
    assert (figure(seat, SYRINGE).below, figure(seat, SYRINGE).tone) == ("10 sites, then syringe 3", "")


def test_by_mouse(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet")
    seat.give_first(9)
    seat.click("injected")
    seat.wait_ready()
    assert seat.sheet.accessibleName() == "Take up syringe 2"
    assert "It holds 50 units, 1 mL." in seat.texts(seat.sheet)
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.kinds[-2:] == ["given", "syringe_taken"]
    assert seat.page.panel.injected.hasFocus()


def test_enter_confirms_it_and_the_pedal_does_not(sit_down: SitDown) -> None:
    seat = sit_down(pedal_key=Key.Key_F13)
    seat.give_first(9)
    seat.key(Key.Key_F13)
    seat.wait_ready()
    assert isinstance(seat.sheet, SyringeSheet)
    seat.key(Key.Key_F13, times=2)
    assert seat.kinds == ["given"] * 10
    seat.key(Key.Key_Return)
    seat.wait_ready()
    assert seat.kinds[-1] == "syringe_taken"


@pytest.mark.parametrize("by", ["mouse", "Space"])
def test_the_second_press_of_a_double_one_confirms_nothing(sit_down: SitDown, by: str) -> None:
    seat = sit_down(pace=LONG)
    seat.model.submit(*(commands.Give(site.key) for site in seat.model.visit.to_do[:10]))
    seat.wait(lambda: seat.model.all_saved)
    assert isinstance(seat.sheet, SyringeSheet)
    if by == "mouse":
        seat.click("sheet-main")
    else:
        seat.key(Key.Key_Space)
    assert isinstance(seat.sheet, SyringeSheet)
    assert seat.kinds == ["given"] * 10


@pytest.mark.parametrize("by", ["Space", "tap", "click"])
def test_not_yet_records_nothing_and_injected_asks_again(sit_down: SitDown, by: str) -> None:
    seat = sit_down(size="tablet")
    seat.give_first(9)
    seat.key(Key.Key_Space)
    seat.wait_ready()
    seat.key(Key.Key_Escape)
    assert seat.page.panel.sheet is None
    assert seat.page.panel.injected.accessibleName() == "Syringe 2, before the next site"
    if by == "tap":
        assert seat.next_key is not None
        seat.tap_site(seat.next_key)
    elif by == "click":
        seat.click("injected")
    else:
        seat.key(Key.Key_Space)
    assert isinstance(seat.sheet, SyringeSheet)
    assert seat.kinds == ["given"] * 10


def test_undo_across_the_change_and_on_again_asks_once(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.give_first(9)
    seat.inject()
    for _ in range(3):
        seat.key(Key.Key_U)
        seat.wait_ready()
        assert seat.page.panel.sheet is None
    for _ in range(4):
        seat.key(Key.Key_Space)
        seat.wait_ready()
    assert len(seat.given) == 11
    assert seat.kinds.count("syringe_taken") == 1


def test_undo_before_it_is_confirmed(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.give_first(9)
    seat.key(Key.Key_Space)
    seat.wait_ready()
    seat.click("sheet-cancel")
    seat.click("undo")
    seat.wait_ready()
    assert seat.page.panel.sheet is None
    assert seat.page.panel.injected.accessibleName().startswith("Injected")
    seat.inject()
    assert seat.kinds[-2:] == ["given", "syringe_taken"]


def test_a_whole_side_at_once_may_pass_a_syringe(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.give_first(7)
    seat.page.sheets.side("temporalis", seat.site("temporalis-1-left").side)
    seat.click("action-give-side")
    seat.wait_ready()
    assert isinstance(seat.sheet, SyringeSheet)
    seat.key(Key.Key_Space)
    seat.wait_ready()
    assert seat.page.panel.sheet is None


@pytest.mark.parametrize("size", SIZES)
def test_a_tap_on_the_total_shows_syringes_and_vials(sit_down: SitDown, size: str) -> None:
    seat = sit_down(size=size)
    seat.give_first(11)
    totals = seat.page.totals
    seat.wait(lambda: not totals.syringe_cell.isEmpty())
    seat.click(totals, QPoint(3, 3))
    assert seat.page.panel.sheet is None
    seat.click(totals, totals.syringe_cell.center().toPoint())
    assert [told for told in seat.texts(seat.sheet) if told.startswith("Syringe ")] == [
        "Syringe 1 of 4: empty",
        "Syringe 2 of 4: 45 units, 0.9 mL, in hand",
        "Syringe 3 of 4: 50 units, 1 mL",
        "Syringe 4 of 4: 50 units, 1 mL",
    ]
    seat.click("action-vial-1")
    assert "145 of 200 units left, in hand." in seat.texts(seat.sheet)


# --- several vials ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_an_empty_vial_asks_for_another(sit_down: SitDown, shipped: Shipped, size: str) -> None:
    seat = sit_down(size=size, opening=small_vial(shipped[0]))
    seat.give_first(1)
    seat.click("injected")
    seat.wait_ready()
    assert seat.sheet.accessibleName() == "Vial 1 is used up"
    assert figure(seat, SYRINGE).below == "used up, another vial"
    seat.key(Key.Key_Escape)
    assert seat.page.panel.injected.accessibleName() == "Another vial, before the next site"
    seat.key(Key.Key_Space)
    seat.click("action-another")
    seat.type("new1")
    seat.click("carton-expiry")
    seat.type("may")
    seat.key(Key.Key_Minus)
    seat.type("2027")
    seat.key(Key.Key_Return)
    seat.wait_ready()
    assert seat.page.panel.sheet is None
    added = seat.model.visit.vials[1]
    assert (seat.model.visit.vial_in_hand, added.lot.upper(), added.expiry) == (2, "NEW1", date(2027, 5, 31))
    assert added.units == 200
    seat.key(Key.Key_Space)
    seat.wait_ready()
    assert seat.site("procerus").vial == 2
    assert any("lot new1" in text.lower() for text in seat.texts(seat.page.banner))


def test_an_empty_vial_is_gone_on_with_for_a_reason(sit_down: SitDown, shipped: Shipped) -> None:
    seat = sit_down(opening=small_vial(shipped[0]))
    seat.give_first(2)
    seat.click("action-go-on")
    choose(seat, "There is more in it than counted")
    seat.click("sheet-main")
    seat.wait_ready()
    for _ in range(3):
        seat.key(Key.Key_Space)
        seat.wait_ready()
    assert seat.kinds == ["given", "given", "caution_accepted", *["given"] * 3]
    (accepted,) = seat.model.visit.cautions
    assert (accepted.caution.kind, accepted.caution.reason) == ("vial-empty", "There is more in it than counted")


def test_what_is_missing_of_a_vial_is_said_and_nothing_recorded(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet")
    seat.page.supply.another_vial()
    seat.click("sheet-main")
    sheet = seat.sheet
    assert isinstance(sheet, AnotherVialSheet)
    told = [sheet.carton.typing.lines[part].message.text for part in (CartonPart.LOT, CartonPart.EXPIRY)]
    assert told == ["The lot is needed.", "The expiry date is needed."]
    assert seat.find("carton-lot").hasFocus()
    seat.type("x1")
    seat.click("carton-expiry")
    seat.type("31 oct 2025")
    assert seat.find("carton-expiry-reason").isVisible()
    seat.click("sheet-main")
    assert seat.kinds == []
    assert seat.find("carton-expiry-reason").hasFocus()
    seat.type("none other")
    seat.click("sheet-main")
    seat.wait_ready()
    assert (seat.model.visit.vials[1].expired_reason or "").lower() == "none other"


def test_a_vial_is_chosen_and_its_own_syringe_with_it(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.give_first(12)
    seat.do(commands.AddVial(seat.model.visit.vials[0]))
    seat.give_first(1)
    seat.page.supply.show()
    seat.click("action-vial-1")
    seat.click("action-take")
    seat.wait_ready()
    assert (seat.model.visit.vial_in_hand, seat.model.visit.syringe) == (1, 2)
    seat.key(Key.Key_Space)
    seat.wait_ready()
    assert [site.vial for site in seat.model.visit.sites[11:14]] == [1, 2, 1]


def test_a_vials_details_are_corrected_with_a_reason(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet")
    before = seat.model.visit.vials[0]
    seat.page.supply.vial(1)
    seat.click("action-correct")
    seat.key(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    seat.type("b2")
    seat.click("sheet-main")
    assert seat.kinds == []
    assert seat.find("vial-why").hasFocus()
    seat.type("misread")
    seat.click("sheet-main")
    seat.wait_ready()
    after = seat.model.visit.vials[0]
    assert replace(after, lot=after.lot.upper()) == replace(before, lot="B2")
    assert seat.kinds == ["vial_corrected"]


@pytest.mark.parametrize("mixed", ["", "11:59"])
def test_when_it_was_mixed_is_needed(sit_down: SitDown, mixed: str) -> None:
    seat = sit_down()
    seat.page.take_scan(CODE)
    seat.click("vial-mixed")
    seat.key(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    seat.key(Key.Key_Backspace)
    QTest.keyClicks(seat.find("vial-mixed"), mixed)
    seat.click("sheet-main")
    assert seat.kinds == []
    assert seat.find("vial-mixed").hasFocus()


# --- a carton that is scanned ----------------------------------------------------------------------------------------

CODE = "]d201003002339210291727013110C9999\x1d21INVENTED9"


@pytest.mark.parametrize("size", SIZES)
def test_a_scanned_carton_is_another_vial_with_one_tap(sit_down: SitDown, size: str) -> None:
    seat = sit_down(size=size)
    seat.page.take_scan(CODE)
    assert "C9999" in seat.texts(seat.sheet)
    assert seat.kinds == []
    seat.click("sheet-main")
    seat.wait_ready()
    vial = seat.model.visit.vials[1]
    assert (vial.lot, vial.expiry, vial.gtin, vial.serial) == (
        "C9999",
        date(2027, 1, 31),
        "00300233921029",
        "INVENTED9",
    )
    assert seat.kinds == ["vial_added"]
    assert seat.model.visit.vial_in_hand == 2


def test_the_same_carton_again_wants_a_reason(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet")
    seat.page.take_scan(CODE)
    seat.click("sheet-main")
    seat.wait_ready()
    seat.page.take_scan(CODE)
    seat.click("sheet-main")
    assert seat.find("carton-serial-reason").hasFocus()
    seat.type("second look")
    seat.click("sheet-main")
    seat.wait_ready()
    assert [caution.kind for caution in seat.model.visit.vials[2].cautions] == [CartonKind.SERIAL_USED]


def test_a_code_that_cannot_be_read_takes_nothing(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet")
    seat.page.take_scan("0123456789012345")
    assert "Not read" in seat.texts(seat.sheet)
    seat.click("sheet-main")
    assert seat.kinds == []
    seat.page.take_scan(CODE)
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.kinds == ["vial_added"]


def test_a_scan_takes_the_place_of_what_was_typed_of_a_vial(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.page.supply.another_vial()
    seat.type("abc")
    seat.page.take_scan(CODE)
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.model.visit.vials[1].lot == "C9999"


def test_a_scan_takes_no_sheet_away_in_which_something_is_typed(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.key(Key.Key_N)
    seat.type("abc")
    seat.page.take_scan(CODE)
    assert seat.sheet.accessibleName().startswith("Note")
    assert seat.said() == "The scan was not taken. Close what is open, then scan again."


# --- the vial's time -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_the_time_counts_down_and_then_stops(sit_down: SitDown, size: str) -> None:
    seat = sit_down(size=size)
    until = seat.model.visit.vials[0].use_by
    assert until is not None
    seat.watch.now = until - timedelta(minutes=30, seconds=1)
    assert (figure(seat, "Use by").figure, figure(seat, "Use by").tone) == ("30 min", "")
    seat.watch.now = until - timedelta(minutes=12, seconds=5)
    assert (figure(seat, "Use by").figure, figure(seat, "Use by").tone) == ("12:05", "warn_text")
    seat.watch.now = until + timedelta(seconds=1)
    seat.page.totals.refresh()
    assert seat.sheet.accessibleName() == "Use by has passed"
    seat.key(Key.Key_Escape)
    seat.page.totals.refresh()
    assert seat.page.panel.sheet is None  # told once; Injected asks again
    assert seat.page.panel.injected.accessibleName() == "Use by passed, before the next site"
    seat.key(Key.Key_Space)
    assert seat.sheet.accessibleName() == "Use by has passed"
    assert seat.kinds == []


def test_a_new_vial_opens_it(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet")
    seat.watch.now += timedelta(hours=24)
    seat.key(Key.Key_Space)
    seat.click("action-another")
    seat.page.take_scan(CODE)
    seat.click("sheet-main")
    seat.wait_ready()
    seat.key(Key.Key_Space)
    seat.wait_ready()
    assert seat.kinds == ["vial_added", "given"]
    assert figure(seat, "Use by").tone == ""
