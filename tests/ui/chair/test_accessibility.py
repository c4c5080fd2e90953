"""For who goes by keyboard or by ear: the order of focus, the ring, the names, and what is announced."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from ui.chair.hands import Seat

from injection_map.domain import commands
from injection_map.domain.protocol import View
from injection_map.ui.chair import announcer
from injection_map.ui.focus_ring import FocusRing

SitDown = Callable[..., Seat]
Key = Qt.Key
MUSCLES = ["corrugator", "procerus", "frontalis", "temporalis", "occipitalis", "cervical-paraspinal", "trapezius"]
VIEWS = ["view-front", "view-left", "view-right", "view-back"]


def walk(seat: Seat, key: Key = Key.Key_Tab) -> list[str]:
    """The names of what Tab comes by, from Injected round to Injected."""
    seat.page.panel.injected.setFocus()
    found = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        found.append(focused.objectName() or type(focused).__name__)
        seat.key(key)
        if seat.page.panel.injected.hasFocus():
            return found
    raise AssertionError(f"Tab never comes back: {found}")


def test_the_order_of_focus_in_a_wide_window(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("corrugator-right"))
    assert walk(seat) == [
        *("injected", "undo", "skip", "reaction", "change-dose", "hero", *VIEWS, "one-view", "four-views", "follow"),
        *(f"step-{muscle}" for muscle in MUSCLES),
        *("add-site", "pause", "finish", "menu"),
    ]


def test_the_order_of_focus_on_a_tablet(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("corrugator-right"), size="tablet")
    assert walk(seat) == [
        *("injected", "undo", "skip", "change-dose", "hero", *VIEWS, "all-four"),
        *(f"step-{muscle}" for muscle in MUSCLES),
        *("pause", "finish", "menu"),
    ]


def test_backwards_it_is_the_same(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("corrugator-right"))
    forwards = walk(seat)
    assert walk(seat, Key.Key_Backtab) == [forwards[0], *reversed(forwards[1:])]


def test_the_order_of_focus_in_the_overview(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("corrugator-right"))
    seat.key(Key.Key_0)
    pairs = [(f"overview-{view}", f"card-{view}") for view in ("front", "left", "right", "back")]
    assert walk(seat)[5:-11] == [*(name for pair in pairs for name in pair), "one-view", "four-views"]


def test_the_focus_starts_on_injected(sit_down: SitDown) -> None:
    seat = sit_down()
    assert QApplication.focusWidget() is seat.page.panel.injected


@pytest.mark.parametrize("opens", [Key.Key_S, Key.Key_D, Key.Key_N, Key.Key_F1])
@pytest.mark.parametrize("closes", ["Esc", "sheet-cancel"])
def test_the_focus_goes_into_a_sheet_and_back_to_injected(sit_down: SitDown, opens: Key, closes: str) -> None:
    seat = sit_down()
    seat.find("menu").setFocus()
    seat.key(opens)
    assert seat.sheet.isAncestorOf(QApplication.focusWidget() or seat.page)
    if closes == "Esc":
        seat.key(Key.Key_Escape)
    else:
        seat.click(closes)
    assert QApplication.focusWidget() is seat.page.panel.injected


# --- the ring --------------------------------------------------------------------------------------------------------


def ring(seat: Seat) -> QWidget:
    found = seat.shell.findChild(FocusRing)
    assert found is not None
    return found


def is_round(seat: Seat, target: QWidget) -> bool:
    inside = ring(seat).geometry().adjusted(5, 5, -5, -5)
    return ring(seat).isVisible() and inside == target.rect().translated(target.mapTo(seat.shell, QPoint()))


def test_the_ring_shows_for_the_keyboard_only(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("corrugator-right"))
    assert not ring(seat).isVisible()
    seat.key(Key.Key_Tab)
    assert ring(seat).isVisible()
    assert is_round(seat, seat.find("undo"))
    seat.click("view-back")
    assert not ring(seat).isVisible()
    seat.click("skip")
    assert not ring(seat).isVisible()
    seat.click("sheet-cancel")
    assert not ring(seat).isVisible()


def test_the_ring_follows_into_a_sheet_and_out_of_it(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.key(Key.Key_Tab, times=3)
    seat.key(Key.Key_S)
    assert ring(seat).isVisible()
    seat.key(Key.Key_Escape)
    assert ring(seat).isVisible()


def test_space_shows_no_ring(sit_down: SitDown) -> None:
    """It may come from a pedal; who treats with hands and feet needs none."""
    seat = sit_down()
    seat.key(Key.Key_Space)
    seat.wait_ready()
    seat.click("pause")
    assert not ring(seat).isVisible()


def test_the_ring_moves_with_its_control(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.key(Key.Key_Tab, times=3)
    focused = QApplication.focusWidget()
    assert focused is not None
    seat.shell.resize(1280, 800)
    seat.wait(lambda: seat.page.strip.isVisible() and is_round(seat, focused))


# --- the diagram -----------------------------------------------------------------------------------------------------


def test_the_diagram_is_one_stop_with_arrows_inside(sit_down: SitDown) -> None:
    seat = sit_down()
    hero = seat.page.stage.hero
    hero.setFocus(Qt.FocusReason.TabFocusReason)
    assert hero.accessibleName() == "Corrugator, patient’s right, 5 units, next, 1 of 31"
    seat.key(Key.Key_Right)
    assert hero.accessibleName() == "Corrugator, patient’s left, 5 units, to do, 2 of 31"
    seat.key(Key.Key_Left, times=2)
    assert hero.accessibleName() == "Frontalis lateral, patient’s left, 5 units, to do, 7 of 31"
    assert seat.next_key == "corrugator-right"
    seat.key(Key.Key_Return)
    assert seat.sheet.accessibleName() == "Frontalis lateral"
    assert seat.kinds == []


def test_the_square_of_the_keyboard_leaves_with_the_focus(sit_down: SitDown) -> None:
    seat = sit_down()
    hero = seat.page.stage.hero
    hero.setFocus(Qt.FocusReason.TabFocusReason)
    assert hero.focused_site == "corrugator-right"
    seat.key(Key.Key_Tab)
    assert hero.focused_site is None
    assert hero.accessibleName() == "Front view"


def test_after_a_tick_the_square_is_on_a_site_that_is_shown(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.model.choose("frontalis-lateral-left")
    hero = seat.page.stage.hero
    hero.setFocus(Qt.FocusReason.TabFocusReason)
    seat.key(Key.Key_Space)
    seat.wait_ready()
    assert hero.view is View.LEFT
    assert hero.focused_site == "temporalis-1-left"
    assert hero.accessibleName() == "Temporalis 1, patient’s left, 5 units, next, 8 of 31"


# --- names -----------------------------------------------------------------------------------------------------------


def test_names_are_those_of_the_notes(sit_down: SitDown) -> None:
    seat = sit_down(
        commands.ChangeDose("corrugator-right", Decimal("2.5"), "Brow felt heavy"),
        commands.Give("corrugator-right"),
        commands.Skip("temporalis-3-left", "Healing skin lesion over the site"),
        commands.Give("temporalis-1-left"),
    )
    seat.model.choose("temporalis-2-left")
    names = {name: seat.find(name).accessibleName() for name in ("view-left", "injected", "undo", "saved")}
    assert names == {
        "view-left": "Left side view, patient’s left, 1 of 4 given, 1 skipped, shown",
        "injected": "Injected, temporalis 2, patient’s left, 5 units. Space or pedal",
        "undo": "Undo, temporalis 1, patient’s left",
        "saved": "Saved at 10:30:00, 5 entries on disk",
    }
    assert (
        seat.find("step-temporalis").accessibleName() == "Temporalis, right 0 of 4, left 1 of 4, 5 of 40 units, current"
    )
    sites = seat.page.stage.hero.accessibleDescription().split("; ")
    assert sites == [
        "Temporalis 1, patient’s left, given 5 units, at 10:30:00",
        "Temporalis 2, patient’s left, 5 units, next, 9 of 31",
        "Temporalis 3, patient’s left, skipped, healing skin lesion over the site",
        "Temporalis 4, patient’s left, 5 units, to do, 11 of 31",
    ]
    seat.key(Key.Key_1)
    front = seat.page.stage.hero.accessibleDescription()
    assert "Corrugator, patient’s right, given 2.5 units instead of 5, at 10:30:00" in front


def test_every_stop_of_the_keyboard_has_a_name(sit_down: SitDown) -> None:
    for size in ("wide", "tablet"):
        seat = sit_down(commands.Give("corrugator-right"), size=size)
        for opens in (None, Key.Key_S, Key.Key_D, Key.Key_N):
            if opens is not None:
                seat.key(opens)
            visible = [widget for widget in seat.page.findChildren(QWidget) if widget.isVisible()]
            stops = [widget for widget in visible if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
            assert [widget for widget in stops if not widget.accessibleName()] == []
            seat.key(Key.Key_Escape)


# --- announcements ---------------------------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What a screen reader would be given, and whether at once."""
    said: list[tuple[str, bool]] = []

    def hear(source: QWidget, text: str, *, urgent: bool = False) -> None:
        said.append((text, urgent))

    monkeypatch.setattr(announcer, "announce", hear)
    return said


def test_after_a_tick_it_is_told_when_it_is_saved(sit_down: SitDown, told: list[tuple[str, bool]]) -> None:
    seat = sit_down()
    seat.model.choose("temporalis-2-left")
    seat.store.gate.clear()
    seat.key(Key.Key_Space)
    assert told == []
    seat.store.gate.set()
    seat.wait_ready()
    assert told == [
        (
            "Given, temporalis 2, patient’s left, 5 units. Saved. Next, temporalis 3, patient’s left, 5 units.",
            False,
        )
    ]


def test_what_is_undone_and_the_end_are_told(sit_down: SitDown, told: list[tuple[str, bool]]) -> None:
    seat = sit_down()
    seat.do(*(commands.Give(site.key) for site in seat.model.visit.sites))
    assert told[-1] == ("Given, 31 sites. Saved. No site is left to do.", False)
    seat.key(Key.Key_U)
    seat.wait_ready()
    assert told[-1] == ("Taken back, 31 sites. Saved. Next, corrugator, patient’s right, 5 units.", False)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (commands.Skip("temporalis-3-left", "Patient asked"), "Skip, temporalis 3, patient’s left."),
        (commands.ChangeDose("procerus", Decimal(2), "Bleeding"), "Dose, procerus, midline."),
        (commands.Note("All well"), "Note."),
    ],
)
def test_other_acts_are_told_too(
    sit_down: SitDown, told: list[tuple[str, bool]], asked: commands.Command, says: str
) -> None:
    seat = sit_down()
    seat.do(asked)
    assert told == [(f"{says} Saved. Next, corrugator, patient’s right, 5 units.", False)]


def test_not_saved_and_refusals_are_told_at_once(sit_down: SitDown, told: list[tuple[str, bool]]) -> None:
    seat = sit_down()
    seat.store.full = True
    seat.key(Key.Key_Space)
    seat.wait(lambda: seat.model.stopped)
    assert told == [("Not saved. The disk is full. Earlier entries are safe.", True)]
    seat.store.full = False
    seat.click("error-retry")
    seat.wait_ready()
    assert told[-1][0].startswith("Given, corrugator, patient’s right, 5 units. Saved.")
    seat.model.submit(commands.Give("corrugator-right"))
    assert told[-1] == ("Corrugator is already given.", True)


def test_an_announcement_reaches_qt(sit_down: SitDown) -> None:
    seat = sit_down()
    announcer.announce(seat.page, "Saved.")
    announcer.announce(seat.page, "Not saved.", urgent=True)
    assert QAccessible.queryAccessibleInterface(seat.page) is not None
