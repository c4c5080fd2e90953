"""A visit that is practised: whose it is, the vial that nobody mixed, and its beginning among the training records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from injection_map.app.setup import Setup
from injection_map.app.visits import Kept
from injection_map.domain.checks import use_by_of
from injection_map.domain.commands import Command, Open, Refusal
from injection_map.domain.errors import InjectionMapError
from injection_map.domain.events import Clinician, Patient, Vial
from injection_map.domain.geometry import Drawing
from injection_map.domain.opening import opened_by
from injection_map.domain.ports import TrainingRecords
from injection_map.domain.protocol import Plate, Protocol
from injection_map.report.record import Record
from injection_map.report.stored_records import kept_protocol
from injection_map.sample.names import born, patient_name
from injection_map.workflow.recorder import Recorder, open_record

TRAINEE = "trainee"
LOT = "TRAINING"


def invented_patient(chance: Random) -> Patient:
    """Plainly invented, by name and by number."""
    return Patient(patient_name(chance), born(chance), f"TRAINING-{chance.randrange(1000, 10_000)}")


def invented_vial(protocol: Protocol, *, mixed_at: datetime) -> Vial:
    """As the protocol wants it, and out of no carton."""
    dilution = protocol.dilution
    return Vial(
        product=protocol.product.name,
        units=dilution.vial_units,
        lot=LOT,
        expiry=mixed_at.date() + timedelta(days=365),
        diluent_ml=dilution.diluent_ml,
        mixed_at=mixed_at,
        use_by=use_by_of(mixed_at, protocol.use_within_hours),
        diluent=dilution.diluent,
    )


def straight_to_chair(protocol: Protocol, patient: Patient, trainee: str, *, at: datetime) -> tuple[Command, ...]:
    """What opens a visit without a safety pause."""
    vials = (invented_vial(protocol, mixed_at=at),)
    return (Open(opened_by(protocol, patient=patient, clinician=Clinician(trainee, TRAINEE), vials=vials)),)


def begin_practised(
    store: TrainingRecords, setup: Setup, trainee: str, asked: Sequence[Command], protocol: Protocol, data: bytes
) -> Kept:
    """A visit as these commands open it, marked as training. InjectionMapError when it may not be."""
    recorder = Recorder(store, record_id=setup.new_id(), clock=setup.clock, by=trainee, protocol_bytes=data)
    answer = recorder.submit(*(_as_training(command) for command in asked))
    if isinstance(answer, Refusal):
        raise InjectionMapError(answer.sentence)
    return Kept(recorder, protocol)


def _as_training(command: Command) -> Command:
    return Open(replace(command.opened, training=True)) if isinstance(command, Open) else command


def resume_practised(store: TrainingRecords, setup: Setup, record_id: str, drawings: Mapping[Plate, Drawing]) -> Kept:
    """As it was left. InjectionMapError when it cannot be read."""
    stored = open_record(store, record_id)
    protocol = kept_protocol(Record(record_id, stored.events), store, drawings)
    trainee = stored.visit.clinician
    assert trainee is not None  # held by open_record
    recorder = Recorder(store, record_id=record_id, clock=setup.clock, by=trainee.name, events=stored.events)
    return Kept(recorder, protocol)
