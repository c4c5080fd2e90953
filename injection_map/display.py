"""Whether Qt can open a window here, found out before Qt is asked: it would abort with a core file.

No Qt is imported by importing this module.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

WITHOUT_A_WINDOW = "“injection-map demo --offscreen” plays a whole visit without one"

# What PySide6's libraries and its X11 plugin load from the system, with the Debian and Ubuntu package of each.
_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
_WAYLAND_PACKAGES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def missing_packages(*, wayland: bool = False) -> list[str]:
    """The Debian packages of the system libraries that Qt needs and that cannot be loaded. Empty but on Linux."""
    if not _is_linux():
        return []
    wanted = _PACKAGES | (_WAYLAND_PACKAGES if wayland else {})
    return sorted(package for library, package in wanted.items() if _why_not_loaded(library) is not None)


def why_qt_cannot_load() -> str | None:
    """A sentence when the Qt modules cannot even be imported (a server without libGL, say), else None.

    Imports them: call it where they are needed anyway.
    """
    try:
        importlib.import_module("PySide6.QtWidgets")
        importlib.import_module("PySide6.QtSvg")
    except ImportError as error:
        return f"Qt cannot be loaded ({error}){_install(missing_packages())}."
    return None


def why_no_display(environ: Mapping[str, str]) -> str | None:
    """A sentence when no window can be opened in this environment, else None. Always None on Windows and macOS."""
    if not _is_linux():
        return None
    platforms = _platforms(environ)
    reasons = []
    for platform in platforms:
        reason = _why_not(platform, environ)
        if reason is None:
            return None
        reasons.append(reason)
    reason = reasons[0] if reasons else "neither WAYLAND_DISPLAY nor DISPLAY is set"
    return f"No window can be opened here: {reason}; {WITHOUT_A_WINDOW}."


def _is_linux() -> bool:
    return sys.platform not in ("win32", "darwin")


def _platforms(environ: Mapping[str, str]) -> list[str]:
    """The platforms that Qt will try, in its order; what follows a colon is the platform's own options."""
    if named := environ.get("QT_QPA_PLATFORM"):
        return [platform.split(":")[0] for platform in named.split(";")]
    wayland = ["wayland"] if environ.get("WAYLAND_DISPLAY") else []
    return wayland + (["xcb"] if environ.get("DISPLAY") else [])


def _why_not(platform: str, environ: Mapping[str, str]) -> str | None:
    plugin = _plugin_file(platform)
    if plugin is not None and not plugin.is_file() and "QT_QPA_PLATFORM_PLUGIN_PATH" not in environ:
        return f"QT_QPA_PLATFORM names “{platform}”, which this Qt does not have"
    if platform not in ("xcb", "wayland"):
        return None
    if plugin is not None and (missing := _why_not_loaded(str(plugin))) is not None:
        packages = missing_packages(wayland=platform == "wayland")
        return f"Qt's {platform} plugin cannot be loaded ({missing}){_install(packages)}"
    return _why_no_wayland(environ) if platform == "wayland" else _why_no_x11(environ)


def _plugin_file(platform: str) -> Path | None:
    """Where PySide6's wheel has the plugin of this name; None when PySide6 comes from elsewhere or not at all."""
    spec = importlib.util.find_spec("PySide6")
    for folder in spec.submodule_search_locations or () if spec else ():
        plugins = Path(folder, "Qt", "plugins", "platforms")
        if plugins.is_dir():
            return plugins / f"libq{platform}.so"
    return None


def _why_not_loaded(library: str) -> str | None:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError as error:
        return str(error)
    return None


def _install(packages: Iterable[str]) -> str:
    """How to get the packages, as a clause to follow the fault; nothing when none is known to be missing."""
    named = " ".join(packages)
    return f": on Debian or Ubuntu, “apt install {named}” as root" if named else ""


def _why_no_wayland(environ: Mapping[str, str]) -> str | None:
    import socket

    if "WAYLAND_SOCKET" in environ:  # a connection handed down by the parent: there is nothing to connect to
        return None
    name = environ.get("WAYLAND_DISPLAY", "wayland-0")
    address = Path(environ.get("XDG_RUNTIME_DIR", "/"), name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(address))
        except OSError:
            return f"no Wayland display answers as “{name}”"
    return None


def _why_no_x11(environ: Mapping[str, str]) -> str | None:
    import ctypes

    name = environ.get("DISPLAY")
    if not name:
        return "DISPLAY is not set"
    if (missing := _why_not_loaded("libxcb.so.1")) is not None:
        return f"{missing}{_install(missing_packages())}"
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(name.encode(), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"no X11 display answers as “{name}”" if failed else None


if __name__ == "__main__":  # for scripts: exit code 1 and the sentence, or 0
    sys.exit(why_no_display(os.environ))
