"""A record as a FHIR R4B Bundle: one Procedure, a MedicationAdministration for each site, and what they point to.

Plain dictionaries, written from the record; `fhir.resources` is needed by the tests only. Codes are those of required
bindings, ICD-10-CM, UCUM, CPT (where billing is on) and the anatomical ids that were verified. No SNOMED CT and no
RxNorm: none of theirs was verified (clinical facts 4). All else is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from injection_map.domain.events import Addendum, Clinician, Cosigned, Signed, Vial
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.report import facts, fhir_words, visit_facts
from injection_map.report import fhir_parts as fhir
from injection_map.report.billing import Billing, billing_lines
from injection_map.report.check_code import check_code
from injection_map.report.fhir_parts import Resource, resource_id
from injection_map.report.record import Record, muscle_names

_PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


def record_to_fhir(record: Record, protocol: Protocol | None, *, billing: Billing | None = None) -> Resource:
    """A Bundle of the type `collection`. Its ids are made of the record's: sent twice, it is the same."""
    made = _Bundle(record, protocol, billing)
    resources = [fhir.without_empty(resource) for resource in made.resources()]
    tag = {"meta": {"tag": [fhir.TEST_DATA]}} if record.opened.training else {}
    bundle = {
        "resourceType": "Bundle",
        "id": resource_id(record.id, "bundle"),
        **tag,
        "identifier": fhir.identifier("record", record.id),
        "type": "collection",
        "timestamp": fhir.moment(record.events[-1].at),
        "entry": [{"fullUrl": f"urn:uuid:{made['id']}", "resource": made | tag} for made in resources],
    }
    plain: Resource = fhir.without_empty(bundle)
    return plain


class _Bundle:
    """The resources of one record, each made once, so that the others can point to it."""

    def __init__(self, record: Record, protocol: Protocol | None, billing: Billing | None) -> None:
        self._record, self._protocol, self._billing = record, protocol, billing
        self._patient = self._made("Patient", "patient")
        self._procedure = self._made("Procedure", "procedure")
        self._clinic = self._made("Organization", "clinic") if record.opened.clinic else None
        self._vials = [self._made("Medication", "vial", str(n)) for n in range(1, len(record.visit.vials) + 1)]
        self._people = {name: self._made("Practitioner", "person", name) for name in self._names()}
        self._injected_by = visit_facts.injected_by(record)

    def resources(self) -> Iterator[Resource]:
        yield self._patient | self._patient_facts()
        if self._clinic is not None:
            yield self._clinic | self._clinic_facts()
        for name, person in self._people.items():
            yield person | {"name": [{"text": fhir.line(name)}]}
        for made, vial in zip(self._vials, self._record.visit.vials, strict=True):
            yield made | _vial_facts(vial)
        yield self._procedure | self._procedure_facts()
        for site in self._record.visit.sites:
            if (administration := self._administration(site)) is not None:
                yield administration
        yield from self._provenance()

    def _made(self, kind: str, *parts: str) -> Resource:
        return {"resourceType": kind, "id": resource_id(self._record.id, *parts)}

    # Who and where

    def _names(self) -> list[str]:
        """Everybody of whom a person's name stands in the record, each once."""
        record, visit = self._record, self._record.visit
        people = [*visit_facts.clinicians(record), *visit_facts.assistants(record)]
        people += [visit.signed.signer] if visit.signed else []
        people += [_author(event.body) for event in (*visit.addenda, *visit.cosignatures)]
        return [name for name in dict.fromkeys(person.name for person in people) if fhir.line(name)]

    def _who(self, name: str) -> Resource:
        person = self._people.get(name)
        return fhir.reference(person, name) if person else {"display": fhir.line(name) or "not recorded"}

    def _patient_facts(self) -> Resource:
        patient = self._record.opened.patient
        return {
            "identifier": [fhir.identifier("patient-number", patient.number)],
            "name": [{"text": fhir.line(patient.name)}],
            "birthDate": fhir.day(patient.born),
        }

    def _clinic_facts(self) -> Resource:
        clinic = self._record.opened.clinic
        assert clinic is not None  # made only where there is one
        # Organization has a rule of its own: a name or an identifier.
        return {"name": fhir.line(clinic.name) or "not named", "address": [{"text": fhir.prose(clinic.address)}]}

    # The visit

    def _procedure_facts(self) -> Resource:
        record, opened, visit = self._record, self._record.opened, self._record.visit
        end = visit.finished_at
        period = {"start": fhir.moment(record.started_at), "end": fhir.moment(end) if end else None}
        return {
            "identifier": [
                fhir.identifier("record", record.id),
                fhir.identifier("check-code", check_code(record)),
            ],
            "instantiatesUri": [fhir.own_uri("protocol", opened.protocol.id, opened.protocol.version)],
            "status": fhir_words.status(record),
            "statusReason": fhir.concept(fhir_words.status_reason(record)),
            "code": fhir.concept(facts.protocol_line(record), *self._cpt()),
            "subject": fhir.reference(self._patient, opened.patient.name),
            "performedPeriod": period,
            "performer": self._performers(),
            "reasonCode": [self._reason()],
            "bodySite": self._body_sites(),
            "complication": [fhir.concept(text) for text in fhir_words.complications(record)],
            "followUp": [fhir.concept(f"Next visit {fhir.day(day)}") for day in fhir_words.next_visits(record)],
            "note": self._notes(),
            "usedReference": [fhir.reference(vial) for vial in self._vials],
        }

    def _cpt(self) -> list[Resource]:
        lines = billing_lines(self._record, self._protocol, self._billing) if self._billing else ()
        cpt = self._billing.cpt if self._billing else ""
        return [{"system": fhir.CPT, "code": fhir.line(line.code)} for line in lines if line.code == cpt]

    def _performers(self) -> list[Resource]:
        """Who injected, by their role; and who assisted, which is said where they have none."""
        clinicians, assistants = visit_facts.clinicians(self._record), visit_facts.assistants(self._record)
        injecting = [self._performer(person, person.role) for person in clinicians]
        return [*injecting, *(self._performer(person, person.role or "Assistant") for person in assistants)]

    def _performer(self, person: Clinician, function: str) -> Resource:
        clinic = fhir.reference(self._clinic) if self._clinic else None
        return {"function": fhir.concept(function), "actor": self._who(person.name), "onBehalfOf": clinic}

    def _reason(self) -> Resource:
        diagnosis = self._record.opened.diagnosis
        indication = self._record.opened.indication or (self._protocol.indication if self._protocol else "")
        if diagnosis is None or not fhir.line(diagnosis.icd10):
            return fhir.concept(diagnosis.title if diagnosis else indication)
        title = fhir.line(diagnosis.title)
        coding = {"system": fhir.ICD_10_CM, "code": fhir.line(diagnosis.icd10), "display": title}
        return fhir.concept(indication or title, coding)

    def _body_sites(self) -> list[Resource]:
        """Each muscle and side that was given, once."""
        names = muscle_names(self._record, self._protocol)
        given = (site for site in self._record.visit.sites if site.status is SiteStatus.GIVEN)
        treated = dict.fromkeys((site.muscle, site.side) for site in given)
        return [fhir.muscle_site(names[muscle], muscle, side) for muscle, side in treated]

    def _notes(self) -> list[Resource]:
        notes = fhir.notes_of(fhir_words.notes(self._record, self._protocol))
        for event in self._record.visit.addenda:
            if isinstance(event.body, Addendum):
                notes += fhir.notes_of([f"Addendum: {event.body.text}"], at=event.at, by=event.body.author.name)
        return notes

    # The sites

    def _administration(self, site: SiteState) -> Resource | None:
        """A site that was given, or that was not and never will be; None while it is to do."""
        record = self._record
        given = site.status is SiteStatus.GIVEN
        reason, at = site.skip_reason, site.at
        if site.status is SiteStatus.TO_DO:
            if record.visit.finish is None:
                return None
            reason, at = record.visit.finish.left_to_do_reason or "", record.visit.finished_at
        assert at is not None  # a site that is over has a time, and so has a finished visit
        injecting = self._injected_by[site.key].name if given else ""
        ticked = [f"Ticked off by {site.by}"] if given and site.by not in ("", injecting) else []
        return {
            **self._made("MedicationAdministration", "site", site.key),
            "identifier": [fhir.identifier("site", f"{record.id}/{site.key}")],
            "partOf": [fhir.reference(self._procedure)],
            "status": "completed" if given else "not-done",
            "statusReason": [] if given else [fhir.concept(reason or "not given")],
            **self._medication(site),
            "subject": fhir.reference(self._patient, record.opened.patient.name),
            "effectiveDateTime": fhir.moment(at),
            "performer": [{"actor": self._who(injecting)}] if given else [],
            "note": fhir.notes_of([*fhir_words.site_notes(site), *ticked]),
            "dosage": self._dosage(site, site.units if given else Decimal(0)),
        }

    def _medication(self, site: SiteState) -> Resource:
        if site.vial is not None and site.vial <= len(self._vials):
            vial = self._record.visit.vials[site.vial - 1]
            display = f"{facts.vial_product(vial, self._protocol)}, lot {vial.lot}"
            return {"medicationReference": fhir.reference(self._vials[site.vial - 1], display)}
        products = [vial.product for vial in self._record.visit.vials]
        product = products[0] if products else self._protocol.product.name if self._protocol else ""
        return {"medicationCodeableConcept": fhir.concept(fhir.line(product) or "not recorded")}

    def _dosage(self, site: SiteState, units: Decimal) -> Resource:
        route = self._protocol.product.route if self._protocol else ""
        return {"site": fhir.body_site(site), "route": fhir.concept(route), "dose": fhir.units(units)}

    # What stands for it

    def _provenance(self) -> Iterator[Resource]:
        visit = self._record.visit
        if visit.signed is not None and visit.signed_at is not None:
            yield self._stands_for(visit.signed, visit.signed_at, "signature", "author", "Signed")
        for event in visit.addenda:
            if isinstance(event.body, Addendum):
                made = self._stands_for(event.body, event.at, f"addendum {event.seq}", "author", "Addendum")
                yield made | {"reason": [fhir.concept(event.body.reason)]}
        for event in visit.cosignatures:
            if isinstance(event.body, Cosigned):
                yield self._stands_for(event.body, event.at, f"cosignature {event.seq}", "verifier", "Co-signed")

    def _stands_for(self, body: Signed | Addendum | Cosigned, at: datetime, part: str, kind: str, act: str) -> Resource:
        author = _author(body)
        role = [fhir.concept(author.role)] if author.role else []
        agent = {"type": {"coding": [{"system": _PARTICIPANT, "code": kind}]}, "role": role}
        return {
            **self._made("Provenance", part),
            "target": [fhir.reference(self._procedure)],
            "recorded": fhir.moment(at),
            "activity": fhir.concept(act),
            "agent": [{**agent, "who": self._who(author.name)}],
        }


def _author(body: object) -> Clinician:
    match body:
        case Signed(signer=author) | Addendum(author=author) | Cosigned(supervisor=author):
            return author
    raise TypeError(f"nobody stands for {type(body).__name__}")


def _vial_facts(vial: Vial) -> Resource:
    gtin = {"system": fhir.GTIN, "value": fhir.line(vial.gtin)} if vial.gtin else {}
    return {
        "identifier": [gtin, fhir.identifier("vial-serial", vial.serial)],
        "code": fhir.concept(vial.product),
        "amount": {
            "numerator": fhir.units(vial.units),
            "denominator": {"value": 1, "unit": "vial", "system": fhir.UCUM, "code": "{vial}"},
        },
        "batch": {"lotNumber": fhir.line(vial.lot), "expirationDate": fhir.day(vial.expiry)},
    }
