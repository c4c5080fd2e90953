"""Not today: the reason is kept, the record is closed and listed as not treated, and nothing can be resumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import CLINICIAN, PATIENT, SAID, Hands, stored_record
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QListView, QPlainTextEdit

from injection_map.ui.controls import Text
from injection_map.ui.start_page import StartPage


def said_on(hands: Hands) -> str:
    return "\n".join(text.text().replace("\u2011", "-") for text in hands.page.findChildren(Text) if text.isVisible())


@pytest.fixture
def closed(sit_down: Callable[..., Hands]) -> Hands:
    """At the record of a visit that ended in the safety pause."""
    hands = sit_down()
    hands.enter_patient()
    for name in (*SAID[:2], "question-pregnancy-yes"):
        hands.click(name)
    hands.write("question-pregnancy-detail", "Twelve weeks")
    hands.click("not-today")
    hands.click("untreated-main")
    assert hands.page.objectName() == "pause-page"  # it wants a reason
    hands.click("untreated-5")
    hands.write("untreated-words", "Found out last week")
    hands.click("untreated-main")
    hands.wait_for_page("record-page")
    return hands


REASON = "Pregnant or may be. Found out last week"


@pytest.mark.xcb
def test_the_reason_is_kept_with_what_had_been_answered(closed: Hands, data_dir: Path) -> None:
    closed.program.shell.close()
    record = stored_record(data_dir)
    assert [event.type for event in record.events] == ["opened", "not_treated"]
    assert record.visit.not_treated is not None
    assert record.visit.not_treated.reason == REASON
    opened = record.opened
    assert (opened.clinician.name, opened.patient.name, opened.vials) == (CLINICIAN, PATIENT["name"], ())
    assert opened.safety is not None
    assert (opened.safety.said_name, opened.safety.consented) == (True, False)
    assert [(answer.question, answer.detail) for answer in opened.safety.answers] == [("pregnancy", "Twelve weeks")]


@pytest.mark.xcb
def test_the_record_says_so_and_leads_nowhere_back(closed: Hands) -> None:
    said = said_on(closed)
    assert "Not treated" in said
    assert REASON in said
    assert "Not signed" not in said
    history = closed.find("history")
    assert isinstance(history, QPlainTextEdit)
    assert REASON in history.toPlainText()
    for gone in ("resume-record", "sign", "add-addendum"):
        assert closed.page.findChild(QAbstractButton, gone) is None


@pytest.mark.xcb
def test_it_is_listed_as_not_treated_and_wants_no_signature(closed: Hands) -> None:
    closed.click("records")
    closed.wait_for_page("records-page")
    rows = closed.page.findChild(QListView)
    assert rows is not None
    told = rows.model().data(rows.model().index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert told.endswith("not treated")
    assert "Not signed 0" in [button.text() for button in closed.page.findChildren(QAbstractButton)]


def test_nothing_is_to_be_resumed_today_or_later(closed: Hands, sit_down: Callable[..., Hands]) -> None:
    closed.click("new-visit")
    closed.wait_for_page("start-page")
    assert isinstance(closed.page, StartPage)
    assert closed.page.resume_cards == []
    closed.program.shell.close()
    again = sit_down()
    assert isinstance(again.page, StartPage)
    assert again.page.resume_cards == []


def test_the_same_patient_begins_anew_with_an_empty_pause(closed: Hands) -> None:
    closed.click("new-visit")
    closed.wait_for_page("start-page")
    closed.write("find-patient", "TESTER")
    closed.press(Qt.Key.Key_Return)
    closed.wait_for_page("pause-page")
    draft = closed.page.draft  # type: ignore[attr-defined]
    assert (draft.said_name, draft.answers, draft.not_today_reason) == (False, (), "")
