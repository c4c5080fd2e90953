"""The ways to a vault, changed: at once, never in place, and safe against a kill at any step."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from kills import FolderKeychain, die_before, in_a_fork, posix_only

from injection_map.domain.errors import KeyUnavailableError, StoreError, WrongPassphraseError
from injection_map.storage import keys
from injection_map.storage.keys import Argon2Cost, KeyKind
from injection_map.storage.proof import prove
from injection_map.storage.recovery_code import RecoveryCodeError, recovery_code, secret_from
from injection_map.storage.vault import key_kind, open_vault
from injection_map.storage.vault_keys import (
    change_passphrase,
    keep_in_keychain,
    recover,
    rotate_key,
    show_recovery_code,
)
from injection_map.storage.vault_lock import VaultInUseError

OLD, NEW = "old horses", "new horses"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))


@pytest.fixture
def locked(tmp_path: Path, record: Any) -> tuple[Path, str]:
    """A vault under OLD with one record, and its recovery code."""
    with closing(open_vault(tmp_path / "locked", passphrase=OLD)) as store:
        store.append("a", record(3))
        assert store.new_recovery_code is not None
        return tmp_path / "locked", store.new_recovery_code


def _opens(folder: Path, record: Any, **secrets: Any) -> None:
    with closing(open_vault(folder, **secrets)) as store:
        assert store.events("a") == record(3)
        assert store.anchors.fault is None
        assert store.new_recovery_code is None
        assert prove(store.database, store.anchors).first_break is None


class TestPassphrase:
    def test_changed_at_once_and_while_the_vault_is_open(self, locked: Any, record: Any) -> None:
        folder, code = locked
        before = (folder / "vault.db").read_bytes()
        with closing(open_vault(folder, passphrase=OLD)):
            change_passphrase(folder, old=OLD, new=NEW)
        _opens(folder, record, passphrase=NEW)
        assert show_recovery_code(folder, passphrase=NEW) == code
        with pytest.raises(WrongPassphraseError):
            open_vault(folder, passphrase=OLD)
        assert (folder / "vault.db").stat().st_size == len(before)

    def test_a_wrong_old_one_changes_nothing(self, locked: Any) -> None:
        folder, _ = locked
        before = (folder / "vault.key.json").read_bytes()
        with pytest.raises(WrongPassphraseError):
            change_passphrase(folder, old=NEW, new=NEW)
        with pytest.raises(KeyUnavailableError):
            change_passphrase(folder, old=None, new=NEW)
        with pytest.raises(ValueError, match="empty"):
            change_passphrase(folder, old=OLD, new="")
        assert (folder / "vault.key.json").read_bytes() == before

    def test_beside_the_keychain_each_is_enough_alone(self, vault: Any, record: Any) -> None:
        change_passphrase(vault.folder, old=None, new=NEW, keyring=vault.keychain)
        assert key_kind(vault.folder) is KeyKind.KEYCHAIN
        _opens(vault.folder, record, keyring=vault.keychain)
        vault.keychain.entries.clear()
        _opens(vault.folder, record, passphrase=NEW, keyring=vault.keychain)

    def test_the_keychain_added_to_a_passphrase(self, locked: Any, record: Any, keychain: Any) -> None:
        folder, _ = locked
        keep_in_keychain(folder, passphrase=OLD, keyring=keychain)
        keep_in_keychain(folder, passphrase=OLD, keyring=keychain)
        _opens(folder, record, keyring=keychain)
        _opens(folder, record, passphrase=OLD, keyring=keychain)


class TestRecoveryCode:
    def test_is_the_key_of_sqlciphers_tools_and_reads_back_however_it_is_typed(self) -> None:
        key = bytes(range(48))
        code = recovery_code(key)
        assert code.splitlines()[0].startswith("0001 0203 0405 0607  ")
        assert [len(line.split()) for line in code.splitlines()] == [5, 5, 5, 5]
        for typed in (code, code.lower(), code.replace(" ", ""), code.replace(" ", "-"), code.replace("0", "o")):
            assert secret_from(typed) == key[:32]

    def test_every_mistyped_digit_and_every_exchange_is_named_with_its_line(self) -> None:
        code = recovery_code(bytes(range(100, 148)))
        for place, digit in enumerate(code):
            if digit in " \n":
                continue
            wrong = code[:place] + ("0" if digit != "0" else "1") + code[place + 1 :]
            line = code[:place].count("\n") + 1
            with pytest.raises(RecoveryCodeError, match=f"Line {line} of the recovery code"):
                secret_from(wrong)
        lines = code.splitlines()
        with pytest.raises(RecoveryCodeError, match="Line 1"):
            secret_from("\n".join([lines[1], lines[0], *lines[2:]]))
        with pytest.raises(RecoveryCodeError, match="has 80 digits, this one 79"):
            secret_from(code[:-1])

    def test_is_stored_nowhere(self, locked: Any) -> None:
        folder, code = locked
        secret = secret_from(code)
        for path in folder.iterdir():
            data = path.read_bytes()
            for trace in (secret, secret.hex().encode(), secret.hex().upper().encode(), code.splitlines()[0].encode()):
                assert trace not in data

    @pytest.mark.parametrize("key_file", ["there", "missing", "damaged"])
    def test_opens_what_nothing_else_opens(self, key_file: str, locked: Any, record: Any) -> None:
        folder, code = locked
        path = folder / "vault.key.json"
        vault_id = json.loads(path.read_text())["vault"]
        if key_file == "missing":
            path.unlink()
        elif key_file == "damaged":
            path.write_text("{")
        recover(folder, code, passphrase=NEW)
        _opens(folder, record, passphrase=NEW)
        assert json.loads(path.read_text())["vault"] == vault_id

    def test_into_the_keychain_of_another_computer(self, locked: Any, record: Any, keychain: Any) -> None:
        folder, code = locked
        recover(folder, code, passphrase=None, keyring=keychain)
        _opens(folder, record, keyring=keychain)

    def test_of_other_records_changes_nothing(self, locked: Any, tmp_path: Path) -> None:
        folder, _ = locked
        before = (folder / "vault.key.json").read_bytes()
        with pytest.raises(RecoveryCodeError, match="of other records"):
            recover(folder, recovery_code(bytes(48)), passphrase=NEW)
        assert (folder / "vault.key.json").read_bytes() == before
        with pytest.raises(StoreError, match="no records"):
            recover(tmp_path, recovery_code(bytes(48)), passphrase=NEW)


class TestNewKey:
    def test_every_holder_holds_the_new_one(self, vault: Any, record: Any) -> None:
        change_passphrase(vault.folder, old=None, new=NEW, keyring=vault.keychain)
        old_code = show_recovery_code(vault.folder, passphrase=NEW)
        old = vault.database.read_bytes()
        code = rotate_key(vault.folder, passphrase=NEW, keyring=vault.keychain)
        assert code != old_code
        assert vault.database.read_bytes()[:16] != old[:16]
        _opens(vault.folder, record, keyring=vault.keychain)
        _opens(vault.folder, record, passphrase=NEW, keyring=vault.keychain)
        assert show_recovery_code(vault.folder, passphrase=NEW) == code
        with pytest.raises(RecoveryCodeError):
            recover(vault.folder, old_code, passphrase=NEW)
        names = ["vault.anchor", "vault.db", "vault.key.json", "vault.lock"]
        assert sorted(path.name for path in vault.folder.iterdir()) == names

    def test_is_refused_while_the_vault_is_open_or_a_passphrase_lacks(self, vault: Any) -> None:
        with closing(vault.open()), pytest.raises(VaultInUseError):
            rotate_key(vault.folder, passphrase=None, keyring=vault.keychain)
        with closing(vault.open(read_only=True)), pytest.raises(StoreError, match="Another program reads"):
            rotate_key(vault.folder, passphrase=None, keyring=vault.keychain)
        change_passphrase(vault.folder, old=None, new=NEW, keyring=vault.keychain)
        with pytest.raises(KeyUnavailableError, match="passphrase is needed too"):
            rotate_key(vault.folder, passphrase=None, keyring=vault.keychain)
        vault.open().close()

    def test_an_older_copy_is_still_found_afterwards(self, vault: Any, record: Any) -> None:
        older = vault.database.read_bytes()
        with closing(vault.open()) as store:
            store.append("b", record(2))
        vault.database.write_bytes(older)
        rotate_key(vault.folder, passphrase=None, keyring=vault.keychain)
        with closing(vault.open()) as store:
            assert store.anchors.fault is not None

    @posix_only
    def test_killed_at_any_step_the_old_key_or_the_new_one_opens_it(self, tmp_path: Path, record: Any) -> None:
        """Never neither: the keychain and the passphrase go on to open it, and nothing is left lying about."""
        step, lived = 0, False
        seen: set[bool] = set()
        while not lived:
            step += 1
            folder, keychain = tmp_path / str(step), FolderKeychain(tmp_path / f"keychain-{step}")
            with closing(open_vault(folder, keyring=keychain)) as store:
                store.append("a", record(3))
            change_passphrase(folder, old=None, new=OLD, keyring=keychain)
            salt = (folder / "vault.db").read_bytes()[:16]

            def rotate(folder: Path = folder, keychain: Any = keychain, step: int = step) -> None:
                die_before(step)
                rotate_key(folder, passphrase=OLD, keyring=keychain)

            lived = in_a_fork(rotate)
            with closing(open_vault(folder, passphrase=OLD, keyring=keychain, read_only=True)) as store:
                assert prove(store.database, store.anchors).first_break is None
            seen.add((folder / "vault.db").read_bytes()[:16] != salt)
            _opens(folder, record, keyring=keychain)
            _opens(folder, record, passphrase=OLD, keyring=keychain)
            names = ["vault.anchor", "vault.db", "vault.key.json", "vault.lock"]
            assert sorted(path.name for path in folder.iterdir()) == names
        assert step > 30, "the steps were not seen"
        assert seen == {False, True}
