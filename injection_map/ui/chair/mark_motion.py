"""What moves on a drawing, each for its own short time: the tick that is drawn, the halo that breathes, the held ring.

One timer gives the frames and stops with the last of them: at rest nothing runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from injection_map.diagram.paint import Motion

FRAME_MS = 33
TICK_MS = 120
BREATH_MS, BREATHS, BREATH_SHARE = 1600, 3, 0.08
HOLD_MS, HOLD_SHOWN_AFTER_MS = 500, 120
"""A tap shows no ring: it fills only once a press is longer than taps are."""


class MarkMotion(QObject):
    """`on_frame` is told the site that moves, beside the one that breathes.

    `moves` False: tick and halo are at once what they become; the held ring is a control and stays.
    """

    def __init__(self, *, moves: bool, on_frame: Callable[[str | None], None], parent: QObject) -> None:
        super().__init__(parent)
        self._moves = moves
        self._tick_key: str | None = None
        self._hold_key: str | None = None
        self._tick, self._halo, self._hold = QElapsedTimer(), QElapsedTimer(), QElapsedTimer()
        self._on_frame = on_frame
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self._next_frame)

    @property
    def is_resting(self) -> bool:
        return not self._frames.isActive()

    def draw_tick(self, key: str) -> None:
        if self._moves:
            self._tick_key = key
            self._tick.start()
            self._frames.start()

    def breathe(self) -> None:
        if self._moves:
            self._halo.start()
            self._frames.start()

    def hold(self, key: str | None) -> None:
        """The ring fills round this site; None lets go."""
        self._hold_key = key
        if key is not None:
            self._hold.start()
            self._frames.start()

    def rest(self) -> None:
        """At once what all become."""
        self._tick_key = self._hold_key = None
        self._halo.invalidate()
        self._frames.stop()

    def now(self, focus_key: str | None) -> Motion:
        held_ms = self._hold.elapsed() if self._hold_key else 0
        return Motion(
            focus_key=focus_key,
            hold_key=self._hold_key if held_ms > HOLD_SHOWN_AFTER_MS else None,
            hold=min(1.0, held_ms / HOLD_MS),
            tick_key=self._tick_key,
            tick=min(1.0, self._tick.elapsed() / TICK_MS) if self._tick_key else 1.0,
            halo=halo_scale(self._halo.elapsed()) if self._halo.isValid() else 1.0,
        )

    def _next_frame(self) -> None:
        moved = self._hold_key or self._tick_key
        if self._tick_key and self._tick.elapsed() >= TICK_MS:
            self._tick_key = None
        if self._halo.isValid() and self._halo.elapsed() >= BREATHS * BREATH_MS:
            self._halo.invalidate()
        if self._tick_key is None and self._hold_key is None and not self._halo.isValid():
            self._frames.stop()
        self._on_frame(moved)


def halo_scale(elapsed_ms: float) -> float:
    """1 to 1.08 and back on a sine, three times, then 1."""
    if not 0 <= elapsed_ms < BREATHS * BREATH_MS:
        return 1.0
    return 1 + BREATH_SHARE * (1 - math.cos(2 * math.pi * elapsed_ms / BREATH_MS)) / 2
