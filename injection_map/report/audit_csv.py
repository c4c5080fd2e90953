"""The answers of recall and audit as CSV (`csv_table`). Months are 2025-11 and days 2025-11-18, so that they sort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from injection_map.domain.audit import Recall, parts_of
from injection_map.domain.record_index import VisitRow
from injection_map.domain.tallies import MonthUnits, PersonWork, SkippedSite
from injection_map.domain.words import figure
from injection_map.report.csv_table import csv_table
from injection_map.report.plain_text import one_line


def recall_csv(recall: Recall) -> str:
    """One row a visit in which the lot was given, by patient."""
    header = ("lot", "patient", "born", "number", "day", "product", "sites", "units", "record")
    return csv_table(header, _recall_rows(recall))


def _recall_rows(recall: Recall) -> Iterator[tuple[str, ...]]:
    for who in recall.recipients:
        patient = (one_line(recall.lot), one_line(who.name), who.born.isoformat(), one_line(who.number))
        for visit in who.visits:
            given = (one_line(visit.product), str(visit.sites), figure(visit.units))
            yield *patient, visit.started_at.date().isoformat(), *given, visit.record_id


def visits_csv(person: str, rows: Iterable[VisitRow]) -> str:
    """One row a visit of this person, in the order given."""
    header = ("person", "part", "day", "patient", "born", "number", "protocol", "sites", "units", "state", "record")
    return csv_table(header, (_visit_row(person, row) for row in rows))


def _visit_row(person: str, row: VisitRow) -> tuple[str, ...]:
    return (
        one_line(person),
        "; ".join(parts_of(row, person)),
        row.started_at.date().isoformat(),
        one_line(row.patient.name),
        row.patient.born.isoformat(),
        one_line(row.patient.number),
        one_line(row.protocol),
        str(row.sites_given),
        figure(row.units_given),
        str(row.state),
        row.record_id,
    )


def people_csv(people: Iterable[PersonWork]) -> str:
    """One row a person and month."""
    header = ("person", "month", "visits", "treated", "assisted", "signed", "co-signed")
    rows = (
        (
            one_line(work.name),
            month.month,
            *map(str, (month.visits, month.treated, month.assisted, month.signed, month.cosigned)),
        )
        for work in people
        for month in work.months
    )
    return csv_table(header, rows)


def skipped_csv(sites: Iterable[SkippedSite]) -> str:
    """One row a site; `percent` is of the visits that planned it."""
    header = ("protocol", "site", "name", "planned", "skipped", "percent", "reasons")
    rows = (
        (
            one_line(site.protocol),
            site.site,
            one_line(site.name),
            str(site.planned),
            str(site.skipped),
            f"{site.percent:.1f}",
            "; ".join(f"{one_line(reason)} ({count})" for reason, count in site.reasons),
        )
        for site in sites
    )
    return csv_table(header, rows)


def units_csv(months: Iterable[MonthUnits]) -> str:
    """One row a month and product."""
    rows = (
        (month.month, one_line(month.product), str(month.visits), figure(month.given), figure(month.discarded))
        for month in months
    )
    return csv_table(("month", "product", "visits", "units given", "units discarded"), rows)
