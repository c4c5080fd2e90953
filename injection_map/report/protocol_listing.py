"""Protocol files as the command line lists them: good ones, and broken ones with their faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from injection_map.domain import words
from injection_map.domain.errors import FileFault
from injection_map.domain.event_codec import number
from injection_map.domain.protocol import Protocol
from injection_map.report.listing import table
from injection_map.storage.protocol_library import LibraryEntry


def fault_lines(file: Path, faults: Sequence[FileFault]) -> list[str]:
    """file:line:column: message"""
    return [f"{file}:{fault.line}:{fault.column}: {fault.message}" for fault in faults]


def faults_to_plain(faults: Sequence[FileFault]) -> list[dict[str, Any]]:
    return [asdict(fault) for fault in faults]


def entry_to_plain(entry: LibraryEntry) -> dict[str, Any]:
    """The same keys for a broken file, with null for what is not known."""
    protocol = entry.protocol
    return {
        "id": protocol.id if protocol else None,
        "version": protocol.version if protocol else None,
        "title": protocol.title if protocol else None,
        "sites": len(protocol.sites) if protocol else None,
        "units": number(protocol.units) if protocol else None,
        "review": protocol.review.status if protocol else None,
        "file": str(entry.file),
        "errors": faults_to_plain(entry.faults),
    }


def protocols_table(entries: Sequence[LibraryEntry]) -> str:
    """One line a file, then the faults of the broken ones."""
    head = ("Protocol", "Version", "Title", "Sites", "Units", "Review", "File")
    rows = [_row(entry.protocol, entry.file) for entry in entries]
    faults = [line for entry in entries for line in fault_lines(entry.file, entry.faults)]
    return table([head, *rows]) + "".join(f"{line}\n" for line in faults)


def _row(protocol: Protocol | None, file: Path) -> tuple[str, ...]:
    if protocol is None:
        return "(broken)", "", "", "", "", "", str(file)
    sites, units = str(len(protocol.sites)), words.figure(protocol.units)
    return protocol.id, protocol.version, protocol.title, sites, units, protocol.review.status, str(file)


def accepted_line(file: Path, protocol: Protocol) -> str:
    """preempt-31.yaml: ok, 31 sites, 155 units"""
    return f"{file}: ok, {words.count(len(protocol.sites), 'site')}, {words.units(protocol.units)}"
