"""Backups by themselves: made while the program runs, the older ones thinned out, restored into an empty place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from injection_map.domain.errors import StoreError
from injection_map.domain.event_codec import Plain
from injection_map.storage import vault_keys
from injection_map.storage.anchor import START, AnchorFile
from injection_map.storage.backup_file import unpack, write_backup
from injection_map.storage.database import Database, sentences
from injection_map.storage.event_store import VaultStore
from injection_map.storage.files import make_private_folder, sync_folder, write_private_file
from injection_map.storage.keys import Keychain
from injection_map.storage.migrations import migrate_if_older
from injection_map.storage.proof import Progress, Proof, prove
from injection_map.storage.schema import VAULT
from injection_map.storage.vault import open_vault
from injection_map.storage.vault_files import VaultFiles
from injection_map.storage.vault_keys import settle_keys

ENDING = ".injection-map-backup"
NEWEST, DAYS, MONTHS = 5, 14, 24
"""Kept: the newest five, the last one of each of fourteen days, the last one of each of twenty-four months."""

MADE_AT = 1
"""How far a vault goes in which nothing was recorded: its one entry says that it was made."""

_NAME = re.compile(r"(\d{8}T\d{6})Z-(\d{9,})" + re.escape(ENDING))


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is there. Its name holds the time and how far it goes, and nothing of a patient."""

    path: Path
    at: datetime
    position: int


class Backups:
    """The rotating backups of an open vault, in a folder of their own. Its methods may be called from any thread."""

    def __init__(self, store: VaultStore, folder: Path | None = None) -> None:
        self._store = store
        self.folder = folder or store.path.parent / "backups"

    def all(self) -> tuple[Backup, ...]:
        """Those that are there, newest first. StoreError when the folder cannot be read."""
        try:
            found = [_backup(path) for path in self.folder.iterdir()] if self.folder.exists() else []
        except OSError as error:
            raise StoreError(
                f"The backups in {self.folder} cannot be listed: {error.strerror}. No record was changed. "
                "Look at that folder and its disk."
            ) from error
        return tuple(sorted((b for b in found if b), key=lambda backup: (backup.at, backup.position), reverse=True))

    def make_if_needed(self, at: datetime) -> Backup | None:
        """A verified backup when something was recorded since the last one; then older ones are thinned out.

        None when nothing was. StoreError when it cannot be made; the older ones are there then as before.
        """
        position = self._store.position()
        newest = next(iter(self.all()), None)
        if position == (newest.position if newest is not None else MADE_AT):
            return None
        return self.make(at)

    def make(self, at: datetime) -> Backup:
        """A verified backup now; then older ones are thinned out."""
        moment = at.astimezone(UTC).replace(microsecond=0)
        position = self._store.position()
        path = self.folder / f"{moment:%Y%m%dT%H%M%SZ}-{position:09}{ENDING}"
        write_backup(self._store, path, at=moment)
        for backup in set(self.all()) - kept(self.all()):
            with suppress(OSError):  # it can be removed the next time
                backup.path.unlink()
        return Backup(path, moment, position)


def kept(backups: Iterable[Backup]) -> set[Backup]:
    """Which of these are worth their room. One with more entries than a newer one is always: something was lost."""
    newest_first = sorted(backups, key=lambda backup: (backup.at, backup.position), reverse=True)
    by_day: dict[date, Backup] = {}
    by_month: dict[tuple[int, int], Backup] = {}
    for backup in newest_first:
        by_day.setdefault(backup.at.date(), backup)
        by_month.setdefault((backup.at.year, backup.at.month), backup)
    days, months = sorted(by_day, reverse=True)[:DAYS], sorted(by_month, reverse=True)[:MONTHS]
    longest = [max(newest_first, key=lambda backup: backup.position)] if newest_first else []
    return {*newest_first[:NEWEST], *(by_day[day] for day in days), *(by_month[month] for month in months), *longest}


def _backup(path: Path) -> Backup | None:
    parts = _NAME.fullmatch(path.name)
    with suppress(ValueError):
        if parts is not None:
            at = datetime.strptime(parts[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            return Backup(path, at, int(parts[2]))
    return None


def is_due(newest: Backup | None, now: datetime, *, every: timedelta) -> bool:
    """Whether it is time for one; a clock that was set back does not put it off."""
    return newest is None or not timedelta(0) <= now - newest.at < every


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens a backup: the passphrase of its time, the keychain, or a recovery code and then a new passphrase."""

    passphrase: str | None = None
    recovery_code: str | None = None
    keyring: Keychain | None = None


def restore(path: Path, data_dir: Path, secrets: Secrets, *, at: datetime, progress: Progress | None = None) -> Proof:
    """Put a backup where no records are, and prove it. The chain itself says from then on that it was restored.

    With a recovery code the passphrase is the new one. Raises StoreError, and then no records are there as before;
    records that are there are never overwritten.
    """
    files = VaultFiles(data_dir)
    with sentences(files.database):
        make_private_folder(data_dir)
        _refuse_to_overwrite(files)
        write_private_file(files.restoring, b"")
        sync_folder(data_dir)
    try:
        about = unpack(path, files)
        proof = _prove_unpacked(files, secrets, progress)
        words = f"restored from a backup of {about['made_at']} with {proof.entries} entries"
        _say_so_in_the_chain(data_dir, secrets, {"type": "restored", "at": at.isoformat(), "words": words})
        files.restoring.unlink()
        sync_folder(data_dir)
    except BaseException:
        _take_away(files)
        raise
    return proof


def _prove_unpacked(files: VaultFiles, secrets: Secrets, progress: Progress | None) -> Proof:
    if secrets.recovery_code is not None:
        vault_keys.recover(files.folder, secrets.recovery_code, passphrase=secrets.passphrase, keyring=secrets.keyring)
    key = vault_keys.key_of(files.folder, passphrase=secrets.passphrase, keyring=secrets.keyring)
    database = Database(files.database, key)
    with sentences(files.database):
        migrate_if_older(files, database)
        proof = prove(database, None, progress)
        if proof.first_break is not None and proof.entries == 0:
            raise StoreError(f"Nothing was restored. {proof.first_break.sentence}")
        settle_keys(files)
        AnchorFile(files.anchor, key=key).make(START)
    return proof


def _say_so_in_the_chain(data_dir: Path, secrets: Secrets, entry: dict[str, Plain]) -> None:
    store = open_vault(data_dir, passphrase=secrets.passphrase, keyring=secrets.keyring, restoring=True)
    with closing(store):
        store.append_entry(VAULT, entry)
        store.renew_anchors()


def _refuse_to_overwrite(files: VaultFiles) -> None:
    there = [path for path in (files.database, files.key, files.anchor, files.leftover) if path and path.exists()]
    if there and not files.restoring.exists():
        raise StoreError(
            f"There are records in {files.folder} already ({there[0].name}). Nothing was changed. "
            "Restore into another folder with --data-dir."
        )


def _take_away(files: VaultFiles) -> None:
    """What this restore has put there, the sign that one was under way last."""
    logs = [files.database.with_name(f"{files.database.name}-{ending}") for ending in ("wal", "shm", "journal")]
    old_key = files.key.with_name(f"{files.key.name}.old")
    for path in (*logs, files.database, files.key, old_key, files.anchor, files.restoring):
        with suppress(OSError):
            path.unlink(missing_ok=True)
