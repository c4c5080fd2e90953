"""Recall and audit at the command line, over a small practice of invented patients."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
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
