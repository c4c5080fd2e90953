"""The commands about many records at once: who received a lot, who did what, what is skipped, and units by month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from injection_map.cli_parts import Options, Outcome, as_json, now, records_that_are_there
from injection_map.domain import words
from injection_map.domain.event_codec import to_plain
from injection_map.domain.tallies import Period
from injection_map.report import audit_csv, audit_listing
from injection_map.report.files import write_file
from injection_map.storage.patients import Patients
from injection_map.storage.record_index import RecordIndex
from injection_map.workflow.recall import recall as recall_lot

_Answer = TypeVar("_Answer")


def recall(options: Options) -> Outcome:
    """Exit code 1 when a record cannot be read: somebody may be missing."""
    with records_that_are_there(options.data_dir) as store:
        found = recall_lot(options.lot, RecordIndex(store), Patients(store, now))
    outcome = _told(options, found, audit_listing.recall_page, audit_csv.recall_csv, "recall")
    return Outcome(outcome.out, outcome.err, code=1 if found.unreadable else 0)


def audit(options: Options) -> Outcome:
    with records_that_are_there(options.data_dir) as store:
        index = RecordIndex(store)
        outcome, unreadable = _answer(options, index), index.unreadable()
    missing = f"Without {words.count(unreadable, 'record')} that cannot be read." if unreadable else ""
    return Outcome(outcome.out, missing, code=1 if unreadable else 0)


def _answer(options: Options, index: RecordIndex) -> Outcome:
    period = Period(options.first or "", options.last or "")
    match options.of:
        case "people" if options.person:
            return _visits(options, index, period)
        case "people":
            people = index.work_of_people(period)
            return _told(options, people, audit_listing.people_table, audit_csv.people_csv, "people")
        case "skipped":
            sites = index.sites_skipped(period)
            return _told(options, sites, audit_listing.skipped_table, audit_csv.skipped_csv, "sites")
    months = index.units_per_month(period)
    return _told(options, months, audit_listing.units_table, audit_csv.units_csv, "months")


def _visits(options: Options, index: RecordIndex, period: Period) -> Outcome:
    person: str = options.person
    rows = index.visits_of_person(person, period)
    return _told(
        options,
        rows,
        lambda rows: audit_listing.visits_table(person, rows),
        lambda rows: audit_csv.visits_csv(person, rows),
        "visits",
    )


def _told(
    options: Options,
    answer: _Answer,
    as_table: Callable[[_Answer], str],
    as_csv: Callable[[_Answer], str],
    name: str,
) -> Outcome:
    """As a table, or as JSON under this name; as CSV into a file, which is named then."""
    if options.csv is not None:
        write_file(options.csv, as_csv(answer).encode(errors="backslashreplace"))
        return Outcome(as_json({"file": str(options.csv)}) if options.json else f"{options.csv}\n")
    return Outcome(as_json({name: _plain(answer)}) if options.json else as_table(answer))


def _plain(answer: Any) -> object:
    return [to_plain(one) for one in answer] if isinstance(answer, Sequence) else to_plain(answer)
