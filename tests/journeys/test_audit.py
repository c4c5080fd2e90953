"""From the records to a recall: who received the lot, their record, back to the list, and the list as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from journeys.earlier import KNOWN, RECORD_ID, treat
from journeys.hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from injection_map import app
from injection_map.ui.audit_page import AuditPage
from injection_map.ui.records_page import RecordsPage


@pytest.fixture
def at_audit(sit_down: Callable[..., Hands], data_dir: Path) -> Hands:
    """One earlier visit is in the vault."""
    treat(data_dir, at=app.now() - timedelta(weeks=13))
    hands = sit_down()
    hands.wait(lambda: hands.program.is_open)
    hands.click("records")
    hands.wait_for_page("records-page")
    hands.click("audit")
    hands.wait_for_page("audit-page")
    return hands


def audit_page(hands: Hands) -> AuditPage:
    assert isinstance(hands.page, AuditPage)
    return hands.page


def recall(hands: Hands) -> str:
    """The lot of the one record is called back by how it begins."""
    store = hands.program.vault.store
    assert store is not None
    lot = store.events(RECORD_ID)[0].body.vials[0].lot  # type: ignore[union-attr]
    hands.type(lot[:3].lower())
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: audit_page(hands).table.model.rowCount() == 1)
    return lot


@pytest.mark.xcb
def test_a_lot_is_called_back_and_its_record_opened(at_audit: Hands) -> None:
    hands = at_audit
    lot = recall(hands)
    assert audit_page(hands).said.text().startswith(f"1 patient received lot {lot} in 1 visit, ")
    (line,) = [audit_page(hands).table.model.line(audit_page(hands).table.model.index(0))]
    assert line.cells[0].startswith(f"{KNOWN.name}\nBorn ")
    hands.press(Qt.Key.Key_Return)
    hands.wait_for_page("record-page")
    hands.click("records")
    hands.wait_for_page("audit-page")
    hands.wait(lambda: audit_page(hands).table.model.rowCount() == 1)
    assert audit_page(hands).lots.line.text() == lot
    hands.click("back")
    hands.wait_for_page("records-page")
    assert isinstance(hands.page, RecordsPage)
    hands.press(Qt.Key.Key_Return)
    hands.wait_for_page("record-page")
    hands.click("records")
    hands.wait_for_page("records-page")


def test_tables_and_pictures_are_saved(at_audit: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands, saved = at_audit, tmp_path / "saved"
    saved.mkdir()
    chosen = ["visits.csv", "visits.png", "visits.pdf"]
    asked_for: list[str] = []

    def choose(_parent: object, _title: str, suggested: str, kinds: str) -> tuple[str, str]:
        asked_for.append(suggested)
        return str(saved / chosen[len(asked_for) - 1]), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    hands.click("tab-people")
    hands.wait(lambda: audit_page(hands).table.model.rowCount() > 0)
    audit_page(hands).table.list.setFocus()
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: audit_page(hands).shown.name == "visits")
    for name, button in zip(chosen, ("save-csv", "save-picture", "save-picture"), strict=True):
        hands.click(button)
        hands.wait(lambda name=name: f"Saved as {name}." in audit_page(hands).said.text())  # type: ignore[misc]
    assert asked_for == ["visits.csv", "visits.png", "visits.png"]
    assert RECORD_ID in (saved / "visits.csv").read_text()
    assert not QImage(str(saved / "visits.png")).isNull()
    assert (saved / "visits.pdf").read_bytes().startswith(b"%PDF")


def test_what_cannot_be_written_is_told(at_audit: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands, said = at_audit, []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "units.csv"), ""))
    monkeypatch.setattr(hands.program.window, "say", said.append)
    hands.click("tab-units")
    hands.wait(lambda: audit_page(hands).table.model.rowCount() > 0)
    hands.click("save-csv")
    hands.wait(lambda: bool(said))
    assert "its folder does not exist" in said[0]
