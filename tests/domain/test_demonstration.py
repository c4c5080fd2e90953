"""A protocol shown step by step: each press adds one thing, back takes it away, and the words are the protocol's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from domain.small_protocol import a_protocol, a_site

from injection_map.domain.demonstration import (
    Demonstration,
    Position,
    Step,
    StepKind,
    demonstration,
    dose_words,
)
from injection_map.domain.geometry import Drawing, PointMm, RectMm
from injection_map.domain.placement import PlacedSite, place_all
from injection_map.domain.protocol import Direction, Dose, Move, Place, Plate, Protocol, Side, Site

UP_30 = Place(("glabella",), (Move(Direction.UP, 30),))
DRAWINGS = {
    Plate.FRONT: Drawing(
        Plate.FRONT,
        RectMm(-100, -100, 200, 200),
        {"glabella": PointMm(0, 0), "nuchal-ridge-mid": PointMm(0, 40)},
        frozenset(),
    )
}


def protocol_of(*sites: Site) -> Protocol:
    plain = a_protocol()
    return replace(plain, muscles=(replace(plain.muscles[0], sites=sites),))


def shown(*sites: Site) -> Demonstration:
    placed: Mapping[str, PlacedSite] = place_all(sites, DRAWINGS)
    return demonstration(protocol_of(*sites), placed)


def told(**changes: object) -> Site:
    whole = {
        "place": UP_30,
        "landmark": "Straight up from the glabella, about 3 cm.",
        "measure": "3 cm",
        "technique": "Shallow.",
        "caution": "Not lower.",
    }
    return replace(a_site("one", Side.LEFT), **(whole | changes))  # type: ignore[arg-type]


def words_of(site: Site, *others: Site) -> dict[StepKind, str]:
    return {step.kind: step.words for step in shown(*others, site).sites[-1].steps}


def test_a_site_is_built_up_from_landmark_to_caution() -> None:
    assert shown(told()).sites[0].steps == (
        Step(StepKind.LANDMARK, "Find the glabella."),
        Step(StepKind.DIRECTION, "From there, straight up."),
        Step(StepKind.MEASURE, "Straight up from the glabella, about 3 cm."),
        Step(StepKind.SITE, "5 units, 0.1 mL"),
        Step(StepKind.TECHNIQUE, "Shallow."),
        Step(StepKind.CAUTION, "Not lower."),
    )


def test_the_measure_is_in_the_protocols_words_and_never_that_of_its_drawing() -> None:
    """The place is 30 mm up on the standard head; the words say 3 cm only where the protocol does."""
    words = " ".join(words_of(told(landmark="", measure=None)).values())
    assert "3" not in words
    assert words_of(told(landmark=""))[StepKind.MEASURE] == "3 cm"


def test_what_a_site_has_no_words_for_is_no_step() -> None:
    bare = told(place=Place(("glabella",)), landmark="", measure=None, technique="", caution="")
    assert [step.kind for step in shown(bare).sites[0].steps] == [StepKind.LANDMARK, StepKind.SITE]


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        ([(Direction.DOWN, 5)], "From there, straight down."),
        ([(Direction.UP, 10.6), (Direction.LATERAL, 10.6)], "From there, up and outward."),
        ([(Direction.UP, 0), (Direction.MEDIAL, 3)], "From there, straight inward."),
    ],
)
def test_the_direction_is_that_of_the_moves(moves: list[tuple[Direction, float]], words: str) -> None:
    place = Place(("glabella",), tuple(Move(direction, mm) for direction, mm in moves))
    assert words_of(told(place=place))[StepKind.DIRECTION] == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(("glabella", "two")), "Half way between them."),
        (Place(("glabella", "two"), fraction=0.3), "On the line between them."),
        (Place(("glabella", "two"), (Move(Direction.UP, 4),)), "From half way between them, straight up."),
    ],
)
def test_a_site_between_two_is_told_from_both(place: Place, words: str) -> None:
    other = replace(a_site("two", Side.LEFT), name="Frontalis 2", place=Place(("nuchal-ridge-mid",)))
    said = words_of(told(place=place), other)
    assert said[StepKind.LANDMARK] == "Find the glabella and the frontalis 2 site."
    assert said[StepKind.DIRECTION] == words


def test_a_range_of_doses_is_told_as_one() -> None:
    dilution = a_protocol().dilution
    assert dose_words(Dose(Decimal("2.5"), Decimal(5)), dilution) == ("2.5 to 5 units", "0.05 to 0.1 mL")
    assert dose_words(Dose(Decimal(1), Decimal(1)), dilution) == ("1 unit", "0.02 mL")


def test_each_press_shows_one_more_and_back_takes_it_away() -> None:
    way = shown(told(), replace(told(), key="two-left", id="two"))
    walked = [Position()]
    while (after := way.next(walked[-1])) != walked[-1]:
        walked.append(after)
    assert walked == [Position(site, step) for site in (0, 1) for step in range(7)]
    back = [walked[-1]]
    while (before := way.back(back[-1])) != back[-1]:
        back.append(before)
    assert back == walked[::-1]


def test_sites_are_jumped_to_at_their_beginning() -> None:
    way = shown(told(), replace(told(), key="two-left", id="two"))
    assert way.at_site("two-left") == Position(1)
    assert way.next_site(Position(0, 3)) == Position(1)
    assert way.next_site(Position(1, 3)) == Position(1, 3)
    assert way.site_before(Position(1, 3)) == Position(1)
    assert way.site_before(Position(1)) == Position(0)
    assert way.site_before(Position()) == Position()
    with pytest.raises(KeyError):
        way.at_site("three")


def test_the_sentence_of_the_measure_takes_the_place_of_the_direction() -> None:
    steps = shown(told()).sites[0]
    kinds = [[step.kind for step in steps.lines(count)] for count in range(7)]
    found, measured = [StepKind.LANDMARK], [StepKind.LANDMARK, StepKind.MEASURE]
    assert kinds == [
        [],
        found,
        [*found, StepKind.DIRECTION],
        measured,
        measured,
        [*measured, StepKind.TECHNIQUE],
        [*measured, StepKind.TECHNIQUE],
    ]
    assert steps.shown(2) == {StepKind.LANDMARK, StepKind.DIRECTION}
