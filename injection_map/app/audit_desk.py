"""Recall and audit: the page, its questions to the vault, and what is saved of the answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.app.vault_desk import VaultDesk
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.errors import InjectionMapError

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from injection_map.ui.background import Background

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from injection_map.storage.event_store import VaultStore
    from injection_map.ui.audit_answers import Picture
    from injection_map.ui.audit_page import AuditPage, AuditPlace, Questions, Saving


class AuditDesk(QObject):
    """A thread of its own for each page: its questions do not wait for a backup, nor a backup for them."""

    left = Signal()
    record_chosen = Signal(str)

    def __init__(self, workplace: Workplace, window: Window, vault: VaultDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._window, self._vault = workplace, window, vault
        self._page: AuditPage | None = None
        self._background: Background | None = None

    def show(self, place: AuditPlace | None = None) -> None:
        from injection_map.ui.audit_page import AuditPage

        if self._vault.store is None:
            return
        today = self._workplace.setup.clock().date()
        background = Background(self)
        page = AuditPage(
            self._workplace.theme, self._questions(self._vault.store), background, today=today, place=place
        )
        page.destroyed.connect(background.close)
        page.back_asked.connect(self.left)
        page.record_chosen.connect(self.record_chosen)
        page.table_save_asked.connect(self._save_table)
        page.picture_save_asked.connect(self._save_picture)
        self._page, self._background = page, background
        self._window.show(page)

    @property
    def place(self) -> AuditPlace | None:
        """What was asked last."""
        return self._page.place if self._page is not None else None

    def _questions(self, store: VaultStore) -> Questions:
        from injection_map.storage.patients import Patients
        from injection_map.storage.record_index import RecordIndex
        from injection_map.ui.audit_page import Questions
        from injection_map.workflow.recall import recall

        index, patients = RecordIndex(store), Patients(store, self._workplace.setup.clock)
        return Questions(
            lots=index.lots,
            recall=lambda lot: recall(lot, index, patients),
            people=index.work_of_people,
            visits=lambda name, period, offset, limit: index.visits_of_person(name, period, offset=offset, limit=limit),
            skipped=index.sites_skipped,
            units=index.units_per_month,
            unreadable=index.unreadable,
        )

    def _save_table(self, saving: Saving) -> None:
        """Of a person all visits, not only those that were scrolled to."""
        from injection_map.report.audit_csv import visits_csv

        assert self._vault.store is not None
        visits, person = self._questions(self._vault.store).visits, saving.person

        def made(_: Path) -> bytes:
            text = saving.shown.csv or visits_csv(person, visits(person, saving.period, 0, None))
            return text.encode(errors="backslashreplace")

        self._save("Save the table", f"{saving.shown.name}.csv", "CSV (*.csv)", made)

    def _save_picture(self, name: str, pictures: Sequence[Picture]) -> None:
        from injection_map.ui.audit_chart import picture_pdf, picture_png

        theme = self._workplace.theme
        image, paper = picture_png(pictures, theme), picture_pdf(pictures, theme)
        self._save(
            "Save the picture",
            f"{name}.png",
            "PNG (*.png);;PDF (*.pdf)",
            lambda path: paper if path.suffix.casefold() == ".pdf" else image,
        )

    def _save(self, title: str, name: str, kinds: str, data: Callable[[Path], bytes]) -> None:
        """Into a file of the user's choice, in the background."""
        from injection_map.report.files import write_file

        chosen, _ = QFileDialog.getSaveFileName(self._window.shell, title, name, kinds)
        if not chosen or self._background is None:
            return
        path, page = Path(chosen), self._page

        def work() -> None:
            write_file(path, data(path))

        def saved(_: None) -> None:
            if page is not None:
                page.say(f"Saved as {path.name}.")

        def failed(error: InjectionMapError) -> None:
            self._window.say(str(error))

        self._background.run(work, done=saved, failed=failed)
