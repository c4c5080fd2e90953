"""The chair page in the real window: from a tick to its repaint, and resizing. Prints JSON.

The time of a tick is that of our own code: from the command to every widget that it changes being painted, in one go.
The floor is a bare widget that paints one cached pixmap of the window's size. Arguments: a folder, visits, sweeps.
"""

from __future__ import annotations

import gc
import json
import os
import secrets
import sys
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from statistics import median

from injection_map import app
from injection_map.bench.blit import blit_ms
from injection_map.bench.figures import spread
from injection_map.bench.invented import CLINICIAN, PATIENT, answered
from injection_map.domain import commands
from injection_map.domain.pause_commands import pause_commands
from injection_map.ui.chair.page import ChairPage
from injection_map.ui.chair.syringe_sheet import SyringeSheet
from injection_map.ui.pace import FASTEST
from injection_map.ui.pause_page import PausePage
from injection_map.ui.start_page import VisitWish
from injection_map.ui.visit_model import VisitModel

# isort: split
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

WINDOW_PX = (1920, 1080)
SMALLEST_PX = (1180, 720)
STEPS = 60
"""Of a sweep, from the smallest window to the full one and back."""
FRAME_S = 1 / 60
LONGEST_WAIT_S = 30.0


class Bench:
    """The program with a visit under way."""

    def __init__(self, folder: Path) -> None:
        self._qt = app.make_application()
        self._program = app.Program(
            app.Setup(folder, secrets.token_urlsafe(16), pace=FASTEST, dark=False, ask_who=False)
        )
        self._beat = QTimer(interval=50)  # so that a wait looks at its condition, and at the clock
        self._patient = PATIENT
        self._beat.start()
        self._program.start()
        self._program.shell.resize(*WINDOW_PX)
        self._program.shell.show()
        self._wait(lambda: self._program.is_open)

    def begin_visit(self) -> None:
        """A visit of an invented patient; one under way is left."""
        if self._program.visit is not None:
            self._program.visit.chair.leave_asked.emit()
        page, protocol = self._program.start_page, self._program.library.protocols[0]
        assert page is not None
        page.visit_asked.emit(VisitWish(self._patient, CLINICIAN, (), protocol.id))
        self._wait(lambda: isinstance(self._program.shell.page, PausePage))
        pause, now = self._program.shell.page, app.now()
        assert isinstance(pause, PausePage)
        self._patient = pause.draft.patient  # as the list of patients has them from now on
        pause.start_requested.emit(pause_commands(answered(protocol, self._patient, now), protocol, None, now=now))
        self._wait(lambda: self._program.visit is not None)
        self.rest()

    @property
    def _model(self) -> VisitModel:
        assert self._program.visit is not None
        return self._program.visit.model

    @property
    def _chair(self) -> ChairPage:
        assert self._program.visit is not None
        return self._program.visit.chair

    def rest(self) -> None:
        """Until the disk has everything, every drawing is there, and nothing is left to paint."""
        self._wait(lambda: self._model.all_saved and not self._model.locked and self._chair.stage.is_drawn())
        QCoreApplication.sendPostedEvents()
        gc.collect()  # not in the middle of a tick that did not make the rubbish

    def _wait(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + LONGEST_WAIT_S
        while not condition():
            if time.monotonic() > until:
                sys.exit("The window did not answer.")
            self._qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def tick_ms(self) -> list[float]:
        """All sites of a new visit, each given and repainted."""
        self.begin_visit()
        times = []
        while (site := self._model.next_site) is not None:
            self.rest()
            began = time.perf_counter()
            self._model.submit(commands.Give(site.key))
            QCoreApplication.sendPostedEvents()
            times.append((time.perf_counter() - began) * 1000)
            self._confirm_syringe()
        return times

    def _confirm_syringe(self) -> None:
        """So that the next tick repaints the page as a clinician sees it."""
        sheet = self._chair.panel.sheet
        if isinstance(sheet, SyringeSheet):
            self.rest()
            sheet.main.click()

    def resize_ms(self) -> list[list[float]]:
        """For each size of a sweep, how long the window was busy at a stretch until the next frame was due."""
        self.rest()
        shell = self._program.shell
        return [self._frame_ms(shell, size) for size in _sweep()]

    def _frame_ms(self, window: QWidget, size: tuple[int, int]) -> list[float]:
        began = time.perf_counter()
        window.resize(*size)
        self._qt.processEvents()
        times = [time.perf_counter() - began]
        while time.perf_counter() - began < FRAME_S:
            before = time.perf_counter()
            self._qt.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            times.append(time.perf_counter() - before)
        return [seconds * 1000 for seconds in times]

    def close(self) -> None:
        self._program.close()


def _sweep() -> list[tuple[int, int]]:
    (low, lowest), (wide, high) = SMALLEST_PX, WINDOW_PX
    there = [(low + (wide - low) * i // STEPS, lowest + (high - lowest) * i // STEPS) for i in range(STEPS + 1)]
    return there + there[::-1]


def measure(folder: Path, *, visits: int, sweeps: int) -> dict[str, dict[str, float]]:
    """The longest frame of a resize is the longest over all sizes of each size's median over the sweeps: what took
    long only once was another program."""
    bench = Bench(folder)
    ticks = list(chain.from_iterable(bench.tick_ms() for _ in range(visits)))
    bench.begin_visit()
    frames = [
        median(map(max, same_size)) for same_size in zip(*(bench.resize_ms() for _ in range(sweeps)), strict=True)
    ]
    floor = blit_ms(WINDOW_PX, len(ticks))
    bench.close()
    return {"tick": spread(ticks), "floor": spread(floor), "resize": spread(frames)}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), visits=int(sys.argv[2]), sweeps=int(sys.argv[3]))), flush=True)
    os._exit(0)
