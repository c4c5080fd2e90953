"""A visit is opened, or taken up again: who keeps it, and the protocol it is kept by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.app.setup import Setup
from injection_map.domain import commands
from injection_map.domain.commands import AddAddendum, Command, Cosign, Refusal
from injection_map.domain.errors import InjectionMapError, NotSavedError, ProtocolFileError
from injection_map.domain.events import Clinician
from injection_map.domain.geometry import Drawing
from injection_map.domain.people import same_name
from injection_map.domain.ports import PatientRecords
from injection_map.domain.protocol import Plate, Protocol
from injection_map.domain.session import Phase
from injection_map.report.record import Record
from injection_map.report.stored_records import kept_protocol
from injection_map.storage.protocol_file import parse_protocol, read_bytes
from injection_map.workflow.recorder import Recorder, StoredRecord, open_record

if TYPE_CHECKING:
    from injection_map.ui.resume_card import ResumeWish

LAST_TRY_S = 15.0
"""How long a slow disk is waited for before it is said that something is not saved."""


@dataclass(frozen=True)
class Kept:
    """A visit with its recorder and its protocol as it is, or was, to the byte."""

    recorder: Recorder
    protocol: Protocol


def protocol_now(file: Path, drawings: Mapping[Plate, Drawing]) -> tuple[Protocol, bytes]:
    """A protocol as its file is now, with the file's bytes. InjectionMapError when the file has faults by now."""
    try:
        data = read_bytes(file)
        return parse_protocol(data, file=file, drawings=drawings), data
    except ProtocolFileError as error:
        raise InjectionMapError(
            f"The protocol has changed since the program was opened, and has faults now. No visit was begun. {error}"
        ) from error


def open_visit(
    store: PatientRecords, setup: Setup, by: Clinician, asked: Sequence[Command], protocol: Protocol, data: bytes
) -> Kept:
    """A new visit, opened by one act; `data` is the protocol's file. InjectionMapError when it may not be."""
    recorder = _recorder(store, setup, setup.new_id(), by, protocol_bytes=data)
    answer = recorder.submit(*asked)
    if isinstance(answer, Refusal):
        raise InjectionMapError(answer.sentence)
    return Kept(recorder, protocol)


def end_untreated(kept: Kept) -> None:
    """Not today: let go of the visit when the disk has it. NotSavedError when it does not take it."""
    if not kept.recorder.close(timeout_s=LAST_TRY_S):
        raise NotSavedError(f"Not kept. {_why_not(kept.recorder)}")


def resume_visit(store: PatientRecords, setup: Setup, wish: ResumeWish, drawings: Mapping[Plate, Drawing]) -> Kept:
    """An unfinished visit as it was left; a finished one is open again. Whoever goes on in place of who injected
    until now takes it over.

    InjectionMapError when it cannot be read.
    """
    stored = open_record(store, wish.record_id)
    protocol = kept_protocol(Record(wish.record_id, stored.events), store, drawings)
    before = stored.visit.clinician
    assert before is not None  # held by open_record
    who = wish.clinician or before
    recorder = _recorder(store, setup, wish.record_id, who, stored=stored)
    if wish.clinician is None and (at_the_keys := last_at_the_keys(stored)):
        recorder.set_by(at_the_keys)
    if stored.visit.phase is Phase.FINISHED:
        recorder.submit(commands.Reopen())
    if same_name(who.name) != same_name(before.name):
        recorder.submit(commands.TakeOver(who, wish.assistants))
    return Kept(recorder, protocol)


def last_at_the_keys(stored: StoredRecord) -> str:
    """Who of those at work recorded last, as the record has it; empty when it was somebody else."""
    visit, last = stored.visit, stored.events[-1].by
    at_work = [person.name for person in (visit.clinician, *visit.assistants) if person]
    return last if last in at_work else ""


def sign_record(store: PatientRecords, setup: Setup, record_id: str, signer: Clinician) -> None:
    """Sign a finished record. InjectionMapError when it may not be signed or the disk does not take it."""
    _record_one(store, setup, record_id, signer, commands.Sign(signer), failed="Not signed.")


def add_to_record(store: PatientRecords, setup: Setup, record_id: str, command: AddAddendum | Cosign) -> None:
    """Add to a signed record. InjectionMapError when it may not be added or the disk does not take it."""
    by = command.supervisor if isinstance(command, Cosign) else command.author
    _record_one(store, setup, record_id, by, command, failed="Not added.")


def _record_one(
    store: PatientRecords, setup: Setup, record_id: str, by: Clinician, command: Command, *, failed: str
) -> None:
    recorder = _recorder(store, setup, record_id, by, stored=open_record(store, record_id))
    answer = recorder.submit(command)
    saved = recorder.close(timeout_s=LAST_TRY_S)
    if isinstance(answer, Refusal):
        raise InjectionMapError(answer.sentence)
    if not saved:
        raise NotSavedError(f"{failed} {_why_not(recorder)}")


def _why_not(recorder: Recorder) -> str:
    return recorder.failure.sentence if recorder.failure else "The disk did not answer."


def _recorder(
    store: PatientRecords,
    setup: Setup,
    record_id: str,
    clinician: Clinician,
    *,
    stored: StoredRecord | None = None,
    protocol_bytes: bytes | None = None,
) -> Recorder:
    return Recorder(
        store,
        record_id=record_id,
        clock=setup.clock,
        by=clinician.name,
        events=stored.events if stored else (),
        protocol_bytes=protocol_bytes,
    )
