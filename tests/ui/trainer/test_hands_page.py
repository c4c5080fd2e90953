"""Keys and voice, with real keys: what arrives is told as the chair would take it, and what is learned is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES, Hands, cut_texts, leave, nameless, sit_at

from injection_map.domain.presses import MOST_KEPT
from injection_map.domain.settings import FONT_PERCENTS, Settings, with_setting
from injection_map.ui.fields import Message
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.hands_page import HandsPage
from injection_map.ui.trainer.presses_view import NOTHING_YET, seconds

Key = Qt.Key
F13, F14 = int(Key.Key_F13), int(Key.Key_F14)
NONE, PAD = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
DOWN, UP = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
KEY_UP_MS = 150

Chosen = list[tuple[str, object]]
Open = Callable[..., tuple[Hands, Chosen]]


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme) -> Iterator[Open]:
    """The page, which follows what is chosen on it as a desk lets it, and what was chosen."""
    with ExitStack() as stack:

        def open_it(settings: Settings | None = None, *, size: tuple[int, int] = (1280, 800)) -> tuple[Hands, Chosen]:
            in_force = [settings or Settings()]
            page = HandsPage(theme, in_force[0], key_up_ms=KEY_UP_MS)
            chosen: Chosen = []

            def keep(name: str, value: object) -> None:
                chosen.append((name, value))
                in_force[0] = with_setting(in_force[0], name, value)
                page.follow(in_force[0])

            page.setting_chosen.connect(keep)
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            return hands, chosen

        yield open_it


def send(
    hands: Hands,
    kind: QEvent.Type,
    key: Key,
    *,
    at_ms: int,
    modifiers: Qt.KeyboardModifier = NONE,
    repeat: bool = False,
) -> None:
    """A key as the system sends it to the window, at a time of our own."""
    event = QKeyEvent(kind, key, modifiers, "", repeat)
    event.setTimestamp(at_ms)
    QCoreApplication.sendEvent(hands.shell.windowHandle(), event)


def tap(hands: Hands, key: Key, *, at_ms: int, held_ms: int = 100, modifiers: Qt.KeyboardModifier = NONE) -> None:
    send(hands, DOWN, key, at_ms=at_ms, modifiers=modifiers)
    send(hands, UP, key, at_ms=at_ms + held_ms, modifiers=modifiers)


def newest(hands: Hands) -> tuple[str, str, str, str]:
    """The key, how it was pressed, what it does at the chair and in the trainer."""
    page = hands.page
    assert isinstance(page, HandsPage)
    shown = page.newest
    return shown.key.text(), shown.how.text(), shown.chair.words.text(), shown.trainer.words.text()


def table(hands: Hands) -> list[list[str]]:
    page = hands.page
    assert isinstance(page, HandsPage)
    return [row for row in ([text.text() for text in row] for row in page.last.rows) if any(row)]


# --- what arrives ----------------------------------------------------------------------------------------------------


def test_before_the_first_press_it_says_what_to_do(open_page: Open) -> None:
    hands, _ = open_page()
    assert newest(hands)[0] == NOTHING_YET
    assert table(hands) == []
    assert hands.focus == "newest-press"


def test_a_press_is_told_while_it_is_held_and_after(open_page: Open) -> None:
    hands, _ = open_page(Settings(pedal_key=F13))
    send(hands, DOWN, Key.Key_F13, at_ms=1000)
    assert newest(hands) == ("F13", "Held down now.", "Injected", "Next")
    send(hands, UP, Key.Key_F13, at_ms=1120)
    assert newest(hands)[1] == "Held for 0.12 s."
    tap(hands, Key.Key_PageDown, at_ms=1920)
    assert newest(hands) == ("Page Down", "Held for 0.1 s, up for 0.8 s before.", "nothing", "Next")


def test_repeats_of_a_held_key_are_counted_and_ignored(open_page: Open) -> None:
    hands, _ = open_page()
    send(hands, DOWN, Key.Key_F14, at_ms=1000)
    for at_ms in (1500, 1533):
        send(hands, UP, Key.Key_F14, at_ms=at_ms, repeat=True)
        send(hands, DOWN, Key.Key_F14, at_ms=at_ms, repeat=True)
    send(hands, UP, Key.Key_F14, at_ms=1600)
    assert newest(hands)[1] == "Held for 0.6 s. 2 repeats, ignored."
    assert table(hands) == [["F14", "0.6 s", "", "2", "nothing", "nothing"]]


def test_a_switch_that_bounces_is_told_to(open_page: Open) -> None:
    hands, _ = open_page(Settings(pedal_key=F13))
    tap(hands, Key.Key_F13, at_ms=1000)
    tap(hands, Key.Key_F13, at_ms=1200)
    assert newest(hands)[1] == "Too soon: it does not count. It must be up for 0.15 s first."
    assert table(hands)[0] == ["F13", "0.1 s", "0.1 s", "", "too soon", "too soon"]


@pytest.mark.parametrize(
    ("key", "modifiers", "told"),
    [
        (Key.Key_Space, NONE, ("Space", "Injected", "Next")),
        (Key.Key_U, NONE, ("U", "a page key", "nothing")),
        (Key.Key_Return, NONE, ("Return", "a page key", "nothing")),
        (Key.Key_Period, NONE, (".", "nothing", "Blank")),
        (Key.Key_F5, NONE, ("F5", "nothing", "a page key")),
        (Key.Key_Home, NONE, ("Home", "nothing", "First site")),
        (Key.Key_0, NONE, ("0", "a page key", "a page key")),
        (Key.Key_0, PAD, ("Numeric pad 0", "a page key", "Next")),
        (Key.Key_Minus, PAD, ("Numeric pad minus", "nothing", "a page key")),
    ],
)
def test_what_a_key_does_is_told(
    open_page: Open, key: Key, modifiers: Qt.KeyboardModifier, told: tuple[str, str, str]
) -> None:
    hands, chosen = open_page()
    tap(hands, key, at_ms=1000, modifiers=modifiers)
    shown = newest(hands)
    assert (shown[0], *shown[2:]) == told
    assert chosen == []


def test_the_pad_at_the_chair(open_page: Open) -> None:
    hands, chosen = open_page()
    tap(hands, Key.Key_0, at_ms=1000, modifiers=PAD)
    assert newest(hands)[2] == "a page key"  # one view or all four, as the figure above the letters
    hands.click("pad-at-chair")
    assert chosen == [("pad_at_chair", True)]
    assert newest(hands)[2] == "Injected"  # at once, of the press that stands there


def test_only_the_last_presses_are_shown_the_newest_first(open_page: Open) -> None:
    hands, _ = open_page()
    for number in range(MOST_KEPT + 1):
        tap(hands, Key(Key.Key_F13 + number), at_ms=1000 * (number + 1))
    assert [row[0] for row in table(hands)] == [f"F{13 + number}" for number in range(MOST_KEPT, 0, -1)]


def test_space_presses_no_button_here_and_enter_does(open_page: Open) -> None:
    hands, chosen = open_page()
    hands.find("pad-at-chair").setFocus(Qt.FocusReason.TabFocusReason)
    tap(hands, Key.Key_Space, at_ms=1000)
    assert (newest(hands)[0], chosen) == ("Space", [])
    hands.press(Key.Key_Return)
    assert chosen == [("pad_at_chair", True)]


def test_a_key_that_was_held_when_the_page_was_left_can_be_pressed_again(open_page: Open) -> None:
    hands, _ = open_page()
    send(hands, DOWN, Key.Key_F13, at_ms=1000)
    hands.page.hide()
    hands.page.show()
    hands.find("newest-press").setFocus()
    send(hands, DOWN, Key.Key_F13, at_ms=5000)
    assert [row[:4] for row in table(hands)] == [["F13", "now", "", ""]]


@pytest.mark.parametrize(
    ("ms", "told"),
    [(0, "0 s"), (33, "0.03 s"), (120, "0.12 s"), (1234, "1.2 s"), (99_960, "100 s"), (125_400, "125 s")],
)
def test_seconds(ms: float, told: str) -> None:
    assert seconds(ms) == told


def test_a_command_is_told_to_be_none_for_a_pedal(open_page: Open) -> None:
    hands, _ = open_page()
    hands.press(Key.Key_F13, Qt.KeyboardModifier.ControlModifier)
    assert newest(hands)[:2] == (
        "Ctrl+F13",
        "With Ctrl, Alt or Meta it is a command. Let the pedal send a key alone.",
    )
    assert table(hands) == []


# --- what is learned -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "setting"),
    [
        ("pedal", "pedal_key"),
        ("second-pedal", "second_pedal_key"),
        ("skip-key", "skip_key"),
        ("blank-key", "blank_key"),
        ("first-key", "first_key"),
    ],
)
def test_each_act_is_learned_and_forgotten(open_page: Open, row: str, setting: str) -> None:
    hands, chosen = open_page()
    hands.click(f"learn-{row}")
    assert "Press it once. Esc leaves it as it was." in hands.texts()
    hands.press(Key.Key_F14)
    assert "It sends F14." in hands.texts()
    assert table(hands) == []  # a press that is learned is none of those that are tested
    hands.click(f"forget-{row}")
    assert chosen == [(setting, F14), (setting, None)]


def test_a_key_that_writes_text_is_refused_in_words(open_page: Open) -> None:
    hands, chosen = open_page()
    hands.click("learn-pedal")
    hands.press(Key.Key_Q)
    assert "Q writes text. Let the pedal send a key that writes nothing, such as F13." in hands.texts()
    assert chosen == []


def test_one_of_the_pad_is_learned_for_the_pad_alone(open_page: Open) -> None:
    hands, chosen = open_page()
    hands.click("learn-pedal")
    hands.press(Key.Key_7, PAD)
    assert chosen == [("pedal_key", 0x20000037)]
    assert "It sends Numeric pad 7." in hands.texts()
    tap(hands, Key.Key_7, at_ms=1000, modifiers=PAD)
    assert newest(hands)[2:] == ("Injected", "Next")
    tap(hands, Key.Key_7, at_ms=2000)
    assert newest(hands)[2:] == ("nothing", "nothing")


def test_back_to_how_it_was_at_first(open_page: Open, qtbot: QtBot) -> None:
    hands, _ = open_page(Settings(skip_key=F13))
    page = hands.page
    assert isinstance(page, HandsPage)
    with qtbot.waitSignal(page.reset_asked, timeout=1000):
        hands.click("reset-keys")
    page.follow(Settings())
    assert not hands.find("reset-keys").isEnabled()


# --- the voice -------------------------------------------------------------------------------------------------------


def test_the_voice_is_switched_and_tried(open_page: Open, qtbot: QtBot) -> None:
    hands, chosen = open_page()
    page = hands.page
    assert isinstance(page, HandsPage)
    switch = hands.find("spoken-prompts")
    assert isinstance(switch, QAbstractButton)
    assert not switch.isChecked()
    hands.click("spoken-prompts")
    assert chosen == [("spoken_prompts", True)]
    with qtbot.waitSignal(page.voice.try_asked, timeout=1000):
        hands.click("try-voice")


def test_how_the_voice_is_is_told(open_page: Open) -> None:
    hands, _ = open_page()
    page = hands.page
    assert isinstance(page, HandsPage)
    page.voice.tell("No voice on this computer.", fault=True)
    message = hands.find("voice-words")
    assert isinstance(message, Message)
    assert message.text == "No voice on this computer."


# --- the look --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("percent", FONT_PERCENTS)
@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_nothing_is_cut_and_every_control_has_a_name(
    open_page: Open, theme: Theme, size: tuple[int, int], percent: int
) -> None:
    theme.set_font_percent(percent)
    learned = Settings(pedal_key=F13, second_pedal_key=F14, skip_key=0x20000037, blank_key=F14 + 1, first_key=F14 + 2)
    hands, _ = open_page(learned, size=size)
    page = hands.page
    assert isinstance(page, HandsPage)
    page.voice.tell("The voice could not speak. Look whether this computer has sound, then press Try it.", fault=True)
    for number in range(MOST_KEPT):
        tap(hands, Key.Key_0, at_ms=1000 + 100 * number, modifiers=PAD)
    hands.qtbot.waitUntil(lambda: cut_texts(page) == [])
    assert nameless(page) == []
