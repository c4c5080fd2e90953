"""A backup is put into another folder and proven there, in the background, also when its page was left meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.domain import words
from injection_map.domain.errors import InjectionMapError, KeyUnavailableError

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal

from injection_map.ui.background import Background

if TYPE_CHECKING:
    from injection_map.domain.ports import Clock


class RestoreDesk(QObject):
    """One at a time. Nothing that is there is ever written over."""

    progress = Signal(str)
    done = Signal(str)
    failed = Signal(str)
    locked = Signal(str)
    """The backup wants another passphrase; with that it can be tried again."""

    def __init__(self, background: Background, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background, self._clock = background, clock

    def restore(self, backup: Path, folder: Path, passphrase: str | None) -> None:
        """Begin to; the answer is `done`, `failed` or `locked`."""
        self.progress.emit("Restoring")

        def work() -> str:
            return self._restored(backup, folder, passphrase)

        self._background.run(work, done=self.done.emit, failed=self._on_failed)

    def _restored(self, backup: Path, folder: Path, passphrase: str | None) -> str:
        """What came of it, as another program would find it: the folder is opened anew and all of it proven."""
        from contextlib import closing

        from injection_map.storage.backups import Secrets, restore
        from injection_map.storage.proof import prove
        from injection_map.storage.vault import open_vault

        restore(backup, folder, Secrets(passphrase), at=self._clock(), progress=self._tell)
        with closing(open_vault(folder, passphrase=passphrase, read_only=True)) as store:
            proof = prove(store.database, store.anchors, self._tell)
        if proof.first_break is not None:
            return f"It is in {folder}, but it is not whole. {proof.first_break.sentence}"
        records = words.count(proof.records, "record")
        return f"{records} with {proof.entries} entries restored into {folder}, and proven."

    def _tell(self, done: int, of: int) -> None:
        self.progress.emit(f"Reading and proving: {done} of {of} entries")

    def _on_failed(self, error: InjectionMapError) -> None:
        (self.locked if isinstance(error, KeyUnavailableError) else self.failed).emit(str(error))
