"""Opens the real program in a folder of records of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, Hands
from PySide6.QtWidgets import QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from injection_map import app
from injection_map.domain.ports import Clock
from injection_map.ui.pace import FASTEST, Pace
from injection_map.ui.shell import Shell
from injection_map.ui.trainer.audience import AudienceView

NO_VOICE = ("/nowhere/no-voice",)
"""A test that wants to be spoken to brings a voice of its own."""


@pytest.fixture(autouse=True)
def no_stray_window(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails on a part of a page that is shown before it has its place: it would flash up as a window of its own, and
    take the focus with it.
    """
    strays: list[str] = []
    set_visible = QWidget.setVisible

    def watched(widget: QWidget, visible: bool) -> None:
        own = isinstance(widget, Shell | AudienceView | QDialog | QMenu)
        if visible and widget.isWindow() and not own:
            strays.append(f"{widget!r} {widget.objectName()}")
        set_visible(widget, visible)

    monkeypatch.setattr(QWidget, "setVisible", watched)
    monkeypatch.setattr(QWidget, "show", lambda widget: watched(widget, visible=True))
    yield
    assert strays == []


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "records"


@pytest.fixture
def sit_down(qtbot: QtBot, data_dir: Path) -> Iterator[Callable[..., Hands]]:
    """Opens the program, as often as a test wants; what is still open at the end is closed."""
    opened: list[app.Program] = []

    def open_program(
        *,
        pace: Pace = FASTEST,
        size: tuple[int, int] = (1280, 800),
        store: bool = True,
        ask_who: bool = False,
        dark: bool = False,
        clock: Clock = app.now,
        passphrase: str | None = PASSPHRASE,
        voice_command: tuple[str, ...] = NO_VOICE,
        who_plays: Callable[[app.Program, QtBot], Hands] = Hands,
    ) -> Hands:
        app.make_application()
        setup = app.Setup(
            data_dir, passphrase, pace=pace, clock=clock, dark=dark, ask_who=ask_who, voice_command=voice_command
        )
        program = app.Program(setup)
        opened.append(program)
        hands = who_plays(program, qtbot)
        program.start()
        program.shell.resize(*size)
        program.shell.show()
        program.shell.activateWindow()
        qtbot.waitExposed(program.shell)
        if store:
            hands.wait(lambda: program.is_open)
        return hands

    yield open_program
    for program in opened:
        program.shell.close()
        program.shell.deleteLater()
        program.deleteLater()
