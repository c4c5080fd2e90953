"""Records and patients from files at the command line; and a selection out of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from exports import Lines, exported_practice, of_records, records_in, written

from injection_map import resources
from injection_map.cli import main
from injection_map.storage import keys
from injection_map.storage.keys import Argon2Cost
from injection_map.storage.vault import open_vault, vault_exists

PASSPHRASE = "correct horse battery"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))
    monkeypatch.setenv("INJECTION_MAP_PASSPHRASE", PASSPHRASE)

    def run_command(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        seen = capsys.readouterr()
        return code, seen.out, seen.err

    return run_command


@pytest.fixture
def lines(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    return exported_practice(lambda: tmp_path_factory.mktemp("practice") / "records")


@pytest.fixture
def file(lines: Lines, tmp_path: Path) -> Path:
    return written(tmp_path / "all.jsonl", lines)


@pytest.fixture
def broken(lines: Lines, tmp_path: Path) -> Path:
    next(line for line in of_records(lines) if line["event"]["type"] == "given")["event"]["units"] += 5
    return written(tmp_path / "broken.jsonl", lines)


def plain(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def records(own_world: Path) -> int:
    with closing(open_vault(own_world / "records", passphrase=PASSPHRASE, read_only=True)) as store:
        return len(store.record_ids())


class TestRecords:
    def test_come_in_and_are_proven_and_go_out_the_same(self, run: Run, file: Path, lines: Lines, tmp_path: Path):
        code, out, err = run("import", "records", file)
        assert (code, err) == (0, "")
        assert out.splitlines()[0] == "12 records: 12 new."
        assert out.splitlines()[-1].endswith("1 protocol file imported.")
        assert run("records", "verify")[0] == 0
        assert run("records", "export", "--all", "--format", "jsonl", "--out", tmp_path / "again.jsonl")[0] == 0
        again = [json.loads(line) for line in (tmp_path / "again.jsonl").read_text().splitlines()]

        def content(lines: Lines) -> set[tuple[str, int, str]]:
            ours = ("~vault", "~people")
            return {(x["record"], x["seq"], x["hash"]) for x in lines if "event" in x and x["record"] not in ours}

        assert content(again) == content(lines)
        assert [line for line in again if "protocol" in line] == [line for line in lines if "protocol" in line]
        assert run("import", "records", file)[1].splitlines()[-1] == (
            "Nothing was imported: everything in the file is here already."
        )

    def test_a_dry_run_makes_not_even_a_vault(self, run: Run, file: Path, own_world: Path):
        answer = run("import", "records", file, "--dry-run", "--json")
        assert answer[0] == 0
        assert plain(answer)["records"] == {"new": 12, "here": 0, "refused": 0}
        assert plain(answer)["written"] is None
        assert not vault_exists(own_world / "records")

    def test_with_a_refused_one_nothing_is_written_unless_it_is_to_be_skipped(
        self, run: Run, broken: Path, own_world: Path
    ):
        code, out, err = run("import", "records", broken)
        assert (code, out.splitlines()[0]) == (1, "12 records: 11 new, 1 refused.")
        assert "broken.jsonl:" in err
        assert "refused: What this entry says is not what its hash stands for" in err
        assert err.splitlines()[-1].startswith("Nothing was written.")
        assert not vault_exists(own_world / "records")
        answer = run("import", "records", broken, "--skip-refused", "--by", "Dr A (invented)", "--json")
        assert answer[0] == 0
        assert plain(answer)["written"]["records"] == 11
        (row,) = plain(answer)["refused"]
        assert (row["fate"], row["column"]) == ("wrong", 1)
        assert records(own_world) == 11
        assert "imported by Dr A (invented)" in run("records", "verify")[1]

    def test_a_file_that_is_none_is_told_by_line_and_column(self, run: Run, tmp_path: Path, own_world: Path):
        (tmp_path / "a.jsonl").write_text("nonsense\n")
        code, out, err = run("import", "records", tmp_path / "a.jsonl")
        assert (code, out) == (1, "")
        assert err.startswith(f"{tmp_path / 'a.jsonl'}:1:1: ")
        assert run("import", "records", tmp_path / "none")[0] == 1
        assert not vault_exists(own_world / "records")


TABLE = "name,born,number\nAda Beet,03/04/1980,1\nBo Beet,14-Mar-1981,2\nBo Beet,14-Mar-1982,3\n"


class TestPatients:
    @pytest.fixture
    def table(self, tmp_path: Path) -> Path:
        (tmp_path / "patients.csv").write_text(TABLE)
        return tmp_path / "patients.csv"

    def test_a_date_that_could_be_two_is_refused(self, run: Run, table: Path, own_world: Path):
        code, out, err = run("import", "patients", table)
        assert (code, out) == (1, "3 patients: 2 new, 1 refused.\n")
        first, second, third = err.splitlines()
        assert first.startswith(f"{table}:2: refused: born: “03/04/1980” was found. It could be 03-Apr-1980 or")
        assert second == f"{table}:4: left out: Like line 3."
        assert third.startswith("Nothing was written.")
        assert not vault_exists(own_world / "records")

    def test_until_somebody_says_which_comes_first(self, run: Run, table: Path):
        assert run("import", "patients", table, "--day-first", "--dry-run")[:2] == (0, "3 patients: 3 new.\n")
        assert run("import", "patients", table, "--day-first")[1].endswith("2 patients imported.\n")
        answer = run("import", "patients", table, "--day-first", "--with-similar", "--json")
        assert plain(answer)["patients"] == {"new": 1, "here": 2, "refused": 0}
        assert plain(answer)["written"]["patients"] == 1
        with pytest.raises(SystemExit):
            run("import", "patients", table, "--day-first", "--month-first")

    def test_the_rest_can_be_taken(self, run: Run, table: Path):
        answer = run("import", "patients", table, "--skip-refused", "--json")
        assert answer[0] == 0
        assert plain(answer)["refused"][0]["faults"][0]["column"] == "born"
        assert plain(answer)["written"]["patients"] == 1

    def test_a_table_of_nobody_says_so(self, run: Run, tmp_path: Path):
        (tmp_path / "a.csv").write_text("name,born,number\n")
        assert run("import", "patients", tmp_path / "a.csv")[:2] == (0, "There is nobody in this file.\n")

    def test_what_is_no_table(self, run: Run, tmp_path: Path):
        (tmp_path / "a.csv").write_bytes(b"\x89PNG")
        code, _, err = run("import", "patients", tmp_path / "a.csv")
        assert (code, err.count("\n")) == (1, 1)


class TestSelection:
    @pytest.fixture(autouse=True)
    def vault(self, run: Run, file: Path) -> None:
        assert run("import", "records", file)[0] == 0

    def family(self, lines: Lines) -> tuple[str, set[str]]:
        """The first word of a patient's name, and the ids of the records in which it stands."""
        opened = [line for line in of_records(lines) if line["seq"] == 1]
        name = opened[0]["event"]["patient"]["name"].split(",")[0]
        return name, {line["record"] for line in opened if name in line["event"]["patient"]["name"]}

    @pytest.mark.parametrize(("kind", "ending"), [("json", ".json"), ("csv", ".csv"), ("text", ".txt")])
    def test_a_file_each(self, kind: str, ending: str, run: Run, lines: Lines, tmp_path: Path):
        name, ids = self.family(lines)
        command = ("records", "export", "--search", name, "--format", kind, "--out", tmp_path / "out")
        code, out, err = run(*command)
        assert (code, err) == (0, "")
        assert out.startswith(f"{tmp_path / 'out'}: {len(ids)} record")
        assert {file.name for file in (tmp_path / "out").iterdir()} == {f"record-{id_}{ending}" for id_ in ids}
        assert run(*command)[0] == 1

    def test_lines_that_the_schema_knows_and_another_vault_takes_in(
        self, run: Run, lines: Lines, tmp_path: Path, own_world: Path
    ):
        name, ids = self.family(lines)
        out = tmp_path / "some.jsonl"
        assert run("records", "export", "--search", name, "--format", "jsonl", "--out", out)[0] == 0
        schema = json.loads((resources.protocols().parent / "assets/schemas/export.schema.json").read_text())
        found = [json.loads(line) for line in out.read_text().splitlines()]
        for line in found:
            jsonschema.Draft202012Validator(schema).validate(line)
        assert (found[0]["selection"], set(records_in(found))) == (len(ids), ids)
        other = own_world / "other"
        assert run("import", "records", out, "--data-dir", other)[0] == 0
        assert run("records", "verify", "--data-dir", other)[0] == 0

    def test_what_has_nothing_to_say_and_what_is_not_found(self, run: Run, tmp_path: Path):
        code, _, err = run("records", "export", "--search", "2026", "--format", "billing", "--out", tmp_path / "out")
        assert code == 1
        assert "Billing is off" in err or "No record was found" in err
        assert run("records", "export", "--search", "nobody", "--format", "json", "--out", tmp_path / "out")[0] == 1
        assert not (tmp_path / "out").exists()
        with pytest.raises(SystemExit):
            run("records", "export", "--search", "x", "--format", "json")
