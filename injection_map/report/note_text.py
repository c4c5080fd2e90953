"""The record as plain text, to paste into a letter or another system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from injection_map.domain import words
from injection_map.domain.dosing import MuscleTotals, Totals, totals, totals_by_muscle
from injection_map.domain.events import Vial
from injection_map.domain.protocol import Protocol, Side
from injection_map.report import facts
from injection_map.report.check_code import check_code, code_at_signing
from injection_map.report.event_words import person
from injection_map.report.plain_text import one_line, paragraphs, wrapped
from injection_map.report.record import Record, muscle_names
from injection_map.report.record_json import given_ml

WIDTH = 78
_LABEL = 14
_FINGERPRINT_SHOWN = 12


def note_text(record: Record, protocol: Protocol | None) -> str:
    """The whole note in lines of at most 78 characters. `protocol` is the record's own, or None if it is not known."""
    blocks = [
        _heading(record, protocol),
        _people(record),
        _vials(record, protocol),
        _given(record, protocol),
        _list("Changes from the protocol", [d.sentence for d in facts.differences(record)] or ["None."]),
        _list("Reasons", facts.other_reasons(record)),
        _outcome(record),
        _list("Notes", facts.notes(record)),
        _list("Addenda, after the signature", facts.addenda(record)),
        _signature(record),
    ]
    return "\n\n".join("\n".join(block) for block in map(list, blocks) if block) + "\n"


def _heading(record: Record, protocol: Protocol | None) -> Iterator[str]:
    warnings = (
        facts.state_warning(record),
        facts.training_warning(record),
        facts.protocol_warning(record, protocol),
    )
    for line in (facts.title(protocol), facts.protocol_line(record), facts.when(record), *filter(None, warnings)):
        yield from wrapped(one_line(line), width=WIDTH)


def _people(record: Record) -> Iterator[str]:
    patient = record.opened.patient
    yield from _field("Patient", patient.name)
    yield from _field("Born", facts.born(patient, record.started_at))
    yield from _field("Number", patient.number)
    yield from _field("Allergy", patient.allergies or facts.NONE_RECORDED)
    yield from _field("Given by", person(record.opened.clinician))


def _vials(record: Record, protocol: Protocol | None) -> Iterator[str]:
    for vial in record.visit.vials:
        yield from _field("Product", facts.vial_product(vial, protocol))
        yield from _field("Lot, expiry", f"{vial.lot}, {facts.vial_expiry(vial)}")
        yield from _field("Dilution", facts.vial_dilution(vial))
        yield from _field("Mixed, use by", _mixed(record, vial))


def _mixed(record: Record, vial: Vial) -> str:
    return facts.vial_times(vial, record.started_at)


def _given(record: Record, protocol: Protocol | None) -> Iterator[str]:
    names = muscle_names(record, protocol)
    yield "Given, by muscle (the patient's right and left)"
    for muscle in totals_by_muscle(record.visit):
        yield from wrapped(f"- {one_line(names[muscle.muscle])}: {_muscle(muscle)}", width=WIDTH, indent="  ")
    sums = totals(record.visit.sites)
    volume = given_ml(record)
    in_ml = f" ({words.figure(volume)} mL)" if volume is not None else ""
    total = f"Total: {words.units(sums.units_given)}{in_ml} at {words.count(sums.sites_given, 'site')}"
    rest = [f"{sums.sites_skipped} skipped"] if sums.sites_skipped else []
    rest += [f"{sums.sites_to_do} {'left' if record.over else 'to do'}"] if sums.sites_to_do else []
    yield ", ".join([total, *rest, f"{words.units(sums.units_planned)} planned"])


def _muscle(muscle: MuscleTotals) -> str:
    """right 7.5 units (2 sites), left 10 units (2 sites); 17.5 units"""
    order = (side for side in (Side.RIGHT, Side.MIDLINE, Side.LEFT) if side in muscle.by_side)
    sides = ", ".join(f"{words.side_word(side)} {_sum(muscle.by_side[side])}" for side in order)
    return f"{sides}; {words.units(muscle.whole.units_given)}"


def _sum(sums: Totals) -> str:
    return f"{words.units(sums.units_given)} ({words.count(sums.sites_given, 'site')})"


def _outcome(record: Record) -> Iterator[str]:
    yield from _field("Vial balance", facts.vial_balance(record))
    yield from _field("Reactions", facts.reactions(record))
    yield from _field("Next visit", facts.next_visit(record))


def _signature(record: Record) -> Iterator[str]:
    for line in (facts.signature(record), *facts.cosignatures(record)):
        yield from wrapped(one_line(line), width=WIDTH)
    protocol = record.opened.protocol
    yield f"Record {record.id}, check code {check_code(record)}"
    if earlier := code_at_signing(record):
        yield f"Check code when it was signed: {earlier}"
    yield f"Protocol {protocol.id}, fingerprint {protocol.fingerprint[:_FINGERPRINT_SHOWN]}"


def _field(label: str, text: str) -> list[str]:
    return wrapped(f"{label:<{_LABEL}}{one_line(text)}", width=WIDTH, indent=" " * _LABEL)


def _list(heading: str, items: Iterable[str]) -> Iterator[str]:
    """A heading and its items; a writer's own line breaks are kept. Nothing when there are no items."""
    items = tuple(items)
    if items:
        yield heading
    for item in items:
        for i, line in enumerate(paragraphs(item)):
            yield from wrapped(f"{'- ' if i == 0 else '  '}{line}", width=WIDTH, indent="  ")
