"""Everything that a vault holds as plain JSON lines: the way out of the product, readable without it.

The first line says what it is; then each entry in the order of the vault's chain, then each protocol file. With
`hash` and `link` the chain can be proven by whoever reads it (ARCHITECTURE.md says how). PINs are left out.
`assets/schemas/export.schema.json` describes a line.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import apsw

from injection_map.storage.database import end_of, sentences
from injection_map.storage.event_store import VaultStore
from injection_map.storage.schema import VAULT

FORMAT = "injection-map/export"
VERSION = 1

_ENTRIES = "SELECT position, record_id, seq, hash, link, body FROM events ORDER BY position"

PlainObject = dict[str, Any]


def export_lines(store: VaultStore, *, made_at: datetime) -> Iterator[PlainObject]:
    """All lines of one moment, however long it takes to read them. StoreError when the file cannot be read."""
    with sentences(store.path), closing(store.database.to_read()) as connection:
        connection.execute("BEGIN")
        yield _head(connection, made_at)
        for row in connection.execute(
            "SELECT position, record_id, seq, hash, link, body FROM events ORDER BY position"
        ):
            yield _entry(row)
        for fingerprint, data in connection.execute("SELECT fingerprint, data FROM protocols ORDER BY fingerprint"):
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
