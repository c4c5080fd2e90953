"""The proof of a whole vault: that no entry was changed, removed or put elsewhere, and none of the last is missing.

Entries are read in their order, a few at a time: the memory needed does not grow with the vault. The anchors are read
before the entries, so that a program which writes meanwhile does no harm.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import apsw

from injection_map.domain.chain import BEGINNING, entry_hash, entry_link
from injection_map.storage.anchor import Anchor
from injection_map.storage.anchors import Anchors
from injection_map.storage.database import Database
from injection_map.storage.projections import wrong_projection
from injection_map.storage.schema import PEOPLE, PROTOCOLS, RESERVED, VAULT
from injection_map.storage.sqlite_errors import DAMAGE

Progress = Callable[[int, int], None]
"""How many entries were looked at, and of how many."""

_HEADS_KEPT = 4096
_STEP = 2000


class BreakKind(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    ROLLED_BACK = "rolled back"
    DAMAGED = "damaged page"


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that does not fit. `position` counts the vault's entries from 1, `seq` those of the record."""

    kind: BreakKind
    sentence: str
    position: int | None = None
    record_id: str | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at. `restored` tells of what was done on purpose to the vault as a whole: an older
    state put back, anchors begun anew, opened though another computer was named on the door, records imported."""

    entries: int
    records: int
    first_break: Break | None
    restored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    position: int
    record_id: str
    seq: int
    body: str
    hash: bytes
    link: bytes


def prove(database: Database, anchors: Anchors | None, progress: Progress | None = None) -> Proof:
    """Prove everything in the vault; without `anchors` only what the database itself can prove.

    StoreError when the file is of another format; what a disk damaged is a break.
    """
    known = anchors.known() if anchors else None
    try:
        with closing(database.to_read()) as connection:
            connection.execute("BEGIN")  # one moment, whatever is written meanwhile
            return _Prover(connection, known or (), progress).prove(anchors.unusable() if anchors else None)
    except DAMAGE:
        return Proof(0, 0, damage())


def damage(after: int = 0) -> Break:
    return Break(
        BreakKind.DAMAGED,
        f"A page of the file is damaged, after entry {after} or beside it. Keep the file as it is and restore a backup "
        "into another folder.",
    )


class _Prover:
    def __init__(
        self, connection: apsw.Connection, anchors: tuple[tuple[str, Anchor], ...], progress: Progress | None
    ) -> None:
        self._connection = connection
        self._anchors = anchors
        self._progress = progress
        self._heads: OrderedDict[str, tuple[int, bytes]] = OrderedDict()
        self._position = 0
        self._link = BEGINNING
        self._records = 0
        self._pins: dict[str, str] = {}
        self._restored: list[str] = []

    def prove(self, unusable: str | None) -> Proof:
        try:
            found = (
                self._chain_break() or self._beside_break() or self._anchor_break(unusable) or self._projection_break()
            )
        except DAMAGE:
            found = damage(self._position)
        return Proof(self._position, self._records, found, tuple(self._restored))

    # --- the chain -------------------------------------------------------------------------------------------------

    def _chain_break(self) -> Break | None:
        total = self._one("SELECT count(*) FROM events")
        for entry in self._entries():
            if (found := self._look_at(entry)) is not None:
                return found
            if self._progress and (self._position % _STEP == 0 or self._position == total):
                self._progress(self._position, total)
        return None

    def _entries(self) -> Iterator[_Entry]:
        for row in self._connection.execute(
            "SELECT position, record_id, seq, body, hash, link FROM events ORDER BY position"
        ):
            yield _Entry(*row)

    def _look_at(self, entry: _Entry) -> Break | None:
        expected = self._position + 1
        if entry.position != expected:
            what = f"entries {expected} to {entry.position - 1} of the vault"
            return self._break(BreakKind.REMOVED, entry, what, position=expected)
        seq, previous = self._head(entry)
        if entry.seq != seq + 1:
            return self._out_of_row(entry, seq + 1)
        if entry_hash(entry.record_id, entry.body, previous) != entry.hash:
            return self._not_its_hash(entry)
        if entry_link(self._link, entry.hash) != entry.link:
            return self._not_its_link(entry)
        self._take(entry)
        return None

    def _take(self, entry: _Entry) -> None:
        self._position, self._link = entry.position, entry.link
        self._heads[entry.record_id] = (entry.seq, entry.hash)
        self._heads.move_to_end(entry.record_id)
        if len(self._heads) > _HEADS_KEPT:
            self._heads.popitem(last=False)
        if entry.seq == 1 and not entry.record_id.startswith(RESERVED):
            self._records += 1
        if entry.record_id in (PEOPLE, VAULT):
            self._remember(json.loads(entry.body))

    def _remember(self, plain: dict[str, Any]) -> None:
        match plain["type"]:
            case "pin_set":
                self._pins[plain["person"]] = plain["digest"]
            case "pin_removed":
                self._pins.pop(plain["person"], None)
            case "restored" | "anchor_renewed" | "taken_over" | "imported":
                self._restored.append(f"{plain['at']}: {plain['words']}")

    def _head(self, entry: _Entry) -> tuple[int, bytes]:
        """The last number and hash of the entry's record before it; both were looked at."""
        if entry.record_id in self._heads:
            return self._heads[entry.record_id]
        rows: list[Any] = self._connection.execute(
            "SELECT seq, hash FROM events WHERE record_id = ? AND position < ? ORDER BY position DESC LIMIT 1",
            (entry.record_id, entry.position),
        ).fetchall()
        return rows[0] if rows else (0, BEGINNING)

    # --- what kind of break ------------------------------------------------------------------------------------------

    def _out_of_row(self, entry: _Entry, expected_seq: int) -> Break:
        elsewhere = self._one(
            "SELECT count(*) FROM events WHERE record_id = ? AND seq = ?", (entry.record_id, expected_seq)
        )
        kind = BreakKind.REORDERED if elsewhere else BreakKind.REMOVED
        return self._break(kind, entry, f"entry {expected_seq} of record {entry.record_id}", seq=expected_seq)

    def _not_its_hash(self, entry: _Entry) -> Break:
        """Its text says which number it had; when that is another, entries were moved, or closed up over a gap."""
        own_seq: object = entry.seq
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            own_seq = json.loads(entry.body)["seq"]
        what = f"entry {entry.seq} of record {entry.record_id}"
        if own_seq == entry.seq:
            return self._break(BreakKind.CHANGED, entry, what)
        for other in self._of_record(entry.record_id):
            with suppress(ValueError, KeyError, TypeError, RecursionError):
                if json.loads(other)["seq"] == entry.seq:
                    return self._break(BreakKind.REORDERED, entry, what)
        return self._break(BreakKind.REMOVED, entry, what)

    def _of_record(self, record_id: str) -> Iterator[str]:
        for (body,) in self._connection.execute("SELECT body FROM events WHERE record_id = ?", (record_id,)):
            yield str(body)

    def _not_its_link(self, entry: _Entry) -> Break:
        """The entry is whole, but does not follow the one before it: was that one's predecessor moved or removed?"""
        what = f"entry {entry.seq} of record {entry.record_id}"
        for other in self._entries():
            if entry_link(other.link, entry.hash) == entry.link:
                return self._break(BreakKind.REORDERED, entry, what)
        if self._next_follows(entry):
            return self._break(BreakKind.REMOVED, entry, f"what stood before {what}")
        return self._break(BreakKind.CHANGED, entry, what)

    def _next_follows(self, entry: _Entry) -> bool:
        rows: list[Any] = self._connection.execute(
            "SELECT hash, link FROM events WHERE position = ?", (entry.position + 1,)
        ).fetchall()
        if rows:
            return entry_link(entry.link, rows[0][0]) == bytes(rows[0][1])
        return any(anchor.link == entry.link for _, anchor in self._anchors)

    def _break(
        self, kind: BreakKind, entry: _Entry, what: str, *, position: int | None = None, seq: int | None = None
    ) -> Break:
        words = {
            BreakKind.CHANGED: f"Changed outside the program: {what}.",
            BreakKind.REMOVED: f"Removed outside the program: {what}.",
            BreakKind.REORDERED: f"Reordered outside the program: {what} is not in its place.",
        }[kind]
        sentence = f"{words} What stands before it is proven. Compare with a backup."
        return Break(kind, sentence, position or entry.position, entry.record_id, seq or entry.seq)

    # --- beside the chain --------------------------------------------------------------------------------------------

    def _beside_break(self) -> Break | None:
        """Protocol files and PINs stand outside the chain, their fingerprints in it; then SQLite looks at the rest."""
        return self._protocol_break() or self._pin_break() or self._file_break()

    def _protocol_break(self) -> Break | None:
        rows = self._connection.execute(
            "SELECT body ->> 'fingerprint', data FROM events "
            "LEFT JOIN protocols ON fingerprint = body ->> 'fingerprint' WHERE record_id = ?",
            (PROTOCOLS,),
        )
        kept = 0
        for fingerprint, data in rows:
            kept += 1
            what = f"protocol file {str(fingerprint)[:12]}"
            if data is None:
                return Break(BreakKind.REMOVED, f"Removed outside the program: {what}. Compare with a backup.")
            if hashlib.sha256(bytes(data)).hexdigest() != fingerprint:
                return Break(BreakKind.CHANGED, f"Changed outside the program: {what}. Compare with a backup.")
        if kept != self._one("SELECT count(*) FROM protocols"):
            return Break(BreakKind.CHANGED, "A protocol file was put in outside the program.")
        return None

    def _pin_break(self) -> Break | None:
        stored = {
            str(person): hashlib.sha256(str(hashed).encode()).hexdigest()
            for person, hashed in self._connection.execute("SELECT person, hashed FROM pins")
        }
        if stored == self._pins:
            return None
        return Break(BreakKind.CHANGED, "Changed outside the program: a person's PIN. Set the PINs anew.")

    def _projection_break(self) -> Break | None:
        """Last, for it does no harm to a record: the lists of patients and records are what the entries make them."""
        sentence = wrong_projection(self._connection)
        return Break(BreakKind.CHANGED, sentence) if sentence else None

    def _file_break(self) -> Break | None:
        answer = self._one("PRAGMA integrity_check(1)")
        return None if answer == "ok" else damage(self._position)

    def _anchor_break(self, unusable: str | None) -> Break | None:
        for place, anchor in self._anchors:
            if anchor.position > self._position:
                return Break(
                    BreakKind.ROLLED_BACK,
                    f"Rolled back to an older copy, or cut short: {place} knows of {anchor.position} entries, and "
                    f"{anchor.position - self._position} of them are missing at the end. Look for the newer copy.",
                    self._position,
                )
            link = self._one("SELECT link FROM events WHERE position = ?", (anchor.position,)) or BEGINNING
            if bytes(link) != anchor.link:
                return Break(
                    BreakKind.CHANGED,
                    f"Changed outside the program, and chained anew: entry {anchor.position} or one before it is not "
                    f"the one that {place} knows. Compare with a backup.",
                    anchor.position,
                )
        return Break(BreakKind.REMOVED, unusable) if unusable else None

    def _one(self, query: str, values: tuple[str | int, ...] = ()) -> Any:
        rows = self._connection.execute(query, values).fetchall()
        return rows[0][0] if rows else None
