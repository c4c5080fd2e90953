"""A record as the bytes of a file: all that needs no paper. Always UTF-8."""

from __future__ import annotations

import json

from injection_map.domain.errors import InjectionMapError
from injection_map.domain.protocol import Protocol
from injection_map.report.billing import Billing, billing_lines
from injection_map.report.choices import AS_SHIPPED, Choices
from injection_map.report.formats import ExportFormat
from injection_map.report.next_visit_ics import next_visit_ics
from injection_map.report.note_text import note_text
from injection_map.report.record import Record
from injection_map.report.record_csv import record_csv
from injection_map.report.record_fhir import record_to_fhir
from injection_map.report.record_json import record_to_plain


class NothingToBillError(InjectionMapError):
    """There are no billing lines for the record. The record is as it was."""


def exported(record: Record, protocol: Protocol | None, kind: ExportFormat, choices: Choices = AS_SHIPPED) -> bytes:
    """The record in a format that is not paper. Raises InjectionMapError where it has nothing to say in this one."""
    match kind:
        case ExportFormat.JSON:
            return json_bytes(record, protocol, choices)
        case ExportFormat.CSV:
            return csv_bytes(record)
        case ExportFormat.TEXT:
            return text_bytes(record, protocol, choices)
        case ExportFormat.FHIR:
            return _json(record_to_fhir(record, protocol, billing=choices.billing))
        case ExportFormat.ICS:
            return next_visit_ics(record, names_patient=choices.names_patient_in_calendar)
        case ExportFormat.BILLING:
            return _billing_bytes(record, protocol, choices.billing)
    raise ValueError(f"{kind} is paper")


def json_bytes(record: Record, protocol: Protocol | None = None, choices: Choices = AS_SHIPPED) -> bytes:
    return _json(record_to_plain(record.id, record.events, protocol, billing=choices.billing))


def csv_bytes(record: Record) -> bytes:
    return _utf8(record_csv(record))


def text_bytes(record: Record, protocol: Protocol | None, choices: Choices = AS_SHIPPED) -> bytes:
    return _utf8(note_text(record, protocol, choices.note_template, billing=choices.billing))


def _billing_bytes(record: Record, protocol: Protocol | None, billing: Billing | None) -> bytes:
    if billing is None:
        raise NothingToBillError("Billing is off in the settings, so no billing lines were made.")
    lines = billing_lines(record, protocol, billing)
    if not lines:
        raise NothingToBillError("Nothing of this record can be billed: it is not finished, or nothing was given.")
    return _utf8("".join(f"{line.sentence}\n" for line in lines))


def _json(plain: object) -> bytes:
    return _utf8(json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _utf8(text: str) -> bytes:
    """Half of a character, which only broken input can hold, is written as its number."""
    return text.encode(errors="backslashreplace")
