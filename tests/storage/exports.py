"""Exports for tests: of a small practice of invented patients, and changed ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from injection_map import resources
from injection_map.domain.chain import BEGINNING, canonical_json, entry_hash, entry_link
from injection_map.domain.placement import place_sites
from injection_map.sample import SampleMaker
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.event_store import VaultStore
from injection_map.storage.plain_export import export_lines
from injection_map.storage.protocol_file import read_protocol
from injection_map.storage.vault import open_vault

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Lines = list[dict[str, Any]]


class AnyKeychain:
    """The two functions of `keyring` over a dict."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password


def practice(folder: Path, visits: int) -> Lines:
    """Everything of a vault with so many visits, as it is exported."""
    drawings = read_drawings(resources.diagrams())
    file = resources.protocols() / "preempt-31.yaml"
    protocol = read_protocol(file, drawings)
    points = {key: placed.point for key, placed in place_sites(protocol, drawings).items()}
    with closing(open_vault(folder, keyring=AnyKeychain())) as store:
        SampleMaker(protocol, points, visits, 1, date(2026, 11, 19)).make(
            store, protocol_file=file.read_bytes(), saved=lambda _: None
        )
        return list(export_lines(store, made_at=NOW))


_made: dict[int, Lines] = {}


def exported_practice(folder: Callable[[], Path], visits: int = 12) -> Lines:
    """As `practice`, made once; the caller may change it."""
    if visits not in _made:
        _made[visits] = practice(folder(), visits)
    return deepcopy(_made[visits])


def written(path: Path, lines: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def chained_anew(lines: Lines) -> Lines:
    """With the numbers, hashes and links that these entries have now: what somebody could make who wants to deceive."""
    heads: dict[str, tuple[int, bytes]] = {}
    position, link = 0, BEGINNING
    for line in lines:
        if "event" in line:
            seq, head = heads.get(line["record"], (0, BEGINNING))
            line["event"]["seq"] = seq + 1
            head = entry_hash(line["record"], canonical_json(line["event"]), head)
            position, link = position + 1, entry_link(link, head)
            line |= {"position": position, "seq": seq + 1, "hash": head.hex(), "link": link.hex()}
            heads[line["record"]] = seq + 1, head
    lines[0]["entries"] = position
    return lines


def of_records(lines: Lines) -> Lines:
    return [line for line in lines if "event" in line and not line["record"].startswith("~")]


def records_in(lines: Lines) -> list[str]:
    """Ids in the order of their first entries."""
    return list(dict.fromkeys(line["record"] for line in of_records(lines)))


def proven_content(store: VaultStore) -> list[tuple[str, int, Any, str]]:
    """What two vaults with the same records, patients and protocol files have in common."""
    return [
        (line["record"], line["seq"], line["event"], line["hash"])
        for line in export_lines(store, made_at=NOW)
        if "event" in line and line["record"] != "~vault"
    ]
