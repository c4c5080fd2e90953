"""A known patient and a visit without a deviation: how many presses of the mouse it takes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from journeys.earlier import ALL_SITES, KNOWN, RECORD_ID, treat
from journeys.hands import CLINICIAN, PASSPHRASE, SAID, Mouse, carton
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent, QWindow

from injection_map import app
from injection_map.domain.dosing import totals
from injection_map.domain.events import Clinician
from injection_map.domain.session import Phase
from injection_map.report.record import Record
from injection_map.storage.vault import open_vault

WEEKS_AGO = 13
MOST_BESIDE_THE_SITES = 12


class Presses(QObject):
    """Counts what the window is sent, whoever sent it."""

    def __init__(self, window: QWindow) -> None:
        super().__init__(window)
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress
        self.count += pressed and event.button() == Qt.MouseButton.LeftButton
        return False


@pytest.fixture
def hands(sit_down: Callable[..., Mouse], data_dir: Path) -> Mouse:
    """The patient was treated a quarter of a year ago; one clinician works here, without a PIN."""
    treat(data_dir, at=app.now() - timedelta(weeks=WEEKS_AGO), people=[Clinician(CLINICIAN, "Neurologist")])
    return sit_down(who_plays=Mouse)


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Says what was measured, on the terminal."""

    def say(sentence: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{sentence}\n")

    return say


def play(hands: Mouse, *, slide: bool) -> int:
    """The whole visit, from the start page to the signed record. Returns the presses."""
    presses = Presses(hands.window)
    hands.tap(hands.row(0))
    hands.wait_for_page("pause-page")
    columns = (SAID[:2], SAID[2:], hands.no_buttons())
    for column in columns:
        if slide:
            hands.slide(column)
        else:
            for name in column:
                hands.click(name)
    hands.scan(carton())
    hands.click("labelled")
    hands.start_treatment()
    visit = hands.program.visit
    assert visit is not None
    while visit.model.visit.to_do:
        hands.click_injected()
    hands.click("injected")  # it has become Finish
    hands.wait_for_page("finish-page")
    hands.click("reaction-1")
    hands.click("sign")
    hands.wait_for_page("record-page")
    return presses.count


def assert_signed_as_planned(data_dir: Path) -> None:
    store = open_vault(data_dir, passphrase=PASSPHRASE, read_only=True)
    (record_id,) = set(store.record_ids()) - {RECORD_ID}
    record = Record(record_id, store.events(record_id))
    store.close()
    opened, sums = record.opened, totals(record.visit.sites)
    assert record.visit.phase is Phase.SIGNED
    assert (opened.patient.name, opened.clinician) == (KNOWN.name, Clinician(CLINICIAN, "Neurologist"))
    assert (sums.sites_given, sums.units_given) == (ALL_SITES, Decimal(155))
    (vial,) = opened.vials
    assert (vial.lot, vial.gtin, vial.serial) == ("INVENTED7", "00300233921029", "100000000001")
    assert opened.safety is not None
    assert (opened.safety.last_units, opened.safety.cautions, record.visit.cautions) == (Decimal(155), (), ())


@pytest.mark.xcb
def test_it_takes_one_press_a_site_and_twelve_for_all_the_rest(
    hands: Mouse, data_dir: Path, tell: Callable[[str], None]
) -> None:
    """Counted as one press each: the slide over name and date of birth, and the slide over the No buttons."""
    count = play(hands, slide=True)
    hands.program.shell.close()
    assert_signed_as_planned(data_dir)
    tell(f"{count} presses, {count - ALL_SITES} of them beside the sites")
    assert count <= ALL_SITES + MOST_BESIDE_THE_SITES


def test_tapped_one_by_one_it_takes_a_press_for_each_answer(
    hands: Mouse, data_dir: Path, tell: Callable[[str], None]
) -> None:
    count = play(hands, slide=False)
    hands.program.shell.close()
    assert_signed_as_planned(data_dir)
    tell(f"{count} presses, {count - ALL_SITES} of them beside the sites, each answer by itself")
    assert count > ALL_SITES + MOST_BESIDE_THE_SITES
