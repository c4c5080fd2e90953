"""Who may import what, where import-linter's contracts in pyproject.toml cannot say it."""

from __future__ import annotations

import ast
import os
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


_NOT_BEFORE_THE_FIRST_FRAME = (
    "apsw",
    "argon2",
    "cryptography",
    "keyring",
    "PySide6.QtPrintSupport",
    "injection_map.diagram.art",
    "injection_map.diagram.scene",
    "injection_map.domain.attempts",
    "injection_map.domain.cartons",
    "injection_map.domain.commands",
    "injection_map.domain.events",
    "injection_map.domain.ports",
    "injection_map.domain.record_index",
    "injection_map.domain.session",
    "injection_map.domain.tallies",
    "injection_map.report.pdf",
    "injection_map.report.record",
    "injection_map.storage.database",
    "injection_map.storage.keys",
    "injection_map.storage.vault",
    "injection_map.ui.chair",
    "injection_map.ui.trainer",
    "injection_map.ui.visit_model",
    "injection_map.workflow.recorder",
)
"""What takes a part of the start that can be felt, by its imports and dataclasses or by its work."""

_UP_TO_THE_FIRST_FRAME = """
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from injection_map import app

class FirstFrame(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.tell)
        return False

    def tell(self):
        print(program.start_page.objectName(), *sys.modules, sep="\\n", flush=True)
        program.shell.close()

qt = app.make_application()
program = app.Program(app.Setup(Path(sys.argv[1]), "invented passphrase"))
first_frame = FirstFrame()
program.start()
program.shell.show()
program.shell.installEventFilter(first_frame)
qt.exec()
"""


def test_the_first_frame_waits_for_nothing_that_only_the_records_need(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", _UP_TO_THE_FIRST_FRAME, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    page, *loaded = told.stdout.splitlines()
    assert page == "start-page"
    assert "injection_map.ui.start_page" in loaded
    assert set(_NOT_BEFORE_THE_FIRST_FRAME) & set(loaded) == set()
