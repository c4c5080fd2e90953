"""Events as they stand in the vault's table: read strictly, a fault told in a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from injection_map.domain.errors import EventFormatError
from injection_map.domain.event_codec import event_from_plain
from injection_map.domain.events import Event


def events_of(record_id: str, rows: Sequence[tuple[object, object]]) -> tuple[Event, ...]:
    """The events of a record from its rows of `seq` and `body`, in order. EventFormatError when one cannot be read."""
    return tuple(_event(record_id, number, *row) for number, row in enumerate(rows, start=1))


def _event(record_id: str, number: int, seq: object, body: object) -> Event:
    try:
        event = event_from_plain(json.loads(str(body)))
        if not event.seq == seq == number:
            raise EventFormatError(f"It is numbered {event.seq}, stored as {seq}.")
    except (ValueError, RecursionError, EventFormatError) as error:
        raise EventFormatError(
            f"Entry {number} of record {record_id} cannot be read: {error} The record is kept as it is. "
            "Open it with the newest version of Injection Map."
        ) from error
    return event


def began_at(text: object) -> datetime:
    """When a record began; one whose first entry is damaged is listed all the same, as the oldest."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
