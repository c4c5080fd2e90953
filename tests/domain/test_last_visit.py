"""In what a visit differed from its plan, the same again in one act, and what is shown of it beside another."""

from dataclasses import replace
from decimal import Decimal

import pytest

from injection_map.domain.commands import AddSite, ChangeDose, Give, MoveSite, Refusal, Skip, Undo
from injection_map.domain.decisions import decide
from injection_map.domain.geometry import PointMm
from injection_map.domain.last_visit import REPEATED, DeviationKind, deviations_of, ghosts, key_then, repeat_commands
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import SiteStatus, apply

from .conftest import AT

ADDED = "temporalis-added-1-left"


def adding(key=ADDED, name="Temporalis added 1", x=-30.0):
    return AddSite(
        key, name, "temporalis", Side.LEFT, View.LEFT, x, -60.0, Decimal(5), "Tender point", "5 mm behind the tragus"
    )


@pytest.fixture
def last(after):
    """A skip, a dose, a moved site with another dose, an added site; and an added one that was never given."""
    return after(
        Skip("corrugator-left", "Lesion"),
        ChangeDose("procerus", Decimal(5), "Large muscle"),
        Give("procerus"),
        MoveSite("temporalis-1-left", -4.0, -33.0, "3.3 cm above the tragus", "Scar"),
        ChangeDose("temporalis-1-left", Decimal("7.5"), "Follow the pain"),
        Give("temporalis-1-left"),
        adding(),
        Give(ADDED),
        adding("temporalis-added-2-left", "Temporalis added 2", x=-50.0),
        Give("temporalis-2-left"),
    )


def done(visit, commands):
    events = decide(visit, commands, at=AT, by="Dr A. Moreau")
    assert not isinstance(events, Refusal), events
    for event in events:
        visit = apply(visit, event)
    return visit


def test_deviations_are_what_was_done_in_words(last):
    assert [deviation.told for deviation in deviations_of(last)] == [
        "corrugator-left, left: skipped",
        "procerus, midline: 5 units, not 2.5",
        "temporalis-1-left, left: moved to 3.3 cm above the tragus",
        "temporalis-1-left, left: 7.5 units, not 5",
        "Temporalis added 1, left: added, 5 units, 5 mm behind the tragus",
    ]


def test_a_visit_by_its_plan_has_none(after):
    assert deviations_of(after(Give("procerus"), Give("corrugator-left"))) == ()


def test_a_dose_that_was_changed_back_is_no_deviation(after):
    visit = after(
        ChangeDose("procerus", Decimal(5), "Large muscle"),
        ChangeDose("procerus", Decimal("2.5"), "No"),
        Give("procerus"),
    )
    assert deviations_of(visit) == ()


def test_the_same_again_is_one_act_with_the_reasons_of_then(last, after):
    visit = after()
    repeat = repeat_commands(deviations_of(last), visit)
    assert repeat.left_out == ()
    same = done(visit, repeat.commands)
    assert len(same.acts) == 1
    assert same.site("corrugator-left").skip_reason == f"{REPEATED}: Lesion"
    assert same.site("procerus").units == 5
    moved = same.site("temporalis-1-left")
    assert (moved.moved_to, moved.place, moved.units) == (
        PointMm(-4.0, -33.0),
        "3.3 cm above the tragus",
        Decimal("7.5"),
    )
    assert moved.status is SiteStatus.TO_DO
    assert same.site(ADDED).own_point == PointMm(-30.0, -60.0)
    assert done(same, [Undo()]).sites == visit.sites


def test_what_is_so_already_is_asked_for_no_second_time(last, after):
    visit = after()
    same = done(visit, repeat_commands(deviations_of(last), visit).commands)
    assert repeat_commands(deviations_of(last), same).commands == ()


def test_the_reason_does_not_grow_from_visit_to_visit(last, after):
    visit = done(after(), repeat_commands(deviations_of(last), after()).commands)
    visit = done(visit, [Give(site.key) for site in visit.to_do])
    again = repeat_commands(deviations_of(visit), after())
    assert [command.reason for command in again.commands][:2] == [f"{REPEATED}: Lesion", f"{REPEATED}: Large muscle"]


def test_sites_that_are_no_more_or_given_already_are_left_out_and_named(last, after, opened):
    fewer = tuple(planned for planned in opened.plan if planned.site != "procerus")
    visit = after(Give("temporalis-1-left"), opened=replace(opened, plan=fewer))
    repeat = repeat_commands(deviations_of(last), visit)
    assert [type(command) for command in repeat.commands] == [Skip, AddSite]
    assert repeat.left_out == (
        "procerus, midline: 5 units, not 2.5. The protocol has this site no more.",
        "temporalis-1-left, left: moved to 3.3 cm above the tragus. It is given in this visit.",
        "temporalis-1-left, left: 7.5 units, not 5. It is given in this visit.",
    )


def test_an_added_site_whose_key_is_taken_by_another_place_gets_the_next(last, after):
    visit = after(adding(x=40.0))
    added = [c for c in repeat_commands(deviations_of(last), visit).commands if isinstance(c, AddSite)]
    assert [(command.site, command.name) for command in added] == [("temporalis-added-2-left", "Temporalis added 2")]


def test_every_kind_is_told_of_and_done_again(last):
    assert {deviation.kind for deviation in deviations_of(last)} == set(DeviationKind)


# --- ghosts ----------------------------------------------------------------------------------------------------------


def shown(last, visit, **how):
    return {ghost.key: (ghost.point, ghost.text) for ghost in ghosts(last, visit, **how)}


def test_only_what_differed_from_now_has_a_ghost(last, after):
    assert shown(last, after()) == {
        "corrugator-left": (None, "was skipped"),
        "procerus": (None, "was 5"),
        "temporalis-1-left": (PointMm(-4.0, -33.0), "was 7.5"),
        ADDED: (PointMm(-30.0, -60.0), "was 5"),
    }


def test_what_is_now_as_it_was_then_has_none(last, after):
    visit = after()
    same = done(visit, repeat_commands(deviations_of(last), visit).commands)
    assert shown(last, same) == {}


def test_every_site_that_was_given_or_skipped_is_shown_if_asked(last, after):
    everything = shown(last, after(), every_site=True)
    assert everything["temporalis-2-left"] == (None, "was 5")
    assert "temporalis-added-2-left" not in everything
    assert "corrugator-right" not in everything
    assert len(everything) == 5


def test_an_added_site_is_known_again_by_its_place_and_never_by_its_key(after):
    there = AddSite(
        "temporalis-added-1-left", "T added 1", "temporalis", Side.LEFT, View.LEFT, 1.0, 2.0, Decimal(5), "Pain"
    )
    last = after(there)
    same = after(replace(there, site="temporalis-added-2-left")).site("temporalis-added-2-left")
    elsewhere = after(replace(there, x_mm=20.0)).site("temporalis-added-1-left")
    planned = after().site("procerus")
    assert [key_then(site, last) for site in (same, elsewhere, planned)] == ["temporalis-added-1-left", "", "procerus"]
    assert [key_then(site, None) for site in (same, planned)] == ["", "procerus"]
