"""The tables of recall and audit as CSV: one line a thing, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from injection_map.domain.audit import recall_of
from injection_map.domain.events import Patient
from injection_map.domain.record_index import VialUse, VisitRow
from injection_map.domain.session import Phase
from injection_map.domain.tallies import MonthUnits, PersonMonth, PersonWork, SkippedSite
from injection_map.report.audit_csv import people_csv, recall_csv, skipped_csv, units_csv, visits_csv

ROW = VisitRow(
    record_id="a",
    patient=Patient("=cmd(), Ingrid", date(1981, 3, 14), "+40"),
    started_at=datetime(2025, 11, 18, 10, 30, tzinfo=UTC),
    state=Phase.SIGNED,
    protocol_id="small",
    protocol="Small",
    clinicians=("Dr A. Moreau",),
    vials=(VialUse("Botox", "C8124C3", sites=2, units=Decimal("7.50")),),
    sites=3,
    sites_given=2,
    sites_skipped=(),
    units_given=Decimal("7.5"),
    signer="Dr A. Moreau",
)


def table(text: str) -> list[dict[str, str]]:
    assert text.count("\r\n") == text.count("\n")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_recall_has_a_line_a_visit() -> None:
    other = replace(ROW, record_id="b", patient=replace(ROW.patient, name="NYSTRÖM, Bo\nx"))
    found = recall_of("C8124C3", [ROW, other], now_known=lambda who: who, unreadable=0)
    assert table(recall_csv(found)) == [
        {
            "lot": "C8124C3",
            "patient": "'=cmd(), Ingrid",
            "born": "1981-03-14",
            "number": "'+40",
            "day": "2025-11-18",
            "product": "Botox",
            "sites": "2",
            "units": "7.5",
            "record": "a",
        },
        *table(recall_csv(recall_of("C8124C3", [other], now_known=lambda who: who, unreadable=0))),
    ]
    assert "\nx" not in recall_csv(found)


def test_the_visits_of_a_person() -> None:
    (line,) = table(visits_csv("dr a. moreau", [ROW]))
    assert (line["part"], line["day"], line["state"], line["units"]) == (
        "treated; signed",
        "2025-11-18",
        "signed",
        "7.5",
    )


def test_sums() -> None:
    people = (PersonWork("Dr A", (PersonMonth("2025-10", 1, 1, 0, 1, 0), PersonMonth("2025-11", 2, 0, 1, 0, 1))),)
    assert [list(line.values()) for line in table(people_csv(people))] == [
        ["Dr A", "2025-10", "1", "1", "0", "1", "0"],
        ["Dr A", "2025-11", "2", "0", "1", "0", "1"],
    ]
    site = SkippedSite("Small", "two", "Two, left", 3, 2, (("asked", 1), ("lesion", 1)))
    assert list(table(skipped_csv([site]))[0].values()) == [
        "Small", "two", "Two, left", "3", "2", "66.7", "asked (1); lesion (1)",
    ]  # fmt: skip
    month = MonthUnits("2025-11", "Botox", 2, Decimal("15.50"), Decimal(385))
    assert list(table(units_csv([month]))[0].values()) == ["2025-11", "Botox", "2", "15.5", "385"]
