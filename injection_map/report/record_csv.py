"""A record's sites as CSV (RFC 4180): a header, then one row a site in treatment order.

`units` means the same as in the JSON (`record_json`), so the column may be added up.
"""

from __future__ import annotations

from injection_map.domain.session import SiteState
from injection_map.domain.words import figure
from injection_map.report.csv_table import csv_table
from injection_map.report.plain_text import one_line
from injection_map.report.record import Record
from injection_map.report.record_json import units_given_or_to_come

HEADER = ("site", "muscle", "side", "state", "units", "at", "reason", "note", "lot", "by", "place")
"""The first eight are a promise; further ones come at the end."""


def record_csv(record: Record) -> str:
    """The sites, with CR LF at the end of each line."""
    return csv_table(HEADER, (_row(record, site) for site in record.visit.sites))


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
