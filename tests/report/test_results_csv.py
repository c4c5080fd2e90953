"""The results of a class as CSV, read again as a spreadsheet reads it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from invented_exams import ANNA, AT, BEN, LONGEST_NAME, PLAN, PROTOCOL, TRAINER, Attempts, sit

from injection_map.domain.attempts import AttemptCosigned
from injection_map.domain.exam import QuestionKind
from injection_map.domain.results import Sitting, sittings
from injection_map.report.results_csv import HEADER, results_csv
from injection_map.workflow.examiner import cosign


@pytest.fixture
def store() -> Attempts:
    return Attempts()


def rows_of(*sat: Sitting) -> list[dict[str, str]]:
    text = results_csv(sat)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert text.splitlines()[0] == ",".join(HEADER)
    return rows


def test_a_row_says_what_was_sat(store: Attempts) -> None:
    (row,) = rows_of(sit(store, "a1", know=lambda number: number != 1, off_mm=2.5))
    assert row == {
        "trainee": ANNA,
        "begun": "2026-05-04T09:00:00+00:00",
        "exam": "4711",
        "mode": "exam",
        "protocol": "preempt-31",
        "version": PROTOCOL.version,
        "questions": "8",
        "answered": "8",
        "found": "7",
        "median_miss_mm": "21.2",
        "largest_miss_mm": "40.0",
        "seconds": "75",
        "cosigned_by": "",
        "attempt": "a1",
    }


def test_where_no_place_was_asked_there_is_no_miss(store: Attempts) -> None:
    (row,) = rows_of(sit(store, "1", plan=replace(PLAN, kinds=(QuestionKind.DOSE,)), answered=3))
    assert (row["median_miss_mm"], row["largest_miss_mm"]) == ("", "")
    assert (row["questions"], row["answered"]) == ("8", "3")


def test_all_who_signed(store: Attempts) -> None:
    sit(store, "1")
    for name in (TRAINER, "Dr S. Econd (invented)"):
        cosign(store, "1", AttemptCosigned(name, "A remark, with a comma"), lambda: AT + timedelta(hours=1))
    (row,) = rows_of(*sittings(store.attempts()))
    assert row["cosigned_by"] == f"{TRAINER}; Dr S. Econd (invented)"


@pytest.mark.parametrize("name", ["=1+1", "+49", "@SUM(A1)", "-2"])
def test_no_name_is_run_by_a_spreadsheet(store: Attempts, name: str) -> None:
    (row,) = rows_of(sit(store, "1", name))
    assert row["trainee"] == f"'{name}"


@pytest.mark.parametrize("name", [LONGEST_NAME, 'Quote "Q", the second', "Ö. Ümlaut 王"])
def test_every_name_comes_back_whole(store: Attempts, name: str) -> None:
    first, second = rows_of(sit(store, "1", name), sit(store, "2", BEN))
    assert (first["trainee"], second["trainee"]) == (name, BEN)
