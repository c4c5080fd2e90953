"""A second start knocks at the first; what a killed program left behind is no door."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from injection_map.app.front_door import FrontDoor, door_name


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[FrontDoor]:
    door = FrontDoor(tmp_path, answer_ms=300)
    assert not door.somebody_answers()
    yield door
    door.close()


def knock_in_a_process(data_dir: Path) -> subprocess.Popen[str]:
    told = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
        "from injection_map.app.front_door import FrontDoor; app = QCoreApplication([]);"
        f"print(FrontDoor(Path({str(data_dir)!r})).somebody_answers())"
    )
    return subprocess.Popen([sys.executable, "-c", told], stdout=subprocess.PIPE, text=True, env=os.environ)


def test_a_second_start_is_answered(qtbot: QtBot, first: FrontDoor, tmp_path: Path) -> None:
    with qtbot.waitSignal(first.knocked, timeout=20_000), knock_in_a_process(tmp_path) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
        assert second.stdout is not None
        assert second.stdout.read().strip() == "True"


def test_other_records_have_another_door(qtbot: QtBot, first: FrontDoor, tmp_path: Path) -> None:
    other = FrontDoor(tmp_path / "other")
    assert not other.somebody_answers()
    other.close()
    assert door_name(tmp_path / "other" / "..") == door_name(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe leaves no file behind")
def test_the_socket_of_a_killed_program_is_taken_over(qtbot: QtBot, tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(door_name(tmp_path))
    left.close()  # without unlink, as after SIGKILL
    door = FrontDoor(tmp_path, answer_ms=300)
    assert not door.somebody_answers()
    with qtbot.waitSignal(door.knocked, timeout=20_000), knock_in_a_process(tmp_path) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    door.close()
    assert not Path(door_name(tmp_path)).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGSTOP's like")
def test_a_program_that_hangs_does_not_keep_the_second_waiting(qtbot: QtBot, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as hangs:
        hangs.bind(door_name(tmp_path))
        hangs.listen()
        began = time.monotonic()
        assert not FrontDoor(tmp_path, answer_ms=100).somebody_answers()
        assert time.monotonic() - began < 5
        assert Path(door_name(tmp_path)).exists()  # and its door is not taken from it
    Path(door_name(tmp_path)).unlink(missing_ok=True)


def test_nonsense_at_the_door_is_not_answered(qtbot: QtBot, first: FrontDoor, tmp_path: Path) -> None:
    knocks: list[None] = []
    first.knocked.connect(lambda: knocks.append(None))
    stranger = QLocalSocket()
    stranger.connectToServer(door_name(tmp_path))
    assert stranger.waitForConnected(1000)
    stranger.write(b"x" * 100_000 + b"\n")
    qtbot.waitUntil(lambda: stranger.state() is QLocalSocket.LocalSocketState.UnconnectedState, timeout=5000)
    assert knocks == []


def test_the_real_program_started_twice_shows_one_window(tmp_path: Path) -> None:
    environment = os.environ | {"INJECTION_MAP_PASSPHRASE": "an invented passphrase"}
    command = [sys.executable, "-m", "injection_map", "--data-dir", str(tmp_path / "records")]
    with subprocess.Popen(command, env=environment) as one:
        try:
            deadline = time.monotonic() + 30
            while not Path(door_name(tmp_path / "records")).exists():
                assert time.monotonic() < deadline
                time.sleep(0.05)
            assert subprocess.run(command, env=environment, timeout=60, check=False).returncode == 0
            assert one.poll() is None
        finally:
            one.send_signal(signal.SIGKILL)
