"""What may be asked for when, and every refusal by its code."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest

from injection_map.domain import commands as c
from injection_map.domain.commands import ALLOWED_IN, Command, Refusal, decide, use_by_passed
from injection_map.domain.events import Addendum, Clinician, Cosigned, Given, Opened, Skipped
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
FINISH = c.Finish(Decimal(190), left_to_do_reason="patient tired")

# One of each kind. After _BEFORE each is in order wherever its kind is allowed.
SAMPLES: tuple[Command, ...] = (
    c.Give("procerus"),
    c.Skip("procerus", "lesion"),
    c.ChangeDose("procerus", Decimal(5), "asked for"),
    ADD,
    c.TakeBack("temporalis-1-left"),
    c.Note("felt faint"),
    c.Undo(),
    c.Redo(),
    c.Pause(),
    c.Continue(),
    c.AcceptUseBy("no other vial"),
    FINISH,
    c.Reopen(),
    c.Sign(MOREAU),
    c.AddAddendum(MOREAU, "remembered later", "The patient felt faint."),
    c.Cosign(Clinician("Dr B. Prior")),
)
_BEFORE: tuple[Command, ...] = (GIVE, SKIP, c.Give("corrugator-left"), c.Undo())
_INTO: dict[Phase, tuple[Command, ...]] = {
    Phase.OPEN: (),
    Phase.PAUSED: (c.Pause(),),
    Phase.FINISHED: (FINISH,),
    Phase.SIGNED: (FINISH, c.Sign(MOREAU)),
}

# Written down a second time on purpose, as a clinician would read it: columns none, open, paused, finished, signed.
TABLE = {
    "Open": "x----",
    "Give": "-x---",
    "Skip": "-xx--",
    "ChangeDose": "-xx--",
    "AddSite": "-xx--",
    "TakeBack": "-xx--",
    "Note": "-xxx-",
    "Undo": "-xx--",
    "Redo": "-xx--",
    "Pause": "-x---",
    "Continue": "--x--",
    "AcceptUseBy": "-xx--",
    "Finish": "-xx--",
    "Reopen": "---x-",
    "Sign": "---x-",
    "AddAddendum": "----x",
    "Cosign": "----x",
}


def _in_phase(after: Any, phase: Phase) -> Visit:
    return Visit() if phase is Phase.NONE else after(*_BEFORE, *_INTO[phase])


@pytest.fixture
def samples(opened: Opened) -> tuple[Command, ...]:
    return (c.Open(opened), *SAMPLES)


@pytest.mark.parametrize("kind", get_args(Command), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("phase", Phase)
def test_every_command_in_every_phase(phase: Phase, kind: type[Any], samples: tuple[Command, ...], after: Any) -> None:
    command = next(sample for sample in samples if isinstance(sample, kind))
    allowed = TABLE[kind.__name__][list(Phase).index(phase)] == "x"
    visit = _in_phase(after, phase)
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

    def test_one_vial_in_time_is_enough(self, opened: Opened, after: Any) -> None:
        vial = opened.vials[0]
        assert vial.use_by is not None
        second = replace(vial, lot="D1", use_by=vial.use_by + timedelta(days=1))
        visit = after(opened=replace(opened, vials=(vial, second)))
        assert not use_by_passed(visit, at=vial.use_by + timedelta(hours=1))

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
