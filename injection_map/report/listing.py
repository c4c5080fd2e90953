"""Records as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from injection_map.domain import words
from injection_map.domain.dosing import totals
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.report.event_words import history
from injection_map.report.note_text import note_text
from injection_map.report.plain_text import one_line
from injection_map.report.record import Record
from injection_map.report.record_json import units_given_or_to_come


def records_table(records: Iterable[Record]) -> str:
    """One line a record, in the order given."""
    head = ("Started", "State", "Patient", "Born", "Number", "Sites", "Units", "Record")
    rows = [_record_row(record) for record in records]
    return table([head, *rows]) if rows else "There are no records.\n"


def _record_row(record: Record) -> tuple[str, ...]:
    patient, sums = record.opened.patient, totals(record.visit.sites)
    return (
        f"{words.day(record.started_at)} {words.clock(record.started_at)}",
        str(record.visit.phase),
        patient.name,
        words.day(patient.born),
        patient.number,
        f"{sums.sites_given} of {sums.sites}",
        words.figure(sums.units_given),
        record.id,
    )


def record_page(record: Record, protocol: Protocol | None) -> str:
    """The note, then every site, then every event."""
    sites = [_site_row(site, over=record.over) for site in record.visit.sites]
    events = [
        (str(event.seq), f"{words.day(event.at)} {words.clock_seconds(event.at)}", event.by, sentence)
        for event, sentence in history(record.events)
    ]
    return "\n".join(
        [
            note_text(record, protocol),
            table([("Site", "Side", "State", "Units", "Time", "Reason"), *sites]),
            table([("No.", "At", "By", "What happened"), *events]),
        ]
    )


def _site_row(site: SiteState, *, over: bool) -> tuple[str, ...]:
    state = "left" if over and site.status is SiteStatus.TO_DO else str(site.status).replace("-", " ")
    units = words.figure(units_given_or_to_come(site, over=over))
    time = words.clock_seconds(site.at) if site.at else ""
    return site.name, words.side_word(site.side), state, units, time, site.reason


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as columns two spaces apart, the last one unpadded."""
    clean = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip_longest(*clean, fillvalue="")]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in clean)
    return "\n".join(lines) + "\n"
