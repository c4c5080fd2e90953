"""The one who turns what the user asks for into events, and sees them onto the disk.

What is asked for is decided at once and purely, on the caller's thread; one background thread writes. The events that
are not on the disk yet are simply the last ones of the visit, so a failure can neither lose one nor change their order.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from queue import SimpleQueue

from injection_map.domain.commands import Command, Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.errors import EventFormatError, RecordNotFoundError, StoreError
from injection_map.domain.event_codec import event_to_plain
from injection_map.domain.events import Event, Given, Opened, Redone, SiteAdded, TakenBack, Undone
from injection_map.domain.ports import Clock, EventStore
from injection_map.domain.session import SiteStatus, Visit, apply, fold

Events = tuple[Event, ...]

_MOVES_ON = (Given, Undone, Redone, TakenBack, SiteAdded)
"""After one of these the visit itself says what comes next, and a choice made before it is over."""


@dataclass(frozen=True, slots=True)
class SaveReport:
    """The first `saved_count` events are on the disk since `at`; `events` are those that were not before."""

    saved_count: int
    at: datetime
    events: Events


@dataclass(frozen=True, slots=True)
class NotSaved:
    """A sentence for the user, and all events that are in memory only."""

    sentence: str
    events: Events


@dataclass(frozen=True, slots=True)
class StoredRecord:
    record_id: str
    events: Events
    visit: Visit


def open_record(store: EventStore, record_id: str) -> StoredRecord:
    """A record as it is kept. RecordNotFoundError, or EventFormatError when an entry cannot be read; both only read."""
    events = store.events(record_id)
    if not isinstance(events[0].body, Opened):
        raise EventFormatError(f"Record {record_id} does not begin with its opening. It is kept as it is.")
    return StoredRecord(record_id, events, fold(events))


class Recorder:
    """One visit under way. Its methods are for one thread; listeners are called from the writing thread.

    `events` are those that the store has already (resume). `protocol_bytes` is the protocol's file, kept before the
    first event that names it. `clock` is also asked by the writing thread. To be closed.
    """

    def __init__(
        self,
        store: EventStore,
        *,
        record_id: str,
        clock: Clock,
        by: str,
        events: Events = (),
        protocol_bytes: bytes | None = None,
    ) -> None:
        self.record_id = record_id
        self._clock = clock
        self._by = by
        self._protocol_bytes = protocol_bytes
        self._visit = fold(events)
        self._chosen = store.bookmark(record_id) if events else None
        self._listeners: list[tuple[Callable[[SaveReport], None], Callable[[NotSaved], None]]] = []
        self._writer: threading.Thread | None = None
        self._bell: SimpleQueue[None] = SimpleQueue()  # wakes the writer sooner than a condition does
        # Below: shared with the writing thread, and only touched while holding `_changed`.
        self._changed = threading.Condition()
        self._store = store
        self._target = store
        self._events = events
        self._saved_count = len(events)
        self._in_doubt = False
        self._failure: NotSaved | None = None
        self._bookmark_due = False
        self._due = False
        self._closing = False

    @property
    def visit(self) -> Visit:
        """After all events, saved or not."""
        return self._visit

    @property
    def by(self) -> str:
        """Who records from now on: each event says so."""
        return self._by

    def set_by(self, name: str) -> None:
        """Somebody else is at the keys; who injects is the visit's clinician all the same."""
        self._by = name

    @property
    def events(self) -> Events:
        with self._changed:
            return self._events

    @property
    def saved_count(self) -> int:
        with self._changed:
            return self._saved_count

    @property
    def unsaved(self) -> Events:
        """The events that are in memory only."""
        with self._changed:
            return self._events[self._saved_count :]

    @property
    def failure(self) -> NotSaved | None:
        """How the last attempt failed; None while one is under way or nothing failed."""
        with self._changed:
            return self._failure

    @property
    def next_site(self) -> str | None:
        """The site that the user chose, while it is to do; else the next one in order."""
        site = self._visit.site(self._chosen) if self._chosen else None
        return site.key if site and site.status is SiteStatus.TO_DO else self._visit.next_site

    def listen(self, *, on_saved: Callable[[SaveReport], None], on_not_saved: Callable[[NotSaved], None]) -> None:
        """Call these, from the writing thread, after each attempt."""
        with self._changed:
            self._listeners.append((on_saved, on_not_saved))

    def submit(self, *commands: Command) -> Refusal | Events:
        """Record one act, or say why not. The events count at once; that they are on the disk is reported later.

        After a failure they wait behind those before them, and all are tried again.
        """
        self._refuse_when_closed()
        answer = decide(self._visit, commands, at=self._clock(), by=self._by)
        if isinstance(answer, Refusal) or not answer:
            return answer
        for event in answer:
            self._visit = apply(self._visit, event)
        if any(isinstance(event.body, _MOVES_ON) for event in answer):
            self._set_chosen(None)
        self._wake(new=answer)
        return answer

    def choose(self, site: str | None) -> None:
        """Make a site the next one, until something is recorded that moves on. It is remembered as well as may be."""
        self._refuse_when_closed()
        if self._set_chosen(site):
            self._wake()

    def retry(self) -> None:
        """Try again to save what is not saved."""
        self._refuse_when_closed()
        self._wake()

    def try_elsewhere(self, store: EventStore) -> None:
        """Save the whole record, and its protocol where it can be had, in another store, and go on there.

        When that fails too, everything stays as it was. Neither store is closed.
        """
        self._refuse_when_closed()
        self._wake(target=store)

    def wait_saved(self, *, timeout_s: float) -> bool:
        """Wait until everything is saved or an attempt has failed, at most this long. Whether all is saved."""
        with self._changed:
            self._changed.wait_for(lambda: self._all_saved or self._failure is not None, timeout_s)
            return self._all_saved

    def close(self, *, timeout_s: float | None = None) -> bool:
        """Try what is unsaved a last time and end the writing thread. Whether all is saved; the store stays open."""
        with self._changed:
            self._closing = True
            self._due = self._due or not self._all_saved
        self._bell.put(None)
        if self._writer:
            self._writer.join(timeout_s)
        return not self.unsaved

    @property
    def _all_saved(self) -> bool:
        return self._saved_count == len(self._events) and self._target is self._store

    def _refuse_when_closed(self) -> None:
        if self._closing:
            raise RuntimeError("the recorder is closed")

    def _set_chosen(self, site: str | None) -> bool:
        with self._changed:
            changed = site != self._chosen
            self._chosen = site
            self._bookmark_due = self._bookmark_due or changed
        return changed

    def _wake(self, *, new: Events = (), target: EventStore | None = None) -> None:
        with self._changed:
            self._events += new
            self._target = self._target if target is None else target
            self._failure = None
            self._due = True
        self._bell.put(None)
        if self._writer is None or not self._writer.is_alive():
            self._writer = threading.Thread(target=self._write_until_closed, name="recorder", daemon=False)
            self._writer.start()

    def _write_until_closed(self) -> None:
        while not self._closing or self._due:
            self._bell.get()
            with self._changed:
                if not self._due:  # an earlier ring has seen to it
                    continue
                self._due = False
                events, saved_count, target = self._events, self._saved_count, self._target
                needed = not self._all_saved
            if needed:
                self._save(events, saved_count, target)
            self._save_bookmark()

    def _save(self, events: Events, saved_count: int, target: EventStore) -> None:
        try:
            self._append(events, saved_count, target)
        except StoreError as error:
            self._not_saved(str(error), target)
        except BaseException:  # ours, on its way to the crash handler; but first the chair must hear of it
            self._not_saved(
                "Not saved: the program has a fault. Earlier entries are safe, and what the screen shows is right. "
                "Save it in another place, or write it down.",
                target,
            )
            raise
        else:
            self._saved(SaveReport(len(events), self._clock(), events[saved_count:]), target)

    def _append(self, events: Events, saved_count: int, target: EventStore) -> None:
        if saved_count and target is self._store and not self._in_doubt:
            target.append(self.record_id, events[saved_count:])
            return
        self._keep_protocol(events[0].body, target)
        _append_missing(target, self.record_id, events)

    def _keep_protocol(self, opened: object, target: EventStore) -> None:
        if not isinstance(opened, Opened):
            return
        fingerprint, data = opened.protocol.fingerprint, self._protocol_bytes
        if data is None and target is not self._store:
            with suppress(StoreError):  # the disk may be gone; the plan itself stands in the first event
                data = self._store.protocol_bytes(fingerprint)
        if data is not None:
            target.keep_protocol(fingerprint, data)

    def _saved(self, report: SaveReport, store: EventStore) -> None:
        with self._changed:
            self._store = store
            self._saved_count = report.saved_count
            self._in_doubt = False
            listeners = tuple(self._listeners)
            self._changed.notify_all()
        for on_saved, _ in listeners:
            on_saved(report)

    def _not_saved(self, sentence: str, target: EventStore) -> None:
        """The store may hold the events all the same (it could not read them back): ask it before the next attempt."""
        with self._changed:
            self._in_doubt = True
            if self._target is target:  # else another place was named while this one was tried
                self._target = self._store
            self._failure = failure = NotSaved(sentence, self._events[self._saved_count :])
            listeners = tuple(self._listeners)
            self._changed.notify_all()
        for _, on_not_saved in listeners:
            on_not_saved(failure)

    def _save_bookmark(self) -> None:
        with self._changed:
            due, self._bookmark_due = self._bookmark_due, False
            store, chosen = self._store, self._chosen
        if due:
            with suppress(StoreError):  # not clinical: without it the visit goes on at the next site in order
                store.set_bookmark(self.record_id, chosen)


def _append_missing(store: EventStore, record_id: str, events: Events) -> None:
    """Append what the store lacks of a record; StoreError when it holds another record under this id."""
    try:
        kept = store.events(record_id)
    except RecordNotFoundError:
        kept = ()
    if [event_to_plain(event) for event in kept] != [event_to_plain(event) for event in events[: len(kept)]]:
        raise StoreError(
            f"Not saved: the record {record_id} on the disk is not the one on the screen. Nothing was changed. "
            "Save this one in another place."
        )
    if len(kept) < len(events):
        store.append(record_id, events[len(kept) :])
