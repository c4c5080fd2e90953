"""The helper that speaks, with a voice of our own in place of the platform's: heard, cut short, failed, hung."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from injection_map.voice import helper
from injection_map.voice.helper import Command, Speaker, find_command

LONGEST_S = 20


@pytest.mark.parametrize(
    ("platform", "there", "wanted"),
    [
        ("linux", {"spd-say", "espeak-ng"}, "espeak-ng"),
        ("linux", {"spd-say"}, "spd-say"),
        ("linux", {"say", "powershell"}, None),
        ("darwin", {"say", "espeak-ng"}, "say"),
        ("win32", {"powershell"}, "powershell"),
        ("win32", set(), None),
    ],
)
def test_the_first_voice_that_is_there(platform: str, there: set[str], wanted: str | None) -> None:
    found = find_command(platform, lambda name: f"/bin/{name}" if name in there else None)
    assert (found.argv[0] if found else None) == wanted


def test_speech_dispatcher_is_given_the_text_behind_and_told_to_stop() -> None:
    found = find_command("linux", lambda name: name if name == "spd-say" else None)
    assert found == Command(("spd-say", "-w", "-l", "en", "--"), text_behind=True, hush=("spd-say", "-S"))


def voice(folder: Path, source: str) -> Command:
    """A command that runs this Python, with the folder as its first argument."""
    script = folder / "voice.py"
    script.write_text(source)
    return Command((sys.executable, "-I", "-S", str(script), str(folder)))


WRITES = """
import sys, pathlib
folder = pathlib.Path(sys.argv[1])
text = sys.argv[2] if len(sys.argv) > 2 else sys.stdin.buffer.read().decode()
(folder / "spoken.new").write_text(text)
(folder / "spoken.new").rename(folder / "spoken")
"""
HANGS = "import time; print(flush=True); time.sleep(600)"


def wait_for(condition: threading.Event) -> None:
    assert condition.wait(LONGEST_S)


class Threads:
    """The threads that a speaker started, to be waited for."""

    def __init__(self) -> None:
        self._before = set(threading.enumerate())

    def wait(self) -> None:
        for thread in set(threading.enumerate()) - self._before:
            thread.join(LONGEST_S)
            assert not thread.is_alive()


@pytest.fixture
def threads() -> Iterator[Threads]:
    threads = Threads()
    yield threads
    threads.wait()


@pytest.mark.parametrize("behind", [False, True])
def test_a_text_reaches_the_voice_whole(tmp_path: Path, threads: Threads, behind: bool) -> None:
    command = Command(voice(tmp_path, WRITES).argv, text_behind=behind)
    speaker = Speaker(command, lambda: pytest.fail("it failed"))
    speaker.say("left temporalis 2, “five” units; $(rm -r x)")
    threads.wait()
    assert (tmp_path / "spoken").read_text() == "left temporalis 2, “five” units; $(rm -r x)"


def test_the_next_text_cuts_the_one_before_short(tmp_path: Path, threads: Threads) -> None:
    speaker = Speaker(voice(tmp_path, HANGS), lambda: pytest.fail("cut short is no failure"))
    for text in ("one", "two", "three"):
        speaker.say(text)
    assert len(threading.enumerate()) > 1
    speaker.hush()
    threads.wait()


def test_a_voice_that_goes_on_in_another_process_is_told_to_stop(tmp_path: Path, threads: Threads) -> None:
    hangs = voice(tmp_path, HANGS)
    stopped = tmp_path / "stopped"
    hush = (sys.executable, "-I", "-S", "-c", f"open({str(stopped)!r}, 'w')")
    speaker = Speaker(Command(hangs.argv, hush=hush), lambda: pytest.fail("cut short is no failure"))
    speaker.say("one")
    speaker.hush()
    assert stopped.exists()


def test_a_voice_that_cannot_speak_is_told(tmp_path: Path, threads: Threads) -> None:
    failed = threading.Event()
    Speaker(voice(tmp_path, "raise SystemExit(1)"), failed.set).say("one")
    wait_for(failed)


def test_a_voice_that_hangs_is_ended_and_told(tmp_path: Path, threads: Threads) -> None:
    failed = threading.Event()
    Speaker(voice(tmp_path, HANGS), failed.set, longest_s=0.2).say("one")
    wait_for(failed)


def test_a_voice_that_went_away_is_told() -> None:
    failed = threading.Event()
    Speaker(Command(("/nowhere/invented-voice",)), failed.set).say("one")
    assert failed.is_set()


# --- as a process ----------------------------------------------------------------------------------------------------

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="puts a voice of Linux on the path")


@contextmanager
def process(path: Path) -> Iterator[subprocess.Popen[str]]:
    """The helper, with nothing on its path but what lies in this folder."""
    started = subprocess.Popen(
        [sys.executable, "-I", "-S", helper.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PATH": str(path)},
    )
    with started:
        try:
            yield started
        finally:
            started.kill()


def espeak(folder: Path, source: str) -> None:
    """A voice by that name, which takes its text from its input."""
    (folder / "voice.py").write_text(source)
    script = folder / "espeak-ng"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "{folder}/voice.py" "{folder}"\n')
    script.chmod(0o755)


@linux_only
def test_without_a_voice_it_says_so_and_ends(tmp_path: Path) -> None:
    with process(tmp_path) as started:
        out, _ = started.communicate(timeout=LONGEST_S)
    assert (out, started.returncode) == ("no-voice\n", 0)


@linux_only
def test_each_line_is_heard_and_it_ends_with_its_input(tmp_path: Path) -> None:
    espeak(tmp_path, HANGS)
    with process(tmp_path) as started:
        out, _ = started.communicate("left temporalis 2\n\nright temporalis 2\n", timeout=LONGEST_S)
    assert (out, started.returncode) == ("ready\nheard\nheard\nheard\n", 0)


@linux_only
def test_what_the_voice_cannot_do_is_told(tmp_path: Path) -> None:
    espeak(tmp_path, "raise SystemExit(1)")
    with process(tmp_path) as started:
        assert started.stdin is not None
        assert started.stdout is not None
        started.stdin.write("one\n")
        started.stdin.flush()
        assert [started.stdout.readline() for _ in range(3)] == ["ready\n", "heard\n", "failed\n"]
