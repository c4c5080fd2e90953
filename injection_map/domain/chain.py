"""The chain of a record: every event's hash covers its content, the record's id and its predecessor's hash.

Whoever has the events of a record, in an export say, can compute its head with this page alone; no key is needed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from injection_map.domain.event_codec import Plain, event_to_plain
from injection_map.domain.events import Event

HASH_BYTES = 32
BEGINNING = bytes(HASH_BYTES)
"""What the first entry follows."""

_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def canonical_json(plain: Plain) -> str:
    """Keys sorted, no spaces, ASCII: one text for one value, whatever letters are in it, even half of one."""
    return _JSON.encode(plain)


def event_text(event: Event) -> str:
    """The form in which an event is hashed and stored."""
    return canonical_json(event_to_plain(event))


def entry_hash(record_id: str, text: str, previous: bytes) -> bytes:
    """SHA-256 of `{"event":…,"previous":"<hex>","record":"<id>"}`, itself canonical when `text` is."""
    whole = f'{{"event":{text},"previous":"{previous.hex()}","record":{_JSON.encode(record_id)}}}'
    return hashlib.sha256(whole.encode("ascii", "backslashreplace")).digest()


def entry_link(previous: bytes, hash_: bytes) -> bytes:
    """The vault's chain over all records: SHA-256 of the link before and the entry's hash, 32 bytes each."""
    return hashlib.sha256(previous + hash_).digest()


def head(record_id: str, events: Iterable[Event]) -> bytes:
    """The hash of the last of a record's events, which stands for all of them and their order."""
    hash_ = BEGINNING
    for event in events:
        hash_ = entry_hash(record_id, event_text(event), hash_)
    return hash_
