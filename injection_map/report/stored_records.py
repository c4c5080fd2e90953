"""Records read back from a store, one unreadable record beside the good ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from injection_map.domain.errors import EventFormatError, StoreError
from injection_map.domain.events import ProtocolReference
from injection_map.domain.geometry import Drawing
from injection_map.domain.ports import EventStore
from injection_map.domain.protocol import Plate, Protocol
from injection_map.domain.record_index import Row
from injection_map.report.record import Record
from injection_map.storage.protocol_file import parse_protocol


def readable_records(store: EventStore, rows: Iterable[Row]) -> tuple[list[Record], list[str]]:
    """The records of these rows, in their order, and a sentence for each that this version cannot read."""
    records: list[Record] = []
    unreadable: list[str] = []
    for row in rows:
        try:
            record = Record(row.record_id, store.events(row.record_id))
        except EventFormatError as error:
            unreadable.append(f"The record {row.record_id} cannot be read: {error}")
        else:
            records.append(record)
    return records, unreadable


def full_id(beginning: str, ids: Sequence[str]) -> str:
    """The one id that is, or begins with, what was written. Raises StoreError when there is none, or more."""
    found = [beginning] if beginning in ids else [record_id for record_id in ids if record_id.startswith(beginning)]
    if not found:
        raise StoreError(f"There is no record {beginning}. “injection-map records list” names them all.")
    if len(found) > 1:
        raise StoreError(f"{len(found)} records begin with {beginning}. Write more of the id.")
    return found[0]


def kept_protocol(record: Record, store: EventStore, drawings: Mapping[Plate, Drawing]) -> Protocol:
    """The record's protocol as it was, from the bytes kept with it. Raises StoreError or ProtocolFileError."""
    return protocol_as_kept(record.opened.protocol, store, drawings)


def protocol_as_kept(reference: ProtocolReference, store: EventStore, drawings: Mapping[Plate, Drawing]) -> Protocol:
    """From the bytes that the store keeps under its fingerprint. Raises StoreError or ProtocolFileError."""
    data = store.protocol_bytes(reference.fingerprint)
    return parse_protocol(data, file=Path(f"{reference.id}.yaml"), drawings=drawings)
