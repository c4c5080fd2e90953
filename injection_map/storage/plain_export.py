"""Everything that a vault holds as plain JSON lines: the way out of the product, readable without it.

The first line says what it is; then each entry in the order of the vault's chain, then each protocol file. With
`hash` and `link` the chain can be proven by whoever reads it (ARCHITECTURE.md says how). PINs are left out.
`assets/schemas/export.schema.json` describes a line.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

import apsw

from injection_map.domain.chain import BEGINNING, entry_link
from injection_map.domain.errors import RecordNotFoundError
from injection_map.storage.database import end_of, sentences
from injection_map.storage.event_store import VaultStore
from injection_map.storage.schema import RESERVED, VAULT

FORMAT = "injection-map/export"
VERSION = 1

_COLUMNS = "SELECT position, record_id, seq, hash, link, body FROM events"
_ENTRIES = f"{_COLUMNS} ORDER BY position"
_OF_RECORD = f"{_COLUMNS} WHERE record_id = ? ORDER BY seq"
_HOW_MANY = (
    "SELECT coalesce(sum((SELECT max(seq) FROM events WHERE record_id = wanted.value)), 0) FROM json_each(?) AS wanted"
)
"""The entries of a record are numbered from 1 without a gap: a trigger sees to it."""
_FINGERPRINT = "SELECT body ->> '$.protocol.fingerprint' FROM events WHERE record_id = ? AND seq = 1"
_PROTOCOLS = "SELECT fingerprint, data FROM protocols ORDER BY fingerprint"

PlainObject = dict[str, Any]


def export_lines(store: VaultStore, *, made_at: datetime) -> Iterator[PlainObject]:
    """All lines of one moment, however long it takes to read them. StoreError when the file cannot be read."""
    with sentences(store.path), closing(store.database.to_read()) as connection:
        connection.execute("BEGIN")
        yield _head(connection, made_at)
        for row in connection.execute(_ENTRIES):
            yield _entry(row)
        for fingerprint, data in connection.execute(_PROTOCOLS):
            yield {"protocol": fingerprint, **_text_or_bytes(data)}


def selection_lines(store: VaultStore, record_ids: Sequence[str], *, made_at: datetime) -> Iterator[PlainObject]:
    """As `export_lines`, of these records alone with their protocol files, each once; the patients stand in them.

    `position` and `link` are those of this file: whoever reads it can prove that no line of it is missing. `hash` is
    the vault's. RecordNotFoundError for one that is not there.
    """
    with sentences(store.path), closing(store.database.to_read()) as connection:
        connection.execute("BEGIN")
        head = _head(connection, made_at)
        entries = connection.execute(_HOW_MANY, (json.dumps(list(record_ids)),)).get
        yield head | {"entries": entries, "selection": len(record_ids)}
        position, link, fingerprints = 0, BEGINNING, set()
        for record_id in record_ids:
            rows: list[Any] = connection.execute(_OF_RECORD, (record_id,)).fetchall()
            if not rows or record_id.startswith(RESERVED):
                raise RecordNotFoundError(f"There is no record {record_id} in {store.path.parent}.")
            for _, _, seq, hash_, _, body in rows:
                position, link = position + 1, entry_link(link, bytes(hash_))
                yield _entry((position, record_id, seq, hash_, link, body))
            fingerprints.add(connection.execute(_FINGERPRINT, (record_id,)).get)
        for fingerprint, data in connection.execute(_PROTOCOLS):
            if fingerprint in fingerprints:
                yield {"protocol": fingerprint, **_text_or_bytes(data)}


def _head(connection: apsw.Connection, made_at: datetime) -> PlainObject:
    made = connection.execute("SELECT body FROM events WHERE record_id = ? AND seq = 1", (VAULT,)).get
    return {
        "format": FORMAT,
        "version": VERSION,
        "vault": json.loads(str(made))["vault"],
        "made_at": made_at.isoformat(),
        "entries": end_of(connection).position,
    }


def _entry(row: Any) -> PlainObject:
    position, record_id, seq, hash_, link, body = row
    return {
        "position": position,
        "record": record_id,
        "seq": seq,
        "hash": bytes(hash_).hex(),
        "link": bytes(link).hex(),
        "event": json.loads(str(body)),
    }


def _text_or_bytes(data: Any) -> PlainObject:
    try:
        return {"text": bytes(data).decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": b64encode(bytes(data)).decode("ascii")}
