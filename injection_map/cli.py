"""The command line. Its names, options and exit codes are a contract (README.md).

0: done. 1: the input, or the world, is at fault: one sentence on standard error. 2: the command line is wrong.
Qt is imported only when a window or a PDF is asked for.
"""

from __future__ import annotations

import argparse
import gc
import io
import math
import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from injection_map import __version__
from injection_map.cli_parts import Options, Outcome
from injection_map.domain.errors import InjectionMapError

_INTERRUPTED = 130
_MOST = 10_000_000
"""Of visits, or of lines of a list."""
_FORMATS = ("pdf", "json", "csv", "text", "fhir", "ics", "leaflet", "billing", "jsonl")
"""Those of `report.formats`, which is not imported before it is needed, and of the export of everything."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; raises SystemExit(2) when the command line is wrong."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without é still shows the rest of the record
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(arguments) if arguments else Options(**_WINDOW)
    _refuse_wrong_format(options)
    _refuse_wrong_audit(options)
    options.data_dir_named = options.data_dir is not None or _is_demo_folder_named()
    options.data_dir = _data_dir(options.data_dir)
    try:
        outcome: Outcome = options.run(options)
        _print(outcome.out)
    except BrokenPipeError:  # the reader went away (`| head`), and nobody is left to tell
        _drop_stdout()
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except InjectionMapError as error:
        outcome = Outcome(err=str(error), code=1)
    if outcome.err:
        print(outcome.err, file=sys.stderr)
    return outcome.code


def _refuse_wrong_format(options: Options) -> None:
    """What argparse cannot say: everything is jsonl, one record never is, and a selection needs a place."""
    if not getattr(options, "format", None):
        return
    if options.search is not None:
        if options.out is None:
            _parser().error("records export: --search needs --out, a new folder, or a file for jsonl")
    elif (options.format == "jsonl") is not options.all:
        _parser().error("records export: --all goes with --format jsonl, and one record with any other format")


def _refuse_wrong_audit(options: Options) -> None:
    """What argparse cannot say: a person is asked for among people, and a time that ends before it begins is none."""
    if not getattr(options, "of", None):
        return
    if options.person and options.of != "people":
        _parser().error(f"records audit {options.of}: --person goes with people")
    if options.first and options.last and options.first > options.last:
        _parser().error(f"records audit {options.of}: --from {options.first} is after --to {options.last}")


def _print(out: str | bytes) -> None:
    """All of it, or an error: what a script reads must not end early in silence."""
    if not out:
        return
    if sys.stdout is None:
        raise InjectionMapError("Nothing could be printed: there is no standard output.")
    try:
        if isinstance(out, bytes):
            sys.stdout.buffer.write(out)
        else:
            sys.stdout.write(out)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_stdout()
        raise InjectionMapError(f"Not everything could be printed: {error.strerror}. No record was changed.") from error


def _drop_stdout() -> None:
    """What is still in the buffer would fail once more when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# The window, the demo, the bench

_BEFORE_QT = (
    "domain.patient_checks",
    "domain.people",
    "domain.search",
    "report.formats",
    "storage.diagram_file",
    "storage.protocol_library",
    "storage.settings_file",
    "workflow.ready_texts",
)
"""What the first page takes of pure Python: PySide6 reads the source of everything that is imported after it."""


def _refuse_without_qt() -> None:
    from injection_map import display

    reason = display.why_no_display(os.environ) or display.why_qt_cannot_load()
    if reason is not None:
        raise InjectionMapError(reason)


def _window(options: Options) -> Outcome:
    gc.disable()  # a start leaves next to nothing to collect; `run_window` turns it on again
    for module in _BEFORE_QT:
        import_module(f"injection_map.{module}")
    _refuse_without_qt()
    from injection_map import app

    return Outcome(code=app.run_window(options))


def _demo(options: Options) -> Outcome:
    if options.offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _refuse_without_qt()
    from injection_map import app

    return Outcome(code=app.run_demo(options))


def _bench(options: Options) -> Outcome:
    if options.records:
        from injection_map.bench.large_vault import run_records_bench

        named = options.data_dir if options.data_dir_named else None
        return Outcome(code=run_records_bench(json=options.json, named=named))
    from injection_map import bench

    return Outcome(code=bench.run_bench(json=options.json))


_WINDOW = {"run": _window, "json": False, "data_dir": None}
"""Without a command. The window does not wait for the grammar, nor for the modules of the other commands."""


def _in(module: str, name: str) -> Callable[[Options], Outcome]:
    """A command of another module, which is imported when the command is run."""

    def run(options: Options) -> Outcome:
        outcome: Outcome = getattr(import_module(f"injection_map.{module}"), name)(options)
        return outcome

    return run


# The grammar

AddParser = Callable[..., argparse.ArgumentParser]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="injection-map",
        description="Tick off and record the sites of an injection protocol. Without a command it opens the window.",
        parents=[_everywhere()],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"injection-map {__version__}")
    parser.set_defaults(**_WINDOW)
    add = parser.add_subparsers(title="commands", metavar="COMMAND").add_parser
    _add_demo(add)
    _command(add, "protocols", _in("cli_records", "protocols"), "list the protocols")
    validate = _command(add, "validate", _in("cli_records", "validate"), "check protocol files and say every error")
    validate.add_argument("files", metavar="FILE", nargs="+", type=_path)
    _add_handout(add)
    _add_records(add)
    _add_vault(add)
    _add_import(add)
    _add_sample(add)
    bench = _command(add, "bench", _bench, "measure the program against the floors of this machine")
    bench.add_argument("--records", action="store_true", help="instead, a vault of 100 visits against one of 100,000")
    return parser


def _everywhere() -> argparse.ArgumentParser:
    """The options that may stand before or after a command: left out, they must not undo what stood before it."""
    parser = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.add_argument("--data-dir", metavar="DIR", type=_path, help="where the records are (INJECTION_MAP_DATA)")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    return parser


def _command(
    add: AddParser, name: str, run: Callable[[Options], Outcome] | None, help_text: str
) -> argparse.ArgumentParser:
    parser = add(name, help=help_text, description=help_text, parents=[_everywhere()], allow_abbrev=False)
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def _add_demo(add: AddParser) -> None:
    demo = _command(add, "demo", _demo, "play a whole visit of an invented patient through the real window")
    demo.add_argument("--out", metavar="DIR", type=_path, help="where the record, its PDF and the pictures go")
    demo.add_argument("--protocol", metavar="ID", help="another protocol than the first")
    demo.add_argument("--speed", metavar="N", type=_speed, help="1 is calm; left out, as fast as the window goes")
    demo.add_argument("--offscreen", action="store_true", help="without a display")
    demo.add_argument("--trace", action="store_true", help="print each event once it is safely on disk")


def _add_sample(add: AddParser) -> None:
    sample = _command(add, "sample", _in("cli_sample", "sample"), "make years of visits of invented patients")
    sample.add_argument("--visits", metavar="N", type=_count, required=True, help="how many visits")
    sample.add_argument("--seed", metavar="S", type=int, default=1, help="the same number makes the same visits")


def _add_handout(add: AddParser) -> None:
    handout = _command(add, "handout", _in("cli_handout", "handout"), "write the protocol map out, to be handed out")
    handout.add_argument("--protocol", metavar="ID", help="another protocol than the first")
    handout.add_argument("--kind", choices=("blank", "sites", "measures"), default="sites", help="left out, sites")
    handout.add_argument(
        "--each", choices=("muscle", "all"), default="muscle", help="a page each muscle, or one for all"
    )
    handout.add_argument(
        "--for", dest="medium", choices=("a4", "letter", "projector"), help="left out, the paper that is set"
    )
    handout.add_argument("--format", dest="form", choices=("pdf", "png"), help="left out, as PATH ends, or pdf")
    handout.add_argument("--out", metavar="PATH", type=_path, required=True, help="png: a file for each page beside it")


def _add_records(add: AddParser) -> None:
    records = _command(add, "records", None, "list the records, show one, write one out")
    add_here = records.add_subparsers(title="commands", metavar="COMMAND", required=True).add_parser
    listing = _command(add_here, "list", _in("cli_records", "list_records"), "list the records, newest first")
    listing.add_argument(
        "--search", metavar="TEXT", default="", help="words of a name, a number, a lot or a date, or beginnings"
    )
    listing.add_argument("--limit", metavar="N", type=_count, default=100, help="at most so many; left out, 100")
    listing.add_argument("--offset", metavar="N", type=_count, default=0, help="without the first so many")
    show = _command(add_here, "show", _in("cli_records", "show"), "one record: state, totals, every event")
    export = _command(add_here, "export", _in("cli_records", "export"), "write one record out, or all")
    show.add_argument("id", metavar="ID", type=_text, help="the record's id, or the beginning of it")
    which = export.add_mutually_exclusive_group(required=True)
    which.add_argument("id", metavar="ID", nargs="?", type=_text, help="the record's id, or the beginning of it")
    which.add_argument("--all", action="store_true", help="everything that is kept, as JSON lines (jsonl)")
    which.add_argument(
        "--search", metavar="TEXT", type=_text, help="those that are found, into a new folder, or a jsonl file"
    )
    export.add_argument("--format", required=True, choices=_FORMATS)
    export.add_argument(
        "--out", metavar="FILE", type=_path, help="left out: standard output, and record-ID.pdf for paper"
    )
    export.add_argument("--with-patient", action="store_true", help="name the patient in the calendar entry (ics)")
    export.add_argument("--paper", choices=("a4", "letter"), help="the size of a PDF's pages; left out, as set")

    _add_audit(add_here)
    _command(add_here, "verify", _in("cli_vault", "verify"), "prove that nothing was changed, removed or reordered")
    _command(add_here, "reindex", _in("cli_vault", "reindex"), "make the lists of patients and records anew")


def _add_audit(add_here: AddParser) -> None:
    recall = _command(add_here, "recall", _in("cli_audit", "recall"), "all patients who received a lot")
    recall.add_argument("lot", metavar="LOT", type=_lot)
    audit = _command(add_here, "audit", _in("cli_audit", "audit"), "who did what, what is skipped, units by month")
    audit.add_argument("of", choices=("people", "skipped", "units"))
    audit.add_argument("--person", metavar="NAME", type=_text, help="with people: the visits of this person")
    audit.add_argument("--from", metavar="MONTH", dest="first", type=_month, help="such as 2025-11")
    audit.add_argument("--to", metavar="MONTH", dest="last", type=_month, help="this month among it")
    for command in (recall, audit):
        command.add_argument("--csv", metavar="FILE", type=_path, help="write it there, for a spreadsheet")


def _add_vault(add: AddParser) -> None:
    backup = _command(add, "backup", _in("cli_vault", "backup"), "write an encrypted copy of all records, verified")
    backup.add_argument("file", metavar="FILE", type=_path)
    restore = _command(
        add, "restore", _in("cli_vault", "restore"), "put a backup back where no records are, and prove it"
    )
    restore.add_argument("file", metavar="FILE", type=_path)
    restore.add_argument("--recovery-code", action="store_true", help="ask for it; the key is kept anew then")
    _command(
        add, "recover", _in("cli_vault", "recover"), "open the records with the recovery code, and keep the key anew"
    )


def _add_import(add: AddParser) -> None:
    importing = _command(add, "import", None, "take in records, or patients, from a file")
    add_here = importing.add_subparsers(title="commands", metavar="COMMAND", required=True).add_parser
    records = _command(
        add_here, "records", _in("cli_import", "records"), "records from an export of JSON lines (jsonl)"
    )
    patients = _command(add_here, "patients", _in("cli_import", "patients"), "patients from a table (CSV)")
    for command in (records, patients):
        command.add_argument("file", metavar="FILE", type=_path)
        command.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        command.add_argument("--skip-refused", action="store_true", help="leave out what is refused, and take the rest")
        command.add_argument("--by", metavar="NAME", type=_text, help="who imports; left out, the name of the login")
    order = patients.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_true", help="03/04/1980 is the 3rd of April")
    order.add_argument("--month-first", action="store_true", help="03/04/1980 is the 4th of March")
    patients.add_argument(
        "--with-similar", action="store_true", help="take those too who are like somebody in the list"
    )


def _text(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("it is empty")
    return text


def _lot(text: str) -> str:
    if not any(letter.isalnum() for letter in text):
        raise argparse.ArgumentTypeError(f"{text!r} is no lot")
    return text


def _path(text: str) -> Path:
    return Path(_text(text))


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= _MOST):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {_MOST}")
    return int(text)


def _month(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no month such as 2025-11")
    return text


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 < speed < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return speed


def _is_demo_folder_named() -> bool:
    """The environment's folder is the demo's only with its passphrase: without a key nothing could be kept there."""
    return all(os.environ.get(name) for name in ("INJECTION_MAP_DATA", "INJECTION_MAP_PASSPHRASE"))


def _data_dir(named: Path | None) -> Path:
    """The folder of the records: named, else INJECTION_MAP_DATA, else the platform's."""
    if named is not None:
        return named
    if folder := os.environ.get("INJECTION_MAP_DATA"):
        return Path(folder)
    import platformdirs

    return platformdirs.user_data_path("injection-map", appauthor=False)
