"""Many records are written out, a few between one frame and the next: it is seen how far it is, and can be stopped.

It runs on the thread of the window, because a PDF is drawn there; a step is one record.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain import words
from injection_map.domain.errors import InjectionMapError
from injection_map.domain.record_index import Page, RecordQuery
from injection_map.report.formats import ExportFormat
from injection_map.report.selection import files_in_steps, found_in_steps, lines_in_steps

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from injection_map.ui.export_page import LINES, ExportPage

if TYPE_CHECKING:
    from injection_map.storage.event_store import VaultStore

FINDING, WRITING = "Finding", "Writing"
_SLICE_MS = 25
Exported = Callable[[str, ExportFormat], tuple[str, bytes]]
"""The name and the bytes of the file of a record, by its id."""


class ExportDesk(QObject):
    """The page and its work, for the records that were selected, or all that were found."""

    left = Signal()

    def __init__(
        self,
        workplace: Workplace,
        window: Window,
        store: VaultStore,
        find: Callable[[RecordQuery], Page],
        exported: Exported,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workplace, self._window, self._store = workplace, window, store
        self._find, self._exported = find, exported
        self._chosen: Sequence[str] = ()
        self._query = RecordQuery()
        self._page: ExportPage | None = None
        self._steps: Iterator[tuple[str, int, int]] | None = None
        self._ids: Sequence[str] = ()
        self._left_out: list[str] = []
        self._out = Path()
        self.timer = QTimer(self, interval=0)
        self.timer.timeout.connect(self._go_on)

    def show(self, chosen: Sequence[str], query: RecordQuery, found: str) -> None:
        """`chosen` are the ids that were selected; `found` says how many the query finds."""
        self._chosen, self._query = chosen, query
        page = ExportPage(self._workplace.theme, chosen=len(chosen), found=found)
        page.asked.connect(self._on_asked)
        page.stop_asked.connect(self._on_stop)
        page.back_asked.connect(self._on_back)
        self._page = page
        self._window.show(page)

    def close(self) -> None:
        """Stop what is under way: nothing of it is left."""
        self.timer.stop()
        steps, self._steps = self._steps, None
        if steps is not None:
            steps.close()  # type: ignore[attr-defined]  # a generator, whose end removes what it wrote

    def _on_back(self) -> None:
        self._page = None
        self.left.emit()

    def _on_stop(self) -> None:
        self.close()
        if self._page is not None:
            self._page.say_done("Stopped. Nothing was written; the records are as they were.")

    def _on_asked(self, all_found: bool, name: str) -> None:
        page = self._page
        if page is None or (out := self._place(name)) is None:
            return
        self._out, self._left_out = out, []
        self._steps = self._done_in_steps(all_found, name)
        page.say_working(FINDING, 0, 1)
        self.timer.start()

    def _done_in_steps(self, all_found: bool, name: str) -> Iterator[tuple[str, int, int]]:
        """What is being done, how far it is, and of how much. Closed before its end, nothing is left of it."""
        ids = dict.fromkeys(() if all_found else self._chosen)
        if all_found:
            for some, of in found_in_steps(self._find, self._query):
                ids |= dict.fromkeys(some)
                yield FINDING, len(ids), max(of, len(ids))
        self._ids = tuple(ids)
        with closing(self._written_in_steps(name)) as writing:
            for done in writing:
                yield WRITING, done, len(ids)

    def _written_in_steps(self, name: str) -> Generator[int]:
        if name == LINES:
            yield from lines_in_steps(self._out, self._store, self._ids, made_at=self._workplace.setup.clock())
        else:
            kind = ExportFormat(name)
            yield from files_in_steps(
                self._out, self._ids, lambda record_id: self._exported(record_id, kind), self._left_out
            )

    def _place(self, name: str) -> Path | None:
        """Where to: a file for lines, else a new folder in the one that is chosen. None when nothing was chosen."""
        shell, stem = self._window.shell, f"records-{self._workplace.setup.clock():%Y-%m-%d-%H%M%S}"
        if name == LINES:
            file, _ = QFileDialog.getSaveFileName(shell, "Save the records", f"{stem}.{LINES}")
            return Path(file) if file else None
        folder = QFileDialog.getExistingDirectory(shell, "Choose where the folder with the records goes")
        return Path(folder) / f"{stem}-{name}" if folder else None

    def _go_on(self) -> None:
        """As many steps as fit between two frames, but at least one."""
        assert self._page is not None
        assert self._steps is not None
        clock = QElapsedTimer()
        clock.start()
        try:
            for step in self._steps:
                if clock.elapsed() >= _SLICE_MS:
                    self._page.say_working(*step)
                    return
        except InjectionMapError as error:
            self.close()
            self._page.say_fault(str(error))
            return
        self.close()
        self._page.say_done(done_words(len(self._ids), self._out.name, self._left_out))


def done_words(asked_for: int, name: str, left_out: Sequence[str]) -> str:
    """12 records written into records-2026-11-18-103000-pdf. 2 were left out: …"""
    written = f"{words.count(asked_for - len(left_out), 'record')} written into {name}."
    if not left_out:
        return written
    were = "1 was" if len(left_out) == 1 else f"{len(left_out)} were"
    return f"{written} {were} left out. The first: {left_out[0]}"
