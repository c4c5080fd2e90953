"""Records from an export of this program (`storage.plain_export`): looked at as a whole, then taken in.

Nothing is written before everything was looked at. An import adds whole records, and touches none that is here: one
that goes on in the file is refused like one that differs. Each is written whole or not at all; what a kill, a full disk
or somebody stopped is gone on with by importing the same file again. Its people and PINs stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from injection_map.domain.chain import canonical_json, event_text, head
from injection_map.domain.errors import EventFormatError, InjectionMapError, StoreError
from injection_map.domain.event_codec import event_from_plain
from injection_map.domain.events import Event, Opened
from injection_map.domain.imports import Fate, Imported, ImportStoppedError, RecordRow, Tally, Told
from injection_map.domain.ports import Clock
from injection_map.domain.record_checks import RecordFaultError, checked_visit
from injection_map.storage.bulk import WholeRecord, append_whole
from injection_map.storage.event_store import VaultStore
from injection_map.storage.import_index import Entry, ImportIndex, Stream, Verdict
from injection_map.storage.import_lines import LineFaultError, LineReader, parsed, protocol_file
from injection_map.storage.import_patients import PatientImport, entries_from_record
from injection_map.storage.import_scan import Scan
from injection_map.storage.schema import RESERVED
from injection_map.storage.sqlite_errors import WORLD_ERRORS
from injection_map.storage.vault_entries import note_import

AT_ONCE = 100
"""Records in one transaction."""

MOST_ENTRIES, MOST_BYTES = 5000, 16 * 1024 * 1024
"""Of one record: many times those of the longest visit."""

_TOLD_EVERY = 500
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: `vault` is where it was exported, `made_at` when, as the file says."""

    path: Path
    sha256: str
    vault: str
    made_at: str


class RecordImport:
    """What an import of one file would do. Made by `read_import`; `close` lets go of the file.

    `write` may be called once. Rows are looked up where they are shown: a file of any length has few in the memory.
    """

    def __init__(self, source: Source, stream: BinaryIO, index: ImportIndex, store: VaultStore | None) -> None:
        self.source = source
        self._stream, self._index, self._store = stream, index, store
        self._patients = PatientImport(index, self._plain, store)

    def close(self) -> None:
        self._index.close()
        self._stream.close()

    @property
    def records(self) -> Tally:
        return self._index.tally()

    @property
    def patients(self) -> Tally:
        """Those of the file's list; of a selection, which has none, they come with the records."""
        return self._index.patient_tally()

    @property
    def refused(self) -> int:
        return self.records.refused + self.patients.refused

    def rows(self, fates: Sequence[Fate] = tuple(Fate), *, offset: int = 0, limit: int = 100) -> list[RecordRow]:
        """The records of the file in their order, those with one of these fates."""
        return [self._row(stream, verdict) for stream, verdict in self._index.judged(fates, offset, limit)]

    def refused_patients(self, limit: int = 100) -> list[tuple[str, int, str]]:
        """Ids of patients who cannot be taken, with the line and why."""
        return self._index.refused_patients(limit)

    def _row(self, stream: Stream, verdict: Verdict) -> RecordRow:
        row = RecordRow(stream.id, verdict.fate, verdict.line, verdict.column, verdict.sentence)
        with suppress(LineFaultError, EventFormatError):
            first = self._index.entry(stream, 1)
            event = event_from_plain(self._plain(first)) if first else None
            if event is not None and isinstance(event.body, Opened):
                return replace(row, name=event.body.patient.name, day=event.at.date())
        return row

    # --- looking at it --------------------------------------------------------------------------------------------

    def judge(self, told: Told, stopped: Stopped) -> None:
        """What becomes of each. ImportStoppedError when somebody stopped it, StoreError when the file is another by
        now."""
        try:
            self._patients.judge()
        except LineFaultError as fault:
            raise _changed(self.source.path) from fault
        of = self._index.stream_count()
        for done, stream in enumerate(self._index.streams(), start=1):
            if not stream.id.startswith(RESERVED):
                self._index.judge(stream, self._verdict(stream))
            if done % _TOLD_EVERY == 0 or done == of:
                told("Comparing", done, of)
                _refuse_when(stopped)

    def _verdict(self, stream: Stream) -> Verdict:
        if self._index.is_judged(stream):
            return Verdict(Fate.WRONG, stream.line)
        here = self._head_here(stream.id)
        if here == (stream.last, stream.head):
            return Verdict(Fate.HERE, stream.line, sentence="It is here already, and the same.")
        if here is not None:
            return self._beside(stream, *here)
        if self._index.is_beyond(stream, entries=MOST_ENTRIES, size=MOST_BYTES):
            return Verdict(
                Fate.WRONG, stream.line, 1, f"It has {stream.last} entries, or longer ones than a visit has."
            )
        try:
            events = self._events(stream)
            opened = checked_visit(events).opened
        except _EntryFaultError as fault:
            return Verdict(Fate.WRONG, fault.line, fault.column, str(fault))
        except RecordFaultError as error:
            entry = self._index.entry(stream, error.seq)
            return Verdict(Fate.WRONG, entry.line if entry else stream.line, 1, str(error))
        assert opened is not None  # a checked visit has been opened
        if not self._has_protocol(opened.protocol.fingerprint):
            sentence = "Its protocol file is neither in this file nor here. Export the records again."
            return Verdict(Fate.WRONG, stream.line, 1, sentence)
        return Verdict(Fate.NEW, stream.line)

    def _beside(self, stream: Stream, seq: int, hash_: bytes) -> Verdict:
        """A record is here under this id, and it is another one, or one of the two goes on."""
        if seq > stream.last:
            if self._hash_here(stream.id, stream.last) == stream.head:
                return Verdict(Fate.HERE, stream.line, sentence="It is here already, and goes on here.")
        else:
            entry = self._index.entry(stream, seq)
            if entry is not None and entry.hash == hash_:
                sentence = (
                    f"It is here with {seq} entries and goes on in the file to {stream.last}. "
                    "An import adds to no record that is here."
                )
                return Verdict(Fate.DIFFERS, entry.line + 1, 1, sentence)
        sentence = "Another record is here under this id. What is here stays as it is."
        return Verdict(Fate.DIFFERS, stream.line, 1, sentence)

    def _events(self, stream: Stream) -> tuple[Event, ...]:
        return tuple(self._event(entry) for entry in self._index.entries(stream))

    def _event(self, entry: Entry) -> Event:
        """As it is stored: an event that would be written in another way than the file has it is none of ours."""
        try:
            plain = self._plain(entry)
            event = event_from_plain(plain)
            text = canonical_json(plain)
            if event_text(event) != text:
                raise EventFormatError("It is not written as this program writes it.")
            if "\\u0000" in text:
                raise EventFormatError("It holds a character that no keyboard has (NUL).")
        except LineFaultError as fault:
            raise _EntryFaultError(entry.line, fault.column, fault.message) from fault
        except (EventFormatError, ValueError, RecursionError) as error:
            raise _EntryFaultError(entry.line, 1, str(error)) from error
        return event

    def _plain(self, entry: Entry) -> dict[str, Any]:
        """What the entry says. LineFaultError when the file is another by now."""
        event = parsed(self._data(entry.start, entry.end)).get("event")
        if not isinstance(event, dict):
            raise LineFaultError(1, "The file was changed while it was read.")
        return event

    def _data(self, start: int, end: int) -> bytes:
        self._stream.seek(start)
        return self._stream.read(end - start)

    # --- what is here ---------------------------------------------------------------------------------------------

    def _head_here(self, record_id: str) -> tuple[int, bytes] | None:
        query = "SELECT seq, hash FROM events WHERE record_id = ? ORDER BY seq DESC LIMIT 1"
        rows = self._store.read(query, (record_id,)) if self._store else []
        return (int(rows[0][0]), bytes(rows[0][1])) if rows else None

    def _hash_here(self, record_id: str, seq: int) -> bytes:
        assert self._store is not None  # it has more entries than the file
        rows = self._store.read("SELECT hash FROM events WHERE record_id = ? AND seq = ?", (record_id, seq))
        return bytes(rows[0][0])

    def _has_protocol(self, fingerprint: str) -> bool:
        return self._index.has_protocol(fingerprint) or not self._is_missing(fingerprint)

    def _is_missing(self, fingerprint: str) -> bool:
        """Here, in the vault."""
        query = "SELECT 1 FROM protocols WHERE fingerprint = ?"
        return self._store is None or not self._store.read(query, (fingerprint,))

    # --- taking it in ---------------------------------------------------------------------------------------------

    def write(self, store: VaultStore, *, by: str, clock: Clock, told: Told, stopped: Stopped) -> Imported:
        """Take in all that is new. What is written stays when it is stopped, or when an error ends it.

        NotSavedError when the disk does not take it; StoreError when the file is another by now.
        """
        new, patients = self.records.new, self.patients.new
        if not new and not patients:
            return Imported()
        with _readable(self.source.path):
            note_import(store, by=by, at=clock(), sha256=self.source.sha256)
            done = Imported(protocols=self._write_protocols(store))
            if not stopped():
                done = replace(done, patients=self._write_patients(store, by=by, clock=clock))
            done = self._write_records(store, done, by=by, clock=clock, told=told, stopped=stopped)
        done = replace(done, left=new - done.records)
        note_import(store, by=by, at=clock(), sha256=self.source.sha256, done=done)
        return done

    def _write_protocols(self, store: VaultStore) -> int:
        missing = [found for found in self._index.protocols() if self._is_missing(found[0])]
        for fingerprint, start, end in missing:
            try:
                store.keep_protocol(fingerprint, protocol_file(parsed(self._data(start, end))))
            except LineFaultError as fault:
                raise _changed(self.source.path) from fault
        return len(missing)

    def _write_patients(self, store: VaultStore, *, by: str, clock: Clock) -> int:
        """All of the file's list in one transaction: a patient's changes never come without the patient."""
        if self.patients.new:
            try:
                append_whole(store, (), patients=partial(self._patients.entries, by=by, at=clock()))
            except LineFaultError as fault:
                raise _changed(self.source.path) from fault
        return self.patients.new

    def _write_records(
        self, store: VaultStore, done: Imported, *, by: str, clock: Clock, told: Told, stopped: Stopped
    ) -> Imported:
        new = self.records.new
        for batch in self._batches():
            if stopped():
                break
            came = 0

            def patients(writer: Any, batch: Sequence[WholeRecord] = batch) -> Iterator[Mapping[str, Any]]:
                nonlocal came
                for entry in entries_from_record(writer, batch, by=by, at=clock()):
                    came += entry["type"] == "patient_added"
                    yield entry

            append_whole(store, batch, patients=patients)
            done = replace(done, records=done.records + len(batch), patients=done.patients + came)
            told("Importing", done.records, new)
        return done

    def _batches(self) -> Iterator[Sequence[WholeRecord]]:
        records = self._new_records()
        while batch := list(islice(records, AT_ONCE)):
            yield batch

    def _new_records(self) -> Iterator[WholeRecord]:
        """StoreError when one is not what was looked at."""
        offset = 0
        while found := self._index.judged((Fate.NEW,), offset, AT_ONCE):
            offset += len(found)
            for stream, _ in found:
                try:
                    events = self._events(stream)
                except _EntryFaultError as fault:
                    raise _changed(self.source.path) from fault
                if head(stream.id, events) != stream.head:
                    raise _changed(self.source.path)
                yield stream.id, events


class _EntryFaultError(InjectionMapError):
    def __init__(self, line: int, column: int, sentence: str) -> None:
        self.line, self.column = line, column
        super().__init__(sentence)


def read_import(path: Path, store: VaultStore | None, *, told: Told, stopped: Stopped) -> RecordImport:
    """Look at a file as a whole. `store` is what it is compared with, None where there are no records yet.

    ImportFileError when nothing of it can be taken, ImportStoppedError when somebody stopped it, StoreError when the
    file cannot be read.
    """
    with ExitStack() as opened, _readable(path):
        stream = opened.enter_context(path.open("rb"))
        index = opened.enter_context(closing(ImportIndex()))
        size = path.stat().st_size
        reader = LineReader(path, stream)
        scan, lines = Scan(reader, index), 0
        for line in reader.lines():
            scan.take(line)
            lines = line.number
            if lines % _TOLD_EVERY == 0:
                told("Reading", line.end, max(size, line.end))
                _refuse_when(stopped)
        scan.finish(lines)
        source = Source(path, reader.sha256, scan.head["vault"], scan.head["made_at"])
        found = RecordImport(source, stream, index, store)
        found.judge(told, stopped)
        opened.pop_all()
    return found


def _refuse_when(stopped: Stopped) -> None:
    if stopped():
        raise ImportStoppedError("The import was stopped. Nothing was written.")


def _changed(path: Path) -> StoreError:
    return StoreError(
        f"{path} was changed while it was imported. What was imported is whole. Look at the file again, then go on."
    )


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """What the file or the place for temporary files objects to, as a StoreError."""
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}. No record was changed.") from error
    except WORLD_ERRORS as error:
        raise StoreError(
            f"{path} cannot be looked at: there is no room for temporary files. No record was changed. Free some space."
        ) from error
