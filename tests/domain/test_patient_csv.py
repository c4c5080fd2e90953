"""A table of patients: read strictly, each row judged, nothing guessed."""

from __future__ import annotations

import csv
import io
import unicodedata
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain import patient_csv
from injection_map.domain.events import Patient
from injection_map.domain.imports import Fate, Tally
from injection_map.domain.patient_csv import (
    SAMPLE,
    DateOrder,
    PatientFileError,
    PatientRow,
    judged,
    read_table,
    tally,
)
from injection_map.domain.patients import most_mistakable

TODAY = date(2026, 11, 20)
BO = Patient("NYSTRÖM, Bo", date(1970, 1, 2), "41-0001", id="bo")


def rows(text: str | bytes, order: DateOrder = DateOrder.UNKNOWN, here: tuple[Patient, ...] = ()) -> list[PatientRow]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(judged(read_table(data), order, today=TODAY, similar=lambda patient: most_mistakable(patient, here)))


def row(line: str, order: DateOrder = DateOrder.UNKNOWN, here: tuple[Patient, ...] = ()) -> PatientRow:
    (found,) = rows(f"name,born,number,notes\n{line}\n", order, here)
    return found


IDA = Patient("HALVORSEN, Ida", date(1981, 3, 14), "40-2719")


@pytest.mark.parametrize(
    "table",
    [
        'name,born,number\n"HALVORSEN, Ida",1981-03-14,40-2719\n',
        "\ufeffNAME;Date of birth;MRN\r\nHALVORSEN, Ida;14-Mar-1981;40-2719\r\n",
        "Name\tBORN\tPatient number\nHALVORSEN, Ida\t14 March 1981\t40-2719",
        "Surname;First name;DOB;Hospital number\nHALVORSEN;Ida;14.3.1981;40-2719\n",
        "sep=;\nnumber;name;born\n40-2719;HALVORSEN, Ida;14/03/1981\n",
    ],
)
def test_the_tables_that_other_programs_write(table: str):
    for encoding in ("utf-8", "utf-16"):
        (found,) = rows(table.encode(encoding))
        assert (found.fate, found.patient, found.is_taken) == (Fate.NEW, IDA, True)


def test_the_sample_is_one():
    found = rows(SAMPLE)
    assert tally(found) == Tally(new=2)
    assert [row.line for row in found] == [2, 3]


def test_what_is_not_taken_is_told():
    assert read_table(b"name,born,number,phone,shoe size\n").unused == ("phone", "shoe size")


@pytest.mark.parametrize("written", ["03/04/1980", "3-4-1980", "3 4 1980"])
def test_a_date_that_could_be_two_days_is_refused_until_somebody_says_which(written: str):
    found = row(f"A,{written},1,")
    assert found.fate is Fate.WRONG
    (fault,) = found.faults
    assert (fault.column, fault.found) == ("born", written)
    assert fault.wanted == "It could be 03-Apr-1980 or 04-Mar-1980: say whether the day or the month comes first."
    assert row(f"A,{written},1,", DateOrder.DAY_FIRST).patient == Patient("A", date(1980, 4, 3), "1")
    assert row(f"A,{written},1,", DateOrder.MONTH_FIRST).patient == Patient("A", date(1980, 3, 4), "1")


@pytest.mark.parametrize("written", ["31/12/1980", "12/31/1980", "1980-12-31", "31-Dec-1980", "31.12.1980"])
def test_a_date_that_is_one_day_needs_nobody(written: str):
    found = row(f"A,{written},1,").patient
    assert found is not None
    assert found.born == date(1980, 12, 31)


def test_all_that_is_wrong_with_a_row_is_said_by_its_cells():
    found = row(",32/12/1980,,\u202ehidden")
    assert [(fault.column, fault.found) for fault in found.faults][:3] == [
        ("name", ""),
        ("born", "32/12/1980"),
        ("number", ""),
    ]
    assert "Nothing was found. The patient’s number is needed." in found.sentence
    assert "“32/12/1980” was found. There is no" in found.sentence
    assert found.faults[-1].column == "notes"


def test_too_many_and_too_few_cells():
    assert "4 cells" in row("A,1980-01-01,1").sentence
    assert "“5 cells” was found" in row("A,1980-01-01,1,,").sentence


def test_who_is_here_already_whose_number_is_taken_and_who_is_like_somebody():
    assert row("Nyström Bo,02-Jan-1970,41-0001,", here=(BO,)).fate is Fate.WRONG
    here = row("nyström, bo,02-Jan-1970,41 0001,".replace("m, b", "m_ b"), here=(BO,))
    assert here.fate is Fate.WRONG
    same = row('"NYSTROM, Bo",02-Jan-1970,41-0001,', here=(BO,))
    assert (same.fate, same.warning) == (Fate.HERE, "In the list already.")
    taken = row("OTHER,03-Feb-1971,41-0001,", here=(BO,))
    assert (taken.fate, taken.faults[0].wanted) == (Fate.WRONG, "It is the number of NYSTRÖM, Bo, born 02-Jan-1970.")
    alike = row('"NYSTRÖM, Bo",03-Feb-1971,41-9999,', here=(BO,))
    assert (alike.fate, alike.is_taken) == (Fate.NEW, False)
    assert alike.sentence == "Like NYSTRÖM, Bo, born 02-Jan-1970, MRN 41-0001, in the list."


def test_the_same_the_same_number_and_one_alike_in_the_file():
    found = rows(
        "name,born,number\nAda Beet,1980-01-01,1\n\nada beet,1980-01-01,1\nOTHER,1981-01-01,1\n"
        "Ada Beet,1990-01-01,2\nAda Beetz,1980-01-01,3"
    )
    assert [(row.line, row.fate, row.is_taken) for row in found] == [
        (2, Fate.NEW, True),
        (4, Fate.HERE, False),
        (5, Fate.WRONG, False),
        (6, Fate.NEW, False),
        (7, Fate.NEW, False),
    ]
    assert [row.sentence for row in found[1:]] == [
        "The same as line 2, and taken once.",
        "number: “1” was found. It is the number of line 2.",
        "Like line 2.",
        "Like line 2.",
    ]


def test_a_row_over_several_lines_is_named_by_its_first():
    found = rows('name,born,number,notes\nA,1980-01-01,1,"one\ntwo"\nB,nonsense,2,\n')
    assert [row.line for row in found] == [2, 4]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "The file is empty"),
        (b"name,born\nA,1980-01-01\n", "Line 1: the columns name, born and number were wanted. Missing: number. "),
        (b"id,born\nA,1980-01-01\n", "Missing: name, number. Found: id, born."),
        (b"\x89PNG\r\n", "Line 1: a letter is not in UTF-8"),
        ("name,born,number\nJos\u00e9,1980-01-01,1\n".encode("latin-1"), "Line 2: a letter is not in UTF-8"),
        (b"name,born,number\nA\0,1980-01-01,1\n", "Line 2: a NUL"),
        (b'name,born,number\nA,1980-01-01,1\n"B"x,1980-01-01,2\n', "Line 3: the row cannot be divided"),
        (b'name,born,number\n"A,1980-01-01,1\n', "Line 2: the row cannot be divided"),
        (b'name,born,number\n"' + b"x" * 200_000 + b'",1980-01-01,1\n', "Line 2: the row cannot be divided"),
        (b"name,born,number,MRN\n", "Line 1: two columns are the number"),
        (b"name,surname,first name,born,number\n", "Line 1: the name stands in two ways"),
    ],
)
def test_a_file_that_is_no_such_table_is_one_sentence(data: bytes, why: str):
    with pytest.raises(PatientFileError) as refusal:
        read_table(data)
    assert why in str(refusal.value)
    assert str(refusal.value).endswith("Nothing was changed.") or not data


def test_endless_tables(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(patient_csv, "MOST_ROWS", 3)
    with pytest.raises(PatientFileError, match="more than 3 rows"):
        read_table(b"name,born,number\n" + b"A,1980-01-01,1\n" * 4)
    monkeypatch.setattr(patient_csv, "MOST_BYTES", 10)
    with pytest.raises(PatientFileError, match="longer than"):
        read_table(b"name,born,number\n")


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_they_are_a_table_or_one_sentence(data: bytes):
    with suppress(PatientFileError):
        rows(b"name,born,number\n" + data)
    with suppress(PatientFileError):
        rows(data)


cell = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(
    st.lists(st.tuples(cell, st.dates(date(1930, 1, 1), date(2020, 1, 1)), cell), max_size=8), st.sampled_from(",;\t")
)
def test_a_row_is_taken_as_it_was_written_or_refused(people: list[tuple[str, date, str]], delimiter: str):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["name", "born", "number"])
    writer.writerows([name, born.isoformat(), number] for name, born, number in people)
    found = rows(out.getvalue())
    assert len(found) == len(people)
    for row, (name, born, _) in zip(found, people, strict=True):
        if row.patient is not None:
            assert row.patient.born == born
            assert row.patient.name.split() == unicodedata.normalize("NFC", name).split()
        else:
            assert row.fate is Fate.WRONG
            assert row.faults
    taken = [row.patient for row in found if row.is_taken and row.patient]
    assert len({patient.number for patient in taken}) == len(taken)
