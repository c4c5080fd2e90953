"""What the patient said in the safety pause goes with the visit, and with the patient."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from journeys.hands import SAID, Hands, stored_record
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from injection_map.domain.pause_commands import banner_cautions
from injection_map.domain.session import SiteStatus
from injection_map.ui.controls import Text
from injection_map.ui.pause_page import PausePage


def text_of(hands: Hands, name: str) -> str:
    button = hands.find(name)
    assert isinstance(button, QAbstractButton)
    assert button.isVisible()
    return button.text()


def answer(hands: Hands, *yes: str) -> None:
    """All six cards; yes to these rows, no to the others. What a yes wants is left to the journey."""
    page = hands.page
    assert isinstance(page, PausePage)
    for name in (*SAID, *(f"{row.objectName()}-{'yes' if row.objectName() in yes else 'no'}" for row in page.ask.rows)):
        hands.click(name)
    hands.enter_vial()
    hands.click("labelled")


def is_on(hands: Hands, name: str) -> bool:
    button = hands.find(name)
    assert isinstance(button, QAbstractButton)
    return button.isChecked()


@pytest.mark.xcb
def test_an_allergy_stands_in_the_banner_in_the_record_and_at_the_next_pause(
    sit_down: Callable[..., Hands], data_dir: Path
) -> None:
    hands = sit_down()
    hands.enter_patient()
    answer(hands, "allergies")
    assert not hands.find("start").isEnabled()
    hands.write("allergies-detail", "penicillin")
    hands.start_treatment()
    assert text_of(hands, "allergies") == "Allergy: penicillin"
    hands.program.show_start()

    hands.write("find-patient", "TESTER")
    hands.press(Qt.Key.Key_Return)
    hands.wait_for_page("pause-page")
    said = [text.text() for text in hands.page.findChildren(Text) if text.isVisible()]
    assert "On record: penicillin" in said
    assert not is_on(hands, "allergies-no")  # it is asked again all the same
    answer(hands, "allergies")
    hands.write("allergies-detail", "latex")
    hands.start_treatment()
    assert text_of(hands, "allergies") == "Allergy: penicillin, latex"
    hands.program.shell.close()

    again = sit_down()
    store, patients = again.program.vault.store, again.program.vault.patients
    assert store is not None
    assert patients is not None
    kept = [again.program.stored_record(record_id)[0].opened for record_id in store.record_ids()]
    assert sorted(opened.patient.allergies for opened in kept) == ["penicillin", "penicillin, latex"]
    (found,) = patients.find("TESTER")
    assert found.patient.allergies == "penicillin, latex"


@pytest.mark.xcb
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_a_planned_skip_and_the_cautions_are_there_at_the_chair(
    sit_down: Callable[..., Hands], data_dir: Path, size: tuple[int, int]
) -> None:
    hands = sit_down(size=size)
    hands.enter_patient()
    answer(hands, "question-infection", "question-blood-thinner")
    hands.write("question-blood-thinner-detail", "apixaban")
    hands.click("question-infection-sites")
    hands.click("site-corrugator-right")
    hands.click("sites-done")
    hands.write("question-infection-detail", "A graze")
    hands.start_treatment()

    visit = hands.program.visit
    assert visit is not None
    skipped = visit.model.visit.site("corrugator-right")
    assert skipped is not None
    assert (skipped.status, skipped.skip_reason) == (SiteStatus.SKIPPED, "A graze")
    assert visit.model.next_site.key == "corrugator-left"  # type: ignore[union-attr]
    assert ", 1 skipped" in hands.find("view-front").accessibleName()
    told = ["Infection or broken skin at a site: A graze", "Blood thinner: apixaban"]
    assert text_of(hands, "allergies") == "; ".join(told)
    assert hands.find("allergies").toolTip().splitlines() == told
    hands.click("allergies")
    shown = [text.text() for text in hands.page.findChildren(Text) if text.isVisible()]
    assert set(told) <= set(shown)
    hands.click("sheet-cancel")
    hands.click_injected()
    hands.program.shell.close()

    record = stored_record(data_dir)
    assert list(banner_cautions(record.opened)) == told
    assert [event.type for event in record.events] == ["opened", "skipped", "given"]
    assert record.events[0].act == record.events[1].act


def test_a_reason_that_is_wanted_keeps_the_treatment_from_starting(
    sit_down: Callable[..., Hands], data_dir: Path
) -> None:
    hands = sit_down()
    hands.enter_patient()
    answer(hands, "question-neuromuscular")
    assert not hands.find("start").isEnabled()
    hands.click("go-to-left")
    hands.type("Mild, talked over with neurology")
    hands.start_treatment()
    assert text_of(hands, "allergies").startswith("Muscle or nerve disease: Mild")
    hands.program.shell.close()
    safety = stored_record(data_dir).opened.safety
    assert safety is not None
    assert [(caution.kind, caution.reason) for caution in safety.cautions] == [
        ("question-neuromuscular", "Mild, talked over with neurology")
    ]
