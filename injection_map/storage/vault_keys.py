"""Who can open a vault, changed: another passphrase, the keychain too, a lost key by its recovery code, a new key.

A new key never re-encrypts in place: a rewrite that is cut short can leave a file that no key opens. The database is
copied under the new key beside the old one, compared, and exchanged; the key file holds both until that is done.
"""

from __future__ import annotations

import hmac
import json
import secrets
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from injection_map.domain.errors import KeyUnavailableError, StoreError, WrongPassphraseError
from injection_map.storage import keys
from injection_map.storage.anchor import AnchorFile
from injection_map.storage.anchors import Anchors
from injection_map.storage.database import Database, end_of, link_at, sentences
from injection_map.storage.files import put_in_place
from injection_map.storage.keys import Keychain, KeychainHolder, KeyFile, PassphraseHolder
from injection_map.storage.recovery_code import RecoveryCodeError, recovery_code, secret_from
from injection_map.storage.schema import VAULT
from injection_map.storage.sqlite_errors import DAMAGE
from injection_map.storage.vault_files import VaultFiles
from injection_map.storage.vault_lock import VaultLock


def change_passphrase(data_dir: Path, *, old: str | None, new: str, keyring: Keychain | None = None) -> None:
    """From now on `new` opens the vault, at once: the key is wrapped anew, the records are not touched.

    `old` may be None where the keychain holds the key. The vault may be open meanwhile. Raises WrongPassphraseError or
    another KeyUnavailableError, and then the old one goes on to open it.
    """
    if not new:
        raise ValueError("an empty passphrase")
    files, key, key_file = _unlocked(data_dir, old, keyring)
    others = tuple(holder for holder in key_file.holders if not isinstance(holder, PassphraseHolder))
    _write(files, replace(key_file, holders=(*others, keys.wrap(key, key_file.vault_id, new))))


def keep_in_keychain(data_dir: Path, *, passphrase: str, keyring: Keychain | None = None) -> None:
    """The keychain opens the vault from now on, and the passphrase still does."""
    files, key, key_file = _unlocked(data_dir, passphrase, keyring)
    if keys.first(key_file, KeychainHolder) is None:
        holder = KeychainHolder(account=_account(key_file.vault_id, key))
        keys.give_to_keychain(keyring, key_file.vault_id, holder, key)
        _write(files, replace(key_file, holders=(*key_file.holders, holder)))


def has_passphrase(data_dir: Path) -> bool:
    """Whether some passphrase opens the vault. StoreError when its key file cannot be read."""
    files = VaultFiles(data_dir)
    return keys.first(keys.read_key_file(files.key).of(files.salt), PassphraseHolder) is not None


def is_passphrase(data_dir: Path, typed: str, *, key: bytes) -> bool:
    """Whether this passphrase unwraps this very key: a key file that somebody put there proves nothing.

    Takes some tenths of a second. StoreError when the key file cannot be read.
    """
    if not typed or not has_passphrase(data_dir):
        return False
    try:
        return hmac.compare_digest(key_of(data_dir, passphrase=typed, keyring=None), key)
    except WrongPassphraseError:
        return False


def key_of(data_dir: Path, *, passphrase: str | None, keyring: Keychain | None) -> bytes:
    """The data key. KeyUnavailableError when neither opens it."""
    return _unlocked(data_dir, passphrase, keyring)[1]


def show_recovery_code(data_dir: Path, *, passphrase: str | None, keyring: Keychain | None = None) -> str:
    """The code once more, for a person who has just proven to know the passphrase or to be logged in."""
    return recovery_code(_unlocked(data_dir, passphrase, keyring)[1])


def recover(data_dir: Path, code: str, *, passphrase: str | None, keyring: Keychain | None = None) -> None:
    """Make the key file anew by the recovery code: `passphrase`, or the keychain when it is None, opens it then.

    Raises RecoveryCodeError when the code is mistyped or of other records; then nothing was changed.
    """
    files = VaultFiles(data_dir)
    salt = files.salt
    if salt is None:
        raise StoreError(f"There are no records in {data_dir} that a recovery code could open. Nothing was changed.")
    key = secret_from(code) + salt
    with sentences(files.database):
        vault_id = _id_in_database(Database(files.database, key))
        holder = keys.wrap(key, vault_id, passphrase) if passphrase else KeychainHolder(account=_account(vault_id, key))
        if isinstance(holder, KeychainHolder):
            keys.give_to_keychain(keyring, vault_id, holder, key)
        if files.key.exists():
            files.key.replace(files.key.with_name(f"{files.key.name}.old"))
        keys.write_key_file(files.key, keys.key_file_of(key, vault_id, (holder,)))


def rotate_key(data_dir: Path, *, passphrase: str | None, keyring: Keychain | None = None) -> str:
    """Put the records under a new random key, held as the old one was; returns the new recovery code.

    The vault must be closed. Safe against a kill at any moment: the old key opens it, or the new one, and the same
    passphrase either of them. Older backups go on to need the old recovery code or the passphrase of their time.
    """
    files = VaultFiles(data_dir)
    with closing(VaultLock(files)), sentences(files.database):
        settle_keys(files)
        _, key, key_file = _unlocked(data_dir, passphrase, keyring)
        new = secrets.token_bytes(keys.KEY_BYTES)
        coming = keys.key_file_of(new, key_file.vault_id, _holders_as(key_file, new, passphrase, keyring))
        database, successor = Database(files.database, key), Database(files.successor, new)
        database.settle()
        _copied(database, successor)
        _prepare_anchor(files, database, new)
        keys.write_key_file(files.key, replace(key_file, coming=coming))
        put_in_place(files.successor, files.database)
        settle_keys(files)
    return recovery_code(new)


def settle_keys(files: VaultFiles) -> None:
    """Finish a change of keys that was cut short, or drop it when the database was not exchanged. Needs the lock."""
    key_file = keys.read_key_file(files.key)
    if key_file.coming is not None:
        done = key_file.of(files.salt) is key_file.coming
        if done and files.coming_anchor.exists():
            put_in_place(files.coming_anchor, files.anchor)
        keys.write_key_file(files.key, key_file.coming if done else replace(key_file, coming=None))
    unfinished = keys.beside(files.key)
    for leftover in (files.successor, files.coming_anchor, unfinished):
        leftover.unlink(missing_ok=True)


def _unlocked(data_dir: Path, passphrase: str | None, keyring: Keychain | None) -> tuple[VaultFiles, bytes, KeyFile]:
    files = VaultFiles(data_dir)
    if not files.key.exists():
        raise KeyUnavailableError(f"There is no key file in {data_dir}. Nothing was changed.")
    key = keys.unlock(files.key, passphrase=passphrase, keychain=keyring, salt=files.salt)
    return files, key, keys.read_key_file(files.key).of(files.salt)


def _write(files: VaultFiles, key_file: KeyFile) -> None:
    with sentences(files.database):
        keys.write_key_file(files.key, key_file)


def _account(vault_id: str, key: bytes) -> str:
    """Another one for each key: the keychain holds both while one takes the other's place."""
    return f"{vault_id}/{key[-keys.SALT_BYTES :].hex()[:8]}"


def _id_in_database(database: Database) -> str:
    try:
        with closing(database.opened()) as connection:
            text = connection.execute("SELECT body FROM events WHERE record_id = ? AND seq = 1", (VAULT,)).get
    except DAMAGE as error:  # a wrong key and a damaged first page are the same to the cipher
        raise RecoveryCodeError(
            f"The recovery code does not open the records in {database.path.parent}: it is of other records or of an "
            "older key, or the file is damaged. Nothing was changed."
        ) from error
    return str(json.loads(text)["vault"])


def _holders_as(
    key_file: KeyFile, key: bytes, passphrase: str | None, keyring: Keychain | None
) -> tuple[keys.Holder, ...]:
    """The same ways to another key. KeyUnavailableError when the passphrase that is one of them was not given."""
    holders: list[keys.Holder] = []
    for holder in key_file.holders:
        if isinstance(holder, KeychainHolder):
            new = KeychainHolder(holder.service, _account(key_file.vault_id, key))
            keys.give_to_keychain(keyring, key_file.vault_id, new, key)
            holders.append(new)
        elif passphrase:
            holders.append(keys.wrap(key, key_file.vault_id, passphrase))
        else:
            raise KeyUnavailableError("The passphrase is needed too, to wrap the new key. Nothing was changed.")
    return tuple(holders)


def _copied(database: Database, successor: Database) -> None:
    with closing(database.to_read()) as source:
        successor.copy_from(source)
        with closing(successor.to_read()) as copy:
            if copy.pragma("integrity_check") != "ok" or end_of(copy) != end_of(source):
                raise StoreError(f"The copy of {database.path} is not what was written. The old key stays.")


def _prepare_anchor(files: VaultFiles, database: Database, new: bytes) -> None:
    """The anchor under the new key, to be put in place with the database; none where the old one does not fit."""
    with closing(database.to_read()) as connection:
        end = end_of(connection)
        old = Anchors(AnchorFile(files.anchor, key=database.key), None)
        old.check(partial(link_at, connection))
    files.coming_anchor.unlink(missing_ok=True)
    if old.fault is None:
        AnchorFile(files.coming_anchor, key=new).make(end)
