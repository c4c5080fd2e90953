"""A record on paper: one page, black on white; a longer record goes on on the next and loses nothing.

Measures are page px, 96 to the inch, as in the design.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QLineF, QMarginsF, QPointF, QRectF, QUuid
from PySide6.QtGui import QColor, QPageSize, QPainter, QPdfWriter, QPen

from injection_map import __version__
from injection_map.diagram.art import ArtRenderer
from injection_map.domain import words
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Plate, Protocol
from injection_map.report.check_code import check_code
from injection_map.report.files import write_file
from injection_map.report.page_flow import Page, paginate
from injection_map.report.paper_text import Style, draw_text, elided
from injection_map.report.pdf_parts import Parts, Sheet, record_zones, signature_zone
from injection_map.report.record import Record

_DOTS_PER_INCH = 1200
_PX_PER_INCH = 96
_LEFT = 42.0
_FOOTER = 34.0
_RUNNING_HEAD = 34.0
_FOOT = Style(10.5, colour="#222222")
_FOOT_CODE = Style(10.5, colour="#222222", identifier=True)
_RUNNING = Style(11.5, 600)
_DOCUMENTS = uuid.UUID("6f2b1a52-3f0e-4a39-9f0b-7d1f1a7a2c11")
"""The document's id is made of the events' hash: two prints of the same record are the same document."""


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class _Measures:
    """`drawings` are heights of the two rows of drawings, the best first; the others are taken to save a page."""

    size: QPageSize.PageSizeId
    width: float
    height: float
    top: float
    bottom: float
    drawings: tuple[tuple[float, float], ...]


_PAPERS = {
    Paper.A4: _Measures(QPageSize.PageSizeId.A4, 793.7, 1122.5, 38, 30, ((176, 232), (168, 214))),
    Paper.LETTER: _Measures(QPageSize.PageSizeId.Letter, 816, 1056, 28, 22, ((172, 226), (168, 214))),
}


@dataclass(frozen=True)
class RecordPrint:
    """A record laid out on pages, for a PDF, a printer or a picture."""

    record: Record
    pages: list[Page]
    measures: _Measures

    @property
    def size_px(self) -> tuple[float, float]:
        return self.measures.width, self.measures.height

    def paint_page(self, painter: QPainter, number: int) -> None:
        """Page `number`, counted from 1, at the painter's origin, in page px."""
        if number > 1:
            _paint_running_head(painter, self.record, self.measures)
        for placed in self.pages[number - 1]:
            painter.save()
            placed.block.paint(painter, placed.corner)
            painter.restore()
        _paint_footer(painter, self.record, self.measures, number=number, count=len(self.pages))


def record_print(
    record: Record,
    protocol: Protocol | None,
    *,
    art: ArtRenderer,
    drawings: Mapping[Plate, Drawing],
    paper: Paper = Paper.A4,
) -> RecordPrint:
    """The record on pages. `protocol` is the record's own; without it the sites are listed instead of drawn.

    Needs a QGuiApplication with the typeface loaded. Raises AssetError when a drawing is missing or broken.
    """
    parts, measures = Parts(record, protocol, art, drawings), _PAPERS[paper]
    layouts = (_laid_out(parts, measures, *heights) for heights in measures.drawings)
    first = next(layouts)
    pages = first if len(first) == 1 else next((pages for pages in layouts if len(pages) == 1), first)
    return RecordPrint(record, pages, measures)


def pdf_bytes(printed: RecordPrint) -> bytes:
    """The pages as a PDF, made in memory: Qt does not say when a disk is full."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, printed)
    painter = QPainter(writer)
    painter.scale(_DOTS_PER_INCH / _PX_PER_INCH, _DOTS_PER_INCH / _PX_PER_INCH)
    for number in range(1, len(printed.pages) + 1):
        if number > 1:
            writer.newPage()
        printed.paint_page(painter, number)
    painter.end()
    return bytes(buffer.data().data())


def write_record_pdf(
    path: Path,
    record: Record,
    protocol: Protocol | None,
    *,
    art: ArtRenderer,
    drawings: Mapping[Plate, Drawing],
    paper: Paper = Paper.A4,
) -> None:
    """As `record_print`, into a file. Raises NotWrittenError, and then an older file stands as it was."""
    write_file(path, pdf_bytes(record_print(record, protocol, art=art, drawings=drawings, paper=paper)))


def _laid_out(parts: Parts, measures: _Measures, upper: float, lower: float) -> list[Page]:
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


def _writer(buffer: QBuffer, printed: RecordPrint) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageSize(QPageSize(printed.measures.size))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(f"Record {printed.record.id}")  # no name: titles are shown in lists and windows
    writer.setCreator(f"Injection Map {__version__}")
    writer.setDocumentId(QUuid(str(uuid.uuid5(_DOCUMENTS, printed.record.head.hex()))))
    return writer


def _paint_running_head(painter: QPainter, record: Record, measures: _Measures) -> None:
    box = QRectF(_LEFT, measures.top, measures.width - 2 * _LEFT, 18)
    day = f"Visit of {words.day(record.started_at)}, continued"
    draw_text(painter, box, day, Style(), align="right")
    draw_text(painter, box, _patient_line(record, _RUNNING, box.width() - Style().width(day) - 20), _RUNNING)
    _rule(painter, box.bottom() + 6, measures, width=1.5, colour="#000000")


def _paint_footer(painter: QPainter, record: Record, measures: _Measures, *, number: int, count: int) -> None:
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


def _rule(painter: QPainter, y: float, measures: _Measures, *, width: float, colour: str) -> None:
    painter.setPen(QPen(QColor(colour), width))
    painter.drawLine(QLineF(QPointF(_LEFT, y), QPointF(measures.width - _LEFT, y)))
