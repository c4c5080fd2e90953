"""Killed in a pause, with the second vial and its second syringe in hand, a visit comes back so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, Hands

from injection_map.domain.session import Phase
from injection_map.ui.controls import Text

PLAY = """
import os, signal, sys
from pathlib import Path

from injection_map import app, resources
from injection_map.bench.invented import PATIENT, answered
from injection_map.domain import commands as c
from injection_map.domain.pause_commands import pause_commands
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol
from injection_map.storage.vault import open_vault
from injection_map.workflow.recorder import Recorder

data_dir, passphrase, paused = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "paused"
file, now = resources.protocols() / "preempt-31.yaml", app.now()
protocol = read_protocol(file, read_drawings(resources.diagrams()))
(opening,) = pause_commands(answered(protocol, PATIENT, now), protocol, None, now=now)
opened = opening.opened
store = open_vault(data_dir, passphrase=passphrase)
recorder = Recorder(store, record_id="killed", clock=app.now, by="x", protocol_bytes=file.read_bytes())
sites = [site.site for site in opened.plan]
asked = [c.Open(opened), *(c.Give(site) for site in sites[:3]), c.AddVial(opened.vials[0])]
asked += [c.Give(site) for site in sites[3:13]]
asked += [c.TakeSyringe(2), c.SeeReaction("Bleeding", sites[12]), c.Pause("Faint")] if paused else []
for command in asked:
    assert isinstance(recorder.submit(command), tuple), command
assert recorder.wait_saved(timeout_s=20)
os.kill(os.getpid(), signal.SIGKILL)
"""


def play_and_be_killed(data_dir: Path, state: str) -> None:
    done = subprocess.run([sys.executable, "-c", PLAY, str(data_dir), PASSPHRASE, state], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.fixture
def resumed(sit_down: Callable[..., Hands], data_dir: Path, request: pytest.FixtureRequest) -> Hands:
    play_and_be_killed(data_dir, request.param)
    hands = sit_down()
    hands.click("resume")
    hands.wait_for_page("chair-page")
    hands.click("action-go-on")
    return hands


@pytest.mark.parametrize("resumed", ["paused"], indirect=True)
def test_a_paused_visit_with_its_second_vial_and_syringe(resumed: Hands) -> None:
    visit = resumed.program.visit
    assert visit is not None
    state = visit.model.visit
    assert (state.phase, state.pause_reason) == (Phase.PAUSED, "Faint")
    assert (state.vial_in_hand, state.syringe, len(state.vials)) == (2, 2, 2)
    assert "Faint" in [text.text() for text in resumed.find("paused-bar").findChildren(Text)]
    assert [site.vial for site in state.sites[:4]] == [1, 1, 1, 2]
    assert state.sites[12].reactions[0].reaction == "Bleeding"
    resumed.click_injected()  # it is Continue
    resumed.click_injected()
    assert [event.type for event in visit.model.events[-2:]] == ["continued", "given"]


@pytest.mark.parametrize("resumed", ["unconfirmed"], indirect=True)
def test_a_syringe_that_was_not_confirmed_is_asked_for_again(resumed: Hands) -> None:
    visit = resumed.program.visit
    assert visit is not None
    resumed.click_injected()
    assert visit.model.events[-1].type == "syringe_taken"
    assert len([site for site in visit.model.visit.sites if site.status == "given"]) == 13
