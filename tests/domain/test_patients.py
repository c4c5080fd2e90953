"""Who is who, and who could be mistaken for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from injection_map.domain.events import Patient
from injection_map.domain.patients import PatientError, cleaned, identity, mistakable, most_mistakable, with_both

INGRID = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", "latex", id="i")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "name is needed"),
        ({"name": "–"}, "says nothing"),
        ({"number": ""}, "number is needed"),
        ({"name": "x" * 10_000}, "too long: 10000"),
        ({"name": "HAL\u202eVORSEN"}, r"hidden character in it \(U\+202E\)"),
        ({"allergies": "x" * 201}, "too long"),
        ({"notes": "x" * 2001}, "too long"),
    ],
)
def test_what_is_refused(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(PatientError, match=sentence):
        cleaned(replace(INGRID, **change))  # type: ignore[arg-type]


def test_lines_are_cleaned_and_notes_keep_theirs() -> None:
    rough = replace(INGRID, name="  HALVORSEN,\tIngrid ", notes="  calls \n\n rings \n")
    assert cleaned(rough) == replace(INGRID, notes="calls\n\nrings")


def test_the_same_patient_however_it_is_typed() -> None:
    same = Patient("Hålvorsen,  INGRID", INGRID.born, "40 2719", id="other")
    assert identity(same) == identity(INGRID)
    for other in (
        replace(INGRID, born=date(1981, 3, 15)),
        replace(INGRID, number="40-2718"),
        replace(INGRID, name="HALVORSEN, Inger"),
    ):
        assert identity(other) != identity(INGRID)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Patient("Ingrid Halvorsen", date(1950, 1, 1), "1"), True),
        (Patient("NYSTRÖM, Bo", date(1950, 1, 1), "402719"), True),
        (Patient("HALVORSON, Ingrid", INGRID.born, "1"), True),
        (Patient("HALVORSON, Ingrid", date(1950, 1, 1), "1"), False),
        (Patient("NYSTRÖM, Bo", INGRID.born, "1"), False),
    ],
)
def test_who_could_be_mistaken(other: Patient, expected: bool) -> None:
    assert mistakable(INGRID, other) is expected
    assert mistakable(other, INGRID) is expected
    assert most_mistakable(INGRID, [INGRID, other]) == ((other,) if expected else ())


@pytest.mark.parametrize(
    ("keep", "gone", "both"),
    [
        ("latex", "", "latex"),
        ("", "latex", "latex"),
        ("latex", "Latex, eggs", "latex, eggs"),
        ("eggplant", "egg", "eggplant, egg"),
        ("", "", ""),
    ],
)
def test_no_allergy_is_lost_when_two_become_one(keep: str, gone: str, both: str) -> None:
    kept = with_both(replace(INGRID, allergies=keep), replace(INGRID, id="j", name="Other", allergies=gone))
    assert kept == replace(INGRID, allergies=both)


def test_the_notes_of_both_stay_line_by_line() -> None:
    kept = with_both(replace(INGRID, notes="calls first\nlift"), replace(INGRID, id="j", notes="Lift\nmornings"))
    assert kept.notes == "calls first\nlift\nmornings"
