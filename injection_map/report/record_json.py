"""A record as plain JSON values: the format `injection-map/record`, version 1. Keys may be added, never changed.

`units` of a site is what was given, or while the visit goes on what is to be given there; of a skipped site, and of
one left when the visit was finished, it is 0. So the sum of `units` is never more than what the patient got or will
get. `planned_units` is always the protocol's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from injection_map.domain.dosing import Totals, discarded_units, totals, units_from, volume_ml
from injection_map.domain.event_codec import event_to_plain, number, to_plain
from injection_map.domain.events import Clinician, Event, Opened, ReactionSeen, SafetyPause, TakenOver, Vial
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.report import visit_facts
from injection_map.report.billing import Billing, billing_lines
from injection_map.report.check_code import check_code
from injection_map.report.record import Record

FORMAT = "injection-map/record"
VERSION = 1
_ML_STEP = Decimal("0.0001")

PlainObject = dict[str, Any]


def record_to_plain(
    record_id: str, events: Sequence[Event], protocol: Protocol | None = None, *, billing: Billing | None = None
) -> PlainObject:
    """The whole record, its events included. Raises EventFormatError when they do not begin with an opening.

    The key `billing` is there only where `billing` is asked for.
    """
    record = Record(record_id, tuple(events))
    opened, visit = record.opened, record.visit
    return {
        "format": FORMAT,
        "version": VERSION,
        **_head(record),
        **(_billing(record, protocol, billing) if billing else {}),
        **_people_and_reason(record),
        "safety": _safety(opened.safety),
        "cautions": [_warned(told) for told in visit_facts.warned(record)],
        "vials": [_vial(record, number_of_vial) for number_of_vial in range(1, len(visit.vials) + 1)],
        "balances": [to_plain(balance) for balance in visit_facts.vial_balances(record)],
        "sites": [site_to_plain(site, over=record.over) for site in visit.sites],
        "totals": totals_to_plain(record),
        "reactions": visit.finish.reactions if visit.finish else "",
        "reactions_seen": [to_plain(seen) for seen in _reactions(record)],
        **_end(record),
        "follow_up": to_plain(visit.follow_up),
        "notes": list(visit.notes),
        "left_to_do_reason": visit.finish.left_to_do_reason if visit.finish else None,
        "use_by_reason": visit.use_by_reason or None,
        "interval_weeks": to_plain(opened.interval_weeks),
        "training": opened.training,
        "addenda": [event_to_plain(event) for event in visit.addenda],
        "cosignatures": [event_to_plain(event) for event in visit.cosignatures],
        "check_code": check_code(record),
        "head": record.head.hex(),
        "head_at_signing": record.head_at_signing.hex() if record.head_at_signing else None,
        "events": [event_to_plain(event) for event in record.events],
    }


def _billing(record: Record, protocol: Protocol | None, billing: Billing) -> PlainObject:
    lines = billing_lines(record, protocol, billing)
    return {"billing": [{"code": line.code, "modifier": line.modifier, "quantity": line.quantity} for line in lines]}


def _people_and_reason(record: Record) -> PlainObject:
    """Who was there, where, and why; `team` is who took over from whom, the first at the opening."""
    opened = record.opened
    clinic, diagnosis = opened.clinic, opened.diagnosis
    return {
        "assistants": _people(visit_facts.assistants(record)),
        "team": [_hands(event) for event in record.events if isinstance(event.body, Opened | TakenOver)],
        "clinic": {"name": clinic.name, "address": clinic.address} if clinic else None,
        "indication": opened.indication,
        "diagnosis": {"icd10": diagnosis.icd10, "title": diagnosis.title} if diagnosis else None,
        "guidance": opened.guidance,
    }


def _people(people: Sequence[Clinician]) -> list[Any]:
    return [to_plain(person) for person in people]


def _hands(event: Event) -> PlainObject:
    body = event.body
    assert isinstance(body, Opened | TakenOver)
    return {
        "from": _moment(event.at),
        "clinician": to_plain(body.clinician),
        "assistants": _people(body.assistants),
        "reason": body.reason if isinstance(body, TakenOver) else "",
    }


def _safety(pause: SafetyPause | None) -> PlainObject | None:
    """The answers as they were given; the cautions of the pause stand with all others in `cautions`."""
    if pause is None:
        return None
    plain = to_plain(pause)
    assert isinstance(plain, dict)
    del plain["cautions"]
    return plain


def _warned(told: visit_facts.Warned) -> PlainObject:
    caution = told.caution
    about = {"vial": told.vial, "site": told.site}
    return {"kind": caution.kind, "sentence": caution.sentence, "reason": caution.reason, **about}


def _vial(record: Record, number_of_vial: int) -> PlainObject:
    vial: Vial = record.visit.vials[number_of_vial - 1]
    plain = to_plain(vial)
    assert isinstance(plain, dict)
    plain.pop("cautions", None)
    scanned = {"gtin": vial.gtin, "serial": vial.serial, "diluent": vial.diluent, "mixed_by": vial.mixed_by}
    return plain | scanned | {"vial": number_of_vial, "units_given": number(units_from(record.visit, number_of_vial))}


def _reactions(record: Record) -> tuple[ReactionSeen, ...]:
    """The patient's, then those of the sites in treatment order."""
    return (*record.visit.reactions, *(seen for site in record.visit.sites for seen in site.reactions))


def _end(record: Record) -> PlainObject:
    finish, ended = record.visit.finish, record.visit.not_treated
    return {
        "not_treated_reason": ended.reason if ended else None,
        "discard_seen_by": finish.discard_seen_by if finish else "",
        "discard_reason": finish.discard_reason if finish else "",
        "watched_until": _moment(finish.watched_until) if finish else None,
        "leaflet_given": finish.leaflet_given if finish else False,
    }


def summary_to_plain(record: Record) -> PlainObject:
    """The record in a list of records: who, when, its state and its sums."""
    return {**_head(record), **totals_to_plain(record), "lots": [vial.lot for vial in record.visit.vials]}


def _head(record: Record) -> PlainObject:
    opened, visit = record.opened, record.visit
    next_visit = visit.finish.next_visit if visit.finish else None
    return {
        "id": record.id,
        "state": str(visit.phase),
        "protocol": to_plain(opened.protocol),
        "patient": to_plain(opened.patient),
        "clinician": to_plain(opened.clinician),
        "started_at": _moment(record.started_at),
        "finished_at": _moment(visit.finished_at),
        "signed_at": _moment(visit.signed_at),
        "signed_by": to_plain(visit.signed.signer) if visit.signed else None,
        "next_visit": next_visit.isoformat() if next_visit else None,
    }


def site_to_plain(site: SiteState, *, over: bool) -> PlainObject:
    """One site. `over` is whether the treatment is over, so that a site to do will not be given any more."""
    return {
        "site": site.key,
        "name": site.name,
        "muscle": site.muscle,
        "side": str(site.side),
        "view": str(site.view),
        "state": str(site.status),
        "units": number(units_given_or_to_come(site, over=over)),
        "planned_units": number(site.planned_units),
        "planned_units_highest": to_plain(site.highest_units),
        "at": _moment(site.at),
        "reason": site.reason,
        "dose_changed": site.dose_changed,
        "added": site.added,
        "added_at": {"x_mm": site.added_at.x, "y_mm": site.added_at.y} if site.added_at else None,
        "notes": list(site.notes),
        "moved": site.moved,
        "moved_to": {"x_mm": site.moved_to.x, "y_mm": site.moved_to.y} if site.moved_to else None,
        "place": site.place,
        "vial": site.vial,
        "by": site.by,
        "reactions": [to_plain(seen) for seen in site.reactions],
    }


def units_given_or_to_come(site: SiteState, *, over: bool) -> Decimal:
    """What a reader may add up: 0 for a site that was skipped, or that is to do in a treatment that is over."""
    none = site.status is SiteStatus.SKIPPED or (over and site.status is SiteStatus.TO_DO)
    return Decimal(0) if none else site.units


def totals_to_plain(record: Record) -> PlainObject:
    """The sums. What was discarded, and what is then left in the vials, is null until the visit is finished."""
    visit = record.visit
    sums = totals(visit.sites)
    finish = visit.finish
    left = discarded_units(visit) - finish.discarded_units if finish else None
    return {
        "sites": sums.sites,
        "sites_given": sums.sites_given,
        "sites_skipped": sums.sites_skipped,
        "sites_to_do": sums.sites_to_do,
        "units_planned": number(sums.units_planned),
        "units_given": number(sums.units_given),
        "units_expected": number(_expected(sums, over=record.over)),
        "volume_ml": to_plain(given_ml(record)),
        "units_in_vials": number(sum((vial.units for vial in record.visit.vials), Decimal(0))),
        "units_discarded": to_plain(finish.discarded_units) if finish else None,
        "units_left": to_plain(left),
    }


def _expected(sums: Totals, *, over: bool) -> Decimal:
    return sums.units_given if over else sums.units_expected


def given_ml(record: Record) -> Decimal | None:
    """The volume that was given, to 0.0001 mL. None without a vial, or when vials were mixed differently."""
    vials = record.visit.vials
    if not vials or len({vial.units / vial.diluent_ml for vial in vials}) > 1:
        return None
    volume = volume_ml(totals(record.visit.sites).units_given, vials[0])
    return volume.quantize(_ML_STEP).normalize()


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
