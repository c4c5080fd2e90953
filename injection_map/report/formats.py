"""The formats in which one record leaves the program, and how their files are called: never after a patient."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from injection_map.report.record import Record


class ExportFormat(StrEnum):
    """What `records export --format` takes for one record."""

    PDF = "pdf"
    JSON = "json"
    CSV = "csv"
    TEXT = "text"
    FHIR = "fhir"
    ICS = "ics"
    LEAFLET = "leaflet"
    BILLING = "billing"

    @property
    def is_paper(self) -> bool:
        """Whether it is a PDF, which needs Qt, and is not printed on a terminal."""
        return self in (ExportFormat.PDF, ExportFormat.LEAFLET)


_ENDINGS = {
    ExportFormat.PDF: ".pdf",
    ExportFormat.JSON: ".json",
    ExportFormat.CSV: ".csv",
    ExportFormat.TEXT: ".txt",
    ExportFormat.FHIR: ".fhir.json",
    ExportFormat.ICS: ".ics",
    ExportFormat.LEAFLET: "-leaflet.pdf",
    ExportFormat.BILLING: "-billing.txt",
}


def file_name(record: Record, kind: ExportFormat) -> str:
    """record-0190.pdf, record-0190-leaflet.pdf: by the record's id, in which nothing of the patient stands."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in record.id)
    return f"record-{safe}{_ENDINGS[kind]}"
