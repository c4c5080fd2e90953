"""What a record says in sentences beside its drawings and its table: a heading and a text each, without widgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from injection_map.domain import words
from injection_map.domain.dosing import totals
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import Phase
from injection_map.report import facts, visit_facts
from injection_map.report.record import Record
from injection_map.report.record_json import given_ml


def sentences(record: Record, protocol: Protocol | None) -> Iterator[tuple[str, str]]:
    """Everything that the record says beside its table; first what was added after the signature."""
    for addendum in facts.addenda(record):
        yield "Addendum", addendum
    if record.visit.phase is not Phase.NOT_TREATED:
        yield "Given", given_sentence(record)
        yield "Changed", "\n".join(difference.sentence for difference in facts.differences(record)) or "Nothing."
    rows = (*_outcome(record), *_around(record), *_vials(record, protocol))
    yield from ((heading, text) for heading, text in rows if text)
    if warning := facts.protocol_warning(record, protocol):
        yield "Review", f"{warning}."


def _outcome(record: Record) -> Iterator[tuple[str, str]]:
    """What is looked for first: what was warned of, what came of it, when next."""
    yield "Cautions", "\n".join(visit_facts.cautions(record))
    yield "Reasons", "\n".join(facts.other_reasons(record))
    yield "Interrupted", "\n".join(visit_facts.interruptions(record))
    if record.visit.phase is not Phase.NOT_TREATED:
        yield "Reactions", after_sentence(record)
        yield "Next visit", f"{facts.next_visit(record)}."
    notes = facts.notes(record)
    yield "Note" if len(notes) == 1 else "Notes", "\n".join(notes)


def _around(record: Record) -> Iterator[tuple[str, str]]:
    yield "By", who_sentence(record)
    yield "For", ". ".join(filter(None, (record.opened.indication, visit_facts.diagnosis(record))))
    yield "Before", before_sentence(record)


def _vials(record: Record, protocol: Protocol | None) -> Iterator[tuple[str, str]]:
    many = len(record.visit.vials) > 1
    for number, vial in enumerate(record.visit.vials, 1):
        product = f"{facts.vial_product(vial, protocol)}, lot {vial.lot}, expires {facts.vial_expiry(vial)}"
        mixed = facts.vial_mixed(vial, record.started_at)
        yield f"Vial {number}" if many else "Vial", f"{product}. {facts.vial_dilution(vial)}. {mixed}."
    balances = tuple(f"{balance}." for balance in visit_facts.balances(record))
    yield "Balance", "\n".join((*balances, *_discarded(visit_facts.discard(record))))


def _discarded(discard: str) -> tuple[str, ...]:
    return (f"Discard {discard}.",) if discard else ()


def who_sentence(record: Record) -> str:
    """Dr A. Lindqvist, consultant neurologist; then Dr B. Prior. With R. Osei, nurse. Guidance: none."""
    helped, guidance = visit_facts.helped_by(record), record.opened.guidance
    said = [visit_facts.given_by(record)]
    said += [f"With {helped}"] if helped else []
    said += [f"Guidance: {guidance}"] if guidance else []
    return _told(said)


def before_sentence(record: Record) -> str:
    """The safety pause, with what was answered yes; and what was told of the time since the last visit."""
    pause, since = visit_facts.safety_pause(record), visit_facts.since_last_visit(record)
    if not pause:
        return f"Since the last visit: {since}." if since else ""
    last = ", ".join(filter(None, (visit_facts.last_treatment(record), visit_facts.last_units(record))))
    lines = [
        f"Safety pause {pause}. Answers: {visit_facts.answers(record) or facts.NONE_RECORDED}. Last treated: {last}.",
        *visit_facts.yes_answers(record),
    ]
    return "\n".join([*lines, *([f"Since the last visit: {since}."] if since else [])])


def after_sentence(record: Record) -> str:
    """None seen. Watched until 10:58. Leaflet given."""
    watched, leaflet = visit_facts.watched_until(record), visit_facts.leaflet(record)
    said = [facts.reactions(record)]
    said += [f"Watched until {watched}"] if watched else []
    said += [f"Leaflet {leaflet}"] if leaflet else []
    return _told(said)


def _told(said: Iterable[str]) -> str:
    return " ".join(f"{text.rstrip('.')}." for text in said)


def given_sentence(record: Record) -> str:
    """152.5 units at 31 sites, 3.05 mL, 1 skipped."""
    sums = totals(record.visit.sites)
    parts = [f"{words.units(sums.units_given)} at {words.count(sums.sites_given, 'site')}"]
    if (volume := given_ml(record)) is not None:
        parts.append(f"{words.figure(volume)} mL")
    if sums.sites_skipped:
        parts.append(f"{sums.sites_skipped} skipped")
    if sums.sites_to_do:
        parts.append(f"{sums.sites_to_do} {'left' if record.over else 'to do'}")
    return f"{', '.join(parts)}. Planned: {words.units(sums.units_planned)}."
