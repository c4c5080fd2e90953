"""Hands free and spoken, in the real program: learned in mid-visit, tested, in force at the chair, and heard."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import PATIENT, Hands
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from injection_map.app.hands_desk import HandsDesk
from injection_map.ui.controls import Text
from injection_map.ui.fields import Message

Key = Qt.Key
PAD = Qt.KeyboardModifier.KeypadModifier

VOICE = """
import os, pathlib, sys
folder = pathlib.Path(sys.argv[1])
(folder / "pid").write_text(str(os.getpid()))
print("ready", flush=True)
for line in sys.stdin:
    with open(folder / "heard", "a") as heard: heard.write(line)
    print("heard", flush=True)
"""


def open_settings(hands: Hands) -> None:
    """By the menu of the page."""
    hands.click("menu")
    menu = hands.page.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Settings").trigger()
    menu.close()
    hands.wait_for_page("settings-page")


def open_test_page(hands: Hands) -> None:
    open_settings(hands)
    hands.click("test-keys")
    hands.wait_for_page("hands-page")


def texts(hands: Hands) -> list[str]:
    return [text.text() for text in hands.page.findChildren(Text) if text.isVisible()]


@pytest.fixture
def voice(tmp_path: Path) -> tuple[str, ...]:
    script = tmp_path / "voice.py"
    script.write_text(VOICE)
    return sys.executable, "-I", "-S", str(script), str(tmp_path)


def heard(tmp_path: Path) -> list[str]:
    file = tmp_path / "heard"
    return file.read_text().splitlines() if file.exists() else []


@pytest.mark.xcb
def test_a_pedal_is_tested_and_learned_in_mid_visit_and_the_chair_comes_back(
    sit_down: Callable[..., Hands], data_dir: Path
) -> None:
    hands = sit_down()
    hands.start_visit()
    hands.click_injected()
    visit = hands.program.visit
    assert visit is not None
    entries = len(visit.model.events)
    open_test_page(hands)
    hands.press(Key.Key_Space)
    hands.press(Key.Key_PageDown)
    hands.click("learn-second-pedal")
    hands.press(Key.Key_F14)
    hands.click("pad-at-chair")
    hands.click("hands-back")
    hands.wait_for_page("settings-page")
    assert "It sends F14." in texts(hands)
    hands.click("settings-back")
    hands.wait_for_page("chair-page")
    assert hands.page is visit.chair
    assert len(visit.model.events) == entries  # nothing that was tested was recorded
    QTest.keyClick(hands.window, Key.Key_F14)
    hands.wait_until_recorded()
    QTest.keyClick(hands.window, Key.Key_0, PAD)  # held back for a moment: it could begin a carton's code
    hands.wait(lambda: [event.type for event in visit.model.events[entries:]] == ["undone", "given"])
    hands.wait_until_recorded()
    kept = json.loads((data_dir / "settings.json").read_text())
    assert (kept["second_pedal_key"], kept["pad_at_chair"]) == (int(Key.Key_F14), True)


def test_what_was_typed_on_the_start_page_survives_both_pages(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down()
    hands.click("new-patient")
    hands.write("name", PATIENT["name"])
    open_test_page(hands)
    assert hands.program.start_page is not None
    hands.click("hands-back")
    hands.click("settings-back")
    assert hands.page is hands.program.start_page
    assert hands.find("name").text() == PATIENT["name"]  # type: ignore[attr-defined]


def test_all_is_as_it_was_at_first(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    hands = sit_down()
    open_test_page(hands)
    hands.click("learn-blank-key")
    hands.press(Key.Key_F15)
    hands.click("pad-at-chair")
    hands.click("reset-keys")
    kept = json.loads((data_dir / "settings.json").read_text())
    assert (kept["blank_key"], kept["pad_at_chair"]) == (None, False)
    assert "It sends F15." not in texts(hands)


def test_in_the_trainer_the_first_page_comes_after_it(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down()
    desk = HandsDesk(hands.program.workplace, hands.program.window, hands.program)
    desk.show()
    hands.wait_for_page("hands-page")
    with hands.qtbot.waitSignal(desk.left, timeout=1000):
        hands.click("hands-back")


def test_the_next_site_is_spoken_and_no_name(
    sit_down: Callable[..., Hands], voice: tuple[str, ...], tmp_path: Path
) -> None:
    hands = sit_down(voice_command=voice)
    open_settings(hands)
    hands.click("spoken-prompts")
    hands.click("settings-back")
    hands.start_visit()
    hands.click_injected()
    hands.wait(lambda: heard(tmp_path) == ["left corrugator, five units"])
    hands.click_injected()
    hands.wait(lambda: heard(tmp_path)[1:] == ["midline procerus, five units"])
    pid = int((tmp_path / "pid").read_text())
    hands.program.shell.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_each_site_that_is_shown_to_an_audience_is_spoken(
    sit_down: Callable[..., Hands], voice: tuple[str, ...], tmp_path: Path
) -> None:
    hands = sit_down(voice_command=voice)
    open_settings(hands)
    hands.click("spoken-prompts")
    hands.click("settings-back")
    hands.click("trainer")
    hands.wait_for_page("trainer-page")
    hands.click("way-demonstrate")
    hands.wait_for_page("presenter-page")
    hands.click("show-audience")
    hands.wait(lambda: heard(tmp_path) == ["right corrugator, five units"])
    hands.click("next-step")
    hands.click("next-site")
    hands.wait(lambda: heard(tmp_path)[1:] == ["left corrugator, five units"])
    hands.program.shell.close()


def test_a_computer_without_a_voice_says_so_and_the_visit_goes_on(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down(voice_command=(sys.executable, "-I", "-S", "-c", "print('no-voice')"))
    open_settings(hands)
    hands.click("spoken-prompts")
    hands.click("try-voice")
    message = hands.find("voice-words")
    assert isinstance(message, Message)
    hands.wait(lambda: message.text.startswith("No voice on this computer"))
    hands.click("settings-back")
    hands.start_visit()
    hands.click_injected()
    visit = hands.program.visit
    assert visit is not None
    assert visit.model.all_saved
