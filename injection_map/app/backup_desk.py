"""Backups by themselves: when the records are opened, when a visit is left or a record signed, and once a day.

Never during a visit: the ticks have the disk to themselves. What fails is said once, and again only after one was made.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from injection_map.domain.errors import InjectionMapError

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, QTimer, Signal

from injection_map.ui.background import Background

if TYPE_CHECKING:
    from injection_map.domain.ports import Clock
    from injection_map.storage.event_store import VaultStore

LOOK_EVERY_MS = 10 * 60 * 1000
DUE_EVERY = timedelta(days=1)
"""While the program stands open without a visit."""


class BackupDesk(QObject):
    """Watches over the backups of the vault that is open, if one is."""

    made = Signal()
    failed = Signal(str)
    """One sentence."""

    def __init__(
        self,
        background: Background,
        clock: Clock,
        *,
        store: Callable[[], VaultStore | None],
        in_visit: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """`store` is the vault as it is at that moment, None while none is open."""
        super().__init__(parent)
        self._background, self._clock, self._store, self._in_visit = background, clock, store, in_visit
        self._told = False
        self.timer = QTimer(self, interval=LOOK_EVERY_MS)
        self.timer.timeout.connect(self._on_time)
        self.timer.start()

    def stop(self) -> None:
        """For good: the program is closing. What was recorded last is in the backup of the next start."""
        self.timer.stop()
        self._store = _none

    def make(self) -> None:
        """In the background, when something was recorded since the last one."""
        from injection_map.storage.backups import Backups

        store = self._store()
        if store is None or self._in_visit():
            return
        backups, clock = Backups(store), self._clock

        def work() -> object:
            return backups.make_if_needed(clock())

        self._background.run(work, done=self._on_done, failed=self._on_failed)

    def _on_time(self) -> None:
        from injection_map.storage.backups import Backups, is_due

        store = self._store()
        if store is None:
            return
        try:
            newest = next(iter(Backups(store).all()), None)
        except InjectionMapError as error:
            self._on_failed(error)
            return
        if is_due(newest, self._clock(), every=DUE_EVERY):
            self.make()

    def _on_done(self, made: object) -> None:
        if made is not None:
            self._told = False
            self.made.emit()

    def _on_failed(self, error: InjectionMapError) -> None:
        if not self._told:
            self._told = True
            self.failed.emit(f"No backup was made by itself. {error}")


def _none() -> None:
    return None
