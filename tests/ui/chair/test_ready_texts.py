"""The sheets offer the clinic's own reasons and phrases, those used last first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from ui.chair.hands import Seat

from injection_map.diagram.art import Treated
from injection_map.domain.protocol import View
from injection_map.domain.reasons import OTHER
from injection_map.domain.settings import Settings
from injection_map.domain.supply import Need, NeedKind
from injection_map.ui.chair.reason_picker import ReasonButton
from injection_map.workflow.ready_texts import ReadyTexts

SitDown = Callable[..., Seat]
Key = Qt.Key
OWN = Settings(
    skip_reasons=("Sore ear", "Ran out of time"),
    dose_reasons=("Thin neck",),
    add_reasons=("Jaw ache",),
    move_reasons=("Old scar",),
    vial_empty_reasons=("Weighed",),
    pause_reasons=("Lunch",),
    site_reactions=("Wheal",),
    patient_reactions=("Dizzy",),
    use_by_reasons=("Fridge log seen",),
    phrases=("Small bruise", "Needle changed"),
)


@pytest.fixture
def seat(sit_down: SitDown) -> Seat:
    return sit_down(size="tablet", ready=ReadyTexts(OWN))


def offered(seat: Seat) -> list[str]:
    return [button.text() for button in seat.sheet.findChildren(ReasonButton)]


def text(seat: Seat) -> str:
    field = seat.find("note-text")
    assert isinstance(field, QPlainTextEdit)
    return field.toPlainText()


def test_each_sheet_offers_its_own_reasons(seat: Seat) -> None:
    seat.key(Key.Key_S)
    assert offered(seat) == ["Sore ear", "Ran out of time", OTHER]
    seat.key(Key.Key_Escape)
    seat.key(Key.Key_D)
    assert offered(seat) == ["Thin neck"]  # in a small window any other is typed in the line below
    seat.key(Key.Key_Escape)
    site = seat.site("procerus")
    point = seat.model.placed[site.key].point
    seat.page.deviations.add(View.FRONT, point, Treated(site.muscle, site.side))
    assert offered(seat) == ["Jaw ache"]
    seat.key(Key.Key_Escape)
    seat.watch.now += timedelta(hours=24)
    seat.key(Key.Key_Space)
    seat.click("action-go-on")
    assert offered(seat) == ["Fridge log seen", OTHER]
    seat.key(Key.Key_Escape)
    seat.page.supply.ask(Need(NeedKind.VIAL, 1))
    seat.click("action-go-on")
    assert offered(seat) == ["Weighed", OTHER]
    seat.key(Key.Key_Escape)
    seat.page.deviations.move(site)
    assert offered(seat) == ["Old scar"]
    seat.key(Key.Key_Escape)
    seat.page.care.reaction_at(site)
    assert offered(seat) == ["Wheal"]
    seat.page.care.reaction_at(None)
    assert offered(seat) == ["Dizzy"]
    seat.page.care.toggle_pause()
    assert offered(seat) == ["Lunch"]


def test_the_reason_that_was_used_is_offered_first_the_next_time(seat: Seat) -> None:
    seat.key(Key.Key_S)
    seat.click("reason-2")
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.site("corrugator-right").skip_reason == "Ran out of time"
    seat.key(Key.Key_S)
    assert offered(seat) == ["Ran out of time", "Sore ear", OTHER]


def test_a_reason_that_was_picked_but_not_recorded_was_not_used(seat: Seat) -> None:
    seat.key(Key.Key_S)
    seat.click("reason-2")
    seat.key(Key.Key_Escape)
    seat.key(Key.Key_S)
    assert offered(seat) == ["Sore ear", "Ran out of time", OTHER]


def test_a_typed_reason_is_not_added_to_the_ready_ones(seat: Seat) -> None:
    seat.key(Key.Key_S)
    seat.click("reason-3")
    seat.type("sneezed")
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.site("corrugator-right").skip_reason.lower() == "sneezed"
    seat.key(Key.Key_S)
    assert offered(seat) == ["Sore ear", "Ran out of time", OTHER]


def test_without_ready_reasons_one_is_typed(sit_down: SitDown) -> None:
    seat = sit_down(ready=ReadyTexts(Settings(skip_reasons=())))
    seat.key(Key.Key_S)
    assert offered(seat) == [OTHER]
    seat.click("reason-1")
    seat.type("sneezed")
    seat.key(Key.Key_Return)
    seat.wait_ready()
    assert seat.site("corrugator-right").skip_reason.lower() == "sneezed"


def test_phrases_are_lines_of_a_note_that_can_be_gone_on_with(seat: Seat) -> None:
    seat.key(Key.Key_N)
    seat.type("felt it")
    seat.click("phrase-2")
    seat.type(" once")
    seat.click("phrase-1")
    assert text(seat).lower() == "felt it\nneedle changed once\nsmall bruise"
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.site("corrugator-right").notes[0].lower() == "felt it\nneedle changed once\nsmall bruise"


def test_the_phrase_that_was_kept_is_offered_first_the_next_time(seat: Seat) -> None:
    seat.key(Key.Key_N)
    seat.click("phrase-2")
    seat.click("sheet-main")
    seat.wait_ready()
    seat.key(Key.Key_N)
    assert offered(seat) == ["Needle changed", "Small bruise"]


def test_a_phrase_can_be_taken_back_by_the_keys_of_every_text_field(seat: Seat) -> None:
    seat.key(Key.Key_N)
    seat.click("phrase-1")
    seat.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text(seat) == ""


def test_a_long_reason_is_set_in_rows_and_not_shortened(sit_down: SitDown) -> None:
    reason = "Weakness of the neck after the last time"
    seat = sit_down(size="tablet", ready=ReadyTexts(Settings(skip_reasons=(reason, "Sore ear"))))
    seat.theme.set_font_percent(130)
    seat.key(Key.Key_S)
    long, short, _ = seat.sheet.findChildren(ReasonButton)
    seat.wait(lambda: long.height() > short.height())
    assert long.words_fit
