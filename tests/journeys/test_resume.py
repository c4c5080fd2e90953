"""The program killed in mid-visit opens again at the same site with nothing lost, and says so."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, Hands
from PySide6.QtCore import Qt

from injection_map.domain.session import SiteStatus


def play_and_kill(data_dir: Path, *, after_events: int) -> list[dict[str, object]]:
    """The demo in a process of its own, killed with SIGKILL once it has told of so many events on the disk."""
    environment = os.environ | {"INJECTION_MAP_PASSPHRASE": PASSPHRASE}
    command = [sys.executable, "-m", "injection_map", "demo", "--offscreen", "--trace", "--data-dir", str(data_dir)]
    told = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told.append(json.loads(line))
            if len(told) == after_events:
                process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(told) >= after_events
    return told


@pytest.mark.parametrize("after_events", [1, 2, 9, 17, 31])
def test_a_killed_visit_goes_on_at_the_same_site(
    sit_down: Callable[..., Hands], data_dir: Path, after_events: int
) -> None:
    told = play_and_kill(data_dir, after_events=after_events)
    hands = sit_down()
    hands.click("resume")
    hands.wait_for_page("chair-page")
    visit = hands.program.visit
    assert visit is not None
    given_before = [event["site"] for event in told if event["type"] == "given"]
    given = [site.key for site in visit.model.visit.sites if site.status is SiteStatus.GIVEN]
    assert given[: len(given_before)] == given_before  # what was acknowledged is there
    next_site = visit.model.next_site
    assert next_site is not None
    assert next_site.key == visit.model.visit.sites[len(given)].key
    assert hands.find("resumed").isVisible()

    hands.press(Qt.Key.Key_Space)  # a question is open: the pedal does nothing
    assert len(visit.model.events) == len(told) or len(visit.model.events) == len(told) + 1
    hands.click("action-go-on")
    hands.click_injected()
    assert visit.model.visit.site(next_site.key).status is SiteStatus.GIVEN


def test_the_chosen_next_site_is_remembered(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down()
    hands.start_visit()
    hands.press(Qt.Key.Key_Down)
    visit = hands.program.visit
    assert visit is not None
    assert visit.model.next_site.key == "procerus"
    hands.program.shell.close()

    again = sit_down()
    again.click("resume")
    again.wait_for_page("chair-page")
    assert again.program.visit.model.next_site.key == "procerus"
