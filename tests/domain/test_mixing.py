"""A vial's volume as typed, its strength, and its syringes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from domain.small_protocol import a_protocol
from hypothesis import given
from hypothesis import strategies as st

from injection_map.domain.mixing import (
    Drawn,
    diluent_fault,
    drawn_up,
    each_site_words,
    needed_ml,
    offered_diluents_ml,
    parse_diluent_ml,
    site_volume_words,
    strength_words,
)
from injection_map.domain.protocol import Dilution, Dose


@pytest.mark.parametrize(("text", "volume"), [("4", 4), ("2,5", "2.5"), (" 8 mL ", 8), ("0.25", "0.25"), ("20", 20)])
def test_a_volume_is_read(text: str, volume: object) -> None:
    assert parse_diluent_ml(text) == Decimal(str(volume))
    assert diluent_fault(text) is None


@pytest.mark.parametrize("text", ["", "-4", "4 ml 2", "1e1", "0", "20.01", "4.125", "٤"])
def test_anything_else_is_refused_in_words(text: str) -> None:
    assert parse_diluent_ml(text) is None
    assert diluent_fault(text)


def test_what_is_offered_keeps_halves_and_doubles_the_strength() -> None:
    dilution = Dilution(Decimal(200), "saline", Decimal(4))
    assert offered_diluents_ml(dilution, Decimal(200)) == (2, 4, 8)
    assert offered_diluents_ml(dilution, Decimal(100)) == (1, 2, 4)


def test_words_for_the_strength() -> None:
    assert strength_words(Decimal(200), Decimal(4)) == "5 units in 0.1 mL"
    assert strength_words(Decimal(200), Decimal(3)) == "about 6.667 units in 0.1 mL"


def test_words_for_the_sites() -> None:
    ranged = a_protocol()
    assert each_site_words(ranged) == "2 sites, 5 units each"
    assert site_volume_words(ranged, Decimal(200), Decimal(4)) == "0.1 to 0.2 mL a site"
    one, two = ranged.sites
    muscle = replace(ranged.muscles[0], sites=(one, replace(two, dose=Dose(Decimal(10), Decimal(10)))))
    differing = replace(ranged, muscles=(muscle,))
    assert each_site_words(differing) == "2 sites, 15 units"
    same = replace(ranged, muscles=(replace(muscle, sites=(one,)),))
    assert site_volume_words(same, Decimal(200), Decimal(4)) == "0.1 mL a site"
    assert needed_ml(ranged, Decimal(100), Decimal(2)) == Decimal("0.2")


def test_the_vial_is_drawn_up_into_syringes_the_last_with_the_rest() -> None:
    assert drawn_up(Decimal(200), Decimal("2.5")) == (
        Drawn(Decimal(1), Decimal(80)),
        Drawn(Decimal(1), Decimal(80)),
        Drawn(Decimal("0.5"), Decimal(40)),
    )


@given(st.decimals("0.01", "20", places=2))
def test_the_syringes_hold_the_vial(diluent_ml: Decimal) -> None:
    syringes = drawn_up(Decimal(200), diluent_ml)
    assert sum(syringe.volume_ml for syringe in syringes) == diluent_ml
    assert abs(sum(syringe.units for syringe in syringes) - 200) < Decimal("1e-20")
