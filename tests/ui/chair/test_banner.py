"""The banner says what was answered yes in the safety pause, beside the allergies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from ui.chair.hands import Seat, opened
from ui.chair.test_page_layout import assert_nothing_is_cut

from injection_map.domain.events import Answer, Clinician, Opened, SafetyPause
from injection_map.domain.protocol import Protocol

SitDown = Callable[..., Seat]
THINNER = Answer("blood-thinner", "Blood thinner", True, "apixaban")
MORE = (Answer("allergies.new", "New allergies", True, "latex"), Answer("pregnancy", "Pregnant", False))
PREGNANCY = Answer("pregnancy", "Pregnant or breastfeeding", True, "Breastfeeding, talked over with the patient")


@pytest.fixture
def protocol(shipped: tuple[Protocol, object, object]) -> Protocol:
    return shipped[0]


def answered(protocol: Protocol, *answers: Answer) -> Opened:
    safety = SafetyPause(said_name=True, said_born=True, consented=True, answers=answers, labelled=True)
    return replace(opened(protocol), safety=safety, assistants=(Clinician("R. Osei", "Nurse"),))


def plate(seat: Seat) -> QAbstractButton:
    found = seat.find("cautions")
    assert isinstance(found, QAbstractButton)
    return found


def test_one_yes_stands_in_words(sit_down: SitDown, protocol: Protocol) -> None:
    seat = sit_down(opening=answered(protocol, *MORE, THINNER))
    assert plate(seat).isVisible()
    assert plate(seat).text() == plate(seat).toolTip() == "Blood thinner: apixaban"


def test_several_are_counted_and_all_told_by_a_tap(sit_down: SitDown, protocol: Protocol) -> None:
    seat = sit_down(opening=answered(protocol, THINNER, PREGNANCY))
    assert plate(seat).text() == "2 cautions"
    all_of_them = ["Blood thinner: apixaban", f"{PREGNANCY.asked}: {PREGNANCY.detail}"]
    assert plate(seat).toolTip().splitlines() == all_of_them
    seat.click("cautions")
    assert set(all_of_them) <= set(seat.texts(seat.sheet))
    assert seat.kinds == []


def test_without_a_yes_there_is_no_plate(sit_down: SitDown, protocol: Protocol) -> None:
    assert not plate(sit_down(opening=answered(protocol, *MORE))).isVisible()


def test_it_takes_no_place_of_a_sheet_that_is_being_filled_in(sit_down: SitDown, protocol: Protocol) -> None:
    seat = sit_down(opening=answered(protocol, THINNER))
    seat.key(Qt.Key.Key_N)
    seat.type("abc")
    seat.click("cautions")
    assert seat.sheet.accessibleName().startswith("Note")


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (1180, 720)])
@pytest.mark.parametrize("answers", [(THINNER,), (PREGNANCY,), (THINNER, PREGNANCY)])
def test_it_cuts_nothing_else(
    sit_down: SitDown, protocol: Protocol, size: tuple[int, int], answers: tuple[Answer, ...]
) -> None:
    assert_nothing_is_cut(sit_down(size=size, opening=answered(protocol, *answers)))
