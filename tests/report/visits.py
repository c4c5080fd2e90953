"""Visits of an invented patient, with pinned ids and times, made by the rules of the domain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from injection_map.domain import commands as c
from injection_map.domain.commands import Command, Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.dosing import units_from
from injection_map.domain.events import (
    Answer,
    Caution,
    Clinic,
    Clinician,
    Event,
    FollowedUp,
    Opened,
    Patient,
    PlannedSite,
    ProtocolReference,
    ReactionSince,
    SafetyPause,
    Vial,
    VialBalance,
)
from injection_map.domain.protocol import Diagnosis, Side, View
from injection_map.domain.session import Visit, apply, fold
from injection_map.report.record import Record

RecordMaker = Callable[..., Record]

OPENED_AT = datetime(2025, 11, 18, 10, 26, 8, tzinfo=UTC)

_MUSCLES = (
    ("corrugator", ("corrugator",), View.FRONT),
    ("procerus", ("procerus",), View.FRONT),
    ("frontalis", ("frontalis-medial", "frontalis-lateral"), View.FRONT),
    ("temporalis", ("temporalis-1", "temporalis-2", "temporalis-3", "temporalis-4"), None),
    ("occipitalis", ("occipitalis-1", "occipitalis-2", "occipitalis-3"), View.BACK),
    ("cervical-paraspinal", ("cervical-paraspinal-1", "cervical-paraspinal-2"), View.BACK),
    ("trapezius", ("trapezius-1", "trapezius-2", "trapezius-3"), View.BACK),
)


def _planned(site_id: str, muscle: str, side: Side, view: View | None) -> PlannedSite:
    key = site_id if side is Side.MIDLINE else f"{site_id}-{side}"
    name = site_id.replace("-", " ").capitalize()
    return PlannedSite(key, name, muscle, side, view or View(side), Decimal(5))


def _plan() -> tuple[PlannedSite, ...]:
    return tuple(
        _planned(site_id, muscle, side, view)
        for muscle, site_ids, view in _MUSCLES
        for side in ((Side.MIDLINE,) if muscle == "procerus" else (Side.LEFT, Side.RIGHT))
        for site_id in site_ids
    )


def an_opening(**changes: object) -> Opened:
    """The opening of the visit of the pictures; `changes` are fields of Opened."""
    vial = Vial(
        product="Botox",
        units=Decimal(200),
        lot="C8124C3",
        expiry=date(2027, 5, 31),
        diluent_ml=Decimal(4),
        mixed_at=OPENED_AT.replace(hour=10, minute=6, second=0),
        use_by=OPENED_AT.replace(hour=10, minute=6, second=0) + timedelta(days=1),
    )
    fields: dict[str, object] = {
        "patient": Patient("HALVORSEN, Ingrid", date(1981, 3, 14), "40-2719", "latex"),
        "clinician": Clinician("Dr A. Lindqvist", "Consultant neurologist"),
        "protocol": ProtocolReference("preempt-31", "2026.1", "ab" * 32, "PREEMPT, fixed sites", "draft"),
        "vials": (vial,),
        "plan": _plan(),
        "interval_weeks": Decimal(12),
    }
    return Opened(**(fields | changes))  # type: ignore[arg-type]


def record_of(*acts: Command | Sequence[Command], opened: Opened | None = None, record_id: str = "0190-a") -> Record:
    """A record of these acts, twenty seconds apart, after the opening. An act of several commands is one press."""
    events: list[Event] = []
    at = OPENED_AT
    for act in (c.Open(opened or an_opening()), *acts):
        made = decide(fold(events), act if isinstance(act, Sequence) else [act], at=at, by="Dr A. Lindqvist")
        assert not isinstance(made, Refusal), made.sentence
        events += made
        at += timedelta(seconds=20)
    return Record(record_id, tuple(events))


FINISH = c.Finish(discarded_units=Decimal("45"), next_visit=date(2026, 2, 10))
SIGN = c.Sign(Clinician("Dr A. Lindqvist", "Consultant neurologist"))


def all_given() -> list[Command]:
    return [c.Give(planned.site) for planned in _plan()]


def changed_visit() -> list[Command]:
    """The visit of the printed page: one dose changed, one site skipped, one added."""
    left_out = "temporalis-3-left"
    give = [c.Give(planned.site) for planned in _plan() if planned.site != left_out]
    return [
        c.ChangeDose("frontalis-lateral-right", Decimal("2.5"), "Brow felt heavy after last visit"),
        c.Skip(left_out, "Healing skin lesion over the site"),
        c.AddSite(
            site="occipitalis-added-1",
            name="Occipitalis",
            muscle="occipitalis",
            side=Side.LEFT,
            view=View.BACK,
            x_mm=-32.0,
            y_mm=-32.0,
            units=Decimal(5),
            reason="Tender point",
        ),
        *give,
        c.Give("occipitalis-added-1"),
        c.Note(
            "Tolerated well. Ask about brow heaviness at next visit before raising the right lateral frontalis dose."
        ),
        c.Finish(discarded_units=Decimal("47.5"), next_visit=date(2026, 2, 10), reactions="None seen"),
    ]


# A whole visit: all that a record can hold


PAUSE = SafetyPause(
    said_name=True,
    said_born=True,
    consented=True,
    answers=(
        Answer("blood-thinners", "Blood thinners", yes=True, detail="aspirin 75 mg"),
        Answer("pregnancy", "Pregnancy", yes=False),
    ),
    labelled=True,
    last_treated=date(2025, 8, 26),
    last_units=Decimal(155),
    cautions=(Caution("early", "The last treatment was 12 weeks ago.", "Pain is back since ten days"),),
)


def whole_opening(**changes: object) -> Opened:
    fields: dict[str, object] = {
        "assistants": (Clinician("R. Osei", "Nurse"),),
        "clinic": Clinic("Example Headache Clinic", "1 Example Street\nExampletown EX1 2MP"),
        "indication": "Chronic migraine",
        "diagnosis": Diagnosis("G43.709", "Chronic migraine without aura, not intractable"),
        "guidance": "none",
        "safety": PAUSE,
    }
    return an_opening(**(fields | changes))


def second_vial() -> Vial:
    return replace(
        an_opening().vials[0],
        units=Decimal(100),
        diluent_ml=Decimal(2),
        lot="C9000D1",
        gtin="00300231145014",
        serial="S-77",
        diluent="sodium chloride 0.9 %",
        mixed_by="R. Osei",
        cautions=(Caution("serial-used", "This carton was scanned before.", "Scanned twice by mistake"),),
    )


MOVED, ADDED, SKIPPED = "trapezius-1-left", "occipitalis-added-1", "temporalis-3-left"


def whole_acts() -> list[Command | Sequence[Command]]:
    """All but the end: two vials, another hand, a site moved, one added, one skipped, reactions and a caution."""
    acts: list[Command | Sequence[Command]] = [*changed_visit()[:-1]]
    first_given = next(i for i, act in enumerate(acts) if isinstance(act, c.Give))
    acts.insert(first_given, c.MoveSite(MOVED, 120.0, 95.0, "1 cm lateral of its place", "Scar"))
    acts.insert(first_given + 12, c.AddVial(second_vial()))
    acts.insert(first_given + 14, c.TakeOver(Clinician("Dr B. Prior", "Consultant"), (Clinician("S. Lee"),), "Called"))
    limit = Caution("visit-units", "155 units are the most of this protocol.", "Follow the pain")
    return [
        c.FollowUp(FollowedUp(12, 58, 14, 10, (ReactionSince("Neck pain", None, "three days"),), True)),
        *acts,
        [c.SeeReaction("Bruising", "procerus", "pressed for a minute"), c.AcceptCaution(limit, ADDED)],
        c.SeeReaction("Fainting"),
    ]


def finish_of(visit: Visit, **changes: object) -> c.Finish:
    """An end in which every vial balances."""
    balances = tuple(
        VialBalance(
            n, given, max(vial.units - given, Decimal(0)), Decimal(0), "More drawn" if given > vial.units else ""
        )
        for n, vial in enumerate(visit.vials, 1)
        for given in [units_from(visit, n)]
    )
    fields: dict[str, object] = {
        "discarded_units": sum((balance.discarded for balance in balances), Decimal(0)),
        "next_visit": date(2026, 2, 10),
        "balances": balances,
        "discard_seen_by": "R. Osei",
        "watched_until": OPENED_AT.replace(hour=10, minute=58),
        "leaflet_given": True,
        "left_to_do_reason": "Patient wished to stop" if visit.to_do else None,
    }
    return c.Finish(**(fields | changes))  # type: ignore[arg-type]


def _balance(number: int, held: Decimal, given: Decimal) -> VialBalance:
    reason = "More was drawn" if given > held else ""
    return VialBalance(number, given, max(held - given, Decimal(0)), Decimal(0), reason)


def a_whole_record(**changes: object) -> Record:
    """Signed, with an addendum and a second signature."""
    opened = whole_opening(**changes)
    acts = whole_acts()
    visit = record_of(*acts, opened=opened).visit
    later = (
        c.AddAddendum(Clinician("Dr A. Lindqvist"), "Told on the telephone", "A headache in the evening."),
        c.Cosign(Clinician("Dr C. Vale", "Supervisor")),
    )
    return record_of(*acts, finish_of(visit, reactions="Pain at two sites"), SIGN, *later, opened=opened)


def every_kind() -> dict[str, Record]:
    """One record of each kind that there is."""
    left = c.Finish(discarded_units=Decimal(195), left_to_do_reason="Patient wished to stop")
    none = [c.Skip(planned.site, "Fever") for planned in an_opening().plan]
    return {
        "open": record_of(),
        "paused": record_of(c.Give("procerus"), c.Pause("Patient felt faint")),
        "finished": record_of(c.Give("procerus"), left),
        "signed": record_of(*all_given(), FINISH, SIGN),
        "changed": record_of(*changed_visit(), SIGN),
        "whole": a_whole_record(),
        "nothing-given": record_of(*none, c.Finish(discarded_units=Decimal(200))),
        "not-treated": record_of(c.EndUntreated("Has a cold and wants to wait"), opened=whole_opening()),
        "training": record_of(*all_given(), FINISH, opened=an_opening(training=True)),
        "no-vial": record_of(c.Give("procerus"), opened=an_opening(vials=())),
    }


# Any visit


HOSTILE = {
    "formula": '=HYPERLINK("http://example.invalid")',
    "breaks": "one\r\ntwo\u2028three\x0bfour",
    "right-to-left": "abc \u202edcba\u202c \u2067x\u2069 \u200f",
    "emoji": "\U0001f469\u200d\u2695\ufe0f fine \U0010fffd",
    "long": "word " * 2000,
    "unbroken": "x" * 10_000,
    "controls": "\x00\x1b[2J\x07 red",
    "half-a-character": "a\ud800b",
    "placeholders": "{patient_name} {0.__class__} {{x}} %(name)s $name",
    "markup": "<b>&amp;</b> END:VEVENT",
}


_USUAL = st.sampled_from(("Pain", "Scar, left", "As the patient wished"))


@st.composite
def records(draw: st.DrawFn, text: st.SearchStrategy[str] = _USUAL) -> Record:
    """A record of any kind, after any acts that the rules allow."""
    opened = whole_opening() if draw(st.booleans()) else an_opening()
    opened = replace(opened, patient=replace(opened.patient, name=draw(text).strip() or "HALVORSEN, Ingrid"))
    visit, events = Visit(), list[Event]()

    def submit(*commands: Command) -> None:
        nonlocal visit
        made = decide(visit, commands, at=OPENED_AT + timedelta(seconds=20 * len(events)), by="Dr A. Lindqvist")
        if not isinstance(made, Refusal):
            events.extend(made)
            for event in made:
                visit = apply(visit, event)

    submit(c.Open(opened))
    keys = [planned.site for planned in opened.plan][:7]
    for command in draw(st.lists(_acts(st.sampled_from([*keys, ADDED]), text), max_size=22)):
        submit(command)
    for command in _end(draw, visit, text):
        submit(command)
    return Record("0190-a", tuple(events))


def _acts(key: st.SearchStrategy[str], text: st.SearchStrategy[str]) -> st.SearchStrategy[Command]:
    doses = st.sampled_from([Decimal("2.5"), Decimal(5), Decimal("7.125")])
    side, view, muscle = st.just(Side.LEFT), st.just(View.BACK), st.just("occipitalis")
    mm = st.just(-32.0)
    return st.one_of(
        st.builds(c.Give, key),
        st.builds(c.Give, key),
        st.builds(c.Skip, key, text),
        st.builds(c.ChangeDose, key, doses, text),
        st.builds(c.AddSite, st.just(ADDED), text, muscle, side, view, mm, mm, doses, text, text),
        st.builds(c.MoveSite, key, mm, mm, text, text),
        st.builds(c.TakeBack, key),
        st.builds(c.Note, text, st.one_of(st.none(), key)),
        st.builds(c.SeeReaction, text, st.one_of(st.none(), key), text),
        st.builds(c.AcceptCaution, st.builds(Caution, st.just("early"), text, text), st.one_of(st.none(), key)),
        st.builds(c.AddVial, st.builds(lambda lot: replace(second_vial(), lot=lot), text)),
        st.builds(c.ChooseVial, st.integers(1, 3)),
        st.builds(c.TakeOver, st.builds(Clinician, text, text), st.just(()), text),
        st.just(c.Undo()),
    )


def _end(draw: st.DrawFn, visit: Visit, text: st.SearchStrategy[str]) -> list[Command]:
    how = draw(st.sampled_from(["open", "not-treated", "finished", "signed", "added-to"]))
    if how == "open":
        return []
    if how == "not-treated":
        return [c.EndUntreated(draw(text))]
    next_visit = draw(st.sampled_from([None, date(2026, 2, 10), date(2026, 2, 11)]))
    finish = finish_of(visit, next_visit=next_visit, reactions=draw(text), discard_reason=draw(text))
    later = [c.AddAddendum(Clinician(draw(text)), draw(text), draw(text)), c.Cosign(Clinician("Dr C. Vale"))]
    return [finish, SIGN, *later][: {"finished": 1, "signed": 2, "added-to": 4}[how]]
