"""Records and patients are taken in from files: looked at and written away from the window, one file at a time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.app.people import signers_of
from injection_map.app.vault_desk import VaultDesk
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain import words
from injection_map.domain.errors import FaultyFileError, InjectionMapError
from injection_map.domain.imports import Fate, Imported, ImportStoppedError, RecordRow, Tally, imported_words
from injection_map.domain.patient_csv import (
    SAMPLE,
    DateOrder,
    PatientRow,
    PatientTable,
    judged,
    read_table,
    tally,
)

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from injection_map.ui.background import Background
from injection_map.ui.import_page import ImportPage, Kind
from injection_map.ui.import_preview import PreviewRow
from injection_map.ui.responsible_form import Responsible

if TYPE_CHECKING:
    from injection_map.storage.event_store import VaultStore
    from injection_map.storage.record_import import RecordImport

_FILTERS = {
    Kind.RECORDS: "Exports (*.jsonl);;All files (*)",
    Kind.PATIENTS: "Tables (*.csv *.tsv *.txt);;All files (*)",
}
_MOST_FAULTS = 12
_TOLD_EVERY = 200


class RecordsPreview:
    """The records of an export; nobody chooses among them."""

    def __init__(self, found: RecordImport) -> None:
        self.found = found
        self.tally: Tally = found.records
        self.beside: int = found.patients.new

    @property
    def taken(self) -> int:
        return self.tally.new

    def rows(self, *, only_wrong: bool, offset: int, limit: int) -> Sequence[PreviewRow]:
        fates = [fate for fate in Fate if fate.is_refused or not only_wrong]
        return [_record_row(row) for row in self.found.rows(fates, offset=offset, limit=limit)]

    def take(self, line: int, taken: bool) -> None:
        raise KeyError(line, taken)  # no row of a record has a box


class PatientsPreview:
    """The rows of a table, and which of them are to be taken."""

    beside = 0

    def __init__(self, rows: Sequence[PatientRow]) -> None:
        self._rows = tuple(rows)
        self._taken = {row.line: row.is_taken for row in rows if row.fate is Fate.NEW}
        self.tally = tally(self._rows)

    @property
    def taken(self) -> int:
        return sum(self._taken.values())

    @property
    def patients(self) -> list[PatientRow]:
        """The rows that are to be taken."""
        return [row for row in self._rows if self._taken.get(row.line)]

    def rows(self, *, only_wrong: bool, offset: int, limit: int) -> Sequence[PreviewRow]:
        shown = [row for row in self._rows if row.fate.is_refused] if only_wrong else self._rows
        return [_patient_row(row, self._taken.get(row.line)) for row in shown[offset : offset + limit]]

    def take(self, line: int, taken: bool) -> None:
        self._taken[line] = taken


class ImportDesk(QObject):
    """The page and its work. The vault is open, or nothing is shown."""

    left = Signal()
    done = Signal()
    """Something was imported."""
    _told = Signal(str, object, object)

    def __init__(
        self, workplace: Workplace, window: Window, vault: VaultDesk, who: str, parent: QObject | None = None
    ) -> None:
        """`who` is the name of who works at this window."""
        super().__init__(parent)
        self._workplace, self._window, self._vault, self._who = workplace, window, vault, who
        self._background = Background(self)
        self._told.connect(self._on_told)
        self._stop = threading.Event()
        self._page: ImportPage | None = None
        self._found: RecordImport | None = None
        self._patients: PatientsPreview | None = None
        self._source = b""
        self._table: PatientTable | None = None
        self._name = ""

    def show(self) -> None:
        page = ImportPage(self._workplace.theme, signers=signers_of(self._vault.people), who=self._who)
        page.file_asked.connect(self._on_file)
        page.sample_asked.connect(self._on_sample)
        page.order_chosen.connect(self._judge)
        page.import_asked.connect(self._on_import)
        page.stop_asked.connect(self._on_stop)
        page.back_asked.connect(self._on_back)
        self._page = page
        self._window.show(page)

    def close(self) -> None:
        """Stop what is under way, and wait until it has stopped; what was written is whole."""
        self._stop.set()
        self._background.close()
        self._forget()

    def _on_back(self) -> None:
        self._page = None
        self.left.emit()

    def _on_stop(self) -> None:
        self._stop.set()
        if self._page is not None:
            self._page.stop.setEnabled(False)

    def _forget(self) -> None:
        if self._found is not None:
            self._found.close()
        self._found, self._patients, self._table, self._source = None, None, None, b""

    # --- looking at a file ----------------------------------------------------------------------------------------

    def _on_file(self, kind: Kind) -> None:
        name, _ = QFileDialog.getOpenFileName(self._window.shell, "Choose a file to import", "", _FILTERS[kind])
        if not name or self._page is None or self._store is None:
            return
        self._forget()
        self._stop.clear()
        self._page.say_working("Reading", 0, 1)
        if kind is Kind.RECORDS:
            self._background.run(partial(self._read, Path(name)), done=self._on_read, failed=self._on_failed)
        else:
            work = partial(self._read_table, Path(name))
            self._background.run(work, done=partial(self._on_table, Path(name).name), failed=self._on_failed)

    @property
    def _store(self) -> VaultStore | None:
        return self._vault.store

    def _read(self, path: Path) -> RecordImport:
        from injection_map.storage.record_import import read_import

        return read_import(path, self._store, told=self._told.emit, stopped=self._stop.is_set)

    def _on_read(self, found: RecordImport) -> None:
        self._found = found
        if self._page is not None:
            self._page.show_preview(found.source.path.name, RecordsPreview(found), unused=_beside_words(found))

    def _read_table(self, path: Path) -> tuple[bytes, PatientTable]:
        from injection_map.storage.patient_import import read_patient_file

        data = read_patient_file(path)
        return data, read_table(data)

    def _on_table(self, name: str, read: tuple[bytes, PatientTable]) -> None:
        self._source, self._table = read
        self._name = name
        self._judge()

    def _judge(self, _: object = None) -> None:
        """The rows of the table that was read, in the order of dates that is chosen now."""
        if self._page is not None and self._table is not None:
            self._page.say_working("Comparing", 0, 1)
            self._stop.clear()
            work = partial(self._judged, self._table, self._page.order)
            self._background.run(work, done=self._on_judged, failed=self._on_failed)

    def _judged(self, table: PatientTable, order: DateOrder) -> PatientsPreview:
        from injection_map.storage.patients import Patients

        assert self._store is not None
        clock = self._workplace.setup.clock
        rows: list[PatientRow] = []
        for row in judged(table, order, today=clock().date(), similar=Patients(self._store, clock).similar):
            if self._stop.is_set():
                raise ImportStoppedError("The import was stopped. Nothing was written.")
            rows.append(row)
            if len(rows) % _TOLD_EVERY == 0:
                self._told.emit("Comparing", len(rows), len(table.rows))
        return PatientsPreview(rows)

    def _on_judged(self, preview: PatientsPreview) -> None:
        self._patients = preview
        if self._page is not None and self._table is not None:
            unused = ", ".join(self._table.unused)
            self._page.show_preview(
                self._name, preview, unused=f"Columns that are not taken: {unused}." if unused else ""
            )

    def _on_sample(self) -> None:
        from injection_map.report.files import write_file

        name, _ = QFileDialog.getSaveFileName(self._window.shell, "Save a sample table", "patients.csv")
        if not name or self._page is None:
            return
        try:
            write_file(Path(name), SAMPLE.encode())
        except InjectionMapError as error:
            self._page.say_fault(str(error))
        else:
            self._page.say_done(f"Saved as {Path(name).name}.")

    # --- taking it in ---------------------------------------------------------------------------------------------

    def _on_import(self, answer: Responsible) -> None:
        if self._page is None:
            return
        self._stop.clear()
        self._page.say_working("Importing", 0, 1)
        write = self._write if self._found is not None else self._write_patients
        self._background.run(partial(write, answer.who), done=self._on_done, failed=self._on_failed)

    def _write(self, by: str) -> Imported:
        assert self._found is not None
        assert self._store is not None
        clock = self._workplace.setup.clock
        return self._found.write(self._store, by=by, clock=clock, told=self._told.emit, stopped=self._stop.is_set)

    def _write_patients(self, by: str) -> Imported:
        from injection_map.storage.patient_import import add_patients

        assert self._patients is not None
        assert self._store is not None
        return add_patients(
            self._store,
            [row.patient for row in self._patients.patients if row.patient],
            source=self._source,
            by=by,
            clock=self._workplace.setup.clock,
            told=self._told.emit,
            stopped=self._stop.is_set,
        )

    def _on_done(self, imported: Imported) -> None:
        self._forget()
        self.done.emit()
        if self._page is not None:
            self._page.say_done(imported_words(imported))

    # --- what comes back ------------------------------------------------------------------------------------------

    def _on_told(self, step: str, done: int, of: int) -> None:
        if self._page is not None and self._page.stop.isEnabled():
            self._page.say_working(step, done, of)

    def _on_failed(self, error: InjectionMapError) -> None:
        self._forget()
        if self._page is None:
            return
        if isinstance(error, ImportStoppedError):
            self._page.say_done(str(error))
        else:
            self._page.say_fault(_fault_words(error))


def _fault_words(error: InjectionMapError) -> str:
    """All that is wrong with a file, or the first of it."""
    if not isinstance(error, FaultyFileError):
        return str(error)
    lines = [f"Line {fault.line}, column {fault.column}: {fault.message}" for fault in error.faults[:_MOST_FAULTS]]
    more = len(error.faults) - _MOST_FAULTS
    lines += [f"And {more} more."] if more > 0 else []
    return "\n".join([f"{error.file.name} cannot be imported. Nothing was changed.", *lines])


def _beside_words(found: RecordImport) -> str:
    """Where the file is from, and what else it holds."""
    sentences = []
    with suppress(ValueError):
        made = datetime.fromisoformat(found.source.made_at)
        sentences.append(f"Exported on {words.day(made)} at {words.clock(made)}.")
    sums = found.patients
    if sums.rows:
        parts = [f"{sums.new} new", f"{sums.here} already here", f"{sums.refused} refused"]
        shown = ", ".join(part for part in parts if not part.startswith("0 "))
        sentences.append(f"{words.count(sums.rows, 'patient')}: {shown}.")
    return " ".join([*sentences, "People and PINs stay where they are."])


def _record_row(row: RecordRow) -> PreviewRow:
    day = f"visit of {words.day(row.day)}" if row.day else ""
    return PreviewRow(row.line, row.fate, row.name or row.record_id, day, row.sentence or f"record {row.record_id}")


def _patient_row(row: PatientRow, taken: bool | None) -> PreviewRow:
    patient = row.patient
    if patient is None:
        return PreviewRow(row.line, row.fate, "This row cannot be taken", "", row.sentence)
    detail = f"born {words.day(patient.born)}, MRN {patient.number}"
    return PreviewRow(row.line, row.fate, patient.name, detail, row.sentence, taken)
