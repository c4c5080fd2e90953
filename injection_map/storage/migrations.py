"""From an older format of the vault to this one: backed up first, then brought up to date beside, then exchanged.

A kill at any moment leaves the old database under its name, whole, or the new one, whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from types import MappingProxyType

import apsw

from injection_map.domain.errors import StoreError
from injection_map.storage import schema
from injection_map.storage.database import Database, end_of, other_format
from injection_map.storage.files import copy_private_file, make_private_folder, put_in_place, sync_file
from injection_map.storage.projections import rebuild
from injection_map.storage.vault_files import VaultFiles

Step = Callable[[apsw.Connection], None]


def _to_2(connection: apsw.Connection) -> None:
    rebuild(connection)
    connection.execute(schema.DRAFTS)


STEPS: Mapping[int, Step] = MappingProxyType({1: _to_2})
"""From each older format to the next; a step may add to the entries' tables and never touches an entry."""


def migrate_if_older(files: VaultFiles, database: Database) -> None:
    """Bring the database to this program's format. StoreError when it cannot be, and then it is as it was."""
    version = database.format()
    if version >= schema.SCHEMA_VERSION or version == 0:
        return
    if any(step not in STEPS for step in range(version, schema.SCHEMA_VERSION)):
        raise StoreError(other_format(files.database, version))
    database.settle()
    _keep_old(files)
    successor = Database(files.successor, database.key)
    _migrated(database, successor, version)
    sync_file(files.successor)
    put_in_place(files.successor, files.database)


def _keep_old(files: VaultFiles) -> None:
    """The old database and its key file, as they are, in a folder of their own that nothing removes."""
    kept = files.folder / "backups" / f"before-format-{schema.SCHEMA_VERSION}"
    make_private_folder(kept)
    for file in (files.key, files.database):  # the database last: where it stands, the backup is whole
        copy_private_file(file, kept / file.name)


def _migrated(database: Database, successor: Database, version: int) -> None:
    with closing(database.opened()) as source:
        before = end_of(source)
        successor.copy_from(source)
    with closing(successor.opened(writing=True)) as target:
        with target:
            for step in range(version, schema.SCHEMA_VERSION):
                STEPS[step](target)
                target.pragma("user_version", step + 1)
        whole = target.pragma("integrity_check") == "ok" and end_of(target) == before
    if not whole:
        raise StoreError(
            f"The records in {database.path.parent} could not be brought up to date. They are as they were, in format "
            f"{version}. Go on with the older version of Injection Map."
        )
