"""How long the program takes over things."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """In ms: the lock after Injected, the view that follows, and motion.

    The demo at full speed and the tests use `Pace(lock_ms=0, ...)`; a clinician never does.
    """

    lock_ms: int = 700
    lock_on_change_ms: int = 1200
    follow_ms: int = 240
    motion: bool = True
    key_up_ms: int = 150


FASTEST = Pace(lock_ms=0, lock_on_change_ms=0, follow_ms=0, motion=False, key_up_ms=0)
