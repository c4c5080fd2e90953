"""The page on which pedals, remotes and the voice are tried and learned, wired."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.hands_free import SETTING
from injection_map.domain.settings import with_setting

if TYPE_CHECKING:
    from injection_map.ui.settings_page import SettingsPage
    from injection_map.ui.trainer.hands_page import HandsPage


class HandsDesk(QObject):
    """Reached from the trainer, whose first page comes after it, and from the settings, which wait below it."""

    left = Signal()
    """Back from the page that `show` has put up."""

    def __init__(self, workplace: Workplace, window: Window, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._window = workplace, window
        self._pages: list[HandsPage | SettingsPage] = []
        workplace.settings_changed.connect(self._follow)
        workplace.voice.changed.connect(self._tell_voice)

    def show(self) -> None:
        """In the trainer: instead of the page that is there."""
        page = self._new_page()
        page.back_asked.connect(self.left)
        self._window.show(page)

    def show_over(self) -> None:
        """Over the page that is there, which comes back as it was."""
        page = self._new_page()
        page.back_asked.connect(self._window.back)
        self._window.show_over(page)

    def serve(self, page: HandsPage | SettingsPage) -> None:
        """Keep a page up to date with what is learned and how the voice is, until it is gone."""
        self._pages = [*filter(isValid, self._pages), page]
        page.voice.try_asked.connect(self._workplace.voice.try_it)
        self._tell_voice()

    def _new_page(self) -> HandsPage:
        from injection_map.ui.trainer.hands_page import HandsPage

        place = self._workplace
        page = HandsPage(place.theme, place.settings, key_up_ms=place.setup.pace.key_up_ms)
        page.setting_chosen.connect(self._on_setting)
        page.reset_asked.connect(self._on_reset)
        self.serve(page)
        return page

    def _on_setting(self, name: str, value: object) -> None:
        self._workplace.keep_settings(with_setting(self._workplace.settings, name, value))

    def _on_reset(self) -> None:
        first = dict.fromkeys(SETTING.values())
        self._workplace.keep_settings(replace(self._workplace.settings, **first, pad_at_chair=False))  # type: ignore[arg-type]

    def _follow(self) -> None:
        for page in filter(isValid, self._pages):
            page.follow(self._workplace.settings)

    def _tell_voice(self) -> None:
        voice = self._workplace.voice
        for page in filter(isValid, self._pages):
            page.voice.tell(voice.words, fault=voice.is_fault)
