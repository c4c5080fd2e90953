"""What every list of patients keeps to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from injection_map.domain.events import Patient
from injection_map.domain.patients import PatientError
from injection_map.domain.ports import Patients

INGRID = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", "latex", "calls first")
BO = Patient("NYSTRÖM, Bo", date(1970, 1, 2), "41-0001")
BY = "Dr A. Moreau"


def test_a_patient_is_added_with_an_id_and_found_again(patients: Patients) -> None:
    ingrid, bo = patients.add(INGRID, BY), patients.add(BO, by=BY)
    assert ingrid == replace(INGRID, id=ingrid.id)
    assert len({ingrid.id, bo.id, ""}) == 3
    assert patients.patient(ingrid.id) == ingrid
    assert patients.find("") == patients.find("%") == ()
    assert patients.find("hal") == patients.find("14.3.1981 ing") == patients.find("40-27") == (ingrid,)
    assert patients.find("4") == (ingrid, bo)
    assert patients.find("4", limit=1) == (ingrid,)
    assert patients.find("4", limit=0) == ()
    assert patients.count() == 2
    with pytest.raises(KeyError):
        patients.patient("nobody")


def test_an_equal_one_is_refused_and_nothing_is_changed(patients: Patients) -> None:
    ingrid = patients.add(INGRID, BY)
    with pytest.raises(PatientError, match=r"already .*, born 14-Mar-1981, number 402719\. Choose"):
        patients.add(Patient("hålvorsen,  INGRID", INGRID.born, "402719"), BY)
    bo = patients.add(BO, BY)
    with pytest.raises(PatientError, match="already"):
        patients.change(replace(INGRID, id=bo.id), BY)
    with pytest.raises(PatientError, match="needed"):
        patients.add(replace(BO, name=" "), BY)
    assert patients.count() == 2
    assert patients.patient(bo.id) == bo
    assert patients.find("hal") == (ingrid,)


def test_one_is_changed_and_found_as_they_are_now(patients: Patients) -> None:
    ingrid = patients.add(INGRID, BY)
    married = patients.change(replace(ingrid, name="BERG, Ingrid", allergies=""), BY, "married")
    assert patients.patient(ingrid.id) == married
    assert patients.find("hal") == ()
    assert patients.find("berg") == (married,)
    assert patients.add(INGRID, BY).id != ingrid.id
    with pytest.raises(KeyError):
        patients.change(replace(BO, id="nobody"), BY)


def test_two_entries_become_one_with_a_reason(patients: Patients) -> None:
    ingrid, twice = patients.add(INGRID, BY), patients.add(replace(INGRID, born=date(1981, 4, 13)), BY)
    with pytest.raises(PatientError, match="why"):
        patients.merge(ingrid.id, twice.id, BY, "  ")
    with pytest.raises(KeyError):
        patients.merge(ingrid.id, "nobody", BY, "typed twice")
    assert patients.merge(ingrid.id, twice.id, BY, "typed twice") == ingrid
    assert patients.patient(twice.id) == ingrid
    assert patients.find("hal") == (ingrid,)
    assert patients.count() == 1
    with pytest.raises(PatientError, match="one entry already"):
        patients.merge(ingrid.id, twice.id, BY, "again")
    with pytest.raises(PatientError, match="merged into that of HALVORSEN"):
        patients.change(replace(twice, allergies="none"), BY)
    with pytest.raises(PatientError, match="already"):
        patients.add(replace(INGRID, born=date(1981, 4, 13)), BY)
    right = patients.change(replace(twice, id=ingrid.id), BY, "this was the right date")
    assert patients.patient(twice.id) == right


def test_merges_go_on(patients: Patients) -> None:
    one, two, three = (patients.add(replace(INGRID, number=str(number)), BY) for number in range(3))
    patients.merge(two.id, one.id, BY, "same")
    patients.merge(three.id, one.id, BY, "same")
    assert patients.patient(one.id) == patients.patient(two.id) == three
    assert patients.count() == 1


def test_those_who_could_be_mistaken(patients: Patients) -> None:
    ingrid = patients.add(INGRID, BY)
    older = patients.add(Patient("Ingrid Halvorsen", date(1950, 1, 1), "7"), BY)
    near = patients.add(Patient("HALVORSON, Ingrid", INGRID.born, "8"), BY)
    number = patients.add(Patient("BERG, Kari", date(1960, 1, 1), "402719"), BY)
    patients.add(BO, BY)
    assert patients.similar(ingrid) == (number, near, older)
    assert patients.similar(INGRID) == (number, ingrid, near, older)
    assert patients.similar(Patient("Nobody", date(1999, 1, 1), "99")) == ()


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "a " * 5_000, "\u202e\u200f", "hal* OR", '"', "NEAR(a b)", "%_", "\x00", "'"]
)
def test_whatever_is_typed_finds_nobody_or_somebody(typed: str, patients: Patients) -> None:
    patients.add(INGRID, BY)
    assert patients.find(typed) == ()
