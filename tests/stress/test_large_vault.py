"""A vault of many visits is proven in memory that does not grow with it."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import apsw
from kills import FolderKeychain
from visits import AT, OPENED, Clock, acts

from injection_map.domain.chain import BEGINNING, entry_hash, entry_link, event_text
from injection_map.domain.commands import Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.session import Visit, fold
from injection_map.storage.database import end_of
from injection_map.storage.projections import rebuild
from injection_map.storage.proof import prove
from injection_map.storage.vault import open_vault


def _texts() -> list[str]:
    events: list[object] = []
    clock = Clock()
    for act in acts():
        made = decide(fold(events) if events else Visit(), act, at=clock(), by="Dr A")  # type: ignore[arg-type]
        assert not isinstance(made, Refusal)
        events += made
    return [event_text(event) for event in events]  # type: ignore[arg-type]


def _of_another(texts: list[str], number: int) -> list[str]:
    """The same visit of another patient on another day."""
    day = date(1900, 1, 1) + timedelta(days=number)
    told = (text.replace(AT.date().isoformat(), day.isoformat()) for text in texts)
    return [text.replace(f'"number":"{OPENED.patient.number}"', f'"number":"INVENTED-{number}"') for text in told]


def _fill(connection: apsw.Connection, visits: int) -> None:
    """As the store would write them, all in one transaction."""
    texts = _texts()
    end = end_of(connection)
    position, link = end.position, end.link
    with connection:
        for number in range(visits):
            hash_ = BEGINNING
            rows = []
            for seq, text in enumerate(_of_another(texts, number), start=1):
                position += 1
                hash_ = entry_hash(f"visit-{number}", text, hash_)
                link = entry_link(link, hash_)
                rows.append((position, f"visit-{number}", seq, text, hash_, link))
            connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", rows)


def test_verifying_needs_no_more_memory_for_more_visits(
    tmp_path: Path, times: Callable[[int, int], int], tell: Callable[[str], None]
) -> None:
    keychain, visits = FolderKeychain(tmp_path / "keychain"), times(1_500, 100_000)
    with closing(open_vault(tmp_path / "v", keyring=keychain)) as store, closing(store.database.to_write()) as writer:
        for trigger in ("events_follow_each_other", "signed_means_closed"):
            writer.execute(f"DROP TRIGGER {trigger}")
        _fill(writer, visits)
        with writer:
            rebuild(writer)
    with closing(open_vault(tmp_path / "v", keyring=keychain, read_only=True)) as store:
        begun = time.perf_counter()
        proof = prove(store.database, store.anchors)
        seconds = time.perf_counter() - begun
        assert proof.first_break is None
        assert proof.records == visits
        tracemalloc.start()
        peaks = []

        def note(done: int, of: int) -> None:
            peaks.append(tracemalloc.get_traced_memory()[1])
            if len(peaks) > 12:
                raise InterruptedError

        try:
            prove(store.database, store.anchors, note)
        except InterruptedError:
            pass
        finally:
            tracemalloc.stop()
    assert max(peaks) < 8 * 1024 * 1024
    peak = max(peaks) / 2**20
    tell(f"verify: {visits} visits, {proof.entries} entries in {seconds:.1f} s; peak of Python's memory {peak:.1f} MiB")
