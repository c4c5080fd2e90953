"""From the start of the process to the first complete frame, and the memory it took: ours and the bare window's."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from injection_map import resources
from injection_map.bench.children import BenchError, start

WIDTH_PX, HEIGHT_PX = 1440, 900
"""As the program opens its window."""

_HERE = Path(__file__).resolve().parent
_OURS = [str(_HERE / "our_window.py")]
_FLOOR = [
    str(_HERE / "floor_window.py"),
    str(resources.diagrams() / "left.svg"),
    *(str(px) for px in (WIDTH_PX, HEIGHT_PX)),
]


@dataclass(frozen=True, slots=True)
class Start:
    """Medians of all rounds."""

    ms: float
    peak_mb: float


def measure_starts(rounds: int, environment: Mapping[str, str]) -> tuple[Start, Start]:
    """Ours and the floor's, in turn; a first round of each is not counted: it writes the byte code."""
    ours, floor = [], []
    for _ in range(rounds + 1):
        floor.append(_start(_FLOOR, environment))
        ours.append(_start(_OURS, environment))
    return _median(ours[1:]), _median(floor[1:])


def _median(starts: list[Start]) -> Start:
    return Start(statistics.median(s.ms for s in starts), statistics.median(s.peak_mb for s in starts))


def _start(arguments: list[str], environment: Mapping[str, str]) -> Start:
    began = time.perf_counter()
    with start(arguments, environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = process.stdout.readline().strip()
        ms = (time.perf_counter() - began) * 1000
        errors = process.stderr.read()
        peak_mb = _peak_at_end_mb(process)
    if said != "frame":
        raise BenchError(f"A window did not open. {errors.strip()}")
    return Start(ms, peak_mb)


def _peak_at_end_mb(process: subprocess.Popen[str]) -> float:
    """The most memory that a process had, asked at its end; 0 where the system does not tell (Windows).

    Linux counts what the parent had when it forked: this module and what it imports are smaller than any window.
    """
    if sys.platform == "win32":
        process.wait()
        return 0.0
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def peak_of_visit_mb(environment: Mapping[str, str]) -> float:
    """The most memory that a whole visit takes: the demo, from the start page to the signed record."""
    with start(["-m", "injection_map", "demo", "--offscreen"], environment) as process:
        assert process.stderr is not None
        errors = process.stderr.read()
        peak_mb = _peak_at_end_mb(process)
    if process.returncode:
        raise BenchError(f"The visit did not come to its end. {errors.strip()}")
    return peak_mb
