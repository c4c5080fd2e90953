"""The commands that take records and patients in from files. With anything refused nothing is written, unless told."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from injection_map.cli_parts import Options, Outcome, as_json, now, passphrase_of, progress, records_to_read
from injection_map.domain import words
from injection_map.domain.imports import Fate, Imported, RecordRow, Tally, Told, imported_words
from injection_map.domain.patient_csv import DateOrder, PatientRow, judged, read_table, tally
from injection_map.domain.patients import list_order

if TYPE_CHECKING:
    from injection_map.storage.event_store import VaultStore
    from injection_map.storage.record_import import RecordImport

_AT_ONCE = 500
_EMPTY = "There is nobody in this file."
_NOTHING = "Nothing was written. Mend the file, or leave out what is refused with --skip-refused."


def records(options: Options) -> Outcome:
    """Exit code 1 when something is refused, and not to be skipped: then nothing is written."""
    from injection_map.storage.record_import import read_import

    with ExitStack() as opened:
        store = _store(options, opened)
        found = opened.enter_context(closing(read_import(options.file, store, told=_told(), stopped=_never)))
        refused = [*_refused_records(found), *_refused_patients(found)]
        if _is_only_looked_at(options, found.refused):
            return _outcome(options, found.records, found.patients, refused, None)
        done = found.write(store or _made(options, opened), by=_by(options), clock=now, told=_told(), stopped=_never)
        return _outcome(options, found.records, found.patients, refused, done)


def patients(options: Options) -> Outcome:
    """As `records`. Those who are like somebody in the list are left out, unless they are asked for."""
    from injection_map.storage.patient_import import add_patients, read_patient_file
    from injection_map.storage.patients import Patients

    data = read_patient_file(options.file)
    table = read_table(data)
    with ExitStack() as opened:
        store = _store(options, opened)
        listed = Patients(store, now) if store else None
        found = listed.similar if listed else _nobody
        rows = tuple(judged(table, _order(options), today=now().date(), similar=found))
        sums = tally(rows)
        refused = [_plain_patient(row) for row in rows if row.fate.is_refused]
        asked = [_plain_patient(row) for row in rows if row.fate is Fate.NEW and row.warning]
        left_out = [] if options.with_similar else asked
        if _is_only_looked_at(options, sums.refused):
            return _outcome(options, None, sums, refused, None, left_out)
        taken = [row.patient for row in rows if row.fate is Fate.NEW and row.patient]
        if left_out:
            taken = [row.patient for row in rows if row.is_taken and row.patient]
        done = add_patients(
            store or _made(options, opened),
            sorted(taken, key=list_order),
            source=data,
            by=_by(options),
            clock=now,
            told=_told(),
            stopped=_never,
        )
        return _outcome(options, None, sums, refused, done, left_out)


def _store(options: Options, opened: ExitStack) -> VaultStore | None:
    """For writing, with --dry-run for reading; None where there are no records yet."""
    from injection_map.storage.vault import vault_exists

    if options.dry_run or not vault_exists(options.data_dir):
        return opened.enter_context(records_to_read(options.data_dir))
    return _made(options, opened)


def _made(options: Options, opened: ExitStack) -> VaultStore:
    """For writing; made where there are no records yet, when it is certain that some come."""
    from injection_map.storage.vault import open_vault

    return opened.enter_context(closing(open_vault(options.data_dir, passphrase=passphrase_of(options.data_dir))))


def _is_only_looked_at(options: Options, refused: int) -> bool:
    return bool(options.dry_run or (refused and not options.skip_refused))


def _by(options: Options) -> str:
    """Who imports, as the chain will say for ever."""
    return options.by or f"{getpass.getuser()}, at the command line"


def _order(options: Options) -> DateOrder:
    if options.day_first:
        return DateOrder.DAY_FIRST
    return DateOrder.MONTH_FIRST if options.month_first else DateOrder.UNKNOWN


def _nobody(_: object) -> tuple[()]:
    return ()


def _never() -> bool:
    return False


def _told() -> Told:
    """A line on standard error for each step, when somebody sits there to see it."""
    shows: dict[str, Callable[[int, int], None] | None] = {}

    def told(step: str, done: int, of: int) -> None:
        if step not in shows:
            shows[step] = progress(f"({step})")
        if (show := shows[step]) is not None:
            show(done, of)

    return told


# --- what is said ---------------------------------------------------------------------------------------------------


def _refused_records(found: RecordImport) -> Iterator[dict[str, object]]:
    offset = 0
    while rows := found.rows((Fate.DIFFERS, Fate.WRONG), offset=offset, limit=_AT_ONCE):
        yield from map(_plain_record, rows)
        offset += len(rows)


def _plain_record(row: RecordRow) -> dict[str, object]:
    return {
        "record": row.record_id,
        "fate": str(row.fate),
        "line": row.line,
        "column": row.column,
        "sentence": row.sentence,
    }


def _refused_patients(found: RecordImport) -> Iterator[dict[str, object]]:
    for patient_id, line, sentence in found.refused_patients(_AT_ONCE):
        yield {"patient": patient_id, "fate": str(Fate.WRONG), "line": line, "column": 1, "sentence": sentence}


def _plain_patient(row: PatientRow) -> dict[str, object]:
    faults = [{"column": fault.column, "found": fault.found, "wanted": fault.wanted} for fault in row.faults]
    return {"fate": str(row.fate), "line": row.line, "sentence": row.sentence, "faults": faults}


def _outcome(
    options: Options,
    of_records: Tally | None,
    of_patients: Tally,
    refused: list[dict[str, object]],
    done: Imported | None,
    left_out: Iterable[dict[str, object]] = (),
) -> Outcome:
    fails = bool(refused) and not options.skip_refused
    err = [
        *(_line(options, row) for row in (*refused, *left_out)),
        *([_NOTHING] if fails and not options.dry_run else []),
    ]
    if options.json:
        plain = {
            "records": _counts(of_records) if of_records else None,
            "patients": _counts(of_patients),
            "refused": refused,
            "left_out": list(left_out),
            "written": _written(done) if done else None,
        }
        return Outcome(as_json(plain), "\n".join(err), code=1 if fails else 0)
    tallies = [("record", of_records)] if of_records else []
    lines = [_tally_line(what, sums) for what, sums in (*tallies, ("patient", of_patients)) if sums and sums.rows]
    lines += [imported_words(done)] if done and lines else []
    return Outcome("".join(f"{line}\n" for line in lines or [_EMPTY]), "\n".join(err), code=1 if fails else 0)


def _line(options: Options, row: dict[str, object]) -> str:
    what = next((f"{kind} {row[kind]}: " for kind in ("record", "patient") if kind in row), "")
    kind = "refused" if row["fate"] != Fate.NEW else "left out"
    return f"{options.file}:{row['line']}: {what}{kind}: {row['sentence']}"


def _counts(sums: Tally) -> dict[str, int]:
    return {"new": sums.new, "here": sums.here, "refused": sums.refused}


def _written(done: Imported) -> dict[str, int]:
    return {"records": done.records, "patients": done.patients, "protocols": done.protocols}


def _tally_line(what: str, sums: Tally) -> str:
    """31 records: 28 new, 3 already here."""
    parts = [f"{sums.new} new", f"{sums.here} already here", f"{sums.refused} refused"]
    shown = [part for part in parts if not part.startswith("0 ")]
    return f"{words.count(sums.rows, what)}: {', '.join(shown)}."
