"""What every page of one window is made with: drawings, protocols, look, and the settings as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map import resources
from injection_map.domain.errors import AssetError
from injection_map.domain.geometry import Drawing
from injection_map.domain.hands_free import HandsFree, hands_free
from injection_map.domain.protocol import Plate
from injection_map.domain.settings import Settings
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_library import Library, load_library
from injection_map.storage.settings_file import SettingsError, read_settings, write_settings
from injection_map.workflow.ready_texts import ReadyTexts

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal

from injection_map.app.setup import Setup
from injection_map.app.voice_desk import Voice
from injection_map.diagram.typeface import load_typeface
from injection_map.ui.icons import Icons
from injection_map.ui.theme import Theme, system_prefers_dark

if TYPE_CHECKING:
    from injection_map.diagram.art_cache import ArtCache
    from injection_map.domain.rule_sets import RuleSet
    from injection_map.storage.rule_file import RuleShelf


MOST_WARNINGS = 5


class Workplace(QObject):
    """Made once. AssetError when something that the program carries is missing."""

    settings_changed = Signal()
    fault = Signal(str)
    """A sentence that has to be read."""

    def __init__(self, setup: Setup, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setup = setup
        load_typeface(resources.fonts())
        self.drawings: Mapping[Plate, Drawing] = read_drawings(resources.diagrams())
        self.library: Library = load_library([resources.protocols(), setup.data_dir / "protocols"], self.drawings)
        self._file = setup.data_dir / "settings.json"
        self.settings_fault = ""
        """Why the file with the settings is left as it is; empty when it is not."""
        self.settings_warnings = ""
        """What stands in the file and is not as it must be; empty when all is."""
        self._settings = self._read()
        self.ready = ReadyTexts(self._settings)
        dark = _dark(self._settings) if setup.dark is None else setup.dark
        self.theme = Theme(Icons(resources.icons()), dark=dark, parent=self)
        self.theme.set_font_percent(self._settings.font_percent)
        self._art: ArtCache | None = None
        self._rules: RuleShelf | None = None
        self.voice = Voice(setup.voice_command, parent=self)
        self.voice.set_on(self._settings.spoken_prompts)

    def close(self) -> None:
        self.voice.close()
        if self._art is not None:
            self._art.close()

    @property
    def art(self) -> ArtCache:
        """The drawings as pixmaps, made when the first page asks for one."""
        from injection_map.diagram.art import ArtRenderer
        from injection_map.diagram.art_cache import ArtCache

        if self._art is None:
            self._art = ArtCache(ArtRenderer(resources.diagrams()), self)
            self._art.failed.connect(self._on_art_failed)
        return self._art

    def _on_art_failed(self, error: AssetError) -> None:
        self.fault.emit(f"{error} The sites and the record are not touched by it.")

    # --- rules of follow-up -------------------------------------------------------------------------------------

    @property
    def rules(self) -> RuleShelf:
        """The rule sets of the program and of the clinic, read when they are first asked for."""
        return self._rules if self._rules is not None else self.read_rules()

    def read_rules(self) -> RuleShelf:
        """Anew: a file may have been mended meanwhile."""
        from injection_map.storage.rule_file import load_rules

        self._rules = load_rules([resources.rules(), self.setup.data_dir / "rules"])
        return self._rules

    @property
    def rule_set(self) -> RuleSet | None:
        """The chosen one; None where none is, or where it is not there, which `rule_faults` tells."""
        return self.rules.rule_set(self._settings.rule_set) if self._settings.rule_set else None

    @property
    def rule_faults(self) -> tuple[str, ...]:
        """A sentence for each file that is not used, and for a chosen rule set that is not there."""
        chosen = self._settings.rule_set
        missing = f"The rules “{chosen}” that were chosen are not there. No rule is stated until others are chosen."
        return (*self.rules.faults, *([missing] if chosen and self.rule_set is None else []))

    # --- settings -----------------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        return self._settings

    def keep_settings(self, settings: Settings) -> None:
        """In force at once; on the disk unless there is a file that this version must leave alone."""
        self._settings = settings
        if self._settings.theme != "system" or self.setup.dark is None:
            self.theme.set_dark(_dark(self._settings))
        self.theme.set_font_percent(settings.font_percent)
        self.ready.follow(settings)
        self.voice.set_on(settings.spoken_prompts)
        self.settings_changed.emit()
        if self.settings_fault:
            return
        try:
            write_settings(self._file, settings)
        except SettingsError as error:
            self.fault.emit(str(error))

    def toggle_theme(self) -> None:
        self.keep_settings(replace(self._settings, theme="light" if self.theme.dark else "dark"))

    def toggle_panel_side(self) -> None:
        self.keep_settings(replace(self._settings, panel_left=not self._settings.panel_left))

    @property
    def hands_free(self) -> HandsFree:
        """What pedals, remotes and the numeric pad do."""
        return hands_free(self._settings)

    def keep_pedal(self, key: int | None) -> None:
        self.keep_settings(replace(self._settings, pedal_key=key))

    def _read(self) -> Settings:
        try:
            settings, warnings = read_settings(self._file)
        except SettingsError as error:
            self.settings_fault = str(error)
            return Settings()
        self.settings_warnings = _in_one(self._file, warnings)
        return settings


def _in_one(file: Path, warnings: tuple[str, ...]) -> str:
    """The first of the warnings; what else is wrong is seen in the file."""
    if not warnings:
        return ""
    more = len(warnings) - MOST_WARNINGS
    rest = [f"And {more} more."] if more > 0 else []
    return "\n".join([f"In {file}:", *warnings[:MOST_WARNINGS], *rest])


def _dark(settings: Settings) -> bool:
    return system_prefers_dark() if settings.theme == "system" else settings.theme == "dark"
