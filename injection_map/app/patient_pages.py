"""A patient's own page, wired: shown over the start page, changed, merged, and left for a record or a visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from injection_map.app.setup import month_first
from injection_map.app.vault_desk import VaultDesk
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.errors import InjectionMapError

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from injection_map.domain.events import Patient
    from injection_map.ui.patient_file import PatientFile
    from injection_map.ui.patient_page import PatientPage

GONE = "This patient is not in the list any more. Nothing was changed; look for them again."


class PatientPages(QObject):
    """At most one at a time. The vault is open, or nothing is shown."""

    visit_asked = Signal(object)
    """The Patient whose visit is to begin; their page was left."""
    record_asked = Signal(str)
    patients_changed = Signal()

    def __init__(
        self,
        workplace: Workplace,
        window: Window,
        vault: VaultDesk,
        who: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        """`who` is the name of who works at this window."""
        super().__init__(parent)
        self._workplace, self._window, self._vault, self._who = workplace, window, vault, who

    def show(self, patient: Patient) -> None:
        """Over the page that is there, which comes back as it was."""
        from injection_map.app.people import signers_of
        from injection_map.ui.patient_page import PatientPage

        if self._vault.patients is None:
            return
        file = self._file(patient.id)
        if file is None:
            return
        page = PatientPage(
            self._workplace.theme,
            file,
            today=self._workplace.setup.clock().date(),
            month_first=month_first(),
            signers=signers_of(self._vault.people),
            by=self._who(),
        )
        page.back_asked.connect(self._window.back)
        page.record_chosen.connect(self.record_asked)
        page.visit_asked.connect(self._on_visit)
        page.other_asked.connect(partial(self._on_other, page))
        page.change_asked.connect(partial(self._on_change, page))
        page.merge_asked.connect(partial(self._on_merge, page))
        self._window.show_over(page)

    def _file(self, patient_id: str) -> PatientFile | None:
        """None, and it is said, when it cannot be read."""
        from injection_map.app.earlier_visits import looking_back

        desk, store = self._vault.patients, self._vault.store
        assert desk is not None
        assert store is not None
        try:
            file = desk.file(patient_id)
            return replace(file, looking_back=looking_back(desk, store, file.patient, self._workplace.rule_set))
        except InjectionMapError as error:
            self._window.say(str(error))
        except KeyError:
            self._window.say(GONE)
        return None

    def _on_visit(self, patient: Patient) -> None:
        self._window.back()
        self.visit_asked.emit(patient)

    def _on_other(self, page: PatientPage, patient: Patient) -> None:
        if (file := self._file(patient.id)) is not None:
            page.show_file(file)
            page.first_focus().setFocus()

    def _on_change(self, page: PatientPage, patient: Patient, by: str, reason: str) -> None:
        assert self._vault.patients is not None
        try:
            changed = self._vault.patients.change(patient, by, reason)
        except InjectionMapError as error:
            page.say_change_fault(str(error))
            return
        self._show_done(page, changed.id, "Changed. Records that are there already keep what they were written with.")

    def _on_merge(self, page: PatientPage, keep_id: str, gone_id: str, by: str, reason: str) -> None:
        assert self._vault.patients is not None
        try:
            gone = self._vault.patients.file(gone_id).patient
            self._vault.patients.merge(keep_id, gone_id, by, reason)
        except InjectionMapError as error:
            page.say_merge_fault(str(error))
            return
        said = (
            f"The entry {gone.name}, MRN {gone.number}, was made one with this one, which has the visits, "
            "the allergies and the notes of both."
        )
        self._show_done(page, keep_id, said)

    def _show_done(self, page: PatientPage, patient_id: str, said: str) -> None:
        self.patients_changed.emit()
        if (file := self._file(patient_id)) is not None:
            page.show_file(file, said)
            page.first_focus().setFocus()
