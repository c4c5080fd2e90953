"""The keychain remembers how far the vault had come: an older copy of the whole folder is seen too."""

from __future__ import annotations

from contextlib import suppress

from injection_map.storage.anchor import Anchor
from injection_map.storage.keys import Keychain, system_keychain


class KeychainWitness:
    """A `Witness` in the keychain that holds the vault's key. A keychain that refuses is passed over in silence."""

    def __init__(self, keychain: Keychain | None, service: str, vault_id: str) -> None:
        self._keychain = system_keychain() if keychain is None else keychain
        self._service = service
        self._account = f"{vault_id}/anchor"

    def recall(self) -> Anchor | None:
        from keyring.errors import KeyringError

        with suppress(KeyringError, OSError, ValueError):
            text = self._keychain.get_password(self._service, self._account) or ""
            position, _, link = text.partition(":")
            return Anchor(int(position), bytes.fromhex(link))
        return None

    def remember(self, anchor: Anchor) -> None:
        from keyring.errors import KeyringError

        with suppress(KeyringError, OSError):
            self._keychain.set_password(self._service, self._account, f"{anchor.position}:{anchor.link.hex()}")
