"""The form of a patient, and when a change of it wants a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from injection_map.domain.events import Patient
from injection_map.domain.patient_checks import PatientDraft, needs_reason, patient_findings, patient_of

TODAY = date(2025, 11, 18)
INGRID = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", "latex", "calls first", id="i")


@pytest.mark.parametrize(
    ("change", "needed"),
    [
        ({}, False),
        ({"allergies": "none"}, False),
        ({"notes": ""}, False),
        ({"name": "Halvorsen, Ingrid"}, True),
        ({"born": date(1981, 3, 15)}, True),
        ({"number": "402719"}, True),
    ],
)
def test_what_tells_a_patient_from_others_changes_with_a_reason(change: dict[str, str], needed: bool) -> None:
    assert needs_reason(INGRID, replace(INGRID, **change)) is needed  # type: ignore[arg-type]


def test_the_form_is_understood_or_refused_in_its_own_order() -> None:
    draft = PatientDraft(" HALVORSEN,  Ingrid ", "14.3.1981", "40-2719", "latex", "calls first ")
    assert patient_findings(draft, today=TODAY) == ()
    assert patient_of(draft, today=TODAY, patient_id="i") == INGRID
    found = patient_findings(PatientDraft(notes="x" * 2001), today=TODAY)
    assert [finding.field for finding in found] == ["name", "born", "number", "notes"]
    with pytest.raises(ValueError, match="name is needed"):
        patient_of(PatientDraft(), today=TODAY)
