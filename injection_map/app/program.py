"""The program: window, vault, visit and records, wired; and the pages that stand between them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.app.setup import Setup, month_first
from injection_map.domain.errors import InjectionMapError, KeyUnavailableError
from injection_map.domain.protocol import Protocol
from injection_map.domain.settings import Settings
from injection_map.storage.protocol_library import Library

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from injection_map.app.backup_desk import BackupDesk
from injection_map.app.hands_desk import HandsDesk
from injection_map.app.lock import Keys, Lock
from injection_map.app.patient_pages import PatientPages
from injection_map.app.record_desk import RecordDesk
from injection_map.app.restore_desk import RestoreDesk
from injection_map.app.trainer_desk import TrainerDesk
from injection_map.app.vault_desk import VaultDesk
from injection_map.app.vault_pages import VaultPages
from injection_map.app.visit_desk import VisitDesk
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.ui.background import Background
from injection_map.ui.first_frame import FirstFrame
from injection_map.ui.notice_card import Notice
from injection_map.ui.scanner import ScannerWatch
from injection_map.ui.shell import Shell
from injection_map.ui.start_page import MOST_OFFERED, BrokenFile, StartPage
from injection_map.ui.theme import Theme

if TYPE_CHECKING:
    from injection_map.app.open_visit import OpenVisit
    from injection_map.domain.events import Patient
    from injection_map.domain.ports import People
    from injection_map.report.record import Record
    from injection_map.storage.event_store import VaultStore
    from injection_map.ui.rules_card import RulesShown
    from injection_map.ui.visit_model import VisitModel

BACKUP, ELSEWHERE, ANCHOR, RESTORED, RULES = "backup", "elsewhere", "anchor", "restored", "rules"
"""The keys of notices."""


class Program(QObject):
    """The window with its pages, and the records behind them."""

    records_open = Signal()
    """The store is open and today's unfinished visits are offered."""

    crashed = Signal(str)
    """What the crash handler says, from whatever thread; the dialog opens on this one."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._setup = setup
        self._other_computer = ""
        self._rule_faults: tuple[str, ...] = ()
        self.workplace = Workplace(setup, self)
        self._background = Background(self)
        self.vault = VaultDesk(setup, self._background, self)
        self.window = Window(
            self.workplace.theme,
            Keys(
                self._people_now,
                self._has_passphrase_now,
                self.vault.is_passphrase,
                self._visit_now,
                self._settings_now,
                self._who_now,
            ),
            self,
        )
        self.vault_pages = VaultPages(self.theme, self.window, self.vault, setup, self)
        self.visits = VisitDesk(self.workplace, self.window, self.vault, self)
        self.hands = HandsDesk(self.workplace, self.window, self)
        self.trainer = TrainerDesk(self.workplace, self.window, self.hands, self)
        self.records = RecordDesk(self.workplace, self.window, self.vault, self._who_now, self)
        self.patients = PatientPages(self.workplace, self.window, self.vault, self._who_at_start, self)
        self._scanner = ScannerWatch(parent=self)
        self.backups = BackupDesk(
            self._background, setup.clock, store=self._store_now, in_visit=self._is_in_visit, parent=self
        )
        self.restores = RestoreDesk(self._background, setup.clock, self)
        self._wire()

    def _wire(self) -> None:
        self.crashed.connect(self.say)
        self._scanner.scanned.connect(self.window.take_scan)
        self.shell.closing.connect(self.close)
        self.workplace.fault.connect(self.say)
        self.workplace.settings_changed.connect(self.lock.follow_settings)
        self.workplace.settings_changed.connect(self._tell_rule_faults)
        self.vault.opened.connect(self._on_vault)
        self.vault.refused.connect(self._on_no_vault)
        self.vault.opened.connect(self.backups.make)
        self.visits.left.connect(self.backups.make)
        self.records.added_to.connect(self.backups.make)
        self.backups.made.connect(self._on_backup)
        self.backups.failed.connect(self._on_no_backup)
        self.restores.done.connect(self._on_restored)
        self.restores.failed.connect(self._on_restored)
        self.restores.locked.connect(self._on_restored)
        self.vault.key_changed.connect(self.lock.follow_settings)
        self.vault.key_changed.connect(self.backups.make)
        self.vault_pages.start_asked.connect(self.show_start)
        self.window.notices_changed.connect(self._tell_notices)
        self.visits.completed.connect(self.records.show)
        self.visits.patient_refused.connect(self._on_patient_refused)
        self.visits.leave_asked.connect(self.show_start)
        self.visits.settings_asked.connect(self._show_settings)
        self.patients.visit_asked.connect(self._on_visit_of)
        self.patients.record_asked.connect(self.records.show)
        self.patients.patients_changed.connect(self._on_patients_changed)
        self.records.start_asked.connect(self.show_start)
        self.records.visit_asked.connect(self._on_visit_of)
        self.records.patient_asked.connect(self.patients.show)
        self.trainer.start_asked.connect(self._on_trainer_left)
        self.vault_pages.trainer_asked.connect(self.trainer.show)
        self.trainer.settings_asked.connect(self._show_settings)
        self.records.resume_asked.connect(self.visits.resume_record)

    # --- what is where ------------------------------------------------------------------------------------------

    @property
    def shell(self) -> Shell:
        return self.window.shell

    @property
    def lock(self) -> Lock:
        return self.window.lock

    @property
    def theme(self) -> Theme:
        return self.workplace.theme

    @property
    def library(self) -> Library:
        return self.workplace.library

    @property
    def visit(self) -> OpenVisit | None:
        """The one that is on the screen."""
        return self.visits.visit

    @property
    def is_open(self) -> bool:
        """Whether the records are there to be written."""
        return self.vault.store is not None

    @property
    def start_page(self) -> StartPage | None:
        """Also while another page is over it."""
        pages = self.window.pages if self.shell.page is not None else ()
        return next((page for page in pages if isinstance(page, StartPage)), None)

    def now(self) -> datetime:
        return self._setup.clock()

    def say(self, sentence: str) -> None:
        self.window.say(sentence)

    def stored_record(self, record_id: str) -> tuple[Record, Protocol | None]:
        """A record as it is kept, with its protocol as it was then; None when that cannot be read any more."""
        return self.records.stored_record(record_id)

    def write_pdf(self, path: Path, record_id: str) -> None:
        """The record on paper. InjectionMapError when it cannot be made or written."""
        self.records.write_pdf(path, record_id)

    def _store_now(self) -> VaultStore | None:
        return self.vault.store

    def _is_in_visit(self) -> bool:
        return self.visit is not None

    def _people_now(self) -> People | None:
        return self.vault.people

    def _has_passphrase_now(self) -> bool:
        return self.vault.has_passphrase

    def _visit_now(self) -> VisitModel | None:
        """The one at the chair, of a patient or practised."""
        return self.visits.model or self.trainer.practised

    def _settings_now(self) -> Settings:
        return self.workplace.settings

    def _who_now(self) -> str:
        return self.visits.who

    def _who_at_start(self) -> str:
        """Before the first visit: who is entered as the one who treats."""
        return self.start_page.who.clinician.name if self.start_page is not None else self._who_now()

    # --- opening and closing -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Put the start page up; the records are opened behind it once the window shows it."""
        first_frame = FirstFrame(self.shell)
        first_frame.shown.connect(self._on_first_frame)
        self.shell.closing.connect(first_frame.stop)
        self.theme.apply()
        self.show_start()
        if self.workplace.settings_fault:
            self.say(self.workplace.settings_fault)
        if self.workplace.settings_warnings:
            self.say(self.workplace.settings_warnings)

    def _on_first_frame(self) -> None:
        self.vault.open(self.vault.passphrase)

    def _on_vault(self) -> None:
        people, store = self.vault.people, self.vault.store
        assert people is not None
        assert store is not None
        self.lock.follow_settings()
        self.window.put_away(ELSEWHERE)
        if store.anchors.fault is not None:
            from injection_map.app.settings import anchor_words

            self.window.note(Notice(ANCHOR, anchor_words(store.anchors.fault), "Settings"))
        if not self.trainer.is_open:
            self._show_opened(people)
        if self.visits.waiting is not None:
            self.visits.ask(self.visits.waiting)
        self.records_open.emit()
        self._tell_rule_faults()

    def _show_opened(self, people: People) -> None:
        """The first page over open records."""
        if self._setup.ask_who and not people.people() and self.visits.waiting is None:
            self.vault_pages.ask_who()
        elif not isinstance(self.shell.page, StartPage):
            self.show_start()
        else:
            self._offer_unfinished()

    def _on_trainer_left(self) -> None:
        """To the records, as far as they had come when the trainer was opened."""
        self.trainer.leave()
        if self.vault.people is not None:
            self._show_opened(self.vault.people)
        else:
            self.show_start()
            self.vault.open(self.vault.passphrase)

    def _tell_rule_faults(self) -> None:
        """Once, until they are others; the start page has long been seen by now."""
        faults = self.workplace.rule_faults
        if faults == self._rule_faults:
            return
        self._rule_faults = faults
        self.window.put_away(RULES)
        if faults:
            told = "\n".join(faults)
            self.window.note(Notice(RULES, f"Rules of follow-up that cannot be used:\n{told}", "Settings"))

    def _on_no_vault(self, error: InjectionMapError) -> None:
        from injection_map.storage.vault import OpenElsewhereError

        if self.trainer.is_open:  # it needs no records: they are opened anew when it is left
            return
        if isinstance(error, KeyUnavailableError):
            self.vault_pages.ask_passphrase(error)
            return
        if self.start_page is None:
            self.show_start()
        asked_for, self.visits.waiting = self.visits.waiting is not None, None
        if isinstance(error, OpenElsewhereError):
            self._other_computer = error.computer
            self.window.note(Notice(ELSEWHERE, str(error), "Open all the same"))
        if asked_for or not isinstance(error, OpenElsewhereError):
            self.say(str(error))

    def close(self) -> None:
        """Write what is left, then let everything go. What the disk does not take is said first."""
        self.window.stop()
        self.backups.stop()
        self.visits.leave()
        self.trainer.close()
        self._background.close()
        self.workplace.close()
        self.vault.close()

    # --- pages ---------------------------------------------------------------------------------------------------

    def show_start(self) -> None:
        self.visits.leave()
        self.trainer.leave()
        page = StartPage(
            self.theme,
            clock=self._setup.clock,
            protocols=self.library.protocols,
            broken=[BrokenFile(entry.file.name, entry.faults) for entry in self.library.entries if entry.faults],
            clinician=self.visits.clinician,
            assistants=self.visits.assistants,
            month_first=month_first(),
        )
        page.visit_asked.connect(self.visits.ask)
        page.patient_asked.connect(self.patients.show)
        page.resume_requested.connect(self.visits.resume)
        page.records_requested.connect(self.records.show_all)
        page.trainer_requested.connect(self.trainer.show)
        page.lock_requested.connect(self.lock.lock)
        page.settings_requested.connect(self._show_settings)
        page.notice_acted.connect(self._on_notice)
        page.notice_put_away.connect(self.window.put_away)
        page.set_notices(self.window.notices)
        self.window.show(page)
        self._offer_unfinished()

    def _offer_unfinished(self) -> None:
        """What needs the records, and what may follow the first frame."""
        if self.vault.store is not None and self.start_page is not None:
            from injection_map.app.rows import unfinished_visits

            unfinished, more = unfinished_visits(self.vault.store, MOST_OFFERED)
            self.start_page.set_unfinished(unfinished, more=more)
            self.start_page.picker.set_map(self._draw_map)
            if self.vault.people is not None:
                self.start_page.set_people(self.vault.people.people())
            if self.vault.patients is not None:
                self.start_page.set_patients(self.vault.patients.find, self.vault.patients.similar)

    def _on_visit_of(self, patient: Patient) -> None:
        """By way of the start page, which knows who treats and by which protocol."""
        if self.start_page is None:
            self.show_start()
        if self.start_page is not None:
            self.start_page.begin_with(patient)

    def _on_patients_changed(self) -> None:
        if self.start_page is not None:
            self.start_page.follow_patients()

    def _on_patient_refused(self, sentence: str) -> None:
        if self.start_page is not None:
            self.start_page.say_patient_fault(sentence)

    def _tell_notices(self) -> None:
        if self.start_page is not None:
            self.start_page.set_notices(self.window.notices)

    def _on_notice(self, key: str) -> None:
        if key == ELSEWHERE:
            self.vault_pages.ask_takeover(self._other_computer)
        elif key in (ANCHOR, RULES):
            from injection_map.ui.settings_page import SettingsPage

            self._show_settings()
            if isinstance(self.shell.page, SettingsPage):
                page = self.shell.page
                (page.go_to_anchors if key == ANCHOR else page.go_to_rules)()

    def _on_backup(self) -> None:
        self.window.put_away(BACKUP)

    def _on_no_backup(self, sentence: str) -> None:
        self.window.note(Notice(BACKUP, sentence))

    def _draw_map(self, protocol: Protocol) -> QWidget:
        from injection_map.app.protocol_map import protocol_map

        return protocol_map(self.workplace, protocol)

    def _show_settings(self) -> None:
        """Over the page that is there, which comes back as it was."""
        from injection_map.app.settings import Place, SettingsDesk
        from injection_map.app.vault_settings import VaultPlace

        if self.vault.store is None or self.vault.people is None:
            return
        place = Place(
            VaultPlace(
                self.vault.store,
                self._setup.clock,
                self.restores,
                self.vault.passphrase,
                self.vault.has_passphrase,
                self.vault.is_passphrase,
            ),
            self._setup.data_dir,
            self.vault.people,
            self._settings_now,
            self.workplace.keep_settings,
            self._rules_now(),
            self._who_now(),
            self._is_in_visit(),
        )
        desk = SettingsDesk(self.theme, place, self._background, self)
        desk.people_changed.connect(self._on_people_changed)
        desk.passphrase_changed.connect(self._on_passphrase_changed)
        desk.vault.anchors_renewed.connect(self._on_anchors_renewed)
        desk.vault.key_change_asked.connect(self.vault_pages.change_key)
        desk.page.back_asked.connect(self.window.back)
        desk.page.keys_test_asked.connect(self.hands.show_over)
        self.hands.serve(desk.page)
        desk.page.destroyed.connect(desk.deleteLater)
        self.window.show_over(desk.page)

    def _rules_now(self) -> RulesShown:
        """Read anew: whoever comes to the settings may just have mended a file."""
        from injection_map.ui.rules_card import RulesShown

        self.workplace.read_rules()
        self._tell_rule_faults()
        return RulesShown(self.workplace.rules.rule_sets, self.workplace.rule_faults)

    def _on_people_changed(self) -> None:
        self.lock.follow_settings()
        if self.start_page is not None and self.vault.people is not None:
            self.start_page.set_people(self.vault.people.people())

    def _on_anchors_renewed(self) -> None:
        self.window.put_away(ANCHOR)

    def _on_restored(self, sentence: str) -> None:
        """Told on the settings page, or, when that was left, on the start page."""
        if self.window.page.objectName() != "settings-page":
            self.window.note(Notice(RESTORED, sentence))

    def _on_passphrase_changed(self, passphrase: str) -> None:
        self.vault.passphrase = passphrase
