"""The audience view at 3840 x 2160 while it comes closer and is drawn on. Prints JSON.

The time of a frame is that of our own code: from the change, by the motion or by the trainer's hand, until it is all
painted. Argument: how many sites.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable
from functools import partial

from injection_map import app, resources
from injection_map.bench.blit import blit_ms
from injection_map.bench.figures import spread
from injection_map.domain.placement import place_sites
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_library import load_library

# isort: split
from PySide6.QtCore import QCoreApplication, QEventLoop, QPointF

from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.typeface import load_typeface
from injection_map.ui.icons import Icons
from injection_map.ui.trainer.audience import AudienceSheet
from injection_map.ui.trainer.audience_stage import ZOOM_MS
from injection_map.ui.trainer.demonstration_model import ZOOMS, DemonstrationModel

SCREEN_PX = (3840, 2160)
FRAME_MS = 16
_FRAMES = range(FRAME_MS, ZOOM_MS, FRAME_MS)
POINTS = 60
"""Of one stroke."""
ART_BYTES = 128 * 1024 * 1024
LONGEST_WAIT_S = 30.0


class Bench:
    """The audience view, full of everything that a site can show."""

    def __init__(self) -> None:
        self._qt = app.make_application()
        load_typeface(resources.fonts())
        drawings = read_drawings(resources.diagrams())
        protocol = load_library([resources.protocols()], drawings).protocols[0]
        self.model = DemonstrationModel(protocol, place_sites(protocol, drawings))
        self.art = ArtCache(ArtRenderer(resources.diagrams()), budget_bytes=ART_BYTES)
        self.sheet = AudienceSheet(Icons(resources.icons()), self.model, self.art, motion=True)
        self.sheet.resize(*SCREEN_PX)
        self.sheet.show()

    def rest(self) -> None:
        """Until the art is there and nothing is left to paint."""
        until = time.monotonic() + LONGEST_WAIT_S
        while not self.sheet.stage.is_drawn():
            if time.monotonic() > until:
                sys.exit("The view was not drawn.")
            self._qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        QCoreApplication.sendPostedEvents()

    def show_site(self, number: int) -> None:
        """One site, whole."""
        steps = self.model.demonstration.sites[number]
        self.model.go_to(steps.site.key)
        for _ in steps.steps:
            self.model.next()
        self.rest()

    def zoom_ms(self) -> list[float]:
        """Every frame of coming closer, step by step, and of going back at once."""
        zooming, times = self.sheet.stage.zooming, []
        for act in [self.model.zoom_in] * (len(ZOOMS) - 1) + [self.model.zoom_off]:
            act()
            zooming.pause()  # its frames are made here, one after the other
            times += [frame_ms(partial(zooming.setCurrentTime, at_ms)) for at_ms in _FRAMES]
            zooming.stop()
            self.sheet.stage.update()
            self.rest()
        return times

    def draw_ms(self) -> list[float]:
        """Every piece of a stroke, and the pointer as it goes the same way."""
        stage, times = self.sheet.stage, []
        for i in range(POINTS):
            turn = 4 * math.pi * i / POINTS
            at = QPointF(stage.width() * (0.5 + 0.3 * math.cos(turn)), stage.height() * (0.5 + 0.3 * math.sin(turn)))
            point = stage.to_mm(at)
            assert point is not None
            act = self.model.pen_to if i else self.model.pen_down
            times.append(frame_ms(partial(act, point)))
            share = QPointF(at.x() / self.sheet.width(), at.y() / self.sheet.height())
            times.append(frame_ms(partial(self.model.point_at, share)))
        self.model.pen_up()
        return times

    def close(self) -> None:
        self.art.close()
        self.sheet.close()


def frame_ms(change: Callable[[], None]) -> float:
    """From a change to its last pixel."""
    began = time.perf_counter()
    change()
    QCoreApplication.sendPostedEvents()
    return (time.perf_counter() - began) * 1000


def measure(sites: int) -> dict[str, dict[str, float]]:
    bench = Bench()
    of_all = len(bench.model.demonstration.sites)
    zooming, drawing = [], []
    for number in range(0, of_all, max(1, of_all // sites)):
        bench.show_site(number)
        drawing += bench.draw_ms()
        zooming += bench.zoom_ms()
    bench.close()
    floor = blit_ms(SCREEN_PX, len(zooming))
    return {"zoom": spread(zooming), "draw": spread(drawing), "floor": spread(floor)}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))), flush=True)
    os._exit(0)
