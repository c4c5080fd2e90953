"""Many records written out at once, one step a record: whoever asks for the steps can show how far it is, and stop.

Several files go into a new folder, JSON lines into one file. Either is whole or not there: what is stopped, or fails,
leaves nothing behind. No name of a file says anything of a patient.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from injection_map.domain.errors import InjectionMapError
from injection_map.domain.record_index import Page, RecordQuery
from injection_map.report.files import NotWrittenError, write_folder_in_steps, write_in_steps
from injection_map.storage.event_store import VaultStore
from injection_map.storage.plain_export import selection_lines

Maker = Callable[[str], tuple[str, bytes]]
"""The name and the bytes of a record's file, by the record's id. InjectionMapError when there is none."""

_AT_ONCE = 200


def found_in_steps(find: Callable[[RecordQuery], Page], query: RecordQuery) -> Iterator[tuple[Sequence[str], int]]:
    """The ids of all records that are asked for, however many, in their order: a few more at each step.

    Yields those that came, and how many there are; fewer than there are when they are too many to be counted.
    """
    query = replace(query, offset=0, limit=_AT_ONCE)
    while rows := (page := find(query)).rows:
        yield [row.record_id for row in rows], page.total
        query = replace(query, offset=query.offset + len(rows))


def found_ids(find: Callable[[RecordQuery], Page], query: RecordQuery) -> tuple[str, ...]:
    """As `found_in_steps`, all of them, each once."""
    return tuple(dict.fromkeys(record_id for some, _ in found_in_steps(find, query) for record_id in some))


def files_in_steps(folder: Path, ids: Sequence[str], made: Maker, left_out: list[str]) -> Iterator[int]:
    """A file each into a new folder; yields how many records are done.

    A sentence for each that has none is put into `left_out`; where that is all of them, no folder is made.
    NotWrittenError when the disk does not take them.
    """
    done = 0

    def files() -> Iterator[tuple[str, bytes]]:
        nonlocal done
        names: set[str] = set()
        for record_id in ids:
            done += 1
            try:
                name, data = made(record_id)
            except InjectionMapError as error:
                left_out.append(f"record {record_id}: {error}")
                continue
            name = _free(name, names)
            names.add(name.casefold())
            yield name, data
        if not names:
            raise NotWrittenError(f"None of these records has anything to write in this format. {left_out[0]}")

    for _ in write_folder_in_steps(folder, files()):
        yield done
    yield len(ids)


def _free(name: str, taken: set[str]) -> str:
    """The name, or one like it: ids that are spelt differently may be spelt the same in the name of a file."""
    stem, dot, ending = name.partition(".")
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem}-{number}{dot}{ending}"
    return free


def lines_in_steps(file: Path, store: VaultStore, ids: Sequence[str], *, made_at: datetime) -> Iterator[int]:
    """All into one file, which can be imported; yields how many records are done."""
    begun, told = 0, -1

    def chunks() -> Iterator[bytes]:
        nonlocal begun
        for line in selection_lines(store, ids, made_at=made_at):
            begun += line.get("seq") == 1
            yield (json.dumps(line, ensure_ascii=True) + "\n").encode("ascii")

    for _ in write_in_steps(file, chunks()):
        if begun - 1 > told:
            told = begun - 1
            yield told
    yield len(ids)
