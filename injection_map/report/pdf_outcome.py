"""The lower parts of a printed record: what differed, what was warned of, what came of it, and who stands for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from injection_map.diagram.marks import MarkLook
from injection_map.domain import words
from injection_map.domain.session import Phase
from injection_map.report import facts, visit_facts
from injection_map.report.billing import billing_lines
from injection_map.report.check_code import code_at_signing
from injection_map.report.page_flow import Block, Column, Zone, space
from injection_map.report.paper_text import Run, Style, paragraph, text_lines
from injection_map.report.pdf_styles import BODY, BOLD, WARNING, Parts, Sheet, heading_lines, rule
from injection_map.report.plain_text import in_sentence, paragraphs
from injection_map.report.plates import look_of, paint_key_mark, usual_units
from injection_map.report.record import Record

_SMALL = Style(10.5, colour="#333333")
_PIP = 45.0


def outcome_zone(parts: Parts, sheet: Sheet) -> Zone:
    record = parts.record
    left = (sheet.width - 22) * 1.25 / 2.25
    right = sheet.width - 22 - left
    return [
        Column(0, [space(8), *_changes(record, left), *_told(_warned_of(record), left)]),
        Column(left + 22, [space(8), *_told(_came_of_it(parts), right)]),
    ]


def _changes(record: Record, width: float) -> list[Block]:
    if record.visit.phase is Phase.NOT_TREATED:
        return []
    blocks = heading_lines("Changes from the protocol", width)
    differences = facts.differences(record)
    if not differences:
        return [*blocks, *text_lines("None", width, BODY)]
    usual = usual_units(record)
    for difference in differences:
        first, *others = text_lines(difference.sentence, width - _PIP, BODY, indent=_PIP)
        blocks += [_with_mark(first, look_of(difference.site, usual)), *others, space(3)]
    return blocks


def _with_mark(line: Block, look: MarkLook) -> Block:
    """The first line of a difference, in the middle of the mark that stands before it."""
    height = 19.0

    def paint(painter: QPainter, corner: QPointF) -> None:
        paint_key_mark(painter, look, QPointF(corner.x() + 19, corner.y() + height / 2))
        line.paint(painter, QPointF(corner.x(), corner.y() + (height - line.height) / 2))

    return Block(height, paint)


_Headed = tuple[str, tuple[str, ...]]


def _warned_of(record: Record) -> list[_Headed]:
    return [("Cautions, and why they were gone on with", visit_facts.cautions(record))]


def _came_of_it(parts: Parts) -> list[_Headed]:
    record = parts.record
    treated = record.visit.phase is not Phase.NOT_TREATED
    since = visit_facts.since_last_visit(record)
    billing = billing_lines(record, parts.protocol, parts.billing) if parts.billing else ()
    return [
        ("Answered before the treatment", visit_facts.yes_answers(record)),
        ("Since the last visit", (since,) if since else ()),
        ("Vial balance", _balances(record)),
        ("Reasons", facts.other_reasons(record)),
        ("Interrupted", visit_facts.interruptions(record)),
        ("Reactions", (_reactions(record),) if treated else ()),
        ("Next visit", (_next_visit(record),) if treated else ()),
        ("Billing", (", ".join(line.sentence for line in billing),) if billing else ()),
    ]


def _balances(record: Record) -> tuple[str, ...]:
    *others, last = visit_facts.balances(record) or ("",)
    discard = visit_facts.discard(record)
    told = f"{last.rstrip('.')}. Discard {discard}" if discard else last
    return tuple(filter(None, (*others, told)))


def _reactions(record: Record) -> str:
    watched = visit_facts.watched_until(record)
    seen = facts.reactions(record)
    return f"{seen.rstrip('.')}. Watched until {watched}" if watched else seen


def _next_visit(record: Record) -> str:
    leaflet = visit_facts.leaflet(record)
    return f"{facts.next_visit(record)}. Leaflet {leaflet}" if leaflet else facts.next_visit(record)


def _told(parts: Sequence[_Headed], width: float) -> list[Block]:
    """Each heading with its sentences; one without any is left out."""
    blocks: list[Block] = []
    for heading, sentences in parts:
        if sentences:
            lines = [block for text in sentences for block in text_lines(_capital(text), width, BODY)]
            blocks += [*heading_lines(heading, width), *lines, space(5)]
    return blocks


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def notes_zone(record: Record, sheet: Sheet) -> Zone:
    """Each note with its writer's own line breaks."""
    blocks: list[Block] = [space(3)]
    for note in facts.notes(record):
        first, *others = paragraphs(note) or [""]
        blocks += paragraph([Run("Note.", BOLD), Run(first, BODY)], sheet.width)
        for line in others:
            blocks += text_lines(line, sheet.width, BODY)
        blocks.append(space(3))
    for addendum in facts.addenda(record):
        blocks += paragraph([Run("Addendum.", BOLD), Run(addendum, BODY)], sheet.width)
        blocks.append(space(3))
    return [Column(0, blocks)]


def signature_zone(record: Record, sheet: Sheet) -> Zone:
    """At the bottom of the last page: who signed and when, and a line for a pen."""
    half = (sheet.width - 30) / 2
    left = [*_signature_head(half), *paragraph(_signed_by(record), half)]
    for line in _after_the_signature(record):
        left += text_lines(line, half, BODY)
    right = [
        *_signature_head(half),
        *text_lines("Signature on paper, if wanted", half, BODY),
        *text_lines(_record_line(record), half, _SMALL),
    ]
    return [Column(0, left), Column(half + 30, right)]


def _record_line(record: Record) -> str:
    """Record 0190-a, opened 10:26, finished 10:38"""
    ended = record.visit.finished_at
    finished = f", finished {words.clock(ended)}" if ended else ""
    return f"Record {record.id}, opened {words.clock(record.started_at)}{finished}"


def _after_the_signature(record: Record) -> tuple[str, ...]:
    earlier = code_at_signing(record)
    return (*facts.cosignatures(record), *((f"Check code when it was signed: {earlier}",) if earlier else ()))


def _signature_head(width: float) -> list[Block]:
    return [
        replace(space(16), with_next=True),
        replace(rule(width, 5), with_next=True),
        replace(space(3), with_next=True),
    ]


def _signed_by(record: Record) -> list[Run]:
    signed, at = record.visit.signed, record.visit.signed_at
    if signed is None or at is None:
        ended = visit_facts.ended_untreated(record)
        return [Run(ended, BODY) if ended else Run("NOT SIGNED", WARNING)]
    signer = signed.signer
    rest = f"{in_sentence(signer.role)}, " if signer.role else ""
    return [
        Run("Signed in Injection Map by", BODY),
        Run(f"{signer.name},", BOLD),
        Run(f"{rest}{words.day(at)} {words.clock_seconds(at)}", BODY),
    ]
