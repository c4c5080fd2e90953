"""A whole visit by one finger on the screen, and nothing else but the scanner that reads the carton."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from journeys.earlier import RECORD_ID, treat
from journeys.hands import CLINICIAN, PASSPHRASE, SAID, Finger, carton
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtTest import QTest

from injection_map import app
from injection_map.domain.dosing import totals
from injection_map.domain.events import Clinician
from injection_map.domain.session import Phase
from injection_map.report.record import Record
from injection_map.storage.vault import open_vault

PEOPLE = [Clinician(CLINICIAN, "Neurologist"), Clinician("Sister U. Njur (invented)", "Nurse")]


@pytest.fixture(scope="session")
def screen() -> QPointingDevice:
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)


@pytest.mark.xcb
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_a_whole_visit(
    sit_down: Callable[..., Finger], data_dir: Path, screen: QPointingDevice, size: tuple[int, int]
) -> None:
    treat(data_dir, at=app.now() - timedelta(weeks=13), people=PEOPLE)
    finger = sit_down(who_plays=partial(Finger, screen=screen), size=size)
    finger.click("who-0")
    finger.tap(finger.row(0))
    finger.wait_for_page("pause-page")
    finger.slide(SAID[:2])
    finger.click("consented")
    finger.slide(finger.no_buttons())
    finger.scan(carton())
    finger.click("labelled")
    finger.start_treatment()
    visit = finger.program.visit
    assert visit is not None
    while visit.model.visit.to_do:
        finger.click_injected()
    finger.click("injected")  # it has become Finish
    finger.wait_for_page("finish-page")
    finger.click("reaction-1")
    finger.click("sign")
    finger.wait_for_page("record-page")
    finger.program.shell.close()

    store = open_vault(data_dir, passphrase=PASSPHRASE, read_only=True)
    (record_id,) = set(store.record_ids()) - {RECORD_ID}
    visit_kept = Record(record_id, store.events(record_id)).visit
    store.close()
    assert visit_kept.phase is Phase.SIGNED
    assert totals(visit_kept.sites).sites_given == 31
    assert visit_kept.clinician == PEOPLE[0]
