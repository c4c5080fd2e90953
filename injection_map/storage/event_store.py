"""The vault's events in SQLite: chained entries, the index of records beside them, and the anchors outside.

What is read back comes from the file, decrypted and authenticated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Literal
from typing import Protocol as Interface

import apsw

from injection_map.domain.errors import NotSavedError, RecordNotFoundError
from injection_map.domain.events import Event
from injection_map.domain.record_index import TICKS
from injection_map.storage import kinds
from injection_map.storage.anchor import Anchor
from injection_map.storage.anchors import Anchors
from injection_map.storage.chained_store import END, ChainedStore, Texts
from injection_map.storage.database import Database, sentences
from injection_map.storage.schema import RESERVED
from injection_map.storage.sqlite_errors import WORLD_ERRORS
from injection_map.storage.statements import Statement
from injection_map.storage.visit_rows import IN_PROGRESS, visit_statements


class Lock(Interface):
    """What keeps other programs from writing."""

    def taken_by(self) -> str | None:
        """The name of a computer that went in all the same."""

    def close(self) -> None: ...


class VaultStore(ChainedStore):
    """The `PatientRecords` of a vault. Made by `vault.open_vault`; `writer` and `lock` are None when it is only read.

    It owns its connections and closes them. `new_recovery_code` is set when the vault was made just now, to be shown
    once; whoever shows it sets it to None.
    """

    holds: Literal["patients"] = "patients"
    new_recovery_code: str | None = None

    def __init__(
        self,
        database: Database,
        *,
        reader: apsw.Connection,
        writer: apsw.Connection | None,
        lock: Lock | None,
        anchors: Anchors,
    ) -> None:
        super().__init__(database.path, reader=reader, writer=writer)
        self.database = database
        self.anchors = anchors
        self._lock = lock
        self._in_progress = ""

    def _append_events(self, record_id: str, events: Sequence[Event], texts: Texts) -> None:
        kinds.refuse_training(record_id, events)
        with self._turn():
            self._append(record_id, texts, also=self._index_of(record_id, events, texts))

    def _went_on(self, end: Anchor) -> None:
        self.anchors.advance(end)

    def rewrite(self, act: Callable[[apsw.Connection], None]) -> None:
        """Do this to the tables beside the entries, in one transaction."""
        with self._turn():
            self._write_together(act)

    def extend(self, act: Callable[[apsw.Connection], None]) -> None:
        """Do this to the chain and the tables beside it, in one transaction: for `storage.bulk`, which reads it back.

        ValueError when an entry does not follow the last one.
        """
        with self._turn():
            self._known_last = None
            try:
                self._write_together(act)
            except apsw.ConstraintError as error:
                raise ValueError(f"an entry does not follow the last one: {error}") from error
            self._refuse_a_file_without_a_name()
            self._went_on(Anchor(*self._write(END)[0]))

    def head(self, record_id: str) -> bytes:
        """The hash of a record's last event as it is stored; RecordNotFoundError when it has none."""
        rows = self.read("SELECT hash FROM events WHERE record_id = ? ORDER BY seq DESC LIMIT 1", (record_id,))
        if not rows or record_id.startswith(RESERVED):
            raise RecordNotFoundError(f"There is no record {record_id} in {self.path.parent}.")
        hash_: bytes = rows[0][0]
        return hash_

    def renew_anchors(self) -> None:
        """Begin the anchors anew at the present end; an entry of the chain must say why. StoreError when it fails."""
        with self._turn():
            rows = self._write(END)
            with sentences(self.path):
                self.anchors.renew(Anchor(*rows[0]))

    def close(self) -> None:
        """Let go of the file. The last one to close it folds the write-ahead log into it."""
        with self._writing, self._reading:
            if self._writer is not None:
                self._leave_the_file_to_another()
                self.anchors.remember()
            for connection in (self._reader, self._writer, self._lock):
                if connection is not None:
                    with suppress(*WORLD_ERRORS):  # what was called saved is in the log; the next start folds it in
                        connection.close()
            self._writer = None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One writes at a time; and none when another computer has gone in: the two would write over each other."""
        with self._writing:
            if (other := self._lock.taken_by() if self._lock is not None else None) is not None:
                raise NotSavedError(
                    f"Not saved: another computer, {other}, has opened the records in {self.path.parent} meanwhile. "
                    "Earlier entries are safe there. What the screen shows is right. Save it in another place."
                )
            yield

    def _leave_the_file_to_another(self) -> None:
        """Where another computer has gone in, the log is theirs: it is not folded in."""
        if self._lock is not None and self._lock.taken_by() is not None:
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)

    def _index_of(self, record_id: str, events: Sequence[Event], texts: Texts) -> Sequence[Statement]:
        """What brings the index of records up to date; nothing while the needle is in the hand."""
        if all(isinstance(event.body, TICKS) for event in events) and self._is_in_progress(record_id):
            return ()
        self._in_progress = ""
        before = self._write("SELECT seq, body FROM events WHERE record_id = ? ORDER BY seq", (record_id,))
        return visit_statements(record_id, [*before, *texts])

    def _is_in_progress(self, record_id: str) -> bool:
        if self._in_progress != record_id:
            rows = self._write("SELECT 1 FROM visits WHERE id = ? AND standing = ?", (record_id, IN_PROGRESS))
            self._in_progress = record_id if rows else ""
        return self._in_progress == record_id
