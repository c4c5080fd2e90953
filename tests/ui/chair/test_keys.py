"""The keyboard and the pedal: every row of the table, and Space wherever the focus is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from ui.chair.hands import Seat

from injection_map.domain import commands
from injection_map.domain.hands_free import Act, HandsFree, Input
from injection_map.domain.protocol import View
from injection_map.ui.chair.keys import VIEW_KEYS
from injection_map.ui.pace import Pace
from injection_map.ui.pedal_keys import CHAIR_KEYS

SitDown = Callable[..., Seat]
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PEDAL = Key.Key_F13
BOUNCY = Pace(lock_ms=0, lock_on_change_ms=0, follow_ms=0, motion=False, key_up_ms=60_000)
"""Once up, a key would have to stay up for a minute before it counts again."""


@pytest.fixture
def seat(sit_down: SitDown) -> Seat:
    return sit_down()


# --- Space and the pedal ---------------------------------------------------------------------------------------------


def test_space_records_the_next_site(seat: Seat) -> None:
    seat.key(Key.Key_Space)
    assert seat.given == ["corrugator-right"]


@pytest.mark.parametrize(
    "place",
    ["undo", "skip", "change-dose", "view-back", "step-temporalis", "add-site", "pause", "finish", "menu", "follow"],
)
@pytest.mark.parametrize("key", [Key.Key_Space, PEDAL])
def test_space_and_pedal_are_injected_wherever_the_focus_is(sit_down: SitDown, place: str, key: Key) -> None:
    seat = sit_down(pedal_key=PEDAL)
    seat.give("corrugator-right")
    target = seat.find(place)
    target.setFocus(Qt.FocusReason.TabFocusReason)
    assert target.hasFocus()
    seat.key(key)
    assert seat.given == ["corrugator-right", "corrugator-left"]
    assert seat.page.panel.sheet is None


def test_space_is_injected_with_the_focus_on_the_diagram(seat: Seat) -> None:
    seat.page.stage.hero.setFocus(Qt.FocusReason.TabFocusReason)
    seat.key(Key.Key_Right, times=3)  # walks to another site; the next one stays
    seat.key(Key.Key_Space)
    assert seat.given == ["corrugator-right"]


@pytest.mark.parametrize(("opens", "field"), [(Key.Key_N, QPlainTextEdit), (Key.Key_S, QLineEdit)])
def test_space_in_a_text_field_is_a_space(seat: Seat, opens: Key, field: type[QWidget]) -> None:
    seat.key(opens)
    line = seat.sheet.findChild(field)
    assert isinstance(line, QWidget)
    line.setFocus()
    seat.type("A B")
    text = line.toPlainText() if isinstance(line, QPlainTextEdit) else line.property("text")
    assert text.lower() == "a b"
    assert seat.kinds == []


@pytest.mark.parametrize("key", [Key.Key_Space, PEDAL])
@pytest.mark.parametrize("opens", [Key.Key_S, Key.Key_D, Key.Key_F1])
def test_neither_does_anything_while_a_sheet_is_open(sit_down: SitDown, key: Key, opens: Key) -> None:
    seat = sit_down(pedal_key=PEDAL)
    seat.key(opens)
    for _ in range(30):
        seat.key(key)
        seat.key(Key.Key_Tab)
    assert seat.kinds == []
    assert seat.page.panel.sheet is not None


def test_neither_does_anything_while_a_place_is_asked_for(seat: Seat) -> None:
    seat.key(Key.Key_A)
    seat.key(Key.Key_Space)
    assert seat.kinds == []
    seat.key(Key.Key_Escape)
    seat.key(Key.Key_Space)
    assert seat.given == ["corrugator-right"]


def test_with_ctrl_it_is_another_key(seat: Seat) -> None:
    seat.key(Key.Key_Space, CTRL)
    assert seat.kinds == []


@pytest.mark.parametrize("key", [Key.Key_Space, PEDAL])
def test_a_held_pedal_counts_once(sit_down: SitDown, key: Key) -> None:
    seat = sit_down(pedal_key=PEDAL)
    seat.key_down(key)
    for _ in range(20):
        seat.repeat(key)
    seat.key_down(key)  # some pedals press again without a mark
    seat.key_up(key)
    assert seat.given == ["corrugator-right"]


def test_a_pedal_that_bounces_counts_once(sit_down: SitDown) -> None:
    seat = sit_down(pace=BOUNCY)
    seat.key(Key.Key_Space, times=4)
    assert seat.given == ["corrugator-right"]


def test_a_pedal_counts_again_when_it_was_up_for_long_enough(sit_down: SitDown) -> None:
    pace = Pace(lock_ms=0, lock_on_change_ms=0, follow_ms=0, motion=False, key_up_ms=30)
    seat = sit_down(pace=pace)
    seat.key(Key.Key_Space)

    def given_again() -> bool:
        seat.key_down(Key.Key_Space)
        return len(seat.given) == 2

    seat.key_down(Key.Key_Space)
    seat.key_up(Key.Key_Space)  # a bounce: its own release begins the time anew
    assert len(seat.given) == 1
    QTest.qSleep(40)
    assert given_again()


def test_a_release_that_went_to_another_window_is_not_waited_for(seat: Seat) -> None:
    seat.key_down(Key.Key_Space)
    other = QWidget()
    seat.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    seat.wait(lambda: not seat.shell.isActiveWindow())
    seat.shell.activateWindow()
    seat.wait(seat.shell.isActiveWindow)
    seat.key_down(Key.Key_Space)
    assert seat.given == ["corrugator-right", "corrugator-left"]


# --- Enter and the focus ---------------------------------------------------------------------------------------------


def test_enter_presses_the_focused_control(seat: Seat) -> None:
    seat.find("view-back").setFocus()
    seat.key(Key.Key_Return)
    assert seat.model.shown_view is View.BACK
    assert seat.kinds == []


def test_enter_on_injected_records_and_a_held_enter_records_once(seat: Seat) -> None:
    seat.key(Key.Key_Return)
    for _ in range(10):
        seat.repeat(Key.Key_Return)
    assert seat.given == ["corrugator-right"]


# --- Undo and redo ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "modifiers"), [(Key.Key_U, None), (Key.Key_Z, CTRL), (Key.Key_Backspace, None)])
def test_undo_keys(seat: Seat, key: Key, modifiers: Qt.KeyboardModifier | None) -> None:
    seat.give_first(2)
    seat.key(key, modifiers or Qt.KeyboardModifier.NoModifier)
    seat.wait_ready()
    assert seat.given == ["corrugator-right"]
    seat.key(Key.Key_Z, CTRL | SHIFT)
    seat.wait_ready()
    assert seat.given == ["corrugator-right", "corrugator-left"]
    assert seat.kinds == ["given", "given", "undone", "redone"]


def test_a_held_undo_key_takes_back_one(seat: Seat) -> None:
    seat.give_first(3)
    seat.key_down(Key.Key_U)
    for _ in range(10):
        seat.repeat(Key.Key_U, "u")
    seat.key_up(Key.Key_U)
    assert len(seat.given) == 2


# --- choosing --------------------------------------------------------------------------------------------------------


def test_left_and_right_choose_the_next_site_to_do(seat: Seat) -> None:
    seat.give("corrugator-left")
    seat.model.choose("corrugator-right")
    seat.key(Key.Key_Right)
    assert seat.next_key == "procerus"  # corrugator left is given
    seat.key(Key.Key_Left)
    assert seat.next_key == "corrugator-right"
    seat.key(Key.Key_Left)
    assert seat.next_key == "trapezius-3-right"  # round at the end
    assert seat.kinds == ["given"]


def test_up_and_down_choose_the_next_muscle(seat: Seat) -> None:
    seat.key(Key.Key_Down, times=3)
    assert seat.site(seat.next_key or "").muscle == "temporalis"
    seat.key(Key.Key_Up)
    assert seat.site(seat.next_key or "").muscle == "frontalis"
    assert seat.kinds == []


@pytest.mark.parametrize(
    ("key", "view"),
    [(Key.Key_1, View.FRONT), (Key.Key_2, View.LEFT), (Key.Key_3, View.RIGHT), (Key.Key_4, View.BACK)],
)
@pytest.mark.parametrize("modifiers", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier, SHIFT])
def test_figures_show_a_view(seat: Seat, key: Key, view: View, modifiers: Qt.KeyboardModifier) -> None:
    seat.key(Key.Key_0)
    assert seat.page.stage.overview.isVisible()
    seat.key(key, modifiers)
    assert seat.page.stage.hero.isVisible()
    assert seat.page.stage.hero.view is view
    assert seat.next_key == "corrugator-right"


def test_0_shows_all_four_and_back(seat: Seat) -> None:
    seat.key(Key.Key_0)
    assert seat.model.overview
    seat.key(Key.Key_Space)  # one can go on injecting from here
    assert seat.given == ["corrugator-right"]
    seat.key(Key.Key_0)
    assert not seat.model.overview


def test_f_follows_the_next_site_or_not(seat: Seat) -> None:
    seat.key(Key.Key_F)
    assert not seat.model.follow
    seat.model.choose("temporalis-1-left")
    assert seat.page.stage.hero.view is View.FRONT
    assert seat.said() == "Next is on the left side."
    seat.key(Key.Key_F)
    assert seat.page.stage.hero.view is View.LEFT
    assert seat.said() == ""


# --- sheets, pause, the rest -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "title"),
    [
        (Key.Key_S, "Skip corrugator"),
        (Key.Key_D, "Dose, corrugator"),
        (Key.Key_N, "Note, corrugator"),
        (Key.Key_F1, "Keys and legend"),
    ],
)
def test_keys_open_sheets_and_esc_closes_them_without_change(seat: Seat, key: Key, title: str) -> None:
    seat.key(key)
    assert seat.sheet.accessibleName() == title
    assert seat.sheet.isAncestorOf(seat.shell.focusWidget() or seat.page)
    seat.key(Key.Key_Escape)
    assert seat.page.panel.sheet is None
    assert seat.page.panel.injected.hasFocus()
    assert seat.kinds == []


def test_esc_closes_a_sheet_wherever_the_focus_is(seat: Seat) -> None:
    seat.key(Key.Key_S)
    seat.find("view-back").setFocus()
    seat.key(Key.Key_Escape)
    assert seat.page.panel.sheet is None


def test_esc_without_a_sheet_does_nothing(seat: Seat) -> None:
    with seat.qtbot.assertNotEmitted(seat.page.leave_asked):
        seat.key(Key.Key_Escape)
    assert seat.page.isVisible()
    assert seat.kinds == []


@pytest.mark.parametrize("key", [Key.Key_U, Key.Key_S, Key.Key_D, Key.Key_A, Key.Key_P, Key.Key_4, Key.Key_Right])
def test_the_page_has_no_keys_while_a_sheet_is_open(seat: Seat, key: Key) -> None:
    seat.give_first(1)
    seat.key(Key.Key_F1)
    seat.key(key)
    assert seat.kinds == ["given"]
    assert seat.sheet.accessibleName() == "Keys and legend"
    assert seat.next_key == "corrugator-left"
    assert seat.model.shown_view is View.FRONT


def test_p_pauses_and_continues(seat: Seat) -> None:
    seat.key(Key.Key_P)
    seat.key(Key.Key_Return)
    seat.wait_ready()
    assert seat.kinds == ["paused"]
    seat.key(Key.Key_P)
    seat.wait_ready()
    assert seat.page.panel.injected.hasFocus()
    seat.key(Key.Key_Space)
    assert seat.kinds == ["paused", "continued", "given"]


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_ctrl_enter_finishes(seat: Seat, key: Key) -> None:
    with seat.qtbot.waitSignal(seat.page.finish_asked, timeout=1000):
        seat.key(key, CTRL)
    assert seat.kinds == []


def test_f11_asks_for_the_full_screen(seat: Seat) -> None:
    with seat.qtbot.waitSignal(seat.page.full_screen_asked, timeout=1000):
        seat.key(Key.Key_F11)


def test_the_keys_sheet_names_every_key(seat: Seat) -> None:
    seat.key(Key.Key_F1)
    told = " ".join(seat.texts(seat.sheet))
    for name in ("Space", "Enter", "U,", "Ctrl+Z", "Backspace", "Ctrl+Shift+Z", "S,", "D,", "N", "A", "F11", "Esc"):
        assert name in told
    for name in ("Left", "Right", "Up", "Down", "1 2 3 4", "0", "F", "P", "Ctrl+Enter", "pedal"):
        assert name in told


# --- learning a pedal ------------------------------------------------------------------------------------------------


def menu_row(seat: Seat, text: str) -> None:
    """A row of the menu, by mouse."""
    seat.click("menu")
    menu = QApplication.activePopupWidget()
    assert menu is not None
    action = next(action for action in menu.actions() if action.text() == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())  # type: ignore[attr-defined]


def test_a_pedal_is_learned_and_then_injects(seat: Seat) -> None:
    menu_row(seat, "Learn the pedal")
    seat.key(Key.Key_S)
    assert "another meaning" in " ".join(seat.texts(seat.sheet))
    with seat.qtbot.waitSignal(seat.page.pedal_learned, timeout=1000):
        seat.key(PEDAL)
    assert seat.page.panel.sheet is None
    assert seat.kinds == []
    seat.key(PEDAL)
    assert seat.given == ["corrugator-right"]


@pytest.mark.parametrize("key", [Key.Key_Shift, Key.Key_Control, Key.Key_Alt, Key.Key_Meta])
def test_a_modifier_is_no_pedal(seat: Seat, key: Key) -> None:
    menu_row(seat, "Learn the pedal")
    with seat.qtbot.assertNotEmitted(seat.page.pedal_learned):
        seat.key(key)


@pytest.mark.parametrize(
    ("row", "signal"),
    [
        ("Dark", "theme_asked"),
        ("Full screen", "full_screen_asked"),
        ("Panel on the left", "panel_side_asked"),
        ("Leave this visit; it can be resumed", "leave_asked"),
    ],
)
def test_rows_of_the_menu_ask_for_what_they_say(seat: Seat, row: str, signal: str) -> None:
    with seat.qtbot.waitSignal(getattr(seat.page, signal), timeout=1000):
        menu_row(seat, row)


@pytest.mark.parametrize("row", ["Note on the visit", "Keys and legend"])
def test_rows_of_the_menu_open_sheets(seat: Seat, row: str) -> None:
    menu_row(seat, row)
    assert seat.sheet.accessibleName() == row


def test_a_menu_on_a_sheet_that_is_being_filled_in_leaves_it_there(seat: Seat) -> None:
    seat.key(Key.Key_N)
    seat.type("abc")
    menu_row(seat, "Note on the visit")
    assert seat.sheet.accessibleName() == "Note, corrugator"


def test_the_menu_has_what_a_small_window_has_no_room_for(sit_down: SitDown) -> None:
    seat = sit_down(size="tablet")
    menu_row(seat, "Do not follow the next site")
    assert not seat.model.follow
    menu_row(seat, "Follow the next site")
    assert seat.model.follow
    menu_row(seat, "Add a site")
    assert seat.page.stage.adding


def test_events_of_a_hidden_page_do_not_hold_a_key(seat: Seat) -> None:
    seat.key_down(Key.Key_Space)
    seat.wait_ready()
    seat.page.hide()
    seat.page.show()
    seat.page.panel.injected.setFocus()
    seat.key_down(Key.Key_Space)
    assert len(seat.given) == 2


def test_an_undo_needs_something_to_undo(seat: Seat) -> None:
    seat.key(Key.Key_U)
    seat.key(Key.Key_Z, CTRL | SHIFT)
    assert seat.kinds == []
    assert seat.refusals == []


# --- the second switch -----------------------------------------------------------------------------------------------

SECOND = Key.Key_F14


def test_the_second_switch_is_undo(sit_down: SitDown) -> None:
    seat = sit_down(pedal_key=PEDAL, second_pedal_key=SECOND)
    seat.key(PEDAL)
    seat.wait_ready()
    seat.key(SECOND)
    seat.wait_ready()
    assert seat.given == []
    assert seat.kinds == ["given", "undone"]


def test_the_second_switch_does_nothing_while_a_sheet_is_open(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("procerus"), second_pedal_key=SECOND)
    seat.key(Key.Key_F1)
    seat.key(SECOND)
    assert seat.kinds == ["given"]


def test_the_second_switch_does_nothing_while_an_error_is_open(sit_down: SitDown) -> None:
    seat = sit_down(second_pedal_key=SECOND)
    seat.store.full = True
    seat.click("injected")
    seat.wait(lambda: seat.model.stopped)
    seat.key(SECOND)
    assert seat.kinds == ["given"]


def test_a_held_second_switch_counts_once(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("procerus"), commands.Give("corrugator-right"), second_pedal_key=SECOND)
    seat.key_down(SECOND)
    seat.repeat(SECOND)
    seat.wait_ready()
    assert seat.kinds == ["given", "given", "undone"]


def test_another_second_switch_is_in_force_at_once(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("procerus"))
    seat.key(SECOND)
    assert seat.kinds == ["given"]
    seat.page.set_hands_free(HandsFree({Act.BACK: Input(SECOND)}))
    seat.key(SECOND)
    seat.wait_ready()
    assert seat.kinds == ["given", "undone"]


def test_the_pedal_cannot_be_the_second_switch(sit_down: SitDown) -> None:
    seat = sit_down(second_pedal_key=SECOND)
    menu_row(seat, "Learn the pedal")
    with seat.qtbot.assertNotEmitted(seat.page.pedal_learned):
        seat.key(SECOND)
    assert "F14 is learned for Undo already." in " ".join(seat.texts(seat.sheet))


def test_no_key_of_the_page_can_be_a_pedal(sit_down: SitDown) -> None:
    seat = sit_down()
    assert {key for key, _ in seat.page.keys.table} | set(VIEW_KEYS) <= CHAIR_KEYS
