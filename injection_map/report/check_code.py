"""The check code of a record: a short proof that a print and a stored record are of the same events."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from injection_map.domain.event_codec import event_to_plain
from injection_map.domain.events import Event

_DIGITS, _GROUP = 12, 4


def events_sha256(events: Iterable[Event]) -> str:
    """SHA-256 (hex) over the events as canonical JSON: keys sorted, no spaces, UTF-8."""
    plain = [event_to_plain(event) for event in events]
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def check_code(events: Iterable[Event]) -> str:
    """The first twelve digits of the hash in groups of four: `7F3A 91C4 0B2E`."""
    digits = events_sha256(events)[:_DIGITS].upper()
    return " ".join(digits[i : i + _GROUP] for i in range(0, _DIGITS, _GROUP))
