"""Random damages to the files of a vault: each is detected or harmless, and none crashes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from kills import FolderKeychain
from visits import acts, sit_down

from injection_map.domain.errors import StoreError
from injection_map.domain.events import Event
from injection_map.storage.proof import prove
from injection_map.storage.vault import open_vault

PAGE = 4096


def _fill(folder: Path, keychain: FolderKeychain) -> tuple[dict[str, tuple[Event, ...]], dict[str, bytes]]:
    """Some visits, and the files as they lie while the program is open: the last visits are only in the log."""
    wanted: dict[str, tuple[Event, ...]] = {}
    for number in range(6):
        with closing(open_vault(folder, keyring=keychain)) as store:
            recorder = sit_down(store, f"visit-{number}", on_saved=_nothing, on_not_saved=_nothing)
            for act in acts():
                recorder.submit(*act)
            assert recorder.close()
            wanted = {record_id: store.events(record_id) for record_id in store.record_ids()}
            open_files = _files(folder)
    closed_files = _files(folder)
    return wanted, open_files | {f"closed/{name}": data for name, data in closed_files.items()}


def _nothing(_report: object) -> None:
    pass


def _files(folder: Path) -> dict[str, bytes]:
    names = ("vault.db", "vault.db-wal", "vault.key.json", "vault.anchor")
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}


def _flip(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _zeros(data: bytearray, chance: random.Random) -> None:
    at, length = chance.randrange(len(data)), chance.choice((1, 16, 512, PAGE, 3 * PAGE))
    data[at : at + length] = bytes(len(data[at : at + length]))


def _noise(data: bytearray, chance: random.Random) -> None:
    at, length = chance.randrange(len(data)), chance.choice((1, 16, 512, PAGE))
    data[at : at + length] = chance.randbytes(len(data[at : at + length]))


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _cut_at_a_page(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) // PAGE + 1) * PAGE :]


def _longer(data: bytearray, chance: random.Random) -> None:
    data += chance.randbytes(chance.choice((1, 100, PAGE, 2 * PAGE)))


def _exchange_pages(data: bytearray, chance: random.Random) -> None:
    one, other = (chance.randrange(max(len(data) // PAGE, 1)) * PAGE for _ in range(2))
    data[one : one + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[one : one + PAGE]


def _an_older_page(data: bytearray, chance: random.Random) -> None:
    """A page as another one of the file was: whole, authenticated, and in the wrong place."""
    one, other = (chance.randrange(max(len(data) // PAGE, 1)) * PAGE for _ in range(2))
    data[one : one + PAGE] = data[other : other + PAGE]


DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip,
    _zeros,
    _noise,
    _cut,
    _cut_at_a_page,
    _longer,
    _exchange_pages,
    _an_older_page,
)


def _outcome(folder: Path, keychain: Any, wanted: dict[str, tuple[Event, ...]]) -> str:
    """What a person would see: refused, proven to be broken, or harmless, with every entry as it was."""
    try:
        with closing(open_vault(folder, keyring=keychain, read_only=True)) as store:
            found = prove(store.database, store.anchors).first_break
            if found is not None:
                with suppress(StoreError):  # the records that can be read are read
                    for record_id in store.record_ids():
                        store.events(record_id)
                return str(found.kind)
            assert {record_id: store.events(record_id) for record_id in store.record_ids()} == wanted
    except StoreError as error:
        assert str(error).endswith(".")  # noqa: PT017 - a sentence
        return "refused"
    return "harmless"


def test_every_damage_is_detected_or_harmless(
    tmp_path: Path, times: Callable[[int, int], int], tell: Callable[[str], None]
) -> None:
    keychain, chance = FolderKeychain(tmp_path / "keychain"), random.Random(11)
    wanted, files = _fill(tmp_path / "whole", keychain)
    seen: Counter[str] = Counter()
    count = times(300, 10_000)
    folder = tmp_path / "damaged"
    folder.mkdir()
    for _ in range(count):
        state = chance.choice(("", "closed/"))
        mine = {name.removeprefix(state): data for name, data in files.items() if name.startswith(state)}
        mine = {name: data for name, data in mine.items() if "/" not in name}
        name = chance.choices(list(mine), weights=[8 if "db" in name else 1 for name in mine])[0]
        damaged = bytearray(mine[name])
        chance.choice(DAMAGES)(damaged, chance)
        for old in folder.iterdir():
            old.unlink()
        for each, data in mine.items():
            (folder / each).write_bytes(bytes(damaged) if each == name else data)
        seen[_outcome(folder, keychain, wanted)] += 1
    assert seen["harmless"] < count
    assert seen["damaged page"] > 0
    told = ", ".join(f"{number} {kind}" for kind, number in seen.most_common())
    tell(f"damages: {count} at random to the files of a vault: {told}; none unseen, none crashed")
