"""The anchor of a vault: how far its chain had come, kept outside the database.

A database that lacks what its anchor names was rolled back to an older copy or cut short. The anchor is written after
the entry is durable, so that a kill can only leave it behind the database, which is no fault. It has two slots,
written in turn and in place: what tears one in a power failure leaves the other. It is not synced at each entry: an
anchor that is older than it could be proves a little less, and never says anything false.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from typing import Protocol as Interface

from injection_map.domain.chain import BEGINNING, HASH_BYTES
from injection_map.storage.files import write_private_file

FORMAT = "injection-map/anchor"
VERSION = 1
SLOT_BYTES = 4096
"""A disk writes no less than this at once."""

_SLOTS = 2
_KEY_TEXT = b"injection-map: this is the anchor"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain's link at a position, counted from 1; position 0 is before the first entry."""

    position: int
    link: bytes


START = Anchor(0, BEGINNING)

Missing = Literal["missing", "damaged"]


class Witness(Interface):
    """Another place that remembers an anchor: the keychain. Whatever it cannot do, it leaves undone."""

    def recall(self) -> Anchor | None: ...

    def remember(self, anchor: Anchor) -> None: ...


class AnchorFile:
    """The file beside the database. Its entries carry a MAC of the vault's key: only who has it can make one."""

    def __init__(self, path: Path, *, key: bytes) -> None:
        self._path = path
        self._mac_key = hmac.digest(key, _KEY_TEXT, hashlib.sha256)
        self._slot = 0

    def make(self, anchor: Anchor) -> None:
        """A new file, durable, in place of any older one. May raise OSError."""
        write_private_file(self._path, self._written(anchor) + self._written(anchor))

    def read(self) -> Anchor | Missing:
        """The newest anchor that is whole; else what is wrong with the file. May raise OSError."""
        try:
            data = self._path.read_bytes()[: _SLOTS * SLOT_BYTES]
        except FileNotFoundError:
            return "missing"
        found = list(self._found(data))
        if not found:
            return "damaged"
        newest, slot = max(found, key=lambda each: each[0].position)
        self._slot = (slot + 1) % _SLOTS
        return newest

    def advance(self, anchor: Anchor) -> None:
        """Write over the older slot. What fails is left undone: the next entry tries again."""
        with suppress(OSError), self._path.open("r+b", buffering=0) as file:
            file.seek(self._slot * SLOT_BYTES)
            file.write(self._written(anchor))
            self._slot = (self._slot + 1) % _SLOTS

    def sync(self) -> None:
        """Make it durable as well as may be."""
        with suppress(OSError), self._path.open("r+b", buffering=0) as file:
            os.fsync(file.fileno())

    def _written(self, anchor: Anchor) -> bytes:
        plain = {"format": FORMAT, "version": VERSION, "position": anchor.position, "link": anchor.link.hex()}
        text = json.dumps(plain | {"mac": self._mac(anchor).hex()}).encode()
        return text.ljust(SLOT_BYTES - 1) + b"\n"

    def _found(self, data: bytes) -> Iterator[tuple[Anchor, int]]:
        for slot in range(_SLOTS):
            with suppress(ValueError, KeyError, TypeError, RecursionError):
                yield self._anchor(json.loads(data[slot * SLOT_BYTES : (slot + 1) * SLOT_BYTES])), slot

    def _anchor(self, plain: Any) -> Anchor:
        anchor = Anchor(plain["position"], bytes.fromhex(plain["link"]))
        if type(anchor.position) is not int or anchor.position < 0 or len(anchor.link) != HASH_BYTES:
            raise ValueError("no anchor")
        if not hmac.compare_digest(self._mac(anchor), bytes.fromhex(plain["mac"])):
            raise ValueError("not made with this vault's key")
        return anchor

    def _mac(self, anchor: Anchor) -> bytes:
        text = f"{VERSION}:{anchor.position}:{anchor.link.hex()}"
        return hmac.digest(self._mac_key, text.encode(), hashlib.sha256)
