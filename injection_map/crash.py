"""What happens when the program itself is at fault: a report without patient data, and one sentence.

A report holds types, files, lines and functions, never a value: a message could quote what was typed.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from injection_map import __version__

Tell = Callable[[str], None]


def report_text(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The report: the kind of error and the way to it through the program."""
    frames = traceback.extract_tb(trace)
    lines = [f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([f"Injection Map {__version__}", f"Python {sys.version.split()[0]}", kind.__name__, *lines, ""])


def install(folder: Path, tell: Tell) -> None:
    """Write a report of every error that nobody caught, on any thread, and tell the user once in a sentence."""

    def handle(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        where = _write(folder, report_text(kind, trace))
        kept = f" A report without patient data is in {where}." if where else ""
        tell(
            "Injection Map made a mistake. Every entry shown as saved is on the disk. "
            f"Close the program and open it again; it goes on where it stopped.{kept}"
        )

    def handle_on_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_type is not SystemExit:
            handle(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    sys.excepthook = handle
    threading.excepthook = handle_on_thread


def uninstall() -> None:
    """Give the hooks back to Python."""
    sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__


def _write(folder: Path, text: str) -> Path | None:
    file = folder / f"crash-{datetime.now().astimezone():%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return file
