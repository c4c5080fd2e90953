"""The safety pause: every finding, and what the draft becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from domain.small_protocol import a_protocol
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain.checks import Level
from injection_map.domain.commands import Command, EndUntreated, Open, Refusal, Skip
from injection_map.domain.decisions import decide
from injection_map.domain.events import Answer, Caution, Clinic, Clinician, Opened, Patient, SafetyPause
from injection_map.domain.intervals import LastVisit, ago_words, interval_days, span_words
from injection_map.domain.pause_commands import (
    ALLERGIES_ASKED,
    banner_cautions,
    pause_commands,
    untreated_commands,
)
from injection_map.domain.pause_draft import AskedDraft, Card, PauseDraft, PauseField, new_draft
from injection_map.domain.protocol import Diagnosis, OnYes, Protocol, Question
from injection_map.domain.safety_pause import (
    cards_done,
    left_open_words,
    not_done,
    not_today_finding,
    pause_findings,
    start_finding,
)
from injection_map.domain.session import Phase, SiteStatus, Visit, apply

NOW = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)
PATIENT = Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", "latex", id="p1")
CLINICIAN, ASSISTANT = Clinician("Dr A. Lindqvist", "Consultant"), Clinician("R. Osei", "Nurse")
KEPT = LastVisit(date(2025, 8, 12), Decimal(155), "Dr A. Lindqvist", "C8001C1")
EARLY = replace(KEPT, on=date(2025, 9, 7))
QUESTIONS = (
    Question("infection", "Infection at a site", "", OnYes.SKIP_SITE, None),
    Question("lesion", "Broken skin", "", OnYes.SKIP_SITE, None),
    Question("disease", "Muscle or nerve disease", "Myasthenia gravis", OnYes.REASON, None),
    Question("thinner", "Blood thinner", "", OnYes.CAUTION, None),
)


def paused_protocol() -> Protocol:
    diagnoses = (Diagnosis("G43.709", "Without"), Diagnosis("G43.719", "With"))
    return replace(a_protocol(), questions=QUESTIONS, diagnoses=diagnoses)


@pytest.fixture
def protocol() -> Protocol:
    return paused_protocol()


def empty() -> PauseDraft:
    return new_draft(PATIENT, paused_protocol(), now=NOW, clinician=CLINICIAN, assistants=[ASSISTANT])


def full() -> PauseDraft:
    """A pause without a word to say about it."""
    return replace(
        empty(),
        said_name=True,
        said_born=True,
        consented=True,
        asked_allergies=True,
        answers=tuple(AskedDraft(question.id, yes=False) for question in QUESTIONS),
        lot="C8124C3",
        expiry="May-2027",
        labelled=True,
    )


def said(
    draft: PauseDraft, protocol: Protocol | None = None, last: LastVisit | None = KEPT
) -> dict[str, tuple[Level, str]]:
    findings = pause_findings(draft, protocol or paused_protocol(), last, NOW)
    return {finding.field: (finding.level, finding.sentence) for finding in findings}


def opened_of(commands: Sequence[Command]) -> Opened:
    assert isinstance(commands[0], Open)
    return commands[0].opened


def safety_of(commands: Sequence[Command]) -> SafetyPause:
    safety = opened_of(commands).safety
    assert safety is not None
    return safety


def visit_after(commands: Sequence[Command]) -> Visit:
    events = decide(Visit(), commands, at=NOW, by="Dr A. Lindqvist")
    assert not isinstance(events, Refusal), events
    visit = Visit()
    for event in events:
        visit = apply(visit, event)
    assert len({event.act for event in events}) == 1
    return visit


# --- what is said ----------------------------------------------------------------------------------------------------


def test_an_empty_pause_names_what_is_open_in_the_order_of_the_cards(protocol: Protocol) -> None:
    findings = pause_findings(empty(), protocol, KEPT, NOW)
    assert [(finding.card, finding.field) for finding in findings] == [
        (Card.WHO, "said-name"),
        (Card.WHO, "said-born"),
        (Card.CONSENT, "consented"),
        (Card.ASK, "allergies"),
        (Card.ASK, "question-infection"),
        (Card.ASK, "question-lesion"),
        (Card.ASK, "question-disease"),
        (Card.ASK, "question-thinner"),
        (Card.VIAL, "vial"),
        (Card.MIX, "labelled"),
    ]
    assert all(finding.level is Level.OPEN for finding in findings)
    assert cards_done(findings) == (Card.INTERVAL,)


def test_nothing_is_said_of_a_full_pause(protocol: Protocol) -> None:
    assert said(full()) == {}
    assert cards_done(()) == tuple(Card)


@pytest.mark.parametrize(
    ("change", "card", "expected"),
    [
        ({"said_name": False}, Card.WHO, {"said-name": (Level.OPEN, "The name has not been said yet.")}),
        ({"said_born": False}, Card.WHO, {"said-born": (Level.OPEN, "The date of birth has not been said yet.")}),
        (
            {"consented": False},
            Card.CONSENT,
            {"consented": (Level.OPEN, "The patient has not agreed to the treatment yet.")},
        ),
        ({"asked_allergies": False}, Card.ASK, {"allergies": (Level.OPEN, "Not asked yet.")}),
        ({"has_new_allergies": True}, Card.ASK, {"new-allergies": (Level.ERROR, "Say which.")}),
        ({"has_new_allergies": True, "new_allergies": "-"}, Card.ASK, {"new-allergies": (Level.ERROR, "Say which.")}),
        (
            {"has_new_allergies": True, "new_allergies": "a" * 200},
            Card.ASK,
            {"new-allergies": (Level.ERROR, "This is too long: 207 characters, at most 200.")},
        ),
        (
            {"lot": "", "expiry": ""},
            Card.VIAL,
            {"vial": (Level.OPEN, "Nothing is said of the vial yet.")},
        ),
        ({"vial_open": "Reason needed."}, Card.VIAL, {"vial": (Level.ERROR, "Reason needed.")}),
        ({"lot": "", "vial_open": "Open."}, Card.VIAL, {"lot": (Level.ERROR, "The lot is needed.")}),
        ({"lot": ""}, Card.VIAL, {"lot": (Level.ERROR, "The lot is needed.")}),
        ({"expiry": "05/27"}, Card.VIAL, {"expiry": (Level.ERROR, "Write the year in full: May-2027.")}),
        (
            {"expiry": "Oct-2025"},
            Card.VIAL,
            {
                "expiry": (Level.WARNING, "This vial expired on 31-Oct-2025."),
                "expired-reason": (Level.ERROR, "Say why. It stands in the record."),
            },
        ),
        ({"diluent_ml": ""}, Card.MIX, {"diluent": (Level.ERROR, "How many mL were added is needed.")}),
        (
            {"diluent_ml": "four"},
            Card.MIX,
            {"diluent": (Level.ERROR, "This is no volume. Write it in mL, such as 2.5.")},
        ),
        ({"diluent_ml": "0"}, Card.MIX, {"diluent": (Level.ERROR, "It is more than 0 mL, and at most 20 mL.")}),
        ({"diluent_ml": "40"}, Card.MIX, {"diluent": (Level.ERROR, "It is more than 0 mL, and at most 20 mL.")}),
        ({"mixed": "10:27"}, Card.MIX, {"mixed": (Level.ERROR, "18-Nov-2025 10:27 is still to come.")}),
        (
            {"mixed_by": "x" * 121},
            Card.MIX,
            {"mixed-by": (Level.ERROR, "This is too long: 121 characters, at most 120.")},
        ),
        ({"labelled": False}, Card.MIX, {"labelled": (Level.OPEN, "The syringes are not labelled yet.")}),
        ({"clinician": " "}, None, {"clinician": (Level.ERROR, "Who treats is needed.")}),
        ({"assistants": (Clinician(" "),)}, None, {"assistants": (Level.ERROR, "A name is needed.")}),
        ({"guidance": "x" * 121}, None, {"guidance": (Level.ERROR, "This is too long: 121 characters, at most 120.")}),
    ],
)  # fmt: skip
def test_what_is_open_or_wrong_is_said_at_its_field(
    protocol: Protocol, change: dict[str, object], card: Card | None, expected: dict[str, tuple[Level, str]]
) -> None:
    draft = replace(full(), **change)  # type: ignore[arg-type]
    assert said(draft) == expected
    assert {finding.card for finding in pause_findings(draft, protocol, KEPT, NOW)} == {card}


def test_a_vial_of_which_nothing_is_said_need_not_have_been_mixed() -> None:
    assert set(said(replace(full(), lot="", expiry="", mixed=""))) == {"vial"}
    assert set(said(replace(full(), mixed=""))) == {"mixed"}


def test_a_plan_that_one_vial_does_not_hold_is_a_warning(protocol: Protocol) -> None:
    small = replace(full(), vial_units=Decimal(5))
    assert said(small) == {"diluent": (Level.WARNING, "One vial holds 5 units; the plan comes to 10 units.")}
    assert cards_done(pause_findings(small, protocol, KEPT, NOW)) == tuple(Card)


def test_an_early_treatment_wants_a_reason(protocol: Protocol) -> None:
    sentence = (
        "10 weeks and 2 days since the last treatment on 07-Sep-2025; the protocol’s interval is 12 weeks."
    )  # fmt: skip
    assert said(full(), last=EARLY) == {
        "early": (Level.WARNING, sentence),
        "early-reason": (Level.ERROR, "Say why. It stands in the record."),
    }
    draft = replace(full(), early_reason="Wore off")
    assert said(draft, last=EARLY) == {"early": (Level.WARNING, sentence)}
    assert safety_of(pause_commands(draft, protocol, EARLY, now=NOW)).cautions == (
        Caution("early", sentence, "Wore off"),
    )


def test_the_interval_is_kept_to_the_day(protocol: Protocol) -> None:
    for days, early in ((84, False), (83, True), (0, True), (-1, True)):
        last = replace(KEPT, on=NOW.date() - timedelta(days=days))
        assert ("early" in said(full(), last=last)) is early
    assert said(full(), last=None) == {}
    assert said(full(), replace(protocol, interval_weeks=None), EARLY) == {}


def test_words_for_intervals() -> None:
    assert [span_words(days) for days in (98, 72, 1, 0)] == ["14 weeks", "10 weeks and 2 days", "1 day", "0 days"]
    assert ago_words(KEPT, today=NOW.date()) == "14 weeks ago"
    assert ago_words(replace(KEPT, on=NOW.date()), today=NOW.date()) == "Today"
    tomorrow = replace(KEPT, on=NOW.date() + timedelta(days=1))
    assert ago_words(tomorrow, today=NOW.date()) == "19-Nov-2025, which is still to come"
    assert interval_days(Decimal("12.1")) == 85


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (AskedDraft("infection", True), {"question-infection-sites", "question-infection-detail"}),
        (AskedDraft("infection", True, "Lesion"), {"question-infection-sites"}),
        (AskedDraft("infection", True, "Lesion", ("gone-left",)), {"question-infection-sites"}),
        (AskedDraft("infection", True, "", ("one-left",)), {"question-infection-detail"}),
        (AskedDraft("infection", True, "Lesion", ("one-left",)), set()),
        (AskedDraft("disease", True), {"question-disease-detail"}),
        (AskedDraft("disease", True, "Mild, known"), set()),
        (AskedDraft("thinner", True), set()),
        (AskedDraft("thinner", True, "\u202e"), {"question-thinner-detail"}),
        (AskedDraft("thinner", False, "\u202e"), set()),
    ],
)
def test_what_a_yes_brings_about(answer: AskedDraft, expected: set[str]) -> None:
    assert set(said(full().with_answer(answer))) == expected


# --- what it becomes -------------------------------------------------------------------------------------------------


def test_a_full_pause_opens_the_visit_with_all_that_was_said(protocol: Protocol) -> None:
    clinic = Clinic("Invented Clinic")
    commands = pause_commands(full(), protocol, KEPT, now=NOW, clinic=clinic)
    opened = opened_of(commands)
    assert len(commands) == 1
    assert (opened.patient, opened.clinician, opened.assistants) == (PATIENT, CLINICIAN, (ASSISTANT,))
    assert (opened.clinic, opened.indication, opened.guidance) == (clinic, "None", "none")
    assert opened.diagnosis == Diagnosis("G43.709", "Without")
    (vial,) = opened.vials
    assert (vial.lot, vial.expiry, vial.units, vial.diluent_ml) == ("C8124C3", date(2027, 5, 31), 100, 2)
    assert (vial.diluent, vial.mixed_by, vial.mixed_at) == ("saline", "R. Osei", NOW.replace(second=0))
    assert opened.safety == SafetyPause(
        said_name=True,
        said_born=True,
        consented=True,
        answers=(
            Answer(ALLERGIES_ASKED, "New allergies", False),
            *(Answer(question.id, question.ask, False) for question in QUESTIONS),
        ),
        labelled=True,
        last_treated=KEPT.on,
        last_units=KEPT.units,
    )
    assert visit_after(commands).phase is Phase.OPEN


def test_what_was_chosen_goes_into_the_record(protocol: Protocol) -> None:
    draft = replace(full(), diagnosis="G43.719", guidance=" EMG ", diluent_ml="2,5", mixed_by="")
    opened = opened_of(pause_commands(draft, protocol, None, now=NOW))
    assert (opened.diagnosis, opened.guidance) == (Diagnosis("G43.719", "With"), "EMG")
    assert (opened.vials[0].diluent_ml, opened.vials[0].mixed_by) == (Decimal("2.5"), "")
    assert opened.safety is not None
    assert (opened.safety.last_treated, opened.safety.last_units) == (None, None)
    assert opened_of(pause_commands(full(), replace(protocol, diagnoses=()), None, now=NOW)).diagnosis is None


def test_new_allergies_are_added_to_those_on_record(protocol: Protocol) -> None:
    draft = replace(full(), has_new_allergies=True, new_allergies=" penicillin ")
    commands = pause_commands(draft, protocol, KEPT, now=NOW)
    assert opened_of(commands).patient == replace(PATIENT, allergies="latex, penicillin")
    assert safety_of(commands).answers[0] == Answer(ALLERGIES_ASKED, "New allergies", True, "penicillin")
    assert banner_cautions(opened_of(commands)) == ()
    unasked = replace(draft, has_new_allergies=False)
    assert opened_of(pause_commands(unasked, protocol, KEPT, now=NOW)).patient == PATIENT


def test_a_yes_is_carried_into_the_visit(protocol: Protocol) -> None:
    draft = (
        full()
        .with_answer(AskedDraft("infection", True, "Lesion", ("one-left",)))
        .with_answer(AskedDraft("lesion", True, "Scratch", ("two", "one-left")))
        .with_answer(AskedDraft("disease", True, "Mild, known"))
        .with_answer(AskedDraft("thinner", True))
    )
    commands = pause_commands(draft, protocol, KEPT, now=NOW)
    assert commands[1:] == (Skip("one-left", "Lesion; Scratch"), Skip("two", "Scratch"))
    visit = visit_after(commands)
    assert [site.status for site in visit.sites] == [SiteStatus.SKIPPED, SiteStatus.SKIPPED]
    assert safety_of(commands).cautions == (
        Caution("question-disease", "Muscle or nerve disease: yes.", "Mild, known"),
    )
    assert banner_cautions(opened_of(commands)) == (
        "Infection at a site: Lesion",
        "Broken skin: Scratch",
        "Muscle or nerve disease: Mild, known",
        "Blood thinner",
    )


def test_a_visit_without_a_pause_has_no_cautions(protocol: Protocol) -> None:
    assert banner_cautions(replace(opened_of(pause_commands(full(), protocol, None, now=NOW)), safety=None)) == ()


def test_cards_are_left_open_with_a_reason_that_the_record_keeps(protocol: Protocol) -> None:
    draft = replace(full(), consented=False, lot="", expiry="", labelled=False)
    findings = pause_findings(draft, protocol, KEPT, NOW)
    fault = start_finding(draft, findings)
    assert fault is not None
    assert (fault.field, fault.sentence) == (PauseField.START_REASON, "Say why. It stands in the record.")
    with pytest.raises(ValueError, match="Say why"):
        pause_commands(draft, protocol, KEPT, now=NOW)
    assert left_open_words(findings) == "Consent; Vial; Syringes labelled"
    commands = pause_commands(replace(draft, start_reason="Patient is asleep"), protocol, KEPT, now=NOW)
    assert opened_of(commands).vials == ()
    assert safety_of(commands).cautions == (
        Caution(
            "incomplete",
            "Left open before the first needle: Consent; Vial; Syringes labelled.",
            "Patient is asleep",
        ),
    )
    assert visit_after(commands).phase is Phase.OPEN


def test_no_reason_lets_anything_half_said_through(protocol: Protocol) -> None:
    draft = replace(full(), lot="", consented=False, start_reason="No time")
    fault = start_finding(draft, pause_findings(draft, protocol, KEPT, NOW))
    assert fault is not None
    assert fault.field == "lot"
    with pytest.raises(ValueError, match="The lot is needed"):
        pause_commands(draft, protocol, KEPT, now=NOW)


def test_not_today_keeps_what_was_answered_and_the_reason(protocol: Protocol) -> None:
    draft = replace(
        empty(), said_name=True, lot="C8", has_new_allergies=True, asked_allergies=True, start_reason="No time"
    ).with_answer(AskedDraft("disease", True))
    assert {finding.field for finding in not_done(pause_findings(draft, protocol, EARLY, NOW))} >= {"expiry"}
    with pytest.raises(ValueError, match="Say why"):
        untreated_commands(draft, protocol, EARLY, now=NOW)
    draft = replace(draft, not_today_reason=" Unwell ")
    commands = untreated_commands(draft, protocol, EARLY, now=NOW)
    assert commands[1:] == (EndUntreated("Unwell"),)
    opened = opened_of(commands)
    assert (opened.vials, opened.patient) == ((), PATIENT)
    safety = safety_of(commands)
    assert (safety.said_name, safety.said_born, safety.cautions) == (True, False, ())
    assert safety.answers == (Answer("disease", "Muscle or nerve disease", True),)
    assert visit_after(commands).phase is Phase.NOT_TREATED


def test_not_today_wants_to_know_who_says_so(protocol: Protocol) -> None:
    draft = replace(empty(), clinician="", not_today_reason="Unwell")
    fault = not_today_finding(draft, pause_findings(draft, protocol, KEPT, NOW))
    assert fault is not None
    assert fault.field == "clinician"


# --- any draft -------------------------------------------------------------------------------------------------------

TEXTS = st.one_of(st.sampled_from(["", "C8124C3", "May-2027", "10:06", "4", "2.5", "Known"]), st.text(max_size=20))
ANSWERS = st.builds(
    AskedDraft,
    st.sampled_from([*(question.id for question in QUESTIONS), "gone"]),
    st.booleans(),
    TEXTS,
    st.lists(st.sampled_from(["one-left", "two", "gone-left"]), max_size=3).map(tuple),
)
DRAFTS = st.builds(
    PauseDraft,
    patient=st.just(PATIENT),
    said_name=st.booleans(),
    said_born=st.booleans(),
    early_reason=TEXTS,
    consented=st.booleans(),
    asked_allergies=st.booleans(),
    has_new_allergies=st.booleans(),
    new_allergies=TEXTS,
    answers=st.lists(ANSWERS, max_size=5, unique_by=lambda answer: answer.question).map(tuple),
    lot=TEXTS,
    expiry=TEXTS,
    expired_reason=TEXTS,
    vial_units=st.sampled_from([None, Decimal(5), Decimal(200)]),
    vial_open=st.sampled_from(["", "Reason needed."]),
    diluent_ml=st.one_of(st.just("4"), TEXTS),
    mixed=st.one_of(st.just("10:06"), TEXTS),
    mixed_by=TEXTS,
    labelled=st.booleans(),
    clinician=st.one_of(st.just("Dr A."), TEXTS),
    role=TEXTS,
    assistants=st.lists(st.builds(Clinician, st.sampled_from(["R. Osei", ""])), max_size=2).map(tuple),
    diagnosis=TEXTS,
    guidance=TEXTS,
    start_reason=st.one_of(st.just("Known"), TEXTS),
    not_today_reason=st.one_of(st.just("Unwell"), TEXTS),
)


@given(DRAFTS, st.sampled_from([None, KEPT, EARLY]))
def test_any_pause_is_told_about_or_decides_without_a_refusal(draft: PauseDraft, last: LastVisit | None) -> None:
    protocol = paused_protocol()
    findings = pause_findings(draft, protocol, last, NOW)
    if start_finding(draft, findings) is None:
        visit = visit_after(pause_commands(draft, protocol, last, now=NOW))
        assert visit.phase is Phase.OPEN
    if not_today_finding(draft, findings) is None:
        visit = visit_after(untreated_commands(draft, protocol, last, now=NOW))
        assert visit.phase is Phase.NOT_TREATED
