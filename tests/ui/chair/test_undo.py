"""Undo goes back to the beginning and says what it takes back; the history keeps both."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from ui.chair.hands import Seat

from injection_map.domain import commands
from injection_map.domain.commands import Command
from injection_map.domain.dosing import totals
from injection_map.domain.protocol import Side, View

SitDown = Callable[..., Seat]
Key = Qt.Key
REDO = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ADDED = commands.AddSite(
    "temporalis-added-1-left", "Temporalis added 1", "temporalis", Side.LEFT, View.LEFT, 0, -60, Decimal(5), "Tender"
)


def undo_says(seat: Seat) -> str:
    return seat.find("undo").accessibleName()


def note_says(seat: Seat) -> list[str]:
    return seat.texts(seat.page.taken_back)


@pytest.mark.parametrize("size", ["wide", "tablet"])
def test_back_to_the_beginning_and_on_to_the_end(sit_down: SitDown, size: str) -> None:
    seat = sit_down(size=size)
    order = [site.key for site in seat.model.visit.sites]
    for _ in order:
        seat.inject()
    assert seat.given == order
    for key in reversed(order):
        seat.click("undo")
        seat.wait_ready()
        assert seat.next_key == key
        assert seat.page.stage.hero.view is seat.site(key).view
    assert seat.given == []
    assert not seat.page.panel.undo.isEnabled()
    seat.click(seat.page.taken_back.redo)
    seat.wait_ready()
    for _ in order[1:]:
        seat.key(Key.Key_Z, REDO)
        seat.wait_ready()
    assert seat.given == order
    assert totals(seat.model.visit.sites).units_given == 155


@pytest.mark.parametrize(
    ("done", "says"),
    [
        ([commands.Give("temporalis-1-left")], "temporalis 1, patient’s left"),
        ([commands.Skip("temporalis-3-left", "Patient asked")], "skip, temporalis 3, patient’s left"),
        ([commands.ChangeDose("procerus", Decimal(2), "Weakness")], "dose, procerus, midline"),
        ([commands.Note("Felt it", "procerus")], "note, procerus, midline"),
        ([commands.Note("All well")], "note"),
        ([ADDED], "added site, temporalis added 1, patient’s left"),
        ([commands.Give("procerus"), commands.TakeBack("procerus")], "taking back, procerus, midline"),
    ],
)
def test_undo_says_what_it_takes_back_and_the_note_what_was_taken_back(
    sit_down: SitDown, done: list[Command], says: str
) -> None:
    seat = sit_down(*done)
    before = len(seat.model.visit.acts)
    assert undo_says(seat).lower() == f"undo, {says}"
    seat.click("undo")
    seat.wait_ready()
    assert len(seat.model.visit.acts) == before - 1
    assert note_says(seat)[0].lower() == f"taken back: {says.replace('patient’s ', '')}"


def test_a_whole_side_is_taken_back_at_once(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.do(*(commands.Give(f"temporalis-{n}-left") for n in range(1, 5)))
    assert undo_says(seat) == "Undo, 4 sites"
    seat.click("undo")
    seat.wait_ready()
    assert seat.given == []
    assert note_says(seat)[0] == "Taken back: 4 sites"


def test_the_note_names_the_site_taken_back_not_the_next_one(sit_down: SitDown) -> None:
    """A given dose was corrected while another site is next."""
    seat = sit_down(commands.Give("corrugator-right"), commands.ChangeDose("corrugator-right", Decimal(2), "Bleeding"))
    assert seat.next_key == "corrugator-left"
    seat.click("undo")
    seat.wait_ready()
    assert note_says(seat)[0] == "Taken back: dose, corrugator, right"
    assert "next site again" not in " ".join(note_says(seat))


def test_the_note_offers_redo_and_goes_with_the_next_act(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("corrugator-right"))
    seat.click("undo")
    seat.wait_ready()
    assert note_says(seat) == ["Taken back: corrugator, right", "It is the next site again. Saved 10:30:00."]
    seat.click(seat.page.taken_back.redo)
    seat.wait_ready()
    assert seat.given == ["corrugator-right"]
    assert not seat.page.taken_back.isVisible()


def test_the_note_goes_after_its_time(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("corrugator-right"))
    seat.click("undo")
    stays = seat.page.taken_back._stay
    assert stays.isActive()
    assert stays.interval() == 8000
    stays.start(1)
    seat.wait(lambda: not seat.page.taken_back.isVisible())
    seat.key(Key.Key_Z, REDO)
    assert seat.given == ["corrugator-right"]  # the key still has it


def test_undo_shows_the_site_wherever_the_user_was_looking(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("corrugator-right"))
    seat.click("view-back")
    seat.click("undo")
    assert seat.page.stage.hero.view is View.FRONT
    assert seat.next_key == "corrugator-right"


def test_nothing_is_deleted(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("corrugator-right"))
    seat.click("undo")
    seat.wait_ready()
    assert seat.kinds == ["given", "undone"]
