"""The end of a visit: what must be said, and the one act that records it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from injection_map.domain.commands import AddVial, Finish, Give, Note, Open, SeeReaction, Sign, Skip
from injection_map.domain.decisions import decide
from injection_map.domain.events import Clinician, Opened, VialBalance
from injection_map.domain.finish_checks import (
    NONE_SEEN,
    FinishDraft,
    VialDraft,
    finish_commands,
    finish_findings,
    gap_words,
    parse_units,
    reactions_text,
    recorded_reactions,
)
from injection_map.domain.session import Phase, Visit, apply

TODAY = date(2025, 11, 18)
AT = datetime(2025, 11, 18, 10, 58, tzinfo=UTC)
GOOD = FinishDraft(
    vials=(VialDraft("161.5"),),
    reactions=(NONE_SEEN,),
    next_visit="10-Feb-2026",
    signer="Dr A. Lindqvist",
    role="Consultant neurologist",
)

After = Callable[..., Visit]


@pytest.fixture
def whole(after: After, opened: Opened) -> Visit:
    """Every site given: 38.5 of 200 units."""
    return after(*(Give(site.site) for site in opened.plan))


def said(draft: FinishDraft, visit: Visit, *, signing: bool = True) -> dict[str, str]:
    return {f.field: f.sentence for f in finish_findings(draft, visit, today=TODAY, signing=signing)}


def test_nothing_is_said_about_a_visit_that_is_accounted_for(whole: Visit) -> None:
    assert said(GOOD, whole) == {}


def test_an_empty_page_says_all_that_is_missing_in_order(after: After) -> None:
    visit = after(Give("procerus"))
    assert list(said(FinishDraft(), visit)) == ["left", "discarded", "reactions", "signer"]


def test_reactions_must_be_answered(whole: Visit) -> None:
    unanswered = replace(GOOD, reactions=())
    assert said(unanswered, whole) == {"reactions": "Say how the patient is: none seen is an answer too."}


def test_another_reaction_wants_words(whole: Visit) -> None:
    other = replace(GOOD, reactions=("Other",))
    assert said(other, whole) == {"reaction-words": "Say what was seen."}
    assert said(replace(other, reaction_words="hives"), whole) == {}


@pytest.mark.parametrize(
    ("discarded", "sentence"),
    [
        ("", "Write what was discarded as a number of units, such as 47.5."),
        ("-3", "Write what was discarded as a number of units, such as 47.5."),
        ("a lot", "Write what was discarded as a number of units, such as 47.5."),
    ],
)
def test_what_was_discarded_is_a_number(whole: Visit, discarded: str, sentence: str) -> None:
    assert said(replace(GOOD, vials=(VialDraft(discarded),)), whole) == {"discarded": sentence}


def test_a_vial_that_does_not_balance_wants_a_reason(whole: Visit) -> None:
    short = replace(GOOD, vials=(VialDraft("160.5"),))
    assert said(short, whole) == {"balance": "1 unit is left in the vial. Say why."}
    assert said(replace(GOOD, vials=(VialDraft("160.5", "Spilt"),)), whole) == {}
    assert said(replace(GOOD, vials=(VialDraft("200"),)), whole) == {
        "balance": "This is 38.5 units more than the vial held. Say why."
    }


def test_sites_left_to_do_want_a_reason(after: After, opened: Opened) -> None:
    visit = after(*(Give(site.site) for site in opened.plan[:-1]))
    draft = replace(GOOD, vials=(VialDraft("166.5"),))
    assert said(draft, visit) == {"left": "Say why 1 site is left to do."}
    assert said(replace(draft, left_reason="Patient unwell"), visit) == {}


@pytest.mark.parametrize(
    ("next_visit", "sentence"),
    [
        ("18-Nov-2025", "The next visit is after today."),
        ("in spring", "This is not a date. Write it as 14-Mar-1981."),
    ],
)
def test_the_next_visit_is_a_later_day(whole: Visit, next_visit: str, sentence: str) -> None:
    assert said(replace(GOOD, next_visit=next_visit), whole) == {"next-visit": sentence}


def test_no_next_visit_is_an_answer(whole: Visit) -> None:
    none = replace(GOOD, next_visit="")
    assert said(none, whole) == {}
    (finish, _) = finish_commands(none, whole, at=AT, signing=True)
    assert isinstance(finish, Finish)
    assert finish.next_visit is None


def test_only_signing_needs_a_name(whole: Visit) -> None:
    unnamed = replace(GOOD, signer=" ")
    assert said(unnamed, whole) == {"signer": "A name is needed to sign."}
    assert said(unnamed, whole, signing=False) == {}


def test_hidden_characters_are_refused_everywhere(whole: Visit) -> None:
    hidden = replace(GOOD, note="well\u202e", signer="A\u200b", role="\u2066")
    assert set(said(hidden, whole)) == {"note", "signer", "role"}


@pytest.mark.parametrize(
    ("text", "units"),
    [("47.5", "47.5"), ("47,5", "47.5"), (" 45 units ", "45"), ("1 unit", "1"), ("0", "0"), ("0.125", "0.125")],
)
def test_units_as_they_are_typed(text: str, units: str) -> None:
    assert parse_units(text) == Decimal(units)


@pytest.mark.parametrize("text", ["", ".5", "5.", "1.2345", "1e3", "NaN", "-1", "+1", "5 mL", "12345", "٤٥"])
def test_what_are_no_units(text: str) -> None:
    assert parse_units(text) is None


@given(st.text(max_size=20))
def test_any_text_is_units_or_not(text: str) -> None:
    units = parse_units(text)
    assert units is None or units >= 0


def test_words_for_what_is_missing_from_a_vial() -> None:
    assert gap_words(Decimal("2.5")) == "2.5 units are left in the vial."
    assert gap_words(Decimal(-1)) == "This is 1 unit more than the vial held."


def test_a_visit_without_a_vial_has_nothing_to_balance(after: After, opened: Opened) -> None:
    visit = after(Give("procerus"), opened=replace(opened, vials=()))
    assert said(replace(GOOD, vials=(), left_reason="Fainted"), visit) == {}


def test_reactions_in_one_line() -> None:
    assert reactions_text(GOOD) == "None seen"
    assert reactions_text(replace(GOOD, reaction_words="left over")) == "None seen"
    both = replace(GOOD, reactions=("Bleeding", "Pain", "Other"), reaction_words="pressed for\ntwo minutes")
    assert reactions_text(both) == "Bleeding, pain. pressed for two minutes"
    assert reactions_text(replace(both, reactions=("Other",))) == "pressed for two minutes"


def test_finishing_and_signing_is_one_act(after: After, opened: Opened) -> None:
    done = [Give(site.site) for site in opened.plan[1:]]
    visit = after(*done, Skip("corrugator-left", "Patient asked"))
    draft = replace(
        GOOD, vials=(VialDraft("160", "Spilt"),), note=" Well.\n", seen_by="R. Osei ", watched=True, leaflet_given=True
    )
    asked = finish_commands(draft, visit, at=AT, signing=True)
    assert asked == (
        Note("Well."),
        Finish(
            Decimal(160),
            date(2026, 2, 10),
            "None seen",
            None,
            (VialBalance(1, Decimal("33.5"), Decimal(160), Decimal("6.5"), "Spilt"),),
            "R. Osei",
            watched_until=AT,
            leaflet_given=True,
        ),
        Sign(Clinician("Dr A. Lindqvist", "Consultant neurologist")),
    )
    events = decide(visit, asked, at=AT, by="Dr A. Lindqvist")
    assert isinstance(events, tuple)
    assert len({event.act for event in events}) == 1


def test_finishing_without_signing(after: After) -> None:
    visit = after(Give("procerus"))
    (asked,) = finish_commands(replace(GOOD, left_reason="Fainted"), visit, at=AT, signing=False)
    assert isinstance(asked, Finish)
    assert (asked.discarded_units, asked.left_to_do_reason) == (Decimal("161.5"), "Fainted")
    assert [balance.left for balance in asked.balances] == [Decimal(36)]


class TestSeveralVials:
    @pytest.fixture
    def visit(self, after: After, opened: Opened) -> Visit:
        """5 units of the first vial, 33.5 of the second."""
        first, *rest = opened.plan
        second = replace(opened.vials[0], units=Decimal(100), lot="D1")
        return after(Give(first.site), AddVial(second), *(Give(site.site) for site in rest))

    def test_each_is_asked_for(self, visit: Visit) -> None:
        assert list(said(replace(GOOD, vials=()), visit)) == ["discarded", "discarded-2"]

    def test_each_balances_by_itself(self, visit: Visit) -> None:
        swapped = replace(GOOD, vials=(VialDraft("66.5"), VialDraft("195")))
        assert said(swapped, visit) == {
            "balance": "128.5 units are left in the vial. Say why.",
            "balance-2": "This is 128.5 units more than the vial held. Say why.",
        }

    def test_all_that_was_discarded_is_their_sum(self, visit: Visit) -> None:
        good = replace(GOOD, vials=(VialDraft("195"), VialDraft("66.5")))
        assert said(good, visit) == {}
        finish = next(c for c in finish_commands(good, visit, at=AT, signing=True) if isinstance(c, Finish))
        assert finish.discarded_units == Decimal("261.5")
        assert [(b.vial, b.given, b.left) for b in finish.balances] == [
            (1, Decimal(5), Decimal(0)),
            (2, Decimal("33.5"), Decimal(0)),
        ]


def test_what_was_seen_at_the_chair_is_not_none(after: After, opened: Opened) -> None:
    given = [Give(site.site) for site in opened.plan]
    visit = after(*given, SeeReaction("Bleeding", "procerus"), SeeReaction("Faint"), SeeReaction("Bleeding"))
    assert recorded_reactions(visit) == ("Bleeding", "Faint")
    assert said(GOOD, visit) == {
        "reactions": "Bleeding, faint was recorded while injecting. Take it back there, or choose what was seen."
    }
    assert said(replace(GOOD, reactions=("Bleeding",)), visit) == {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the fixture is frozen
@given(
    discarded=st.sampled_from(["0", "161.5", "200", "x"]), reason=st.sampled_from(["", "why"]), sites=st.integers(0, 8)
)
def test_what_has_no_findings_is_never_refused(opened: Opened, discarded: str, reason: str, sites: int) -> None:
    """The page and the rules of the visit agree."""
    visit = Visit()
    for command in (Open(opened), *(Give(site.site) for site in opened.plan[:sites])):
        events = decide(visit, [command], at=AT, by="x")
        assert isinstance(events, tuple)
        visit = apply(visit, events[0])
    draft = replace(GOOD, vials=(VialDraft(discarded, reason),), left_reason=reason)
    if not said(draft, visit):
        signing = decide(visit, finish_commands(draft, visit, at=AT, signing=True), at=AT, by="x")
        assert isinstance(signing, tuple)
        for event in signing:
            visit = apply(visit, event)
        assert visit.phase is Phase.SIGNED
