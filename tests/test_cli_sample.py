"""The command that makes invented patients: where it may, and where it must not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from injection_map.cli import main
from injection_map.storage import keys
from injection_map.storage.keys import Argon2Cost


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INJECTION_MAP_PASSPHRASE", "correct horse battery")
    monkeypatch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))


def test_it_makes_as_many_visits_as_asked_for_and_they_are_proven(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sample", "--visits", "12", "--data-dir", str(tmp_path / "data")]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("12 visits of ")
    assert said.err == ""
    assert main(["records", "verify", "--data-dir", str(tmp_path / "data")]) == 0
    assert "12 records proven" in capsys.readouterr().out


def test_it_says_so_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "sample", "--visits", "3", "--seed", "9", "--data-dir", str(tmp_path)]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["visits"] == 3
    assert plain["bytes"] == (tmp_path / "vault.db").stat().st_size


def test_records_that_are_there_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "--visits", "1", "--data-dir", str(tmp_path)]) == 0
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert main(["sample", "--visits", "1", "--data-dir", str(tmp_path)]) == 1
    assert "already" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_it_begins_nowhere_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a named folder these would be the first patients of a clinic."""
    monkeypatch.delenv("INJECTION_MAP_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["sample", "--visits", "1"]) == 1
    assert "--data-dir" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", ["0", "-1", "many", "1.5", "99999999"])
def test_how_many_is_a_whole_number(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sample", "--visits", count])
    assert ended.value.code == 2
    assert "visits" in capsys.readouterr().err
