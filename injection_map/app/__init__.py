"""Builds the program and wires it: the only place that knows everybody."""

from __future__ import annotations

import gc
import os
import sys
from argparse import Namespace

# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
import injection_map.storage.protocol_library  # noqa: F401
from injection_map import __version__, crash

# isort: split
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from injection_map.app.front_door import FrontDoor
from injection_map.app.program import Program
from injection_map.app.setup import PASSPHRASE, Setup, now
from injection_map.ui.shell import TITLE

__all__ = ["PASSPHRASE", "Program", "Setup", "make_application", "now", "run_demo", "run_window"]

FIRST_SIZE = QSize(1440, 900)
"""Of the window when it is opened, where the screen has room for it."""


def make_application() -> QApplication:
    """The one QApplication, with the program's name and none of the platform's look."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(sys.argv[:1])
    app.setApplicationName("injection-map")
    app.setApplicationDisplayName(TITLE)
    app.setApplicationVersion(__version__)
    app.setStyle("Fusion")
    return app


def run_window(options: Namespace) -> int:
    """Open the window and serve it until it is closed. AssetError when it cannot even be drawn."""
    app = make_application()
    door = FrontDoor(options.data_dir)
    if door.somebody_answers():
        return 0
    program = Program(Setup(options.data_dir, os.environ.get(PASSPHRASE) or None))
    crash.install(options.data_dir / "crashes", program.crashed.emit)
    size = FIRST_SIZE.boundedTo(app.primaryScreen().availableSize())
    program.shell.resize(size)
    program.theme.fit_window(size.width(), size.height())  # before there is a page to be dressed twice
    program.start()
    program.shell.show()
    door.knocked.connect(program.shell.come_to_front)
    gc.freeze()  # what was imported stays: to look through it again and again would hold up a tick
    gc.enable()
    try:
        return app.exec()
    finally:
        door.close()


def run_demo(options: Namespace) -> int:
    """Play a whole visit of an invented patient through the real window."""
    from injection_map import demo

    return demo.run(options)
