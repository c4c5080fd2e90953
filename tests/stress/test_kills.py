"""SIGKILL in mid-visit: nothing that was acknowledged is ever lost, and every vault verifies."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from kills import FolderKeychain, posix_only
from visits import acts, sit_down

from injection_map.domain.errors import RecordNotFoundError
from injection_map.storage.event_store import VaultStore
from injection_map.storage.proof import prove
from injection_map.storage.vault import open_vault


def _visits_until_killed(folder: Path, keychain: FolderKeychain, first: int, acknowledge: int) -> None:
    """Visit after visit through the real recorder; each event is acknowledged on the pipe once it is called saved."""
    store = open_vault(folder, keyring=keychain)
    for number in range(first, first + 1000):
        recorder = sit_down(
            store,
            f"visit-{number}",
            on_saved=lambda report, number=number: _say(acknowledge, f"{number} {report.saved_count}\n"),  # type: ignore[misc]
            on_not_saved=lambda failure: _say(acknowledge, f"failed {failure.sentence}\n"),
        )
        for act in acts():
            recorder.submit(*act)
            if number % 2:  # every second visit waits for each act, the others let the writer fall behind
                recorder.wait_saved(timeout_s=10)
        recorder.close()
        _say(acknowledge, f"closed {number}\n")


def _say(pipe: int, text: str) -> None:
    os.write(pipe, text.encode())


def _killed_after(seconds: float, run: Callable[[int], None]) -> list[str]:
    """What a process said on its pipe before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with suppress(BaseException):
            run(writing)
        os._exit(1)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return [line.decode() for line in pipe.read().splitlines(keepends=True) if line.endswith(b"\n")]


def _kept(store: VaultStore, number: int) -> int:
    try:
        return len(store.events(f"visit-{number}"))
    except RecordNotFoundError:
        return 0


@posix_only
def test_no_acknowledged_event_is_lost(
    tmp_path: Path, times: Callable[[int, int], int], tell: Callable[[str], None]
) -> None:
    wanted, chance, keychain = times(15, 500), random.Random(7), FolderKeychain(tmp_path / "keychain")
    folder, number, acknowledged_events, in_mid_visit, kill = tmp_path / "0", 1, 0, 0, -1
    while in_mid_visit < wanted:
        kill += 1
        if kill % 20 == 0:  # a first start is killed too, now and then
            folder = tmp_path / str(kill)
        said = _killed_after(
            chance.uniform(0.001, 0.12),
            lambda pipe: _visits_until_killed(folder, keychain, number, pipe),  # noqa: B023
        )
        assert not [line for line in said if line.startswith("failed")]
        acknowledged: dict[int, int] = {}
        for line in said:
            if not line.startswith("closed"):
                visit, count = map(int, line.split())
                acknowledged[visit] = max(acknowledged.get(visit, 0), count)
        with closing(open_vault(folder, keyring=keychain)) as store:
            assert store.anchors.fault is None
            for visit, count in acknowledged.items():
                assert _kept(store, visit) >= count, f"visit {visit} lost events in kill {kill}"
            assert prove(store.database, store.anchors).first_break is None
        acknowledged_events += sum(acknowledged.values())
        in_mid_visit += bool(acknowledged) and not said[-1].startswith("closed")
        number = max([number, *acknowledged]) + 1
        assert kill < 10 * wanted, "most kills came before or after a visit"
    tell(
        f"kills: {kill + 1}, {in_mid_visit} of them in mid-visit; {acknowledged_events} acknowledged events, 0 lost; "
        "every vault verifies"
    )
