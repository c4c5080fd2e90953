"""The patient's leaflet: one page of what was given, what to expect, and when to come again.

It says what the record and the protocol say, and no more: the lines about the time after are the protocol's.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from injection_map.domain import words
from injection_map.domain.dosing import MuscleTotals, totals, totals_by_muscle
from injection_map.domain.errors import InjectionMapError
from injection_map.domain.events import Vial
from injection_map.domain.protocol import Protocol, Side
from injection_map.domain.session import Phase
from injection_map.report import facts, visit_facts
from injection_map.report.footed_pages import FootedPrint, footed_pages, text_width
from injection_map.report.page_flow import Block, Page, space
from injection_map.report.paper import MEASURES, Measures, Paper
from injection_map.report.paper_text import Run, Style, paragraph, text_lines
from injection_map.report.plain_text import in_sentence
from injection_map.report.record import Record, muscle_names

_INDENT = 16.0
_CLINIC, _ADDRESS = Style(15, 600), Style(13, colour="#333333")
_TITLE, _HEADING = Style(26, 700, line=1.25), Style(16, 700)
_BODY, _STRONG = Style(15, line=1.45), Style(15, 600, line=1.45)
_LEAFLETS = uuid.UUID("9a3c8d0e-54c1-4f0b-8f57-6f5f0d1b2a44")


class NoLeafletError(InjectionMapError):
    """There is nothing to tell the patient of this record. The record is as it was."""


def leaflet_print(record: Record, protocol: Protocol | None, *, paper: Paper = Paper.A4) -> FootedPrint:
    """The leaflet on pages. Needs a QGuiApplication with the typeface loaded.

    Raises NoLeafletError while nothing was given, and without the protocol, whose lines it is made of.
    """
    if protocol is None:
        raise NoLeafletError("The record's protocol cannot be read, so there is nothing to make a leaflet of.")
    if totals(record.visit.sites).sites_given == 0 or record.visit.phase is Phase.NOT_TREATED:
        raise NoLeafletError("Nothing was given at this visit, so there is no leaflet for it.")
    measures = MEASURES[paper]
    document = uuid.uuid5(_LEAFLETS, record.head.hex())
    footer = f"Made by Injection Map of record {record.id}"
    return FootedPrint(_pages(record, protocol, measures), measures, f"Leaflet {record.id}", document, footer)


def _pages(record: Record, protocol: Protocol, measures: Measures) -> list[Page]:
    width = text_width(measures)
    blocks = [
        *_letterhead(record, width),
        *text_lines("Your treatment", width, _TITLE),
        space(10),
        *(block for label, text in _about(record, protocol) for block in _field(label, text, width)),
        *_list("What was given", _given(record, protocol), width),
        *_list("What to expect", protocol.aftercare, width),
        *_list("Your next visit", [_next_visit(record)], width, marked=False),
        *_list("Where this is from", list(_sources(record, protocol)), width, marked=False),
    ]
    return footed_pages(blocks, measures)


def _letterhead(record: Record, width: float) -> list[Block]:
    name, *address = visit_facts.clinic_lines(record) or ("",)
    if not name:
        return []
    lines = (block for line in address for block in text_lines(line, width, _ADDRESS))
    return [*text_lines(name, width, _CLINIC), *lines, space(24)]


def _about(record: Record, protocol: Protocol) -> Iterator[tuple[str, str]]:
    day = record.given_times[0]
    yield "Name", record.opened.patient.name
    yield "Treated on", f"{words.weekday(day)} {words.day(day)}"
    yield "By", visit_facts.names_at_work(record)
    yield "For", record.opened.indication or protocol.indication
    yield "With", ", ".join(dict.fromkeys(facts.product(v, protocol) for v in _used(record))) or "not recorded"
    if record.opened.training:
        yield "", "TRAINING: no patient was treated"


def _used(record: Record) -> list[Vial]:
    used = {site.vial for site in record.visit.sites if site.vial is not None}
    return [vial for number, vial in enumerate(record.visit.vials, 1) if number in used]


def _field(label: str, text: str, width: float) -> list[Block]:
    return paragraph([Run(f"{label}:", _BODY), Run(text, _STRONG)] if label else [Run(text, _STRONG)], width)


def _given(record: Record, protocol: Protocol) -> list[str]:
    names = muscle_names(record, protocol)
    sums = totals(record.visit.sites)
    muscles = (muscle for muscle in totals_by_muscle(record.visit) if muscle.whole.sites_given)
    return [
        f"{words.units(sums.units_given)} at {words.count(sums.sites_given, 'site')} in all",
        *(f"{names[muscle.muscle]}: {_muscle(muscle)}" for muscle in muscles),
    ]


def _muscle(muscle: MuscleTotals) -> str:
    """2 sites on your right, 2 on your left, 20 units"""
    where = {Side.RIGHT: "on your right", Side.LEFT: "on your left", Side.MIDLINE: "in the middle"}
    sites = [
        f"{words.count(muscle.by_side[side].sites_given, 'site')} {place}"
        for side, place in where.items()
        if side in muscle.by_side and muscle.by_side[side].sites_given
    ]
    return f"{', '.join(sites)}, {words.units(muscle.whole.units_given)}"


def _next_visit(record: Record) -> str:
    finish = record.visit.finish
    if finish is None or finish.next_visit is None:
        return "No day is set yet."
    return f"{words.weekday(finish.next_visit)} {words.day(finish.next_visit)}"


def _sources(record: Record, protocol: Protocol) -> Iterator[str]:
    """Whose words these are, and what is not yet sure about them."""
    reference = record.opened.protocol
    yield f"Protocol {reference.title}, version {reference.version}."
    if protocol.review.status != "approved":
        yield f"Not verified: this protocol is in {in_sentence(protocol.review.status)} and not yet approved."


def _list(heading: str, items: Sequence[str], width: float, *, marked: bool = True) -> list[Block]:
    """A heading over its items, each with a dot before it; nothing when there are none."""
    if not items:
        return []
    head = [space(16), *text_lines(heading, width, _HEADING), space(3)]
    indent = _INDENT if marked else 0.0
    blocks = [replace(block, with_next=True) for block in head]
    for item in items:
        first, *others = text_lines(item, width - indent, _BODY, indent=indent)
        blocks += [_dotted(first) if marked else first, *others]
    return blocks


def _dotted(line: Block) -> Block:
    def paint(painter: QPainter, corner: QPointF) -> None:
        painter.setBrush(QColor("#000000"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(corner.x() + 5, corner.y() + line.height / 2), 2.2, 2.2)
        line.paint(painter, corner)

    return Block(line.height, paint)
