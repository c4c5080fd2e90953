"""All that leaves the program says the same of the same record, whatever kind it is and whatever is written in it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication
from report.visits import HOSTILE, MOVED, a_whole_record, every_kind, records

from injection_map import resources
from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.typeface import font, load_typeface
from injection_map.domain import words
from injection_map.domain.events import Clinic, Clinician, Patient
from injection_map.domain.session import Phase
from injection_map.report.billing import Billing
from injection_map.report.choices import Choices
from injection_map.report.exports import exported
from injection_map.report.formats import ExportFormat
from injection_map.report.paper import Paper, pdf_bytes
from injection_map.report.pdf import record_print
from injection_map.report.record import Record

KINDS = every_kind()


@dataclass(frozen=True)
class Said:
    """What one export says. None: this format does not say it."""

    units: Decimal
    sites: int
    given: frozenset[str] | None = None
    lots: frozenset[str] | None = None
    next_visit: date | None = None
    tells_next_visit: bool = True


def by_json(record: Record) -> Said:
    read = json.loads(exported(record, None, ExportFormat.JSON), parse_float=Decimal)
    totals, day = read["totals"], read["next_visit"]
    sites = [site for site in read["sites"] if site["state"] == "given"]
    assert sum(vial["units_given"] for vial in read["vials"]) == totals["units_given"] or not read["vials"]
    assert len(sites) == totals["sites_given"]
    return Said(
        units=Decimal(totals["units_given"]),
        sites=totals["sites_given"],
        given=frozenset(site["site"] for site in sites),
        lots=frozenset(read["vials"][site["vial"] - 1]["lot"] for site in sites if read["vials"]),
        next_visit=date.fromisoformat(day) if day else None,
    )


def by_csv(record: Record) -> Said:
    text = exported(record, None, ExportFormat.CSV).decode()
    rows = [row for row in csv.DictReader(io.StringIO(text, newline="")) if row["state"] == "given"]
    return Said(
        units=sum((Decimal(row["units"]) for row in rows), Decimal(0)),
        sites=len(rows),
        given=frozenset(row["site"] for row in rows),
        lots=frozenset(row["lot"] for row in rows if row["lot"]),
        tells_next_visit=False,
    )


def by_fhir(record: Record) -> Said:
    read = json.loads(exported(record, None, ExportFormat.FHIR), parse_float=Decimal)
    all_of_it = [entry["resource"] for entry in read["entry"]]
    lots = {
        f"urn:uuid:{one['id']}": one["batch"]["lotNumber"] for one in all_of_it if one["resourceType"] == "Medication"
    }
    gave = [one for one in all_of_it if one["resourceType"] == "MedicationAdministration"]
    done = [one for one in gave if one["status"] == "completed"]
    (procedure,) = [one for one in all_of_it if one["resourceType"] == "Procedure"]
    (day,) = [visit["text"].split()[-1] for visit in procedure.get("followUp", [])] or [None]
    return Said(
        units=Decimal(sum(one["dosage"]["dose"]["value"] for one in gave)),
        sites=len(done),
        given=frozenset(one["identifier"][0]["value"].split("/")[1] for one in done),
        lots=frozenset(lots[one["medicationReference"]["reference"]] for one in done if "medicationReference" in one),
        next_visit=date.fromisoformat(day) if day else None,
    )


def by_note(record: Record) -> Said:
    text = exported(record, None, ExportFormat.TEXT).decode()
    total = re.search(r"^Total: ([\d.]+) units? (?:\([\d.]+ mL\) )?at (\d+) sites?", text, re.M)
    return _told(record, total, text)


def printed_text(record: Record) -> str:
    printed = record_print(record, None, art=ArtRenderer(resources.diagrams()), drawings={}, paper=Paper.A4)
    pages = PdfReader(io.BytesIO(pdf_bytes(printed))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def by_print(record: Record) -> Said:
    text = printed_text(record)
    total = re.search(r"Total, (\d+) sites?(?:, [\d.]+ mL)? (.*?) [−+]?[\d.]+ ?(?:as planned|changed|to do)?", text)
    if total is None:
        return _told(record, None, text)
    figures = re.findall(r"([\d.]+) \d+ sites?", text[total.start(2) :])[:3]
    given_sides = sum(any(site.side == side for site in record.visit.sites) for side in ("left", "right", "midline"))
    units = sum((Decimal(figure) for figure in figures[:given_sides]), Decimal(0))
    return Said(units, int(total[1]), next_visit=_day_in(text))


def _told(record: Record, total: re.Match[str] | None, text: str) -> Said:
    if total is None:
        assert record.visit.phase is Phase.NOT_TREATED
        return Said(Decimal(0), 0)
    return Said(Decimal(total[1]), int(total[2]), next_visit=_day_in(text))


def _day_in(text: str) -> date | None:
    found = re.search(r"Next visit\s+\w+day (\d\d)-(\w{3})-(\d{4})", text)
    return date(int(found[3]), words.MONTHS.index(found[2]) + 1, int(found[1])) if found else None


def assert_agreed(record: Record, *others: Said) -> None:
    first = by_json(record)
    for said in (by_csv(record), by_fhir(record), by_note(record), *others):
        assert (said.units, said.sites) == (first.units, first.sites)
        assert said.given in (None, first.given)
        assert said.lots in (None, first.lots)
        assert said.next_visit == first.next_visit or not said.tells_next_visit


@settings(max_examples=60)
@given(record=records())
def test_every_export_says_the_same_of_any_record(record: Record) -> None:
    assert_agreed(record)


@pytest.fixture
def typeface(qapp: QGuiApplication) -> None:
    load_typeface(resources.fonts())
    qapp.setFont(font(17))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=records())
def test_and_so_does_the_paper(typeface: None, record: Record) -> None:
    assert_agreed(record, by_print(record))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_record_agrees_on_paper_too(typeface: None, kind: str) -> None:
    assert_agreed(KINDS[kind], by_print(KINDS[kind]))


def test_the_comparison_sees_a_site_and_a_lot() -> None:
    whole = a_whole_record()
    less = Record(whole.id, tuple(e for e in whole.events if getattr(e.body, "site", None) != MOVED))
    assert by_csv(less).units == by_csv(whole).units - 5
    assert by_fhir(less).given != by_fhir(whole).given
    assert by_note(less) != by_note(whole)
    assert by_fhir(whole).lots == {"C8124C3", "C9000D1"}


# Whatever is written in it


def hostile_record(text: str) -> Record:
    return a_whole_record(
        patient=Patient(text, date(1981, 3, 14), text, text),
        clinician=Clinician(text, text),
        clinic=Clinic(text, text),
        guidance=text,
        indication=text,
    )


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", [kind for kind in ExportFormat if not kind.is_paper])
def test_whatever_is_written_every_export_is_whole(kind: ExportFormat, name: str) -> None:
    choices = Choices(billing=Billing(), names_patient_in_calendar=True)
    data = exported(hostile_record(HOSTILE[name]), None, kind, choices)
    text = data.decode("utf-8")
    controls = {c for c in text if ord(c) < 32} - {"\n", "\r"}
    assert controls == set()
    assert not set(text) & set("\u202e\u202d\u2067") or kind is ExportFormat.JSON  # which keeps what was typed


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_written_the_exports_agree(typeface: None, name: str) -> None:
    assert_agreed(hostile_record(HOSTILE[name]))
    on_paper = hostile_record(HOSTILE[name][:600])  # in twenty places
    assert_agreed(on_paper, by_print(on_paper))


def test_ten_thousand_characters_are_all_on_paper(typeface: None) -> None:
    patient = Patient("Ng", date(1981, 3, 14), "1", HOSTILE["unbroken"])
    text = "".join(printed_text(a_whole_record(patient=patient)).split())
    assert text.count("x") >= 10_000


@pytest.mark.parametrize("name", HOSTILE)
def test_json_keeps_what_was_typed_to_the_letter(name: str) -> None:
    read: Any = json.loads(exported(hostile_record(HOSTILE[name]), None, ExportFormat.JSON))
    whole = HOSTILE[name].encode(errors="backslashreplace").decode()
    assert read["patient"]["name"] == whole or name == "half-a-character"


def test_no_cell_of_a_hostile_record_is_a_formula() -> None:
    text = exported(hostile_record(HOSTILE["formula"]), None, ExportFormat.CSV).decode()
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_ten_thousand_characters_are_all_in_the_note() -> None:
    text = exported(hostile_record(HOSTILE["unbroken"]), None, ExportFormat.TEXT).decode()
    assert text.count("x") >= 5 * 10_000
    assert max(map(len, text.splitlines())) <= 78
