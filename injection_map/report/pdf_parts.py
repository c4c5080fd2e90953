"""The parts of a printed record, from its head to its notes, as zones that flow over pages. Measures in page px."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from injection_map.domain import words
from injection_map.domain.events import Vial
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import Phase, SiteState, SiteStatus
from injection_map.report import facts, visit_facts
from injection_map.report.page_flow import Block, Column, Zone, space
from injection_map.report.paper_text import Run, Style, draw_text, paragraph, text_lines
from injection_map.report.pdf_outcome import notes_zone, outcome_zone
from injection_map.report.pdf_styles import BODY, BOLD, WARNING, Parts, Sheet, heading_lines, rule
from injection_map.report.pdf_table import table_zone
from injection_map.report.plain_text import in_sentence
from injection_map.report.plates import Plates
from injection_map.report.record import Record

_TITLE = Style(18, 700, line=1.15)
_NAME = Style(17, 700, line=1.2)
_LEAD, _LEAD_BOLD = Style(13), Style(13, 600)
_LEAD_NUMBER = Style(13, 600, identifier=True)
_LABEL = Style(colour="#333333")
_IDENTIFIER = Style(weight=600, identifier=True)

_GAP = 20.0
_FACT_COLUMNS = (0.0, 176.0, 425.0, 583.0)
_CELL_GAP = 14.0


def record_zones(parts: Parts, sheet: Sheet) -> list[Zone]:
    """Everything but the signature, in the order of the page."""
    record, protocol = parts.record, parts.protocol
    return [
        *_letterhead(record, sheet),
        _head(record, protocol, sheet),
        *_warnings(record, sheet),
        [Column(0, [rule(sheet.width, 11, width=2)])],
        *_facts(record, protocol, sheet),
        [Column(0, [rule(sheet.width, 9, colour="#999999")])],
        *_given(parts, sheet),
        outcome_zone(parts, sheet),
        notes_zone(record, sheet),
    ]


# Head


def _letterhead(record: Record, sheet: Sheet) -> list[Zone]:
    """The clinic's name and address on a line of its own."""
    name, *address = visit_facts.clinic_lines(record) or ("",)
    if not name:
        return []
    runs = [Run(name, BOLD), *([Run(", ".join(address), _LABEL)] if address else [])]
    return [[Column(0, [*paragraph(runs, sheet.width), space(6)])]]


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
        draw_text(painter, box, text, WARNING, align="centre")

    return Block(23, paint)


# Facts


def _facts(record: Record, protocol: Protocol | None, sheet: Sheet) -> list[Zone]:
    """Two rows of four cells as on the design's page, one more for each further vial; then what was treated."""
    first, *others = [_vial_cells(record, vial, protocol) for vial in record.visit.vials] or [_NO_VIAL]
    rows = [
        [("Allergy", record.opened.patient.allergies or facts.NONE_RECORDED, BOLD), *first[:3]],
        [
            ("Last treatment", visit_facts.last_treatment(record), BOLD),
            ("Safety pause", visit_facts.safety_pause(record) or facts.NONE_RECORDED, BOLD),
            first[3],
            (_hands(record), visit_facts.names_at_work(record, helpers_after=", "), BOLD),
        ],
        *(_further_vial(number, cells) for number, cells in enumerate(others, 2)),
    ]
    zones: list[Zone] = [[Column(0, [space(9)])]]
    for row in rows:
        zones.append([_fact(place, cell, sheet) for place, cell in enumerate(row)])
        zones.append([Column(0, [space(3)])])
    lines = paragraph(why, sheet.width) if (why := _why(record)) else []
    if warning := facts.protocol_warning(record, protocol):
        lines += text_lines(warning, sheet.width, BOLD)
    return [*zones, [Column(0, lines)]]


def _further_vial(number: int, cells: list[_Cell]) -> list[_Cell]:
    """In one row, each cell with the vial's number."""
    return [(f"Vial {number}: {in_sentence(label)}", text, style) for label, text, style in (cells[3], *cells[:3])]


def _hands(record: Record) -> str:
    act = "Seen by" if record.visit.phase is Phase.NOT_TREATED else "Given by"
    return f"{act}, with" if visit_facts.assistants(record) else act


def _why(record: Record) -> list[Run]:
    """What was treated and how, what was answered, and what was given last time, where that is recorded."""
    opened, diagnosis = record.opened, visit_facts.diagnosis(record)
    told = (
        ("Diagnosis", diagnosis),
        ("Indication", "" if diagnosis else opened.indication),
        ("Guidance", opened.guidance),
        ("Answers", visit_facts.answers(record)),
        ("Last time", visit_facts.last_units(record)),
    )
    return [run for label, text in told if text for run in (Run(label, _LABEL), Run(text, BOLD))]


_Cell = tuple[str, str, Style]
_EMPTY: _Cell = ("", "", BODY)
_NO_VIAL: list[_Cell] = [("Product", "no vial recorded", BOLD), _EMPTY, _EMPTY, _EMPTY]


def _vial_cells(record: Record, vial: Vial, protocol: Protocol | None) -> list[_Cell]:
    return [
        ("Product", facts.vial_product(vial, protocol), BOLD),
        ("Lot, expiry", f"{vial.lot}, {facts.vial_expiry(vial)}", _IDENTIFIER),
        ("Dilution", facts.vial_dilution(vial), BOLD),
        ("Mixed, use by", facts.vial_times(vial, record.started_at), BOLD),
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


def _given(parts: Parts, sheet: Sheet) -> list[Zone]:
    """Nothing of a visit in which nobody was treated: rings and zeros would look like sites left out."""
    if parts.record.visit.phase is Phase.NOT_TREATED:
        return []
    return [_drawn(parts, sheet), table_zone(parts.record, parts.protocol, sheet.width)]


def _drawn(parts: Parts, sheet: Sheet) -> Zone:
    if parts.protocol is None:
        return _sites_in_words(parts.record, sheet)
    plates = Plates(parts.record, parts.protocol, art=parts.art, drawings=parts.drawings)
    return [Column(0, [space(10), *plates.rows(sheet.width, upper=sheet.upper, lower=sheet.lower)])]


def _sites_in_words(record: Record, sheet: Sheet) -> Zone:
    """In two columns, where nothing can be drawn because the protocol that knows the places cannot be read."""
    width = (sheet.width - _GAP) / 2
    lines = [text_lines(_site_in_words(site), width, BODY) for site in record.visit.sites]
    half = -(-len(lines) // 2)
    columns = []
    for number, part in enumerate((lines[:half], lines[half:])):
        heading = "The sites are not drawn: the protocol could not be read" if number == 0 else "Sites, continued"
        blocks = [space(8), *heading_lines(heading, width), *(block for line in part for block in line)]
        columns.append(Column(number * (width + _GAP), blocks))
    return columns


def _site_in_words(site: SiteState) -> str:
    """Temporalis 1, left: given, 5 units, 10:31"""
    dose = [words.units(site.units)] if site.status is SiteStatus.GIVEN else []
    time = [words.clock(site.at)] if site.at else []
    state = ", ".join([str(site.status).replace("-", " "), *dose, *time])
    return f"{site.name}, {words.side_word(site.side)}: {state}"
