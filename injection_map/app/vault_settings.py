"""The settings of the records as a whole, wired: the anchors begun anew, a backup put elsewhere, another key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from injection_map.domain.errors import InjectionMapError
from injection_map.domain.ports import Clock
from injection_map.storage.backups import ENDING, Backups
from injection_map.storage.event_store import VaultStore
from injection_map.storage.vault_entries import renew_anchors

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from injection_map.app.restore_desk import RestoreDesk
from injection_map.ui.responsible_form import Responsible
from injection_map.ui.vault_cards import VaultCards


@dataclass(frozen=True)
class VaultPlace:
    """What these settings are about. `passphrase` opened the records; None where a keychain did."""

    store: VaultStore
    clock: Clock
    restores: RestoreDesk
    passphrase: str | None
    has_passphrase: bool
    is_passphrase: Callable[[str], bool]


class VaultSettings(QObject):
    """As long as the settings page is there."""

    anchors_renewed = Signal()
    key_change_asked = Signal(object, str)
    """A Responsible, and the passphrase that was proven to be the right one."""

    def __init__(self, cards: VaultCards, place: VaultPlace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards, self._place = cards, place
        self._chosen: tuple[Path, Path] | None = None
        cards.anchor.renewal_asked.connect(self._on_renewal)
        cards.restore.asked.connect(self._on_restore)
        cards.key.change_asked.connect(self._on_key)
        restores = place.restores
        restores.progress.connect(cards.restore.say_progress)
        restores.done.connect(cards.restore.say_done)
        restores.failed.connect(cards.restore.say_fault)
        restores.locked.connect(cards.restore.ask_passphrase)
        for answered in (restores.done, restores.failed):
            answered.connect(self._on_answered)

    def _on_renewal(self, answer: Responsible) -> None:
        try:
            renew_anchors(self._place.store, by=answer.who, reason=answer.reason, at=self._place.clock())
        except InjectionMapError as error:
            self._cards.anchor.say_fault(str(error))
        else:
            self._cards.anchor.say_renewed()
            self.anchors_renewed.emit()

    def _on_restore(self, passphrase: str) -> None:
        """The backup and the folder are asked for once, though the passphrase has to be typed again."""
        chosen = self._chosen if passphrase and self._chosen else self._choose()
        if chosen is not None:
            self._chosen = chosen
            self._place.restores.restore(*chosen, passphrase or self._place.passphrase)

    def _choose(self) -> tuple[Path, Path] | None:
        window, backups = self._cards.restore.window(), Backups(self._place.store).folder
        kind = f"Backups of Injection Map (*{ENDING});;All files (*)"
        file, _ = QFileDialog.getOpenFileName(window, "Choose a backup", str(backups), kind)
        if not file:
            return None
        folder = QFileDialog.getExistingDirectory(window, "Choose a folder where no records are")
        return (Path(file), Path(folder)) if folder else None

    def _on_answered(self) -> None:
        self._chosen = None

    def _on_key(self, answer: Responsible, passphrase: str) -> None:
        if self._place.has_passphrase and not self._place.is_passphrase(passphrase):
            self._cards.key.say_wrong("This is not the passphrase. Try again.")
        else:
            self.key_change_asked.emit(answer, passphrase)
