"""The record as plain text, to paste into a letter or another system: the note that a clinic's template makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from injection_map.domain import words
from injection_map.domain.dosing import MuscleTotals, Totals, totals, totals_by_muscle
from injection_map.domain.protocol import Protocol, Side
from injection_map.domain.session import Phase
from injection_map.report import facts, visit_facts
from injection_map.report.billing import Billing, billing_lines
from injection_map.report.check_code import check_code, code_at_signing
from injection_map.report.note_template import Values, filled_in, placeholders, template_faults
from injection_map.report.plain_text import one_line, paragraphs
from injection_map.report.record import Record, muscle_names
from injection_map.report.record_json import given_ml

WIDTH = 78
_LABEL = 14
_FINGERPRINT_SHOWN = 12

DEFAULT_TEMPLATE = """\
{clinic}

{title}
{protocol}
{when}
{warnings}

Patient       {patient_name}
Born          {patient_born}
Number        {patient_number}
Allergy       {allergies}
Indication    {indication}
Diagnosis     {diagnosis}
Given by      {given_by}
Seen by       {seen_by}
With          {assistants}
Guidance      {guidance}

Last treated  {last_treatment}
Safety pause  {safety_pause}
Answers       {answers}
{yes_answers}

Since the last visit
{since_last_visit}

{vials}

Given, by muscle (the patient's right and left)
{muscles}
{total}

Changes from the protocol
{changes}

Cautions, and why they were gone on with
{cautions}

Reasons
{reasons}

Interrupted
{interruptions}

Vial balance  {vial_balance}
Discard       {discard}
Reactions     {reactions}
Watched until {watched_until}
Leaflet       {leaflet}
Next visit    {next_visit}

Billing
{billing}

Notes
{notes}

Addenda, after the signature
{addenda}

{signature}
{cosignatures}
Record {record_id}, check code {check_code}
Check code when it was signed: {check_code_at_signing}
Protocol {protocol_id}, fingerprint {protocol_fingerprint}
"""

PLACEHOLDERS = placeholders(DEFAULT_TEMPLATE)
"""All that a template may name: ours names each of them."""


def note_text(
    record: Record, protocol: Protocol | None, template: str | None = None, *, billing: Billing | None = None
) -> str:
    """The whole note in lines of at most 78 characters. `protocol` is the record's own, or None if it is not known.

    `template` is the clinic's own, None or empty for ours. Raises NoteTemplateError when it cannot be used.
    """
    values = _values(record, protocol, billing)
    return filled_in(template or DEFAULT_TEMPLATE, values, width=WIDTH)


def faults_of_template(template: str) -> tuple[str, ...]:
    """What is wrong with a clinic's template, a sentence each; nothing with an empty one, which stands for ours."""
    return template_faults(template, PLACEHOLDERS)


def _values(record: Record, protocol: Protocol | None, billing: Billing | None) -> Values:
    opened = record.opened
    reference, patient = opened.protocol, opened.patient
    texts = {
        "title": facts.title(protocol),
        "protocol": facts.protocol_line(record),
        "when": facts.when(record),
        "patient_name": patient.name,
        "patient_born": facts.born(patient, record.started_at),
        "patient_number": patient.number,
        "allergies": patient.allergies or facts.NONE_RECORDED,
        "indication": opened.indication,
        "diagnosis": visit_facts.diagnosis(record),
        "given_by": visit_facts.given_by(record) if _treated(record) else "",
        "seen_by": "" if _treated(record) else visit_facts.given_by(record),
        "assistants": visit_facts.helped_by(record),
        "guidance": opened.guidance,
        "last_treatment": _last_treatment(record) if opened.safety else "",
        "safety_pause": visit_facts.safety_pause(record),
        "answers": visit_facts.answers(record),
        "watched_until": visit_facts.watched_until(record),
        "leaflet": visit_facts.leaflet(record),
        "record_id": record.id,
        "check_code": check_code(record),
        "check_code_at_signing": code_at_signing(record) or "",
        "protocol_id": reference.id,
        "protocol_fingerprint": reference.fingerprint[:_FINGERPRINT_SHOWN],
        "signature": visit_facts.ended_untreated(record) or facts.signature(record),
        "since_last_visit": visit_facts.since_last_visit(record),
    }
    lists = _lists(record, protocol, billing)
    return {name: one_line(text) for name, text in texts.items()} | _given(record, protocol) | lists


def _lists(record: Record, protocol: Protocol | None, billing: Billing | None) -> dict[str, tuple[str, ...]]:
    return {
        "clinic": tuple(map(one_line, visit_facts.clinic_lines(record))),
        "warnings": tuple(one_line(line) for line in _warnings(record, protocol) if line),
        "yes_answers": _items(visit_facts.yes_answers(record)),
        "vials": tuple(_vials(record, protocol)),
        "cautions": _items(visit_facts.cautions(record)),
        "reasons": _items(facts.other_reasons(record)),
        "interruptions": _items(visit_facts.interruptions(record)),
        "billing": tuple(line.sentence for line in billing_lines(record, protocol, billing)) if billing else (),
        "notes": _items(facts.notes(record)),
        "addenda": _items(facts.addenda(record)),
        "cosignatures": tuple(map(one_line, facts.cosignatures(record))),
    }


def _warnings(record: Record, protocol: Protocol | None) -> tuple[str | None, ...]:
    return facts.state_warning(record), facts.training_warning(record), facts.protocol_warning(record, protocol)


def _vials(record: Record, protocol: Protocol | None) -> Iterator[str]:
    for number, vial in enumerate(record.visit.vials, 1):
        product = facts.vial_product(vial, protocol)
        yield _field("Product", f"Vial {number}: {product}" if len(record.visit.vials) > 1 else product)
        yield _field("Lot, expiry", f"{vial.lot}, {facts.vial_expiry(vial)}")
        if vial.gtin or vial.serial:
            yield _field("GTIN, serial", f"{vial.gtin or 'none'}, {vial.serial or 'none'}")
        yield _field("Dilution", facts.vial_dilution(vial))
        times = facts.vial_times(vial, record.started_at)
        yield _field("Mixed, use by", f"{times}, mixed by {vial.mixed_by}" if vial.mixed_by else times)


def _field(label: str, text: str) -> str:
    return f"{label:<{_LABEL}}{one_line(text)}"


def _given(record: Record, protocol: Protocol | None) -> dict[str, str | tuple[str, ...]]:
    """What was given and what came of it: all empty where nobody was treated."""
    treated = _treated(record)
    names = muscle_names(record, protocol)
    muscles = [f"{names[muscle.muscle]}: {_muscle(muscle)}" for muscle in totals_by_muscle(record.visit)]
    changes = [difference.sentence for difference in facts.differences(record)] or ["None."]
    return {
        "muscles": _items(muscles) if treated else (),
        "total": _total(record) if treated else "",
        "changes": _items(changes) if treated else (),
        "vial_balance": one_line(". ".join(visit_facts.balances(record))),
        "discard": one_line(visit_facts.discard(record)),
        "reactions": one_line(facts.reactions(record)) if treated else "",
        "next_visit": one_line(facts.next_visit(record)) if treated else "",
    }


def _last_treatment(record: Record) -> str:
    return ", ".join(filter(None, (visit_facts.last_treatment(record), visit_facts.last_units(record))))


def _treated(record: Record) -> bool:
    return record.visit.phase is not Phase.NOT_TREATED


def _total(record: Record) -> str:
    sums, volume = totals(record.visit.sites), given_ml(record)
    in_ml = f" ({words.figure(volume)} mL)" if volume is not None else ""
    total = f"Total: {words.units(sums.units_given)}{in_ml} at {words.count(sums.sites_given, 'site')}"
    rest = [f"{sums.sites_skipped} skipped"] if sums.sites_skipped else []
    rest += [f"{sums.sites_to_do} {'left' if record.over else 'to do'}"] if sums.sites_to_do else []
    return ", ".join([total, *rest, f"{words.units(sums.units_planned)} planned"])


def _muscle(muscle: MuscleTotals) -> str:
    """right 7.5 units (2 sites), left 10 units (2 sites); 17.5 units"""
    order = (side for side in (Side.RIGHT, Side.MIDLINE, Side.LEFT) if side in muscle.by_side)
    sides = ", ".join(f"{words.side_word(side)} {_sum(muscle.by_side[side])}" for side in order)
    return f"{sides}; {words.units(muscle.whole.units_given)}"


def _sum(sums: Totals) -> str:
    return f"{words.units(sums.units_given)} ({words.count(sums.sites_given, 'site')})"


def _items(items: Iterable[str]) -> tuple[str, ...]:
    """Each with a dash before it; a writer's own line breaks are kept."""
    return tuple(
        f"{'- ' if i == 0 else '  '}{line}" for item in items for i, line in enumerate(paragraphs(item) or [""])
    )
