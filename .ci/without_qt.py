"""A pytest plugin (-p without_qt): PySide6 cannot be imported, as on a server that lacks it."""

from __future__ import annotations

import sys

_QT = ("PySide6", "shiboken6")

if already := sorted(name for name in sys.modules if name.startswith(_QT)):
    raise RuntimeError(f"imported before it could be kept out: {', '.join(already)}")
sys.modules.update(dict.fromkeys(_QT))  # None there makes every import fail, of their submodules too
