"""What the world does to a vault, really done: kills at every step of the first start and between ticks, a full disk,
a disk that gives back something else.
"""

from __future__ import annotations

import dataclasses
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw
import pytest
from kills import FolderKeychain, die_before, in_a_fork, posix_only

import injection_map
from injection_map.domain.errors import NotSavedError, StoreError
from injection_map.storage.event_store import VaultStore
from injection_map.storage.proof import prove
from injection_map.storage.vault import open_vault, vault_exists


@posix_only
def test_a_first_start_killed_at_any_step_goes_on_at_the_next(tmp_path: Path, record: Any) -> None:
    def start() -> None:
        die_before(step)
        open_vault(folder, keyring=keychain)

    step, lived = 0, False
    while not lived:
        step += 1
        folder, keychain = tmp_path / str(step), FolderKeychain(tmp_path / f"keychain-{step}")
        lived = in_a_fork(start)
        assert vault_exists(folder) == (folder / "vault.db").exists()
        with closing(open_vault(folder, keyring=keychain)) as store:
            assert store.record_ids() == ()
            store.append("a", record(3))
            assert store.events("a") == record(3)
        names = ["vault.anchor", "vault.db", "vault.key.json", "vault.lock"]
        assert sorted(path.name for path in folder.iterdir()) == names
    assert step > 20, "the steps were not seen"


_TICK_UNTIL_KILLED = """
import sys
from pathlib import Path
from injection_map.domain.event_codec import event_from_plain
from injection_map.storage.vault import open_vault

store = open_vault(Path(sys.argv[1]), passphrase="kill me")
first = 1 + sum(map(len, map(store.events, store.record_ids())))
for seq in range(first, 100_000):
    plain = {"seq": seq, "act": seq, "at": "2025-11-18T10:30:00Z", "by": "x", "type": "noted", "text": str(seq)}
    store.append("a", [event_from_plain(plain)])
    print(seq, flush=True)
"""


def _python(code: str, *arguments: object) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(injection_map.__file__).parents[1])}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE)


@posix_only
def test_no_tick_that_was_acknowledged_is_lost_to_a_kill(tmp_path: Path) -> None:
    """Ten kills of one vault, at moments chosen at random; the next start takes the lock that the dead left."""
    chance = random.Random(3)
    acknowledged = 0
    for _ in range(10):
        with _python(_TICK_UNTIL_KILLED, tmp_path) as ticking:
            assert ticking.stdout is not None
            for _ in range(chance.randint(1, 60)):
                acknowledged = int(ticking.stdout.readline())
            ticking.send_signal(signal.SIGKILL)
            printed = ticking.stdout.read().splitlines(keepends=True)
        acknowledged = max([acknowledged, *(int(line) for line in printed if line.endswith("\n"))])
        with closing(open_vault(tmp_path, passphrase="kill me", read_only=True)) as store:
            kept = [event.seq for event in store.events("a")]
        assert kept in (list(range(1, acknowledged + 1)), list(range(1, acknowledged + 2)))


_FILL_THE_DISK = """
import resource, sys
from pathlib import Path
from injection_map.domain.errors import NotSavedError, StoreError
from injection_map.domain.event_codec import event_from_plain
from injection_map.storage.vault import open_vault

def note(seq, text):
    plain = {"seq": seq, "act": seq, "at": "2025-11-18T10:30:00Z", "by": "x", "type": "noted", "text": text}
    return event_from_plain(plain)

store = open_vault(Path(sys.argv[1]), passphrase="full")
store.append("a", [note(1, "before")])
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
try:
    store.append("a", [note(2, "x" * 20_000), note(3, "of the same act")])
except NotSavedError as error:
    print(error)
print([event.seq for event in store.events("a")])
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
store.append("a", [note(2, "x" * 20_000), note(3, "of the same act")])
print([event.seq for event in store.events("a")])
store.close()
"""


@posix_only
def test_a_disk_that_takes_no_more_is_told_and_nothing_is_half_kept(tmp_path: Path) -> None:
    with _python(_FILL_THE_DISK, tmp_path) as filling:
        assert filling.stdout is not None
        told, meanwhile, afterwards = filling.stdout.read().splitlines()
    assert filling.returncode == 0
    assert told.startswith("Not saved: the disk has an error or no room. Earlier entries are safe in ")
    assert told.endswith("then try again.")
    assert (meanwhile, afterwards) == ("[1]", "[1, 2, 3]")
    with closing(open_vault(tmp_path, passphrase="full")) as store:
        assert [event.seq for event in store.events("a")] == [1, 2, 3]


_FILL_THE_DISK_IN_MID_TRANSACTION = """
import resource, sys
from pathlib import Path
from injection_map.domain.errors import NotSavedError
from injection_map.storage.vault import open_vault

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)"

def write_much(writer):
    writer.execute("CREATE TABLE much (blob)")
    writer.execute(f"{NUMBERS} INSERT INTO much SELECT randomblob(999) FROM n")

store = open_vault(Path(sys.argv[1]), passphrase="full")
before, (soft, hard) = store.position(), resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, hard))
try:
    store.extend(write_much)
except NotSavedError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
store.extend(write_much)
print(store.read("SELECT count(*) FROM much")[0][0], store.position() == before)
store.close()
"""


@posix_only
def test_a_disk_that_fills_before_a_long_transaction_ends_is_told_and_can_be_tried_again(tmp_path: Path) -> None:
    """More than SQLite keeps in the memory: it has rolled back by itself when the error comes."""
    with _python(_FILL_THE_DISK_IN_MID_TRANSACTION, tmp_path) as filling:
        assert filling.stdout is not None
        told, afterwards = filling.stdout.read().splitlines()
    assert filling.returncode == 0
    assert told.startswith("Not saved: the disk has an error or no room. Earlier entries are safe in ")
    assert afterwards == "9000 True"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (apsw.FullError(), "the disk is full"),
        (apsw.IOError(), "the disk has an error or no room"),
        (apsw.ReadOnlyError(), "write-protected"),
        (apsw.BusyError(), "another program holds the file"),
        (apsw.CorruptError(), "the file is damaged"),
    ],
)
def test_each_refusal_of_sqlite_is_a_sentence(error: apsw.Error, words: str, vault: Any, record: Any) -> None:
    class Refusing:
        filename_wal = ""

        def execute(self, *_: object) -> None:
            raise error

        close = execute

    with closing(vault.open(read_only=True)) as reader:
        refusing: Any = Refusing()
        store = VaultStore(reader.database, reader=reader._reader, writer=refusing, lock=None, anchors=reader.anchors)
        with pytest.raises(
            NotSavedError, match=rf"^Not saved: .*{words}\. Earlier entries are safe in .*\. [A-Z].*\.$"
        ):
            store.append("a", record(4)[3:])
        with pytest.raises(NotSavedError, match=words):
            store.keep_protocol("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", b"")


def test_a_program_that_holds_the_file_is_told_after_a_while(vault: Any, record: Any) -> None:
    """A backup tool, say. Its hold is real; only the patience is cut short."""
    with closing(vault.open()) as store, closing(vault.as_sqlcipher()) as other:
        store._writer.set_busy_timeout(1)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotSavedError, match="another program holds the file"):
            store.append("a", record(4)[3:])
        other.execute("ROLLBACK")
        store.append("a", record(4)[3:])
        assert store.events("a") == record(4)


def test_a_disk_that_gives_back_something_else_is_not_trusted(vault: Any, empty: Any, record: Any) -> None:
    """What is read back comes through a connection of its own: here it looks into another vault."""
    other = vault.folder.with_name("other")
    open_vault(other, keyring=vault.keychain).close()
    with closing(vault.open()) as store, closing(open_vault(other, keyring=vault.keychain)) as elsewhere:
        store._reader, right = elsewhere._reader, store._reader
        with pytest.raises(NotSavedError, match="gave back something else"):
            store.append("a", record(4)[3:])
        store._reader = right


def test_an_entry_that_cannot_be_read_back_is_not_called_saved(vault: Any, record: Any) -> None:
    class Unreadable:
        def execute(self, *_: object) -> None:
            raise apsw.IOError

    with closing(vault.open()) as store:
        store._reader, right = Unreadable(), store._reader
        with pytest.raises(NotSavedError, match="cannot be read back"):
            store.append("a", record(4)[3:])
        store._reader = right


@posix_only
class TestTheFolderGoes:
    """In mid-visit: what goes on into files that have no name any more is never called saved."""

    def test_removed(self, vault: Any, record: Any, tmp_path: Path) -> None:
        with closing(vault.open()) as store:
            shutil.rmtree(vault.folder)
            with pytest.raises(NotSavedError, match=r"Not saved: .* was removed or put elsewhere"):
                store.append("a", record(4)[3:])
            with closing(open_vault(tmp_path / "elsewhere", keyring=vault.keychain)) as other:
                other.append("a", record(4))
                assert other.events("a") == record(4)

    @pytest.mark.parametrize("name", ["vault.db", "vault.db-wal"])
    def test_one_of_its_files_removed(self, name: str, vault: Any, record: Any) -> None:
        with closing(vault.open()) as store:
            (vault.folder / name).unlink()
            with pytest.raises(NotSavedError, match="was removed or put elsewhere"):
                store.append("a", record(4)[3:])

    def test_moved_away_and_back(self, vault: Any, record: Any) -> None:
        away = vault.folder.with_name("away")
        with closing(vault.open()) as store:
            vault.folder.rename(away)
            with pytest.raises(NotSavedError):
                store.append("a", record(4)[3:])
            away.rename(vault.folder)
            assert store.events("a") == record(4)[:4]
            store.append("a", record(5)[4:])
        with closing(vault.open()) as store:
            assert store.events("a") == record(5)
            assert prove(store.database, store.anchors).first_break is None

    def test_another_put_in_its_place(self, vault: Any, record: Any) -> None:
        copy = vault.folder.with_name("copy")
        shutil.copytree(vault.folder, copy)
        with closing(vault.open()) as store:
            vault.folder.rename(vault.folder.with_name("away"))
            copy.rename(vault.folder)
            with pytest.raises(NotSavedError, match="put elsewhere"):
                store.append("a", record(4)[3:])


def _as_somebody_without_rights(act: Callable[[], object]) -> None:
    """In a process of its own: root may write anywhere."""

    def run() -> None:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        act()

    assert in_a_fork(run)


@posix_only
def test_a_folder_that_is_write_protected_can_be_read_and_says_so(
    record: Any,
) -> None:
    base = Path(tempfile.mkdtemp(prefix="injection-map-read-only-"))
    keychain = FolderKeychain(base / "keychain")
    folder = base / "records"
    with closing(open_vault(folder, keyring=keychain)) as store:
        store.append("a", record(3))

    def try_to_write() -> None:
        with pytest.raises(StoreError, match=r"No record was changed\. [A-Z]"):
            open_vault(folder, keyring=keychain)

    for path in (folder, *folder.iterdir(), keychain.folder, *keychain.folder.iterdir(), base):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        _as_somebody_without_rights(try_to_write)
    finally:
        for path in (base, folder, keychain.folder):
            path.chmod(0o755)
        with closing(open_vault(folder, keyring=keychain)) as store:
            assert store.events("a") == record(3)
        shutil.rmtree(base)


class TestClocks:
    @pytest.mark.parametrize(
        "moments",
        [
            pytest.param(["2025-11-18T10:30:00+01:00", "2025-11-18T09:00:00+01:00"], id="set back"),
            pytest.param(["2025-11-18T10:30:00+01:00", "2099-01-01T00:00:00+01:00"], id="set forward"),
            pytest.param(["2025-10-26T02:59:59+02:00", "2025-10-26T02:00:00+01:00"], id="the hour that comes twice"),
            pytest.param(["2025-03-30T01:59:59+01:00", "2025-03-30T03:00:00+02:00"], id="the hour that is left out"),
            pytest.param(["2025-11-18T10:30:00+14:00", "2025-11-17T23:00:00-11:00"], id="another time zone"),
        ],
    )
    def test_events_stay_in_the_order_in_which_they_happened(self, moments: list[str], vault: Any, record: Any) -> None:
        """What the clock said is kept as it said it; the order is that of the numbers, and the chain proves it."""
        events = tuple(
            dataclasses.replace(event, at=datetime.fromisoformat(moment))
            for event, moment in zip(record(2), moments, strict=True)
        )
        with closing(vault.open()) as store:
            store.append("b", events)
        with closing(vault.open()) as store:
            assert store.events("b") == events
            assert [event.at.isoformat() for event in store.events("b")] == moments
            assert prove(store.database, store.anchors).first_break is None
