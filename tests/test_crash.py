"""An error of ours: a report with types and places, never with values, and one sentence for the user."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from injection_map import crash

SECRET = "TESTER, Nora (invented)"


def fail() -> None:
    patient = SECRET
    raise KeyError(patient)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[list[str]]:
    said: list[str] = []
    crash.install(tmp_path / "crashes", said.append)
    yield said
    crash.uninstall()


def report(tmp_path: Path) -> str:
    (file,) = (tmp_path / "crashes").iterdir()
    assert SECRET not in file.name
    return file.read_text()


def test_the_report_names_the_place_and_no_patient(tmp_path: Path, told: list[str]) -> None:
    try:
        fail()
    except KeyError:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    text = report(tmp_path)
    assert "KeyError" in text
    assert "in fail" in text
    assert SECRET not in text
    assert len(told) == 1
    assert "is on the disk" in told[0]


def test_a_thread_of_ours_is_reported_too(tmp_path: Path, told: list[str]) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "KeyError" in report(tmp_path)
    assert len(told) == 1


def test_a_folder_that_cannot_be_written_does_not_hide_the_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said: list[str] = []
    crash.install(tmp_path / "file" / "crashes", said.append)
    try:
        fail()
    except KeyError:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    crash.uninstall()
    assert len(said) == 1
    assert "report" not in said[0]
