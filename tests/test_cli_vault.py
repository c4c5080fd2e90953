"""The commands about the vault as a whole, as administrators use them: `main` with a real vault."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from injection_map import resources
from injection_map.cli import main
from injection_map.domain.events import Clinician, Event, Noted, Opened, Patient, PlannedSite, ProtocolReference
from injection_map.domain.protocol import Side, View
from injection_map.storage import keys
from injection_map.storage.keys import Argon2Cost
from injection_map.storage.vault import open_vault
from injection_map.storage.vault_keys import key_of, show_recovery_code

PASSPHRASE = "correct horse battery"
AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
PROTOCOL = "id: small\ntitle: Ærø\n".encode()
FINGERPRINT = hashlib.sha256(PROTOCOL).hexdigest()
OPENED = Opened(
    patient=Patient("HALVORSEN, Ingrid Ærø", date(1981, 3, 14), "40-2719"),
    clinician=Clinician("Dr A. Moreau"),
    protocol=ProtocolReference("small", "1", FINGERPRINT, "Small", "draft"),
    vials=(),
    plan=(PlannedSite("procerus", "Procerus", "procerus", Side.MIDLINE, View.FRONT, Decimal(5)),),
)


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
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run_command(*arguments: str | Path, typed: str = "") -> Answer:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main([str(argument) for argument in arguments])
        seen = capsys.readouterr()
        return Answer(code, seen.out, seen.err)

    return run_command


@pytest.fixture
def vault(own_world: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five entries: of the vault, the protocol, and three of record a; its passphrase is in the environment."""
    monkeypatch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))
    monkeypatch.setenv("INJECTION_MAP_PASSPHRASE", PASSPHRASE)
    folder = own_world / "records"
    with closing(open_vault(folder, passphrase=PASSPHRASE)) as store:
        store.keep_protocol(FINGERPRINT, PROTOCOL)
        notes = [Event(seq, seq, AT, "Dr A", Noted(f"note {seq} \ud83d")) for seq in (2, 3)]
        store.append("a", [Event(1, 1, AT, "Dr A", OPENED), *notes])
    return folder


@pytest.mark.usefixtures("vault")
class TestVerify:
    def test_says_what_was_proven(self, run: Run) -> None:
        answer = run("records", "verify")
        assert (answer.code, answer.out, answer.err) == (0, "5 entries of 1 records proven.\n", "")
        assert run("records", "verify", "--json").plain == {
            "ok": True,
            "entries": 5,
            "records": 1,
            "first_break": None,
            "restored": [],
        }

    def test_an_index_that_was_changed_is_named_and_made_anew(self, run: Run, vault: Path) -> None:
        with closing(open_vault(vault, passphrase=PASSPHRASE)) as store:
            store.rewrite(lambda connection: connection.execute("DELETE FROM visits") and None)
        assert "reindex" in run("records", "verify").err
        assert run("records", "reindex").out == "1 records: found anew, none changed\n"
        assert run("records", "reindex", "--json").plain == {"records": 1}
        assert run("records", "verify").code == 0

    def test_names_the_first_break_and_its_kind(self, run: Run, vault: Path) -> None:
        older = (vault / "vault.db").read_bytes()
        with closing(open_vault(vault, passphrase=PASSPHRASE)) as store:
            store.append("a", [Event(4, 4, AT, "Dr A", Noted("later"))])
        (vault / "vault.db").write_bytes(older)
        answer = run("records", "verify")
        assert (answer.code, answer.out) == (1, "")
        assert answer.err.startswith("rolled back: Rolled back to an older copy")
        plain = run("records", "verify", "--json").plain
        assert (plain["ok"], plain["first_break"]["kind"]) == (False, "rolled back")

    def test_calls_a_damaged_page_one_wherever_it_is(self, run: Run, vault: Path) -> None:
        whole = (vault / "vault.db").read_bytes()
        seen = set()
        for page in range(len(whole) // 4096):
            damaged = bytearray(whole)
            damaged[page * 4096 + 900] ^= 1
            (vault / "vault.db").write_bytes(damaged)
            answer = run("records", "verify")
            seen.add((answer.code, answer.err.partition(":")[0]))
        assert seen <= {(1, "damaged page"), (0, "")}
        assert (1, "damaged page") in seen

    def test_counts_on_while_somebody_looks(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stderr.isatty", lambda: True)
        answer = run("records", "verify")
        assert answer.err.endswith("100 %  5 of 5 entries\n")

    def test_without_records_there_is_nothing_to_prove(self, run: Run, tmp_path: Path) -> None:
        answer = run("records", "verify", "--data-dir", tmp_path)
        assert (answer.code, answer.out) == (1, "")
        assert "There are no records" in answer.err


@pytest.mark.usefixtures("vault")
class TestBackupAndRestore:
    def test_there_and_back(self, run: Run, tmp_path: Path) -> None:
        made = run("backup", tmp_path / "a.backup")
        assert (made.code, made.out) == (0, f"{tmp_path / 'a.backup'}: 5 entries, verified\n")
        again = tmp_path / "again"
        answer = run("restore", tmp_path / "a.backup", "--data-dir", again)
        assert answer.code == 0
        assert answer.out.startswith("5 entries of 1 records restored and proven.\n")
        verified = run("records", "verify", "--data-dir", again)
        assert verified.code == 0
        assert re.match(r"6 entries of 1 records proven\.\n\S+: restored from a backup of \S+ with 5", verified.out)

    def test_records_that_are_there_are_not_overwritten(self, run: Run, vault: Path, tmp_path: Path) -> None:
        run("backup", tmp_path / "a.backup")
        before = (vault / "vault.db").read_bytes()
        answer = run("restore", tmp_path / "a.backup", "--json")
        assert (answer.code, answer.out) == (1, "")
        assert "There are records in" in answer.err
        assert (vault / "vault.db").read_bytes() == before

    def test_what_is_no_backup_is_one_sentence(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
        for file in ("photo.jpg", "none"):
            answer = run("restore", tmp_path / file, "--data-dir", tmp_path / "again")
            assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)

    def test_with_the_recovery_code(
        self, run: Run, vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code = show_recovery_code(vault, passphrase=PASSPHRASE)
        run("backup", tmp_path / "a.backup")
        monkeypatch.setenv("INJECTION_MAP_PASSPHRASE", "another one")
        again = tmp_path / "again"
        assert run("restore", tmp_path / "a.backup", "--data-dir", again).code == 1
        answer = run("restore", tmp_path / "a.backup", "--recovery-code", "--data-dir", again, typed=code + "\n")
        assert answer.code == 0
        assert run("records", "list", "--data-dir", again).code == 0

    def test_recover(self, run: Run, vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        code = show_recovery_code(vault, passphrase=PASSPHRASE)
        monkeypatch.setenv("INJECTION_MAP_PASSPHRASE", "another one")
        wrong = run("recover", typed=code.replace(code[0], "0" if code[0] != "0" else "1", 1))
        assert wrong.code == 1
        assert "Line 1 of the recovery code is mistyped" in wrong.err
        assert run("recover", typed=code).code == 0
        assert run("records", "verify").code == 0


@pytest.mark.usefixtures("vault")
class TestExportOfEverything:
    def test_every_line_is_as_the_schema_says(self, run: Run, tmp_path: Path) -> None:
        schema = json.loads((resources.protocols().parent / "assets/schemas/export.schema.json").read_text())
        validator = jsonschema.Draft202012Validator(schema)
        answer = run("records", "export", "--all", "--format", "jsonl")
        assert answer.code == 0
        lines = [json.loads(line) for line in answer.out.splitlines()]
        for line in lines:
            validator.validate(line)
        assert [sorted(line)[0] for line in lines] == ["entries", *["event"] * 5, "protocol"]
        assert lines[-1]["text"].encode() == PROTOCOL
        assert lines[3]["event"]["patient"]["name"] == OPENED.patient.name
        written = run("records", "export", "--all", "--format", "jsonl", "--out", tmp_path / "all.jsonl", "--json")
        assert written.plain == {"format": "jsonl", "file": str(tmp_path / "all.jsonl")}
        assert (tmp_path / "all.jsonl").read_text().splitlines()[1:] == answer.out.splitlines()[1:]

    def test_the_chain_can_be_proven_without_this_program(self, run: Run) -> None:
        lines = run("records", "export", "--all", "--format", "jsonl").out.splitlines()
        heads: dict[str, str] = {}
        link = bytes(32)
        for line in map(json.loads, lines[1:6]):
            previous = heads.get(line["record"], "0" * 64)
            content = {"event": line["event"], "previous": previous, "record": line["record"]}
            text = json.dumps(content, sort_keys=True, separators=(",", ":"))
            digest = hashlib.sha256(text.encode("ascii")).digest()
            link = hashlib.sha256(link + digest).digest()
            assert (line["hash"], line["link"]) == (digest.hex(), link.hex())
            heads[line["record"]] = digest.hex()

    @pytest.mark.parametrize(
        "arguments",
        [["--all", "--format", "json"], ["a", "--format", "jsonl"], ["a", "--all", "--format", "jsonl"], ["--all"], []],
    )
    def test_what_does_not_go_together(self, arguments: list[str], run: Run) -> None:
        with pytest.raises(SystemExit) as left:
            run("records", "export", *arguments)
        assert left.value.code == 2


def test_sqlciphers_own_tools_open_the_file_with_the_recovery_code(vault: Path) -> None:
    """The steps of the README: the four groups of each line but the last, as a raw key, and the rest by default."""
    sqlcipher = pytest.importorskip("sqlcipher3")
    code = show_recovery_code(vault, passphrase=PASSPHRASE)
    digits = "".join("".join(line.split()[:4]) for line in code.splitlines())
    with closing(sqlcipher.connect(f"file:{vault / 'vault.db'}?mode=ro", uri=True)) as connection:
        connection.execute(f"PRAGMA key = \"x'{digits}'\"")
        rows = connection.execute("SELECT record_id, seq, body FROM events ORDER BY position").fetchall()
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert [row[:2] for row in rows] == [("~vault", 1), ("~protocols", 1), ("a", 1), ("a", 2), ("a", 3)]
    assert json.loads(rows[2][2])["patient"]["number"] == "40-2719"
    assert key_of(vault, passphrase=PASSPHRASE, keyring=None)[:32].hex().upper() == digits
