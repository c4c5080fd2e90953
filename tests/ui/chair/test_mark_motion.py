"""What moves, moves for its own short time and then rests; without motion all is at once what it becomes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QTimer, QVariantAnimation
from ui.chair.hands import Seat

from injection_map.ui.chair.mark_motion import BREATH_MS, BREATHS, MarkMotion, halo_scale
from injection_map.ui.pace import Pace

SitDown = Callable[..., Seat]
MODULE = "injection_map.ui.chair.mark_motion"
LONG_MS = 600_000
MOVING = Pace(lock_ms=0, lock_on_change_ms=0, follow_ms=0, motion=True, key_up_ms=0)


def moving(seat: Seat) -> MarkMotion:
    return seat.page.stage.hero._moving


def what_runs(root: QObject) -> list[QObject]:
    """Timers and animations on the page, but for the clock of the totals."""
    clock = root.findChild(QObject, "totals")
    timers = [timer for timer in root.findChildren(QTimer) if timer.isActive() and timer.parent() is not clock]
    running = QVariantAnimation.State.Running
    return [*timers, *(a for a in root.findChildren(QVariantAnimation) if a.state() is running)]


@pytest.mark.parametrize(
    ("elapsed_ms", "scale"),
    [(-1, 1.0), (0, 1.0), (BREATH_MS / 2, 1.08), (BREATH_MS, 1.0), (2.5 * BREATH_MS, 1.08), (BREATHS * BREATH_MS, 1.0)],
)
def test_the_halo_breathes_three_times_between_1_and_1_08(elapsed_ms: float, scale: float) -> None:
    assert halo_scale(elapsed_ms) == pytest.approx(scale)


def test_a_tick_is_drawn_and_then_stands(sit_down: SitDown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{MODULE}.TICK_MS", LONG_MS)  # however slow the machine is
    seat = sit_down(pace=MOVING)
    seat.click("injected")
    motion = moving(seat).now(None)
    assert motion.tick_key == "corrugator-right"
    assert motion.tick < 1
    monkeypatch.setattr(f"{MODULE}.TICK_MS", 1)
    seat.wait(lambda: moving(seat).now(None).tick_key is None)


def test_the_halo_breathes_where_the_next_site_is(sit_down: SitDown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{MODULE}.BREATH_MS", LONG_MS)
    seat = sit_down(pace=MOVING)
    assert not moving(seat).is_resting
    moving(seat).rest()
    seat.model.choose("procerus")
    assert not moving(seat).is_resting
    moving(seat).rest()
    seat.click("view-back")  # where it is not
    assert moving(seat).is_resting


def test_what_is_hidden_rests(sit_down: SitDown) -> None:
    seat = sit_down(pace=MOVING)
    seat.page.hide()
    assert moving(seat).is_resting


def test_without_motion_nothing_runs_at_rest(sit_down: SitDown) -> None:
    seat = sit_down()
    seat.click("injected")
    seat.wait_ready()
    assert what_runs(seat.page) == []
    assert moving(seat).now(None).tick_key is None


def test_with_motion_all_comes_to_rest(sit_down: SitDown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{MODULE}.BREATH_MS", 40)
    seat = sit_down(pace=MOVING)
    seat.click("injected")
    seat.wait_ready()
    seat.wait(lambda: what_runs(seat.page) == [])
