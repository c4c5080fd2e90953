"""The sums at the foot of the chair page: first exactly those of the picture, then the edges."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from injection_map.domain import commands as c
from injection_map.domain.dosing import discarded_units, syringe_in_hand, totals, totals_by_muscle, volume_ml
from injection_map.domain.events import Opened, PlannedSite
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Visit

_MUSCLES = (
    ("corrugator", ("corrugator",), View.FRONT),
    ("procerus", ("procerus",), View.FRONT),
    ("frontalis", ("frontalis-medial", "frontalis-lateral"), View.FRONT),
    ("temporalis", ("temporalis-1", "temporalis-2", "temporalis-3", "temporalis-4"), None),
    ("occipitalis", ("occipitalis-1", "occipitalis-2", "occipitalis-3"), View.BACK),
    ("cervical-paraspinal", ("cervical-paraspinal-1", "cervical-paraspinal-2"), View.BACK),
    ("trapezius", ("trapezius-1", "trapezius-2", "trapezius-3"), View.BACK),
)


def _planned(site: str, muscle: str, side: Side, view: View | None) -> PlannedSite:
    key = site if side is Side.MIDLINE else f"{site}-{side}"
    return PlannedSite(key, key, muscle, side, view or View(side), Decimal(5))


@pytest.fixture
def opened(opened: Opened) -> Opened:
    """The 31 sites of 5 units."""
    plan = tuple(
        _planned(site, muscle, side, view)
        for muscle, sites, view in _MUSCLES
        for side in ((Side.MIDLINE,) if muscle == "procerus" else (Side.LEFT, Side.RIGHT))
        for site in sites
    )
    return replace(opened, plan=plan)


@pytest.fixture
def picture(after: Any) -> Visit:
    """The visit of ux/01: the face given, one dose changed, temporalis 1 given and 3 skipped ahead."""
    return after(
        c.Give("corrugator-left"),
        c.Give("corrugator-right"),
        c.Give("procerus"),
        c.Give("frontalis-medial-left"),
        c.Give("frontalis-lateral-left"),
        c.Give("frontalis-medial-right"),
        c.ChangeDose("frontalis-lateral-right", Decimal("2.5"), "Brow felt heavy after last visit"),
        c.Give("frontalis-lateral-right"),
        c.Skip("temporalis-3-left", "Healing skin lesion over the site"),
        c.Give("temporalis-1-left"),
    )


def test_the_totals_of_the_picture(picture: Visit) -> None:
    whole = totals(picture.sites)
    assert (whole.sites_given, whole.sites, whole.sites_skipped, whole.sites_to_do) == (8, 31, 1, 22)
    assert (whole.units_given, whole.units_expected) == (Decimal("37.5"), Decimal("147.5"))
    assert (whole.units_planned, whole.units_difference) == (155, Decimal("-7.5"))


def test_the_volumes_and_the_syringe_of_the_picture(picture: Visit, opened: Opened) -> None:
    vial = opened.vials[0]
    whole = totals(picture.sites)
    assert volume_ml(whole.units_given, vial) == Decimal("0.75")
    assert volume_ml(whole.units_expected, vial) == Decimal("2.95")
    assert volume_ml(Decimal(5), vial) == Decimal("0.1")
    syringe = syringe_in_hand(picture, vial)
    assert (syringe.number, syringe.count) == (1, 4)
    assert (syringe.left_ml, syringe.full_ml, syringe.sites_left) == (Decimal("0.25"), 1, 2)


def test_the_steps_of_the_picture(picture: Visit) -> None:
    rows = {row.muscle: row for row in totals_by_muscle(picture)}
    assert list(rows) == [muscle for muscle, _, _ in _MUSCLES]
    assert (rows["frontalis"].whole.units_given, rows["frontalis"].whole.units_planned) == (Decimal("17.5"), 20)
    temporalis = rows["temporalis"].by_side
    assert (temporalis[Side.LEFT].sites_given, temporalis[Side.LEFT].sites) == (1, 4)
    assert (temporalis[Side.RIGHT].sites_given, temporalis[Side.RIGHT].sites) == (0, 4)
    assert Side.MIDLINE not in temporalis
    assert list(rows["procerus"].by_side) == [Side.MIDLINE]


def test_what_is_discarded(picture: Visit, after: Any, opened: Opened) -> None:
    assert discarded_units(picture) == Decimal("162.5")
    assert discarded_units(after(*(c.Give(site.site) for site in opened.plan))) == 45
    assert discarded_units(Visit()) == 0


class TestSyringe:
    def test_at_its_end_the_next_is_in_hand(self, after: Any, opened: Opened) -> None:
        visit = after(*(c.Give(site.site) for site in opened.plan[:10]))
        syringe = syringe_in_hand(visit, opened.vials[0])
        assert (syringe.number, syringe.left_ml, syringe.sites_left) == (2, 1, 10)

    def test_never_more_than_there_are_and_never_less_than_empty(self, after: Any, opened: Opened) -> None:
        small = replace(opened.vials[0], units=Decimal(100), diluent_ml=Decimal(2))
        visit = after(*(c.Give(site.site) for site in opened.plan))
        syringe = syringe_in_hand(visit, small)
        assert (syringe.number, syringe.count, syringe.left_ml, syringe.sites_left) == (2, 2, 0, 0)

    @pytest.mark.parametrize(
        ("units", "diluent_ml", "count"), [("200", "4", 4), ("200", "2.5", 3), ("100", "0.5", 1), ("300", "2.5", 3)]
    )
    def test_a_last_syringe_that_is_not_full_counts(
        self, units: str, diluent_ml: str, count: int, after: Any, opened: Opened
    ) -> None:
        vial = replace(opened.vials[0], units=Decimal(units), diluent_ml=Decimal(diluent_ml))
        syringe = syringe_in_hand(after(), vial)
        assert syringe.count == count
        assert syringe.left_ml == min(1, Decimal(diluent_ml))

    def test_holds_exactly_the_sites_that_a_repeating_fraction_fills(self, after: Any, opened: Opened) -> None:
        """200 units in 3 mL: 66.67 units a syringe. 13 sites of 5 units leave 1.67 units, not a site more."""
        vial = replace(opened.vials[0], diluent_ml=Decimal(3))
        assert syringe_in_hand(after(), vial).sites_left == 13
        left = syringe_in_hand(after(*(c.Give(site.site) for site in opened.plan[:13])), vial)
        assert (left.number, left.left_ml, left.sites_left) == (1, Decimal("0.025"), 0)
