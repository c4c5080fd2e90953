"""A vault: the folder with the encrypted records, its key file and its lock. Opened here, and made on first use.

Making one is safe against a kill at any moment. `vault.db.new` stands in the folder from before the key file is
written until the finished database gets its name, so that a first start that was cut short (go on with it) is never
confused with a database that was lost (refuse, and make no empty one in its place).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import apsw

from injection_map.domain.chain import BEGINNING, canonical_json, entry_hash, entry_link
from injection_map.domain.event_codec import Plain
from injection_map.storage import keys
from injection_map.storage.anchor import START, AnchorFile
from injection_map.storage.anchors import Anchors
from injection_map.storage.database import Database, end_of, link_at, sentences
from injection_map.storage.event_store import VaultStore
from injection_map.storage.files import put_in_place, sync_folder, write_private_file
from injection_map.storage.keychain_witness import KeychainWitness
from injection_map.storage.keys import Keychain, KeychainHolder, KeyKind
from injection_map.storage.migrations import migrate_if_older
from injection_map.storage.projections import rebuild_if_other
from injection_map.storage.recovery_code import recovery_code
from injection_map.storage.schema import SCHEMA, VAULT
from injection_map.storage.vault_files import VaultFiles, refuse_half_a_vault
from injection_map.storage.vault_keys import settle_keys
from injection_map.storage.vault_lock import OpenElsewhereError, Takeover, VaultInUseError, VaultLock

__all__ = ["OpenElsewhereError", "Takeover", "VaultInUseError", "key_kind", "open_vault", "vault_exists"]


def vault_exists(data_dir: Path) -> bool:
    """Whether records are, or should be, in this folder: a vault whose database or key is lost exists too."""
    files = VaultFiles(data_dir)
    return files.database.exists() or (files.key.exists() and not files.unfinished.exists())


def key_kind(data_dir: Path) -> KeyKind | None:
    """What opens this vault; None when there is none yet. StoreError when its key file cannot be read."""
    path = VaultFiles(data_dir).key
    return keys.read_key_file(path).kind if path.exists() else None


def open_vault(
    data_dir: Path,
    *,
    passphrase: str | None = None,
    keyring: Keychain | None = None,
    read_only: bool = False,
    restoring: bool = False,
    despite: Takeover | None = None,
) -> VaultStore:
    """Open the vault in this folder, made on first use; `keyring` is the system's when it is None.

    One program at a time may write (VaultInUseError for the next); any number may read with `read_only`, at the same
    time too. OpenElsewhereError when another computer is named as having it open: with `despite` it is opened all the
    same, and the chain says by whom and why. Raises KeyUnavailableError, WrongPassphraseError or another StoreError,
    and then nothing was changed.
    `restoring` opens one that is just being restored, which is refused to everybody else.
    The store's `new_recovery_code` is the code of a vault that was made by this very call, for the person to keep.
    """
    files = VaultFiles(data_dir)
    with ExitStack() as opened, sentences(files.database):
        lock = None if read_only else opened.enter_context(closing(VaultLock(files, despite_another=bool(despite))))
        refuse_half_a_vault(files, making_allowed=not read_only, restoring=restoring)
        database = Database(files.database, _key(files, passphrase=passphrase, keychain=keyring))
        making = not files.database.exists()
        if making:
            _make_database(files, database)
        if lock:
            settle_keys(files)
            migrate_if_older(files, database)
        anchors = _anchors(files, database, keyring)
        writer = None if read_only else opened.enter_context(closing(database.to_write()))
        if writer:
            rebuild_if_other(writer)
        reader = opened.enter_context(closing(database.to_read()))
        _hold_against(anchors, reader, moving=lock is not None)
        store = VaultStore(database, reader=reader, writer=writer, lock=lock, anchors=anchors)
        if lock and despite and lock.other:
            store.append_entry(VAULT, _taken_over(despite, lock.other))
            lock.take_over()
        opened.pop_all()
    if making:
        store.new_recovery_code = recovery_code(database.key)
    return store


def _taken_over(despite: Takeover, other: Mapping[str, object]) -> dict[str, Plain]:
    named = f"{other.get('name')} was named as having it open since {other.get('since')}"
    words = f"opened by {despite.by}, though {named}: {despite.reason}"
    return {"type": "taken_over", "at": despite.at.isoformat(), "by": despite.by, "words": words}


def _key(files: VaultFiles, *, passphrase: str | None, keychain: Keychain | None) -> bytes:
    """The key of the vault; on first use a new one, durable before anything is locked with it."""
    if files.key.exists():
        return keys.unlock(files.key, passphrase=passphrase, keychain=keychain, salt=files.salt)
    key, key_file = keys.make_key(passphrase=passphrase, keychain=keychain)
    write_private_file(files.unfinished, b"")
    sync_folder(files.folder)
    keys.write_key_file(files.key, key_file)
    return key


def _make_database(files: VaultFiles, database: Database) -> None:
    """Make it under its unfinished name, over whatever a killed start left there, and put it in place when whole."""
    with closing(Database(files.unfinished, database.key).make(SCHEMA)) as connection:
        vault_id = keys.read_key_file(files.key).vault_id
        text = canonical_json({"seq": 1, "type": "made", "vault": vault_id})
        hash_ = entry_hash(VAULT, text, BEGINNING)
        row = (1, VAULT, 1, text, hash_, entry_link(BEGINNING, hash_))
        connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", row)
    AnchorFile(files.anchor, key=database.key).make(START)
    put_in_place(files.unfinished, files.database)


def _anchors(files: VaultFiles, database: Database, keychain: Keychain | None) -> Anchors:
    """In a change of keys that was cut short after the exchange, the anchor under the new key still waits."""
    key_file = keys.read_key_file(files.key)
    waits = key_file.of(files.salt) is key_file.coming and files.coming_anchor.exists()
    held = keys.first(key_file, KeychainHolder)
    witness = KeychainWitness(keychain, held.service, key_file.vault_id) if held else None
    return Anchors(AnchorFile(files.coming_anchor if waits else files.anchor, key=database.key), witness)


def _hold_against(anchors: Anchors, reader: apsw.Connection, *, moving: bool) -> None:
    anchors.check(partial(link_at, reader))
    if moving:
        anchors.move_to(end_of(reader))
