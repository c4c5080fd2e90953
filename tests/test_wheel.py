"""The wheel, installed where the checkout is not on the path, does what the checkout does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of an environment in which only the wheel and what it asks for are installed."""
    dist = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", dist, ROOT], check=True)
    (wheel,) = dist.glob("*.whl")
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([commands / "python", "-m", "pip", "install", "--quiet", wheel], check=True)
    return commands


@pytest.fixture
def installed(environment, tmp_path):
    """Runs a command of that environment in an empty folder and gives what it printed."""
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}

    def run(command: str, *arguments: str) -> str:
        return subprocess.run(
            [environment / command, *arguments], cwd=tmp_path, env=clean, check=True, text=True, stdout=subprocess.PIPE
        ).stdout

    return run


def _files(folder: Path) -> set[Path]:
    return {file.relative_to(folder) for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("folder", ["assets", "protocols"])
def test_it_carries_every_file_of(installed, environment, folder):
    told = installed("python", "-c", f"from injection_map import resources; print(resources.{folder}())")
    carried = Path(told.strip())
    assert carried.is_relative_to(environment.parent)
    assert _files(carried) == _files(ROOT / folder)


def test_its_protocols_are_listed_and_valid(installed):
    listed = json.loads(installed("injection-map", "protocols", "--json"))["protocols"]
    preempt = next(protocol for protocol in listed if protocol["id"] == "preempt-31")
    assert (preempt["sites"], preempt["units"], preempt["errors"]) == (31, 155, [])
    checked = json.loads(installed("injection-map", "validate", preempt["file"], "--json"))["files"]
    assert [(file["ok"], file["errors"]) for file in checked] == [(True, [])]


def test_its_demo_leaves_a_signed_record_with_its_files(installed, tmp_path):
    installed("injection-map", "demo", "--offscreen", "--out", "out")
    record = json.loads((tmp_path / "out" / "record.json").read_text(encoding="utf-8"))
    assert (record["state"], record["totals"]["sites_given"], record["totals"]["units_given"]) == ("signed", 31, 155)
    beginnings = {"record.pdf": b"%PDF-", "chair.png": b"\x89PNG", "signed.png": b"\x89PNG", "record.csv": b"site,"}
    for name, beginning in beginnings.items():
        assert (tmp_path / "out" / name).read_bytes().startswith(beginning)
    assert "155 units" in (tmp_path / "out" / "note.txt").read_text(encoding="utf-8")
