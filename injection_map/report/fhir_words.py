"""What a record says in the states of FHIR's required bindings, and what has no element there and is told in notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from injection_map.domain.dosing import totals
from injection_map.domain.finish_checks import NONE_SEEN
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import Phase, SiteState
from injection_map.report import facts, visit_facts
from injection_map.report.record import Record


def status(record: Record) -> str:
    """A code of EventStatus, whose binding is required.

    `stopped` is a treatment that was ended before all was given; `not-done` one in which nothing was.
    """
    sums, phase = totals(record.visit.sites), record.visit.phase
    if phase in (Phase.OPEN, Phase.PAUSED):
        return "in-progress" if phase is Phase.OPEN else "on-hold"
    if phase is Phase.NOT_TREATED or sums.sites_given == 0:
        return "not-done"
    return "stopped" if sums.sites_to_do else "completed"


def status_reason(record: Record) -> str:
    visit = record.visit
    if visit.not_treated is not None:
        return visit.not_treated.reason
    if visit.finish is None:
        return ""
    skipped = (site.skip_reason for site in visit.sites if site.skip_reason)
    nothing_given = totals(visit.sites).sites_given == 0
    return visit.finish.left_to_do_reason or ("; ".join(dict.fromkeys(skipped)) if nothing_given else "")


def complications(record: Record) -> Iterator[str]:
    """What was seen, as words; none seen is no complication."""
    visit = record.visit
    if (told := facts.told_at_the_end(visit)) and not told.startswith(NONE_SEEN):
        yield told
    for seen in (*visit.reactions, *(seen for site in visit.sites for seen in site.reactions)):
        yield seen.reaction


def next_visits(record: Record) -> list[date]:
    finish = record.visit.finish
    return [finish.next_visit] if finish and finish.next_visit else []


def notes(record: Record, protocol: Protocol | None) -> Iterator[str]:
    """The notes on the visit, and all that FHIR has no element for; addenda stand with their time and author."""
    visit, opened = record.visit, record.opened
    yield from filter(None, (facts.protocol_warning(record, protocol), facts.training_warning(record)))
    if opened.patient.allergies:
        yield f"Allergies, as told: {opened.patient.allergies}"
    if opened.safety:
        yield f"Safety pause {visit_facts.safety_pause(record)}"
    if answers := visit_facts.answers(record):
        yield f"Answers: {answers}"
    yield from visit_facts.yes_answers(record)
    if visit.follow_up:
        yield f"Since the last visit: {visit_facts.since_last_visit(record)}"
    yield from (f"Changed from the protocol: {difference.sentence}" for difference in facts.differences(record))
    yield from (f"Caution: {caution}" for caution in visit_facts.cautions(record))
    yield from (f"Vial balance: {balance}" for balance in visit_facts.balances(record))
    if discard := visit_facts.discard(record):
        yield f"Discard: {discard}"
    yield from facts.other_reasons(record)
    if visit.finish:
        yield f"Reactions: {facts.reactions(record)}"
    yield from visit.notes


def site_notes(site: SiteState) -> Iterator[str]:
    """Why it differs from the plan, what was seen there, and what was noted."""
    yield from filter(None, (site.added_reason, site.moved_reason, site.dose_reason))
    for seen in site.reactions:
        yield f"Reaction: {'. '.join(filter(None, (seen.reaction, seen.detail)))}"
    yield from site.notes
