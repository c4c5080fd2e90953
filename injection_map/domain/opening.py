"""The first event of a visit, by its protocol."""

from __future__ import annotations

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
    return Opened(
        patient=patient,
        clinician=clinician,
        protocol=reference_to(protocol),
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


def reference_to(protocol: Protocol) -> ProtocolReference:
    """What is kept of a protocol beside its file."""
    return ProtocolReference(
        protocol.id, protocol.version, protocol.fingerprint, protocol.title, protocol.review.status
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
