"""Who can open a vault, who cannot, and that a refusal changes nothing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from keyring.errors import KeyringLocked, NoKeyringError

from injection_map.domain.errors import KeyUnavailableError, StoreError, WrongPassphraseError
from injection_map.storage import keys
from injection_map.storage.keys import Argon2Cost, KeychainHolder, KeyKind, PassphraseHolder
from injection_map.storage.vault import key_kind, open_vault

PASSPHRASE = "Grüße, 14 Pferde"


@pytest.fixture
def locked(tmp_path: Path, record: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault under PASSPHRASE with one record; the passphrase is stretched as little as may be, to save time."""
    monkeypatch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))
    folder = tmp_path / "locked"
    with closing(open_vault(folder, passphrase=PASSPHRASE)) as store:
        store.append("a", record(1))
    return folder


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.stat().st_size}


def _change(path: Path, change: Callable[[Any], Any]) -> None:
    plain = json.loads(path.read_text())
    change(plain)
    path.write_text(json.dumps(plain))


class TestPassphrase:
    def test_opens_again(self, locked: Path, record: Any) -> None:
        assert key_kind(locked) is KeyKind.PASSPHRASE
        with closing(open_vault(locked, passphrase=PASSPHRASE)) as store:
            assert store.events("a") == record(1)

    def test_typed_on_another_system_is_the_same(self, locked: Path) -> None:
        typed = unicodedata.normalize("NFD", PASSPHRASE)
        assert typed != PASSPHRASE
        open_vault(locked, passphrase=typed).close()

    def test_a_wrong_one_is_told_and_changes_nothing(self, locked: Path) -> None:
        before = _content(locked)
        with pytest.raises(WrongPassphraseError, match="does not open the records"):
            open_vault(locked, passphrase=PASSPHRASE + " ")
        assert _content(locked) == before
        open_vault(locked, passphrase=PASSPHRASE).close()

    @pytest.mark.parametrize("nothing", [None, ""])
    def test_none_is_asked_for_by_name(self, nothing: str | None, locked: Path) -> None:
        with pytest.raises(KeyUnavailableError, match="INJECTION_MAP_PASSPHRASE") as refused:
            open_vault(locked, passphrase=nothing)
        assert not isinstance(refused.value, WrongPassphraseError)

    def test_what_is_stored_says_how_it_was_made_and_not_the_key(self, locked: Path) -> None:
        path = locked / "vault.key.json"
        plain = json.loads(path.read_text())
        assert (plain["format"], plain["version"]) == ("injection-map/vault-key", 1)
        (holder,) = plain["holders"]
        assert {name: holder[name] for name in ("kind", "kdf", "memory_kib", "iterations", "lanes")} == {
            "kind": "passphrase",
            "kdf": "argon2id",
            "memory_kib": 8192,
            "iterations": 1,
            "lanes": 1,
        }
        key = keys.unlock(path, passphrase=PASSPHRASE, keychain=None)
        assert len(key) == 48
        assert key[:16].hex() not in path.read_text()

    def test_a_new_vault_costs_what_rfc_9106_advises(self) -> None:
        _, key_file = keys.make_key(passphrase=PASSPHRASE, keychain=None)
        (holder,) = key_file.holders
        assert isinstance(holder, PassphraseHolder)
        assert holder.cost == Argon2Cost(memory_kib=65536, iterations=3, lanes=4)

    def test_the_cost_can_be_raised_and_older_vaults_open(self, locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keys, "COST", Argon2Cost(16384, 2, 2))
        open_vault(locked, passphrase=PASSPHRASE).close()

    def test_each_vault_has_its_own_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keys, "COST", Argon2Cost(8192, 1, 1))
        cheap: Any = {"passphrase": PASSPHRASE, "keychain": None}
        (one, file_one), (other, file_other) = keys.make_key(**cheap), keys.make_key(**cheap)
        assert one != other
        assert file_one.vault_id != file_other.vault_id
        assert file_one.holders[0] != file_other.holders[0]


class TestKeychain:
    def test_holds_the_key_under_the_vaults_id(self, vault: Any, record: Any) -> None:
        assert key_kind(vault.folder) is KeyKind.KEYCHAIN
        vault_id = json.loads(vault.key_file.read_text())["vault"]
        assert list(vault.keychain.entries) == [("injection-map", vault_id), ("injection-map", f"{vault_id}/anchor")]
        assert vault.keychain.entries["injection-map", vault_id] not in vault.key_file.read_text()
        with closing(vault.open()) as store:
            assert store.events("a") == record(3)

    def test_a_passphrase_from_elsewhere_does_not_matter(self, vault: Any) -> None:
        open_vault(vault.folder, passphrase="of another vault", keyring=vault.keychain).close()

    def test_without_any_a_passphrase_is_asked_for_and_nothing_is_made(self, tmp_path: Path) -> None:
        """The tests run with keyring's own `fail` backend, as on a server without a desktop."""
        with pytest.raises(KeyUnavailableError, match="INJECTION_MAP_PASSPHRASE"):
            open_vault(tmp_path)
        assert _content(tmp_path) == {}
        open_vault(tmp_path, passphrase=PASSPHRASE).close()

    def test_one_that_keeps_nothing_is_found_out_before_anything_is_locked(self, empty: Any) -> None:
        empty.keychain.set_password = lambda *_: None
        with pytest.raises(KeyUnavailableError, match="no keychain that could keep"):
            empty.open()
        assert empty.content() == {}

    @pytest.mark.parametrize("error", [NoKeyringError(), KeyringLocked("locked"), ConnectionRefusedError()])
    def test_one_that_cannot_be_asked_is_told(self, error: Exception, vault: Any) -> None:
        def refuse(*_: str) -> None:
            raise error

        before = vault.content()
        vault.keychain.get_password = refuse
        with pytest.raises(KeyUnavailableError, match="cannot be asked"):
            vault.open()
        assert vault.content() == before

    @pytest.mark.parametrize(
        ("kept", "words"),
        [
            (None, "has no key for the records"),
            ("00" * 48, "does not belong to the records"),
            ("00" * 32, "does not belong to the records"),
            ("no key", "does not belong to the records"),
        ],
    )
    def test_a_lost_or_wrong_entry_is_told_and_left(self, kept: str | None, words: str, vault: Any) -> None:
        before = vault.content()
        entry, anchor = vault.keychain.entries
        del vault.keychain.entries[anchor]
        vault.keychain.entries[entry] = kept
        with pytest.raises(KeyUnavailableError, match=words):
            vault.open()
        assert vault.content() == before
        assert vault.keychain.entries == {entry: kept}


def _first_holder(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda plain: change(plain["holders"][0])


class TestKeyFile:
    @pytest.mark.parametrize(
        "change",
        [
            lambda plain: plain.pop("holders"),
            lambda plain: plain.update(holders=[]),
            lambda plain: plain.update(holders=[7]),
            lambda plain: plain.pop("version"),
            lambda plain: plain.update(version="1"),
            lambda plain: plain.update(format="something else"),
            lambda plain: plain.update(vault="../other"),
            lambda plain: plain.update(check="00"),
            _first_holder(lambda holder: holder.update(kind="barcode")),
            _first_holder(lambda holder: holder.update(kdf="md5")),
            _first_holder(lambda holder: holder.update(salt="zz")),
            _first_holder(lambda holder: holder.update(nonce="")),
            _first_holder(lambda holder: holder.update(wrapped=holder["wrapped"][2:])),
            _first_holder(lambda holder: holder.update(memory_kib=2**40)),
            _first_holder(lambda holder: holder.update(iterations=0)),
            _first_holder(lambda holder: holder.update(lanes=True)),
            _first_holder(lambda holder: holder.update(iterations="3")),
        ],
    )
    def test_a_damaged_one_is_refused_and_kept(self, change: Callable[[Any], Any], locked: Path) -> None:
        _change(locked / "vault.key.json", change)
        before = _content(locked)
        for attempt in (lambda: open_vault(locked, passphrase=PASSPHRASE), lambda: key_kind(locked)):
            with pytest.raises(StoreError, match=r"vault\.key\.json .* Nothing was changed"):
                attempt()
        assert _content(locked) == before

    @pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 60_000, b" " * 70_000])
    def test_one_that_is_no_json_is_refused_and_kept(self, data: bytes, locked: Path) -> None:
        path = locked / "vault.key.json"
        path.write_bytes(data)
        with pytest.raises(KeyUnavailableError, match="is damaged"):
            open_vault(locked, passphrase=PASSPHRASE)
        assert path.read_bytes() == data

    def test_a_newer_one_is_refused_politely_whatever_else_it_says(self, locked: Path) -> None:
        path = locked / "vault.key.json"
        path.write_text(json.dumps({"format": keys.FORMAT, "version": 2, "slots": []}))
        with pytest.raises(StoreError, match="newer Injection Map"):
            open_vault(locked, passphrase=PASSPHRASE)

    @pytest.mark.parametrize("name", ["salt", "nonce", "wrapped"])
    def test_a_changed_value_opens_nothing(self, name: str, locked: Path) -> None:
        def flip(holder: Any) -> None:
            holder[name] = f"{int(holder[name][0], 16) ^ 1:x}" + holder[name][1:]

        _change(locked / "vault.key.json", _first_holder(flip))
        with pytest.raises(WrongPassphraseError):
            open_vault(locked, passphrase=PASSPHRASE)

    def test_more_than_one_may_hold_the_key(self, tmp_path: Path, keychain: Any) -> None:
        """The shape of what comes later: keychain and passphrase, each enough alone."""
        key, by_passphrase = keys.make_key(passphrase=PASSPHRASE, keychain=None)
        both = replace(by_passphrase, holders=(*by_passphrase.holders, KeychainHolder()))
        path = tmp_path / "vault.key.json"
        keys.write_key_file(path, both)
        keychain.set_password("injection-map", both.vault_id, key.hex())
        assert keys.read_key_file(path) == both
        assert both.kind is KeyKind.KEYCHAIN
        assert keys.unlock(path, passphrase=PASSPHRASE, keychain=None) == key
        assert keys.unlock(path, passphrase=None, keychain=keychain) == key

    def test_no_key_shows_in_a_traceback(self, locked: Path) -> None:
        key_file = keys.read_key_file(locked / "vault.key.json")
        assert key_file.holders[0].wrapped.hex()[:16] not in repr(key_file)  # type: ignore[union-attr]
        assert repr(key_file.holders[0].wrapped)[2:20] not in repr(key_file)  # type: ignore[union-attr]
