"""The parts of a printed record, from its head to its signature, as zones that flow over pages. Measures in page px."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.marks import MarkLook
from injection_map.domain import words
from injection_map.domain.events import Vial
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Plate, Protocol
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.report import facts
from injection_map.report.check_code import code_at_signing
from injection_map.report.page_flow import Block, Column, Zone, space
from injection_map.report.paper_text import Run, Style, draw_text, paragraph, text_lines
from injection_map.report.pdf_table import table_zone
from injection_map.report.plain_text import in_sentence, paragraphs
from injection_map.report.plates import Plates, look_of, paint_key_mark, usual_units
from injection_map.report.record import Record

_TITLE = Style(18, 700, line=1.15)
_NAME = Style(17, 700, line=1.2)
_LEAD, _LEAD_BOLD = Style(13), Style(13, 600)
_LEAD_NUMBER = Style(13, 600, identifier=True)
_BODY, _BOLD = Style(), Style(weight=600)
_LABEL = Style(colour="#333333")
_IDENTIFIER = Style(weight=600, identifier=True)
_HEADING = Style(12, 700)
_WARNING = Style(13, 700)
_SMALL = Style(10.5, colour="#333333")

_GAP = 20.0
_FACT_COLUMNS = (0.0, 176.0, 425.0, 583.0)
_PIP = 45.0
_CELL_GAP = 14.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The width of the text, and the heights of the two rows of drawings."""

    width: float
    upper: float
    lower: float


@dataclass(frozen=True, slots=True)
class Parts:
    """What a print is made of. `protocol` is the record's own, None where it cannot be read."""

    record: Record
    protocol: Protocol | None
    art: ArtRenderer
    drawings: Mapping[Plate, Drawing]


def record_zones(parts: Parts, sheet: Sheet) -> list[Zone]:
    """Everything but the signature, in the order of the page."""
    record, protocol = parts.record, parts.protocol
    return [
        _head(record, protocol, sheet),
        *_warnings(record, sheet),
        [Column(0, [_rule(sheet.width, 11, width=2)])],
        *_facts(record, protocol, sheet),
        [Column(0, [_rule(sheet.width, 9, colour="#999999")])],
        _drawn(parts, sheet),
        table_zone(record, protocol, sheet.width),
        _outcome(record, sheet),
        _notes(record, sheet),
    ]


# Head


def _head(record: Record, protocol: Protocol | None, sheet: Sheet) -> Zone:
    wide = sheet.width * 0.58
    narrow = sheet.width - wide - _GAP
    patient = record.opened.patient
    born, _, age = facts.born(patient, record.started_at).partition(" ")
    left = [
        *text_lines(facts.title(protocol), wide, _TITLE),
        space(3),
        *text_lines(facts.protocol_line(record), wide, _LEAD),
        *text_lines(facts.when(record), wide, _LEAD),
    ]
    right = [
        *text_lines(patient.name, narrow, _NAME, align="right"),
        space(2),
        *paragraph([Run("Born", _LEAD), Run(born, _LEAD_BOLD), Run(age, _LEAD)], narrow, align="right"),
        *paragraph([Run("MRN", _LEAD), Run(patient.number, _LEAD_NUMBER)], narrow, align="right"),
    ]
    return [Column(0, left), Column(wide + _GAP, right)]


def _warnings(record: Record, sheet: Sheet) -> list[Zone]:
    """What a reader must not miss, each in a box of its own."""
    told = (facts.state_warning(record), facts.training_warning(record))
    return [[Column(0, [space(6), _boxed(text, sheet)])] for text in told if text]


def _boxed(text: str, sheet: Sheet) -> Block:
    def paint(painter: QPainter, corner: QPointF) -> None:
        box = QRectF(corner.x(), corner.y(), sheet.width, 22)
        painter.setPen(QPen(QColor("#000000"), 1.5))
        painter.drawRect(box)
        draw_text(painter, box, text, _WARNING, align="centre")

    return Block(23, paint)


def _rule(length: float, height: float, *, width: float = 1, colour: str = "#000000") -> Block:
    def paint(painter: QPainter, corner: QPointF) -> None:
        painter.setPen(QPen(QColor(colour), width))
        y = corner.y() + height - width / 2
        painter.drawLine(QLineF(corner.x(), y, corner.x() + length, y))

    return Block(height, paint)


# Facts


def _facts(record: Record, protocol: Protocol | None, sheet: Sheet) -> list[Zone]:
    """Two rows of four cells; each further vial has two rows of its own."""
    opened, visit = record.opened, record.visit
    finished = words.clock(visit.finished_at) if visit.finished_at else "not finished"
    first, *others = [_vial_cells(record, vial, protocol) for vial in visit.vials] or [_NO_VIAL]
    rows = [
        [("Allergy", opened.patient.allergies or facts.NONE_RECORDED, _BOLD), *first[:3]],
        [
            ("Given by", opened.clinician.name, _BOLD),
            ("Visit opened, finished", f"{words.clock(record.started_at)}, {finished}", _BOLD),
            first[3],
        ],
    ]
    for cells in others:
        rows += [[_EMPTY, *cells[:3]], [_EMPTY, _EMPTY, cells[3]]]
    zones: list[Zone] = [[Column(0, [space(9)])]]
    for row in rows:
        zones.append([_fact(place, cell, sheet) for place, cell in enumerate(row)])
        zones.append([Column(0, [space(3)])])
    if warning := facts.protocol_warning(record, protocol):
        zones.append([Column(0, text_lines(warning, sheet.width, _BOLD))])
    return zones


_Cell = tuple[str, str, Style]
_EMPTY: _Cell = ("", "", _BODY)
_NO_VIAL: list[_Cell] = [("Product", "no vial recorded", _BOLD), _EMPTY, _EMPTY, _EMPTY]


def _vial_cells(record: Record, vial: Vial, protocol: Protocol | None) -> list[_Cell]:
    return [
        ("Product", facts.vial_product(vial, protocol), _BOLD),
        ("Lot, expiry", f"{vial.lot}, {facts.vial_expiry(vial)}", _IDENTIFIER),
        ("Dilution", facts.vial_dilution(vial), _BOLD),
        ("Mixed, use by", facts.vial_times(vial, record.started_at), _BOLD),
    ]


def _fact(place: int, cell: _Cell, sheet: Sheet) -> Column:
    label, text, style = cell
    ends = (*_FACT_COLUMNS[1:], sheet.width + _CELL_GAP)
    width = ends[place] - _FACT_COLUMNS[place] - _CELL_GAP
    if not label:
        return Column(0, [])
    heading = [replace(block, with_next=True) for block in text_lines(label, width, _LABEL)]
    return Column(_FACT_COLUMNS[place], [*heading, *text_lines(text, width, style)])


# Drawings, or the sites in words


def _drawn(parts: Parts, sheet: Sheet) -> Zone:
    if parts.protocol is None:
        return _sites_in_words(parts.record, sheet)
    plates = Plates(parts.record, parts.protocol, art=parts.art, drawings=parts.drawings)
    return [Column(0, [space(10), *plates.rows(sheet.width, upper=sheet.upper, lower=sheet.lower)])]


def _sites_in_words(record: Record, sheet: Sheet) -> Zone:
    """In two columns, where nothing can be drawn because the protocol that knows the places cannot be read."""
    width = (sheet.width - _GAP) / 2
    lines = [text_lines(_site_in_words(site), width, _BODY) for site in record.visit.sites]
    half = -(-len(lines) // 2)
    columns = []
    for number, part in enumerate((lines[:half], lines[half:])):
        heading = "The sites are not drawn: the protocol could not be read" if number == 0 else "Sites, continued"
        blocks = [space(8), *_heading(heading, width), *(block for line in part for block in line)]
        columns.append(Column(number * (width + _GAP), blocks))
    return columns


def _site_in_words(site: SiteState) -> str:
    """Temporalis 1, left: given, 5 units, 10:31"""
    dose = [words.units(site.units)] if site.status is SiteStatus.GIVEN else []
    time = [words.clock(site.at)] if site.at else []
    state = ", ".join([str(site.status).replace("-", " "), *dose, *time])
    return f"{site.name}, {words.side_word(site.side)}: {state}"


# What came of it


def _outcome(record: Record, sheet: Sheet) -> Zone:
    left = (sheet.width - 22) * 1.25 / 2.25
    right = sheet.width - 22 - left
    return [
        Column(0, [space(8), *_changes(record, left)]),
        Column(left + 22, [space(8), *_vial_reactions_next(record, right)]),
    ]


def _changes(record: Record, width: float) -> list[Block]:
    blocks = _heading("Changes from the protocol", width)
    differences = facts.differences(record)
    if not differences:
        return [*blocks, *text_lines("None", width, _BODY)]
    usual = usual_units(record)
    for difference in differences:
        first, *others = text_lines(difference.sentence, width - _PIP, _BODY, indent=_PIP)
        blocks += [_with_mark(first, look_of(difference.site, usual)), *others, space(3)]
    return blocks


def _with_mark(line: Block, look: MarkLook) -> Block:
    """The first line of a difference, in the middle of the mark that stands before it."""
    height = 19.0

    def paint(painter: QPainter, corner: QPointF) -> None:
        paint_key_mark(painter, look, QPointF(corner.x() + 19, corner.y() + height / 2))
        line.paint(painter, QPointF(corner.x(), corner.y() + (height - line.height) / 2))

    return Block(height, paint)


def _vial_reactions_next(record: Record, width: float) -> list[Block]:
    vial = (facts.vial_balance(record), *facts.other_reasons(record))
    parts = (
        ("Vial balance", vial),
        ("Reactions", (facts.reactions(record),)),
        ("Next visit", (facts.next_visit(record),)),
    )
    blocks: list[Block] = []
    for heading, sentences in parts:
        blocks += _heading(heading, width)
        for sentence in sentences:
            blocks += text_lines(_capital(sentence), width, _BODY)
        blocks.append(space(5))
    return blocks


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _heading(text: str, width: float) -> list[Block]:
    lines = [*text_lines(text, width, _HEADING), space(2)]
    return [replace(block, with_next=True) for block in lines]


def _notes(record: Record, sheet: Sheet) -> Zone:
    """Each note with its writer's own line breaks."""
    blocks: list[Block] = [space(3)]
    for note in facts.notes(record):
        first, *others = paragraphs(note) or [""]
        blocks += paragraph([Run("Note.", _BOLD), Run(first, _BODY)], sheet.width)
        for line in others:
            blocks += text_lines(line, sheet.width, _BODY)
        blocks.append(space(3))
    for addendum in facts.addenda(record):
        blocks += paragraph([Run("Addendum.", _BOLD), Run(addendum, _BODY)], sheet.width)
        blocks.append(space(3))
    return [Column(0, blocks)]


def signature_zone(record: Record, sheet: Sheet) -> Zone:
    """At the bottom of the last page: who signed and when, and a line for a pen."""
    half = (sheet.width - 30) / 2
    left = [*_signature_head(half), *paragraph(_signed_by(record), half)]
    for line in _after_the_signature(record):
        left += text_lines(line, half, _BODY)
    right = [
        *_signature_head(half),
        *text_lines("Signature on paper, if wanted", half, _BODY),
        *text_lines(f"Record {record.id}", half, _SMALL),
    ]
    return [Column(0, left), Column(half + 30, right)]


def _after_the_signature(record: Record) -> tuple[str, ...]:
    earlier = code_at_signing(record)
    return (*facts.cosignatures(record), *((f"Check code when it was signed: {earlier}",) if earlier else ()))


def _signature_head(width: float) -> list[Block]:
    return [
        replace(space(16), with_next=True),
        replace(_rule(width, 5), with_next=True),
        replace(space(3), with_next=True),
    ]


def _signed_by(record: Record) -> list[Run]:
    signed, at = record.visit.signed, record.visit.signed_at
    if signed is None or at is None:
        return [Run("NOT SIGNED", _WARNING)]
    signer = signed.signer
    rest = f"{in_sentence(signer.role)}, " if signer.role else ""
    return [
        Run("Signed in Injection Map by", _BODY),
        Run(f"{signer.name},", _BOLD),
        Run(f"{rest}{words.day(at)} {words.clock_seconds(at)}", _BODY),
    ]
