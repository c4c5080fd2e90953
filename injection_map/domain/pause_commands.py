"""What a safety pause becomes: the visit with what was answered, as one act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from injection_map.domain.checks import clean_line, is_expired, use_by_of
from injection_map.domain.commands import Command, EndUntreated, FollowUp, Open, Skip
from injection_map.domain.dates import parse_expiry, parse_moment
from injection_map.domain.events import Answer, Caution, Clinic, Clinician, Opened, SafetyPause, Vial
from injection_map.domain.follow_up import followed_up
from injection_map.domain.intervals import LastVisit
from injection_map.domain.mixing import parse_diluent_ml
from injection_map.domain.opening import opened_by
from injection_map.domain.pause_draft import Card, PauseDraft, PauseField, answer_field, detail_field
from injection_map.domain.protocol import Diagnosis, OnYes, Protocol
from injection_map.domain.safety_pause import (
    PauseFinding,
    allergies_with_new,
    left_open,
    left_open_words,
    not_today_finding,
    pause_findings,
    planned_skips,
    start_finding,
    vial_units,
    wrong,
)

ALLERGIES_ASKED = "allergies.new"
"""The question that every pause has. A protocol's own ids hold no point, so it is none of theirs."""

NO_GUIDANCE = "none"


def pause_commands(
    draft: PauseDraft, protocol: Protocol, last_visit: LastVisit | None, *, now: datetime, clinic: Clinic | None = None
) -> tuple[Command, ...]:
    """The visit, what was told of the time before it, and the planned skips: one act.

    ValueError while something keeps it from starting.
    """
    findings = pause_findings(draft, protocol, last_visit, now)
    if fault := start_finding(draft, findings):
        raise ValueError(fault.sentence)
    incomplete = _incomplete(draft, findings)
    opened = _opened(draft, protocol, last_visit, findings, now=now, clinic=clinic, incomplete=incomplete)
    return (Open(opened), *_follow_up(draft), *_skips(draft, protocol))


def untreated_commands(
    draft: PauseDraft, protocol: Protocol, last_visit: LastVisit | None, *, now: datetime, clinic: Clinic | None = None
) -> tuple[Command, ...]:
    """Not today: the visit with what had been answered by then, and why it ends. What is half said is left out.

    ValueError without a reason, or without who says so.
    """
    findings = pause_findings(draft, protocol, last_visit, now)
    if fault := not_today_finding(draft, findings):
        raise ValueError(fault.sentence)
    opened = _opened(draft, protocol, last_visit, findings, now=now, clinic=clinic)
    return (Open(opened), *_follow_up(draft), EndUntreated(clean_line(draft.not_today_reason)))


def banner_cautions(opened: Opened) -> tuple[str, ...]:
    """What was answered yes, short: Blood thinner: apixaban. Allergies stand in the banner by themselves."""
    answers = opened.safety.answers if opened.safety else ()
    return tuple(
        f"{answer.asked}: {answer.detail}" if answer.detail else answer.asked
        for answer in answers
        if answer.yes and answer.question != ALLERGIES_ASKED
    )


def _follow_up(draft: PauseDraft) -> Iterator[FollowUp]:
    told = followed_up(draft.since)
    if told is not None:
        yield FollowUp(told)


def _opened(
    draft: PauseDraft,
    protocol: Protocol,
    last_visit: LastVisit | None,
    findings: Sequence[PauseFinding],
    *,
    now: datetime,
    clinic: Clinic | None,
    incomplete: tuple[Caution, ...] = (),
) -> Opened:
    faulty = {finding.field for finding in wrong(findings)}
    vial_is_fine = draft.has_vial and not {f.card for f in wrong(findings)} & {Card.VIAL, Card.MIX}
    safety = SafetyPause(
        said_name=draft.said_name,
        said_born=draft.said_born,
        consented=draft.consented,
        answers=tuple(_answers(draft, protocol, faulty)),
        labelled=draft.labelled,
        last_treated=last_visit.on if last_visit else None,
        last_units=last_visit.units if last_visit else None,
        cautions=(*_cautions(draft, protocol, findings), *incomplete),
    )
    allergies = draft.patient.allergies if PauseField.NEW_ALLERGIES in faulty else allergies_with_new(draft)
    return opened_by(
        protocol,
        patient=replace(draft.patient, allergies=allergies),
        clinician=Clinician(clean_line(draft.clinician), clean_line(draft.role)),
        vials=(_vial(draft, protocol, now),) if vial_is_fine else (),
        assistants=tuple(Clinician(clean_line(person.name), clean_line(person.role)) for person in draft.assistants),
        clinic=clinic,
        diagnosis=_diagnosis(draft, protocol),
        guidance=clean_line(draft.guidance) or NO_GUIDANCE,
        safety=safety,
    )


def _diagnosis(draft: PauseDraft, protocol: Protocol) -> Diagnosis | None:
    """The chosen one, or the protocol's first."""
    chosen = (diagnosis for diagnosis in protocol.diagnoses if diagnosis.icd10 == draft.diagnosis)
    return next(chosen, protocol.diagnoses[0] if protocol.diagnoses else None)


def _vial(draft: PauseDraft, protocol: Protocol, now: datetime) -> Vial:
    """Of a draft without a fault in the vial's two cards."""
    expiry = parse_expiry(draft.expiry, month_first=draft.month_first)
    mixed_at = parse_moment(draft.mixed, now=now, month_first=draft.month_first)
    diluent_ml = parse_diluent_ml(draft.diluent_ml)
    assert expiry is not None
    assert mixed_at is not None
    assert diluent_ml is not None
    return Vial(
        product=protocol.product.name,
        units=vial_units(draft, protocol),
        lot=clean_line(draft.lot),
        expiry=expiry,
        diluent_ml=diluent_ml,
        mixed_at=mixed_at,
        use_by=use_by_of(mixed_at, protocol.use_within_hours),
        expired_reason=clean_line(draft.expired_reason) if is_expired(expiry, now.date()) else None,
        gtin=draft.gtin,
        serial=clean_line(draft.serial),
        diluent=protocol.dilution.diluent,
        mixed_by=clean_line(draft.mixed_by),
        cautions=draft.vial_cautions,
    )


def _answers(draft: PauseDraft, protocol: Protocol, faulty: set[str]) -> Iterator[Answer]:
    """In the order in which they are asked; what was not asked has none."""
    if draft.asked_allergies and PauseField.NEW_ALLERGIES not in faulty:
        new = draft.has_new_allergies
        yield Answer(ALLERGIES_ASKED, "New allergies", new, clean_line(draft.new_allergies) if new else "")
    for question in protocol.questions:
        answer = draft.answer(question.id)
        if answer is not None:
            said = answer.yes and detail_field(question.id) not in faulty
            yield Answer(question.id, question.ask, answer.yes, clean_line(answer.detail) if said else "")


def _cautions(draft: PauseDraft, protocol: Protocol, findings: Sequence[PauseFinding]) -> Iterator[Caution]:
    """What was gone on with, each with its reason."""
    faulty = {finding.field for finding in wrong(findings)}
    early = [finding for finding in findings if finding.field == PauseField.EARLY]
    if early and PauseField.EARLY_REASON not in faulty:
        yield Caution("early", early[0].sentence, clean_line(draft.early_reason))
    for question in protocol.questions:
        answer = draft.answer(question.id)
        wanted = question.on_yes is OnYes.REASON and detail_field(question.id) not in faulty
        if answer is not None and answer.yes and wanted:
            yield Caution(answer_field(question.id), f"{question.ask}: yes.", clean_line(answer.detail))


def _incomplete(draft: PauseDraft, findings: Sequence[PauseFinding]) -> tuple[Caution, ...]:
    if not left_open(findings):
        return ()
    sentence = f"Left open before the first needle: {left_open_words(findings)}."
    return (Caution("incomplete", sentence, clean_line(draft.start_reason)),)


def _skips(draft: PauseDraft, protocol: Protocol) -> Iterator[Skip]:
    """One a site, in treatment order; a site that two answers leave out has both reasons."""
    reasons: dict[str, list[str]] = {}
    for question in protocol.questions:
        answer = draft.answer(question.id)
        if answer is None or not answer.yes or question.on_yes is not OnYes.SKIP_SITE:
            continue
        for key in planned_skips(answer, protocol):
            reasons.setdefault(key, []).append(clean_line(answer.detail))
    for site in protocol.sites:
        if site.key in reasons:
            yield Skip(site.key, "; ".join(dict.fromkeys(reasons[site.key])))
