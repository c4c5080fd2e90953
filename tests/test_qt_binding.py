"""The Qt binding installed with this Python: one release of it aborted the program after some thousand calls."""

from __future__ import annotations

import sys

import pytest

QtGui = pytest.importorskip("PySide6.QtGui")


def test_calls_without_a_result_keep_none_alive() -> None:
    transform = QtGui.QTransform()
    font = QtGui.QFont()
    before = sys.getrefcount(None)
    for _ in range(500):
        font.setPixelSize(12)
        transform.reset()
    assert sys.getrefcount(None) > before - 250
