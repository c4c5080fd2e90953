"""The lists of patients and records beside the chain: what the entries make of them, proven, and made anew."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import apsw
import pytest
from kills import die_before, in_a_fork, posix_only

from injection_map.domain.errors import NotSavedError, StoreError
from injection_map.domain.events import Event, Finished, Noted, Patient
from injection_map.domain.record_index import RecordQuery, VisitRow
from injection_map.storage import schema
from injection_map.storage.backup_file import ABOUT, DATABASE, FORMAT, KEY
from injection_map.storage.backups import Secrets, restore
from injection_map.storage.database import Database
from injection_map.storage.event_store import VaultStore
from injection_map.storage.patients import Patients
from injection_map.storage.proof import prove
from injection_map.storage.record_index import RecordIndex
from injection_map.storage.schema import PATIENTS
from injection_map.storage.vault import open_vault
from injection_map.storage.vault_keys import key_of

NOW = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
TODAY = NOW.date()
INGRID = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719")
BO = Patient("NYSTRÖM, Bo", date(1970, 1, 2), "41-0001")
TABLES = ("patients", "patient_keys", "visits", "visit_keys")
FORMAT_1 = Path(__file__).parent / "format-1"


@pytest.fixture
def store(vault: Any) -> Iterator[VaultStore]:
    with closing(vault.open()) as store:
        yield store


@pytest.fixture
def filled(vault: Any, record: Any) -> Any:
    """Three patients, one of them merged into another, one changed, and two records."""
    with closing(vault.open()) as store:
        patients = Patients(store, lambda: NOW)
        ingrid = patients.add(INGRID, "Dr A")
        bo = patients.add(BO, "Dr A")
        twice = patients.add(replace(INGRID, number="7"), "Dr A")
        patients.change(replace(bo, allergies="latex"), "Dr A", "asked")
        patients.merge(ingrid.id, twice.id, "Dr A", "typed twice")
        store.append("b", record(2))
    return vault


def content(store: VaultStore) -> dict[str, list[Any]]:
    """The projections without the numbers of their rows."""
    tables = {}
    for table in ("patients", "visits"):
        names = [name for (name,) in store.read(f"SELECT name FROM pragma_table_info('{table}')") if name != "row"]
        tables[table] = store.read(f"SELECT {', '.join(names)} FROM {table} ORDER BY id")
    for table, of in (("patient_keys", "patients"), ("visit_keys", "visits")):
        tables[table] = store.read(f"SELECT key, id FROM {table} JOIN {of} USING (row) ORDER BY key, id")
    return tables


def tamper(place: Any, statement: str) -> None:
    with closing(place.as_sqlcipher()) as connection:
        connection.execute(statement)
        assert connection.changes() > 0 or statement.startswith("DROP")


def test_each_change_of_a_patient_stands_in_the_chain_with_who_when_and_why(filled: Any) -> None:
    with closing(filled.open(read_only=True)) as store:
        entries = store.entries(PATIENTS)
        assert [entry["type"] for entry in entries] == [*["patient_added"] * 3, "patient_changed", "patients_merged"]
        assert {entry["by"] for entry in entries} == {"Dr A"}
        assert {entry["at"] for entry in entries} == {NOW.isoformat()}
        assert [entry["reason"] for entry in entries[3:]] == ["asked", "typed twice"]
        assert entries[3]["patient"]["allergies"] == "latex"
        assert (entries[4]["patient"]["number"], entries[4]["into"]) == ("7", entries[0]["patient"]["id"])
        assert store.record_ids() == ("b", "a")


def test_what_does_not_change_a_patient_is_no_entry(store: VaultStore) -> None:
    patients = Patients(store, lambda: NOW)
    ingrid = patients.add(INGRID, "Dr A")
    patients.change(ingrid, "Dr A")
    assert len(store.entries(PATIENTS)) == 1


def test_patient_and_entry_are_kept_together_or_not_at_all(store: VaultStore, vault: Any) -> None:
    with closing(vault.as_sqlcipher()) as other:
        other.execute("CREATE TRIGGER no BEFORE INSERT ON patient_keys BEGIN SELECT RAISE(ABORT, 'no'); END")
    patients = Patients(store, lambda: NOW)
    with pytest.raises((ValueError, apsw.Error)):
        patients.add(INGRID, "Dr A")
    assert store.entries(PATIENTS) == []
    assert patients.count() == 0


def test_they_are_there_at_the_next_start_and_for_who_only_reads(filled: Any) -> None:
    with closing(filled.open(read_only=True)) as store:
        patients = Patients(store, lambda: NOW)
        (ingrid,) = patients.find("hal")
        assert patients.count() == 2
        assert len(RecordIndex(store).rows(RecordQuery(text="ingrid"), today=TODAY).rows) == 2
        with pytest.raises(NotSavedError, match="reading only"):
            patients.change(replace(ingrid, allergies="latex"), "Dr A")
        assert RecordIndex(store).prove() is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE patients SET body = replace(body, 'HALV', 'HELV') WHERE number_key = '402719'",
        "UPDATE patients SET identity = 'x' WHERE name_key LIKE 'bo%'",
        "UPDATE patients SET kept = id",
        "UPDATE patients SET merged_into = NULL, kept = id",
        "DELETE FROM patients WHERE name_key LIKE 'bo%'",
        "INSERT INTO patients SELECT 99, 'x', entry, body, NULL, 'x', identity, born, name_key, number_key, '[]' "
        "FROM patients LIMIT 1",
        "UPDATE patients SET entry = 99 WHERE name_key LIKE 'bo%'",
        "DELETE FROM patient_keys WHERE key = 'bo'",
        "INSERT INTO patient_keys VALUES ('zoe', 1)",
        "UPDATE patient_keys SET key = 'zoe' WHERE key = 'bo'",
        "UPDATE visits SET body = replace(body, 'HALV', 'HELV') WHERE id = 'a'",
        "UPDATE visits SET owner = 'x' WHERE id = 'a'",
        "UPDATE visits SET due = '2026-01-01' WHERE id = 'b'",
        "UPDATE visits SET standing = 0 WHERE id = 'b'",
        'UPDATE visits SET uses = \'[["Botox","5","0"]]\' WHERE id = \'b\'',
        "UPDATE visits SET skips = '[[\"one\",\"lesion\"]]' WHERE id = 'b'",
        "UPDATE visits SET people = '[[\"Dr A\",[\"signed\"]]]' WHERE id = 'b'",
        "UPDATE visits SET plan = 'x' WHERE id = 'b'",
        "DELETE FROM visits WHERE id = 'b'",
        "DELETE FROM visit_keys WHERE key = 'halvorsen'",
        "INSERT INTO visit_keys VALUES ('lot:x', 1)",
        "UPDATE projections SET version = 99",
        "DROP TABLE projections",
    ],
)
def test_each_change_outside_the_program_is_found_and_mended(statement: str, filled: Any) -> None:
    with closing(filled.open(read_only=True)) as store:
        before = content(store)
        assert prove(store.database, store.anchors).first_break is None
    tamper(filled, statement)
    with closing(filled.open(read_only=True)) as store:
        found = prove(store.database, store.anchors).first_break
        assert found is not None
        assert "index" in found.sentence
    with closing(filled.open()) as store:
        index = RecordIndex(store)
        if "projections" not in statement:  # of another version it was made anew when it was opened
            assert index.prove() == found.sentence
            index.rebuild()
        assert index.prove() is None
        assert prove(store.database, store.anchors).first_break is None
        assert content(store) == before


@pytest.mark.parametrize("statement", ["UPDATE projections SET version = 99", "DROP TABLE projections"])
def test_who_only_reads_one_of_another_version_is_told(statement: str, filled: Any) -> None:
    tamper(filled, statement)
    with closing(filled.open(read_only=True)) as store:
        for made in (lambda: RecordIndex(store), lambda: Patients(store, lambda: NOW)):
            with pytest.raises(StoreError, match=r"another version.*No record was changed"):
                made()
        assert len(store.events("a")) == 3


def test_a_row_that_nobody_can_read_is_told_in_a_sentence(filled: Any) -> None:
    tamper(filled, "UPDATE visits SET body = '[]' WHERE id = 'a'")
    tamper(filled, "UPDATE patients SET body = '{'")
    with closing(filled.open()) as store:
        with pytest.raises(StoreError, match="changed outside"):
            RecordIndex(store).rows(RecordQuery(), today=TODAY)
        with pytest.raises(StoreError, match="changed outside"):
            Patients(store, lambda: NOW).find("hal")


@pytest.mark.parametrize("text", ["{", "[[]]", '[["Botox","x","y"]]', "7"])
def test_a_sum_of_what_nobody_can_read_is_told_in_a_sentence(text: str, filled: Any) -> None:
    tamper(filled, f"UPDATE visits SET uses = '{text}' WHERE id = 'a'")
    with closing(filled.open()) as store, pytest.raises(StoreError, match="changed outside"):
        RecordIndex(store).units_per_month()


@pytest.mark.parametrize("statement", ["UPDATE plans SET body = replace(body, 'Small', 'Other')", "DELETE FROM plans"])
def test_a_plan_that_was_changed_or_removed_is_found_and_mended(statement: str, empty: Any, record: Any) -> None:
    with closing(empty.open()) as store:
        store.append("a", (*record(4), Event(5, 5, NOW, "Dr A", Finished(Decimal(0)))))
        assert store.read("SELECT count(*) FROM plans") == [(1,)]
    tamper(empty, statement)
    with closing(empty.open()) as store:
        index = RecordIndex(store)
        assert "index" in (index.prove() or "")
        if statement.startswith("DELETE"):
            with pytest.raises(StoreError, match="changed outside"):
                index.sites_skipped()
        index.rebuild()
        assert index.prove() is None


def test_a_tick_writes_nothing_but_its_entry(store: VaultStore, vault: Any, record: Any) -> None:
    with closing(vault.as_sqlcipher()) as other:
        for change in ("INSERT", "UPDATE", "DELETE"):
            for table in ("visits", "visit_keys"):
                other.execute(
                    f"CREATE TRIGGER {change}_{table} BEFORE {change} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'the index was written'); END"
                )
    store.append("a", record(4)[3:])
    assert len(store.events("a")) == 4
    with pytest.raises(ValueError, match="the index was written"):
        store.append("c", record(1))


def test_a_record_that_cannot_be_read_is_listed_and_takes_entries(vault: Any, record: Any) -> None:
    with closing(vault.as_sqlcipher()) as other:
        other.execute("DROP TRIGGER events_are_never_changed")
        other.execute("UPDATE events SET body = '{}' WHERE record_id = 'a' AND seq = 2")
    with closing(vault.open()) as store:
        index = RecordIndex(store)
        index.rebuild()
        (row,) = index.rows(RecordQuery(), today=TODAY).rows
        assert not isinstance(row, VisitRow)
        assert "cannot be read" in row.fault
        store.append("a", [Event(4, 4, NOW, "Dr A", Noted("later"))])
        assert index.prove() is None


class TestTheOldFormat:
    """A vault as the first version wrote it: two signed visits of one patient and one in progress."""

    @pytest.fixture
    def old(self, empty: Any) -> Any:
        shutil.copytree(FORMAT_1, empty.folder)
        for service, user, secret in json.loads((empty.folder / "keychain.json").read_text()):
            empty.keychain.set_password(service, user, secret)
        (empty.folder / "keychain.json").unlink()
        return empty

    def test_it_is_brought_up_to_date_with_its_index(self, old: Any) -> None:
        with closing(old.open()) as store:
            assert store.read("PRAGMA user_version") == [(schema.SCHEMA_VERSION,)]
            assert prove(store.database, store.anchors).first_break is None
            index = RecordIndex(store)
            rows = index.rows(RecordQuery(), today=date(2026, 5, 1))
            assert [row.record_id for row in rows.rows] == ["c", "b", "a"]
            assert [row.record_id for row in index.rows(RecordQuery(text="halv"), today=TODAY).rows] == ["b", "a"]
            last = index.last_visit(Patient("HALVORSEN, Ingrid (invented)", date(1981, 3, 14), "40-2719"))
            assert last is not None
            assert (last.record_id, str(last.units_given)) == ("b", "7.5")
            (skipped,) = index.sites_skipped()
            assert (skipped.site, skipped.skipped, skipped.planned) == ("corrugator-right", 2, 3)
            Patients(store, lambda: NOW).add(INGRID, "Dr A")
        kept = old.folder / "backups" / f"before-format-{schema.SCHEMA_VERSION}"
        key = key_of(kept, passphrase=None, keyring=old.keychain)
        assert Database(kept / "vault.db", key).format() == 1

    @posix_only
    def test_killed_at_any_step_it_is_the_old_one_or_the_new_one(self, tmp_path: Path, old: Any) -> None:
        versions = set()
        step, lived = 0, False
        while not lived:
            step += 11
            folder = tmp_path / str(step)
            shutil.copytree(old.folder, folder)

            def run(folder: Path = folder, step: int = step) -> None:
                die_before(step)
                open_vault(folder, keyring=old.keychain)

            lived = in_a_fork(run)
            key = key_of(folder, passphrase=None, keyring=old.keychain)
            versions.add(Database(folder / "vault.db", key).format())
            with closing(open_vault(folder, keyring=old.keychain)) as store:
                assert prove(store.database, store.anchors).first_break is None
                assert len(RecordIndex(store).rows(RecordQuery(), today=TODAY).rows) == 3
        assert versions == {1, schema.SCHEMA_VERSION}

    def test_its_backup_can_be_put_back(self, old: Any, tmp_path: Path) -> None:
        path = tmp_path / "old.backup"
        about = {"format": FORMAT, "version": 1, "made_at": NOW.isoformat(), "entries": 21}
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(ABOUT, json.dumps(about))
            archive.write(old.key_file, KEY)
            archive.write(old.database, DATABASE)
        secrets = Secrets(passphrase=None, recovery_code=None, keyring=old.keychain)
        proof = restore(path, tmp_path / "new", secrets, at=NOW)
        assert (proof.records, proof.first_break) == (3, None)

    def test_who_only_reads_is_told_what_to_do(self, old: Any) -> None:
        with pytest.raises(StoreError, match="Open them in the window once"):
            old.open(read_only=True)


@posix_only
def test_killed_while_it_is_made_anew_it_is_the_old_one_or_the_new_one(tmp_path: Path, filled: Any) -> None:
    tamper(filled, "UPDATE projections SET version = 99")
    versions = set()
    step, lived = 0, False
    while not lived:
        step += 9
        folder = tmp_path / str(step)
        shutil.copytree(filled.folder, folder)

        def run(folder: Path = folder, step: int = step) -> None:
            die_before(step)
            open_vault(folder, keyring=filled.keychain)

        lived = in_a_fork(run)
        with closing(open_vault(folder, keyring=filled.keychain, read_only=True)) as store:
            versions.add(store.read("SELECT version FROM projections")[0][0])
        with closing(open_vault(folder, keyring=filled.keychain)) as store:
            assert prove(store.database, store.anchors).first_break is None
    assert versions == {99, schema.PROJECTIONS_VERSION}
