"""The answers of recall and audit as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from injection_map.domain import words
from injection_map.domain.audit import Recall, left_out_words, parts_of, recall_words
from injection_map.domain.record_index import VisitRow
from injection_map.domain.tallies import MonthUnits, Part, PersonWork, SkippedSite
from injection_map.report.listing import table
from injection_map.report.plain_text import one_line


def recall_page(recall: Recall) -> str:
    """What is to be said of it, and one line a visit."""
    said = f"{one_line(recall_words(recall))}\n"
    rows = [
        (
            who.name,
            words.day(who.born),
            who.number,
            words.day(visit.started_at),
            str(visit.sites),
            words.figure(visit.units),
            visit.product,
            visit.record_id,
        )
        for who in recall.recipients
        for visit in who.visits
    ]
    head = ("Patient", "Born", "Number", "Visit", "Sites", "Units", "Product", "Record")
    listed = f"\n{table([head, *rows])}" if rows else ""
    left_out = left_out_words(recall)
    return said + listed + (f"\n{left_out}\n" if left_out else "")


def visits_table(person: str, rows: Sequence[VisitRow]) -> str:
    """One line a visit, in the order given."""
    if not rows:
        return f"No visits of {one_line(person)}.\n"
    head = ("Visit", "Part", "Patient", "Born", "Number", "Sites", "Units", "Record")
    return table([head, *(_visit(person, row) for row in rows)])


def _visit(person: str, row: VisitRow) -> tuple[str, ...]:
    patient = row.patient
    return (
        words.day(row.started_at),
        ", ".join(parts_of(row, person)),
        patient.name,
        words.day(patient.born),
        patient.number,
        str(row.sites_given),
        words.figure(row.units_given),
        row.record_id,
    )


def people_table(people: Iterable[PersonWork]) -> str:
    """One line a person."""
    head = ("Person", "Visits", *(str(part).capitalize() for part in Part))
    rows = [(work.name, str(work.visits), *(str(work.in_part(part)) for part in Part)) for work in people]
    return table([head, *rows]) if rows else "There are no visits.\n"


def skipped_table(sites: Iterable[SkippedSite]) -> str:
    """One line a site, the most often skipped first, with the reason that was given most."""
    head = ("Site", "Skipped", "Planned", "Percent", "Reason given most", "Protocol")
    rows = [
        (
            site.name,
            str(site.skipped),
            str(site.planned),
            f"{site.percent:.1f}",
            reasons_words(site, most=1),
            site.protocol,
        )
        for site in sites
    ]
    return table([head, *rows]) if rows else "No site was skipped.\n"


def reasons_words(site: SkippedSite, *, most: int) -> str:
    """Patient asked (12), Pain or bleeding (3), 2 other reasons"""
    return ", ".join(reasons(site, most=most))


def reasons(site: SkippedSite, *, most: int) -> list[str]:
    """Those that were given most, and how many others there are."""
    said = [f"{one_line(reason) or 'none given'} ({count:,})" for reason, count in site.reasons[:most]]
    more = len(site.reasons) - most
    return [*said, words.count(more, "other reason")] if more > 0 else said


def units_table(months: Iterable[MonthUnits]) -> str:
    """One line a month and product."""
    head = ("Month", "Product", "Visits", "Units given", "Units discarded")
    rows = [
        (
            month_words(month.month),
            month.product,
            str(month.visits),
            words.figure(month.given),
            words.figure(month.discarded),
        )
        for month in months
    ]
    return table([head, *rows]) if rows else "No units were given or discarded.\n"


def month_words(month: str) -> str:
    """Nov-2025"""
    return f"{words.MONTHS[int(month[5:]) - 1]}-{month[:4]}"
