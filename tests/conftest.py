"""Every test runs in a world of its own, and fails on anything it did not expect.

A stray warning fails by `filterwarnings` and a message of Qt's by `qt_log_level_fail` in pyproject.toml. Here: the
user's files, keychain and network are out of reach; a log record at WARNING or above, a thread, a running timer or
animation, or a window that outlives the test fails it, and says where it was started.
"""

from __future__ import annotations

import functools
import gc
import importlib
import logging
import os
import socket
import sys
import tempfile
import threading
import traceback
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
if "XDG_RUNTIME_DIR" not in os.environ:  # Qt warns where it is missing
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="injection-map-tests-")

# A busy machine is no fault of the code; CI finds the same examples in each run.
hypothesis.settings.register_profile("ours", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("ours")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    parser.addoption("--stress", action="store_true", help="the tests of tests/stress as often as README.md says")
    # The run without Qt has no pytest-qt, which knows these options.
    if not pluginmanager.hasplugin("pytest-qt"):
        for option in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(option, "of pytest-qt")


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_refuse_network)
    threading.Thread.start = _remembering(threading.Thread.start)  # type: ignore[method-assign]
    if config.pluginmanager.hasplugin("pytest-qt"):
        for qt_class in _qt_classes():
            qt_class.start = _remembering(qt_class.start)


_exit_status: list[int] = []


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(exitstatus: int) -> None:
    _exit_status.append(int(exitstatus))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """WORKAROUND: what is left to the interpreter's end is deleted after Qt's application, and PySide may crash then.

    All tests are over and told by now: the process ends here, with their exit status.
    """
    if _exit_status:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_exit_status[-1])


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        raise AssertionError(f"a test reached for the network: it asked for {arguments[0]}")
    if event == "socket.connect" and arguments[0].family != socket.AF_UNIX:
        raise AssertionError(f"a test reached for the network: it called {arguments[1]}")


@pytest.fixture(autouse=True)
def own_world(
    nothing_left_over: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The home of this test, empty; the folders of the platform and the store's default lie in it."""
    home = tmp_path_factory.mktemp("home")
    for variable, folder in {
        "HOME": ".",
        "USERPROFILE": ".",
        "APPDATA": "roaming",
        "LOCALAPPDATA": "local",
        "XDG_CACHE_HOME": "cache",
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_STATE_HOME": "state",
        "INJECTION_MAP_DATA": "records",
    }.items():
        monkeypatch.setenv(variable, str(home / folder))
    monkeypatch.delenv("INJECTION_MAP_PASSPHRASE", raising=False)
    return home


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_stray_log_record(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that expects a record asks for `caplog` and asserts it."""
    records = _Records()
    logging.getLogger().addHandler(records)
    yield
    logging.getLogger().removeHandler(records)
    if records.messages and "caplog" not in request.fixturenames:
        pytest.fail("logged, and not expected:\n" + "\n".join(records.messages), pytrace=False)


# Where each thread, timer and animation was last started: what is left over can say where it came from.
_started: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()


def _remembering(start: Any) -> Any:
    @functools.wraps(start)
    def started(self: Any, *arguments: Any, **keywords: Any) -> Any:
        _started[self] = "".join(traceback.format_stack(limit=8)[:-1])
        return start(self, *arguments, **keywords)

    return started


@pytest.fixture(autouse=True)
def nothing_left_over(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails on what still lives after the test and its fixtures (it is the first of them), save what lived before."""
    with_qt = request.config.pluginmanager.hasplugin("pytest-qt")
    before = _living(with_qt=with_qt)
    yield
    if with_qt:
        _delete_what_is_due()
    if _living(with_qt=with_qt) - before:
        gc.collect()  # a circle of Python objects may be all that keeps it
    if left := _living(with_qt=with_qt) - before:
        pytest.fail("left over after the test:\n" + "\n".join(map(_told, left)), pytrace=False)


def _living(*, with_qt: bool) -> set[Any]:
    # A dummy stands for a foreign thread (one of Qt's that ran Python) and is listed even after its end.
    threads: set[Any] = {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}
    return threads | _living_of_qt() if with_qt else threads


def _told(left: Any) -> str:
    title = left.windowTitle() if hasattr(left, "windowTitle") else ""
    return f"{left!r} {title}\n{_started.get(left, '')}"


def _qt_classes() -> tuple[Any, ...]:
    core = importlib.import_module("PySide6.QtCore")
    return core.QTimer, core.QThread, core.QAbstractAnimation


def _is_running(started: Any) -> bool:
    timer, thread, animation = _qt_classes()
    if not importlib.import_module("shiboken6").isValid(started):
        return False
    if isinstance(started, timer):
        return bool(started.isActive())
    if isinstance(started, thread):
        return bool(started.isRunning())
    return isinstance(started, animation) and started.state() == animation.State.Running


def _living_of_qt() -> set[Any]:
    """Running timers, threads and animations that Python started, and top-level widgets, hidden ones too."""
    application = importlib.import_module("PySide6.QtWidgets").QApplication
    windows = set(application.topLevelWidgets()) if application.instance() else set()
    return windows | {started for started in list(_started) if _is_running(started)}


def _delete_what_is_due() -> None:
    """Carries out `deleteLater`, for which no event loop runs any more."""
    core = importlib.import_module("PySide6.QtCore")
    if core.QCoreApplication.instance():
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
