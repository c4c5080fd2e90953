"""The training records of this program: opened when the trainer first needs them, let go at the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from injection_map.domain.ports import TrainingRecords
    from injection_map.storage.training_store import TrainingStore


class TrainingRoom:
    """One for all of the trainer. The vault is never asked for anything."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._store: TrainingStore | None = None
        self._others: list[TrainingStore] = []

    @property
    def store(self) -> TrainingStore:
        """Opened now if it is not yet. StoreError when it cannot be; nothing was changed then, and it is tried again
        the next time.
        """
        from injection_map.storage.training_store import open_training

        if self._store is None:
            self._store = open_training(self._data_dir)
        return self._store

    def open_elsewhere(self, folder: Path) -> TrainingRecords:
        """Others in another folder, for a visit that these do not take."""
        from injection_map.storage.training_store import open_training

        store = open_training(folder)
        self._others.append(store)
        return store

    def close(self) -> None:
        for store in (self._store, *self._others):
            if store is not None:
                store.close()
        self._store, self._others = None, []
