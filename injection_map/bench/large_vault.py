"""A vault of many visits against one of a hundred: what grows with the number of records, and what does not.

Each is measured in a process of its own (`bench.records`), which also says how much memory it took. `ratios` has `ours`
for the large vault and `floor` for the small one; met is what takes at most 1.5 times as long, or under 50 ms; a sum of
all visits, under a second. Both are sample data (`injection-map sample`), made for this, unless a folder is named for
the large one.
"""

from __future__ import annotations

import json as json_format
import os
import time
from collections.abc import Mapping
from pathlib import Path

from injection_map.bench import Measure, machine, table
from injection_map.bench.children import BenchError, ask, run, world

SMALL, LARGE = 100, 100_000
MOST_TIMES, SHORT_MS = 1.5, 50.0
SECOND_MS = 1000.0
SUMS = {"work_of_people", "sites_skipped", "units_per_month"}
"""Over all visits there are: each answers within a second."""


def run_records_bench(*, json: bool, named: Path | None, small: int = SMALL, large: int = LARGE) -> int:
    """Measure, print a table or JSON, and return the exit code: 0, whether or not the goals are met.

    `named` is the folder of the large vault, whose passphrase is in the environment; None makes one, which takes
    minutes and some 25 kB a visit.
    """
    passphrase = os.environ.get("INJECTION_MAP_PASSPHRASE")
    if named is not None and not passphrase:
        raise BenchError(f"Nothing was measured. Give the passphrase of {named} as INJECTION_MAP_PASSPHRASE.")
    with world() as (folder, environment):
        if named is not None and passphrase:
            environment = {**environment, "INJECTION_MAP_PASSPHRASE": passphrase}
        made = {"small": _make(folder / "small", small, environment)}
        if named is None:
            made["large"] = _make(folder / "large", large, environment)
        floor = ask("records", [str(folder / "small")], environment)
        ours = ask("records", [str(named or folder / "large")], environment)
    visits = ours.pop("visits"), floor.pop("visits")
    measures = [_measure(name, ours[name], floor[name]) for name in ours]
    if json:
        ratios = {measure.name: measure.plain() for measure in measures}
        print(json_format.dumps({"visits": visits, "made_s": made, "ratios": ratios, "machine": machine()}, indent=2))
    else:
        print(table(measures, head=[f"{count:,} visits" for count in visits]))
    return 0


def _make(folder: Path, visits: int, environment: Mapping[str, str]) -> float:
    """The seconds that it took."""
    began = time.perf_counter()
    run(["-m", "injection_map", "sample", "--visits", str(visits), "--data-dir", str(folder)], environment)
    return round(time.perf_counter() - began, 1)


def _measure(name: str, ours: float, floor: float) -> Measure:
    """What is short enough need not be as short as in a small vault; memory always is."""
    if name == "memory":
        return Measure(name, "MB", ours, floor, MOST_TIMES)
    if ours <= MOST_TIMES * floor:
        return Measure(name, "ms", ours, floor, MOST_TIMES)
    return Measure(name, "ms", ours, floor, SECOND_MS if name in SUMS else SHORT_MS, "ours")
