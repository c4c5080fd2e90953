"""Which files make a vault, and what it means when one of them is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from injection_map.domain.errors import KeyUnavailableError, StoreError

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class VaultFiles:
    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "vault.db"

    @property
    def unfinished(self) -> Path:
        """Stands in the folder while a first start makes the vault."""
        return self.folder / "vault.db.new"

    @property
    def successor(self) -> Path:
        """A database that is to take the place of the present one: migrated, or under another key."""
        return self.folder / "vault.db.next"

    @property
    def restoring(self) -> Path:
        """Stands in the folder while a backup is being restored into it."""
        return self.folder / "vault.restoring"

    @property
    def key(self) -> Path:
        return self.folder / "vault.key.json"

    @property
    def anchor(self) -> Path:
        return self.folder / "vault.anchor"

    @property
    def coming_anchor(self) -> Path:
        """The anchor under the key that is about to take the present one's place."""
        return self.folder / "vault.anchor.next"

    @property
    def lock(self) -> Path:
        return self.folder / "vault.lock"

    @property
    def owner(self) -> Path:
        return self.folder / "vault.owner.json"

    @property
    def leftover(self) -> Path | None:
        """A log without its database: SQLite would play it into a new one."""
        logs = (self.folder / f"vault.db-{ending}" for ending in ("wal", "journal"))
        return next((log for log in logs if log.exists()), None)

    @property
    def salt(self) -> bytes | None:
        """What the database begins with, not encrypted: the last third of its key. None when there is none."""
        try:
            with self.database.open("rb") as file:
                salt = file.read(SALT_BYTES)
        except OSError:
            return None
        return salt if len(salt) == SALT_BYTES else None


def refuse_half_a_vault(files: VaultFiles, *, making_allowed: bool, restoring: bool) -> None:
    """StoreError when a part is missing that a vault once had; and when there is none and none may be made."""
    if files.restoring.exists() and not restoring:
        raise StoreError(
            f"A backup was being restored into {files.folder}, and that was cut short. Nothing was changed. "
            "Restore it again."
        )
    database, key = files.database.exists(), files.key.exists()
    if database and not key:
        raise KeyUnavailableError(
            f"The key file {files.key} is missing; without it the records beside it cannot be read. "
            "Nothing was changed. Put it back from a backup, or make it anew with the recovery code."
        )
    lost = files.leftover or (files.key if key and not files.unfinished.exists() else None)
    if not database and lost:
        raise StoreError(
            f"{files.database} is missing, though {lost.name} is there. Nothing was changed, and no empty one was made "
            "in its place. Put it back from a backup, or choose another folder with --data-dir."
        )
    if not database and not making_allowed:
        raise StoreError(f"There are no records in {files.folder} yet.")
