"""The commands about protocols and records. Qt is imported only for a PDF."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map import cli_vault, resources
from injection_map.cli_parts import (
    Options,
    Outcome,
    as_json,
    draw_without_a_display,
    now,
    progress,
    records_that_are_there,
    records_to_read,
    settings_of,
)
from injection_map.domain import words
from injection_map.domain.errors import FileFault, InjectionMapError, ProtocolFileError, RecordNotFoundError, StoreError
from injection_map.domain.geometry import Drawing
from injection_map.domain.protocol import Plate, Protocol
from injection_map.domain.record_index import Order, Page, RecordQuery
from injection_map.domain.settings import Settings
from injection_map.report import protocol_listing
from injection_map.report.choices import Choices, choices_of
from injection_map.report.exports import exported
from injection_map.report.files import write_file
from injection_map.report.formats import ExportFormat, file_name
from injection_map.report.listing import record_page, records_table
from injection_map.report.record import Record
from injection_map.report.record_json import record_to_plain, summary_to_plain
from injection_map.report.selection import Maker, files_in_steps, found_ids, lines_in_steps
from injection_map.report.stored_records import full_id, kept_protocol, readable_records
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol
from injection_map.storage.protocol_library import load_library
from injection_map.storage.record_index import RecordIndex

if TYPE_CHECKING:
    from injection_map.storage.event_store import VaultStore


def _drawings() -> Mapping[Plate, Drawing]:
    return read_drawings(resources.diagrams())


def protocols(options: Options) -> Outcome:
    entries = load_library([resources.protocols(), options.data_dir / "protocols"], _drawings()).entries
    if options.json:
        return Outcome(as_json({"protocols": [protocol_listing.entry_to_plain(entry) for entry in entries]}))
    return Outcome(protocol_listing.protocols_table(entries))


def validate(options: Options) -> Outcome:
    drawings, accepted, plain, errors = _drawings(), "", [], []
    for file in options.files:
        faults: tuple[FileFault, ...] = ()
        try:
            accepted += protocol_listing.accepted_line(file, read_protocol(file, drawings)) + "\n"
        except ProtocolFileError as error:
            faults = error.faults
            errors += protocol_listing.fault_lines(file, faults)
        plain.append({"file": str(file), "ok": not faults, "errors": protocol_listing.faults_to_plain(faults)})
    return Outcome(as_json({"files": plain}) if options.json else accepted, "\n".join(errors), code=1 if errors else 0)


# Records


def list_records(options: Options) -> Outcome:
    """One page of what the index finds. Exit code 1 when a record on it cannot be read."""
    query = RecordQuery(options.search, order=Order.NEWEST, offset=options.offset, limit=options.limit)
    with records_to_read(options.data_dir) as store:
        page = RecordIndex(store).rows(query, today=now().date()) if store else Page((), 0)
        records, faults = readable_records(store, page.rows) if store else ([], [])
    if options.json:
        total = None if page.more else page.total
        out = as_json({"records": [summary_to_plain(record) for record in records], "total": total})
    else:
        out = records_table(records)
    return Outcome(out, "\n".join([*faults, *_others(page)]), code=1 if faults else 0)


def _others(page: Page) -> Iterator[str]:
    """That there are records beside those of the page."""
    if page.more or page.total > len(page.rows):
        of = "" if page.more else f" of {page.total}"
        yield f"{words.count(len(page.rows), 'record')}{of}. --limit and --offset show others."


def show(options: Options) -> Outcome:
    record, protocol = _record(options)
    if options.json:
        billing = choices_of(settings_of(options)).billing
        return Outcome(as_json(record_to_plain(record.id, record.events, protocol, billing=billing)))
    return Outcome(record_page(record, protocol))


def export(options: Options) -> Outcome:
    if options.all:
        return cli_vault.export_all(options)
    if options.search is not None:
        return _export_selection(options)
    record, protocol = _record(options)
    kind, settings = ExportFormat(options.format), settings_of(options)
    choices = choices_of(settings)
    out: Path | None = options.out
    if kind.is_paper:
        data = _paper(record, protocol, kind, options.paper or settings.paper, choices)
    else:
        named = choices.names_patient_in_calendar or options.with_patient
        data = exported(record, protocol, kind, replace(choices, names_patient_in_calendar=named))
        if out is None:
            return Outcome(data)
    out = out or Path(file_name(record, kind))
    write_file(out, data)
    written = {"id": record.id, "format": options.format, "file": str(out)}
    return Outcome(as_json(written) if options.json else f"{out}\n")


def _export_selection(options: Options) -> Outcome:
    """Into a new folder, a file each, or into one file of JSON lines. Exit code 1 when a record was left out."""
    left_out: list[str] = []
    with records_that_are_there(options.data_dir) as store, ExitStack() as opened:
        index, today = RecordIndex(store), now().date()
        ids = found_ids(lambda query: index.rows(query, today=today), RecordQuery(options.search, order=Order.NEWEST))
        if not ids:
            raise StoreError(f"No record was found for “{options.search}”. Nothing was written.")
        if options.format == "jsonl":
            steps = lines_in_steps(options.out, store, ids, made_at=now())
        else:
            made = _maker(options, store, opened)
            steps = files_in_steps(options.out, ids, made, left_out)
        show = progress("records")
        for done in steps:
            if show:
                show(done, len(ids))
    written = {"format": options.format, "out": str(options.out), "records": len(ids) - len(left_out)}
    told = f"{options.out}: {words.count(len(ids) - len(left_out), 'record')}\n"
    out = as_json({**written, "left_out": left_out}) if options.json else told
    return Outcome(out, "\n".join(left_out), code=1 if left_out else 0)


def _maker(options: Options, store: VaultStore, opened: ExitStack) -> Maker:
    """What makes the file of a record by its id."""
    kind, settings, drawings = ExportFormat(options.format), settings_of(options), _drawings()
    choices = choices_of(settings)
    named = choices.names_patient_in_calendar or options.with_patient
    pdf = _pdf_maker(options, settings, drawings, opened) if kind is ExportFormat.PDF else None

    def made(record_id: str) -> tuple[str, bytes]:
        record = Record(record_id, store.events(record_id))
        protocol = None
        with suppress(ProtocolFileError, RecordNotFoundError):
            protocol = kept_protocol(record, store, drawings)
        if pdf is not None:
            data = pdf(record, protocol)
        elif kind.is_paper:
            data = _paper(record, protocol, kind, options.paper or settings.paper, choices)
        else:
            data = exported(record, protocol, kind, replace(choices, names_patient_in_calendar=named))
        return file_name(record, kind), data

    return made


def _pdf_maker(
    options: Options, settings: Settings, drawings: Mapping[Plate, Drawing], opened: ExitStack
) -> Callable[[Record, Protocol | None], bytes]:
    draw_without_a_display()
    from injection_map.report.paper import Paper
    from injection_map.report.pdf_without_window import record_pdfs_without_window

    return opened.enter_context(
        record_pdfs_without_window(
            drawings=drawings,
            diagrams=resources.diagrams(),
            fonts=resources.fonts(),
            paper=Paper(options.paper or settings.paper),
            billing=choices_of(settings).billing,
        )
    )


def _paper(record: Record, protocol: Protocol | None, kind: ExportFormat, size: str, choices: Choices) -> bytes:
    draw_without_a_display()
    from injection_map.report.paper import Paper
    from injection_map.report.pdf_without_window import leaflet_pdf_without_window, record_pdf_without_window

    paper, fonts = Paper(size), resources.fonts()
    if kind is ExportFormat.LEAFLET:
        return leaflet_pdf_without_window(record, protocol, fonts=fonts, paper=paper)
    return record_pdf_without_window(
        record,
        protocol,
        drawings=_drawings(),
        diagrams=resources.diagrams(),
        fonts=fonts,
        paper=paper,
        billing=choices.billing,
    )


def _record(options: Options) -> tuple[Record, Protocol | None]:
    """The record that an id, or the beginning of one, names; and its protocol as it was, if that can be read."""
    with records_that_are_there(options.data_dir) as store:
        record_id = full_id(options.id, store.record_ids())
        record = Record(record_id, store.events(record_id))
        try:
            return record, kept_protocol(record, store, _drawings())
        except InjectionMapError as error:
            print(f"The record's protocol cannot be read, so its words are missing: {error}", file=sys.stderr)
            return record, None
