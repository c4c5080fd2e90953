"""The watch that conftest.py keeps over every test, tried in runs of pytest's own with tests that misbehave."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

CONFTEST = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
SETTINGS = Path(__file__).parents[1] / "pyproject.toml"


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> object:
    """Runs these lines as a test file under our conftest and settings, in a process of its own."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)  # the report of the outer run is not theirs to write

    def run(source: str) -> pytest.RunResult:
        shutil.copy(SETTINGS, pytester.path)
        pytester.makeconftest(CONFTEST)
        return pytester.runpytest_subprocess(pytester.makepyfile(source), "-p", "no:cacheprovider", "-v")

    return run


def test_what_lives_on_fails_the_test_and_says_where_it_was_started(run):
    result = run(
        """
        import threading
        from PySide6.QtCore import QThread, QTimer, QVariantAnimation
        from PySide6.QtWidgets import QLabel

        kept = []

        def test_thread():
            event = threading.Event()
            kept.append(event)
            threading.Thread(target=event.wait, daemon=True).start()  # the thread's line

        def test_thread_of_qt(qapp):
            kept.append(QThread())
            kept[-1].start()  # the QThread's line

        def test_timer(qapp):
            kept.append(QTimer())
            kept[-1].start(60_000)  # the timer's line

        def test_animation(qapp):
            kept.append(QVariantAnimation(startValue=0, endValue=1, duration=60_000))
            kept[-1].start()  # the animation's line

        def test_window(qapp):
            kept.append(QLabel(windowTitle="a forgotten window"))

        def test_at_the_end_all_is_put_away(qapp):
            kept[0].set()
            for started in kept[1:4]:
                if isinstance(started, QThread):
                    started.quit()
                    started.wait()
                else:
                    started.stop()
        """
    )
    result.assert_outcomes(passed=6, errors=5)
    for told in (
        "*.start()  # the thread's line*",
        "*.start()  # the QThread's line*",
        "*.start(60_000)  # the timer's line*",
        "*.start()  # the animation's line*",
        "*QLabel*a forgotten window*",
    ):
        result.stdout.fnmatch_lines([told])


def test_what_is_put_away_in_time_passes(run):
    result = run(
        """
        import threading
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QLabel, QWidget

        class Circle(QWidget):
            def __init__(self):
                super().__init__()
                self.me = self

        def test_thread_joined():
            thread = threading.Thread(target=str)
            thread.start()
            thread.join()

        def test_window_of_qtbot(qtbot):
            label = QLabel("text")
            qtbot.addWidget(label)
            timer = QTimer(label)
            timer.start(60_000)
            label.show()

        def test_window_deleted_later(qapp):
            QLabel("text").deleteLater()

        def test_window_that_only_a_circle_holds(qapp):
            Circle()
        """
    )
    result.assert_outcomes(passed=4)


def test_stray_messages_fail_the_test(run):
    result = run(
        """
        import logging
        import warnings
        from PySide6.QtCore import qDebug, qWarning
        from PySide6.QtWidgets import QWidget

        def test_log():
            logging.getLogger("injection_map.x").warning("disk is slow")

        def test_log_expected(caplog):
            logging.getLogger("injection_map.x").warning("disk is slow")
            assert "disk is slow" in caplog.text

        def test_warning():
            warnings.warn("old call", DeprecationWarning)

        def test_debug_message_of_qt(qapp):
            qDebug("a message of Qt")

        def test_warning_of_qt(qapp):
            qWarning("a warning of Qt")

        def test_what_the_offscreen_platform_cannot_do(qtbot):
            window = QWidget()
            qtbot.addWidget(window)
            window.show()
            window.raise_()
        """
    )
    result.assert_outcomes(passed=3, failed=3, errors=1)
    result.stdout.fnmatch_lines(["*WARNING injection_map.x: disk is slow*"])


def test_the_users_own_world_is_out_of_reach(run):
    result = run(
        """
        import os, socket
        from pathlib import Path
        import keyring, keyring.errors, pytest
        from hypothesis import given, strategies
        from PySide6.QtCore import QStandardPaths

        def test_folders(own_world):
            for location in QStandardPaths.StandardLocation:
                if location.name in ("AppDataLocation", "GenericDataLocation", "ConfigLocation", "CacheLocation"):
                    assert Path(QStandardPaths.writableLocation(location)).is_relative_to(own_world)
            assert Path.home() == own_world
            assert Path(os.environ["INJECTION_MAP_DATA"]).is_relative_to(own_world)
            assert not list(own_world.iterdir())
            (own_world / "left").touch()

        def test_each_has_a_home_of_its_own(own_world):
            assert not list(own_world.iterdir())

        def test_keychain():
            with pytest.raises(keyring.errors.NoKeyringError):
                keyring.get_password("injection-map", "key")

        def test_network_by_name():
            socket.create_connection(("example.org", 80))

        def test_network_by_number():
            with socket.socket() as connection:
                connection.connect(("127.0.0.1", 9))

        @given(strategies.integers())
        def test_property(number):
            assert isinstance(number, int)
        """
    )
    result.assert_outcomes(passed=4, failed=2)
    result.stdout.fnmatch_lines(["*a test reached for the network: it asked for example.org*"])
    result.stdout.fnmatch_lines(["*a test reached for the network: it called ('127.0.0.1', 9)*"])
