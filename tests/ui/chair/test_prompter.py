"""What is spoken at the chair: the next site, once the disk has the act."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from ui.chair.hands import Seat

from injection_map.domain import commands
from injection_map.ui.chair.prompter import Prompter

SitDown = Callable[..., Seat]


def listen(seat: Seat) -> list[str]:
    said: list[str] = []
    Prompter(seat.model, seat.page).said.connect(said.append)
    return said


def test_the_next_site_is_said_after_each_tick_and_undo(sit_down: SitDown) -> None:
    seat = sit_down()
    said = listen(seat)
    assert said == []
    seat.inject()
    seat.inject()
    assert said == ["left corrugator, five units", "midline procerus, five units"]
    seat.key(Qt.Key.Key_U)
    seat.wait_ready()
    assert said[2:] == ["taken back. left corrugator, five units"]


def test_nothing_is_said_before_the_disk_has_it(sit_down: SitDown) -> None:
    seat = sit_down()
    said = listen(seat)
    seat.store.gate.clear()
    seat.key(Qt.Key.Key_Space)
    seat.wait(lambda: seat.model.save_state.kind == "saving")
    assert said == []
    seat.store.gate.set()
    seat.wait_ready()
    assert said == ["left corrugator, five units"]


def test_what_is_not_saved_is_said(sit_down: SitDown) -> None:
    seat = sit_down()
    said = listen(seat)
    seat.store.full = True
    seat.key(Qt.Key.Key_Space)
    seat.wait(lambda: seat.model.stopped)
    assert said == ["not saved, look at the screen"]
    seat.store.full = False
    seat.model.retry_saving()
    seat.wait_ready()
    assert said[1:] == ["left corrugator, five units"]


def test_the_next_syringe_is_said_before_its_site(sit_down: SitDown) -> None:
    seat = sit_down()
    said = listen(seat)
    while not any("syringe" in words for words in said):
        before = len(said)
        seat.key(Qt.Key.Key_Space)
        seat.wait_ready()
        assert len(said) == before + 1
    need, site = said[-1].split(". ")
    assert need == "take syringe two"
    seat.confirm_syringe()
    assert said[-1] == site


def test_a_note_says_nothing_again(sit_down: SitDown) -> None:
    seat = sit_down()
    said = listen(seat)
    seat.do(commands.Note("an invented note", "procerus"))
    assert said == []


def test_after_the_last_site_it_says_so(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.give_first(len(seat.model.visit.to_do) - 1)
    said = listen(seat)
    seat.inject()
    assert said[-1] == "no site is left to do"


def test_nothing_is_said_while_it_is_paused(sit_down: SitDown) -> None:
    seat = sit_down(commands.Give("procerus"))
    said = listen(seat)
    seat.do(commands.Pause("Phone"))
    seat.do(commands.Undo())
    assert said == []
