"""What arrives from a pedal or a remote, press by press: how long it was held, how long it was up, what is an echo."""

from __future__ import annotations

from dataclasses import dataclass, replace

from injection_map.domain.hands_free import Input

MOST_KEPT = 10


@dataclass(frozen=True, slots=True)
class Arrival:
    """One press. Times in ms: `up_ms` is how long nothing was held before it (None for the first), `held_ms` how long
    it was held (None while it is). `repeats` were sent while it was held, and count for nothing. A switch that bounces
    `bounced`: it was up for too short a time, and the press does not count."""

    pressed: Input
    at_ms: float
    up_ms: float | None = None
    held_ms: float | None = None
    repeats: int = 0
    bounced: bool = False


@dataclass(frozen=True, slots=True)
class PressLog:
    """The last presses, the newest first; `counted` says how many have counted in all."""

    arrivals: tuple[Arrival, ...] = ()
    counted: int = 0
    released_ms: float | None = None

    def press(self, pressed: Input, *, at_ms: float, repeated: bool, key_up_ms: float) -> PressLog:
        """`repeated` is the keyboard's own mark; some pedals press again without it and without having been up."""
        held = self._held(pressed)
        if held is not None:
            return self._with(held, replace(held, repeats=held.repeats + 1))
        if repeated:
            return self
        up_ms = None if self.released_ms is None else max(0.0, at_ms - self.released_ms)
        bounced = up_ms is not None and up_ms < key_up_ms
        arrival = Arrival(pressed, at_ms, up_ms, bounced=bounced)
        return replace(
            self, arrivals=(arrival, *self.arrivals)[:MOST_KEPT], counted=self.counted + (0 if bounced else 1)
        )

    def release(self, pressed: Input, *, at_ms: float) -> PressLog:
        held = self._held(pressed)
        if held is None:
            return self
        after = self._with(held, replace(held, held_ms=max(0.0, at_ms - held.at_ms)))
        return replace(after, released_ms=at_ms)

    def forget_held(self) -> PressLog:
        """The window no longer hears the keys, so their release may never come."""
        return replace(self, arrivals=tuple(arrival for arrival in self.arrivals if arrival.held_ms is not None))

    def _held(self, pressed: Input) -> Arrival | None:
        return next((a for a in self.arrivals if a.pressed == pressed and a.held_ms is None), None)

    def _with(self, before: Arrival, after: Arrival) -> PressLog:
        return replace(self, arrivals=tuple(after if arrival is before else arrival for arrival in self.arrivals))
