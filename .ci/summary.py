"""Adds up pytest's reports: `summary.py FOLDER [FAILED-STEP...]` prints 'N passed, N failed, N skipped'.

A failed step whose report holds no failure (lint, or a run that broke off) counts as one failure.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def main(folder: Path, failed_steps: list[str]) -> int:
    tests = failed = skipped = 0
    told = set()
    for report in folder.glob("*.xml"):
        for suite in ET.parse(report).iter("testsuite"):
            here = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            tests += int(suite.get("tests", 0))
            skipped += int(suite.get("skipped", 0))
            failed += here
            if here:
                told.add(report.stem)
    passed = tests - failed - skipped
    failed += sum(step not in told for step in failed_steps)
    for step in failed_steps:
        print(f"failed: {step}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
