"""The voice, with helpers that hang, die, flood and lie: the program keeps its pace and says what is the matter."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, QTimer
from pytestqt.qtbot import QtBot

from injection_map.app.setup import PASSPHRASE
from injection_map.app.voice_desk import COULD_NOT_SPEAK, EXAMPLE, GAVE_UP, MOST_CHARACTERS, NO_VOICE, Patience, Voice
from injection_map.app.voice_desk import VoiceState as State

PATIENT = Patience(start_ms=20_000, hear_ms=20_000)
IMPATIENT = Patience(start_ms=300, hear_ms=300)
"""For helpers that never answer: how long it takes to be sure of it is no part of a test."""

LONGEST_MS = 20_000
LONGEST_GAP_MS = 1000
"""Who waited for one of the helpers below would wait for seconds, or for ever; a busy machine may falter."""

LISTENS = """
import sys, pathlib, os
folder = pathlib.Path(sys.argv[1])
with open(folder / "pids", "a") as pids: pids.write(f"{os.getpid()}\\n")
print("ready", flush=True)
for line in sys.stdin:
    with open(folder / "heard", "a") as heard: heard.write(line)
    print("heard", flush=True)
"""
IGNORES_ITS_INPUT = """
import sys, pathlib, time
with open(pathlib.Path(sys.argv[1]) / "pids", "a") as pids: pids.write("x\\n")
print("ready", flush=True)
time.sleep(600)
"""
NEVER_STARTS = IGNORES_ITS_INPUT.replace('print("ready", flush=True)', "")
DIES_AT_START = 'import sys; open(sys.argv[1] + "/pids", "a").write("x\\n")'
DIES_AT_A_LINE = """
import sys
open(sys.argv[1] + "/pids", "a").write("x\\n")
print("ready", flush=True)
sys.stdin.readline()
"""
FLOODS = """
import sys
open(sys.argv[1] + "/pids", "a").write("x\\n")
while True: print("ready" * 1000, flush=True)
"""
FLOODS_WITH_ANSWERS = FLOODS.replace('"ready" * 1000', '"ready\\nheard"')
FLOODS_WITHOUT_A_LINE = FLOODS.replace('print("ready" * 1000, flush=True)', 'sys.stdout.write("x" * 4096)')
TALKS_NONSENSE = FLOODS.replace("while True: ", "").replace('"ready" * 1000', '"\\x00\\xff hello"') + (
    "\nsys.stdin.read()\n"
)
NOT_A_VOICE = 'print("no-voice", flush=True)'
CANNOT_SPEAK = LISTENS.replace('print("heard", flush=True)', 'print("heard"); print("failed", flush=True)')

MAD = {
    "ignores its input": IGNORES_ITS_INPUT,
    "never starts": NEVER_STARTS,
    "dies at start": DIES_AT_START,
    "dies at a line": DIES_AT_A_LINE,
    "floods": FLOODS,
    "floods with answers": FLOODS_WITH_ANSWERS,
    "floods without a line": FLOODS_WITHOUT_A_LINE,
    "talks nonsense": TALKS_NONSENSE,
}

Begin = Callable[..., Voice]


@pytest.fixture
def begin(qtbot: QtBot, tmp_path: Path) -> Iterator[Begin]:
    """A voice that is on, with a helper that runs this Python."""
    voices: list[Voice] = []

    def begin_with(source: str, *, patience: Patience = PATIENT, on: bool = True) -> Voice:
        script = tmp_path / "helper.py"
        script.write_text(source)
        voice = Voice((sys.executable, "-I", "-S", str(script), str(tmp_path)), patience=patience)
        voices.append(voice)
        voice.set_on(on)
        return voice

    yield begin_with
    for voice in voices:
        voice.close()
        voice.deleteLater()


@pytest.fixture
def wait(qtbot: QtBot) -> Callable[[Callable[[], bool]], None]:
    return lambda condition: qtbot.waitUntil(condition, timeout=LONGEST_MS)


Wait = Callable[[Callable[[], bool]], None]


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


class Pace:
    """Ticks of the event loop, and the longest gap between two of them."""

    def __init__(self) -> None:
        self.longest_ms, self.ticks = 0, 0
        self._watch = QElapsedTimer()
        self._watch.start()
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def _on_tick(self) -> None:
        self.longest_ms = max(self.longest_ms, self._watch.restart())
        self.ticks += 1

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def pace(qtbot: QtBot) -> Iterator[Pace]:
    pace = Pace()
    yield pace
    pace.stop()


def test_what_is_said_is_heard_as_one_line(begin: Begin, wait: Wait, tmp_path: Path) -> None:
    voice = begin(LISTENS)
    voice.say(" left\ntemporalis 2,  five units ")
    wait(lambda: lines(tmp_path / "heard") == ["left temporalis 2, five units"])
    assert voice.words.startswith("The voice is ready.")
    assert not voice.is_fault
    voice.say("x" * 2000)
    wait(lambda: lines(tmp_path / "heard")[1:] == ["x" * MOST_CHARACTERS])


def test_it_is_started_when_it_is_needed_and_once(begin: Begin, wait: Wait, tmp_path: Path) -> None:
    voice = begin(LISTENS)
    assert (voice.state, voice.words) == (State.IDLE, "")
    for number in range(50):
        voice.say(f"text {number}")
    wait(lambda: lines(tmp_path / "heard")[-1:] == ["text 49"])
    assert len(lines(tmp_path / "heard")) <= 3  # only the newest waits
    assert len(lines(tmp_path / "pids")) == 1


def test_while_it_is_off_nothing_is_started(begin: Begin, tmp_path: Path) -> None:
    voice = begin(LISTENS, on=False)
    voice.say("left temporalis 2")
    assert voice.state is State.IDLE
    assert not (tmp_path / "pids").exists()


def test_it_can_be_tried_while_it_is_off(begin: Begin, wait: Wait, tmp_path: Path) -> None:
    begin(LISTENS, on=False).try_it()
    wait(lambda: lines(tmp_path / "heard") == [EXAMPLE])


def test_switched_off_the_helper_goes(begin: Begin, wait: Wait, tmp_path: Path) -> None:
    voice = begin(LISTENS)
    voice.say("one")
    wait(lambda: lines(tmp_path / "heard") == ["one"])
    (pid,) = lines(tmp_path / "pids")
    voice.set_on(False)
    wait(lambda: not is_alive(pid))
    assert voice.state is State.IDLE


@pytest.mark.parametrize("source", [LISTENS, IGNORES_ITS_INPUT], ids=["listens", "ignores its input"])
def test_closed_the_helper_is_gone(begin: Begin, wait: Wait, tmp_path: Path, source: str) -> None:
    voice = begin(source.replace('pids.write("x\\n")', "pids.write(f\"{__import__('os').getpid()}\\n\")"))
    voice.say("one")
    wait(lambda: voice.state is State.READY)
    (pid,) = lines(tmp_path / "pids")
    voice.close()
    assert not is_alive(pid)


@pytest.mark.parametrize("source", MAD.values(), ids=MAD.keys())
def test_a_mad_helper_is_given_up_in_words_and_nothing_hangs(
    begin: Begin, wait: Wait, pace: Pace, tmp_path: Path, source: str
) -> None:
    voice = begin(source, patience=IMPATIENT)
    said = QTimer(interval=3)
    said.timeout.connect(lambda: voice.say("left temporalis 2, five units"))
    said.start()
    wait(lambda: voice.state is State.GAVE_UP)
    said.stop()
    assert (voice.words, voice.is_fault) == (GAVE_UP, True)
    assert len(lines(tmp_path / "pids")) <= IMPATIENT.most_starts
    assert pace.ticks > 1
    assert pace.longest_ms < LONGEST_GAP_MS
    before = len(lines(tmp_path / "pids"))
    voice.say("right temporalis 2, five units")
    assert voice.state is State.GAVE_UP
    assert len(lines(tmp_path / "pids")) == before


def test_one_that_died_once_is_started_anew_and_told_again(begin: Begin, wait: Wait, tmp_path: Path) -> None:
    begin(
        LISTENS.replace(
            "for line in sys.stdin:\n",
            'for line in sys.stdin:\n    if len((folder / "pids").read_text().splitlines()) == 1: sys.exit(1)\n',
        )
    ).say("one")
    wait(lambda: lines(tmp_path / "heard") == ["one"])
    assert len(lines(tmp_path / "pids")) == 2


def test_one_that_was_given_up_can_be_tried_again(begin: Begin, wait: Wait, tmp_path: Path) -> None:
    voice = begin(DIES_AT_START)
    voice.say("one")
    wait(lambda: voice.state is State.GAVE_UP)
    (tmp_path / "helper.py").write_text(LISTENS)
    voice.try_it()
    wait(lambda: lines(tmp_path / "heard") == [EXAMPLE])
    assert not voice.is_fault


def test_a_computer_without_a_voice_is_told_of(begin: Begin, wait: Wait, tmp_path: Path) -> None:
    voice = begin(NOT_A_VOICE)
    voice.say("one")
    wait(lambda: voice.state is State.NO_VOICE)
    assert (voice.words, voice.is_fault) == (NO_VOICE, True)
    (tmp_path / "helper.py").write_text(LISTENS)
    voice.say("two")
    assert voice.state is State.NO_VOICE
    voice.try_it()
    wait(lambda: lines(tmp_path / "heard") == [EXAMPLE])


def test_a_voice_without_sound_is_told_of(begin: Begin, wait: Wait, tmp_path: Path) -> None:
    voice = begin(CANNOT_SPEAK)
    voice.say("one")
    wait(lambda: voice.state is State.MUTE)
    assert (voice.words, voice.is_fault) == (COULD_NOT_SPEAK, True)
    voice.say("two")
    wait(lambda: lines(tmp_path / "heard") == ["one", "two"])


def test_a_command_that_does_not_exist(qtbot: QtBot, wait: Wait) -> None:
    voice = Voice(("/nowhere/invented-helper",))
    voice.set_on(True)
    voice.say("one")
    wait(lambda: voice.state is State.GAVE_UP)
    voice.close()
    voice.deleteLater()


def test_the_helper_does_not_get_the_passphrase(
    begin: Begin, wait: Wait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSPHRASE, "an invented passphrase")
    begin(LISTENS.replace("heard.write(line)", "heard.write(repr(dict(os.environ)))")).say("one")
    wait(lambda: bool(lines(tmp_path / "heard")))
    assert "an invented passphrase" not in (tmp_path / "heard").read_text()
