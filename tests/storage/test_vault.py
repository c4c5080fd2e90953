"""The vault's folder: how it is opened, what it refuses, and that it never makes anew what it should keep."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest

from injection_map.domain.errors import EventFormatError, KeyUnavailableError, NotSavedError, StoreError
from injection_map.domain.events import Event
from injection_map.storage import schema
from injection_map.storage.database import LOG_BYTES
from injection_map.storage.vault import VaultInUseError, key_kind, open_vault, vault_exists

RecordOf = Callable[[int], tuple[Event, ...]]

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in another way")


def test_what_was_kept_is_there_at_the_next_start(vault: Any, record: RecordOf) -> None:
    with closing(vault.open()) as store:
        assert store.events("a") == record(3)


def test_a_closed_vault_is_three_files_and_an_empty_lock(vault: Any) -> None:
    names = ["vault.anchor", "vault.db", "vault.key.json", "vault.lock"]
    assert sorted(path.name for path in vault.folder.iterdir()) == names
    assert (vault.folder / "vault.lock").stat().st_size == 0


@posix_only
def test_folder_and_files_are_for_the_owner_alone(vault: Any) -> None:
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700
    with closing(vault.open()):
        assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in vault.folder.iterdir()} == dict.fromkeys(
            [
                "vault.anchor",
                "vault.db",
                "vault.db-wal",
                "vault.db-shm",
                "vault.key.json",
                "vault.lock",
                "vault.owner.json",
            ],
            0o600,
        )


def test_nothing_can_be_read_without_the_key(empty: Any, record: RecordOf) -> None:
    with closing(empty.open()) as store:
        store.append("a", record(3))
        for data in empty.content().values():
            assert b"HALVORSEN" not in data
            assert b"SQLite format" not in data


def test_the_file_is_durable_and_of_sqlciphers_own_format(vault: Any) -> None:
    with closing(vault.as_sqlcipher()) as connection:
        assert connection.pragma("journal_mode") == "wal"
        assert connection.pragma("user_version") == schema.SCHEMA_VERSION
        assert (
            connection.execute(
                "SELECT body ->> 'patient' ->> 'number' FROM events WHERE record_id = 'a' AND seq = 1"
            ).get
            == "40-2719"
        )


def test_every_commit_waits_for_the_disk(vault: Any) -> None:
    with closing(vault.open()) as store:
        assert store._writer is not None
        assert store._writer.pragma("synchronous") == 2  # FULL
        assert store._writer.pragma("fullfsync") == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = '{}' WHERE seq = 2",
        "DELETE FROM events WHERE seq = 3",
        "INSERT OR REPLACE INTO events VALUES (3, 'a', 2, '{}', zeroblob(32), zeroblob(32))",
        "INSERT OR REPLACE INTO events VALUES (5, 'a', 2, '{}', zeroblob(32), zeroblob(32))",
        "INSERT INTO events VALUES (5, 'a', 5, '{}', zeroblob(32), zeroblob(32))",
        "INSERT INTO events VALUES (5, 'b', 2, '{}', zeroblob(32), zeroblob(32))",
        "INSERT INTO events VALUES (6, 'a', 4, '{}', zeroblob(32), zeroblob(32))",
        "INSERT INTO events VALUES (5, 'a', 4, NULL, zeroblob(32), zeroblob(32))",
        "INSERT INTO events VALUES (5, 'a', 4, '{}', zeroblob(32), x'00')",
        "INSERT INTO events VALUES (5, 'a', 4, '{\"type\": \"addendum\"}', zeroblob(32), zeroblob(32))",
        "UPDATE protocols SET data = x'00'",
        "DELETE FROM protocols",
    ],
)
def test_the_file_itself_refuses_to_change_what_was_kept(statement: str, vault: Any, record: RecordOf) -> None:
    with closing(vault.as_sqlcipher()) as connection:
        connection.execute("INSERT INTO protocols VALUES ('f', x'01')")
        with pytest.raises(apsw.ConstraintError):
            connection.execute(statement)
    with closing(vault.open()) as store:
        assert store.events("a") == record(3)
        assert store.protocol_bytes("f") == b"\x01"


def test_a_protocol_cannot_be_replaced(vault: Any) -> None:
    with closing(vault.as_sqlcipher()) as connection:
        connection.execute("INSERT INTO protocols VALUES ('f', x'01')")
        with pytest.raises(apsw.ConstraintError):
            connection.execute("INSERT OR REPLACE INTO protocols VALUES ('f', x'02')")
        assert connection.execute("SELECT data FROM protocols").get == b"\x01"


def test_the_log_has_room_for_a_whole_visit_from_the_start(empty: Any, record: RecordOf) -> None:
    log = empty.folder / "vault.db-wal"
    with closing(empty.open()) as store:
        assert log.stat().st_size == LOG_BYTES
        for event in record(60):
            store.append("a", [event])
        assert log.stat().st_size == LOG_BYTES


class TestTwoPrograms:
    def test_the_second_that_would_write_is_told_so(self, vault: Any) -> None:
        with closing(vault.open()), pytest.raises(VaultInUseError, match="already open"):
            vault.open()
        vault.open().close()

    def test_a_reader_beside_the_writer_sees_what_is_kept_meanwhile(self, vault: Any, record: RecordOf) -> None:
        with closing(vault.open()) as writer, closing(vault.open(read_only=True)) as reader:
            writer.append("a", record(4)[3:])
            assert reader.events("a") == record(4)

    def test_a_reader_can_be_first_and_stay_last(self, vault: Any, record: RecordOf) -> None:
        with closing(vault.open(read_only=True)) as reader:
            with closing(vault.open()) as writer:
                writer.append("a", record(4)[3:])
            assert reader.events("a") == record(4)
        with closing(vault.open()) as store:
            assert store.events("a") == record(4)

    def test_a_reader_changes_nothing(self, vault: Any, record: RecordOf) -> None:
        with closing(vault.open(read_only=True)) as reader:
            for write in (
                lambda: reader.append("a", record(4)[3:]),
                lambda: reader.set_bookmark("a", "procerus"),
            ):
                with pytest.raises(NotSavedError, match="reading only"):
                    write()
            assert reader.events("a") == record(3)


class TestPartsThatAreMissing:
    def test_no_vault_is_made_to_be_read(self, empty: Any) -> None:
        assert (vault_exists(empty.folder), key_kind(empty.folder)) == (False, None)
        with pytest.raises(StoreError, match=r"no records in .* yet"):
            empty.open(read_only=True)
        assert not empty.folder.exists()

    @pytest.mark.parametrize("read_only", [False, True])
    def test_a_lost_database_is_not_made_anew(self, read_only: bool, vault: Any) -> None:
        vault.database.unlink()
        before = vault.content()
        with pytest.raises(StoreError, match=r"vault\.db is missing, though vault\.key\.json is there"):
            vault.open(read_only=read_only)
        assert vault_exists(vault.folder)
        assert vault.content() == before

    @pytest.mark.parametrize("log", ["vault.db-wal", "vault.db-journal"])
    def test_a_log_without_its_database_is_not_played_into_a_new_one(self, log: str, empty: Any) -> None:
        empty.folder.mkdir()
        (empty.folder / log).write_bytes(b"the last ticks")
        with pytest.raises(StoreError, match=f"vault.db is missing, though {log} is there"):
            empty.open()
        assert empty.content() == {log: b"the last ticks"}

    @pytest.mark.parametrize("read_only", [False, True])
    def test_a_lost_key_file_is_not_made_anew(self, read_only: bool, vault: Any) -> None:
        vault.key_file.unlink()
        before = vault.content()
        with pytest.raises(KeyUnavailableError, match=r"vault\.key\.json is missing"):
            vault.open(read_only=read_only)
        assert vault_exists(vault.folder)
        assert vault.content() == before

    def test_a_key_file_of_another_vault_does_not_open_this_one(self, vault: Any, tmp_path: Path) -> None:
        open_vault(tmp_path / "other", keyring=vault.keychain).close()
        shutil.copy(tmp_path / "other" / "vault.key.json", vault.folder)
        before = vault.content()
        with pytest.raises(StoreError, match="damaged"):
            vault.open()
        assert vault.content() == before


class TestFilesThatAreWrong:
    @pytest.mark.parametrize("read_only", [False, True])
    def test_a_newer_format_is_refused_politely(self, read_only: bool, vault: Any) -> None:
        with closing(vault.as_sqlcipher()) as connection:
            connection.pragma("user_version", schema.SCHEMA_VERSION + 1)
        before = vault.content()
        with pytest.raises(StoreError, match=r"newer Injection Map \(format 3; this one reads 2\)"):
            vault.open(read_only=read_only)
        assert vault.content() == before

    @pytest.mark.parametrize("data", [b"", b"\0" * 4096, bytes(range(256)) * 112, b"SQLite format 3\0" + b"\1" * 9000])
    def test_a_file_that_is_no_vault_is_refused_and_kept(self, data: bytes, vault: Any) -> None:
        vault.database.write_bytes(data)
        before = vault.content()
        with pytest.raises(StoreError, match="damaged"):
            vault.open()
        assert vault.content() == before

    def test_every_damaged_page_is_noticed_or_harmless(self, vault: Any, record: RecordOf) -> None:
        database = vault.database
        whole = database.read_bytes()
        noticed = 0
        for page in range(len(whole) // 4096):
            damaged = bytearray(whole)
            damaged[page * 4096 + 700] ^= 1
            database.write_bytes(damaged)
            try:
                with closing(vault.open(read_only=True)) as store:
                    assert store.events("a") == record(3)
                    assert store.record_ids() == ("a",)
            except StoreError as error:
                noticed += 1
                assert "damaged" in str(error)  # noqa: PT017
        assert noticed >= 3, "the schema, the events and their index lie on a page each"

    def test_a_folder_that_cannot_be_one(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        with pytest.raises(StoreError, match=r"cannot be opened: .+\. No record was changed"):
            open_vault(tmp_path / "file" / "records")

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("{", "Entry 4 of record a cannot be read"),
            ("[]", "not an object"),
            ("[" * 100_000, "cannot be read"),
            (json.dumps({"seq": 4, "type": "teleported"}), "'teleported', which this version"),
            (json.dumps({"seq": 5, "type": "continued", "at": "2025-11-18T10:30Z", "by": "x", "act": 5}), "numbered 5"),
        ],
    )
    def test_an_entry_that_cannot_be_read_is_named_and_kept(self, body: str, words: str, vault: Any) -> None:
        with closing(vault.as_sqlcipher()) as connection:
            connection.execute("DROP INDEX signed_records")  # it would refuse what is no JSON
            connection.execute("DROP TRIGGER signed_means_closed")
            connection.execute("INSERT INTO events VALUES (5, 'a', 4, ?, zeroblob(32), zeroblob(32))", (body,))
        before = vault.content()
        with closing(vault.open(read_only=True)) as store, pytest.raises(EventFormatError, match=words):
            store.events("a")
        assert vault.content()["vault.db"] == before["vault.db"]

    def test_a_record_whose_beginning_cannot_be_read_is_listed_last(self, vault: Any) -> None:
        with closing(vault.as_sqlcipher()) as connection:
            connection.execute("INSERT INTO events VALUES (5, 'z', 1, '{\"type\": \"x\"}', zeroblob(32), zeroblob(32))")
        with closing(vault.open()) as store:
            assert store.record_ids() == ("a", "z")
            assert store.unsigned_record_ids() == ("a", "z")
            with pytest.raises(EventFormatError):
                store.events("z")
