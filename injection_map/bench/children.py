"""Processes that measure themselves or are measured, all in the same world: a home of their own, byte code ready."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from injection_map import display
from injection_map.domain.errors import InjectionMapError

_PACKAGE_PARENT = Path(__file__).resolve().parents[2]


class BenchError(InjectionMapError):
    """A measured process did not come to its end."""


@contextmanager
def world() -> Iterator[tuple[Path, Mapping[str, str]]]:
    """A temporary folder and the environment for processes that keep everything in it.

    Byte code is cached in the folder, for the floors too: pip compiles what it installs, a checkout may not.
    """
    with TemporaryDirectory(prefix="injection-map-bench-") as name:
        folder = Path(name)
        environment = dict(os.environ)
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment |= {
            "INJECTION_MAP_DATA": str(folder / "records"),
            "INJECTION_MAP_PASSPHRASE": secrets.token_urlsafe(16),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(_PACKAGE_PARENT), os.environ.get("PYTHONPATH")])),
            "PYTHONPYCACHEPREFIX": str(folder / "byte-code"),
        }
        if display.why_no_display(os.environ) is not None:
            environment["QT_QPA_PLATFORM"] = "offscreen"
        yield folder, environment


def start(arguments: list[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Python with these arguments; its output can be read while it runs."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def ask(module: str, arguments: list[str], environment: Mapping[str, str]) -> Any:
    """What a measuring module of this package says, as JSON."""
    return json.loads(run(["-m", f"injection_map.bench.{module}", *arguments], environment))


def run(arguments: list[str], environment: Mapping[str, str]) -> str:
    """What Python says with these arguments. BenchError when it does not come to its end."""
    process = start(arguments, environment)
    out, err = process.communicate()
    if process.returncode:
        raise BenchError(f"The measuring of “{' '.join(arguments[1:2])}” came to no end. {_last_line(err)}")
    return out


def _last_line(text: str) -> str:
    return next(iter(reversed(text.strip().splitlines())), "")
