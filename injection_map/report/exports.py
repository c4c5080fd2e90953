"""A record as the bytes of a file: JSON, CSV and text, always UTF-8."""

from __future__ import annotations

import json

from injection_map.domain.protocol import Protocol
from injection_map.report.note_text import note_text
from injection_map.report.record import Record
from injection_map.report.record_csv import record_csv
from injection_map.report.record_json import record_to_plain


def json_bytes(record: Record) -> bytes:
    plain = record_to_plain(record.id, record.events)
    return _utf8(json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def csv_bytes(record: Record) -> bytes:
    return _utf8(record_csv(record))


def text_bytes(record: Record, protocol: Protocol | None) -> bytes:
    return _utf8(note_text(record, protocol))


def _utf8(text: str) -> bytes:
    """Half of a character, which only broken input can hold, is written as its number."""
    return text.encode(errors="backslashreplace")
