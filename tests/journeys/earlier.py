"""What was there before a journey: visits that went through the domain and the recorder, straight into the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from journeys.hands import CLINICIAN, PASSPHRASE

from injection_map import resources
from injection_map.bench.invented import answered
from injection_map.domain import commands as c
from injection_map.domain.dosing import totals
from injection_map.domain.events import Clinician, Patient
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
        record(recorder, c.Finish(left), c.Sign(Clinician(CLINICIAN)))
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
