"""A visit that was broken off goes on the next day, with another person: who, and from which vial, is recorded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from journeys.hands import CLINICIAN, Hands, carton, stored_record
from PySide6.QtCore import Qt

from injection_map import app
from injection_map.domain.session import SiteStatus, Visit
from injection_map.ui.controls import Text
from injection_map.ui.resume_card import ResumeCard

NEXT_DAY = timedelta(hours=26)
OTHER, ROLE = "Dr E. Rsatz (invented)", "Consultant"
SITES_BEFORE = 3

PLAY_AND_BE_KILLED = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, sys.argv[2])
from journeys import earlier
from injection_map import app

earlier.treat(Path(sys.argv[1]), at=app.now(), sites=int(sys.argv[3]), signed=False)
os.kill(os.getpid(), signal.SIGKILL)
"""


def the_day_after() -> datetime:
    return app.now() + NEXT_DAY


def close_in_mid_visit(sit_down: Callable[..., Hands], _: Path) -> None:
    hands = sit_down()
    hands.start_visit()
    for _ in range(SITES_BEFORE):
        hands.click_injected()
    hands.program.shell.close()


def kill_in_mid_visit(_: Callable[..., Hands], data_dir: Path) -> None:
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-c", PLAY_AND_BE_KILLED, str(data_dir), str(tests), str(SITES_BEFORE)]
    done = subprocess.run(command, env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.fixture(params=[close_in_mid_visit, kill_in_mid_visit], ids=["closed", "killed"])
def next_day(request: pytest.FixtureRequest, sit_down: Callable[..., Hands], data_dir: Path) -> Hands:
    """At the start page, a day later; two people work here."""
    request.param(sit_down, data_dir)
    hands = sit_down(clock=the_day_after)
    people = hands.program.vault.people
    assert people is not None
    people.add_person(CLINICIAN, "Neurologist")
    people.add_person(OTHER, ROLE)
    hands.program.show_start()
    return hands


def who_goes_on(hands: Hands) -> str:
    line = hands.find("who-goes-on")
    assert isinstance(line, Text)
    return line.text()


def visit_of(hands: Hands) -> Visit:
    assert hands.program.visit is not None
    return hands.program.visit.model.visit


def given(visit: Visit) -> list[tuple[str, int | None]]:
    return [(site.by, site.vial) for site in visit.sites if site.status is SiteStatus.GIVEN]


def choose_other(hands: Hands) -> None:
    """One tap in "Who treats"."""
    hands.click("who-0" if OTHER < CLINICIAN else "who-1")


@pytest.mark.xcb
def test_another_person_goes_on_with_a_new_vial(next_day: Hands, data_dir: Path) -> None:
    hands = next_day
    assert who_goes_on(hands) == f"{CLINICIAN} goes on"
    choose_other(hands)
    assert who_goes_on(hands) == f"{OTHER} goes on in place of {CLINICIAN}"
    assert hands.find("resume").accessibleName().endswith(who_goes_on(hands))
    hands.resume()
    assert (visit_of(hands).clinician.name, hands.program.visits.who) == (OTHER, OTHER)  # type: ignore[union-attr]

    hands.click("injected")
    assert hands.find("need-use-by").isVisible()  # the vial's time is over: nothing is given from it
    assert len(given(visit_of(hands))) == SITES_BEFORE
    hands.click("action-another")
    hands.scan(carton("INVENTED8", "100000000002"))
    hands.click("sheet-main")
    hands.wait_until_recorded()
    hands.click_injected()
    hands.program.shell.close()

    record = stored_record(data_dir)
    assert given(record.visit) == [(CLINICIAN, 1)] * SITES_BEFORE + [(OTHER, 2)]
    assert record.visit.vials[1].lot == "INVENTED8"
    told = [event.type for event in record.events]
    assert told == ["opened", *["given"] * SITES_BEFORE, "taken_over", "vial_added", "given"]
    taken_over = record.events[told.index("taken_over")]
    assert (taken_over.by, taken_over.body.clinician.role) == (OTHER, ROLE)  # type: ignore[union-attr]


def test_another_person_goes_on_with_the_vial_for_a_reason(next_day: Hands, data_dir: Path) -> None:
    hands = next_day
    choose_other(hands)
    hands.resume()
    hands.click("injected")
    hands.click("action-go-on")
    hands.click("reason-2")
    hands.click("sheet-main")
    hands.wait_until_recorded()
    hands.click_injected()
    hands.program.shell.close()
    record = stored_record(data_dir)
    assert given(record.visit) == [(CLINICIAN, 1)] * SITES_BEFORE + [(OTHER, 1)]
    (accepted,) = [event for event in record.events if event.type == "use_by_accepted"]
    assert (accepted.by, record.visit.use_by_reason) == (OTHER, "Kept cold, clinician’s decision")


def test_the_same_person_takes_nothing_over(next_day: Hands, data_dir: Path) -> None:
    hands = next_day
    hands.click("who-1" if OTHER < CLINICIAN else "who-0")
    assert who_goes_on(hands) == f"{CLINICIAN} goes on"
    hands.resume()
    hands.program.shell.close()
    assert "taken_over" not in [event.type for event in stored_record(data_dir).events]


def test_who_goes_on_cannot_assist_as_well(next_day: Hands) -> None:
    hands = next_day
    choose_other(hands)
    hands.write("assistant", OTHER)
    hands.click("resume")
    assert hands.page.objectName() == "start-page"
    assert hands.find("assistant").accessibleDescription() == "Who injects cannot assist as well."


def test_who_took_over_is_remembered_at_this_window(next_day: Hands) -> None:
    hands = next_day
    choose_other(hands)
    hands.resume()
    hands.program.show_start()  # as by the menu's "Leave this visit"
    assert who_goes_on(hands) == f"{OTHER} goes on"
    assert hands.find("clinician").text() == OTHER  # type: ignore[attr-defined]


def test_what_is_read_back_says_the_day(next_day: Hands) -> None:
    hands = next_day
    hands.click("resume")
    hands.wait_for_page("chair-page")
    sheet = hands.find("resumed")
    told = " ".join(text.text() for text in sheet.findChildren(Text)).replace("\u2011", "-")
    assert hands.program.visit is not None
    last = hands.program.visit.model.events[-1].at
    assert f"{last:%d-%b-%Y %H:%M:%S}" in told
    assert not hands.page.findChildren(ResumeCard)
    hands.press(Qt.Key.Key_Escape)
