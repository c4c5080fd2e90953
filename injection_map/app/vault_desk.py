"""The vault of this program: opened away from the window, with its people and what opened it, and let go at the end."""

from __future__ import annotations

import hmac
import unicodedata
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.app.setup import Setup
from injection_map.domain.errors import InjectionMapError, StoreError
from injection_map.domain.ports import Clock, EventStore, People

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal

from injection_map.ui.background import Background

if TYPE_CHECKING:
    from injection_map.app.patient_desk import PatientDesk
    from injection_map.storage.event_store import VaultStore


class VaultDesk(QObject):
    """The store, the people and the patients are there from `opened` on."""

    opened = Signal()
    refused = Signal(object)
    """An InjectionMapError: why the records cannot be opened."""

    def __init__(self, setup: Setup, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._setup, self._background = setup, background
        self.store: VaultStore | None = None
        self.people: People | None = None
        self.patients: PatientDesk | None = None
        self.passphrase = setup.passphrase
        """What it was, or is to be, opened with; None where a keychain does it."""
        self.fault = ""
        """Why it could not be opened, while it is not."""
        self._has_passphrase = False
        self._others: list[EventStore] = []

    @property
    def has_passphrase(self) -> bool:
        """Whether the vault that was opened has one, though a keychain may have opened it."""
        return self._has_passphrase

    def is_passphrase(self, typed: str) -> bool:
        """Whether this is the one that opened the vault; where a keychain did, whether it would have."""
        from injection_map.storage.vault_keys import is_passphrase

        if not self._has_passphrase or not typed:
            return False
        if self.passphrase is not None:
            return hmac.compare_digest(_bytes(self.passphrase), _bytes(typed))
        if self.store is None:
            return False
        with suppress(StoreError):
            return is_passphrase(self._setup.data_dir, typed, key=self.store.database.key)
        return False

    def open(self, passphrase: str | None) -> None:
        """Begin to; the answer is `opened` or `refused`."""
        self.passphrase, self.fault = passphrase, ""
        work = partial(_open_store, self._setup.data_dir, passphrase)
        self._background.run(work, done=self._on_store, failed=self._on_no_store)

    def open_elsewhere(self, folder: Path) -> EventStore:
        """Another vault for a visit that this one does not take, under the same passphrase."""
        store = _open_store(folder, self.passphrase)
        self._others.append(store)
        return store

    def close(self) -> None:
        for store in (self.store, *self._others):
            if store is not None:
                store.close()
        self.store, self._others = None, []

    def _on_store(self, store: VaultStore) -> None:
        from injection_map.storage.people import People as VaultPeople
        from injection_map.storage.vault_keys import has_passphrase

        self.store = store
        self._has_passphrase = has_passphrase(self._setup.data_dir)
        if not self._has_passphrase:
            self.passphrase = None  # the keychain opened it: what was handed in is of other records
        self.people = VaultPeople(store, self._setup.clock)
        self.patients = _patient_desk(store, self._setup.clock)
        self.opened.emit()

    def _on_no_store(self, error: InjectionMapError) -> None:
        self.fault = str(error)
        self.refused.emit(error)


def _open_store(data_dir: Path, passphrase: str | None) -> VaultStore:
    from injection_map.storage.vault import open_vault

    return open_vault(data_dir, passphrase=passphrase)


def _patient_desk(store: VaultStore, clock: Clock) -> PatientDesk:
    from injection_map.app.patient_desk import PatientDesk
    from injection_map.storage.patients import Patients
    from injection_map.storage.record_index import RecordIndex

    return PatientDesk(Patients(store, clock), RecordIndex(store), clock)


def _bytes(passphrase: str) -> bytes:
    """As it is stretched: an é typed here is the é of an environment that was set elsewhere."""
    return unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass")
