"""What may be asked for when, and every refusal by its code."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest

from injection_map.domain import commands as c
from injection_map.domain.commands import ALLOWED_IN, Command, Refusal
from injection_map.domain.decisions import decide, use_by_passed
from injection_map.domain.events import (
    Addendum,
    Caution,
    Clinician,
    Cosigned,
    FollowedUp,
    Given,
    Opened,
    Skipped,
    Vial,
    VialBalance,
)
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Phase, Visit

AT = datetime(2025, 11, 18, 10, 31, tzinfo=UTC)
MOREAU = Clinician("Dr A. Moreau")

ADD = c.AddSite(
    site="temporalis-4-left",
    name="Temporalis added",
    muscle="temporalis",
    side=Side.LEFT,
    view=View.LEFT,
    x_mm=12.5,
    y_mm=-40.0,
    units=Decimal(5),
    reason="pain predominates",
)
GIVE = c.Give("temporalis-1-left")
SKIP = c.Skip("temporalis-2-left", "lesion")
MOVE = c.MoveSite("procerus", 1.5, -3.0, "3 mm above the glabella", "scar")
SECOND = Vial("Botox", Decimal(100), "D1", date(2027, 5, 31), Decimal(2), AT, AT + timedelta(hours=30))
FINISH = c.Finish(Decimal(190), left_to_do_reason="patient tired")

# One of each kind. After _BEFORE each is in order wherever its kind is allowed.
SAMPLES: tuple[Command, ...] = (
    c.Give("procerus"),
    c.Skip("procerus", "lesion"),
    c.ChangeDose("procerus", Decimal(5), "asked for"),
    ADD,
    MOVE,
    c.TakeBack("temporalis-1-left"),
    c.Note("felt faint"),
    c.SeeReaction("Bleeding", "temporalis-1-left"),
    c.AcceptCaution(Caution("visit-units", "Over 155 units.", "follow the pain")),
    c.Undo(),
    c.Redo(),
    c.Pause(),
    c.Continue(),
    c.AcceptUseBy("no other vial"),
    c.AddVial(SECOND),
    c.ChooseVial(2),
    c.CorrectVial(1, SECOND, "misread"),
    c.TakeSyringe(2),
    c.TakeOver(Clinician("Dr B. Prior")),
    c.FollowUp(FollowedUp(headache_days=11)),
    FINISH,
    c.EndUntreated("Fever"),
    c.Reopen(),
    c.Sign(MOREAU),
    c.AddAddendum(MOREAU, "remembered later", "The patient felt faint."),
    c.Cosign(Clinician("Dr B. Prior")),
)
_TWO_VIALS = (c.AddVial(SECOND), c.ChooseVial(1))
_BEFORE: tuple[Command, ...] = (*_TWO_VIALS, GIVE, SKIP, c.Give("corrugator-left"), c.Undo())
_BEFORE_ENDING: tuple[Command, ...] = (*_TWO_VIALS, SKIP)
_INTO: dict[Phase, tuple[Command, ...]] = {
    Phase.OPEN: (),
    Phase.PAUSED: (c.Pause(),),
    Phase.FINISHED: (FINISH,),
    Phase.SIGNED: (FINISH, c.Sign(MOREAU)),
    Phase.NOT_TREATED: (c.EndUntreated("Fever"),),
}

# Written down a second time on purpose, as a clinician would read it: columns none, open, paused, finished, signed,
# not treated.
TABLE = {
    "Open": "x-----",
    "Give": "-x----",
    "Skip": "-xx---",
    "ChangeDose": "-xx---",
    "AddSite": "-xx---",
    "MoveSite": "-xx---",
    "TakeBack": "-xx---",
    "Note": "-xxx--",
    "SeeReaction": "-xxx--",
    "AcceptCaution": "-xx---",
    "Undo": "-xx---",
    "Redo": "-xx---",
    "Pause": "-x----",
    "Continue": "--x---",
    "AcceptUseBy": "-xx---",
    "AddVial": "-xx---",
    "ChooseVial": "-xx---",
    "CorrectVial": "-xxx--",
    "TakeSyringe": "-xx---",
    "TakeOver": "-xxx--",
    "FollowUp": "-xxx--",
    "EndUntreated": "-xx---",
    "Finish": "-xx---",
    "Reopen": "---x--",
    "Sign": "---x--",
    "AddAddendum": "----x-",
    "Cosign": "----x-",
}


def _in_phase(after: Any, phase: Phase, kind: type[Any]) -> Visit:
    """With a site given, but for what may only end a visit without any."""
    if phase is Phase.NONE:
        return Visit()
    untreated = kind is c.EndUntreated or phase is Phase.NOT_TREATED
    return after(*(_BEFORE_ENDING if untreated else _BEFORE), *_INTO[phase])


@pytest.fixture
def samples(opened: Opened) -> tuple[Command, ...]:
    return (c.Open(opened), *SAMPLES)


@pytest.mark.parametrize("kind", get_args(Command), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("phase", Phase)
def test_every_command_in_every_phase(phase: Phase, kind: type[Any], samples: tuple[Command, ...], after: Any) -> None:
    command = next(sample for sample in samples if isinstance(sample, kind))
    allowed = TABLE[kind.__name__][list(Phase).index(phase)] == "x"
    visit = _in_phase(after, phase, kind)
    assert visit.phase is phase

    answer = decide(visit, [command], at=AT, by="x")

    assert (phase in ALLOWED_IN[kind]) == allowed
    if allowed:
        assert isinstance(answer, tuple)
        assert [event.seq for event in answer] == [visit.last_seq + 1]
    else:
        assert isinstance(answer, Refusal)
        assert answer.code == "phase"
        assert answer.sentence.endswith(".")


def test_the_table_names_every_command() -> None:
    assert set(ALLOWED_IN) == set(get_args(Command))


REFUSALS: list[tuple[str, tuple[Command, ...], Command]] = [
    ("unknown-site", (), c.Give("nose")),
    ("unknown-site", (), c.Skip("nose", "lesion")),
    ("unknown-site", (), c.ChangeDose("nose", Decimal(5), "asked for")),
    ("unknown-site", (), c.TakeBack("nose")),
    ("unknown-site", (), c.Note("red", site="nose")),
    ("unknown-site", (), c.SeeReaction("Bleeding", "nose")),
    ("unknown-site", (), c.AcceptCaution(Caution("pain", "Over.", "why"), "nose")),
    ("unknown-site", (), replace(MOVE, site="nose")),
    ("given", (GIVE,), replace(MOVE, site=GIVE.site)),
    ("skipped", (SKIP,), replace(MOVE, site=SKIP.site)),
    ("reason", (), replace(MOVE, reason=" ")),
    ("point", (), replace(MOVE, x_mm=float("nan"))),
    ("text", (), c.SeeReaction(" ")),
    ("reason", (), c.AcceptCaution(Caution("pain", "Over.", " "))),
    ("unknown-vial", (), c.ChooseVial(2)),
    ("unknown-vial", (), c.ChooseVial(0)),
    ("unknown-vial", (), c.CorrectVial(2, SECOND, "misread")),
    ("reason", (), c.CorrectVial(1, SECOND, "")),
    ("same-vial", (), c.ChooseVial(1)),
    ("same-vial", (c.AddVial(SECOND),), c.ChooseVial(2)),
    ("vials", (c.AddVial(SECOND),) * (c.MOST_VIALS - 1), c.AddVial(SECOND)),
    ("syringe", (), c.TakeSyringe(0)),
    ("syringe", (), c.TakeSyringe(c.MOST_SYRINGES + 1)),
    ("name", (), c.TakeOver(Clinician(" "))),
    ("reason", (), c.EndUntreated(" ")),
    ("given", (GIVE,), c.EndUntreated("Fever")),
    ("balances", (), replace(FINISH, balances=(VialBalance(1, Decimal(0), Decimal(189), Decimal(11)),))),
    ("unknown-vial", (), replace(FINISH, balances=(VialBalance(2, Decimal(0), Decimal(190), Decimal(10)),))),
    ("given", (GIVE,), GIVE),
    ("given", (GIVE,), c.Skip(GIVE.site, "lesion")),
    ("skipped", (SKIP,), SKIP),
    ("skipped", (SKIP,), c.ChangeDose(SKIP.site, Decimal(5), "asked for")),
    ("to-do", (), c.TakeBack("procerus")),
    ("to-do", (), c.Finish(Decimal(200))),
    ("to-do", (), c.Finish(Decimal(200), left_to_do_reason=" ")),
    ("reason", (), c.Skip("procerus", " \n")),
    ("reason", (), c.ChangeDose("procerus", Decimal(5), "")),
    ("reason", (), replace(ADD, reason="")),
    ("reason", (), c.AcceptUseBy("")),
    ("same-dose", (), c.ChangeDose("procerus", Decimal("2.50"), "asked for")),
    ("known-site", (), replace(ADD, site="procerus")),
    ("known-site", (ADD,), ADD),
    ("point", (), replace(ADD, x_mm=float("nan"))),
    ("point", (), replace(ADD, y_mm=float("inf"))),
    ("text", (), c.Note("  ")),
    ("nothing", (), c.Undo()),
    ("nothing", (), c.Redo()),
    ("nothing", (GIVE, c.Undo(), c.Note("new")), c.Redo()),
    ("name", (FINISH,), c.Sign(Clinician("  "))),
    ("name", (FINISH, c.Sign(MOREAU)), c.AddAddendum(Clinician(" "), "late", "text")),
    ("reason", (FINISH, c.Sign(MOREAU)), c.AddAddendum(MOREAU, " ", "text")),
    ("text", (FINISH, c.Sign(MOREAU)), c.AddAddendum(MOREAU, "late", " \n")),
    ("name", (FINISH, c.Sign(MOREAU)), c.Cosign(Clinician(""))),
    ("own-record", (FINISH, c.Sign(MOREAU)), c.Cosign(Clinician("dr a.  moreau", "professor"))),
    ("cosigned", (FINISH, c.Sign(MOREAU), c.Cosign(Clinician("Dr B"))), c.Cosign(Clinician("DR B"))),
    *[
        ("units", (), c.ChangeDose("procerus", Decimal(units), "asked for"))
        for units in ("0", "-5", "NaN", "sNaN", "Infinity", "1000.001", "1E+9", "0.0001", "2.5001")
    ],
    ("units", (), replace(ADD, units=Decimal(0))),
    *[
        ("discarded", (), replace(FINISH, discarded_units=Decimal(units)))
        for units in ("-0.5", "NaN", "Infinity", "1E+999", "0.0001")
    ],
]


@pytest.mark.parametrize(("code", "before", "command"), REFUSALS)
def test_each_refusal_by_its_code(code: str, before: tuple[Command, ...], command: Command, after: Any) -> None:
    answer = decide(after(*before), [command], at=AT, by="x")
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert answer.sentence.endswith(".")


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("patient", lambda o: replace(o, patient=replace(o.patient, name=" "))),
        ("patient", lambda o: replace(o, patient=replace(o.patient, number=""))),
        ("plan", lambda o: replace(o, plan=())),
    ],
)
def test_a_visit_that_cannot_be_opened(code: str, change: Any, opened: Opened) -> None:
    answer = decide(Visit(), [c.Open(change(opened))], at=AT, by="x")
    assert isinstance(answer, Refusal)
    assert answer.code == code


def test_one_refusal_refuses_the_whole_act(after: Any) -> None:
    answer = decide(after(), [GIVE, c.Give("procerus"), GIVE], at=AT, by="x")
    assert isinstance(answer, Refusal)
    assert answer.code == "given"


def test_an_act_of_several_events_carries_the_number_of_its_first(after: Any) -> None:
    visit = after(c.Give("procerus"))
    answer = decide(visit, [c.Give("corrugator-left"), c.Skip("corrugator-right", " lesion ")], at=AT, by="Dr B")
    assert isinstance(answer, tuple)
    assert [(event.seq, event.act, event.at, event.by) for event in answer] == [(3, 3, AT, "Dr B"), (4, 3, AT, "Dr B")]
    assert [event.body for event in answer] == [
        Given("corrugator-left", Decimal(5)),
        Skipped("corrugator-right", "lesion"),
    ]


class TestUseBy:
    def test_passed_use_by_stops_giving_until_a_reason_is_given(self, after: Any) -> None:
        late = AT + timedelta(hours=25)
        visit = after()
        answer = decide(visit, [GIVE], at=late, by="x")
        assert isinstance(answer, Refusal)
        assert answer.code == "use-by"
        assert use_by_passed(visit, at=late)

        accepted = after(c.AcceptUseBy("no other vial"), at=late)
        assert isinstance(decide(accepted, [GIVE], at=late, by="x"), tuple)

    def test_the_very_moment_is_still_in_time(self, after: Any, opened: Opened) -> None:
        use_by = opened.vials[0].use_by
        assert use_by is not None
        assert not use_by_passed(after(), at=use_by)
        assert use_by_passed(after(), at=use_by + timedelta(microseconds=1))

    def test_it_is_the_time_of_the_vial_in_hand(self, after: Any) -> None:
        late = AT + timedelta(hours=25)
        assert not use_by_passed(after(c.AddVial(SECOND)), at=late)
        assert use_by_passed(after(c.AddVial(SECOND), c.ChooseVial(1)), at=late)

    def test_a_reason_is_for_the_vial_in_hand_only(self, after: Any) -> None:
        late = AT + timedelta(hours=31)
        assert use_by_passed(after(c.AcceptUseBy("no other"), c.AddVial(SECOND)), at=late)

    @pytest.mark.parametrize("vials", [(), "without a time"])
    def test_no_time_to_use_by_never_stops(self, vials: Any, opened: Opened, after: Any) -> None:
        kept = () if vials == () else (replace(opened.vials[0], use_by=None),)
        assert not use_by_passed(after(opened=replace(opened, vials=kept)), at=AT + timedelta(days=365))


def test_a_given_dose_is_corrected_with_what_it_was(after: Any) -> None:
    visit = after(GIVE, c.ChangeDose(GIVE.site, Decimal("7.5"), "second bolus"))
    site = visit.site(GIVE.site)
    assert site is not None
    assert (site.units, site.planned_units, site.dose_reason) == (Decimal("7.5"), Decimal(5), "second bolus")


def test_a_signed_record_keeps_its_signature_and_gains_what_comes_after(after: Any) -> None:
    late = c.AddAddendum(MOREAU, " remembered later ", " The patient felt faint. ")
    visit = after(FINISH, c.Sign(MOREAU), late, c.Cosign(Clinician("Dr B. Prior")))
    assert visit.phase is Phase.SIGNED
    assert visit.signed is not None
    assert visit.signed.signer == MOREAU
    assert [event.body for event in visit.addenda] == [Addendum(MOREAU, "remembered later", "The patient felt faint.")]
    assert [event.body for event in visit.cosignatures] == [Cosigned(Clinician("Dr B. Prior"))]


class TestVials:
    def test_a_site_says_which_vial_it_was_given_from_and_by_whom(self, after: Any) -> None:
        visit = after(GIVE, c.AddVial(SECOND), c.Give("procerus"))
        first, second = visit.site(GIVE.site), visit.site("procerus")
        assert (first.vial, second.vial, second.by) == (1, 2, "Dr A. Moreau")
        assert [vial.lot for vial in visit.vials] == ["C8124C3", "D1"]

    def test_taken_back_it_comes_from_none(self, after: Any) -> None:
        site = after(GIVE, c.TakeBack(GIVE.site)).site(GIVE.site)
        assert (site.vial, site.by) == (None, "")

    def test_another_vial_begins_with_its_first_syringe(self, after: Any) -> None:
        assert after(c.TakeSyringe(3)).syringe == 3
        assert after(c.TakeSyringe(3), c.AddVial(SECOND)).syringe == 1

    def test_a_corrected_vial_stands_in_its_place(self, after: Any) -> None:
        visit = after(c.AddVial(SECOND), c.CorrectVial(1, replace(SECOND, lot="E9"), "misread"))
        assert [vial.lot for vial in visit.vials] == ["E9", "D1"]
        assert visit.vial_in_hand == 2


def test_a_moved_site_is_elsewhere_until_it_is_undone(after: Any) -> None:
    site = after(MOVE).site("procerus")
    assert (site.own_point, site.place, site.reason, site.differs) == (
        PointMm(1.5, -3.0),
        "3 mm above the glabella",
        "scar",
        True,
    )
    assert after(MOVE, c.Undo()).site("procerus").own_point is None


def test_reactions_stand_at_their_site_or_with_the_patient(after: Any) -> None:
    visit = after(c.SeeReaction("Bleeding", GIVE.site), c.SeeReaction("Faint", detail=" sat down "))
    assert [seen.reaction for seen in visit.site(GIVE.site).reactions] == ["Bleeding"]
    assert [(seen.reaction, seen.detail) for seen in visit.reactions] == [("Faint", "sat down")]
    undone = after(c.SeeReaction("Faint"), c.Undo())
    assert undone.reactions == ()


def test_whoever_takes_over_is_at_work(after: Any) -> None:
    visit = after(c.TakeOver(Clinician("Dr B. Prior"), (Clinician("R. Osei", "nurse"),)))
    assert visit.clinician == Clinician("Dr B. Prior")
    assert visit.assistants == (Clinician("R. Osei", "nurse"),)
    assert visit.opened.clinician.name == "Dr A. Moreau"
