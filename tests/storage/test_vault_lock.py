"""One program at a time may write: another computer's name on the door, and what lets a person in all the same."""

from __future__ import annotations

import json
import platform
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from injection_map.domain.errors import KeyUnavailableError, NotSavedError
from injection_map.storage import vault_lock
from injection_map.storage.event_store import VaultStore
from injection_map.storage.proof import prove
from injection_map.storage.schema import VAULT
from injection_map.storage.vault import OpenElsewhereError, Takeover, open_vault

AT = datetime(2025, 11, 18, 10, 30, tzinfo=UTC)


def _not_saved(*_: object, **__: object) -> None:
    raise NotSavedError("Not saved: the disk is full.")


def left_open(vault: Any) -> None:
    """As a program leaves it that was killed: its name on the door."""
    store = vault.open()
    door = (vault.folder / "vault.owner.json").read_bytes()
    store.close()
    (vault.folder / "vault.owner.json").write_bytes(door)


SURE = Takeover("Dr T. Ester (invented)", "the other one was sold", AT)


class TestTwoComputers:
    """The lock itself may not cross a share: here the door is all there is."""

    def test_the_second_is_told_which_one_has_it_open(self, vault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        left_open(vault)
        before = vault.content()
        monkeypatch.setattr(vault_lock, "this_machine", lambda: "another")
        with pytest.raises(
            OpenElsewhereError, match=rf"open on another computer, {platform.node()}, since \d+-"
        ) as told:
            vault.open()
        assert told.value.computer == platform.node()
        assert vault.content() == before
        vault.open(read_only=True).close()

    def test_somebody_who_is_certain_goes_in_and_the_chain_says_so(
        self, vault: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        left_open(vault)
        monkeypatch.setattr(vault_lock, "this_machine", lambda: "another")
        with closing(open_vault(vault.folder, keyring=vault.keychain, despite=SURE)) as store:
            entry = store.entries(VAULT)[-1]
            assert (entry["type"], entry["by"]) == ("taken_over", SURE.by)
            assert f"though {platform.node()} was named" in entry["words"]
            assert entry["words"].endswith(": the other one was sold")
            assert prove(store.database, store.anchors).restored == (f"{AT.isoformat()}: {entry['words']}",)
        vault.open().close()
        assert not (vault.folder / "vault.owner.json").exists()

    def test_nothing_is_said_where_nobody_else_is_named(self, vault: Any) -> None:
        with closing(open_vault(vault.folder, keyring=vault.keychain, despite=SURE)) as store:
            assert [entry["type"] for entry in store.entries(VAULT)] == ["made"]

    def test_who_cannot_open_it_leaves_the_other_name_there(self, vault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        left_open(vault)
        before = vault.content()
        monkeypatch.setattr(vault_lock, "this_machine", lambda: "another")
        vault.keychain.entries.clear()
        with pytest.raises(KeyUnavailableError):
            open_vault(vault.folder, keyring=vault.keychain, despite=SURE)
        assert vault.content() == before

    def test_a_reason_that_cannot_be_kept_lets_nobody_in(self, vault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        left_open(vault)
        door = (vault.folder / "vault.owner.json").read_bytes()
        monkeypatch.setattr(vault_lock, "this_machine", lambda: "another")
        with monkeypatch.context() as full_disk:
            full_disk.setattr(VaultStore, "append_entry", _not_saved)
            with pytest.raises(NotSavedError):
                open_vault(vault.folder, keyring=vault.keychain, despite=SURE)
        assert (vault.folder / "vault.owner.json").read_bytes() == door
        open_vault(vault.folder, keyring=vault.keychain, despite=SURE).close()

    def test_the_first_one_writes_no_more_and_leaves_the_door_to_the_second(self, vault: Any, record: Any) -> None:
        """It was asleep only. Its own lock does not cross this share."""
        store = vault.open()
        theirs = json.dumps({"machine": "another", "name": "elsewhere", "token": "theirs"})
        (vault.folder / "vault.owner.json").write_text(theirs)
        for write in (
            lambda: store.append("a", record(4)[3:]),
            lambda: store.append_entry(VAULT, {"type": "nothing"}),
            lambda: store.set_bookmark("a", "temporalis-1-left"),
        ):
            with pytest.raises(NotSavedError, match="another computer, elsewhere, has opened"):
                write()
        assert store.events("a") == record(3)
        store.close()
        assert (vault.folder / "vault.owner.json").read_text() == theirs
        (vault.folder / "vault.owner.json").unlink()
        with closing(vault.open()) as again:
            assert again.events("a") == record(3)

    @pytest.mark.parametrize("left", [b"", b"{", b"[]"])
    def test_a_torn_name_on_the_door_keeps_nobody_out(self, left: bytes, vault: Any) -> None:
        (vault.folder / "vault.owner.json").write_bytes(left)
        vault.open().close()

    def test_this_computer_finds_its_own_name_after_a_kill(self, vault: Any) -> None:
        left_open(vault)
        vault.open().close()
