"""What happens beside the injections: a pause with its reason, reactions, who ticks and who injects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from ui.chair.hands import STARTED, Seat, opened

from injection_map.domain import commands
from injection_map.domain.events import Clinician, Paused, ReactionSeen, TakenOver
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import Phase
from injection_map.ui.chair.reason_picker import ReasonButton
from injection_map.ui.pace import Pace

SitDown = Callable[..., Seat]
Shipped = tuple[Protocol, object, object]
Key = Qt.Key
OSEI = Clinician("R. Osei", "nurse")
ITO = Clinician("Dr B. Ito", "neurologist")
LONG = Pace(lock_ms=600_000, lock_on_change_ms=600_000, follow_ms=0, key_up_ms=0)


def choose(seat: Seat, text: str) -> None:
    seat.click(next(b for b in seat.sheet.findChildren(QAbstractButton) if b.text() == text))


def pause_of(seat: Seat) -> Paused:
    body = next(event.body for event in seat.model.events if event.type == "paused")
    assert isinstance(body, Paused)
    return body


# --- pause -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["wide", "tablet"])
def test_one_tap_on_a_reason_pauses_and_the_screen_says_since_when_and_why(sit_down: SitDown, size: str) -> None:
    seat = sit_down(size=size)
    seat.watch.now = STARTED + timedelta(minutes=11)
    seat.click("pause")
    assert seat.kinds == []
    choose(seat, "Faint")
    seat.wait_ready()
    assert pause_of(seat).reason == "Faint"
    assert seat.texts(seat.page.paused_bar) == ["Paused since 10:41", "Faint"]
    assert seat.page.panel.injected.accessibleName() == "Continue, paused since 10:41"
    seat.click("injected")
    seat.wait_ready()
    assert seat.model.visit.phase is Phase.OPEN
    assert not seat.page.paused_bar.isVisible()
    assert seat.given == []


def test_in_ones_own_words_by_keys_alone(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.key(Key.Key_P)
    while seat.shell.focusWidget() is not seat.find("own-words"):
        seat.key(Key.Key_Tab)
    seat.type("fire alarm")
    seat.key(Key.Key_Return)
    seat.wait_ready()
    assert pause_of(seat).reason.lower() == "fire alarm"
    seat.key(Key.Key_Space)
    seat.wait_ready()
    seat.key(Key.Key_Space)
    assert seat.kinds == ["paused", "continued", "given"]


def test_no_reason_is_needed_and_escape_pauses_nothing(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.key(Key.Key_P)
    seat.key(Key.Key_Escape)
    assert seat.kinds == []
    seat.key(Key.Key_P)
    seat.key(Key.Key_Return)
    seat.wait_ready()
    assert pause_of(seat).reason == ""
    assert seat.texts(seat.page.paused_bar) == ["Paused since 10:30"]


def test_while_it_is_asked_neither_space_nor_the_pedal_does_anything(sit_down: SitDown) -> None:
    seat = sit_down(pedal_key=Key.Key_F13)
    seat.key(Key.Key_P)
    seat.key(Key.Key_Space)
    seat.key(Key.Key_F13)
    seat.click("pause")  # a second press opens no second sheet
    seat.key(Key.Key_Escape)
    assert seat.page.panel.sheet is None
    assert seat.kinds == []


def test_the_pedal_does_not_end_a_pause(sit_down: SitDown) -> None:
    seat = sit_down(commands.Pause("Phone"), pedal_key=Key.Key_F13)
    seat.key(Key.Key_F13)
    assert seat.model.visit.phase is Phase.PAUSED


def test_the_second_press_on_continue_injects_nothing(sit_down: SitDown) -> None:
    seat = sit_down(commands.Pause("Phone"), pace=LONG)
    seat.key(Key.Key_Space)
    seat.wait(lambda: seat.model.all_saved)
    seat.key(Key.Key_Space)
    assert seat.kinds == ["paused", "continued"]


def test_what_was_being_typed_stays_below_the_question(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.key(Key.Key_N)
    seat.type("abc")
    seat.click("pause")
    choose(seat, "Phone")
    seat.wait_ready()
    assert seat.sheet.accessibleName().startswith("Note")
    assert seat.sheet.text.lower() == "abc"  # type: ignore[attr-defined]


# --- reactions -------------------------------------------------------------------------------------------------------


def test_r_is_about_the_site_that_was_given_last(sit_down: SitDown) -> None:
    seat = sit_down()
    for key in ("procerus", "corrugator-left"):
        seat.watch.now += timedelta(seconds=30)
        seat.give(key)
    seat.key(Key.Key_R)
    assert seat.sheet.accessibleName() == "Reaction, corrugator"
    choose(seat, "Bleeding")
    seat.wait_ready()
    assert seat.site("corrugator-left").reactions == (ReactionSeen("Bleeding", "corrugator-left"),)
    assert seat.page.panel.sheet is None
    assert {"Corrugator, left", "Reaction: Bleeding"} <= set(seat.texts(seat.page.rail))
    assert seat.page.panel.undo.accessibleName() == "Undo, reaction, corrugator, patient’s left"
    seat.click("undo")
    seat.wait_ready()
    assert seat.site("corrugator-left").reactions == ()
    assert seat.site("corrugator-left").status == "given"
    assert "Reaction: Bleeding" not in seat.texts(seat.page.rail)


def test_from_the_sites_sheet_with_words_and_shown_there(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet")
    seat.give("procerus")
    seat.tap_site("procerus")
    seat.click("action-reaction")
    seat.click("own-words")
    seat.type("itches")
    seat.click("sheet-main")
    seat.wait_ready()
    (seen,) = seat.site("procerus").reactions
    assert (seen.reaction, seen.detail.lower()) == ("Other", "itches")
    seat.tap_site("procerus")
    assert "reaction: other. itches" in [text.lower() for text in seat.texts(seat.sheet)]


def test_other_needs_words(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("procerus"))
    seat.click("reaction")
    assert not seat.sheet.main.isEnabled()
    seat.click("own-words")
    seat.type("a")
    assert seat.sheet.main.isEnabled()


def test_of_the_patient(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("procerus"))
    seat.key(Key.Key_R)
    seat.click("of-the-patient")
    choose(seat, "Faint")
    seat.wait_ready()
    assert seat.model.visit.reactions == (ReactionSeen("Faint"),)
    assert {"Patient", "Reaction: Faint"} <= set(seat.texts(seat.page.rail))
    assert seat.page.panel.undo.accessibleName() == "Undo, reaction of the patient"
    seat.key(Key.Key_U)
    seat.wait_ready()
    assert seat.model.visit.reactions == ()
    assert seat.given == ["procerus"]


def test_before_the_first_site_it_is_the_patients(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.key(Key.Key_R)
    assert seat.sheet.accessibleName() == "Reaction of the patient"


# --- who is at work --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["wide", "tablet"])
def test_the_assistant_ticks_and_the_clinician_injects(sit_down: SitDown, shipped: Shipped, size: str) -> None:
    seat = sit_down(size=size, opening=replace(opened(shipped[0]), assistants=(OSEI,)))
    seat.inject()
    seat.click("ticked-by")
    assert seat.page.banner.ticked_by.accessibleName() == "Ticked by R. Osei"
    seat.inject()
    seat.click("ticked-by")
    seat.inject()
    assert [event.by for event in seat.model.events[1:]] == ["Dr A. Lindqvist", "R. Osei", "Dr A. Lindqvist"]
    assert seat.site("corrugator-left").by == "R. Osei"
    assert seat.model.visit.clinician == Clinician("Dr A. Lindqvist", "neurologist")


def test_alone_there_is_nothing_to_switch(sit_down: SitDown) -> None:
    assert not sit_down().page.banner.ticked_by.isVisible()


def test_another_clinician_takes_over(sit_down: SitDown, shipped: Shipped) -> None:
    seat = sit_down(opening=replace(opened(shipped[0]), assistants=(OSEI,)), people=(ITO,))
    seat.page.acts.take_over()
    choose(seat, "Dr B. Ito")
    seat.wait_ready()
    assert seat.model.events[-1].body == TakenOver(ITO, (OSEI,))
    seat.inject()
    assert (seat.model.visit.clinician, seat.model.events[-1].by) == (ITO, "Dr B. Ito")


def test_a_name_that_is_not_in_the_list_is_typed(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet")
    seat.page.acts.take_over()
    seat.click("own-words")
    seat.type("dr c")
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.model.visit.clinician is not None
    assert seat.model.visit.clinician.name.lower() == "dr c"


def test_a_typed_name_has_its_role(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet", people=(ITO,))
    seat.page.acts.take_over()
    seat.click("own-words")
    seat.type("dr c")
    seat.click("beside-words")
    seat.type("nurse")
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.model.visit.clinician is not None
    assert seat.model.visit.clinician.role.lower() == "nurse"


def test_a_known_name_that_is_typed_has_the_role_of_the_house(sit_down: SitDown) -> None:
    seat = sit_down(people=(ITO,))
    seat.page.acts.take_over()
    seat.click("own-words")
    QTest.keyClicks(seat.find("own-words"), "dr b. ito")
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.model.visit.clinician == ITO


def test_reactions_keep_their_order_where_one_tap_records(sit_down: SitDown) -> None:
    seat = sit_down()
    for _ in range(2):
        seat.key(Key.Key_R)
        assert [row.text() for row in seat.sheet.findChildren(ReasonButton)] == ["Faint", "Nausea", "Headache"]
        choose(seat, "Nausea")
        seat.wait_ready()
