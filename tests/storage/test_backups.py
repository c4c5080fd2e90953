"""Backups: made beside a running program, verified, thinned out, restored only where nothing is."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kills import FolderKeychain, die_before, in_a_fork, posix_only

from injection_map.domain.errors import KeyUnavailableError, StoreError, WrongPassphraseError
from injection_map.storage import backups as backups_module
from injection_map.storage import keys
from injection_map.storage.backup_file import write_backup
from injection_map.storage.backups import Backup, Backups, Secrets, is_due, kept, restore
from injection_map.storage.keys import Argon2Cost
from injection_map.storage.proof import BreakKind, prove
from injection_map.storage.recovery_code import RecoveryCodeError
from injection_map.storage.vault import open_vault
from injection_map.storage.vault_keys import rotate_key, show_recovery_code

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)
OLD, NEW = "old horses", "new horses"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))


def _backed_up(place: Any, path: Path) -> Path:
    with closing(place.open()) as store:
        write_backup(store, path, at=AT)
    return path


class TestOneFile:
    def test_holds_all_that_is_there_while_the_program_runs(self, vault: Any, record: Any, tmp_path: Path) -> None:
        path = tmp_path / "out" / "a.backup"
        with closing(vault.open()) as store:
            assert write_backup(store, path, at=AT).position == 4
            store.append("a", record(4)[3:])
            assert write_backup(store, path, at=AT).position == 5
        assert list(path.parent.iterdir()) == [path]
        assert path.stat().st_mode & 0o777 == 0o600
        assert b"HALVORSEN" not in path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            assert json.loads(archive.read("about.json"))["position"] == 5

    def test_can_be_made_from_another_program_that_only_reads(self, vault: Any, tmp_path: Path) -> None:
        with closing(vault.open()), closing(vault.open(read_only=True)) as reader:
            write_backup(reader, tmp_path / "a.backup", at=AT)

    def test_a_damaged_vault_makes_none_and_the_older_one_stays(self, vault: Any, tmp_path: Path) -> None:
        path = _backed_up(vault, tmp_path / "a.backup")
        before = path.read_bytes()
        with closing(vault.open()) as store:
            pages = bytearray(vault.database.read_bytes())
            for page in range(1, len(pages) // 4096):
                pages[page * 4096 + 700] ^= 1
            vault.database.write_bytes(pages)
            with pytest.raises(StoreError, match="damaged"):
                write_backup(store, path, at=AT)
        assert path.read_bytes() == before
        assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["a.backup"]

    def test_a_place_that_cannot_be_written_is_told(self, vault: Any, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with closing(vault.open()) as store, pytest.raises(StoreError, match="No record was changed"):
            write_backup(store, tmp_path / "file" / "a.backup", at=AT)


class TestRestore:
    def test_into_an_empty_place_with_proof_and_a_note_in_the_chain(
        self, vault: Any, record: Any, tmp_path: Path
    ) -> None:
        path = _backed_up(vault, tmp_path / "a.backup")
        proof = restore(path, tmp_path / "again", Secrets(keyring=vault.keychain), at=AT)
        assert (proof.entries, proof.records, proof.first_break) == (4, 1, None)
        with closing(open_vault(tmp_path / "again", keyring=vault.keychain)) as store:
            assert store.events("a") == record(3)
            assert store.anchors.fault is None
            after = prove(store.database, store.anchors)
        assert after.first_break is None
        (restored,) = after.restored
        assert restored.startswith("2025-11-18T10:30:00+00:00: restored from a backup of ")

    @pytest.mark.parametrize("there", ["vault.db", "vault.key.json", "vault.anchor", "vault.db-wal"])
    def test_what_is_there_is_never_overwritten(self, there: str, vault: Any, tmp_path: Path) -> None:
        path = _backed_up(vault, tmp_path / "a.backup")
        folder = tmp_path / "again"
        folder.mkdir()
        (folder / there).write_bytes(b"something")
        with pytest.raises(StoreError, match="There are records in"):
            restore(path, folder, Secrets(keyring=vault.keychain), at=AT)
        assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [(there, b"something")]

    def test_a_wrong_passphrase_leaves_nothing_behind(self, tmp_path: Path, record: Any) -> None:
        with closing(open_vault(tmp_path / "v", passphrase=OLD)) as store:
            store.append("a", record(2))
            write_backup(store, tmp_path / "a.backup", at=AT)
        for secrets, error in (
            (Secrets(passphrase=NEW), WrongPassphraseError),
            (Secrets(), KeyUnavailableError),
            (Secrets(passphrase=NEW, recovery_code="0"), RecoveryCodeError),
        ):
            with pytest.raises(error):
                restore(tmp_path / "a.backup", tmp_path / "again", secrets, at=AT)
            assert list((tmp_path / "again").iterdir()) == []
        restore(tmp_path / "a.backup", tmp_path / "again", Secrets(passphrase=OLD), at=AT)

    def test_on_another_computer_with_the_recovery_code(self, vault: Any, record: Any, tmp_path: Path) -> None:
        path = _backed_up(vault, tmp_path / "a.backup")
        code = show_recovery_code(vault.folder, passphrase=None, keyring=vault.keychain)
        restore(path, tmp_path / "again", Secrets(passphrase=NEW, recovery_code=code), at=AT)
        with closing(open_vault(tmp_path / "again", passphrase=NEW)) as store:
            assert store.events("a") == record(3)
            assert prove(store.database, store.anchors).first_break is None

    def test_an_older_backup_after_a_new_key(self, tmp_path: Path, record: Any) -> None:
        with closing(open_vault(tmp_path / "v", passphrase=OLD)) as store:
            store.append("a", record(2))
            write_backup(store, tmp_path / "a.backup", at=AT)
        rotate_key(tmp_path / "v", passphrase=OLD)
        restore(tmp_path / "a.backup", tmp_path / "again", Secrets(passphrase=OLD), at=AT)

    @pytest.mark.parametrize(
        "damage",
        [
            lambda path: path.write_bytes(b""),
            lambda path: path.write_bytes(path.read_bytes()[:-100]),
            lambda path: path.write_bytes(path.read_bytes()[:6000] + b"\0\1\2\3" + path.read_bytes()[6004:]),
            lambda path: path.write_bytes(b"PK" * 5000),
            lambda path: zipfile.ZipFile(path, "w").writestr("../evil", b"x"),
        ],
    )
    def test_what_is_no_whole_backup_is_refused(
        self, damage: Callable[[Path], object], vault: Any, tmp_path: Path
    ) -> None:
        path = _backed_up(vault, tmp_path / "a.backup")
        damage(path)
        with pytest.raises(StoreError, match="cannot be used"):
            restore(path, tmp_path / "again", Secrets(keyring=vault.keychain), at=AT)
        assert list((tmp_path / "again").iterdir()) == []
        with pytest.raises(StoreError, match="cannot be used"):
            restore(tmp_path / "none", tmp_path / "again", Secrets(keyring=vault.keychain), at=AT)

    def test_a_broken_chain_is_restored_and_told(self, vault: Any, tmp_path: Path) -> None:
        with closing(vault.as_sqlcipher()) as connection:
            connection.execute("DROP TRIGGER events_are_never_changed")
            connection.execute("UPDATE events SET body = body || ' ' WHERE position = 3")
        path = _backed_up(vault, tmp_path / "a.backup")
        proof = restore(path, tmp_path / "again", Secrets(keyring=vault.keychain), at=AT)
        assert proof.first_break is not None
        assert proof.first_break.kind is BreakKind.CHANGED
        with closing(open_vault(tmp_path / "again", keyring=vault.keychain, read_only=True)) as store:
            assert len(store.events("a")) == 3

    def test_a_restore_over_newer_records_is_seen_by_who_asks(self, vault: Any, record: Any, tmp_path: Path) -> None:
        """On the same computer, keychain and all: the restored vault says itself that it was restored."""
        path = _backed_up(vault, tmp_path / "a.backup")
        with closing(vault.open()) as store:
            store.append("a", record(4)[3:])
        shutil.rmtree(vault.folder)
        restore(path, vault.folder, Secrets(keyring=vault.keychain), at=AT)
        with closing(vault.open()) as store:
            proof = prove(store.database, store.anchors)
        assert proof.first_break is None
        assert len(proof.restored) == 1

    @posix_only
    def test_killed_at_any_step_it_is_done_again_or_was_done(self, tmp_path: Path, record: Any) -> None:
        keychain = FolderKeychain(tmp_path / "keychain")
        with closing(open_vault(tmp_path / "v", keyring=keychain)) as store:
            store.append("a", record(3))
            write_backup(store, tmp_path / "a.backup", at=AT)
        step, lived = 0, False
        again = 0
        while not lived:
            step += 1
            folder = tmp_path / str(step)

            def run(folder: Path = folder, step: int = step) -> None:
                die_before(step)
                restore(tmp_path / "a.backup", folder, Secrets(keyring=keychain), at=AT)

            lived = in_a_fork(run)
            try:
                restore(tmp_path / "a.backup", folder, Secrets(keyring=keychain), at=AT)
                again += 1
            except StoreError as error:
                assert "There are records in" in str(error)  # noqa: PT017
            with closing(open_vault(folder, keyring=keychain)) as store:
                assert store.events("a") == record(3)
                assert prove(store.database, store.anchors).first_break is None
        assert step > 20, "the steps were not seen"
        assert 5 < again < step


def _made(*, days: list[float], positions: list[int] | None = None) -> list[Backup]:
    places = positions or list(range(len(days), 0, -1))
    return [
        Backup(Path(f"{day}"), AT - timedelta(days=day), position) for day, position in zip(days, places, strict=True)
    ]


class TestRotation:
    def test_made_only_when_something_was_recorded(self, vault: Any, record: Any) -> None:
        with closing(vault.open()) as store:
            backups = Backups(store)
            first = backups.make_if_needed(AT)
            assert first is not None
            assert backups.make_if_needed(AT + timedelta(hours=1)) is None
            store.append("a", record(4)[3:])
            second = backups.make_if_needed(AT + timedelta(hours=1))
            assert backups.all() == (second, first)
        assert first.path.name == "20251118T103000Z-000000004.injection-map-backup"
        restore(first.path, vault.folder.with_name("again"), Secrets(keyring=vault.keychain), at=AT)

    def test_none_of_a_vault_in_which_nothing_was_recorded(self, empty: Any) -> None:
        with closing(empty.open()) as store:
            assert Backups(store).make_if_needed(AT) is None
            assert Backups(store).all() == ()

    def test_what_is_not_ours_is_left_alone(self, vault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(backups_module, "NEWEST", 1)
        with closing(vault.open()) as store:
            backups = Backups(store)
            backups.folder.mkdir()
            for name in ("holiday.jpg", "99999999T999999Z-000000001.injection-map-backup"):
                (backups.folder / name).write_text("mine")
            for minutes in range(3):
                backups.make(AT + timedelta(minutes=minutes))
            assert [backup.at for backup in backups.all()] == [AT + timedelta(minutes=2)]
            assert (backups.folder / "holiday.jpg").exists()

    def test_the_newest_five_a_fortnight_of_days_and_two_years_of_months(self) -> None:
        hourly = _made(days=[hours / 24 for hours in range(24 * 900)])
        names = sorted(float(backup.path.name) for backup in kept(hourly))
        assert names[:5] == [hours / 24 for hours in range(5)]
        assert len({(AT - timedelta(days=day)).date() for day in names}) == len(names) - 4
        assert len(names) == 4 + 14 + 24 - 1
        assert kept([]) == set()

    def test_one_that_holds_more_than_the_newer_ones_is_never_thinned_out(self) -> None:
        many = _made(days=[day / 10 for day in range(1000)], positions=[5] * 700 + [900] + [4] * 299)
        assert many[700] in kept(many)

    def test_when_one_is_due(self) -> None:
        (newest,) = _made(days=[0])
        hour = timedelta(hours=1)
        assert is_due(None, AT, every=hour)
        assert not is_due(newest, AT + timedelta(minutes=59), every=hour)
        assert is_due(newest, AT + hour, every=hour)
        assert is_due(newest, AT - timedelta(seconds=1), every=hour), "the clock was set back"
