"""Who may import what, where import-linter's contracts in pyproject.toml cannot say it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import injection_map

PACKAGE = Path(injection_map.__file__).parent


def _imported(folder: str) -> set[tuple[str, str]]:
    """(file, dotted name) of every import under this folder of the package, also inside functions."""
    found = set()
    for file in (PACKAGE / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                found |= {(file.name, name.name) for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((file.name, node.module or "."))
                found |= {(file.name, f"{node.module}.{name.name}") for name in node.names}
    return found


def test_the_domain_is_standard_library_only():
    allowed = sys.stdlib_module_names | {"injection_map"}
    assert {pair for pair in _imported("domain") if pair[1].split(".")[0] not in allowed} == set()


def test_drawing_and_reports_need_no_widgets():
    for folder in ("diagram", "report"):
        assert {pair for pair in _imported(folder) if pair[1].startswith("PySide6.QtWidgets")} == set()


def test_every_file_asks_for_what_it_takes_by_name():
    """A star import of PySide6 doubles the start."""
    assert {pair for pair in _imported(".") if pair[1].endswith(".*")} == set()


def test_the_command_line_loads_no_qt_before_a_window_is_asked_for():
    told = "import sys, injection_map.cli; print(*(name for name in sys.modules if name.startswith('PySide6')))"
    loaded = subprocess.run(
        [sys.executable, "-c", told], check=True, capture_output=True, text=True, cwd=PACKAGE.parent
    )
    assert loaded.stdout.split() == []
