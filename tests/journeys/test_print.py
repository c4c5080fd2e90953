"""From a record to the preview of its print and back, by keys alone."""

from __future__ import annotations

from collections.abc import Callable

from journeys.hands import Hands
from PySide6.QtCore import Qt

from injection_map.ui.print_preview import PrintPreview


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
