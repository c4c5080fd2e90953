"""The look at the display before Qt is asked: real sockets, and a real X11 display in CI."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from injection_map import display


@pytest.fixture
def wayland_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where Qt's plugins come from the system: none of a wheel's is looked at, nor its libraries."""
    monkeypatch.setattr(display, "_plugin_file", lambda _platform: None)


def test_without_any_display_the_sentence_names_what_is_missing_and_the_demo():
    assert display.why_no_display({}) == (
        "No window can be opened here: neither WAYLAND_DISPLAY nor DISPLAY is set; "
        "“injection-map demo --offscreen” plays a whole visit without one."
    )


@pytest.mark.parametrize("platform", ["offscreen", "minimal:fontengine=freetype", "xcb;offscreen"])
def test_a_platform_that_needs_no_display_is_taken(platform):
    assert display.why_no_display({"QT_QPA_PLATFORM": platform}) is None


def test_a_platform_that_qt_does_not_have_is_named():
    pytest.importorskip("PySide6")
    sentence = display.why_no_display({"QT_QPA_PLATFORM": "ofscreen"})
    assert sentence is not None
    assert "QT_QPA_PLATFORM names “ofscreen”, which this Qt does not have" in sentence


def test_a_named_platform_alone_counts():
    sentence = display.why_no_display({"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"})
    assert sentence is not None
    assert "DISPLAY is not set" in sentence


def test_a_dead_x11_display_is_told():
    sentence = display.why_no_display({"DISPLAY": ":4711"})
    assert sentence is not None
    assert "no X11 display answers as “:4711”" in sentence


@pytest.mark.xcb
@pytest.mark.skipif(os.environ.get("QT_QPA_PLATFORM") != "xcb", reason="runs in CI with a real X11 display")
def test_a_living_x11_display_is_taken():
    assert display.why_no_display({"DISPLAY": os.environ["DISPLAY"]}) is None
    assert display.why_no_display({"DISPLAY": os.environ["DISPLAY"], "WAYLAND_DISPLAY": "dead"}) is None


@pytest.mark.usefixtures("wayland_loads")
def test_a_wayland_display_is_taken_when_its_socket_answers(tmp_path):
    environ = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
    sentence = display.why_no_display(environ)
    assert sentence is not None
    assert "no Wayland display answers as “wayland-7”" in sentence
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-7"))
        compositor.listen()
        assert display.why_no_display(environ) is None
        assert display.why_no_display({"WAYLAND_DISPLAY": str(tmp_path / "wayland-7")}) is None
    assert display.why_no_display(environ) is not None


def test_a_plugin_that_cannot_be_loaded_names_the_library_and_the_packages(monkeypatch, tmp_path):
    broken = tmp_path / "libqxcb.so"
    broken.write_bytes(b"not a library")
    monkeypatch.setattr(display, "_plugin_file", lambda _platform: broken)
    monkeypatch.setitem(display._PACKAGES, "libnowhere.so.1", "libnowhere1")
    sentence = display.why_no_display({"DISPLAY": ":0"})
    assert sentence is not None
    assert str(broken) in sentence
    assert "“apt install libnowhere1” as root" in sentence


def test_missing_packages_are_those_whose_library_does_not_load(monkeypatch):
    monkeypatch.setattr(display, "_PACKAGES", {"libc.so.6": "libc6", "libnowhere.so.1": "libnowhere1"})
    monkeypatch.setattr(display, "_WAYLAND_PACKAGES", {"libnothing.so.2": "libnothing2"})
    assert display.missing_packages() == ["libnowhere1"]
    assert display.missing_packages(wayland=True) == ["libnothing2", "libnowhere1"]


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_windows_and_macos_always_have_a_display(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    assert display.why_no_display({}) is None
    assert display.missing_packages() == []


def test_qt_that_cannot_be_imported_is_told_with_its_reason(monkeypatch):
    monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)
    sentence = display.why_qt_cannot_load()
    assert sentence is not None
    assert sentence.startswith("Qt cannot be loaded (")
    assert "PySide6" in sentence


def test_qt_that_loads_has_no_fault():
    pytest.importorskip("PySide6")
    assert display.why_qt_cannot_load() is None


def test_the_module_as_a_command_is_for_scripts():
    environ = {key: value for key, value in os.environ.items() if "DISPLAY" not in key and key != "QT_QPA_PLATFORM"}
    command = [sys.executable, "-m", "injection_map.display"]
    where = Path(display.__file__).parent.parent
    refused = subprocess.run(command, cwd=where, env=environ, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr.startswith("No window can be opened here")
    taken = subprocess.run(command, cwd=where, env={**environ, "QT_QPA_PLATFORM": "offscreen"}, check=False)
    assert taken.returncode == 0
