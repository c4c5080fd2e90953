"""Demonstrate: which protocol, the trainer's page, the window for the audience, and the trainer's notes."""

from __future__ import annotations

from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.errors import AssetError
from injection_map.domain.placement import place_sites
from injection_map.domain.prompts import shown_words
from injection_map.domain.protocol import Protocol
from injection_map.storage.trainer_notes import TrainerNotesError, read_notes, write_notes

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from injection_map.diagram.art_cache import ArtCache
from injection_map.ui.protocol_picker import BrokenFile
from injection_map.ui.trainer.audience import WINDOW_PX, AudienceSheet, AudienceView, screen_beside
from injection_map.ui.trainer.choose_protocol_page import ChooseProtocolPage
from injection_map.ui.trainer.demonstration_keys import DemonstrationKeys
from injection_map.ui.trainer.demonstration_model import DemonstrationModel
from injection_map.ui.trainer.presenter_page import PresenterPage

ART_BYTES = 128 * 1024 * 1024
"""An image of the art for a screen of 3840 x 2160 is 19 MB: the whole view, the close one, and the next site's."""


class DemonstrateDesk(QObject):
    """One demonstration at a time. It needs no records, and keeps nothing but the trainer's notes."""

    left = Signal()

    def __init__(self, workplace: Workplace, window: Window, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._window = workplace, window
        self._file = workplace.setup.data_dir / "training" / "notes.json"
        self._notes: dict[str, dict[str, str]] = {}
        self._notes_are_kept = True
        self._is_told = False
        """Whether it was said that the disk does not take the notes: once is enough in front of an audience."""
        self.page: PresenterPage | None = None
        self.audience: AudienceView | None = None
        self._model: DemonstrationModel | None = None
        self._keys: DemonstrationKeys | None = None
        self._art: ArtCache | None = None
        self._audience_screen: QScreen | None = None
        self._window.shell.closing.connect(self.end)
        workplace.settings_changed.connect(self._on_settings)

    def show(self) -> None:
        """The only protocol at once, or first the choice."""
        library = self._workplace.library
        if len(library.protocols) == 1:
            self._demonstrate(library.protocols[0])
            return
        broken = [BrokenFile(entry.file.name, entry.faults) for entry in library.entries if entry.faults]
        page = ChooseProtocolPage(self._workplace.theme, library.protocols, broken, what="Demonstrate")
        page.chosen.connect(self._demonstrate)
        page.back_asked.connect(self.left)
        self._window.show(page)

    def _demonstrate(self, protocol: Protocol) -> None:
        self.end()
        self._read_notes()
        workplace = self._workplace
        self._model = DemonstrationModel(protocol, place_sites(protocol, workplace.drawings), self)
        self._model.site_has_come.connect(self._say_site)
        self._art = ArtCache(workplace.art.renderer, self, budget_bytes=ART_BYTES)
        self._art.failed.connect(self._on_art_failed)
        self._keys = DemonstrationKeys(self._model, workplace.hands_free, key_up_ms=workplace.setup.pace.key_up_ms)
        screen = screen_beside(self._window.shell)
        self.page = PresenterPage(
            workplace.theme,
            self._model,
            self._art,
            self._keys,
            clock=workplace.setup.clock,
            shape=screen.geometry().size() if screen else WINDOW_PX,
            notes=self._notes.get(protocol.id, {}),
            keep_note=self._keep_note,
        )
        self.page.back_asked.connect(self._on_left)
        self.page.audience_asked.connect(self.show_audience)
        self.page.end_asked.connect(self.close_audience)
        self._window.shell.shown_page_changed.connect(self._on_page)
        self._follow_screens(True)
        self._window.show(self.page)

    def _say_site(self) -> None:
        assert self._model is not None
        self._workplace.voice.say(shown_words(self._model.steps.site))

    # --- the audience --------------------------------------------------------------------------------------------

    def show_audience(self) -> None:
        """On the screen that the trainer's window is not on; the keyboard stays with the trainer's window."""
        if self.audience is not None or self.page is None:
            return
        assert self._model is not None
        assert self._art is not None
        assert self._keys is not None
        motion = self._workplace.setup.pace.motion
        sheet = AudienceSheet(self._workplace.theme.icons, self._model, self._art, motion=motion)
        self.audience = AudienceView(sheet, self._keys)
        self.audience.closed.connect(self.close_audience)
        self.audience.resized.connect(self._on_resized)
        self._put_on(screen_beside(self._window.shell))
        self._on_resized()
        self.page.set_audience_shown(True)
        self._say_site()
        self._window.shell.activateWindow()

    def _put_on(self, screen: QScreen | None) -> None:
        assert self.audience is not None
        self._audience_screen = screen
        self.audience.show_on(screen)

    def close_audience(self) -> None:
        audience, self.audience = self.audience, None
        if audience is None:
            return
        audience.close()
        audience.deleteLater()
        if self.page is not None:
            self.page.set_audience_shown(False)

    def _on_resized(self) -> None:
        if self.audience is not None and self.page is not None:
            self.page.copy.set_shape(self.audience.size())

    def _follow_screens(self, follow: bool) -> None:
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        if follow:
            application.screenAdded.connect(self._on_screen_added)
            application.screenRemoved.connect(self._on_screen_removed)
        else:
            application.screenAdded.disconnect(self._on_screen_added)
            application.screenRemoved.disconnect(self._on_screen_removed)

    def _on_screen_added(self, screen: QScreen) -> None:
        """A projector was plugged in: an audience view that is a window goes there."""
        if self.audience is not None and not self.audience.isFullScreen():
            self._put_on(screen)

    def _on_screen_removed(self, screen: QScreen) -> None:
        """Qt moves whatever was on it to a screen that is left: the view must not cover the trainer's window there."""
        if self.audience is None:
            return
        trainers_goes = screen is self._window.shell.screen()
        if screen is self._audience_screen or trainers_goes:
            self._audience_screen = None
            self.audience.leave_screen()

    # --- the end -------------------------------------------------------------------------------------------------

    def _on_settings(self) -> None:
        """Another pedal or remote was learned meanwhile."""
        if self._keys is not None:
            self._keys.hands_free = self._workplace.hands_free

    def _on_left(self) -> None:
        self.end()
        self.left.emit()

    def _on_page(self, page: object) -> None:
        """Another page was shown by whoever it was: the demonstration is over."""
        if page is not self.page:
            self.end()

    def end(self) -> None:
        """Closes the window for the audience and lets go of the drawings."""
        if self.page is None:
            return
        self.page.notes.keep_now()
        self.close_audience()
        self._window.shell.shown_page_changed.disconnect(self._on_page)
        self._follow_screens(False)
        self.page = self._keys = None
        assert self._art is not None
        assert self._model is not None
        self._art.close()
        self._art.deleteLater()
        self._model.deleteLater()
        self._art = self._model = None

    def _on_art_failed(self, error: AssetError) -> None:
        self._workplace.fault.emit(str(error))

    # --- notes ---------------------------------------------------------------------------------------------------

    def _read_notes(self) -> None:
        try:
            self._notes, self._notes_are_kept = read_notes(self._file), True
        except TrainerNotesError as error:
            self._notes, self._notes_are_kept = {}, False
            self._workplace.fault.emit(str(error))

    def _keep_note(self, site_key: str, note: str) -> None:
        assert self._model is not None
        notes = self._notes.setdefault(self._model.protocol.id, {})
        notes.pop(site_key, None)
        if note:
            notes[site_key] = note
        if not self._notes_are_kept:
            return
        try:
            write_notes(self._file, self._notes)
        except TrainerNotesError as error:
            if not self._is_told:
                self._is_told = True
                self._workplace.fault.emit(str(error))
        else:
            self._is_told = False
