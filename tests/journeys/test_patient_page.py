"""A patient's own page in the real program: reached from a row, changed, merged, and left for a record or a visit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from journeys.earlier import KNOWN, RECORD_ID, treat
from journeys.hands import PASSPHRASE, Hands
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from injection_map import app
from injection_map.domain.errors import StoreError
from injection_map.domain.events import Clinician, Patient
from injection_map.storage.vault import open_vault
from injection_map.ui.patient_list import DETAILS_PX
from injection_map.ui.patient_page import PatientPage
from injection_map.ui.start_page import StartPage

WHO = Clinician("Dr T. Ester (invented)", "Neurologist")
NORA = Patient("TESTER, Nora (invented)", date(1981, 3, 14), "INVENTED-1", "latex")
TWICE = Patient("TESTER, Norah (invented)", date(1981, 3, 14), "INVENTED-2", "eggs")


@pytest.fixture
def hands(sit_down: Callable[..., Hands]) -> Hands:
    """At the start page of a house with two entries of one person."""
    at = sit_down()
    desk = at.program.vault.patients
    assert desk is not None
    for patient in (NORA, TWICE):
        desk.entered(patient, WHO.name)
    at.program.visits.clinician = WHO
    at.program.show_start()
    return at


def patient_page(hands: Hands) -> PatientPage:
    assert isinstance(hands.page, PatientPage)
    return hands.page


def press_way_on(hands: Hands, typed: str) -> None:
    """Find somebody, and press the right end of their row."""
    start = hands.page
    assert isinstance(start, StartPage)
    start.finder.search.setText("")
    QTest.keyClicks(start.finder.search, typed)
    view = start.finder.list
    hands.wait(lambda: start.finder.model.rowCount() == 1 and view.isVisible())
    rect = view.visualRect(start.finder.model.index(0))
    place = QPoint(rect.right() - DETAILS_PX // 2, rect.center().y())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    hands.wait_for_page("patient-page")


def press(hands: Hands, name: str) -> None:
    button = hands.find(name)
    assert isinstance(button, QAbstractButton)
    hands.wait(button.isVisible)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_changed_merged_and_kept_in_the_vault(hands: Hands, data_dir: Path) -> None:
    press_way_on(hands, "nora t invented-1")
    press(hands, "change-patient")
    hands.find("number").setText("INVENTED-9")  # type: ignore[attr-defined]
    QTest.keyClicks(hands.find("change-reason"), "A slip of the pen")
    press(hands, "save-change")
    assert patient_page(hands).said.text().startswith("Changed.")
    similar = patient_page(hands).similar.findChildren(QAbstractButton)
    merge = next(button.objectName() for button in similar if button.objectName().startswith("merge-"))
    press(hands, merge)
    press(hands, merge.replace("merge-", "keep-"))
    QTest.keyClicks(hands.find("merge-reason"), "Same passport")
    press(hands, "merge")
    page = patient_page(hands)
    assert page.name.text() == TWICE.name
    assert page.said.text().replace("\u200b", "") == (
        "The entry TESTER, Nora (invented), MRN INVENTED-9, was made one with this one, which has the visits, "
        "the allergies and the notes of both."
    )
    assert page.allergy.text() == "Allergy: eggs, latex"
    press(hands, "back")
    hands.wait_for_page("start-page")
    start = hands.page
    assert isinstance(start, StartPage)
    assert start.finder.search.text() == "nora t invented-1"
    assert start.finder.model.rowCount() == 0
    hands.program.shell.close()
    store = open_vault(data_dir, passphrase=PASSPHRASE, read_only=True)
    try:
        entries = store.read("SELECT body FROM events WHERE record_id = '~patients' ORDER BY seq")
    finally:
        store.close()
    told = " ".join(str(body) for (body,) in entries)
    assert "A slip of the pen" in told
    assert "Same passport" in told
    assert WHO.name in told


def test_a_visit_begins_from_the_page(hands: Hands) -> None:
    press_way_on(hands, "invented-2")
    press(hands, "start")
    hands.wait_for_page("pause-page")


def test_what_is_missing_for_the_visit_is_said_on_the_start_page(hands: Hands) -> None:
    hands.program.visits.clinician = None
    hands.program.show_start()
    press_way_on(hands, "invented-2")
    press(hands, "start")
    hands.wait_for_page("start-page")
    hands.wait(lambda: hands.program.shell.focusWidget() is hands.find("clinician"))


def test_a_disk_that_fails_is_said_and_what_was_typed_stays(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    press_way_on(hands, "invented-2")
    desk = hands.program.vault.patients
    assert desk is not None

    def full(*_: object) -> None:
        raise StoreError("The disk is full. Nothing was changed.")

    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, sentence: said.append(sentence))
    for name in ("change", "merge", "file"):
        monkeypatch.setattr(desk, name, full)
    press(hands, "change-patient")
    QTest.keyClicks(hands.find("allergies"), " and wool")
    press(hands, "save-change")
    change = patient_page(hands).change
    assert change is not None
    assert [finding.sentence for finding in change.findings] == ["The disk is full. Nothing was changed."]
    press(hands, "cancel-change")
    other = next(b for b in patient_page(hands).similar.findChildren(QAbstractButton) if b.text() == "Show")
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    assert said == ["The disk is full. Nothing was changed."]
    assert patient_page(hands).name.text() == TWICE.name


def test_who_is_gone_from_the_list_is_said(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, sentence: said.append(sentence))
    hands.program.patients.show(Patient("NOBODY", date(1981, 3, 14), "0", id="nobody"))
    assert hands.page.objectName() == "start-page"
    assert said == ["This patient is not in the list any more. Nothing was changed; look for them again."]


def test_a_visit_on_the_page_leads_to_its_record(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    treat(data_dir, at=app.now() - timedelta(weeks=13))
    hands = sit_down()
    press_way_on(hands, KNOWN.number)
    assert patient_page(hands).name.text() == KNOWN.name
    press(hands, f"visit-{RECORD_ID}")
    hands.wait_for_page("record-page")
    assert hands.program.start_page is None
