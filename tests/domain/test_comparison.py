"""Two visits beside each other: what was done otherwise, in words; the rest is the same."""

from dataclasses import replace
from decimal import Decimal

import pytest

from injection_map.domain.commands import AddSite, ChangeDose, Give, MoveSite, Skip
from injection_map.domain.comparison import DifferenceKind, compare
from injection_map.domain.events import PlannedSite
from injection_map.domain.protocol import Side, View

KEYS = (
    "corrugator-left",
    "corrugator-right",
    "procerus",
    "temporalis-1-left",
    "temporalis-2-left",
    "temporalis-3-left",
    "temporalis-1-right",
    "temporalis-2-right",
)


def adding(key="temporalis-added-1-left", x=-30.0, y=-60.0):
    name = key.removesuffix("-left").replace("-", " ").capitalize()
    return AddSite(key, name, "temporalis", Side.LEFT, View.LEFT, x, y, Decimal(5), "Tender point", "behind the tragus")


@pytest.fixture
def treated(after):
    """The visit after these commands, with every site given that they leave to do."""

    def visit_after(*commands, leave=(), **how):
        to_do = [site.key for site in after(*commands, **how).to_do if site.key not in leave]
        return after(*commands, *(Give(key) for key in to_do), **how)

    return visit_after


def said(comparison):
    return [(difference.kind.value, difference.name, difference.words) for difference in comparison.differences]


def test_two_visits_by_the_same_plan_are_the_same(treated):
    comparison = compare(treated(), treated())
    assert comparison.differences == ()
    assert comparison.ghosts == ()
    assert comparison.told == "All 8 sites the same"
    assert (comparison.units_now, comparison.units_before) == (Decimal("38.5"), Decimal("38.5"))


def test_a_skip_another_dose_and_an_added_site_in_words(treated):
    now = treated(
        Skip("temporalis-2-left", "Lesion"),
        ChangeDose("procerus", Decimal("7.5"), "Large muscle"),
        adding(),
    )
    comparison = compare(now, treated())
    assert said(comparison) == [
        ("dose", "procerus, midline", "7.5 units, was 2.5"),
        ("skipped", "temporalis-2-left, left", "skipped, was 5 units"),
        ("added", "Temporalis, left", "1 site added, 5 units, was none"),
    ]
    assert comparison.same == 6
    assert comparison.told == (
        "procerus, midline: 7.5 units, was 2.5; temporalis-2-left, left: skipped, was 5 units; "
        "+5 units Temporalis, left; other 6 sites the same"
    )
    assert comparison.units_now - comparison.units_before == 5
    assert [difference.units_change for difference in comparison.differences] == [5, -5, 5]


def test_the_other_way_round_every_difference_is_told_too(treated):
    then = treated(Skip("temporalis-2-left", "Lesion"), adding())
    assert said(compare(treated(), then)) == [
        ("given", "temporalis-2-left, left", "5 units, was skipped"),
        ("not-given", "Temporalis, left", "none, was 5 units"),
    ]


def test_a_site_that_was_left_is_not_a_skipped_one(treated):
    now = treated(leave=("procerus",))
    assert said(compare(now, treated())) == [("not-given", "procerus, midline", "left, was 2.5 units")]
    then = treated(Skip("procerus", "Lesion"))
    assert said(compare(now, then)) == [("not-given", "procerus, midline", "left, was skipped")]
    assert said(compare(then, now)) == [("skipped", "procerus, midline", "skipped, was left")]


def test_left_or_skipped_both_times_is_the_same(treated):
    assert compare(treated(leave=("procerus",)), treated(leave=("procerus",))).told == "All 8 sites the same"
    skipped = treated(Skip("procerus", "Lesion"))
    assert compare(skipped, skipped).told == "All 8 sites the same"


def test_a_site_that_was_moved_says_where_to_and_where_it_came_from(treated):
    there = MoveSite("temporalis-1-left", -4.0, -33.0, "3.3 cm above the tragus", "Scar")
    elsewhere = replace(there, x_mm=-9.0, place="3.5 cm above the tragus")
    more = ChangeDose("temporalis-1-left", Decimal("7.5"), "Follow the pain")
    name = "temporalis-1-left, left"
    assert said(compare(treated(there), treated())) == [("moved", name, "moved to 3.3 cm above the tragus")]
    assert said(compare(treated(), treated(there))) == [("moved", name, "in its place, was moved")]
    assert said(compare(treated(elsewhere), treated(there))) == [("moved", name, "moved to 3.5 cm above the tragus")]
    assert compare(treated(there), treated(there)).same == 8
    both = compare(treated(there, more), treated())
    assert said(both) == [("dose", name, "moved to 3.3 cm above the tragus, 7.5 units, was 5")]


def test_added_sites_are_known_by_their_place_and_not_by_their_number(treated):
    then = treated(adding())
    assert compare(treated(adding("temporalis-added-2-left")), then).told == "All 9 sites the same"
    elsewhere = compare(treated(adding(x=40.0)), then)
    assert said(elsewhere) == [
        ("added", "Temporalis, left", "1 site added, 5 units, was none"),
        ("not-given", "Temporalis, left", "none, was 5 units"),
    ]
    assert elsewhere.same == 8


def test_an_added_site_that_was_not_given_is_nothing(treated):
    added = adding()
    assert compare(treated(added, leave=(added.site,)), treated()).told == "All 8 sites the same"
    assert compare(treated(), treated(added, Skip(added.site, "No"))).told == "All 8 sites the same"


def test_sites_that_only_one_version_of_the_protocol_has(treated, opened):
    """The key of a planned site stays; one that is new, or that was dropped, was none in the other."""
    new = PlannedSite("masseter-left", "Masseter", "masseter", Side.LEFT, View.LEFT, Decimal(10))
    other_version = replace(opened, plan=(*opened.plan[:2], *opened.plan[3:], new))
    comparison = compare(treated(opened=other_version), treated())
    assert said(comparison) == [
        ("given", "Masseter, left", "10 units, was none"),
        ("not-given", "procerus, midline", "none, was 2.5 units"),
    ]
    assert (comparison.same, comparison.same_words) == (7, "Other 7 sites")
    assert comparison.units_now - comparison.units_before == Decimal("7.5")


def test_a_new_site_that_is_skipped_is_no_difference(treated, opened):
    new = PlannedSite("masseter-left", "Masseter", "masseter", Side.LEFT, View.LEFT, Decimal(10))
    now = treated(Skip("masseter-left", "No"), opened=replace(opened, plan=(*opened.plan, new)))
    assert compare(now, treated()).told == "All 8 sites the same"


def test_nothing_in_common(treated):
    now = treated(*(Skip(key, "Not needed today") for key in KEYS))
    comparison = compare(now, treated())
    assert len(comparison.differences) == 8
    assert (comparison.same, comparison.same_words) == (0, "")
    assert comparison.told.endswith("temporalis-2-right, right: skipped, was 5 units")


def test_every_ghost_stands_at_a_site_that_differs(treated):
    now = treated(Skip("temporalis-2-left", "Lesion"), ChangeDose("procerus", Decimal(5), "Large muscle"), adding())
    then = treated(Skip("corrugator-left", "Lesion"), MoveSite("temporalis-1-left", -4.0, -33.0, "up", "Scar"))
    comparison = compare(now, then)
    ghosts = {ghost.key: ghost.text for ghost in comparison.ghosts}
    assert ghosts == {
        "temporalis-2-left": "was 5",
        "procerus": "was 2.5",
        "corrugator-left": "was skipped",
        "temporalis-1-left": "was 5",
    }
    assert ghosts.keys() <= {difference.site.key for difference in comparison.differences}


def test_every_kind_is_told(treated):
    now = treated(
        Skip("temporalis-2-left", "Lesion"),
        ChangeDose("procerus", Decimal(5), "Large muscle"),
        MoveSite("temporalis-1-left", -4.0, -33.0, "up", "Scar"),
        adding(),
        leave=("temporalis-1-right",),
    )
    then = treated(Skip("corrugator-left", "Lesion"))
    assert {difference.kind for difference in compare(now, then).differences} == set(DifferenceKind)
