"""What was there before a journey: visits that went through the domain and the recorder, straight into the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from journeys.hands import CLINICIAN, PASSPHRASE

from injection_map import resources
from injection_map.bench.invented import answered
from injection_map.domain import commands as c
from injection_map.domain.dosing import totals
from injection_map.domain.events import Clinician, FollowedUp, Patient
from injection_map.domain.pause_commands import pause_commands
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.patients import Patients
from injection_map.storage.people import People
from injection_map.storage.protocol_file import read_protocol
from injection_map.storage.vault import open_vault
from injection_map.workflow.recorder import Recorder

KNOWN = Patient("KNOWN, Nils (invented)", date(1979, 5, 2), "INVENTED-2")
RECORD_ID = "earlier"
ALL_SITES = 31
CLINICIAN_AS_SIGNER = Clinician(CLINICIAN)


def treat(
    data_dir: Path,
    *,
    at: datetime,
    sites: int = ALL_SITES,
    signed: bool = True,
    people: Sequence[Clinician] = (),
) -> Patient:
    """A visit of KNOWN, and the people who work here; returns the patient as the list has them."""
    store = open_vault(data_dir, passphrase=PASSPHRASE)
    for person in people:
        People(store, lambda: at).add_person(person.name, person.role)
    patient = Patients(store, lambda: at).add(KNOWN, CLINICIAN)
    file = resources.protocols() / "preempt-31.yaml"
    protocol = read_protocol(file, read_drawings(resources.diagrams()))
    draft = replace(answered(protocol, patient, at), clinician=CLINICIAN)
    recorder = Recorder(
        store, record_id=RECORD_ID, clock=lambda: at, by=CLINICIAN, protocol_bytes=file.read_bytes()
    )  # fmt: skip
    opening = pause_commands(draft, protocol, None, now=at)
    record(recorder, *opening)
    for site in recorder.visit.sites[:sites]:
        record(recorder, c.Give(site.key))
    if signed:
        left = _left_in_the_vial(recorder)
        record(recorder, c.Finish(left), c.Sign(CLINICIAN_AS_SIGNER))
    assert recorder.close(timeout_s=20)
    store.close()
    return patient


@dataclass(frozen=True, slots=True)
class Earlier:
    """One visit of KNOWN, all sites of which are given but those that are skipped; `before` is done first."""

    at: datetime
    told: FollowedUp | None = None
    before: tuple[c.Command, ...] = ()
    after: tuple[c.Command, ...] = ()
    next_weeks: int = 12


def follow(data_dir: Path, *visits: Earlier) -> Patient:
    """These visits of KNOWN, the first one first, signed; their records are `visit-1` and so on."""
    store = open_vault(data_dir, passphrase=PASSPHRASE)
    patient = Patients(store, lambda: visits[0].at).add(KNOWN, CLINICIAN)
    file = resources.protocols() / "preempt-31.yaml"
    protocol = read_protocol(file, read_drawings(resources.diagrams()))
    for number, earlier in enumerate(visits, 1):
        at = earlier.at
        recorder = Recorder(
            store, record_id=f"visit-{number}", clock=lambda at=at: at, by=CLINICIAN, protocol_bytes=file.read_bytes()
        )  # fmt: skip
        draft = replace(answered(protocol, patient, at), clinician=CLINICIAN, lot=f"INV000{number}")
        told = [c.FollowUp(earlier.told)] if earlier.told else []
        record(recorder, *pause_commands(draft, protocol, None, now=at), *told)
        for command in earlier.before:
            record(recorder, command)
        for site in recorder.visit.to_do:
            record(recorder, c.Give(site.key))
        for command in earlier.after:
            record(recorder, command)
        next_visit = at.date() + timedelta(weeks=earlier.next_weeks)
        record(recorder, c.Finish(_left_in_the_vial(recorder), next_visit), c.Sign(CLINICIAN_AS_SIGNER))
        assert recorder.close(timeout_s=20)
    store.close()
    return patient


def _left_in_the_vial(recorder: Recorder) -> Decimal:
    """The units that stay in the vial."""
    vial = recorder.visit.vial
    assert vial is not None
    return vial.units - totals(recorder.visit.sites).units_given


def record(recorder: Recorder, *asked: c.Command) -> None:
    assert isinstance(recorder.submit(*asked), tuple), asked
