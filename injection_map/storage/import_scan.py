"""The first look at an export of this program: that it is one, and that no line of it is missing, moved or added.

A line that is missing could be the last of any record, a signature or an addendum: nobody could see it in the record.
So a file whose chain of all lines is broken is refused as a whole. Where only what an entry says was changed, the
record is named, and the others of the file are proven all the same.
"""

from __future__ import annotations

import re
from typing import Any

from injection_map.domain.chain import BEGINNING, canonical_json, entry_hash, entry_link
from injection_map.domain.imports import Fate
from injection_map.storage.import_index import Entry, ImportIndex, Verdict
from injection_map.storage.import_lines import ImportFileError, Line, LineFaultError, LineReader, protocol_file
from injection_map.storage.plain_export import FORMAT, VERSION
from injection_map.storage.schema import PATIENTS, RESERVED

LONGEST_ID = 100
_MOST = 2**53
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(rf"{RESERVED}?[0-9A-Za-z_.-]{{1,{LONGEST_ID}}}")
_KEYS: dict[str, type] = {"position": int, "record": str, "seq": int, "hash": str, "link": str, "event": dict}
_HEAD_KEYS: dict[str, type] = {"format": str, "version": int, "vault": str, "made_at": str, "entries": int}


class Scan:
    """Takes the lines in their order. What is wrong with the whole file is in the reader's faults then."""

    def __init__(self, reader: LineReader, index: ImportIndex) -> None:
        self._reader, self._index = reader, index
        self._position, self._link = 0, BEGINNING
        self._awaited = 0
        self.head: dict[str, Any] = {}

    def take(self, line: Line) -> None:
        """ImportFileError when the file is none of ours, or has too many faults."""
        plain = line.plain
        try:
            if line.number == 1:
                self._take_head(plain)
            elif plain is None:
                return
            elif "protocol" in plain:
                self._take_protocol(line, plain)
            else:
                self._take_entry(line, plain)
        except LineFaultError as fault:
            self._reader.say(line.number, fault.column, fault.message)

    def finish(self, lines: int) -> None:
        """ImportFileError when anything was wrong with the file as a whole."""
        if not lines:
            self._reader.say(1, 1, "The file is empty.")
        if self._position > self._awaited and not self._reader.faults:
            self._reader.say(1, 1, f"The file has more entries than the {self._awaited} that its first line says.")
        if self._position < self._awaited and not self._reader.faults:
            self._reader.say(
                lines,
                1,
                f"The file ends after {self._position} of {self._awaited} entries: it was cut short. Export it again.",
            )
        if self._reader.faults:
            raise ImportFileError(self._reader.path, tuple(self._reader.faults))

    def _take_head(self, plain: dict[str, Any] | None) -> None:
        """Without it no line can be understood: it alone is told."""
        if plain is None or plain.get("format") != FORMAT:
            self._reader.say(1, 1, f"This is no export of Injection Map: its first line does not say “{FORMAT}”.")
        elif type(plain.get("version")) is int and VERSION < plain["version"] < _MOST:
            version = plain["version"]
            newer = f"The file is of version {version}, and this Injection Map reads {VERSION}. Install the newest one."
            self._reader.say(1, 1, newer)
        else:
            _check_keys(plain, _HEAD_KEYS, more=("selection",))
            self.head, self._awaited = plain, plain["entries"]
            return
        raise ImportFileError(self._reader.path, tuple(self._reader.faults))

    def _take_entry(self, line: Line, plain: dict[str, Any]) -> None:
        _check_keys(plain, _KEYS)
        for name in ("hash", "link"):
            if not _SHA256.fullmatch(plain[name]):
                raise LineFaultError(1, f"{name}: a SHA-256 in 64 small hexadecimal digits was wanted.")
        if not _ID.fullmatch(plain["record"]):
            raise LineFaultError(1, f"record: an id of at most {LONGEST_ID} letters, digits, - _ . was wanted.")
        hash_, link = bytes.fromhex(plain["hash"]), bytes.fromhex(plain["link"])
        follows = plain["position"] == self._position + 1 and link == entry_link(self._link, hash_)
        self._position, self._link = plain["position"], link
        if not follows:
            raise LineFaultError(
                1, "This line does not follow the one before it: a line is missing, was put in, or stands elsewhere."
            )
        self._index_entry(line, plain, hash_)

    def _index_entry(self, line: Line, plain: dict[str, Any], hash_: bytes) -> None:
        stream = self._index.stream(plain["record"], line.number)
        seq = plain["seq"]
        if seq != stream.last + 1:
            raise LineFaultError(1, f"seq: {seq} was found, and {stream.last + 1} was wanted.")
        try:
            own = entry_hash(stream.id, canonical_json(plain["event"]), stream.head)
        except (ValueError, RecursionError):
            raise LineFaultError(1, "event: it holds a number that is none, or is nested too deeply.") from None
        self._index.add(stream, Entry(seq, line.number, line.start, line.end, hash_), hash_)
        if own == hash_:
            return
        sentence = "What this entry says is not what its hash stands for: it was changed after it was written."
        if stream.id == PATIENTS:
            raise LineFaultError(1, sentence)
        self._index.judge(stream, Verdict(Fate.WRONG, line.number, 1, sentence))

    def _take_protocol(self, line: Line, plain: dict[str, Any]) -> None:
        _check_keys(plain, {"protocol": str}, more=("text", "base64"))
        protocol_file(plain)
        self._index.keep_protocol(plain["protocol"], line.start, line.end)


def _check_keys(plain: dict[str, Any], wanted: dict[str, type], more: tuple[str, ...] = ()) -> None:
    """LineFaultError when a key is missing, unknown, or of another type."""
    for name, type_ in wanted.items():
        if name not in plain:
            raise LineFaultError(1, f"{name} is missing.")
        if type(plain[name]) is not type_:
            raise LineFaultError(1, f"{name}: {type(plain[name]).__name__} was found, and {type_.__name__} was wanted.")
        if type_ is int and abs(plain[name]) > _MOST:
            raise LineFaultError(1, f"{name}: a number of more digits than any export has was found.")
    for name in plain:
        if name not in wanted and name not in more:
            raise LineFaultError(1, f"{name[:40]!r} was found, which this version of Injection Map does not know.")
