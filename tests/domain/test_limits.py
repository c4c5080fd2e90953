"""Which bounds are warned of, with their source, and that only what gets worse is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from injection_map import resources
from injection_map.domain.commands import AddSite, ChangeDose, Give, MoveSite, Skip
from injection_map.domain.limits import acceptances, limit_cautions
from injection_map.domain.opening import planned_site
from injection_map.domain.protocol import Dose, Side, View
from injection_map.domain.session import Phase
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol

PREEMPT = read_protocol(resources.protocols() / "preempt-31.yaml", read_drawings(resources.diagrams()))


@pytest.fixture
def begun(opened, after):
    def visit_after(*commands, protocol=PREEMPT):
        return after(*commands, opened=replace(opened, plan=tuple(planned_site(site) for site in protocol.sites)))

    return visit_after


def kinds(warnings):
    return [warning.kind for warning in warnings]


def adding(number, muscle="temporalis", side=Side.LEFT, units="5"):
    key = f"{muscle}-added-{number}-{side}"
    return AddSite(key, f"Added {number}", muscle, side, View.LEFT, -30, -60, Decimal(units), "Tender point")


def over(visit, *commands, protocol=PREEMPT, before=0):
    return limit_cautions(visit, protocol, commands, units_before_in_interval=Decimal(before))


def test_over_the_units_of_a_visit_with_the_protocol_named(begun):
    (warning,) = over(begun(), ChangeDose("procerus", Decimal("7.5"), ""))
    assert warning.kind == "visit-units"
    assert warning.source == "PREEMPT, fixed sites 2026.1"
    assert warning.sentence == f"Total becomes 157.5 units, over the 155 of {warning.source}."


def test_up_to_the_bound_and_below_it_is_over_nothing(begun):
    assert over(begun(), ChangeDose("procerus", Decimal("2.5"), "Patient asked")) == ()
    visit = begun(Skip("temporalis-1-left", "Lesion"))
    assert over(visit, ChangeDose("procerus", Decimal(10), "Follow the pain")) == ()


def test_a_visit_that_is_over_already_is_warned_of_only_where_it_gets_worse(begun):
    visit = begun(ChangeDose("procerus", Decimal(10), "Follow the pain"))
    assert over(visit, ChangeDose("procerus", Decimal("7.5"), "Patient asked")) == ()
    assert over(visit, Give("procerus"), Give("corrugator-left")) == ()
    assert kinds(over(visit, ChangeDose("procerus", Decimal("12.5"), "Follow the pain"))) == ["visit-units"]


def test_over_the_units_of_the_interval_with_what_was_given_before(begun):
    calm = begun(Skip("procerus", "Patient asked"))
    asked = ChangeDose("corrugator-left", Decimal(10), "Large muscle")
    assert over(calm, asked, before=245) == ()
    (warning,) = over(calm, asked, before=246)
    assert warning.kind == "interval-units"
    assert warning.sentence == (
        "With the 246 units before it 401 units in the interval, over the 400 of PREEMPT, fixed sites 2026.1."
    )
    no_bound = replace(PREEMPT, limits=replace(PREEMPT.limits, interval_units=None))
    assert over(calm, asked, before=1000, protocol=no_bound) == ()


def test_added_sites_within_and_beyond_what_a_muscle_is_allowed_both_sides_together(begun):
    assert kinds(over(begun(), adding(1))) == ["visit-units"]
    visit = begun(adding(1), adding(1, side=Side.RIGHT))
    warning = over(visit, adding(2))[-1]
    assert warning.kind == "optional-sites"
    assert warning.sentence == "Temporalis: added site 3, the protocol allows 2 (Headache 2010;50:1406)."
    assert warning.source == "Headache 2010;50:1406"


def test_a_skipped_added_site_counts_no_more(begun):
    visit = begun(adding(1), adding(2), Skip("temporalis-added-1-left", "Not needed"))
    assert "optional-sites" not in kinds(over(visit, adding(3)))


def test_several_at_once_are_one_warning_a_muscle(begun):
    assert kinds(over(begun(), adding(1), adding(2), adding(3), adding(1, "procerus"))) == [
        "visit-units",
        "optional-sites",
        "optional-sites",
    ]


def test_a_muscle_without_added_sites_and_one_that_the_protocol_does_not_name(begun):
    none, other = over(begun(), adding(1, "procerus"))[-1], over(begun(), adding(1, "masseter"))[-1]
    assert none.sentence == "Procerus: the protocol allows no added site (Headache 2010;50:1406)."
    assert (other.kind, other.sentence) == (
        "other-muscle",
        "Masseter: no muscle of PREEMPT, fixed sites 2026.1.",
    )


def test_outside_a_dose_range_and_within_it(begun):
    muscle = PREEMPT.muscle("procerus")
    ranged = replace(muscle.sites[0], dose=Dose(Decimal(5), Decimal(10)))
    muscles = tuple(replace(m, sites=(ranged,)) if m is muscle else m for m in PREEMPT.muscles)
    wide = replace(PREEMPT.limits, visit_units=Decimal(500))
    protocol = replace(PREEMPT, muscles=muscles, limits=wide)
    visit = begun(protocol=protocol)
    for units in ("7.5", "10"):
        assert over(visit, ChangeDose("procerus", Decimal(units), ""), protocol=protocol) == ()
    for units in ("4.5", "10.5"):
        (warning,) = over(visit, ChangeDose("procerus", Decimal(units), ""), protocol=protocol)
        assert warning.kind == "dose-range"
        assert warning.sentence == f"Procerus: {units} units, the protocol gives 5 to 10 units (Headache 2010;50:1406)."
        assert warning.source == "Headache 2010;50:1406"


def test_what_would_be_refused_is_over_nothing(begun):
    assert over(begun(), ChangeDose("no-such-site", Decimal(900), "")) == ()
    assert over(begun(), MoveSite("procerus", 0, -10, "", "")) == ()


def test_nothing_is_blocked_and_each_warning_is_kept_with_the_reason_in_the_same_act(begun, after):
    visit = begun(adding(1), adding(2))
    command = adding(3)
    accepted = acceptances(over(visit, command), "Follow the pain", command.site)
    visit = begun(adding(1), adding(2), command, *accepted)
    assert visit.phase is Phase.OPEN
    assert [(a.caution.kind, a.caution.reason, a.site) for a in visit.cautions] == [
        ("visit-units", "Follow the pain", "temporalis-added-3-left"),
        ("optional-sites", "Follow the pain", "temporalis-added-3-left"),
    ]
