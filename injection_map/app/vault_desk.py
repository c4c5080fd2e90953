"""The vault of this program: opened away from the window, with its people and what opened it, and let go at the end."""

from __future__ import annotations

import hmac
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.app.setup import Setup
from injection_map.domain.errors import InjectionMapError, KeyUnavailableError, StoreError

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal

from injection_map.ui.background import Background

if TYPE_CHECKING:
    from injection_map.app.patient_desk import PatientDesk
    from injection_map.domain.ports import Clock, PatientRecords, People
    from injection_map.storage.event_store import VaultStore
    from injection_map.storage.vault import Takeover


@dataclass(frozen=True, slots=True)
class _Rekeyed:
    """The new recovery code, or why there is none."""

    code: str
    fault: str


class VaultDesk(QObject):
    """The store, the people and the patients are there from `opened` on."""

    opened = Signal()
    refused = Signal(object)
    """An InjectionMapError: why the records cannot be opened."""
    step = Signal(str)
    """How far a change of the key is."""
    key_changed = Signal(str)
    """The new recovery code. The records are open again, under the new key."""
    key_not_changed = Signal(str)
    """Why. The records are open again as they were."""

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
        self._despite: Takeover | None = None
        self._between: VaultStore | None = None
        """In the hands of the background: opened and not taken in yet, or to be closed for a change of the key."""
        self._others: list[PatientRecords] = []

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
        self._background.run(self._open, done=self._on_open, failed=self._on_no_store)

    def open_despite(self, who: str, reason: str) -> None:
        """Begin to, though another computer is named as having it open."""
        from injection_map.storage.vault import Takeover

        self._despite = Takeover(who, reason, self._setup.clock())
        self.open(self.passphrase)

    def change_key(self, by: str, passphrase: str | None) -> None:
        """Close the records, put them under a new key, open them again; the answer is `key_changed`,
        `key_not_changed`, or `refused` when they do not open again. `passphrase` is needed where they have one."""
        self._between, self.store, self.people, self.patients = self.store, None, None, None
        work = partial(self._change_key, by, passphrase)
        self._background.run(work, done=self._on_rekeyed, failed=self._on_no_store)

    def open_elsewhere(self, folder: Path) -> PatientRecords:
        """Another vault for a visit that this one does not take, under the same passphrase."""
        store = _open_store(folder, self.passphrase)
        self._others.append(store)
        return store

    def close(self) -> None:
        for store in (self.store, self._between, *self._others):
            if store is not None:
                store.close()
        self.store, self._between, self._others = None, None, []

    def _open(self) -> None:
        self._between = _open_store(self._setup.data_dir, self.passphrase, self._despite)

    def _change_key(self, by: str, passphrase: str | None) -> _Rekeyed:
        from injection_map.storage.vault_entries import note_new_key
        from injection_map.storage.vault_keys import rotate_key

        self.step.emit("Closing the records")
        assert self._between is not None
        self._between.close()
        self.step.emit("Copying them under the new key, and comparing")
        code, fault = "", ""
        try:
            code = rotate_key(self._setup.data_dir, passphrase=passphrase)
        except InjectionMapError as error:
            fault = str(error)
        self.step.emit("Opening the records again")
        self._open()
        if code and self._between is not None:
            with suppress(StoreError):  # the key is changed all the same, and its code has to be shown
                note_new_key(self._between, by=by, at=self._setup.clock())
        return _Rekeyed(code, fault)

    def _on_rekeyed(self, answer: _Rekeyed) -> None:
        self._take_in()
        if answer.code:
            self.key_changed.emit(answer.code)
        else:
            self.key_not_changed.emit(answer.fault)

    def _on_open(self, _: None) -> None:
        self._take_in()
        self.opened.emit()

    def _take_in(self) -> None:
        from injection_map.storage.people import People as VaultPeople
        from injection_map.storage.vault_keys import has_passphrase

        store, self._between = self._between, None
        assert store is not None
        self.store, self._despite = store, None
        self._has_passphrase = has_passphrase(self._setup.data_dir)
        if not self._has_passphrase:
            self.passphrase = None  # the keychain opened it: what was handed in is of other records
        self.people = VaultPeople(store, self._setup.clock)
        self.patients = _patient_desk(store, self._setup.clock)

    def _on_no_store(self, error: InjectionMapError) -> None:
        self.fault = str(error)
        if not isinstance(error, KeyUnavailableError):
            self._despite = None  # it was meant for that moment; a passphrase may still be asked for
        self.refused.emit(error)


def _open_store(data_dir: Path, passphrase: str | None, despite: Takeover | None = None) -> VaultStore:
    from injection_map.storage.vault import open_vault

    return open_vault(data_dir, passphrase=passphrase, despite=despite)


def _patient_desk(store: VaultStore, clock: Clock) -> PatientDesk:
    from injection_map.app.patient_desk import PatientDesk
    from injection_map.storage.patients import Patients
    from injection_map.storage.record_index import RecordIndex

    return PatientDesk(Patients(store, clock), RecordIndex(store), clock)


def _bytes(passphrase: str) -> bytes:
    """As it is stretched: an é typed here is the é of an environment that was set elsewhere."""
    return unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass")
