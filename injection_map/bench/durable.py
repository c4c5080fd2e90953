"""From a tick to the disk's word that it has it, beside a bare encrypted commit on the same disk. Prints JSON.

Ours is all of it: the rules, the event as JSON, the hand-over to the writing thread, the transaction, and reading the
entry back. The floor is one INSERT of as many bytes, with the vault's cipher and pragmas.
"""

from __future__ import annotations

import json
import secrets
import sys
import threading
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import apsw

from injection_map import resources
from injection_map.bench.figures import spread
from injection_map.bench.invented import CLINICIAN, PATIENT, answered
from injection_map.domain import commands
from injection_map.domain.event_codec import event_to_plain
from injection_map.domain.pause_commands import pause_commands
from injection_map.domain.protocol import Protocol
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.keys import KEY_BYTES
from injection_map.storage.protocol_library import load_library
from injection_map.storage.vault import open_vault
from injection_map.workflow.recorder import NotSaved, Recorder, SaveReport

_PAUSE_S = 0.005
"""Between two ticks: a disk that still works off the one before would answer for it."""


def _clock() -> datetime:
    return datetime.now().astimezone()


class Ours:
    """A visit that is recorded as the program records it."""

    def __init__(self, folder: Path, protocol: Protocol) -> None:
        self._store = open_vault(folder, passphrase=secrets.token_urlsafe(16))
        self._protocol = protocol
        self._saved = threading.Event()
        self._saved_at = 0.0
        self._begin()

    def _begin(self) -> None:
        now = _clock()
        self._recorder = Recorder(self._store, record_id=str(uuid4()), clock=_clock, by=CLINICIAN.name)
        self._recorder.listen(on_saved=self._on_saved, on_not_saved=self._on_not_saved)
        asked = pause_commands(answered(self._protocol, PATIENT, now), self._protocol, None, now=now)
        self._do(*asked)

    def _on_saved(self, _report: SaveReport) -> None:
        self._saved_at = time.perf_counter()
        self._saved.set()

    def _on_not_saved(self, failure: NotSaved) -> None:
        sys.exit(failure.sentence)

    def _do(self, *asked: commands.Command) -> float:
        self._saved.clear()
        began = time.perf_counter()
        self._recorder.submit(*asked)
        self._saved.wait()
        return (self._saved_at - began) * 1000

    def tick_ms(self) -> float:
        """The next site is given; when none is left, in a new visit."""
        if self._recorder.next_site is None:
            self._recorder.close()
            self._begin()
        assert self._recorder.next_site is not None
        return self._do(commands.Give(self._recorder.next_site))

    def last_event(self) -> str:
        return json.dumps(event_to_plain(self._recorder.events[-1]), separators=(",", ":"))

    def close(self) -> None:
        self._recorder.close()
        self._store.close()


class Floor:
    """A bare encrypted commit."""

    def __init__(self, file: Path) -> None:
        self._connection = apsw.Connection(str(file))
        for pragma, value in (
            ("cipher", "sqlcipher"),
            ("legacy", 4),
            ("key", f"x'{secrets.token_hex(KEY_BYTES)}'"),
            ("temp_store", "memory"),
            ("journal_mode", "wal"),
            ("synchronous", "full"),
            ("fullfsync", True),
        ):
            self._connection.pragma(pragma, value)
        self._connection.execute("CREATE TABLE ticks (body TEXT NOT NULL) STRICT")

    def commit_ms(self, body: str) -> float:
        began = time.perf_counter()
        self._connection.execute("INSERT INTO ticks (body) VALUES (?)", (body,))
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        self._connection.close()


def measure(folder: Path, ticks: int) -> dict[str, dict[str, float]]:
    library = load_library([resources.protocols()], read_drawings(resources.diagrams()))
    ours_ms, floor_ms = [], []
    with closing(Ours(folder / "ours", library.protocols[0])) as ours, closing(Floor(folder / "floor.db")) as floor:
        for _ in range(ticks):
            ours_ms.append(ours.tick_ms())
            time.sleep(_PAUSE_S)
            floor_ms.append(floor.commit_ms(ours.last_event()))
            time.sleep(_PAUSE_S)
    return {"ours": spread(ours_ms), "floor": spread(floor_ms)}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
