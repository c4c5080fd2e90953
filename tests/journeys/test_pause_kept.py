"""What is filled in of a safety pause comes back after a lock, after Back, after the program ended or was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from journeys.hands import PASSPHRASE, PATIENT, SAID, Hands, carton
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from injection_map import app
from injection_map.domain.pause_draft import PauseDraft
from injection_map.ui.pause_page import PausePage

HALF = "Seen by the neurolo"
ANSWERED = (*SAID[:2], "allergies-no", "question-blood-thinner-yes", "question-pregnancy-yes")

FILL_IN_AND_BE_KILLED = """
import os, signal, sys
from pathlib import Path
from time import monotonic
from types import SimpleNamespace

sys.path.insert(0, sys.argv[2])
from journeys import test_pause_kept
from journeys.hands import PASSPHRASE, Hands
from PySide6.QtCore import QEventLoop
from injection_map import app
from injection_map.ui.pace import FASTEST


def wait_until(condition, timeout):
    end_s = monotonic() + timeout / 1000
    while not condition():
        assert monotonic() < end_s
        qt.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


qt = app.make_application()
program = app.Program(app.Setup(Path(sys.argv[1]), PASSPHRASE, pace=FASTEST, ask_who=False))
program.start()
program.shell.show()
hands = Hands(program, SimpleNamespace(waitUntil=wait_until))
test_pause_kept.fill_in(hands)
test_pause_kept.wait_for_disk(hands)
os.kill(os.getpid(), signal.SIGKILL)
"""


def fill_in(hands: Hands) -> None:
    """Half of the pause of somebody new, the vial too, and a reason half typed."""
    hands.enter_patient()
    for name in ANSWERED:
        hands.click(name)
    hands.scan(carton())
    hands.write("question-pregnancy-detail", HALF)
    hands.wait(lambda: hands.find("draft-saved").isVisible())


def wait_for_disk(hands: Hands) -> None:
    """Until the disk has also what was typed last: while somebody types it is written four times a second."""
    store, name = hands.program.vault.store, f"pause:{draft_of(hands).patient.id}"
    assert store is not None
    hands.wait(lambda: HALF in (store.draft(name) or ""))


def draft_of(hands: Hands) -> PauseDraft:
    page = hands.page
    assert isinstance(page, PausePage)
    return page.draft


def assert_is_as_filled_in(hands: Hands) -> None:
    draft = draft_of(hands)
    for name in ANSWERED:
        button = hands.find(name)
        assert isinstance(button, QAbstractButton)
        assert button.isChecked(), name
    assert (draft.said_name, draft.consented, draft.labelled) == (True, False, False)
    assert {answer.question: (answer.yes, answer.detail) for answer in draft.answers} == {
        "blood-thinner": (True, ""),
        "pregnancy": (True, HALF),
    }
    assert (draft.lot, draft.serial) == ("INVENTED7", "100000000001")
    line = hands.find("question-pregnancy-detail")
    assert isinstance(line, QLineEdit)
    assert (line.text(), line.isVisible()) == (HALF, True)


def choose_again(hands: Hands) -> None:
    """The same patient, found by a part of their name."""
    hands.write("find-patient", "test")
    hands.press(Qt.Key.Key_Return)
    hands.wait_for_page("pause-page")


def close(hands: Hands, _: Path) -> None:
    fill_in(hands)
    hands.program.shell.close()


def kill(hands: Hands, data_dir: Path) -> None:
    hands.program.shell.close()
    command = [sys.executable, "-c", FILL_IN_AND_BE_KILLED, str(data_dir), str(Path(__file__).parents[1])]
    done = subprocess.run(command, env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("end", [close, kill])
def test_the_answers_are_back_after_the_program_ended(
    sit_down: Callable[..., Hands], data_dir: Path, end: Callable[[Hands, Path], None]
) -> None:
    end(sit_down(), data_dir)
    hands = sit_down()
    hands.write("clinician", "Dr E. Rsatz (invented)")
    choose_again(hands)
    assert_is_as_filled_in(hands)
    hands.write("question-pregnancy-detail", "gist")
    assert draft_of(hands).answer("pregnancy").detail == f"{HALF}gist"  # type: ignore[union-attr]


@pytest.mark.xcb
def test_the_answers_are_back_after_back(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down()
    fill_in(hands)
    hands.click("back")
    hands.wait_for_page("start-page")
    choose_again(hands)
    assert_is_as_filled_in(hands)


def test_what_was_answered_on_another_day_is_asked_anew(sit_down: Callable[..., Hands], data_dir: Path) -> None:
    close(sit_down(), data_dir)
    hands = sit_down(clock=lambda: app.now() + timedelta(days=1))
    hands.write("clinician", "Dr E. Rsatz (invented)")
    choose_again(hands)
    draft = draft_of(hands)
    assert (draft.said_name, draft.asked_allergies, draft.answers, draft.lot) == (False, False, (), "")


def test_another_patient_has_none_of_it(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down()
    fill_in(hands)
    hands.click("back")
    hands.wait_for_page("start-page")
    hands.click("new-patient")
    for name, text in (PATIENT | {"name": "OTHER, Olga (invented)", "number": "INVENTED-9"}).items():
        hands.write(name, text)
    hands.click("start")
    hands.wait_for_page("pause-page")
    draft = draft_of(hands)
    assert (draft.patient.number, draft.said_name, draft.answers, draft.lot) == ("INVENTED-9", False, (), "")


@pytest.mark.xcb
def test_half_typed_text_is_there_after_the_lock(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down()
    fill_in(hands)
    line = hands.find("question-pregnancy-detail")
    QTest.keyClick(hands.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not line.isVisible()
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N):  # they answer nothing behind the lock
        QTest.keyClick(hands.window, key)
    QTest.keyClick(hands.window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for letter in PASSPHRASE:
        QTest.keyClick(hands.window, letter)
    QTest.keyClick(hands.window, Qt.Key.Key_Return)
    assert hands.program.shell.cover is None
    assert_is_as_filled_in(hands)
    assert QApplication.focusWidget() is line


@pytest.mark.xcb
def test_a_started_visit_leaves_no_draft(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down()
    hands.start_visit()
    hands.program.show_start()
    choose_again(hands)
    assert (draft_of(hands).said_name, draft_of(hands).answers) == (False, ())


def test_while_somebody_types_the_disk_is_asked_a_few_times_a_second(
    sit_down: Callable[..., Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = sit_down()
    fill_in(hands)
    store = hands.program.vault.store
    assert store is not None
    kept: list[str | None] = []
    keep = store.keep_draft

    def counted(name: str, body: str | None) -> None:
        kept.append(body)
        keep(name, body)

    monkeypatch.setattr(store, "keep_draft", counted)
    words = " and by the gynaecologist"
    hands.write("question-pregnancy-detail", words)
    hands.wait(lambda: bool(kept) and words in (kept[-1] or ""))
    assert len(kept) < len(words) / 2
