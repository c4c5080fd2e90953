"""A record's sites as CSV (RFC 4180): a header, then one row a site in treatment order.

`units` means the same as in the JSON (`record_json`), so the column may be added up.
"""

from __future__ import annotations

import csv
import io

from injection_map.domain.session import SiteState
from injection_map.domain.words import figure
from injection_map.report.plain_text import one_line
from injection_map.report.record import Record
from injection_map.report.record_json import units_given_or_to_come

HEADER = ("site", "muscle", "side", "state", "units", "at", "reason", "note", "lot", "by", "place")
"""The first eight are a promise; further ones come at the end."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the wide forms of the first, which some spreadsheets run too."""


def record_csv(record: Record) -> str:
    """The sites, with CR LF at the end of each line."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for site in record.visit.sites:
        writer.writerow([_harmless(cell) for cell in _row(record, site)])
    return out.getvalue()


def _row(record: Record, site: SiteState) -> tuple[str, ...]:
    return (
        site.key,
        site.muscle,
        str(site.side),
        str(site.status),
        figure(units_given_or_to_come(site, over=record.over)),
        site.at.isoformat() if site.at else "",
        one_line(site.reason),
        "; ".join(one_line(note) for note in site.notes),
        one_line(_lot(record, site)),
        one_line(site.by),
        one_line(site.place),
    )


def _lot(record: Record, site: SiteState) -> str:
    """Of the vial that the site was given from."""
    vials = record.visit.vials
    return vials[site.vial - 1].lot if site.vial is not None and site.vial <= len(vials) else ""


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
