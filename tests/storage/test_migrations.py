"""An older format of the vault, brought up to date: backed up first, beside, whole or not at all."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

import apsw
import pytest
from kills import FolderKeychain, die_before, in_a_fork, posix_only

from injection_map.domain.errors import StoreError
from injection_map.storage import migrations, schema
from injection_map.storage.database import Database
from injection_map.storage.proof import prove
from injection_map.storage.vault import open_vault
from injection_map.storage.vault_keys import key_of

NOW = schema.SCHEMA_VERSION


def _add_rooms(connection: apsw.Connection) -> None:
    connection.execute("CREATE TABLE rooms (name TEXT NOT NULL) STRICT")
    connection.execute("INSERT INTO rooms VALUES ('Room 2')")


def _fail(connection: apsw.Connection) -> None:
    connection.execute("CREATE TABLE rooms (name TEXT NOT NULL) STRICT")
    raise apsw.FullError("the disk is full")


def _lose_an_entry(connection: apsw.Connection) -> None:
    connection.execute("DROP TRIGGER events_are_never_removed")
    connection.execute("DELETE FROM events WHERE position = (SELECT max(position) FROM events)")


def _newer(monkeypatch: pytest.MonkeyPatch, step: Any) -> None:
    """This program as it will be in the next format."""
    monkeypatch.setattr(schema, "SCHEMA_VERSION", NOW + 1)
    monkeypatch.setattr(migrations, "STEPS", MappingProxyType({NOW: step} if step else {}))


def _version(place: Any) -> int:
    key = key_of(place.folder, passphrase=None, keyring=place.keychain)
    return Database(place.database, key).format()


def test_it_is_backed_up_and_brought_up_to_date(vault: Any, record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _newer(monkeypatch, _add_rooms)
    with closing(vault.open()) as store:
        assert store.events("a") == record(3)
        assert store.read("SELECT name FROM rooms") == [("Room 2",)]
        assert prove(store.database, store.anchors).first_break is None
    kept = vault.folder / "backups" / f"before-format-{NOW + 1}"
    assert sorted(path.name for path in kept.iterdir()) == ["vault.db", "vault.key.json"]
    monkeypatch.undo()
    with closing(open_vault(kept, keyring=vault.keychain, read_only=True)) as store:
        assert store.events("a") == record(3)
    with pytest.raises(StoreError, match="newer Injection Map"):
        vault.open()


@pytest.mark.parametrize("step", [_fail, _lose_an_entry, None])
def test_one_that_fails_leaves_the_old_one(step: Any, vault: Any, record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        _newer(patch, step)
        with pytest.raises(StoreError):
            vault.open()
    assert _version(vault) == NOW
    with closing(vault.open()) as store:
        assert store.events("a") == record(3)
        assert prove(store.database, store.anchors).first_break is None


def test_a_reader_does_not_migrate_and_says_what_to_do(vault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = vault.content()
    _newer(monkeypatch, _add_rooms)
    with pytest.raises(StoreError, match="older format"):
        vault.open(read_only=True)
    assert vault.content() == before


def test_it_waits_for_programs_that_read(vault: Any, record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(vault.open(read_only=True)) as reader:
        _newer(monkeypatch, _add_rooms)
        with pytest.raises(StoreError, match="Another program reads"):
            vault.open()
        assert reader.events("a") == record(3)
    vault.open().close()
    assert _version(vault) == NOW + 1


@posix_only
def test_killed_at_any_step_it_is_the_old_one_or_the_new_one(
    tmp_path: Path, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, lived = 0, False
    versions = set()
    while not lived:
        step += 1
        folder, keychain = tmp_path / str(step), FolderKeychain(tmp_path / f"keychain-{step}")
        monkeypatch.undo()
        with closing(open_vault(folder, keyring=keychain)) as store:
            store.append("a", record(3))
        _newer(monkeypatch, _add_rooms)

        def run(folder: Path = folder, keychain: Any = keychain, step: int = step) -> None:
            die_before(step)
            open_vault(folder, keyring=keychain)

        lived = in_a_fork(run)
        key = key_of(folder, passphrase=None, keyring=keychain)
        versions.add(Database(folder / "vault.db", key).format())
        with closing(open_vault(folder, keyring=keychain)) as store:
            assert store.events("a") == record(3)
            assert store.read("SELECT name FROM rooms") == [("Room 2",)]
            assert prove(store.database, store.anchors).first_break is None
        assert not (folder / "vault.db.next").exists()
    assert versions == {NOW, NOW + 1}
    assert step > 40, "the steps were not seen"
