"""From a record to the preview of its print and back by keys alone, and to its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from injection_map.report.formats import ExportFormat
from injection_map.ui.print_preview import PrintPreview
from injection_map.ui.record_page import RecordPage


def test_a_record_is_looked_at_before_it_is_printed(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down()
    hands.start_visit()
    hands.click_injected()
    hands.wait_until_recorded()
    (record_id,) = hands.program.vault.store.record_ids()  # type: ignore[union-attr]
    hands.program.records.show(record_id)
    hands.wait_for_page("record-page")
    below = hands.page
    hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    hands.wait_for_page("print-preview")
    assert isinstance(hands.page, PrintPreview)
    assert hands.page.pages[0].isVisible()
    hands.press(Qt.Key.Key_Escape)
    hands.wait_for_page("record-page")
    assert hands.page is below
    hands.program.shell.close()


def test_a_record_is_exported_into_files(
    sit_down: Callable[..., Hands], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[str] = []

    def choose(_parent: object, _title: str, suggested: str) -> tuple[str, str]:
        named.append(suggested)
        return str(tmp_path / suggested), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    hands = sit_down()
    hands.start_visit()
    hands.click_injected()
    hands.wait_until_recorded()
    (record_id,) = hands.program.vault.store.record_ids()  # type: ignore[union-attr]
    hands.program.records.show(record_id)
    hands.wait_for_page("record-page")
    page = hands.page
    assert isinstance(page, RecordPage)
    for kind in (ExportFormat.LEAFLET, ExportFormat.CSV, ExportFormat.ICS):
        page.export_asked.emit(record_id, kind)
    assert named == [f"record-{record_id}-leaflet.pdf", f"record-{record_id}.csv"]  # no next visit, no calendar
    leaflet, table = ((tmp_path / name).read_bytes() for name in named)
    assert leaflet.startswith(b"%PDF")
    assert table.startswith(b"site,")
    assert "no next visit" in page.message.text  # and so no calendar file
    hands.program.shell.close()
