"""The key of the vault: one random data key, and the key file that says who holds it.

The data key never lies on the disk as it is. It is held by the operating system's keychain, or by the key file itself,
wrapped with a key made of a passphrase (Argon2id, then AES-256-GCM), or by both. The key file carries a check value, so
that a wrong key and a damaged vault are told apart. Its last third is the salt with which the database begins: so it is
seen which of two keys a database belongs to, while a new key takes the place of an old one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
import uuid
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from typing import Protocol as Interface

from injection_map.domain.errors import KeyUnavailableError, StoreError, WrongPassphraseError
from injection_map.storage.files import put_in_place, write_private_file

KEY_BYTES = 48
"""32 of key and 16 of salt. SQLite would silently take any other length for a passphrase."""

SERVICE = "injection-map"
"""The name under which the keychain keeps the keys; the account is the vault's id."""

FORMAT = "injection-map/vault-key"
VERSION = 1
SALT_BYTES, NONCE_BYTES, TAG_BYTES, CHECK_BYTES = 16, 12, 16, 32
_MOST_BYTES = 64 * 1024
_CHECK_TEXT = b"injection-map: this is the key"


class KeyKind(StrEnum):
    """Who holds the key of a vault."""

    PASSPHRASE = "passphrase"
    KEYCHAIN = "keychain"


class Keychain(Interface):
    """The two functions of the `keyring` package that are used."""

    def get_password(self, service: str, username: str, /) -> str | None: ...

    def set_password(self, service: str, username: str, password: str, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    memory_kib: int
    iterations: int
    lanes: int

    def __post_init__(self) -> None:
        """A key file from elsewhere shall not make the program fill the memory or stand still."""
        bounds = ((self.memory_kib, 8192, 2**21), (self.iterations, 1, 64), (self.lanes, 1, 64))
        if not all(type(value) is int and low <= value <= high for value, low, high in bounds):
            raise ValueError("Argon2id parameters out of bounds")


COST = Argon2Cost(memory_kib=64 * 1024, iterations=3, lanes=4)
"""Of a new vault: RFC 9106's second choice, some 0.1 s. It is stored with the vault, so it can be raised later."""


@dataclass(frozen=True, slots=True)
class PassphraseHolder:
    cost: Argon2Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeychainHolder:
    """`account` is the vault's id when it is None."""

    service: str = SERVICE
    account: str | None = None


Holder = PassphraseHolder | KeychainHolder


@dataclass(frozen=True, slots=True)
class KeyFile:
    """`check` is a keyed hash that only the right key gives; `holders` are the ways to the key, each enough alone.

    `coming` is the file of the key that is about to take this one's place.
    """

    vault_id: str
    check: bytes
    holders: tuple[Holder, ...]
    salt: bytes
    coming: KeyFile | None = None

    def of(self, salt: bytes | None) -> KeyFile:
        """The part that belongs to a database which begins with this salt; the present one when none does."""
        return self.coming if self.coming is not None and self.coming.salt == salt else self

    @property
    def kind(self) -> KeyKind:
        """How the vault is opened: by the keychain when it holds the key, for then nobody has to be asked."""
        return KeyKind.KEYCHAIN if first(self, KeychainHolder) else KeyKind.PASSPHRASE


def make_key(*, passphrase: str | None, keychain: Keychain | None) -> tuple[bytes, KeyFile]:
    """A new random key, already in the keychain when there is no passphrase, and its key file, not yet written."""
    key = secrets.token_bytes(KEY_BYTES)
    vault_id = str(uuid.uuid4())
    holder = wrap(key, vault_id, passphrase) if passphrase else KeychainHolder()
    if isinstance(holder, KeychainHolder):
        give_to_keychain(keychain, vault_id, holder, key)
    return key, key_file_of(key, vault_id, (holder,))


def key_file_of(key: bytes, vault_id: str, holders: tuple[Holder, ...]) -> KeyFile:
    return KeyFile(vault_id, _check(key), holders, key[-SALT_BYTES:])


def unlock(path: Path, *, passphrase: str | None, keychain: Keychain | None, salt: bytes | None = None) -> bytes:
    """The data key of the vault whose key file this is; `salt` is what its database begins with.

    Raises WrongPassphraseError, or KeyUnavailableError when a passphrase is needed or the keychain has no key.
    """
    key_file = read_key_file(path).of(salt)
    wrapped = first(key_file, PassphraseHolder)
    if wrapped and passphrase:
        key = _unwrap(wrapped, key_file.vault_id, passphrase)
    elif held := first(key_file, KeychainHolder):
        key = _take_from_keychain(keychain, held, key_file.vault_id, path.parent)
    else:
        raise KeyUnavailableError(
            f"The records in {path.parent} are locked with a passphrase. Nothing was changed. "
            "Set INJECTION_MAP_PASSPHRASE, or type it when the program asks."
        )
    if not is_key_of(key, key_file):
        raise KeyUnavailableError(
            f"The key that was found does not belong to the records in {path.parent}. Nothing was changed. "
            f"Put back the {path.name} that was made with these records."
        )
    return key


def is_key_of(key: bytes, key_file: KeyFile) -> bool:
    return len(key) == KEY_BYTES and hmac.compare_digest(_check(key), key_file.check)


def read_key_file(path: Path) -> KeyFile:
    """Raises StoreError when the file cannot be read, is damaged or is of a newer version."""
    try:
        with path.open("rb") as file:
            plain = json.loads(file.read(_MOST_BYTES))
        newer = plain["format"] == FORMAT and plain["version"] > VERSION
        key_file = None if newer else _key_file_from(plain)
    except OSError as error:
        raise StoreError(f"The key file {path} cannot be read: {error.strerror}. Nothing was changed.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeyUnavailableError(
            f"The key file {path} is damaged. Nothing was changed. Put back a copy of it from a backup."
        ) from error
    if key_file is None:
        raise StoreError(
            f"The key file {path} was made by a newer Injection Map. Nothing was changed. Install the newer version."
        )
    return key_file


def write_key_file(path: Path, key_file: KeyFile) -> None:
    """Write beside, then put in place, durable. May raise OSError."""
    write_private_file(beside(path), json.dumps(_plain(key_file), indent=2).encode() + b"\n")
    put_in_place(beside(path), path)


def beside(path: Path) -> Path:
    """Where a key file is written before it is put in place; a kill may leave it there."""
    return path.with_name(f"{path.name}.new")


_AnyHolder = TypeVar("_AnyHolder", PassphraseHolder, KeychainHolder)


def first(key_file: KeyFile, kind: type[_AnyHolder]) -> _AnyHolder | None:
    return next((holder for holder in key_file.holders if isinstance(holder, kind)), None)


def _check(key: bytes) -> bytes:
    return hmac.digest(key, _CHECK_TEXT, hashlib.sha256)


def _plain(key_file: KeyFile) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "vault": key_file.vault_id,
        "cipher": "sqlcipher-4",
        **_plain_part(key_file),
        **({"coming": _plain_part(key_file.coming)} if key_file.coming else {}),
    }


def _plain_part(key_file: KeyFile) -> dict[str, object]:
    return {
        "check": key_file.check.hex(),
        "salt": key_file.salt.hex(),
        "holders": [_plain_holder(holder) for holder in key_file.holders],
    }


def _plain_holder(holder: Holder) -> dict[str, object]:
    if isinstance(holder, KeychainHolder):
        account = {"account": holder.account} if holder.account is not None else {}
        return {"kind": KeyKind.KEYCHAIN, "service": holder.service, **account}
    return {
        "kind": KeyKind.PASSPHRASE,
        "kdf": "argon2id",
        "memory_kib": holder.cost.memory_kib,
        "iterations": holder.cost.iterations,
        "lanes": holder.cost.lanes,
        "salt": holder.salt.hex(),
        "nonce": holder.nonce.hex(),
        "wrapped": holder.wrapped.hex(),
    }


def _key_file_from(plain: Any) -> KeyFile:
    """Raises ValueError, KeyError or TypeError for anything else than what `_plain` makes."""
    if plain["format"] != FORMAT or plain["version"] != VERSION:
        raise ValueError("no key file")
    vault_id = str(uuid.UUID(_text_of(plain["vault"])))
    coming = _part_from(plain["coming"], vault_id) if "coming" in plain else None
    return replace(_part_from(plain, vault_id), coming=coming)


def _part_from(plain: Any, vault_id: str) -> KeyFile:
    holders = tuple(_holder_from(holder) for holder in plain["holders"])
    if not holders:
        raise ValueError("nobody holds the key")
    check, salt = _bytes_from(plain["check"], CHECK_BYTES), _bytes_from(plain["salt"], SALT_BYTES)
    return KeyFile(vault_id, check, holders, salt)


def _holder_from(plain: Any) -> Holder:
    if KeyKind(plain["kind"]) is KeyKind.KEYCHAIN:
        account = _text_of(plain["account"]) if "account" in plain else None
        return KeychainHolder(_text_of(plain["service"]), account)
    if plain["kdf"] != "argon2id":
        raise ValueError("unknown kdf")
    return PassphraseHolder(
        cost=Argon2Cost(plain["memory_kib"], plain["iterations"], plain["lanes"]),
        salt=_bytes_from(plain["salt"], SALT_BYTES),
        nonce=_bytes_from(plain["nonce"], NONCE_BYTES),
        wrapped=_bytes_from(plain["wrapped"], KEY_BYTES + TAG_BYTES),
    )


def _text_of(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _bytes_from(text: str, length: int) -> bytes:
    data = bytes.fromhex(text)
    if len(data) != length:
        raise ValueError("a wrong length")
    return data


def wrap(key: bytes, vault_id: str, passphrase: str) -> PassphraseHolder:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce, cost = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES), COST
    wrapped = AESGCM(stretched(passphrase, salt, cost)).encrypt(nonce, key, vault_id.encode())
    return PassphraseHolder(cost, salt, nonce, wrapped)


def _unwrap(holder: PassphraseHolder, vault_id: str, passphrase: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapping = stretched(passphrase, holder.salt, holder.cost)
    try:
        return AESGCM(wrapping).decrypt(holder.nonce, holder.wrapped, vault_id.encode())
    except InvalidTag as error:
        raise WrongPassphraseError(
            "The passphrase does not open the records. Nothing was changed. Look at the keyboard's layout and at "
            "capitals, and try again."
        ) from error


def stretched(passphrase: str, salt: bytes, cost: Argon2Cost) -> bytes:
    """The wrapping key. NFC first: an é typed on a Mac is the é typed on Windows."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return kdf.derive(unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass"))


def give_to_keychain(keychain: Keychain | None, vault_id: str, holder: KeychainHolder, key: bytes) -> None:
    """Hand the key over and ask for it again: some keychains take everything and keep nothing."""
    from keyring.errors import KeyringError

    try:
        keychain = system_keychain() if keychain is None else keychain
        keychain.set_password(holder.service, holder.account or vault_id, key.hex())
        kept = keychain.get_password(holder.service, holder.account or vault_id)
    except (KeyringError, OSError) as error:
        raise _no_keychain() from error
    if kept != key.hex():
        raise _no_keychain()


def _no_keychain() -> KeyUnavailableError:
    return KeyUnavailableError(
        "This computer has no keychain that could keep the key of the records. Nothing was changed. "
        "Choose a passphrase, or set INJECTION_MAP_PASSPHRASE."
    )


def _take_from_keychain(keychain: Keychain | None, holder: KeychainHolder, vault_id: str, folder: Path) -> bytes:
    from keyring.errors import KeyringError

    try:
        keychain = system_keychain() if keychain is None else keychain
        text = keychain.get_password(holder.service, holder.account or vault_id)
    except (KeyringError, OSError) as error:
        raise KeyUnavailableError(
            f"The keychain that holds the key of the records in {folder} cannot be asked. Nothing was changed. "
            "Unlock it, or log in as the person who set up the records, and start again. "
            "INJECTION_MAP_PASSPHRASE opens only records that were set up with a passphrase."
        ) from error
    if text is None:
        raise KeyUnavailableError(
            f"The keychain has no key for the records in {folder}. Nothing was changed. Log in on the computer and "
            "as the person who set up the records, or put back the keychain's entry "
            f"“{holder.service}”, account {holder.account or vault_id}."
        )
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""  # no key of ours: the check value refuses it


def system_keychain() -> Keychain:
    import keyring

    return keyring
