"""Recall and audit at the command line, over a small practice of invented patients."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from injection_map.cli import main
from injection_map.domain.record_index import VisitRow, month_key
from injection_map.storage import keys
from injection_map.storage.keys import Argon2Cost
from injection_map.storage.record_index import RecordIndex
from injection_map.storage.vault import open_vault

PASSPHRASE = "correct horse battery"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty visits."""
    folder = tmp_path_factory.mktemp("practice") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INJECTION_MAP_PASSPHRASE", PASSPHRASE)
        patch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))
        assert main(["sample", "--visits", "60", "--data-dir", str(folder)]) == 0
    return folder


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INJECTION_MAP_PASSPHRASE", PASSPHRASE)


@pytest.fixture(scope="module")
def rows(practice: Path) -> list[VisitRow]:
    with closing(open_vault(practice, passphrase=PASSPHRASE, read_only=True)) as store:
        everybody = RecordIndex(store).work_of_people()
        index = RecordIndex(store)
        found = {row.record_id: row for work in everybody for row in index.visits_of_person(work.name)}
    return list(found.values())


def said(capsys: pytest.CaptureFixture[str], practice: Path, *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(["--data-dir", str(practice), "records", *arguments]) == code
    return capsys.readouterr().out


def table_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode())))


@dataclass
class Counts:
    """What stands in the plain events of an export, counted without any code of the program's."""

    given: Counter[str] = field(default_factory=Counter)
    discarded: Counter[str] = field(default_factory=Counter)
    planned: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    parts: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """The records, by name and part."""

    def add(self, record: str, events: Iterable[dict[str, Any]]) -> None:
        events = _that_count(events)
        opened = events[0]
        month, planned = opened["at"][:7], [site["site"] for site in opened["plan"]]
        if any(event["type"] == "not_treated" for event in events):
            return
        given: dict[str, int] = {}
        skipped: dict[str, str] = {}
        for event in events:
            site = event.get("site")
            if event["type"] == "given" or (event["type"] == "dose_changed" and site in given):
                given[site] = event["units"]
            elif event["type"] == "skipped":
                skipped[site] = event["reason"]
            elif event["type"] == "finished":
                self.discarded[month] += event["discarded_units"]
        self.given[month] += sum(given.values())
        self.planned.update(planned)
        self.skipped.update(site for site in skipped if site in planned)
        self.reasons.update((site, reason) for site, reason in skipped.items() if site in planned)
        for name, part in _who_did_what(events):
            self.parts[name, part].add(record)


def _that_count(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    events, undone = list(events), set[int]()
    for event in events:
        if event["type"] == "undone":
            undone |= set(event["events"])
        elif event["type"] == "redone":
            undone -= set(event["events"])
    return [event for event in events if event["seq"] not in undone]


def _who_did_what(events: Iterable[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    for event in events:
        if event["type"] in ("opened", "taken_over"):
            yield event["clinician"]["name"], "treated"
            yield from ((person["name"], "assisted") for person in event["assistants"])
        elif event["type"] == "signed":
            yield event["signer"]["name"], "signed"
        elif event["type"] == "cosigned":
            yield event["supervisor"]["name"], "cosigned"


@pytest.fixture(scope="module")
def counts(practice: Path, tmp_path_factory: pytest.TempPathFactory) -> Counts:
    file = tmp_path_factory.mktemp("export") / "all.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INJECTION_MAP_PASSPHRASE", PASSPHRASE)
        exported = main(
            ["--data-dir", str(practice), "records", "export", "--all", "--format", "jsonl", f"--out={file}"]
        )
    assert exported == 0
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    records: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        if "event" in line and not line["record"].startswith("~"):
            records[line["record"]].append(line["event"])
    counts = Counts()
    for record, events in records.items():
        counts.add(record, events)
    return counts


def test_the_sums_are_those_of_the_plain_events(
    practice: Path, counts: Counts, capsys: pytest.CaptureFixture[str]
) -> None:
    units: Any = json.loads(said(capsys, practice, "audit", "units", "--json"))["months"]
    assert {month["month"]: month["given"] for month in units} == +counts.given
    assert +Counter({month["month"]: month["discarded"] for month in units}) == +counts.discarded
    sites: Any = json.loads(said(capsys, practice, "audit", "skipped", "--json"))["sites"]
    assert {site["site"]: site["skipped"] for site in sites} == counts.skipped
    assert {site["site"]: site["planned"] for site in sites}.items() <= counts.planned.items()
    told = {(site["site"], reason): number for site in sites for reason, number in site["reasons"]}
    assert told == counts.reasons
    people: Any = json.loads(said(capsys, practice, "audit", "people", "--json"))["people"]
    for part in ("treated", "assisted", "signed", "cosigned"):
        told = {work["name"]: sum(month[part] for month in work["months"]) for work in people}
        assert {name: number for name, number in told.items() if number} == {
            name: len(records) for (name, did), records in counts.parts.items() if did == part
        }
    for work in people:
        visits: Any = json.loads(said(capsys, practice, "audit", "people", "--person", work["name"], "--json"))[
            "visits"
        ]
        took_part = set[str]().union(*(records for (name, _), records in counts.parts.items() if name == work["name"]))
        assert {visit["record_id"] for visit in visits} == took_part
        assert sum(month["visits"] for month in work["months"]) == len(took_part)


@pytest.mark.parametrize("year", range(2022, 2027))
def test_a_year_is_its_twelve_months(
    year: int, practice: Path, counts: Counts, capsys: pytest.CaptureFixture[str]
) -> None:
    within = ("--from", f"{year}-01", "--to", f"{year}-12")
    units: Any = json.loads(said(capsys, practice, "audit", "units", *within, "--json"))["months"]
    assert {month["month"]: month["given"] for month in units} == {
        month: number for month, number in counts.given.items() if number and month[:4] == str(year)
    }


def test_who_received_a_lot(
    practice: Path, rows: list[VisitRow], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lot = rows[0].lots[0]
    given = {row.record_id: row for row in rows if row.lots[0] == lot and row.units_given}
    page = said(capsys, practice, "recall", lot.lower())
    first, _, table = page.partition("\n\n")
    patients = {row.patient.number for row in given.values()}
    assert first.startswith(f"{len(patients)} patient")
    assert {line.split()[-1] for line in table.splitlines()[1:]} == set(given)
    plain: Any = json.loads(said(capsys, practice, "recall", lot, "--json"))
    visits = {visit["record_id"]: visit for who in plain["recall"]["recipients"] for visit in who["visits"]}
    assert {key: Decimal(str(visit["units"])) for key, visit in visits.items()} == {
        key: row.units_given for key, row in given.items()
    }
    file = tmp_path / "recall.csv"
    assert said(capsys, practice, "recall", lot, "--csv", str(file)) == f"{file}\n"
    assert {line["record"]: line["units"] for line in table_of(file)} == {
        key: format(row.units_given.normalize(), "f") for key, row in given.items()
    }


def test_nobody_received_it(practice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, practice, "recall", "NONE-1") == "Nobody received lot NONE-1. It stands in no record.\n"


def test_people_and_the_visits_of_one(
    practice: Path, rows: list[VisitRow], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    people: Any = json.loads(said(capsys, practice, "audit", "people", "--json"))
    treated = {work["name"]: sum(month["treated"] for month in work["months"]) for work in people["people"]}
    for name, number in treated.items():
        assert number == sum(name in row.clinicians for row in rows)
    name = max(treated, key=lambda one: treated[one])
    file = tmp_path / "visits.csv"
    month = month_key(rows[0])
    said(capsys, practice, "audit", "people", "--person", name, "--from", month, "--to", month, "--csv", str(file))
    assert {line["record"] for line in table_of(file)} == {
        row.record_id
        for row in rows
        if month_key(row) == month and name in (*row.clinicians, *row.assistants, row.signer, *row.cosigners)
    }
    assert said(capsys, practice, "audit", "people", "--person", "Nobody") == "No visits of Nobody.\n"


def test_skipped_sites_and_units(
    practice: Path, rows: list[VisitRow], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sites: Any = json.loads(said(capsys, practice, "audit", "skipped", "--json"))
    assert sum(site["skipped"] for site in sites["sites"]) == sum(len(row.sites_skipped) for row in rows) > 0
    assert "Reason given most" in said(capsys, practice, "audit", "skipped")
    units: Any = json.loads(said(capsys, practice, "audit", "units", "--json"))
    assert Decimal(str(sum(month["given"] for month in units["months"]))) == sum(row.units_given for row in rows)
    discarded = sum(row.units_discarded or 0 for row in rows)
    assert Decimal(str(sum(month["discarded"] for month in units["months"]))) == discarded > 0
    assert said(capsys, practice, "audit", "units", "--to", "1999-01") == "No units were given or discarded.\n"
    file = tmp_path / "units.csv"
    said(capsys, practice, "audit", "units", "--csv", str(file))
    assert sum(Decimal(line["units given"]) for line in table_of(file)) == sum(row.units_given for row in rows)


@pytest.mark.parametrize("month", ["2025", "2025-13", "2025-1", "Nov-2025", "٢٠٢٥-11"])
def test_a_month_is_a_month(month: str, practice: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["records", "audit", "units", "--from", month])
    assert ended.value.code == 2


@pytest.mark.parametrize("lot", ["", " ", "\u2003 "])
def test_a_lot_has_a_letter_or_a_figure(lot: str, practice: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["records", "recall", lot])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--from", "2026-05", "--to", "2026-01"), "--from 2026-05 is after --to 2026-01"),
        (("--person", "Dr A"), "--person goes with people"),
    ],
)
def test_what_does_not_go_together(
    arguments: tuple[str, ...], why: str, practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--data-dir", str(practice), "records", "audit", "units", *arguments])
    assert ended.value.code == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert why in seen.err
