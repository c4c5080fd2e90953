"""The tables that hold nothing but what the entries say: made anew when they are missing or of another version.

A kill leaves the old ones or the new ones: it is one transaction. Nothing is looked through when a vault is opened.
"""

from __future__ import annotations

import apsw

from injection_map.domain.errors import StoreError
from injection_map.storage import patient_rows, visit_rows
from injection_map.storage.event_store import VaultStore
from injection_map.storage.schema import PROJECTIONS, PROJECTIONS_VERSION
from injection_map.storage.statements import transaction

_THERE = "SELECT 1 FROM sqlite_schema WHERE name = 'projections'"
_VERSION = "SELECT version FROM projections"
_CURRENT = [(PROJECTIONS_VERSION,)]


def is_current(connection: apsw.Connection) -> bool:
    """Whether the tables are there, in this program's version; not whether they are right (`wrong_projection`)."""
    return bool(connection.execute(_THERE).fetchall()) and connection.execute(_VERSION).fetchall() == _CURRENT


def rebuild(connection: apsw.Connection) -> None:
    """Make all of them anew from the entries, within the caller's transaction."""
    connection.execute(PROJECTIONS)
    patient_rows.fill(connection)
    visit_rows.fill(connection)


def begin_filling(connection: apsw.Connection) -> None:
    """From now on visits are put in without keys and owners; until that is finished the tables count as another's."""
    connection.execute("UPDATE projections SET version = 0")


def finish_filling(connection: apsw.Connection) -> None:
    """Give the visits what they have been put in without."""
    visit_rows.settle(connection)
    connection.execute("UPDATE projections SET version = ?", (PROJECTIONS_VERSION,))


def rebuild_if_other(connection: apsw.Connection) -> None:
    if not is_current(connection):
        with transaction(connection):
            rebuild(connection)


def refuse_other(store: VaultStore) -> None:
    """StoreError when the tables are missing or of another version: whoever only reads cannot make them anew."""
    if not store.read(_THERE) or store.read(_VERSION) != _CURRENT:
        raise StoreError(
            f"The index of the records in {store.path.parent} is missing or of another version. No record was changed. "
            "Open the records in the window once."
        )


def wrong_projection(connection: apsw.Connection) -> str | None:
    """A sentence when a table does not say what the entries say; None when each is what they would be made into."""
    if not is_current(connection):
        return "The index of records is missing or of another version. Open the records in the window once."
    wrong = patient_rows.wrong_row(connection) or visit_rows.wrong_row(connection)
    if wrong is None:
        return None
    return (
        f"Changed outside the program: the index of {wrong}. The records themselves are proven. "
        "Make the index anew with “injection-map records reindex”."
    )
