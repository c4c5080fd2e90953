"""What has to be taken up before the next site: a syringe, a vial; each asked for once, and again after an undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from domain.conftest import AT

from injection_map.domain import commands as c
from injection_map.domain.dosing import syringes, units_left
from injection_map.domain.events import Opened, PlannedSite
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Visit
from injection_map.domain.supply import Need, NeedKind, go_on_with_vial, left_words, need_before, take_vial


@pytest.fixture
def forty(opened: Opened) -> Opened:
    """Forty-one sites of 5 units: one more than the vial of 200 units in four syringes holds."""
    sites = (PlannedSite(f"s{n}", f"Site {n}", "m", Side.LEFT, View.LEFT, Decimal(5)) for n in range(1, 42))
    return replace(opened, plan=tuple(sites))


def need(visit: Visit) -> Need | None:
    return need_before(visit, visit.site(visit.next_site or ""), at=AT)


def give(first: int, last: int) -> list[c.Command]:
    return [c.Give(f"s{number}") for number in range(first, last + 1)]


def test_a_new_visit_needs_nothing(after: Any, forty: Opened) -> None:
    assert need(after(opened=forty)) is None
    assert need(Visit()) is None
    assert need(after(opened=replace(forty, vials=()))) is None


def test_after_a_syringes_last_site_the_next_one_is_needed_until_it_is_taken(after: Any, forty: Opened) -> None:
    assert need(after(*give(1, 9), opened=forty)) is None
    assert need(after(*give(1, 10), opened=forty)) == Need(NeedKind.SYRINGE, 2)
    assert need(after(*give(1, 12), opened=forty)) == Need(NeedKind.SYRINGE, 2)
    assert need(after(*give(1, 10), c.TakeSyringe(2), opened=forty)) is None
    assert need(after(*give(1, 30), opened=forty)) == Need(NeedKind.SYRINGE, 4)


def test_an_undo_across_the_change_asks_no_second_time(after: Any, forty: Opened) -> None:
    over = [*give(1, 10), c.TakeSyringe(2)]
    assert need(after(*over, c.Undo(), opened=forty)) is None
    assert need(after(*over, c.Undo(), c.Give("s10"), opened=forty)) is None
    assert need(after(*give(1, 10), c.Undo(), opened=forty)) is None
    assert need(after(*give(1, 10), c.Undo(), c.Redo(), opened=forty)) == Need(NeedKind.SYRINGE, 2)


def test_what_is_too_little_for_the_next_dose_does_not_hold_it(after: Any, forty: Opened) -> None:
    """47.5 units are given: 2.5 are left in the syringe."""
    changed = [c.ChangeDose("s1", Decimal("2.5"), "thin"), *give(1, 10)]
    visit = after(*changed, opened=forty)
    assert (syringes(visit)[0].left_units, syringes(visit)[1].left_units) == (Decimal("2.5"), 50)
    assert need(visit) == Need(NeedKind.SYRINGE, 2)
    assert need(after(*changed, c.TakeSyringe(2), *give(11, 19), opened=forty)) is None


def test_nothing_is_needed_in_a_pause_or_when_nothing_is_left(after: Any, forty: Opened) -> None:
    assert need(after(*give(1, 10), c.Pause("Phone"), opened=forty)) is None
    whole = replace(forty, plan=forty.plan[:10])
    assert need(after(*give(1, 10), opened=whole)) is None


class TestVial:
    def test_an_empty_one_needs_another(self, after: Any, forty: Opened) -> None:
        visit = after(*give(1, 40), opened=forty)
        assert (units_left(visit, 1), left_words(visit, 1)) == (0, "0 of 200 units left")
        assert need(visit) == Need(NeedKind.VIAL, 1)

    def test_another_one_begins_with_its_first_syringe(self, after: Any, forty: Opened) -> None:
        visit = after(*give(1, 40), c.AddVial(forty.vials[0]), opened=forty)
        assert need(visit) is None
        assert visit.syringe == 1

    def test_a_reason_is_enough_once_a_vial(self, after: Any, forty: Opened) -> None:
        begun = [*give(1, 39), c.ChangeDose("s40", Decimal("7.5"), "pain")]
        empty = after(*begun, opened=forty)
        assert need(empty) == Need(NeedKind.VIAL, 1)
        gone_on = [*begun, go_on_with_vial(empty, "there is more")]
        visit = after(*gone_on, opened=forty)
        assert need(visit) is None
        assert need(after(*gone_on, c.Give("s40"), opened=forty)) is None
        assert need(after(*gone_on, c.Undo(), opened=forty)) == Need(NeedKind.VIAL, 1)
        assert [caution.caution.kind for caution in visit.cautions] == ["vial-empty"]

    def test_the_reason_is_not_for_the_next_vial(self, after: Any, forty: Opened) -> None:
        small = replace(forty.vials[0], units=Decimal(5), diluent_ml=Decimal("0.1"))
        opened = replace(forty, vials=(small,))
        gone_on = go_on_with_vial(after(*give(1, 1), opened=opened), "more")
        visit = after(*give(1, 1), gone_on, c.AddVial(small), *give(2, 2), opened=opened)
        assert need(visit) == Need(NeedKind.VIAL, 2)

    def test_taken_up_again_it_goes_on_with_its_own_syringe(self, after: Any, forty: Opened) -> None:
        both = [*give(1, 12), c.TakeSyringe(2), c.AddVial(forty.vials[0]), *give(13, 14)]
        visit = after(*both, opened=forty)
        assert take_vial(visit, 1) == (c.ChooseVial(1), c.TakeSyringe(2))
        back = after(*both, *take_vial(visit, 1), opened=forty)
        assert (need(back), back.vial_in_hand, back.syringe) == (None, 1, 2)
        assert take_vial(back, 2) == (c.ChooseVial(2),)

    def test_over_its_time_it_is_the_first_thing_that_is_needed(self, after: Any, forty: Opened) -> None:
        visit = after(*give(1, 10), opened=forty)
        late = AT + timedelta(hours=24, seconds=1)
        site = visit.site("s11")
        assert need_before(visit, site, at=late) == Need(NeedKind.USE_BY, 1)
        accepted = after(*give(1, 10), c.AcceptUseBy("kept cold"), opened=forty)
        assert need_before(accepted, site, at=late) == Need(NeedKind.SYRINGE, 2)


def test_syringes_of_a_vial_are_emptied_one_after_another(after: Any, forty: Opened) -> None:
    assert syringes(Visit()) == ()
    held = [(s.number, s.left_units, s.left_ml) for s in syringes(after(*give(1, 13), opened=forty))]
    assert held == [(1, 0, 0), (2, 35, Decimal("0.7")), (3, 50, 1), (4, 50, 1)]
    odd = replace(forty.vials[0], diluent_ml=Decimal("2.5"))
    assert [s.left_ml for s in syringes(after(opened=replace(forty, vials=(odd,))))] == [1, 1, Decimal("0.5")]
