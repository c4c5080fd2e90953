"""The command line as scripts and administrators use it: `main` with a real vault, and a few whole processes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from injection_map import __version__, resources
from injection_map.cli import main
from injection_map.domain import commands as c
from injection_map.domain.commands import Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician, Event, Opened, Patient, PlannedSite, ProtocolReference, Vial
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import fold
from injection_map.domain.settings import Settings
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol
from injection_map.storage.settings_file import write_settings
from injection_map.storage.vault import open_vault

ROOT = Path(__file__).resolve().parents[1]
PREEMPT = resources.protocols() / "preempt-31.yaml"
PASSPHRASE = "correct horse battery"
FIRST, SECOND = "1111-aaaa", "2222-bbbb"
AT = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)


@dataclass
class Answer:
    code: int
    out: str
    err: str

    @property
    def plain(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def run_command(*arguments: str | Path) -> Answer:
        code = main([str(argument) for argument in arguments])
        seen = capsys.readouterr()
        return Answer(code, seen.out, seen.err)

    return run_command


def process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command as its own process, whatever encoding it writes in."""
    return subprocess.run(
        [sys.executable, "-m", "injection_map", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=60,
        check=False,
    )


def opening(protocol: Protocol, patient: Patient) -> Opened:
    plan = tuple(
        PlannedSite(site.key, site.name, site.muscle, site.side, site.view, site.dose.lowest) for site in protocol.sites
    )
    vial = Vial("Botox", Decimal(200), "C8124C3", date(2027, 5, 31), Decimal(4), AT)
    reference = ProtocolReference(protocol.id, protocol.version, protocol.fingerprint, protocol.title, "draft")
    return Opened(patient, Clinician("Dr A. Lindqvist"), reference, (vial,), plan)


def events_of(*commands: c.Command, at: datetime) -> tuple[Event, ...]:
    events: list[Event] = []
    for number, command in enumerate(commands):
        made = decide(fold(events), [command], at=at + timedelta(seconds=20 * number), by="Dr A. Lindqvist")
        assert not isinstance(made, Refusal), made.sentence
        events += made
    return tuple(events)


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with a signed record of 2025 and one under way of 2026; its passphrase is in the environment."""
    monkeypatch.setenv("INJECTION_MAP_PASSPHRASE", PASSPHRASE)
    folder = tmp_path / "data"
    protocol = read_protocol(PREEMPT, read_drawings(resources.diagrams()))
    halvorsen = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719")
    osei = Patient("ÓSEI, Zoë", date(1990, 1, 2), "77")
    given = [c.Give(site.key) for site in protocol.sites]
    finish = c.Finish(Decimal(45), date(2026, 2, 10))
    sign = c.Sign(Clinician("Dr A. Lindqvist"))
    with closing(open_vault(folder, passphrase=PASSPHRASE)) as store:
        store.keep_protocol(protocol.fingerprint, PREEMPT.read_bytes())
        store.append(FIRST, events_of(c.Open(opening(protocol, halvorsen)), *given, finish, sign, at=AT))
        later = AT + timedelta(days=90)
        store.append(SECOND, events_of(c.Open(opening(protocol, osei)), given[0], at=later))
    return folder


@pytest.fixture
def broken_file(tmp_path: Path) -> Path:
    file = tmp_path / "broken.yaml"
    file.write_text("format: 1\nidd: x\n", encoding="utf-8")
    return file


# Protocols


def test_the_protocols_are_listed_with_the_clinics_broken_ones(run: Run, tmp_path: Path, broken_file: Path) -> None:
    folder = tmp_path / "data" / "protocols"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_bytes(broken_file.read_bytes())
    answer = run("protocols", "--data-dir", tmp_path / "data", "--json")
    shipped, own = answer.plain["protocols"]
    assert answer.code == 0
    assert answer.err == ""
    assert (shipped["id"], shipped["sites"], shipped["units"], shipped["review"]) == ("preempt-31", 31, 155, "draft")
    assert shipped["errors"] == []
    assert own["id"] is None
    assert own["file"] == str(folder / "own.yaml")
    assert {error["line"] for error in own["errors"]} >= {2}


def test_the_protocols_as_a_table(run: Run, tmp_path: Path, broken_file: Path) -> None:
    folder = tmp_path / "data" / "protocols"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_bytes(broken_file.read_bytes())
    answer = run("--data-dir", tmp_path / "data", "protocols")
    assert answer.code == 0
    assert "preempt-31  2026.1   PREEMPT, fixed sites  31     155    draft" in answer.out
    assert f"{folder / 'own.yaml'}:2:1: " in answer.out


def test_good_files_are_said_to_be_good(run: Run) -> None:
    answer = run("validate", PREEMPT)
    assert (answer.code, answer.out, answer.err) == (0, f"{PREEMPT}: ok, 31 sites, 155 units\n", "")


def test_every_error_of_every_file_is_said_with_its_place(run: Run, broken_file: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    answer = run("validate", broken_file, PREEMPT, missing)
    assert answer.code == 1
    assert answer.out == f"{PREEMPT}: ok, 31 sites, 155 units\n"
    lines = answer.err.splitlines()
    assert any(line.startswith(f"{broken_file}:2:1: ") for line in lines)
    assert any(line.startswith(f"{missing}:1:1: ") for line in lines)
    assert len(lines) > 5


def test_what_is_wrong_as_json(run: Run, broken_file: Path) -> None:
    answer = run("--json", "validate", broken_file, PREEMPT)
    broken, good = answer.plain["files"]
    assert answer.code == 1
    assert (broken["file"], broken["ok"], good["ok"], good["errors"]) == (str(broken_file), False, True, [])
    assert {"line", "column", "path", "message"} <= broken["errors"][0].keys()


# Records


@pytest.mark.parametrize("arguments", [["list", "--json"], ["--json", "list"]])
def test_where_there_are_no_records_none_are_listed_and_none_are_made(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    answer = run("records", *arguments, "--data-dir", tmp_path / "none")
    assert (answer.code, answer.plain, answer.err) == (0, {"records": [], "total": 0}, "")
    assert not (tmp_path / "none").exists()
    assert run("records", "list", "--data-dir", tmp_path / "none").out == "There are no records.\n"


def test_the_list_is_newest_first(run: Run, records: Path) -> None:
    answer = run("records", "list", "--data-dir", records, "--json")
    second, first = answer.plain["records"]
    assert (second["id"], second["state"], second["sites_given"], second["units_given"]) == (SECOND, "open", 1, 5)
    assert (first["id"], first["state"], first["sites_given"], first["units_given"]) == (FIRST, "signed", 31, 155)
    assert first["patient"]["name"] == "HALVORSEN, Ingrid"
    assert first["started_at"] == "2025-11-18T10:26:08+00:00"


def test_the_list_as_a_table(run: Run, records: Path) -> None:
    lines = run("records", "list", "--data-dir", records).out.splitlines()
    assert lines[0].split() == ["Started", "State", "Patient", "Born", "Number", "Sites", "Units", "Record"]
    assert lines[1].startswith("16-Feb-2026 10:26  open    ÓSEI, Zoë")
    assert lines[2].split()[-5:] == ["31", "of", "31", "155", FIRST]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("halvorsen", [FIRST]),
        ("Ingrid 40-2719", [FIRST]),
        ("40-27", [FIRST]),
        ("ósei", [SECOND]),
        ("c8124c3", [SECOND, FIRST]),
        ("2025-11-18", [FIRST]),
        ("2025-11", [FIRST]),
        ("14-Mar-1981", [FIRST]),
        ("ingrid ósei", []),
        ("", [SECOND, FIRST]),
    ],
)
def test_a_record_is_found_by_name_number_lot_or_date(run: Run, records: Path, search: str, found: list[str]) -> None:
    answer = run("records", "list", "--search", search, "--json", "--data-dir", records)
    assert [record["id"] for record in answer.plain["records"]] == found


def test_a_long_list_comes_in_pages(run: Run, records: Path) -> None:
    first = run("records", "list", "--limit", "1", "--json", "--data-dir", records)
    assert [record["id"] for record in first.plain["records"]] == [SECOND]
    assert first.plain["total"] == 2
    assert first.err == "1 record of 2. --limit and --offset show others.\n"
    second = run("records", "list", "--limit", "1", "--offset", "1", "--json", "--data-dir", records)
    assert [record["id"] for record in second.plain["records"]] == [FIRST]


def test_a_record_shown_as_json_is_the_record(run: Run, records: Path) -> None:
    read = run("records", "show", FIRST, "--json", "--data-dir", records).plain
    assert (read["format"], read["version"], read["id"], read["state"]) == (
        "injection-map/record",
        1,
        FIRST,
        "signed",
    )
    assert read["totals"]["units_given"] == 155
    assert read["protocol"]["fingerprint"] == read["events"][0]["protocol"]["fingerprint"]
    assert [event["seq"] for event in read["events"]] == list(range(1, 35))


def test_a_record_shown_to_people_has_its_note_sites_and_events(run: Run, records: Path) -> None:
    answer = run("records", "show", FIRST, "--data-dir", records)
    assert answer.err == ""
    assert "OnabotulinumtoxinA for chronic migraine" in answer.out
    assert "- Cervical paraspinal: right 10 units (2 sites), left 10 units" in answer.out
    assert "Temporalis 1 left given 5 10:28:48" in " ".join(answer.out.split())
    assert "Given, temporalis 1, left, 5 units" in answer.out
    assert answer.out.rstrip().endswith("Signed by Dr A. Lindqvist")


def test_the_beginning_of_an_id_is_enough(run: Run, records: Path) -> None:
    assert run("records", "show", "2", "--json", "--data-dir", records).plain["id"] == SECOND


@pytest.mark.parametrize(("wanted", "said"), [("3", "There is no record 3."), ("-", "There is no record -.")])
def test_an_unknown_id_is_one_sentence(run: Run, records: Path, wanted: str, said: str) -> None:
    answer = run("records", "show", "--data-dir", records, "--", wanted)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(said)
    assert answer.err.count("\n") == 1


def test_an_id_that_means_two_records_is_refused(run: Run, records: Path) -> None:
    with closing(open_vault(records, passphrase=PASSPHRASE)) as store:
        store.append("1111-other", store.events(SECOND))
    answer = run("records", "show", "1111", "--data-dir", records)
    assert (answer.code, answer.err) == (1, "2 records begin with 1111. Write more of the id.\n")


def test_no_records_at_all_is_one_sentence(run: Run, tmp_path: Path) -> None:
    answer = run("records", "export", "1", "--format", "csv", "--data-dir", tmp_path)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == f"There are no records in {tmp_path} yet.\n"


@pytest.mark.parametrize("passphrase", ["wrong", None])
def test_a_wrong_or_missing_passphrase_is_one_sentence(
    run: Run, records: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    monkeypatch.delenv("INJECTION_MAP_PASSPHRASE")
    if passphrase:
        monkeypatch.setenv("INJECTION_MAP_PASSPHRASE", passphrase)
    answer = run("records", "list", "--json", "--data-dir", records)
    assert (answer.code, answer.out) == (1, "")
    assert "passphrase" in answer.err
    assert answer.err.count("\n") == 1


def test_a_passphrase_is_asked_for_at_a_terminal(run: Run, records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INJECTION_MAP_PASSPHRASE")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: PASSPHRASE)
    assert len(run("records", "list", "--json", "--data-dir", records).plain["records"]) == 2


def test_records_can_be_read_while_the_program_writes(run: Run, records: Path) -> None:
    with closing(open_vault(records, passphrase=PASSPHRASE)):
        assert run("records", "show", FIRST, "--data-dir", records).code == 0


# Export


def test_csv_goes_to_standard_output(run: Run, records: Path) -> None:
    answer = run("records", "export", FIRST, "--format", "csv", "--data-dir", records)
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert answer.code == 0
    assert len(rows) == 31
    assert sum(Decimal(row["units"]) for row in rows) == 155


def test_text_goes_to_standard_output(run: Run, records: Path) -> None:
    answer = run("records", "export", SECOND, "--format", "text", "--data-dir", records)
    assert "NOT SIGNED: the treatment is not finished" in answer.out
    assert "ÓSEI, Zoë" in answer.out


def test_json_goes_to_the_file_that_is_named(run: Run, records: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.json"
    answer = run("records", "export", "1111", "--format", "json", "--out", out, "--data-dir", records)
    assert answer.out == f"{out}\n"
    assert json.loads(out.read_bytes()) == run("records", "show", FIRST, "--json", "--data-dir", records).plain


def test_a_pdf_gets_a_name_without_a_patient(
    run: Run, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("records", "export", FIRST, "--format", "pdf", "--data-dir", records, "--json")
    assert answer.plain == {"id": FIRST, "format": "pdf", "file": f"record-{FIRST}.pdf"}
    assert (tmp_path / f"record-{FIRST}.pdf").read_bytes().startswith(b"%PDF-")


def test_fhir_goes_to_standard_output(run: Run, records: Path) -> None:
    answer = run("records", "export", FIRST, "--format", "fhir", "--data-dir", records)
    sites = [e for e in answer.plain["entry"] if e["resource"]["resourceType"] == "MedicationAdministration"]
    assert (answer.code, answer.plain["type"], len(sites)) == (0, "collection", 31)


@pytest.mark.parametrize("named", [False, True])
def test_the_calendar_names_the_patient_only_when_asked(run: Run, records: Path, named: bool) -> None:
    asked = ["--with-patient"] if named else []
    answer = run("records", "export", FIRST, "--format", "ics", "--data-dir", records, *asked)
    assert "DTSTART;VALUE=DATE:20260210" in answer.out
    assert ("HALVORSEN" in answer.out) is named


def test_without_a_next_visit_there_is_one_sentence(run: Run, records: Path) -> None:
    answer = run("records", "export", SECOND, "--format", "ics", "--data-dir", records)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "The record has no next visit, so there is nothing to put in a calendar.\n"


def test_the_leaflet_is_a_file(run: Run, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("records", "export", FIRST, "--format", "leaflet", "--paper", "letter", "--data-dir", records)
    assert answer.out == f"record-{FIRST}-leaflet.pdf\n"
    (page,) = PdfReader(tmp_path / f"record-{FIRST}-leaflet.pdf").pages
    assert float(page.mediabox.width) == 612
    assert "155 units at 31 sites in all" in " ".join(page.extract_text().split())


def test_exports_follow_the_settings(run: Run, records: Path, tmp_path: Path) -> None:
    chosen = Settings(note_template="{patient_number}: {total}", billing=True, paper="letter")
    write_settings(records / "settings.json", chosen)
    note = run("records", "export", FIRST, "--format", "text", "--data-dir", records)
    assert note.out == "40-2719: Total: 155 units (3.1 mL) at 31 sites, 155 units planned\n"
    billing = run("records", "export", FIRST, "--format", "billing", "--data-dir", records)
    assert billing.out == "64615 x 1\nJ0585 x 155\nJ0585-JW x 45\n"
    exported = run("records", "export", FIRST, "--format", "json", "--data-dir", records).plain
    assert exported["billing"][0] == {"code": "64615", "modifier": "", "quantity": 1}
    assert exported == run("records", "show", FIRST, "--json", "--data-dir", records).plain
    out = tmp_path / "r.pdf"
    run("records", "export", FIRST, "--format", "pdf", "--out", out, "--data-dir", records)
    assert float(PdfReader(out).pages[0].mediabox.width) == 612


def test_billing_that_is_off_and_a_template_at_fault_are_one_sentence_each(run: Run, records: Path) -> None:
    billing = run("records", "export", FIRST, "--format", "billing", "--data-dir", records)
    assert (billing.code, billing.err) == (1, "Billing is off in the settings, so no billing lines were made.\n")
    write_settings(records / "settings.json", Settings(note_template="{nam}"))
    note = run("records", "export", FIRST, "--format", "text", "--data-dir", records)
    assert (note.code, note.out, note.err.count("\n")) == (1, "", 1)
    assert "{nam}, which is not known" in note.err


def test_settings_that_cannot_be_read_are_told_and_the_usual_used(run: Run, records: Path) -> None:
    (records / "settings.json").write_text("no JSON", encoding="utf-8")
    answer = run("records", "export", FIRST, "--format", "text", "--data-dir", records)
    assert answer.code == 0
    assert "Total: 155 units" in answer.out
    assert "the usual ones are used" in answer.err


def test_a_file_that_cannot_be_written_is_one_sentence(run: Run, records: Path, tmp_path: Path) -> None:
    out = tmp_path / "none" / "r.csv"
    answer = run("records", "export", FIRST, "--format", "csv", "--out", out, "--data-dir", records)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(f"{out} could not be written: its folder does not exist.")


def test_a_record_whose_protocol_is_gone_is_still_told(run: Run, records: Path) -> None:
    protocol = read_protocol(PREEMPT, read_drawings(resources.diagrams()))
    opened = opening(protocol, Patient("A, B", date(1990, 1, 1), "1"))
    strange = Opened(
        opened.patient,
        opened.clinician,
        ProtocolReference("old", "1", "ff" * 32, "Old", "approved"),
        opened.vials,
        opened.plan,
    )
    with closing(open_vault(records, passphrase=PASSPHRASE)) as store:
        store.append("9-old", events_of(c.Open(strange), at=AT))
    answer = run("records", "show", "9-old", "--data-dir", records)
    assert answer.code == 0
    assert "Cervical paraspinal" in answer.out
    assert "protocol cannot be read" in answer.err


# The line itself


@pytest.mark.parametrize(
    "arguments",
    [
        ["unknown"],
        ["records"],
        ["records", "show"],
        ["records", "show", ""],
        ["records", "export", "1"],
        ["records", "export", "1", "--format", "hl7"],
        ["validate"],
        ["demo", "--speed", "0"],
        ["demo", "--speed", "nan"],
        ["records", "list", "--sear", "x"],
        ["--data-dir", "", "protocols"],
    ],
)
def test_a_wrong_line_exits_with_2_and_says_how(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: injection-map" in capsys.readouterr().err


def test_the_folder_of_the_records_can_come_from_the_environment(
    run: Run, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INJECTION_MAP_DATA", str(records))
    assert len(run("records", "list", "--json").plain["records"]) == 2
    assert run("--data-dir", records / "none", "records", "list", "--json").plain == {"records": [], "total": 0}


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert (left.value.code, capsys.readouterr().out) == (0, f"injection-map {__version__}\n")


def test_without_a_display_the_window_is_one_sentence_that_names_the_demo() -> None:
    answer = process(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    if sys.platform in ("win32", "darwin"):
        pytest.skip("there is always a display")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "injection-map demo" in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_process_prints_the_same_where_no_letter_beyond_ascii_can_be_shown(records: Path) -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    table = process("records", "list", "--data-dir", records, **ascii_only)
    assert (table.returncode, table.stderr) == (0, "")
    assert "\\xd3SEI, Zo\\xeb" in table.stdout
    plain = process("records", "list", "--json", "--data-dir", records, **ascii_only)
    assert json.loads(plain.stdout)["records"][0]["patient"]["name"] == "ÓSEI, Zoë"
    exported = process("records", "export", SECOND, "--format", "json", "--data-dir", records, **ascii_only)
    assert json.loads(exported.stdout)["patient"]["name"] == "ÓSEI, Zoë"


def test_a_pdf_needs_no_display(records: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    answer = process(
        *("records", "export", FIRST, "--format", "pdf", "--paper", "letter", "--out", out, "--data-dir", records),
        DISPLAY="",
        WAYLAND_DISPLAY="",
        QT_QPA_PLATFORM="",
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert out.read_bytes().startswith(b"%PDF-")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_standard_output_is_one_sentence(records: Path) -> None:
    with Path("/dev/full").open("w") as full:
        answer = subprocess.run(
            [sys.executable, "-m", "injection_map", "records", "show", FIRST, "--data-dir", str(records)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert answer.returncode == 1
    assert answer.stderr.startswith("Not everything could be printed: No space left on device.")
    assert answer.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_a_reader_that_goes_away_ends_the_command_in_silence(records: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    answer = subprocess.run(
        [sys.executable, "-m", "injection_map", "records", "show", FIRST, "--data-dir", str(records)],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (answer.returncode, answer.stderr) == (1, "")


def test_a_demo_in_a_folder_without_a_key_says_so_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--offscreen", "--data-dir", str(tmp_path / "records")]) == 1
    assert "INJECTION_MAP_PASSPHRASE" in capsys.readouterr().err


# Hand-outs: they need no records


def test_a_handout_is_written_without_records_and_named(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "map.pdf"
    answer = run("handout", "--kind", "blank", "--each", "all", "--for", "letter", "--out", out, "--data-dir", tmp_path)
    assert (answer.code, answer.out, answer.err) == (0, f"{out}\n", "")
    assert float(PdfReader(out).pages[0].mediabox.width) == pytest.approx(612, abs=1)
    assert [file.name for file in tmp_path.iterdir()] == ["map.pdf"]


def test_a_handout_as_pictures_on_the_paper_that_is_set(run: Run, tmp_path: Path) -> None:
    write_settings(tmp_path / "settings.json", Settings(paper="letter"))
    out = tmp_path / "map.png"
    answer = run("handout", "--each", "all", "--out", out, "--json", "--data-dir", tmp_path)
    assert answer.code == 0
    assert answer.plain == {
        "protocol": "preempt-31",
        "kind": "sites",
        "each": "all",
        "for": "letter",
        "format": "png",
        "files": [str(tmp_path / "map-1-map.png"), str(tmp_path / "map-2-words.png")],
    }
    assert all(Path(file).read_bytes().startswith(b"\x89PNG") for file in answer.plain["files"])


def test_a_handout_that_cannot_be_made_is_one_sentence(run: Run, tmp_path: Path) -> None:
    unknown = run("handout", "--protocol", "none", "--out", tmp_path / "a.pdf", "--data-dir", tmp_path)
    assert (unknown.code, unknown.out) == (1, "")
    assert "There is no protocol none" in unknown.err
    folder = tmp_path / "folder"
    folder.mkdir()
    for form in ("pdf", "png"):
        taken = run("handout", "--format", form, "--out", folder, "--data-dir", tmp_path)
        assert (taken.code, taken.out) == (1, "")
        assert "it is a folder" in taken.err
    folder.rmdir()
    nowhere = run("handout", "--each", "all", "--out", tmp_path / "none" / "a.pdf", "--data-dir", tmp_path)
    assert (nowhere.code, nowhere.out) == (1, "")
    assert "its folder does not exist" in nowhere.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [(), ("--out", ""), ("--out", "a", "--kind", "full"), ("--out", "a", "--for", "a3")])
def test_a_wrong_handout_is_refused(run: Run, wrong: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("handout", *wrong)
    assert ended.value.code == 2
