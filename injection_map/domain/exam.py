"""An exam: what can be asked and answered. A question carries its own truth, so an attempt can be read for ever.

Points are in mm of the question's view (right: mirrored), on the drawing of a standard head.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from injection_map.domain.events import ProtocolReference
from injection_map.domain.geometry import PointMm
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Side, View


class QuestionKind(StrEnum):
    PLACE = "place"
    NAME = "name"
    DOSE = "dose"
    MISTAKES = "mistakes"


class Mode(StrEnum):
    EXAM = "exam"
    """The same questions for everybody with the same seed."""

    DRILL = "drill"
    """What was wrong comes more often."""


class MistakeKind(StrEnum):
    WRONG_SIDE = "wrong-side"
    """What belongs to this site was given on the other side, beside what belongs there."""

    MISSING = "missing"
    WRONG_DOSE = "wrong-dose"


@dataclass(frozen=True, slots=True)
class AskedSite:
    """A site with its truth. `tolerance_mm` is how far from `point` still counts as found."""

    key: str
    name: str
    muscle: str
    side: Side
    view: View
    point: PointMm
    tolerance_mm: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """Planted into a record, or claimed to be in it. `site` is a key."""

    kind: MistakeKind
    site: str


@dataclass(frozen=True, slots=True)
class RecordedSite:
    """A line of an invented record: what was given at a site, each injection's units; nothing when it was left out."""

    site: str
    doses: tuple[Decimal, ...]


# --- questions --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlaceSite:
    site: AskedSite


@dataclass(frozen=True, slots=True)
class NameSite:
    """`choices` are the keys that are offered, the right one among them."""

    site: AskedSite
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GiveDose:
    """Right is every dose from `lowest` to `highest` units."""

    site: AskedSite
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class FindMistakes:
    """A record of the whole protocol, in its order, with what was planted in it."""

    record: tuple[RecordedSite, ...]
    planted: tuple[Mistake, ...]


Question = PlaceSite | NameSite | GiveDose | FindMistakes


# --- answers ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    point: PointMm


@dataclass(frozen=True, slots=True)
class Named:
    """`site` is a key."""

    site: str


@dataclass(frozen=True, slots=True)
class Dosed:
    units: Decimal


@dataclass(frozen=True, slots=True)
class Claimed:
    """All that was held to be wrong in the record."""

    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """The trainee did not know."""


Answer = Placed | Named | Dosed | Claimed | PassedOver


# --- the whole --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExamPlan:
    """What is to be asked. Two plans that are equal ask the same exam.

    `length` is the number of questions; `most_tolerance_mm` bounds the tolerance from above.
    """

    protocol: ProtocolReference
    mode: Mode
    seed: int
    kinds: tuple[QuestionKind, ...]
    length: int
    most_tolerance_mm: float = 10.0


SAME_PLACE_MM = 1.0
"""Two sites that are nearer than this are one place: no hand that points tells them apart."""


def tolerances(placed: Mapping[str, PlacedSite], most_mm: float) -> dict[str, float]:
    """How far from a site of each muscle still counts as found, in mm by muscle: the same for all its sites.

    Half the distance to the nearest other place at most, so that no point is near enough to two; never over `most_mm`.
    """
    found: dict[str, float] = {}
    for one in placed.values():
        distances = [
            one.point.distance_mm(other.point)
            for other in placed.values()
            if other is not one and other.site.view is one.site.view
        ]
        nearest = min([most_mm, *(distance / 2 for distance in distances if distance >= SAME_PLACE_MM)])
        found[one.site.muscle] = min(nearest, found.get(one.site.muscle, most_mm))
    return found
