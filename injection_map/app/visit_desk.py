"""The visit that is on the screen: begun or taken up again, its chair and its finish page, and left when it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.app.setup import month_first
from injection_map.app.vault_desk import VaultDesk
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.errors import InjectionMapError

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from injection_map.app.open_visit import OpenVisit
    from injection_map.app.visits import Kept
    from injection_map.domain.events import Clinician
    from injection_map.ui.resume_card import ResumeWish
    from injection_map.ui.start_page import VisitWish
    from injection_map.ui.visit_model import VisitModel

LAST_TRY_S = 15.0
"""How long leaving a visit waits for a slow disk before it says what is not saved."""


class VisitDesk(QObject):
    """At most one visit at a time."""

    completed = Signal(str)
    """The id of a record that was signed, or finished; the visit was left."""
    left = Signal()
    patient_refused = Signal(str)
    """Why the list of patients does not take the new one."""
    leave_asked = Signal()
    leaving = Signal()
    """The page goes, and after it perhaps the store: who keeps something back writes it now."""
    settings_asked = Signal()

    def __init__(self, workplace: Workplace, window: Window, vault: VaultDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._window, self._vault = workplace, window, vault
        self._setup = workplace.setup
        self.visit: OpenVisit | None = None
        self.clinician: Clinician | None = None
        """Who injected at this window last."""
        self.assistants: tuple[Clinician, ...] = ()
        self.waiting: VisitWish | None = None
        """A visit that begins when the vault is open."""
        workplace.settings_changed.connect(self._on_settings)

    @property
    def model(self) -> VisitModel | None:
        return self.visit.model if self.visit else None

    @property
    def who(self) -> str:
        """The name of who works at this window."""
        if self.visit is not None and self.visit.model.visit.clinician is not None:
            return self.visit.model.visit.clinician.name
        return self.clinician.name if self.clinician else ""

    def ask(self, wish: VisitWish) -> None:
        """The safety pause of a new visit; while the vault is being opened, a fraction of a second, it waits."""
        from injection_map.app.pause_desk import PauseDesk
        from injection_map.domain.patients import PatientError

        if self._vault.patients is None:
            self.waiting = wish
            if self._vault.fault:
                self._vault.open(self._vault.passphrase)
            return
        self.waiting, self.clinician, self.assistants = None, wish.clinician, wish.assistants
        try:
            patient = self._vault.patients.entered(wish.patient, wish.clinician.name)
            desk = PauseDesk(self._workplace, self._vault, wish, patient, self)
        except PatientError as error:
            self.patient_refused.emit(str(error))
            return
        except InjectionMapError as error:
            self._window.say(str(error))
            return
        desk.begun.connect(self._on_begun)
        desk.untreated.connect(self._on_untreated)
        desk.left.connect(self.leave_asked)
        desk.failed.connect(self._window.say)
        desk.page.lock_requested.connect(self._window.lock.lock)
        desk.page.destroyed.connect(desk.deleteLater)
        self.leaving.connect(desk.keep_draft)
        self._window.show(desk.page)

    def _on_begun(self, kept: Kept) -> None:
        self._show_chair(kept, resumed=False)

    def _on_untreated(self, kept: Kept) -> None:
        from injection_map.app.visits import end_untreated

        try:
            end_untreated(kept)
        except InjectionMapError as error:
            self._window.say(str(error), worst=True)
        else:
            self.left.emit()
            self.completed.emit(kept.recorder.record_id)

    def resume_record(self, record_id: str) -> None:
        """From a record: who injected until now goes on."""
        from injection_map.ui.resume_card import ResumeWish

        self.resume(ResumeWish(record_id))

    def resume(self, wish: ResumeWish) -> None:
        from injection_map.app.visits import resume_visit

        assert self._vault.store is not None
        try:
            kept = resume_visit(self._vault.store, self._setup, wish, self._workplace.drawings)
        except InjectionMapError as error:
            self._window.say(str(error))
            return
        self._show_chair(kept, resumed=True)

    def leave(self) -> None:
        """Wait until the disk has the visit, then let go of it. It can be resumed."""
        self.leaving.emit()
        visit, self.visit = self.visit, None
        if visit is None:
            return
        if not visit.recorder.close(timeout_s=LAST_TRY_S):
            names = "\n".join(visit.model.unsaved_words())
            self._window.say(f"The disk did not take these entries. Write them on paper now:\n{names}", worst=True)
        self.clinician, self.assistants = visit.model.visit.clinician, visit.model.visit.assistants
        visit.drop_widgets()
        self.left.emit()

    def _show_chair(self, kept: Kept, *, resumed: bool) -> None:
        from injection_map.app.earlier_visits import earlier_visits
        from injection_map.app.open_visit import open_chair

        vault, recorder = self._vault, kept.recorder
        assert vault.patients is not None
        assert vault.store is not None
        earlier = earlier_visits(
            vault.patients,
            vault.store,
            record_id=recorder.record_id,
            visit=recorder.visit,
            protocol=kept.protocol,
        )
        self.visit = open_chair(
            self._workplace,
            self._window,
            kept,
            resumed=resumed,
            earlier=earlier,
            people=[person.clinician for person in vault.people.people()] if vault.people else (),
            serial_uses=vault.patients.serial_uses,
            parent=self,
        )
        chair = self.visit.chair
        chair.finish_asked.connect(self._show_finish)
        chair.save_elsewhere_asked.connect(self._save_elsewhere)
        chair.leave_asked.connect(self.leave_asked)
        chair.settings_asked.connect(self.settings_asked)
        self._window.show(chair)

    def _show_finish(self) -> None:
        from injection_map.app.people import signers_of
        from injection_map.ui.finish_page import FinishPage

        assert self.visit is not None
        page = FinishPage(
            self._workplace.theme,
            self.visit.model,
            self._workplace.art,
            month_first=month_first(),
            signers=signers_of(self._vault.people),
        )
        page.back_asked.connect(self._back_to_chair)
        page.completed.connect(self._on_completed)
        page.save_elsewhere_asked.connect(self._save_elsewhere)
        self._window.show(page, keep=True)

    def _back_to_chair(self) -> None:
        assert self.visit is not None
        self._window.show(self.visit.chair)

    def _on_completed(self) -> None:
        assert self.visit is not None
        record_id = self.visit.recorder.record_id
        self.leave()
        self.completed.emit(record_id)

    def _save_elsewhere(self) -> None:
        """Another folder for this visit, with its own key file, when the first does not take it."""
        assert self.visit is not None
        folder = QFileDialog.getExistingDirectory(self._window.shell, "Save this visit in another folder")
        if not folder:
            return
        try:
            store = self._vault.open_elsewhere(Path(folder))
        except InjectionMapError as error:
            self._window.say(str(error))
            return
        self.visit.recorder.try_elsewhere(store)

    def _on_settings(self) -> None:
        if self.visit is not None:
            from injection_map.app.open_visit import follow_settings

            follow_settings(self._workplace, self.visit.chair)
