"""What the screen says of the disk: saved only when it is, and three ways on when it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from ui.chair.hands import RECORD, Seat

from injection_map.diagram.marks import MarkLook
from injection_map.domain import commands

SitDown = Callable[..., Seat]
Key = Qt.Key


@pytest.fixture
def seat(sit_down: SitDown) -> Seat:
    return sit_down(size="tablet")


def sign(seat: Seat) -> list[str]:
    return seat.texts(seat.find("saved"))


def look(seat: Seat, key: str) -> MarkLook:
    scene = seat.drawing(key).scene
    assert scene is not None
    mark = scene.mark(key)
    assert mark is not None
    return mark.look


def enabled(seat: Seat, name: str) -> bool:
    button = seat.find(name)
    assert isinstance(button, QAbstractButton)
    return button.isVisible() and button.isEnabled()


def break_disk(seat: Seat) -> None:
    """The disk is full, and a site is given all the same."""
    seat.store.full = True
    seat.click("injected")
    seat.wait(lambda: seat.model.save_state.kind == "not-saved")


def test_saved_is_the_time_and_the_count_on_the_disk(seat: Seat) -> None:
    assert sign(seat) == ["Saved 10:30:00", "1 entry on disk"]
    assert seat.find("saved").accessibleName() == "Saved at 10:30:00, 1 entry on disk"
    seat.watch.now = seat.watch.now.replace(minute=31)
    seat.click("injected")
    seat.wait_ready()
    assert sign(seat) == ["Saved 10:31:00", "2 entries on disk"]


def test_it_changes_only_when_the_disk_has_said_so_and_says_when_it_takes_long(seat: Seat) -> None:
    seat.store.gate.clear()
    seat.watch.now = seat.watch.now.replace(minute=31)
    seat.click("injected")
    assert sign(seat) == ["Saved 10:30:00", "1 entry on disk"]
    seat.wait(lambda: sign(seat)[0] == "Saving")
    assert sign(seat) == ["Saving", "1 entry on disk"]
    seat.store.gate.set()
    seat.wait_ready()
    assert sign(seat) == ["Saved 10:31:00", "2 entries on disk"]


def test_not_saved_stops_the_work_and_says_what_to_write_down(seat: Seat) -> None:
    break_disk(seat)
    assert sign(seat) == ["NOT SAVED", "1 entry on disk"]
    assert seat.page.error_bar.isVisible()
    assert seat.page.error_bar.title.text() == "Not saved: corrugator, right, 10:30:00"
    assert "The disk is full. Earlier entries are safe." in seat.page.error_bar.detail.text()
    assert look(seat, "corrugator-right").unsaved
    assert not look(seat, "corrugator-left").unsaved
    assert not enabled(seat, "injected")
    for key in (Key.Key_Space, Key.Key_F13):
        seat.key(key)
    seat.tap_site("corrugator-left")
    assert seat.given == ["corrugator-right"]
    assert [enabled(seat, f"error-{name}") for name in ("retry", "elsewhere", "unsaved")] == [True, True, True]


def test_the_focus_goes_to_the_way_on_and_comes_back(seat: Seat) -> None:
    break_disk(seat)
    assert seat.find("error-retry").hasFocus()
    seat.store.full = False
    seat.key(Key.Key_Return)
    seat.wait_ready()
    assert seat.page.panel.injected.hasFocus()


def test_try_again_saves_what_was_not(seat: Seat) -> None:
    break_disk(seat)
    seat.store.full = False
    seat.click("error-retry")
    seat.wait_ready()
    assert not seat.page.error_bar.isVisible()
    assert not look(seat, "corrugator-right").unsaved
    assert enabled(seat, "injected")
    assert [event.type for event in seat.store.events(RECORD)] == ["opened", "given"]


def test_while_it_is_tried_again_the_sign_stays(seat: Seat) -> None:
    """Nothing claims to be saved, and nothing recorded, before the disk has said so."""
    break_disk(seat)
    seat.store.gate.clear()
    seat.click("error-retry")
    assert sign(seat)[0] == "NOT SAVED"
    assert seat.page.error_bar.isVisible()
    assert look(seat, "corrugator-right").unsaved
    assert not enabled(seat, "error-retry")
    assert seat.page.panel.injected.accessibleName().startswith("Not saved")
    seat.store.gate.set()
    seat.wait(lambda: enabled(seat, "error-retry"))
    assert sign(seat)[0] == "NOT SAVED"


def test_save_elsewhere_is_asked_for(seat: Seat) -> None:
    break_disk(seat)
    with seat.qtbot.waitSignal(seat.page.save_elsewhere_asked, timeout=1000):
        seat.click("error-elsewhere")


def test_go_on_unsaved_keeps_all_in_order_until_the_disk_is_back(seat: Seat) -> None:
    break_disk(seat)
    seat.click("error-unsaved")
    assert enabled(seat, "injected")
    assert seat.page.panel.injected.hasFocus()
    assert not seat.find("error-unsaved").isVisible()
    for press in (lambda: seat.click("injected"), lambda: seat.key(Key.Key_Space)):
        assert seat.page.panel.injected.accessibleName().startswith("Injected")
        press()
        seat.wait(lambda: not seat.model.locked)
    seat.tap_site("frontalis-medial-right")
    seat.wait(lambda: not seat.model.locked)
    assert len(seat.given) == 4
    assert sign(seat) == ["NOT SAVED", "1 entry on disk"]
    assert all(look(seat, key).unsaved for key in seat.given)
    assert len(seat.store.events(RECORD)) == 1
    seat.store.full = False
    seat.click("injected")
    seat.wait_ready()
    assert seat.store.events(RECORD) == seat.model.events
    assert [event.seq for event in seat.store.events(RECORD)] == [1, 2, 3, 4, 5, 6]
    assert sign(seat)[1] == "6 entries on disk"
    assert not seat.page.error_bar.isVisible()


def test_undo_works_unsaved_too(seat: Seat) -> None:
    break_disk(seat)
    seat.click("error-unsaved")
    seat.click("undo")
    seat.wait(lambda: not seat.model.locked)
    assert seat.given == []
    seat.store.full = False
    seat.click("error-retry")
    seat.wait_ready()
    assert [event.type for event in seat.store.events(RECORD)] == ["opened", "given", "undone"]


def test_a_new_failure_stops_again(seat: Seat) -> None:
    """Going on was agreed to for that failure, not for the next one."""
    break_disk(seat)
    seat.click("error-unsaved")
    seat.store.full = False
    seat.click("injected")
    seat.wait_ready()
    break_disk(seat)
    assert not enabled(seat, "injected")
    assert seat.find("error-unsaved").isVisible()


def test_many_unsaved_sites_are_listed_and_the_window_stays_whole(seat: Seat) -> None:
    width = seat.shell.minimumSizeHint().width()
    break_disk(seat)
    seat.click("error-unsaved")
    while seat.next_key is not None:
        seat.key(Key.Key_Space)
        seat.wait(lambda: not seat.model.locked)
    assert seat.page.error_bar.title.text() == "Not saved: 34 entries"
    assert seat.shell.minimumSizeHint().width() <= max(width, seat.shell.width())
    seat.click("error-list")
    told = " ".join(seat.texts(seat.sheet))
    assert "Temporalis, left: 1 given, 2 given, 3 given, 4 given" in told
    assert "Procerus, midline: given" in told
    for site in seat.model.visit.sites:
        assert seat.model.protocol.muscle(site.muscle).name in told


def test_a_sheet_that_is_being_filled_in_when_the_disk_fails_keeps_its_text(seat: Seat) -> None:
    seat.store.gate.clear()
    seat.click("injected")
    seat.key(Key.Key_N)
    seat.type("abc")
    seat.store.full = True
    seat.store.gate.set()
    seat.wait(lambda: seat.model.save_state.kind == "not-saved")
    seat.type("def")
    assert seat.sheet.property("text") or seat.sheet.text.lower() == "abcdef"  # type: ignore[attr-defined]
    seat.key(Key.Key_Escape)
    assert seat.find("error-retry").hasFocus()


def test_the_last_site_unsaved_does_not_offer_to_finish(seat: Seat) -> None:
    seat.do(*(commands.Give(site.key) for site in seat.model.visit.sites[:-1]))
    break_disk(seat)
    assert seat.next_key is None
    assert not enabled(seat, "injected")
    assert seat.page.panel.injected.accessibleName().startswith("Not saved")


# --- a record whose first entry is still on its way ------------------------------------------------------------------


def test_a_page_that_opens_while_the_first_entry_is_written(sit_down: SitDown) -> None:
    seat = sit_down(slow_open=True)
    assert seat.model.locked
    assert sign(seat)[0] == "Saving"
    seat.store.gate.set()
    seat.wait_ready()
    assert sign(seat) == ["Saved 10:30:00", "1 entry on disk"]


def test_a_page_that_opens_after_the_first_entry_failed(sit_down: SitDown) -> None:
    seat = sit_down(full_disk=True)
    assert not seat.model.locked
    assert sign(seat)[0] == "NOT SAVED"
    assert seat.page.error_bar.isVisible()
    seat.store.full = False
    seat.click("error-retry")
    seat.wait_ready()
    assert sign(seat)[0].startswith("Saved")
