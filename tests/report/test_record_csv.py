from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from report.visits import MOVED, SKIPPED, a_whole_record

from injection_map.domain import commands as c
from injection_map.domain.events import Opened
from injection_map.report.record import Record
from injection_map.report.record_csv import record_csv

RecordMaker = Callable[..., Record]


def rows(record: Record) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(record_csv(record), newline="")))


def test_a_header_and_one_row_a_site(signed: Record) -> None:
    lines = record_csv(signed).split("\r\n")
    assert lines[0] == "site,muscle,side,state,units,at,reason,note,lot,by,place"
    assert lines[1] == "corrugator-left,corrugator,left,given,5,2025-11-18T10:26:28+00:00,,,C8124C3,Dr A. Lindqvist,"
    assert len(lines) == 1 + 31 + 1
    assert lines[-1] == ""


def test_the_units_can_be_added_up(changed: Record) -> None:
    assert sum(float(row["units"]) for row in rows(changed)) == 152.5


def test_reasons_and_notes_stand_in_their_rows(make_record: RecordMaker) -> None:
    record = make_record(
        c.Skip("procerus", 'A "sore",\nred'), c.Note("First", "procerus"), c.Note("Second\tone", "procerus")
    )
    row = next(row for row in rows(record) if row["site"] == "procerus")
    assert (row["state"], row["units"]) == ("skipped", "0")
    assert (row["reason"], row["note"]) == ('A "sore", red', "First; Second one")


def test_a_site_says_from_which_vial_and_where_it_was_given() -> None:
    by_site = {row["site"]: row for row in rows(a_whole_record())}
    assert {row["lot"] for row in by_site.values()} == {"C8124C3", "C9000D1", ""}
    assert by_site[MOVED]["place"] == "1 cm lateral of its place"
    assert (by_site[SKIPPED]["lot"], by_site[SKIPPED]["by"]) == ("", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d"])
def test_no_cell_is_run_by_a_spreadsheet(make_record: RecordMaker, start: str) -> None:
    record = make_record(c.Skip("procerus", f"{start}HYPERLINK(1)"))
    row = next(row for row in rows(record) if row["site"] == "procerus")
    assert row["reason"] == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize("start", ["=", "\t", "\r"])
def test_not_even_in_the_keys_of_a_strange_protocol(
    make_record: RecordMaker, make_opening: Callable[..., Opened], start: str
) -> None:
    site = replace(make_opening().plan[0], site=f"{start}1+1")
    record = make_record(opened=make_opening(plan=(site,)))
    assert rows(record)[0]["site"] == f"'{start}1+1"
