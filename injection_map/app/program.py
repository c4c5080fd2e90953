"""The window with its pages, and the records behind them: every page's wishes end here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map import resources
from injection_map.domain.commands import AddAddendum, Cosign
from injection_map.domain.errors import (
    AssetError,
    InjectionMapError,
    KeyUnavailableError,
    ProtocolFileError,
    RecordNotFoundError,
)
from injection_map.domain.events import Clinician
from injection_map.domain.geometry import Drawing
from injection_map.domain.placement import place_sites
from injection_map.domain.ports import EventStore, People
from injection_map.domain.protocol import Plate, Protocol
from injection_map.domain.session import planned_visit
from injection_map.domain.settings import Settings
from injection_map.domain.start_form import StartForm, planned_site
from injection_map.report.record import Record
from injection_map.report.stored_records import kept_protocol
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_library import Library, load_library
from injection_map.storage.settings_file import SettingsError, read_settings, write_settings
from injection_map.workflow.ready_texts import ReadyTexts

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from injection_map.app.lock import Keys, Lock
from injection_map.app.people import FirstStart, signers_of
from injection_map.app.rows import unfinished_visits
from injection_map.app.setup import Setup, month_first
from injection_map.diagram.typeface import load_typeface
from injection_map.ui.background import Background
from injection_map.ui.clipboard import ClipboardGuard
from injection_map.ui.icons import Icons
from injection_map.ui.page import Page
from injection_map.ui.shell import TITLE, Shell
from injection_map.ui.start_page import BrokenFile, StartPage
from injection_map.ui.theme import Theme, system_prefers_dark

if TYPE_CHECKING:
    from injection_map.app.visits import Kept
    from injection_map.diagram.art_cache import ArtCache
    from injection_map.storage.event_store import VaultStore
    from injection_map.ui.chair.page import ChairPage
    from injection_map.ui.visit_model import VisitModel
    from injection_map.workflow.recorder import Recorder

LAST_TRY_S = 15.0
"""How long leaving a visit waits for a slow disk before it says what is not saved."""


MOST_WARNINGS = 5


@dataclass(frozen=True)
class OpenVisit:
    """A visit that is on the screen, and who keeps it."""

    recorder: Recorder
    model: VisitModel
    chair: ChairPage


class Program(QObject):
    """The window with its pages, and the records behind them."""

    records_open = Signal()
    """The store is open and today's unfinished visits are offered."""

    crashed = Signal(str)
    """What the crash handler says, from whatever thread; the dialog opens on this one."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self.crashed.connect(self.say)
        self._setup = setup
        load_typeface(resources.fonts())
        self._drawings: Mapping[Plate, Drawing] = read_drawings(resources.diagrams())
        self.library: Library = load_library([resources.protocols(), setup.data_dir / "protocols"], self._drawings)
        self._settings_file = setup.data_dir / "settings.json"
        self._settings_fault = ""
        self._settings_warnings: tuple[str, ...] = ()
        self._settings = self._read_settings()
        self._ready = ReadyTexts(self._settings)
        dark = _dark(self._settings) if setup.dark is None else setup.dark
        self.theme = Theme(Icons(resources.icons()), dark=dark, parent=self)
        self.theme.set_font_percent(self._settings.font_percent)
        self.shell = Shell(self.theme)
        self.shell.closing.connect(self.close)
        self._background = Background(self)
        self._art: ArtCache | None = None
        self._store: VaultStore | None = None
        self._other_stores: list[EventStore] = []
        self._store_fault = ""
        self._passphrase = setup.passphrase
        self._waiting: StartForm | None = None
        self._clinician: Clinician | None = None
        self._people: People | None = None
        self.visit: OpenVisit | None = None
        self.start_page: StartPage | None = None
        self._before_settings: Page | None = None
        self._held_sentences: list[str] = []
        self.lock = Lock(
            self.shell,
            self.theme,
            Keys(self._people_now, self._passphrase_now, self._visit_now, self._settings_now, self._who_now),
            self,
        )
        self.lock.unlocked.connect(self._say_what_was_held, Qt.ConnectionType.QueuedConnection)
        self._clipboard = ClipboardGuard(parent=self)
        self.lock.locked.connect(self._clipboard.clear)

    def _people_now(self) -> People | None:
        return self._people

    def _passphrase_now(self) -> str | None:
        return self._passphrase if self._store is not None else None

    def _visit_now(self) -> VisitModel | None:
        return self.visit.model if self.visit else None

    def _settings_now(self) -> Settings:
        return self._settings

    def _who_now(self) -> str:
        if self.visit is not None and self.visit.model.visit.opened is not None:
            return self.visit.model.visit.opened.clinician.name
        return self._clinician.name if self._clinician else ""

    def _read_settings(self) -> Settings:
        try:
            settings, self._settings_warnings = read_settings(self._settings_file)
        except SettingsError as error:
            self._settings_fault = str(error)
            return Settings()
        return settings

    def _keep_settings(self, settings: Settings) -> None:
        """In force at once; on the disk unless there is a file that this version must leave alone."""
        self._settings = settings
        self._follow_settings()
        if self._settings_fault:
            return
        try:
            write_settings(self._settings_file, settings)
        except SettingsError as error:
            self.say(str(error))

    def _follow_settings(self) -> None:
        self.lock.follow_settings()
        if self._settings.theme != "system" or self._setup.dark is None:
            self.theme.set_dark(_dark(self._settings))
        self.theme.set_font_percent(self._settings.font_percent)
        self._ready.follow(self._settings)
        if self.visit is not None:
            self.visit.chair.set_panel_left(self._settings.panel_left)
            self.visit.chair.set_pedal_key(self._settings.pedal_key)
            self.visit.chair.set_second_pedal_key(self._settings.second_pedal_key)

    @property
    def is_open(self) -> bool:
        """Whether the records are there to be written."""
        return self._store is not None

    # --- opening and closing -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the window; the records are opened behind it."""
        self.theme.apply()
        self._show_start()
        self._open_store(self._passphrase)
        if self._settings_fault:
            self.say(self._settings_fault)
        if self._settings_warnings:
            self.say(_warnings(self._settings_file, self._settings_warnings))

    def _open_store(self, passphrase: str | None) -> None:
        self._passphrase, self._store_fault = passphrase, ""
        work = partial(_open_store, self._setup.data_dir, passphrase)
        self._background.run(work, done=self._on_store, failed=self._on_no_store)

    def _on_store(self, store: VaultStore) -> None:
        from injection_map.storage.people import People as VaultPeople

        self._store = store
        self._people = VaultPeople(store, self._setup.clock)
        self.lock.follow_settings()
        if self._setup.ask_who and not self._people.people() and self._waiting is None:
            self._ask_who(self._people, store.new_recovery_code)
        elif self.start_page is None or self.shell.page is not self.start_page:
            self._show_start()
        else:
            self._offer_unfinished()
        if self._waiting is not None:
            self._start_visit(self._waiting)
        self.records_open.emit()

    def _ask_who(self, people: People, code: str | None) -> None:
        first = FirstStart(self.theme, people, code, self._show, self)
        first.finished.connect(self._show_start)
        first.finished.connect(self.lock.follow_settings)
        first.finished.connect(first.deleteLater)

    def _on_no_store(self, error: InjectionMapError) -> None:
        if isinstance(error, KeyUnavailableError):
            self._ask_passphrase(error)
        else:
            self._store_fault, self._waiting = str(error), None
            self.say(str(error))

    def _ask_passphrase(self, error: KeyUnavailableError) -> None:
        from injection_map.domain.errors import WrongPassphraseError
        from injection_map.storage.vault import vault_exists
        from injection_map.ui.unlock_page import UnlockPage

        page = UnlockPage(self.theme, first_start=not vault_exists(self._setup.data_dir))
        page.passphrase_given.connect(self._open_store)
        if isinstance(error, WrongPassphraseError):
            page.say(str(error))
        self._show(page)

    def close(self) -> None:
        """Write what is left, then let everything go. What the disk does not take is said first."""
        self.lock.stop()
        self._clipboard.stop()
        self._leave_visit()
        self._background.close()
        if self._art is not None:
            self._art.close()
        for store in (self._store, *self._other_stores):
            if store is not None:
                store.close()
        self._store, self._other_stores = None, []

    # --- pages -----------------------------------------------------------------------------------------------------

    def _show(self, page: Page, *, keep: bool = False) -> None:
        if page is not self.start_page:
            self.start_page = None
        self.shell.show_page(page, keep=keep)

    def _show_start(self) -> None:
        self._leave_visit()
        page = StartPage(
            self.theme,
            clock=self._setup.clock,
            protocols=self.library.protocols,
            broken=[BrokenFile(entry.file.name, entry.faults) for entry in self.library.entries if entry.faults],
            clinician=self._clinician,
            month_first=month_first(),
        )
        page.start_requested.connect(self._start_visit)
        page.resume_requested.connect(self._resume)
        page.records_requested.connect(self._show_records)
        page.lock_requested.connect(self.lock.lock)
        page.settings_requested.connect(self._show_settings)
        self.start_page = page
        self._show(page)
        self._offer_unfinished()

    def _offer_unfinished(self) -> None:
        """What needs the records, and what may follow the first frame."""
        if self._store is not None and self.start_page is not None:
            self.start_page.set_unfinished(unfinished_visits(self._store))
            self.start_page.picker.set_map(self._draw_map)
            if self._people is not None:
                self.start_page.set_people(self._people.people())

    def _show_settings(self) -> None:
        """Over the page that is there, which comes back as it was."""
        from injection_map.app.settings import Place, SettingsDesk

        if self._store is None or self._people is None:
            return
        place = Place(
            self._store,
            self._setup.data_dir,
            self._people,
            self._setup.clock,
            self._passphrase,
            self._settings_now,
            self._keep_settings,
            self._who_now(),
        )
        desk = SettingsDesk(self.theme, place, self._background, self)
        desk.people_changed.connect(self._on_people_changed)
        desk.passphrase_changed.connect(self._on_passphrase_changed)
        desk.page.back_asked.connect(self._leave_settings)
        desk.page.destroyed.connect(desk.deleteLater)
        before = self.shell.page
        assert isinstance(before, Page)
        self._before_settings = before
        self.shell.show_page(desk.page, keep=True)

    def _leave_settings(self) -> None:
        assert self._before_settings is not None
        self.shell.show_page(self._before_settings)
        self._before_settings = None

    def _on_people_changed(self) -> None:
        self.lock.follow_settings()
        if self.start_page is not None and self._people is not None:
            self.start_page.set_people(self._people.people())

    def _on_passphrase_changed(self, passphrase: str) -> None:
        self._passphrase = passphrase

    def _draw_map(self, protocol: Protocol) -> QWidget:
        """The sites of a protocol on the four views."""
        from injection_map.ui.four_views import FourViews

        views = FourViews(self.theme, self._art_cache())
        views.show_visit(planned_visit(map(planned_site, protocol.sites)), place_sites(protocol, self._drawings))
        return views

    def _show_records(self) -> None:
        from injection_map.report.record_rows import record_rows
        from injection_map.ui.records_page import RecordsPage

        if self._store is None:
            return
        try:
            rows = record_rows(self._store)
        except InjectionMapError as error:
            self.say(str(error))
            return
        page = RecordsPage(self.theme, rows, today=self.now().date())
        page.record_chosen.connect(self._show_record)
        page.back_asked.connect(self._show_start)
        self._show(page)

    def _show_record(self, record_id: str) -> None:
        from injection_map.ui.record_page import RecordPage

        assert self._store is not None
        self._leave_visit()
        try:
            record, protocol = self.stored_record(record_id)
        except InjectionMapError as error:
            self.say(str(error))
            return
        placed = place_sites(protocol, self._drawings) if protocol else {}
        page = RecordPage(
            self.theme,
            self._art_cache(),
            record,
            protocol=protocol,
            placed=placed,
            signers=signers_of(self._people),
            by=self._who_now(),
        )
        page.records_asked.connect(self._show_records)
        page.new_visit_asked.connect(self._show_start)
        page.pdf_asked.connect(self._save_pdf)
        page.resume_asked.connect(self._resume)
        page.sign_asked.connect(self._sign)
        page.addition_asked.connect(self._add_to_record)
        self._show(page)

    def _sign(self, record_id: str, signer: Clinician) -> None:
        """Sign a finished record; the page shows it signed only when the disk has it."""
        from injection_map.app.visits import sign_record

        assert self._store is not None
        try:
            sign_record(self._store, self._setup, record_id, signer)
        except InjectionMapError as error:
            self.shell.page.say_not_signed(str(error))  # type: ignore[union-attr]
        else:
            self._show_record(record_id)

    def _add_to_record(self, record_id: str, command: AddAddendum | Cosign) -> None:
        from injection_map.app.visits import add_to_record

        assert self._store is not None
        try:
            add_to_record(self._store, self._setup, record_id, command)
        except InjectionMapError as error:
            self.shell.page.say_not_added(str(error))  # type: ignore[union-attr]
        else:
            self._show_record(record_id)

    # --- a visit ---------------------------------------------------------------------------------------------------

    def _start_visit(self, form: StartForm) -> None:
        from injection_map.app.visits import open_visit

        if self._store is None:
            self._waiting = form  # the vault is still being opened; it takes a fraction of a second
            if self._store_fault:
                self._open_store(self._passphrase)
            return
        self._waiting, self._clinician = None, form.clinician
        entry = next(e for e in self.library.entries if e.protocol and e.protocol.id == form.protocol_id)
        try:
            kept = open_visit(self._store, self._setup, form, entry.file, self._drawings)
        except InjectionMapError as error:
            self.say(str(error))
            return
        self._show_chair(kept, resumed=False)

    def _resume(self, record_id: str) -> None:
        from injection_map.app.visits import resume_visit

        assert self._store is not None
        try:
            kept = resume_visit(self._store, self._setup, record_id, self._drawings)
        except InjectionMapError as error:
            self.say(str(error))
            return
        self._show_chair(kept, resumed=True)

    def _show_chair(self, kept: Kept, *, resumed: bool) -> None:
        from injection_map.ui.chair.page import ChairPage
        from injection_map.ui.visit_model import VisitModel

        model = VisitModel(
            kept.recorder,
            protocol=kept.protocol,
            placed=place_sites(kept.protocol, self._drawings),
            clock=self._setup.clock,
            pace=self._setup.pace,
            resumed=resumed,
            parent=self,
        )
        chair = ChairPage(
            self.theme,
            model,
            self._art_cache(),
            ready=self._ready,
            pedal_key=self._settings.pedal_key,
            second_pedal_key=self._settings.second_pedal_key,
            panel_left=self._settings.panel_left,
        )
        chair.finish_asked.connect(self._show_finish)
        chair.full_screen_asked.connect(self.shell.toggle_full_screen)
        chair.save_elsewhere_asked.connect(self._save_elsewhere)
        chair.leave_asked.connect(self._show_start)
        chair.theme_asked.connect(self._toggle_theme)
        chair.panel_side_asked.connect(self._toggle_panel_side)
        chair.pedal_learned.connect(self._keep_pedal)
        chair.lock_asked.connect(self.lock.lock)
        chair.settings_asked.connect(self._show_settings)
        self.lock.watch(model)
        self.visit = OpenVisit(kept.recorder, model, chair)
        self._show(chair)

    def _show_finish(self) -> None:
        from injection_map.ui.finish_page import FinishPage

        assert self.visit is not None
        page = FinishPage(
            self.theme, self.visit.model, self._art_cache(), month_first=month_first(), signers=signers_of(self._people)
        )
        page.back_asked.connect(self._back_to_chair)
        page.completed.connect(self._on_completed)
        page.save_elsewhere_asked.connect(self._save_elsewhere)
        self._show(page, keep=True)

    def _back_to_chair(self) -> None:
        assert self.visit is not None
        self._show(self.visit.chair)

    def _on_completed(self) -> None:
        assert self.visit is not None
        self._show_record(self.visit.recorder.record_id)

    def _leave_visit(self) -> None:
        """Wait until the disk has the visit, then let go of it. It can be resumed."""
        visit, self.visit = self.visit, None
        if visit is None:
            return
        if not visit.recorder.close(timeout_s=LAST_TRY_S):
            names = "\n".join(visit.model.unsaved_words())
            self.say(f"The disk did not take these entries. Write them on paper now:\n{names}", worst=True)
        visit.chair.deleteLater()
        visit.model.deleteLater()

    # --- at the edge -------------------------------------------------------------------------------------------------

    def _save_elsewhere(self) -> None:
        """Another folder for this visit, with its own key file, when the first does not take it."""
        from injection_map.storage.vault import open_vault

        assert self.visit is not None
        folder = QFileDialog.getExistingDirectory(self.shell, "Save this visit in another folder")
        if not folder:
            return
        try:
            store = open_vault(Path(folder), passphrase=self._passphrase)
        except InjectionMapError as error:
            self.say(str(error))
            return
        self.visit.recorder.try_elsewhere(store)
        self._other_stores.append(store)

    def _save_pdf(self, record_id: str) -> None:
        suggested = f"record-{record_id[:8]}.pdf"
        name, _ = QFileDialog.getSaveFileName(self.shell, "Save the record as PDF", suggested, "PDF (*.pdf)")
        if not name:
            return
        try:
            self.write_pdf(Path(name), record_id)
        except InjectionMapError as error:
            self.say(str(error))

    def write_pdf(self, path: Path, record_id: str) -> None:
        """The record on paper, from what the store holds. InjectionMapError when it cannot be made or written."""
        from injection_map.report.pdf import Paper, write_record_pdf

        record, protocol = self.stored_record(record_id)
        paper, art = Paper(self._settings.paper), self._art_cache().renderer
        write_record_pdf(path, record, protocol, art=art, drawings=self._drawings, paper=paper)

    def stored_record(self, record_id: str) -> tuple[Record, Protocol | None]:
        """A record as it is kept, with its protocol as it was then; None when that cannot be read any more."""
        assert self._store is not None
        record = Record(record_id, self._store.events(record_id))
        try:
            return record, kept_protocol(record, self._store, self._drawings)
        except (ProtocolFileError, RecordNotFoundError):
            return record, None

    def now(self) -> datetime:
        return self._setup.clock()

    def _toggle_theme(self) -> None:
        self._keep_settings(replace(self._settings, theme="light" if self.theme.dark else "dark"))

    def _toggle_panel_side(self) -> None:
        self._keep_settings(replace(self._settings, panel_left=not self._settings.panel_left))

    def _keep_pedal(self, key: int) -> None:
        self._keep_settings(replace(self._settings, pedal_key=key))

    def _art_cache(self) -> ArtCache:
        from injection_map.diagram.art import ArtRenderer
        from injection_map.diagram.art_cache import ArtCache

        if self._art is None:
            self._art = ArtCache(ArtRenderer(resources.diagrams()), self)
            self._art.failed.connect(self._on_art_failed)
        return self._art

    def _on_art_failed(self, error: AssetError) -> None:
        self.say(f"{error} The sites and the record are not touched by it.")

    def say(self, sentence: str, *, worst: bool = False) -> None:
        """A sentence that has to be read; while the window is locked, or when it is locked over it, afterwards."""
        if not self.lock.is_locked or self.lock.is_over:
            box = QMessageBox.critical if worst else QMessageBox.warning
            box(self.shell, TITLE, sentence)
        if self.lock.is_locked and not self.lock.is_over:
            self._held_sentences.append(sentence)

    def _say_what_was_held(self) -> None:
        held, self._held_sentences = self._held_sentences, []
        for sentence in held:
            self.say(sentence)


def _open_store(data_dir: Path, passphrase: str | None) -> VaultStore:
    from injection_map.storage.vault import open_vault

    return open_vault(data_dir, passphrase=passphrase)


def _warnings(file: Path, warnings: tuple[str, ...]) -> str:
    """The first of them; what else is wrong is seen in the file."""
    more = len(warnings) - MOST_WARNINGS
    rest = [f"And {more} more."] if more > 0 else []
    return "\n".join([f"In {file}:", *warnings[:MOST_WARNINGS], *rest])


def _dark(settings: Settings) -> bool:
    return system_prefers_dark() if settings.theme == "system" else settings.theme == "dark"
