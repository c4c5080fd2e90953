"""A record on paper: one page, black on white; a longer record goes on on the next and loses nothing.

Measures are page px, 96 to the inch, as in the design.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from injection_map.diagram.art import ArtRenderer
from injection_map.domain import words
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Plate, Protocol
from injection_map.report.billing import Billing
from injection_map.report.check_code import check_code
from injection_map.report.files import write_file
from injection_map.report.page_flow import Page, paginate
from injection_map.report.paper import MEASURES, Measures, Paper, Printed, pdf_bytes
from injection_map.report.paper_text import Style, draw_text, elided
from injection_map.report.pdf_outcome import signature_zone
from injection_map.report.pdf_parts import record_zones
from injection_map.report.pdf_styles import Parts, Sheet
from injection_map.report.record import Record

_LEFT = 42.0
_FOOTER = 34.0
_RUNNING_HEAD = 34.0
_FOOT = Style(10.5, colour="#222222")
_FOOT_CODE = Style(10.5, colour="#222222", identifier=True)
_RUNNING = Style(11.5, 600)
_DOCUMENTS = uuid.UUID("6f2b1a52-3f0e-4a39-9f0b-7d1f1a7a2c11")
"""The document's id is made of the events' hash: two prints of the same record are the same document."""


@dataclass(frozen=True)
class RecordPrint(Printed):
    """A record laid out on pages, for a PDF, a printer or a picture."""

    record: Record

    def paint_head(self, painter: QPainter, number: int) -> None:
        if number > 1:
            _paint_running_head(painter, self.record, self.measures)

    def paint_foot(self, painter: QPainter, number: int) -> None:
        _paint_footer(painter, self.record, self.measures, number=number, count=len(self.pages))


def record_print(
    record: Record,
    protocol: Protocol | None,
    *,
    art: ArtRenderer,
    drawings: Mapping[Plate, Drawing],
    paper: Paper = Paper.A4,
    billing: Billing | None = None,
) -> RecordPrint:
    """The record on pages. `protocol` is the record's own; without it the sites are listed instead of drawn.

    Needs a QGuiApplication with the typeface loaded. Raises AssetError when a drawing is missing or broken.
    """
    parts, measures = Parts(record, protocol, art, drawings, billing), MEASURES[paper]
    layouts = (_laid_out(parts, measures, *heights) for heights in measures.drawings)
    first = next(layouts)
    pages = first if len(first) == 1 else next((pages for pages in layouts if len(pages) == 1), first)
    document = uuid.uuid5(_DOCUMENTS, record.head.hex())
    return RecordPrint(pages, measures, f"Record {record.id}", document, record)


def write_record_pdf(
    path: Path,
    record: Record,
    protocol: Protocol | None,
    *,
    art: ArtRenderer,
    drawings: Mapping[Plate, Drawing],
    paper: Paper = Paper.A4,
    billing: Billing | None = None,
) -> None:
    """As `record_print`, into a file. Raises NotWrittenError, and then an older file stands as it was."""
    printed = record_print(record, protocol, art=art, drawings=drawings, paper=paper, billing=billing)
    write_file(path, pdf_bytes(printed))


def _laid_out(parts: Parts, measures: Measures, upper: float, lower: float) -> list[Page]:
    sheet = Sheet(width=measures.width - 2 * _LEFT, upper=upper, lower=lower)
    pages = paginate(
        record_zones(parts, sheet),
        last=signature_zone(parts.record, sheet),
        top=measures.top,
        top_of_next=measures.top + _RUNNING_HEAD,
        bottom=measures.height - measures.bottom - _FOOTER,
    )
    for page in pages:
        for placed in page:
            placed.corner.setX(placed.corner.x() + _LEFT)
    return pages


def _paint_running_head(painter: QPainter, record: Record, measures: Measures) -> None:
    box = QRectF(_LEFT, measures.top, measures.width - 2 * _LEFT, 18)
    day = f"Visit of {words.day(record.started_at)}, continued"
    draw_text(painter, box, day, Style(), align="right")
    draw_text(painter, box, _patient_line(record, _RUNNING, box.width() - Style().width(day) - 20), _RUNNING)
    _rule(painter, box.bottom() + 6, measures, width=1.5, colour="#000000")


def _paint_footer(painter: QPainter, record: Record, measures: Measures, *, number: int, count: int) -> None:
    top = measures.height - measures.bottom - 20
    _rule(painter, top, measures, width=1, colour="#999999")
    box = QRectF(_LEFT, top + 5, measures.width - 2 * _LEFT, 15)
    code = f"Check code {check_code(record)}"
    centre = code if record.signed else f"Not signed. {code}"
    page = f"Page {number} of {count}"
    middle = QRectF(box.x() + 40, box.y(), box.width(), box.height())
    draw_text(painter, middle, centre, _FOOT_CODE, align="centre")
    draw_text(painter, box, page, _FOOT, align="right")
    room = (box.width() - _FOOT_CODE.width(centre)) / 2 + 40 - 12
    draw_text(painter, box, _patient_line(record, _FOOT, room), _FOOT)


def _patient_line(record: Record, style: Style, width: float) -> str:
    """HALVORSEN, Ingrid, 14-Mar-1981, MRN 40-2719: where that is too long the name is cut, not the identifiers."""
    patient = record.opened.patient
    identifiers = f", {words.day(patient.born)}, MRN {patient.number}"
    name = elided(patient.name, style, max(40.0, width - style.width(identifiers)))
    return elided(name + identifiers, style, width)


def _rule(painter: QPainter, y: float, measures: Measures, *, width: float, colour: str) -> None:
    painter.setPen(QPen(QColor(colour), width))
    painter.drawLine(QLineF(QPointF(_LEFT, y), QPointF(measures.width - _LEFT, y)))
