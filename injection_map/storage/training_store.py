"""What trainees practise and are examined in: a file of its own, of which nothing can come among patients' records.

`training/training.db` beside the vault, not encrypted, because no patient is in it: the patients are invented, and of
people it holds the names of trainees. Its files are for their owner alone. It has another `application_id`, refuses
what is no training (`storage.kinds`), and is in no backup of the vault.

Streams: visits that were practised, which are the product's own events; attempts at exams; who the trainees are; what
was dropped. They are chained as the vault's are (`domain.chain`), and each is held against its chain when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import apsw

from injection_map.domain.attempts import (
    Attempt,
    AttemptBegun,
    AttemptEvent,
    attempt_event_from_plain,
    attempt_event_to_plain,
    fold_attempt,
)
from injection_map.domain.chain import BEGINNING, canonical_json, entry_hash
from injection_map.domain.checks import clean_line
from injection_map.domain.errors import EventFormatError, InjectionMapError, RecordNotFoundError, StoreError
from injection_map.domain.events import Event, Opened
from injection_map.domain.finish_checks import signer_findings
from injection_map.domain.people import same_name
from injection_map.domain.training import Practised, practised_of
from injection_map.storage import kinds, schema
from injection_map.storage.chained_store import ChainedStore, Texts, newest_first
from injection_map.storage.database import BUSY_MS, closed_on_error, prepare_for_writing, sentences
from injection_map.storage.files import make_private_folder, put_in_place, sync_file, write_private_file
from injection_map.storage.schema import RESERVED
from injection_map.storage.sqlite_errors import DAMAGE, WORLD_ERRORS
from injection_map.storage.stored_events import began_at
from injection_map.storage.vault_lock import held_lock

APPLICATION_ID = 0x494D_5452
TRAINING_VERSION = 1
_TRAINEES, _DROPPED, _ATTEMPT = "~trainees", "~dropped", "~attempt:"

_OF_A_RECORD = f"substr(NEW.record_id, 1, 1) <> '{RESERVED}' AND "
_SCHEMA = f"""
{schema.EVENTS}
{schema.SIGNED_MEANS_CLOSED.format(of_a_record=_OF_A_RECORD)}
{schema.NEVER_CHANGED}
{schema.PROTOCOL_FILES}
{schema.DRAFTS}
{schema.BOOKMARKS}
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {TRAINING_VERSION};
"""


class TraineeError(InjectionMapError):
    """A name that no trainee can have; nothing was changed."""


class TrainingStore(ChainedStore):
    """`TrainingRecords` in a file. Made by `open_training`; it owns its connections and closes them."""

    what = "training records"
    holds: Literal["training"] = "training"

    def __init__(self, path: Path, *, reader: apsw.Connection, writer: apsw.Connection, lock: apsw.Connection) -> None:
        super().__init__(path, reader=reader, writer=writer)
        self._owned = (reader, writer, lock)

    def close(self) -> None:
        """Let go of the file. The last one to close it folds the write-ahead log into it."""
        with self._writing, self._reading:
            for connection in self._owned:
                with suppress(*WORLD_ERRORS):  # what was called saved is in the log; the next start folds it in
                    connection.close()
            self._writer = None

    # --- what was practised -------------------------------------------------------------------------------------

    def practised(self, trainee: str | None = None) -> tuple[Practised, ...]:
        """The visits that a trainee practised, or all that anybody did, newest first, without those dropped.

        One that cannot be read is left out; `events` says why.
        """
        return tuple(visit for visit in self._practised() if trainee is None or visit.is_of(trainee))

    def drop(self, record_id: str, *, at: datetime) -> None:
        """It is listed no more. RecordNotFoundError when there is none."""
        self.events(record_id)
        self.append_entry(_DROPPED, {"type": "dropped", "at": at.isoformat(), "record": record_id})

    def record_ids(self) -> tuple[str, ...]:
        return self._not_dropped(super().record_ids())

    def unsigned_record_ids(self) -> tuple[str, ...]:
        return self._not_dropped(super().unsigned_record_ids())

    def _not_dropped(self, record_ids: tuple[str, ...]) -> tuple[str, ...]:
        dropped = {entry["record"] for entry in self.entries(_DROPPED)}
        return tuple(record_id for record_id in record_ids if record_id not in dropped)

    def _practised(self) -> Iterator[Practised]:
        for record_id in self.record_ids():
            with suppress(StoreError):
                yield practised_of(record_id, self.events(record_id))

    def _append_events(self, record_id: str, events: Sequence[Event], texts: Texts) -> None:
        kinds.refuse_patients(record_id, events)
        if events[0].seq == 1 and not isinstance(events[0].body, Opened):
            raise ValueError(f"{record_id} does not begin with its opening")
        with self._turn():
            self._append(record_id, texts)

    # --- exams --------------------------------------------------------------------------------------------------

    def append_attempt(self, attempt_id: str, events: Sequence[AttemptEvent]) -> None:
        """Keep all events of an attempt at an exam or none. ValueError when their numbers do not follow the last one
        kept, or the first is not the beginning; NotSavedError when the disk does not take them.
        """
        if events and events[0].seq == 1 and not isinstance(events[0].body, AttemptBegun):
            raise ValueError(f"{attempt_id} does not begin with its beginning")
        if events:
            texts = [(event.seq, canonical_json(attempt_event_to_plain(event))) for event in events]
            with self._turn():
                self._append(_ATTEMPT + attempt_id, texts)

    def attempt(self, attempt_id: str) -> tuple[AttemptEvent, ...]:
        """The events of an attempt, in order. RecordNotFoundError when there are none, EventFormatError when one
        cannot be read.
        """
        entries = self.entries(_ATTEMPT + attempt_id)
        if not entries:
            raise RecordNotFoundError(f"There is no attempt {attempt_id} in {self.path.parent}.")
        try:
            return tuple(attempt_event_from_plain(entry) for entry in entries)
        except EventFormatError as error:
            raise EventFormatError(
                f"Attempt {attempt_id} cannot be read: {error} It is kept as it is. "
                "Open it with the newest version of Injection Map."
            ) from error

    def attempt_ids(self) -> tuple[str, ...]:
        """All attempts, newest first, by the moment of their first event."""
        query = "SELECT substr(record_id, ?), body ->> 'at' FROM events WHERE seq = 1 AND record_id GLOB ?"
        rows = self.read(query, (len(_ATTEMPT) + 1, f"{_ATTEMPT}*"))
        return newest_first((attempt_id, began_at(at)) for attempt_id, at in rows)

    def attempts(self, trainee: str | None = None) -> dict[str, Attempt]:
        """The attempts of a trainee, or of everybody, by their ids, newest first. One that cannot be read is left out;
        `attempt` says why.
        """
        found: dict[str, Attempt] = {}
        for attempt_id in self.attempt_ids():
            with suppress(StoreError):
                found[attempt_id] = fold_attempt(self.attempt(attempt_id))
        wanted = None if trainee is None else same_name(trainee)
        return {key: one for key, one in found.items() if wanted in (None, same_name(one.begun.trainee))}

    # --- trainees -----------------------------------------------------------------------------------------------

    def trainees(self) -> tuple[str, ...]:
        """Who is trained here, by name."""
        known: dict[str, str] = {}
        for entry in self.entries(_TRAINEES):
            if entry["type"] == "trainee_added":
                known[same_name(entry["name"])] = entry["name"]
            else:
                known.pop(same_name(entry["name"]), None)
        return tuple(sorted(known.values(), key=str.casefold))

    def add_trainee(self, name: str, *, at: datetime) -> str:
        """The name as it is kept; of one who is known already, as it was. TraineeError when it is no name."""
        name = clean_line(name)
        for finding in signer_findings(name, ""):
            raise TraineeError(finding.sentence.replace("A name is needed to sign.", "A name is needed."))
        for known in self.trainees():
            if same_name(known) == same_name(name):
                return known
        self.append_entry(_TRAINEES, {"type": "trainee_added", "at": at.isoformat(), "name": name})
        return name

    def remove_trainee(self, name: str, *, at: datetime) -> None:
        """They are offered no more. What they did stays as it is."""
        self.append_entry(_TRAINEES, {"type": "trainee_left", "at": at.isoformat(), "name": clean_line(name)})

    # --- reading ------------------------------------------------------------------------------------------------

    def _rows(self, stream: str) -> list[tuple[Any, ...]]:
        """As the store's, held against the chain: nothing else would see a page that was changed."""
        rows = self.read("SELECT seq, body, hash FROM events WHERE record_id = ? ORDER BY seq", (stream,))
        hash_ = BEGINNING
        for seq, body, stored in rows:
            hash_ = entry_hash(stream, body, hash_)
            if hash_ != stored:
                raise StoreError(
                    f"Entry {seq} of {stream} in {self.path} is not what was written. It is kept as it is, and no "
                    "patient's record is touched by it. Go on with another."
                )
        return [(seq, body) for seq, body, _ in rows]


def open_training(data_dir: Path) -> TrainingStore:
    """Open the training records in this folder, made on first use. One program at a time: VaultInUseError.

    Another StoreError when the file is damaged, of a newer format or no file of training; it is left as it is.
    """
    folder = data_dir / "training"
    path = folder / "training.db"
    with ExitStack() as opened, _sentences(path):
        make_private_folder(folder)
        in_use = f"The trainer is already open on {folder}. Nothing was changed. Go on in the window that is open."
        lock = opened.enter_context(closing(held_lock(folder / "training.lock", in_use=in_use)))
        if not path.exists():
            _make(path)
        writer = opened.enter_context(closing(_opened(path, apsw.SQLITE_OPEN_READWRITE)))
        prepare_for_writing(writer)
        reader = opened.enter_context(closing(_opened(path, apsw.SQLITE_OPEN_READONLY)))
        store = TrainingStore(path, reader=reader, writer=writer, lock=lock)
        opened.pop_all()
    return store


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    with sentences(path, TrainingStore.what):
        try:
            yield
        except DAMAGE as error:
            raise StoreError(_not_ours(path)) from error


def _not_ours(path: Path) -> str:
    return (
        f"{path} is damaged, or is no file of training. Nothing was changed, and no patient's record is in it. "
        "Move it to another folder; the trainer then begins a new one."
    )


def _make(path: Path) -> None:
    """Whole under another name before it gets its own."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists():  # SQLite would play it into the new one
        raise StoreError(
            f"{path} is missing, and its log {log.name} is still there. Nothing was changed. "
            "Put the file back, or move the log to another folder."
        )
    made = path.with_name(f"{path.name}.new")
    write_private_file(made, b"")
    with closing(apsw.Connection(str(made), flags=apsw.SQLITE_OPEN_READWRITE)) as connection:
        connection.pragma("journal_mode", "off")  # nothing to go back to: an unfinished one is made anew
        connection.execute(f"BEGIN; {_SCHEMA} COMMIT;")
    sync_file(made)
    put_in_place(made, path)


def _opened(path: Path, flags: int) -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=flags)
    with closed_on_error(connection):
        connection.set_busy_timeout(BUSY_MS)
        found, version = connection.pragma("application_id"), connection.pragma("user_version")
        if found == APPLICATION_ID and version > TRAINING_VERSION:
            raise StoreError(
                f"The training records in {path.parent} were written by a newer Injection Map (format {version}; this "
                f"one reads {TRAINING_VERSION}). Nothing was changed. Install the newer version."
            )
        if (found, version) != (APPLICATION_ID, TRAINING_VERSION) or connection.pragma("quick_check") != "ok":
            raise StoreError(_not_ours(path))
    return connection
