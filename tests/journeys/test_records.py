"""From the start page to the records: looked through, opened, printed, and left for a visit of the chosen patient."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from journeys.earlier import KNOWN, RECORD_ID, treat
from journeys.hands import CLINICIAN, Hands
from PySide6.QtCore import Qt

from injection_map import app
from injection_map.ui.controls import Text
from injection_map.ui.records_page import RecordsPage


@pytest.fixture
def at_records(sit_down: Callable[..., Hands], data_dir: Path) -> Hands:
    """One earlier visit is in the vault, and its record is looked at."""
    treat(data_dir, at=app.now() - timedelta(weeks=13))
    hands = sit_down()
    hands.wait(lambda: hands.program.is_open)
    hands.click("records")
    hands.wait_for_page("records-page")
    return hands


def records_page(hands: Hands) -> RecordsPage:
    assert isinstance(hands.page, RecordsPage)
    return hands.page


@pytest.mark.xcb
def test_a_record_is_found_opened_and_come_back_from(at_records: Hands) -> None:
    hands = at_records
    said = {text.text() for text in hands.page.findChildren(Text)}
    assert {KNOWN.name, KNOWN.number, "As planned"} <= said
    hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    hands.type("known")
    hands.press(Qt.Key.Key_Return)
    hands.wait_for_page("record-page")
    hands.click("records")
    hands.wait_for_page("records-page")
    assert records_page(hands).place.record_id == RECORD_ID
    assert records_page(hands).search.text() == "known"


def test_it_is_printed_over_the_records(at_records: Hands) -> None:
    hands = at_records
    hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    hands.wait_for_page("print-preview")
    hands.press(Qt.Key.Key_Escape)
    hands.wait_for_page("records-page")
    assert records_page(hands).place.record_id == RECORD_ID


@pytest.mark.xcb
def test_a_visit_of_the_chosen_patient_is_begun(at_records: Hands) -> None:
    hands = at_records
    hands.click("start-visit-of-patient")
    hands.wait_for_page("start-page")
    hands.type(CLINICIAN)
    hands.click("start")
    hands.wait_for_page("pause-page")
    said = {text.text() for text in hands.page.findChildren(Text)}
    assert {KNOWN.name, KNOWN.number} <= said


def test_the_first_day_leads_to_the_patients(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down()
    hands.wait(lambda: hands.program.is_open)
    hands.click("records")
    hands.wait_for_page("records-page")
    hands.press(Qt.Key.Key_Return)
    hands.wait_for_page("start-page")
