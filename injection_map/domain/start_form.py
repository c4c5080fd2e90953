"""A form without errors, and the visit that it opens.

Apart from the checks, which the start page needs before its first frame: a visit's events are not needed there yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from injection_map.domain.checks import Level, StartDraft, clean_line, is_expired, start_findings, use_by_of
from injection_map.domain.dates import read_date, read_expiry, read_moment
from injection_map.domain.events import (
    Clinic,
    Clinician,
    Opened,
    Patient,
    PlannedSite,
    ProtocolReference,
    SafetyPause,
    Vial,
)
from injection_map.domain.protocol import Diagnosis, Protocol, Site


@dataclass(frozen=True, slots=True)
class StartForm:
    """The form as it was understood; without errors."""

    patient: Patient
    clinician: Clinician
    protocol_id: str
    lot: str
    expiry: date
    mixed_at: datetime
    expired_reason: str | None = None


def start_form(draft: StartDraft, protocol: Protocol, *, now: datetime) -> StartForm:
    """The form as it was understood. ValueError with the first error's sentence when there is one."""
    for finding in start_findings(draft, protocol, now=now):
        if finding.level is Level.ERROR:
            raise ValueError(finding.sentence)
    expiry = read_expiry(draft.expiry, month_first=draft.month_first)
    return StartForm(
        patient=Patient(
            name=clean_line(draft.name),
            born=read_date(draft.born, month_first=draft.month_first),
            number=clean_line(draft.number),
            allergies=clean_line(draft.allergies),
        ),
        clinician=Clinician(clean_line(draft.clinician), clean_line(draft.role)),
        protocol_id=protocol.id,
        lot=clean_line(draft.lot),
        expiry=expiry,
        mixed_at=read_moment(draft.mixed, now=now, month_first=draft.month_first),
        expired_reason=clean_line(draft.expired_reason) if is_expired(expiry, now.date()) else None,
    )


def opened_from(form: StartForm, protocol: Protocol, now: datetime) -> Opened:
    """The first event of a visit. An expiry that has passed only since the form was filled in has no reason yet."""
    if form.protocol_id != protocol.id:
        raise ValueError(f"the form is for {form.protocol_id}, not for {protocol.id}")
    vial = Vial(
        product=protocol.product.name,
        units=protocol.dilution.vial_units,
        lot=form.lot,
        expiry=form.expiry,
        diluent_ml=protocol.dilution.diluent_ml,
        mixed_at=form.mixed_at,
        use_by=use_by_of(form.mixed_at, protocol.use_within_hours),
        expired_reason=form.expired_reason if is_expired(form.expiry, now.date()) else None,
        diluent=protocol.dilution.diluent,
    )
    return opened_by(protocol, patient=form.patient, clinician=form.clinician, vials=(vial,))


def opened_by(
    protocol: Protocol,
    *,
    patient: Patient,
    clinician: Clinician,
    vials: tuple[Vial, ...],
    assistants: tuple[Clinician, ...] = (),
    clinic: Clinic | None = None,
    diagnosis: Diagnosis | None = None,
    guidance: str = "",
    safety: SafetyPause | None = None,
) -> Opened:
    """A visit by this protocol: its plan, its bounds and what it is for."""
    reference = ProtocolReference(
        protocol.id, protocol.version, protocol.fingerprint, protocol.title, protocol.review.status
    )
    return Opened(
        patient=patient,
        clinician=clinician,
        protocol=reference,
        vials=vials,
        plan=tuple(planned_site(site) for site in protocol.sites),
        interval_weeks=protocol.interval_weeks,
        visit_units_limit=protocol.limits.visit_units,
        assistants=assistants,
        clinic=clinic,
        indication=protocol.indication,
        diagnosis=diagnosis,
        guidance=guidance,
        safety=safety,
    )


def planned_site(site: Site) -> PlannedSite:
    """A site of a protocol as a visit plans it; of a ranged dose the lowest."""
    return PlannedSite(
        site=site.key,
        name=site.name,
        muscle=site.muscle,
        side=site.side,
        view=site.view,
        units=site.dose.lowest,
        highest=site.dose.highest if site.dose.is_range else None,
    )
