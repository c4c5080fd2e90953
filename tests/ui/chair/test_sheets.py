"""What is asked in the panel's place: reasons, doses, notes, added sites, whole sides; a refusal loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from ui.chair.hands import NO_MODIFIER, Seat, opened

from injection_map.domain import commands
from injection_map.domain.events import Answer, SafetyPause
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import SiteStatus

SitDown = Callable[..., Seat]
Key = Qt.Key
IN_PROCERUS = PointMm(0, -5)
"""Of the front view."""


@pytest.fixture
def seat(sit_down: SitDown) -> Seat:
    return sit_down(size="tablet")


def main(seat: Seat) -> QAbstractButton:
    button = seat.find("sheet-main")
    assert isinstance(button, QAbstractButton)
    return button


def outcome(seat: Seat) -> str:
    return " ".join(seat.texts(seat.find("outcome").parentWidget()))


def reason(seat: Seat, text: str) -> QAbstractButton:
    return next(b for b in seat.sheet.findChildren(QAbstractButton) if b.text() == text)


# --- skip ------------------------------------------------------------------------------------------------------------


def test_a_skip_needs_a_reason_and_says_the_new_total(seat: Seat) -> None:
    seat.click("skip")
    assert not main(seat).isEnabled()
    assert "Total becomes 150 units, 30 sites" in outcome(seat)
    seat.click(reason(seat, "Patient asked"))
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.site("corrugator-right").skip_reason == "Patient asked"
    assert seat.next_key == "corrugator-left"
    assert seat.page.panel.sheet is None


def test_another_reason_is_typed(seat: Seat) -> None:
    seat.key(Key.Key_S)
    seat.click(reason(seat, "Other, type it"))
    assert isinstance(seat.shell.focusWidget(), QLineEdit)
    assert not main(seat).isEnabled()
    seat.type("sore ear")
    seat.key(Key.Key_Return)
    seat.wait_ready()
    assert seat.site("corrugator-right").skip_reason.lower() == "sore ear"


def test_a_ready_reason_and_more(seat: Seat) -> None:
    seat.key(Key.Key_S)
    seat.click(reason(seat, "Pain or bleeding"))
    seat.find("reason-more").setFocus()
    seat.type("left brow")
    seat.click("sheet-main")
    assert seat.site("corrugator-right").skip_reason.lower() == "pain or bleeding. left brow"


def test_one_reason_is_picked_by_keys_alone(seat: Seat) -> None:
    seat.key(Key.Key_S)
    seat.key(Key.Key_Return)
    seat.key(Key.Key_Tab, times=2)
    seat.key(Key.Key_Return)
    picked = [button.text() for button in seat.sheet.findChildren(QAbstractButton) if button.isChecked()]
    assert picked == ["Pain or bleeding"]
    while not main(seat).hasFocus():
        seat.key(Key.Key_Tab)
    seat.key(Key.Key_Return)
    assert seat.site("corrugator-right").skip_reason == "Pain or bleeding"
    assert seat.page.panel.injected.hasFocus()


def test_a_held_enter_does_not_confirm(seat: Seat) -> None:
    seat.key(Key.Key_S)
    seat.find("reason-more").setFocus()
    seat.type("a")
    seat.repeat(Key.Key_Return)
    assert seat.kinds == []


def test_a_site_that_was_chosen_and_skipped_is_followed_by_the_one_after_it(seat: Seat) -> None:
    seat.model.choose("temporalis-2-left")
    seat.key(Key.Key_S)
    seat.click(reason(seat, "Patient asked"))
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.next_key == "temporalis-3-left"


def test_a_skip_can_be_set_ahead(seat: Seat) -> None:
    seat.key(Key.Key_2)
    hold(seat, "temporalis-3-left")
    seat.click("action-skip")
    seat.click(reason(seat, "Patient asked"))
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.site("temporalis-3-left").status is SiteStatus.SKIPPED
    assert seat.next_key == "corrugator-right"


def hold(seat: Seat, key: str) -> None:
    QTest.mouseClick(seat.window, Qt.MouseButton.RightButton, NO_MODIFIER, seat.place_of(key))


# --- dose ------------------------------------------------------------------------------------------------------------


def test_the_dose_of_the_next_site_is_changed(seat: Seat) -> None:
    seat.click("change-dose")
    assert not main(seat).isEnabled()
    seat.click("dose-more")
    assert main(seat).text() == "Set 7.5 units"
    assert "Total becomes 157.5 units, over the 155 of PREEMPT, fixed sites 2026.1." in outcome(seat)
    assert not main(seat).isEnabled()  # the reason is wanted
    seat.click(reason(seat, "Follow the pain"))
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.site("corrugator-right").units == Decimal("7.5")
    assert seat.next_key == "corrugator-right"
    assert "7.5 units" in seat.page.panel.injected.accessibleName()
    seat.click("injected")
    seat.wait_ready()
    assert seat.kinds == ["dose_changed", "caution_accepted", "given"]


def test_the_dose_goes_in_steps_and_never_to_nothing(seat: Seat) -> None:
    seat.key(Key.Key_D)
    seat.click("dose-less")
    assert not seat.find("dose-less").isEnabled()
    seat.key(Key.Key_Plus, times=3)
    assert main(seat).text() == "Set 10 units"
    seat.key(Key.Key_Down)
    assert main(seat).text() == "Set 7.5 units"


def test_arrows_in_the_line_of_text_do_not_change_the_dose(seat: Seat) -> None:
    seat.key(Key.Key_D)
    seat.find("reason-more").setFocus()
    seat.key(Key.Key_Up)
    seat.key(Key.Key_Plus)
    assert main(seat).text() == "Set 5 units"


def test_a_given_dose_is_corrected(seat: Seat) -> None:
    seat.give("corrugator-right")
    seat.tap_site("corrugator-right")
    seat.click("action-dose")
    seat.click("dose-less")
    assert "It is given already: this corrects the record." in outcome(seat)
    seat.click(reason(seat, "Large muscle"))
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.site("corrugator-right").units == Decimal("2.5")
    assert seat.site("corrugator-right").status is SiteStatus.GIVEN
    assert seat.next_key == "corrugator-left"


def test_a_site_is_given_with_another_dose_in_one_act(seat: Seat) -> None:
    hold(seat, "procerus")
    seat.click("action-give-dose")
    seat.click("dose-more")
    assert main(seat).text() == "Give 7.5 units"
    seat.click(reason(seat, "Large muscle"))
    seat.click("sheet-main")
    seat.wait_ready()
    assert (seat.site("procerus").units, seat.site("procerus").status) == (Decimal("7.5"), SiteStatus.GIVEN)
    seat.click("undo")
    seat.wait_ready()
    assert (seat.site("procerus").units, seat.site("procerus").status) == (Decimal(5), SiteStatus.TO_DO)


# --- a site's own sheet ----------------------------------------------------------------------------------------------


def test_a_given_site_is_taken_back_out_of_order(seat: Seat) -> None:
    seat.give_first(3)
    seat.tap_site("corrugator-right")
    seat.click("action-take-back")
    seat.wait_ready()
    assert seat.given == ["corrugator-left", "procerus"]
    assert seat.next_key == "corrugator-right"
    assert seat.kinds[-1] == "taken_back"


def test_a_skip_is_taken_back(sit_down: SitDown) -> None:
    seat = sit_down(commands.Skip("corrugator-right", "Patient asked"))
    seat.tap_site("corrugator-right")
    seat.click("action-take-back")
    seat.wait_ready()
    assert seat.next_key == "corrugator-right"


def test_a_skipped_site_is_given_after_all(sit_down: SitDown) -> None:
    seat = sit_down(commands.Skip("corrugator-right", "Patient asked"))
    seat.tap_site("corrugator-right")
    seat.click("action-give")
    assert seat.page.panel.injected.accessibleName() != ""
    seat.wait_ready()
    assert seat.given == ["corrugator-right"]


def test_any_site_is_made_the_next_one_or_given_from_its_sheet(seat: Seat) -> None:
    hold(seat, "frontalis-medial-left")
    seat.click("action-next")
    assert seat.next_key == "frontalis-medial-left"
    assert seat.kinds == []
    hold(seat, "procerus")
    seat.click("action-give")
    seat.wait_ready()
    assert seat.given == ["procerus"]


def test_sites_are_done_in_any_order(seat: Seat) -> None:
    keys = [site.key for site in seat.model.visit.sites]
    for key in keys[::-3] + keys[::-3][::-1]:
        if key not in seat.given:
            seat.model.choose(key)
            seat.key(Key.Key_Space)
            seat.wait_ready()
    assert set(seat.given) == set(keys[::-3])
    assert seat.next_key not in seat.given


def test_a_note_on_a_site_and_on_the_visit(seat: Seat) -> None:
    seat.key(Key.Key_N)
    assert not main(seat).isEnabled()
    seat.type("numb")
    seat.key(Key.Key_Return)  # a new line
    seat.type("brow")
    seat.click("sheet-main")
    seat.wait_ready()
    assert [note.lower() for note in seat.site("corrugator-right").notes] == ["numb\nbrow"]
    seat.page.acts.note_on_visit()
    seat.type("calm")
    seat.click("sheet-main")
    seat.wait_ready()
    assert [note.lower() for note in seat.model.visit.notes] == ["calm"]


# --- a sheet keeps what was typed ------------------------------------------------------------------------------------


def test_a_refusal_leaves_the_sheet_open_with_its_text(seat: Seat) -> None:
    """Paused behind the sheet: a site cannot be given."""
    hold(seat, "procerus")
    seat.click("action-give-dose")
    seat.click("dose-more")
    seat.find("reason-more").setFocus()
    seat.type("because")
    seat.click("pause")
    seat.click(seat.sheet.main)
    seat.wait_ready()
    seat.click("sheet-main")
    assert seat.refusals == ["The visit is paused. Continue first."]
    assert seat.said() == "The visit is paused. Continue first."
    assert seat.find("reason-more").property("text").lower() == "because"
    seat.click("pause")
    seat.wait_ready()
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.given == ["procerus"]


@pytest.mark.parametrize("act", ["tap", "right click", "long press place", "step", "key", "add", "allergies"])
def test_nothing_else_takes_the_place_of_a_sheet_that_is_being_filled_in(seat: Seat, act: str) -> None:
    seat.give("corrugator-right", "corrugator-left")
    seat.key(Key.Key_N)
    seat.type("abc")
    acts: dict[str, Callable[[], None]] = {
        "tap": lambda: seat.tap_site("corrugator-left"),
        "right click": lambda: hold(seat, "frontalis-medial-left"),
        "long press place": lambda: QTest.mouseClick(
            seat.window, Qt.MouseButton.RightButton, NO_MODIFIER, seat.place_at(IN_PROCERUS)
        ),
        "step": lambda: seat.click(seat.page.strip.steps()[3]),
        "key": lambda: seat.key(Key.Key_F1),
        "add": seat.page.acts.start_adding,
        "allergies": lambda: seat.click("allergies"),
    }
    acts[act]()
    assert seat.sheet.accessibleName() == "Note, procerus"
    assert seat.sheet.property("text") or "abc" in seat.sheet.text.lower()  # type: ignore[attr-defined]
    assert not seat.page.stage.adding
    assert seat.kinds == ["given", "given"]


def test_a_touch_of_another_site_opens_its_sheet_in_place_of_a_list(seat: Seat) -> None:
    hold(seat, "procerus")
    seat.tap_site("corrugator-right")  # the next site: with a sheet open it is not recorded
    assert seat.sheet.accessibleName() == "Corrugator"
    assert seat.kinds == []


def test_the_allergies_are_shown_in_full(sit_down: SitDown) -> None:
    long = "latex, chlorhexidine, penicillin, plasters of the brand that was used in spring"
    seat = sit_down(size="tablet", allergies=long)
    seat.click("allergies")
    assert f"Allergy: {long}" in seat.texts(seat.sheet)


THINNER = "Blood thinner: apixaban"
ANSWERS = (
    Answer("blood-thinner", "Blood thinner", True, "apixaban"),
    Answer("pregnancy", "Pregnancy", False, ""),
    Answer("allergies.new", "New allergies", True, "latex"),
)


@pytest.mark.parametrize("allergies", ["", "latex"])
def test_what_was_answered_yes_stands_in_the_banner(
    sit_down: SitDown, shipped: tuple[Protocol, object, object], allergies: str
) -> None:
    opening = replace(
        opened(shipped[0], allergies=allergies),
        safety=SafetyPause(said_name=True, said_born=True, consented=True, answers=ANSWERS),
    )
    seat = sit_down(size="tablet", opening=opening)
    told = [*(["Allergy: latex"] if allergies else []), THINNER]
    assert seat.find("allergies").accessibleName() == "; ".join(told)
    seat.click("allergies")
    assert seat.texts(seat.sheet) == ["Allergies and cautions", *told]


def test_without_any_there_is_no_sign_of_one(sit_down: SitDown) -> None:
    assert not sit_down(allergies="").find("allergies").isVisible()


# --- the vial's time -------------------------------------------------------------------------------------------------


def test_past_the_use_by_time_a_reason_opens_what_was_stopped(seat: Seat) -> None:
    seat.watch.now += timedelta(hours=24)
    seat.click("injected")
    assert seat.sheet.accessibleName() == "Use by has passed"
    assert "A new vial or a reason is needed." in " ".join(seat.texts(seat.sheet))
    assert seat.kinds == []
    seat.click("action-go-on")
    seat.click(reason(seat, "New vial mixed, same lot"))
    seat.click("sheet-main")
    seat.wait_ready()
    seat.click("injected")
    seat.wait_ready()
    assert seat.kinds == ["use_by_accepted", "given"]


def test_the_sheet_that_it_interrupted_comes_back_with_its_text(seat: Seat) -> None:
    seat.watch.now += timedelta(hours=24)
    hold(seat, "procerus")
    seat.click("action-give-dose")
    seat.click("dose-more")
    seat.find("reason-more").setFocus()
    seat.type("because")
    seat.click("sheet-main")
    assert seat.sheet.accessibleName() == "Use by has passed"
    seat.click("action-go-on")
    seat.click(reason(seat, "New vial mixed, same lot"))
    seat.click(seat.sheet.main)
    seat.wait_ready()
    assert seat.sheet.accessibleName() == "Dose, procerus"
    assert seat.find("reason-more").property("text").lower() == "because"
    seat.click("sheet-main")
    seat.wait_ready()
    assert seat.site("procerus").units == Decimal("7.5")
    assert seat.site("procerus").status is SiteStatus.GIVEN


# --- pause, the end, resume ------------------------------------------------------------------------------------------


def test_pause_and_continue_by_mouse(seat: Seat) -> None:
    seat.click("pause")
    seat.click("pick-2")
    seat.wait_ready()
    assert seat.page.pause.text() == "Continue"
    seat.tap_site("corrugator-right")
    assert seat.given == []
    seat.click("pause")
    seat.wait_ready()
    assert seat.page.pause.text() == "Pause"
    seat.tap_site("corrugator-right")
    assert seat.given == ["corrugator-right"]


def test_after_the_last_site_the_button_is_finish(seat: Seat) -> None:
    seat.do(*(commands.Give(site.key) for site in seat.model.visit.sites[:-1]))
    seat.click("injected")
    seat.wait_ready()
    assert seat.next_key is None
    assert seat.page.panel.injected.accessibleName() == "Finish, nothing is left to do"
    with seat.qtbot.waitSignal(seat.page.finish_asked, timeout=1000):
        seat.click("injected")
    with seat.qtbot.waitSignal(seat.page.finish_asked, timeout=1000):
        seat.key(Key.Key_Space)
    assert len(seat.given) == 31


@pytest.mark.parametrize("answer", ["action-go-on", "action-choose", "sheet-cancel"])
def test_a_resumed_visit_says_so_and_goes_on_at_the_same_site(sit_down: SitDown, answer: str) -> None:
    seat = sit_down(commands.Give("corrugator-right"), commands.Give("corrugator-left"), resumed=True)
    assert seat.sheet.accessibleName() == "Picking up where it stopped"
    assert "Last on disk: corrugator, left, 10:30:00." in seat.texts(seat.sheet)
    assert "3 entries read back, all intact." in seat.texts(seat.sheet)
    seat.key(Key.Key_Space)
    assert len(seat.given) == 2
    seat.click(answer)
    assert seat.page.panel.sheet is None
    assert seat.page.panel.injected.hasFocus()
    assert seat.next_key == "procerus"
    seat.key(Key.Key_Space)
    assert len(seat.given) == 3
