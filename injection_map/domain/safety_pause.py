"""The pause immediately before the first needle: what is missing or wrong in it, and what it becomes.

What nobody answered may stay open when a reason says why; what is half said, or cannot be read, may not.
Source: Universal Protocol and WHO checklist (clinical facts 6); what the record must hold (clinical facts 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from injection_map.domain import words
from injection_map.domain.checks import (
    Field,
    Finding,
    Level,
    clean_line,
    expiry_findings,
    line_fault,
    mixed_finding,
    reason_fault,
    text_fault,
)
from injection_map.domain.follow_up import SCORES, Score, since_faults
from injection_map.domain.intervals import LastVisit, early_sentence, is_early
from injection_map.domain.mixing import diluent_fault
from injection_map.domain.pause_draft import (
    AskedDraft,
    Card,
    PauseDraft,
    PauseField,
    answer_field,
    detail_field,
    since_field,
    sites_field,
)
from injection_map.domain.protocol import OnYes, Protocol, Question

MOST_DETAIL, MOST_ALLERGIES, MOST_NAME = 500, 200, 120
_VIAL_FIELDS = {Field.LOT: "Lot", Field.EXPIRY: "Expiry", Field.EXPIRED_REASON: "Why an expired vial is used"}
_PEOPLE_FIELDS = {Field.CLINICIAN: "Who injects", Field.ROLE: "Role"}


@dataclass(frozen=True, slots=True)
class PauseFinding(Finding):
    """`card` is None for who treats, which stands above the cards; `name` says in a few words what is meant."""

    card: Card | None
    name: str


def pause_findings(
    draft: PauseDraft, protocol: Protocol, last_visit: LastVisit | None, now: datetime
) -> tuple[PauseFinding, ...]:
    """All that is open, wrong or to be looked at twice: in the order of the six cards, then of who treats."""
    return tuple(_all_findings(draft, protocol, last_visit, now))


def _all_findings(
    draft: PauseDraft, protocol: Protocol, last_visit: LastVisit | None, now: datetime
) -> Iterator[PauseFinding]:
    form = {finding.field: finding for finding in _form_findings(draft, protocol, now)}
    yield from _who(draft)
    yield from _interval(draft, protocol, last_visit, now)
    yield from _since(draft, last_visit, now)
    if not draft.consented:
        yield _open(Card.CONSENT, PauseField.CONSENT, "Consent", "The patient has not agreed to the treatment yet.")
    yield from _allergies(draft)
    for question in protocol.questions:
        yield from _question(question, draft.answer(question.id), protocol)
    yield from _vial(draft, form)
    yield from _mix(draft, protocol, form)
    yield from _people(draft, form)


def _form_findings(draft: PauseDraft, protocol: Protocol, now: datetime) -> Iterator[Finding]:
    """What is said at each field alone: at most one a field."""
    for field, text in ((Field.CLINICIAN, draft.clinician), (Field.ROLE, draft.role), (Field.LOT, draft.lot)):
        if sentence := line_fault(field, text):
            yield Finding(field, Level.ERROR, sentence)
    yield from expiry_findings(draft.expiry, draft.expired_reason, now.date(), month_first=draft.month_first)
    mixed = mixed_finding(draft.mixed, protocol.use_within_hours, now, month_first=draft.month_first)
    if mixed is not None:
        yield mixed


def _finding(card: Card | None, field: str, name: str, level: Level, sentence: str) -> PauseFinding:
    return PauseFinding(field=field, level=level, sentence=sentence, card=card, name=name)


def _open(card: Card, field: str, name: str, sentence: str) -> PauseFinding:
    return _finding(card, field, name, Level.OPEN, sentence)


def _error(card: Card | None, field: str, name: str, sentence: str | None) -> Iterator[PauseFinding]:
    """Nothing when there is no fault to be said."""
    if sentence:
        yield _finding(card, field, name, Level.ERROR, sentence)


def _who(draft: PauseDraft) -> Iterator[PauseFinding]:
    if not draft.said_name:
        yield _open(Card.WHO, PauseField.SAID_NAME, "Name, said by the patient", "The name has not been said yet.")
    if not draft.said_born:
        sentence = "The date of birth has not been said yet."
        yield _open(Card.WHO, PauseField.SAID_BORN, "Date of birth, said by the patient", sentence)


def _interval(
    draft: PauseDraft, protocol: Protocol, last_visit: LastVisit | None, now: datetime
) -> Iterator[PauseFinding]:
    weeks, today = protocol.interval_weeks, now.date()
    if last_visit is None or weeks is None or not is_early(last_visit, weeks, today=today):
        return
    sentence = early_sentence(last_visit, weeks, today=today)
    yield _finding(Card.INTERVAL, PauseField.EARLY, "Interval", Level.WARNING, sentence)
    yield from _error(Card.INTERVAL, PauseField.EARLY_REASON, "Why it is early", reason_fault(draft.early_reason))


def _since(draft: PauseDraft, last_visit: LastVisit | None, now: datetime) -> Iterator[PauseFinding]:
    """It need not be asked. What is told must be readable."""
    names = {str(score): SCORES[score].name for score in Score}
    days_since = max(0, (now.date() - last_visit.on).days) if last_visit else None
    for field, sentence in since_faults(draft.since, days_since=days_since):
        yield from _error(Card.INTERVAL, since_field(field), names.get(field, "Reactions since"), sentence)


def _allergies(draft: PauseDraft) -> Iterator[PauseFinding]:
    if not draft.asked_allergies:
        yield _open(Card.ASK, PauseField.ALLERGIES, "Allergies", "Not asked yet.")
    elif draft.has_new_allergies:
        fault = _needed(draft.new_allergies, "Say which.") or text_fault(allergies_with_new(draft), most=MOST_ALLERGIES)
        yield from _error(Card.ASK, PauseField.NEW_ALLERGIES, "Which allergies are new", fault)


def allergies_with_new(draft: PauseDraft) -> str:
    """Those on record and the new ones: what is known of a patient is never typed over."""
    known = clean_line(draft.patient.allergies)
    new = clean_line(draft.new_allergies) if draft.asked_allergies and draft.has_new_allergies else ""
    return ", ".join(filter(None, (known, new)))


def _question(question: Question, answer: AskedDraft | None, protocol: Protocol) -> Iterator[PauseFinding]:
    if answer is None:
        yield _open(Card.ASK, answer_field(question.id), question.ask, "Not asked yet.")
        return
    if not answer.yes:
        return
    if question.on_yes is OnYes.SKIP_SITE and not planned_skips(answer, protocol):
        sentence = "Choose the sites that are left out."
        yield from _error(Card.ASK, sites_field(question.id), question.ask, sentence)
    if question.on_yes is OnYes.CAUTION:
        fault = text_fault(clean_line(answer.detail), most=MOST_DETAIL)
    else:
        fault = reason_fault(answer.detail)
    yield from _error(Card.ASK, detail_field(question.id), question.ask, fault)


def planned_skips(answer: AskedDraft, protocol: Protocol) -> tuple[str, ...]:
    """The chosen sites that the protocol has, in treatment order."""
    return tuple(site.key for site in protocol.sites if site.key in answer.sites)


def _vial(draft: PauseDraft, form: dict[str, Finding]) -> Iterator[PauseFinding]:
    if not draft.has_vial:
        yield _open(Card.VIAL, PauseField.VIAL, "Vial", "Nothing is said of the vial yet.")
        return
    said = [(form[field], name) for field, name in _VIAL_FIELDS.items() if field in form]
    for finding, name in said:
        yield _finding(Card.VIAL, finding.field, name, finding.level, finding.sentence)
    if not any(finding.level is Level.ERROR for finding, _ in said):
        yield from _error(Card.VIAL, PauseField.VIAL, "Vial", draft.vial_open)


def vial_units(draft: PauseDraft, protocol: Protocol) -> Decimal:
    """What the vial holds, as its carton says, else as the protocol has it."""
    return draft.vial_units if draft.vial_units is not None else protocol.dilution.vial_units


def _mix(draft: PauseDraft, protocol: Protocol, form: dict[str, Finding]) -> Iterator[PauseFinding]:
    yield from _error(Card.MIX, PauseField.DILUENT, "Volume", diluent_fault(draft.diluent_ml))
    if protocol.units > vial_units(draft, protocol):
        held, planned = words.units(vial_units(draft, protocol)), words.units(protocol.units)
        sentence = f"One vial holds {held}; the plan comes to {planned}."
        yield _finding(Card.MIX, PauseField.DILUENT, "Volume", Level.WARNING, sentence)
    said = form.get(Field.MIXED)
    if said is not None and (draft.has_vial or draft.mixed.strip()):
        yield _finding(Card.MIX, PauseField.MIXED, "When it was mixed", said.level, said.sentence)
    fault = text_fault(clean_line(draft.mixed_by), most=MOST_NAME)
    yield from _error(Card.MIX, PauseField.MIXED_BY, "Who mixed it", fault)
    if not draft.labelled:
        yield _open(Card.MIX, PauseField.LABELLED, "Syringes labelled", "The syringes are not labelled yet.")


def _people(draft: PauseDraft, form: dict[str, Finding]) -> Iterator[PauseFinding]:
    for field, name in _PEOPLE_FIELDS.items():
        if said := form.get(field):
            yield _finding(None, field, name, said.level, said.sentence)
    faults = (_needed(person.name, "A name is needed.", most=MOST_NAME) for person in draft.assistants)
    yield from _error(None, PauseField.ASSISTANTS, "Who assists", next(filter(None, faults), None))
    fault = text_fault(clean_line(draft.guidance), most=MOST_NAME)
    yield from _error(None, PauseField.GUIDANCE, "Guidance", fault)


def _needed(text: str, missing: str, *, most: int = MOST_DETAIL) -> str | None:
    """The fault of a line that may not be empty, or None."""
    text = clean_line(text)
    return text_fault(text, most=most) or (None if any(c.isalnum() for c in text) else missing)


def left_open(findings: Sequence[PauseFinding]) -> tuple[PauseFinding, ...]:
    """What was not answered."""
    return tuple(finding for finding in findings if finding.level is Level.OPEN)


def wrong(findings: Sequence[PauseFinding]) -> tuple[PauseFinding, ...]:
    """What is half said or cannot be read."""
    return tuple(finding for finding in findings if finding.level is Level.ERROR)


def not_done(findings: Sequence[PauseFinding]) -> tuple[PauseFinding, ...]:
    """What keeps the cards from being done, in their order."""
    return tuple(finding for finding in findings if finding.level is not Level.WARNING)


def cards_done(findings: Sequence[PauseFinding]) -> tuple[Card, ...]:
    """The cards about which nothing is open or wrong, in their order."""
    undone = {finding.card for finding in not_done(findings)}
    return tuple(card for card in Card if card not in undone)


def start_finding(draft: PauseDraft, findings: Sequence[PauseFinding]) -> Finding | None:
    """What keeps the treatment from starting, if anything: the first fault, or that a reason is missing."""
    if faults := wrong(findings):
        return faults[0]
    if left_open(findings) and (fault := reason_fault(draft.start_reason)):
        return Finding(PauseField.START_REASON, Level.ERROR, fault)
    return None


def not_today_finding(draft: PauseDraft, findings: Sequence[PauseFinding]) -> Finding | None:
    """What keeps the visit from being closed without a treatment: who says so is needed, and the reason."""
    if faults := [finding for finding in wrong(findings) if finding.card is None]:
        return faults[0]
    fault = reason_fault(draft.not_today_reason)
    return Finding(PauseField.NOT_TODAY_REASON, Level.ERROR, fault) if fault else None


def left_open_words(findings: Sequence[PauseFinding]) -> str:
    """Consent; Vial; Blood thinner"""
    return "; ".join(finding.name for finding in left_open(findings))
