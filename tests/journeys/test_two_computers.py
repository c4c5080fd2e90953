"""Another computer is named as having the records open: nobody goes in by accident, and who is certain can."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import CLINICIAN, PASSPHRASE, Hands
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from injection_map.storage import vault_lock
from injection_map.storage.schema import VAULT
from injection_map.storage.vault import open_vault
from injection_map.ui.start_page import StartPage


@pytest.fixture
def refused(sit_down: Callable[..., Hands], data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """The start page of a second computer, while the first is named on the door."""
    store = open_vault(data_dir, passphrase=PASSPHRASE)
    door = (data_dir / "vault.owner.json").read_bytes()
    store.close()
    (data_dir / "vault.owner.json").write_bytes(door)
    monkeypatch.setattr(vault_lock, "this_machine", lambda: "another")
    hands = sit_down(store=False)
    hands.wait(lambda: bool(hands.program.window.notices))
    return hands


def notices(hands: Hands) -> list[str]:
    assert isinstance(hands.page, StartPage)
    return [card.notice.sentence for card in hands.page.notice_cards]


@pytest.mark.xcb
def test_it_is_refused_and_opened_by_who_says_who_and_why(refused: Hands, data_dir: Path) -> None:
    hands = refused
    (told,) = notices(hands)
    assert "open on another computer" in told
    assert QApplication.activeModalWidget() is None
    hands.click("notice-elsewhere-action")
    hands.wait_for_page("takeover-page")
    hands.click("takeover")
    assert hands.find("takeover-reason").accessibleDescription() == "Say why."
    hands.write("takeover-reason", "It was sold last week")
    hands.click("takeover")
    assert hands.find("takeover-who").accessibleDescription() == "Your name is needed."
    assert not hands.program.is_open
    hands.write("takeover-who", "Dr T. Ester (invented)")
    hands.click("takeover")
    hands.wait_for_page("start-page")
    hands.wait(lambda: hands.program.is_open)
    assert notices(hands) == []
    hands.start_visit()
    hands.program.shell.close()
    store = open_vault(data_dir, passphrase=PASSPHRASE)
    entry = next(entry for entry in store.entries(VAULT) if entry["type"] == "taken_over")
    assert entry["by"] == "Dr T. Ester (invented)"
    assert entry["words"].endswith(": It was sold last week")
    store.close()


def test_one_can_go_back_and_nothing_is_opened(refused: Hands, data_dir: Path) -> None:
    refused.click("notice-elsewhere-action")
    refused.wait_for_page("takeover-page")
    refused.click("takeover-back")
    refused.wait_for_page("start-page")
    assert len(notices(refused)) == 1
    assert not refused.program.is_open


def test_a_visit_that_cannot_begin_says_so(refused: Hands) -> None:
    said: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(0, look)
            return
        said.append(box.text())
        box.button(QMessageBox.StandardButton.Ok).click()

    refused.write("clinician", CLINICIAN)
    refused.fill_in_patient()
    look()
    refused.click("start")
    refused.wait(lambda: bool(said))
    assert "open on another computer" in said[0]
    assert refused.page.objectName() == "start-page"
    assert not refused.program.is_open
