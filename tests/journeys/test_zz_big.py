from __future__ import annotations
import time, shutil
from pathlib import Path
import pytest
from journeys.hands import Hands
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog
BIG = Path("/tmp/b5/big20")

@pytest.fixture
def data_dir(): return BIG

@pytest.mark.parametrize("number", [0, 2, 5])
def test_big(sit_down, number, tmp_path, monkeypatch):
    hands = sit_down(passphrase="invented passphrase")
    hands.click("records"); hands.wait_for_page("records-page")
    t=time.perf_counter()
    hands.page.list.setFocus()
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    print("ctrl+a", time.perf_counter()-t, hands.page.found.text())
    out = tmp_path/"out"; out.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out/"a.jsonl"), ""))
    hands.click("export-records"); hands.wait_for_page("export-page")
    hands.click(f"format-{number}")
    t=time.perf_counter()
    hands.click("export")
    print("asked", time.perf_counter()-t)
    gaps=[]; last=[time.perf_counter()]
    def tick():
        n=time.perf_counter(); gaps.append(n-last[0]); last[0]=n
    timer=QTimer(interval=1); timer.timeout.connect(tick); timer.start()
    desk=hands.program
    t=time.perf_counter()
    while time.perf_counter()-t < 12 and hands.find("stop").isVisible():
        hands.qtbot.wait(50)
    timer.stop()
    print("format", number, "max gap ms", max(gaps)*1000, "ticks", len(gaps), hands.page.progress._words.text() if hasattr(hands.page.progress,'_words') else '', hands.page.message.text if hands.page.message.isVisible() else 'under way', time.perf_counter()-t)
    if hands.find("stop").isVisible():
        t=time.perf_counter()
        hands.click("stop")
        hands.wait(lambda: hands.page.message.isVisible())
        print("stop took", time.perf_counter()-t, list(out.iterdir()))
