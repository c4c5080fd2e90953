"""Measures the program against the floors of this machine, in the same run.

`ratios` has these entries. `ratio` is always ours / floor; `goal_of` says which of the two figures the goal is for.

- `start` (ms): from the start of the process to the first complete frame, of the start page as its user opens it. The
  floor is a bare PySide6 window of the same size that draws the drawing of the side once, as high as it fits: the start
  page itself has no drawing. Medians of rounds in turn.
- `memory` (MB): the peak of these two processes. `after_visit` is ours after a whole visit with its record on the
  screen; with a passphrase 64 MB of that are Argon2's, for a tenth of a second.
- `tick_to_repaint` (ms): from the command to every changed widget painted, in a window of 1920 x 1080; the 99th
  percentile over all sites of some visits. The floor is a widget that paints one cached pixmap of that size (median).
- `tick_to_durable`, `tick_to_durable_p99` (ms): from the command to the store's word that the disk has the entry, and
  that it was read back. The floor is a bare encrypted commit of as many bytes, in turn.
- `resize` (ms): the longest that the window was busy at a stretch while it went through many sizes, each the median of
  some sweeps. The floor is that of `tick_to_repaint`.
- `audience_zoom`, `audience_draw` (ms): a frame of the trainer's audience view at 3840 x 2160, while it comes closer
  and while it is drawn and pointed on; the 95th percentile. The floor is a bare widget that paints one cached pixmap
  of that size (95th percentile).

More figures stand beside the four: `ours_p50` and the like.
"""

from __future__ import annotations

import json as json_format
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from injection_map.bench.children import ask, world
from injection_map.bench.start import measure_starts, peak_of_visit_mb

START_ROUNDS = 11
VISITS = 4
SWEEPS = 3
TICKS = 310
SITES = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; the goal is `at most`, for the ratio or for our own figure."""

    name: str
    unit: str
    ours: float
    floor: float
    goal: float
    goal_of: str = "ratio"
    more: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def met(self) -> bool:
        return (self.ratio if self.goal_of == "ratio" else self.ours) <= self.goal

    def plain(self) -> dict[str, Any]:
        figures = {"ours": self.ours, "floor": self.floor, "ratio": self.ratio, "goal": self.goal, **self.more}
        rounded = {name: round(figure, 3) for name, figure in figures.items()}
        return rounded | {"unit": self.unit, "goal_of": self.goal_of, "met": self.met}


def run_bench(
    *,
    json: bool,
    start_rounds: int = START_ROUNDS,
    visits: int = VISITS,
    sweeps: int = SWEEPS,
    ticks: int = TICKS,
    sites: int = SITES,
) -> int:
    """Measure, print a table or JSON, and return the exit code: 0, whether or not the goals are met."""
    with world() as (folder, environment):
        measures = [
            *_start(start_rounds, environment),
            *_chair(folder, environment, visits=visits, sweeps=sweeps),
            *_durable(folder, environment, ticks),
            *_audience(environment, sites),
        ]
    if json:
        print(json_format.dumps({"ratios": {m.name: m.plain() for m in measures}, "machine": machine()}, indent=2))
    else:
        print(table(measures))
    return 0


def _start(rounds: int, environment: Mapping[str, str]) -> list[Measure]:
    ours, floor = measure_starts(rounds, environment)
    after_visit = {"after_visit": peak_of_visit_mb(environment)}
    measures = [Measure("start", "ms", ours.ms, floor.ms, 1.3)]
    if floor.peak_mb:  # Windows does not tell
        measures.append(Measure("memory", "MB", ours.peak_mb, floor.peak_mb, 1.5, more=after_visit))
    return measures


def _chair(folder: Path, environment: Mapping[str, str], *, visits: int, sweeps: int) -> list[Measure]:
    said = ask("chair", [str(folder / "chair"), str(visits), str(sweeps)], environment)
    tick, blit, resize = said["tick"], said["floor"]["p50"], said["resize"]
    return [
        Measure("tick_to_repaint", "ms", tick["p99"], blit, 8.0, "ours", {"ours_p50": tick["p50"]}),
        Measure("resize", "ms", resize["most"], blit, 33.0, "ours", {"ours_p50": resize["p50"]}),
    ]


def _durable(folder: Path, environment: Mapping[str, str], ticks: int) -> list[Measure]:
    said = ask("durable", [str(folder), str(ticks)], environment)
    ours, floor = said["ours"], said["floor"]
    return [
        Measure("tick_to_durable", "ms", ours["p50"], floor["p50"], 1.3),
        Measure("tick_to_durable_p99", "ms", ours["p99"], floor["p99"], 1.3),
    ]


def _audience(environment: Mapping[str, str], sites: int) -> list[Measure]:
    said = ask("audience", [str(sites)], environment)
    return [
        Measure(f"audience_{what}", "ms", said[what]["p95"], said["floor"]["p95"], 16.7, "ours", _medians(said, what))
        for what in ("zoom", "draw")
    ]


def _medians(said: Mapping[str, Mapping[str, float]], what: str) -> dict[str, float]:
    return {"ours_p50": said[what]["p50"], "floor_p50": said["floor"]["p50"]}


def table(measures: list[Measure], head: Sequence[str] = ("ours", "floor")) -> str:
    """One line a measure, with its verdict."""
    rows = [["", *head, "ratio", "goal", ""], *map(_row, measures)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for name, *figures in rows:
        cells = [figure.rjust(width) for figure, width in zip(figures[:-1], widths[1:], strict=False)]
        lines.append("  ".join([name.ljust(widths[0]), *cells, figures[-1]]).rstrip())
    return "\n".join(lines)


def _row(measure: Measure) -> list[str]:
    goal = f"{measure.goal:g}" if measure.goal_of == "ratio" else f"{measure.goal:g} {measure.unit}"
    verdict = "met" if measure.met else "missed"
    figures = [f"{figure:.3g} {measure.unit}" for figure in (measure.ours, measure.floor)]
    return [measure.name.replace("_", " "), *figures, f"{measure.ratio:.2f}", goal, verdict]


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
    }
