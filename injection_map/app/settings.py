"""The settings page, wired: each choice is in force and on the disk at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from injection_map.domain import words
from injection_map.domain.errors import InjectionMapError
from injection_map.domain.ports import People
from injection_map.domain.settings import Settings, with_setting
from injection_map.storage.backups import Backup, Backups
from injection_map.storage.vault_keys import change_passphrase

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from injection_map.app.people import signers_of
from injection_map.app.vault_settings import VaultPlace, VaultSettings
from injection_map.ui.background import Background
from injection_map.ui.responsible_form import Responsible
from injection_map.ui.rules_card import RulesShown
from injection_map.ui.settings_page import SettingsPage, Shown
from injection_map.ui.signers import Signers
from injection_map.ui.theme import Theme
from injection_map.ui.vault_cards import VaultShown


@dataclass(frozen=True)
class Place:
    """What the settings are about: this vault, its people, and how the program keeps what is chosen."""

    vault: VaultPlace
    data_dir: Path
    people: People
    settings: Callable[[], Settings]
    keep: Callable[[Settings], None]
    rules: RulesShown
    who: str
    """Who works at the window; it stands in the vault's chain beside what they change."""
    in_visit: bool

    @property
    def shown(self) -> VaultShown:
        fault = self.vault.store.anchors.fault
        words = anchor_words(fault) if fault is not None else ""
        return VaultShown(self.signers, self.who, self.vault.has_passphrase, self.in_visit, words)

    def signers(self) -> Signers:
        return signers_of(self.people)


def anchor_words(fault: str) -> str:
    """What is told where the anchors do not fit the records."""
    return (
        f"{fault} What is here is kept, and can be used. “injection-map records verify” says more; look for a newer "
        "copy or a backup before anything else. When the cause is known, begin the anchors anew in Settings."
    )


class SettingsDesk(QObject):
    """One visit to the settings page. To be deleted when the page is left."""

    people_changed = Signal()
    passphrase_changed = Signal(str)

    def __init__(self, theme: Theme, place: Place, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place, self._background = place, background
        self._backups = Backups(place.vault.store)
        self.page = SettingsPage(
            theme,
            Shown(
                people=place.people.people(),
                settings=place.settings(),
                vault=place.shown,
                rules=place.rules,
            ),
        )
        self.page.setting_chosen.connect(self._on_setting)
        self.page.backup_asked.connect(self._on_backup)
        self.page.people.person_added.connect(self._on_person)
        self.page.people.pin_asked.connect(self._on_pin)
        self.page.people.removal_asked.connect(self._on_removal)
        self.vault = VaultSettings(self.page.vault, place.vault, self)
        self.page.passphrase.change_asked.connect(self._on_passphrase)
        self._say_backups()

    def _on_setting(self, name: str, value: object) -> None:
        self._place.keep(with_setting(self._place.settings(), name, value))

    # --- people -----------------------------------------------------------------------------------------------------

    def _on_person(self, name: str, role: str, pin: str | None) -> None:
        try:
            self._place.people.add_person(name, role, pin=pin, by=self._place.who)
        except InjectionMapError as error:
            self.page.people.say_not_added(str(error))
        else:
            self._on_people_changed()

    def _on_pin(self, person_id: str, proof: str, pin: str | None) -> None:
        """Whoever has a PIN shows it first; the passphrase of the records stands for one that was forgotten."""
        people = self._place.people
        person = next(person for person in people.people() if person.id == person_id)
        form = self.page.people.pin_form
        try:
            if person.has_pin and not self._place.vault.is_passphrase(proof):
                answer = people.check_pin(person_id, proof)
                if not answer.ok:
                    form.say_wrong(answer.wait_s)
                    return
            if pin is None:
                people.remove_pin(person_id, by=self._place.who)
            else:
                people.set_pin(person_id, pin, by=self._place.who)
        except InjectionMapError as error:
            form.new.say_fault(str(error))
        else:
            self._on_people_changed()

    def _on_removal(self, person_id: str, answer: Responsible) -> None:
        try:
            self._place.people.remove_person(person_id, by=answer.who)
        except InjectionMapError as error:
            assert self.page.people.removal is not None
            self.page.people.removal.say_fault(str(error))
        else:
            self._on_people_changed()

    def _on_people_changed(self) -> None:
        self.page.set_people(self._place.people.people())
        self.people_changed.emit()

    # --- passphrase and backups -------------------------------------------------------------------------------------

    def _on_passphrase(self, old: str, new: str) -> None:
        try:
            change_passphrase(self._place.data_dir, old=old, new=new)
        except InjectionMapError as error:
            self.page.passphrase.say_wrong(str(error))
            return
        self.page.passphrase.say_changed()
        self.passphrase_changed.emit(new)

    def _on_backup(self) -> None:
        self._background.run(self._make_backup, done=self._on_made, failed=self._on_not_made)

    def _make_backup(self) -> Backup:
        return self._backups.make(self._place.vault.clock())

    def _on_made(self, _: Backup) -> None:
        self._say_backups()

    def _on_not_made(self, error: InjectionMapError) -> None:
        self._say_backups()
        if isValid(self.page):
            self.page.say_backup_fault(str(error))

    def _say_backups(self) -> None:
        if not isValid(self.page):  # left while the backup was being made
            return
        try:
            newest = next(iter(self._backups.all()), None)
        except InjectionMapError as error:
            self.page.say_backup_fault(str(error))
            return
        last = "No backup yet."
        if newest is not None:
            at = newest.at.astimezone(self._place.vault.clock().tzinfo)
            last = f"The last one was made and read back on {words.day(at)} at {words.clock(at)}."
        self.page.say_backups(str(self._backups.folder), last)
