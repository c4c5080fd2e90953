"""Every write and sync of a visit fails once, in turn: what was called saved is there, and what is not was told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from faulty_disk import FAILURES, FaultyDisk, faulty_disk
from kills import FolderKeychain
from visits import acts, sit_down

from injection_map.domain.errors import StoreError
from injection_map.storage.proof import prove
from injection_map.storage.vault import open_vault


class Screen:
    """What the chair would show: the last that it heard."""

    def __init__(self) -> None:
        self.saved = 0
        self.not_saved = ""

    def on_saved(self, report: object) -> None:
        self.saved = report.saved_count  # type: ignore[attr-defined]
        self.not_saved = ""

    def on_not_saved(self, failure: object) -> None:
        self.not_saved = failure.sentence  # type: ignore[attr-defined]


def _open(folder: Path, keychain: FolderKeychain, disk: FaultyDisk) -> object:
    """As a person does: start it, read the sentence, put the disk right, start it again."""
    with suppress(StoreError):
        return open_vault(folder, keyring=keychain)
    disk.heal()
    return open_vault(folder, keyring=keychain)


def _visit(folder: Path, keychain: FolderKeychain, disk: FaultyDisk) -> int:
    """A whole visit, with the disk put right when the screen says NOT SAVED. How often it said so."""
    store = _open(folder, keychain, disk)
    screen, told = Screen(), 0
    recorder = sit_down(store, "a", on_saved=screen.on_saved, on_not_saved=screen.on_not_saved)  # type: ignore[arg-type]
    for act in acts():
        recorder.submit(*act)
        while not recorder.wait_saved(timeout_s=30):
            assert screen.not_saved.startswith("Not saved"), "the screen was silent"
            assert screen.saved <= len(store.events("a")) if screen.saved else True  # type: ignore[attr-defined]
            told += 1
            disk.heal()
            recorder.retry()
        assert screen.not_saved == ""
        assert screen.saved == len(recorder.events)
    assert recorder.close()
    assert len(store.events("a")) == len(recorder.events)  # type: ignore[attr-defined]
    store.close()  # type: ignore[attr-defined]
    return told


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_write_and_sync_fails_in_turn(
    tmp_path: Path, times: Callable[[int, int], int], tell: Callable[[str], None]
) -> None:
    keychain = FolderKeychain(tmp_path / "keychain")
    every = times(23, 1)
    tried = told = 0
    with faulty_disk() as disk:
        assert _visit(tmp_path / "whole", keychain, disk) == 0
        steps = disk.count
        with closing(open_vault(tmp_path / "whole", keyring=keychain)) as store:
            wanted = store.events("a")
        for for_long in (1, 1_000_000):
            for failure in FAILURES.values():
                for step in range(1 + tried % every, steps + 1, every):
                    folder = tmp_path / "failing"
                    disk.count, disk.fail_at, disk.for_long, disk.failure = 0, step, for_long, failure
                    told += _visit(folder, keychain, disk)
                    disk.heal()
                    with closing(open_vault(folder, keyring=keychain)) as store:
                        assert store.events("a") == wanted
                        assert store.anchors.fault is None
                        assert prove(store.database, store.anchors).first_break is None
                    shutil.rmtree(folder)
                    tried += 1
    assert steps > 100
    assert told > tried // 3, "most failures went by unseen"
    tell(
        f"faulty disk: {steps} writes and syncs of a visit, {tried} failures injected, NOT SAVED told {told} times; "
        "0 entries lost, 0 falsely called saved"
    )
