"""A protocol: what is to be given and, in the words of the technique, where.

Source of the shape: the protocol file's format 1 (protocols/README.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


class Side(StrEnum):
    """The patient's side, never the viewer's."""

    LEFT = "left"
    RIGHT = "right"
    MIDLINE = "midline"


class Plate(StrEnum):
    """A drawing. The protocol file names it under `view`."""

    FRONT = "front"
    SIDE = "side"
    BACK = "back"


class View(StrEnum):
    """What is shown: the side plate is shown twice, the right one mirrored."""

    FRONT = "front"
    LEFT = "left"
    RIGHT = "right"
    BACK = "back"

    @property
    def plate(self) -> Plate:
        return Plate.SIDE if self in (View.LEFT, View.RIGHT) else Plate(self.value)

    @staticmethod
    def of(plate: Plate, side: Side) -> View:
        """The view on which a site of this side is shown. A midline site of the side plate is shown on the left."""
        if plate is not Plate.SIDE:
            return View(plate.value)
        return View.RIGHT if side is Side.RIGHT else View.LEFT


class Direction(StrEnum):
    """A move on a plate, in the words of anatomy."""

    UP = "up"
    DOWN = "down"
    LATERAL = "lateral"
    MEDIAL = "medial"
    FORWARD = "forward"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Move:
    direction: Direction
    distance_mm: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site lies: from one anchor, or between two at `fraction` of the way, then moved.

    An anchor is a landmark of the drawing or the id of a site on the same plate, both without a side.
    """

    anchors: tuple[str, ...]
    moves: tuple[Move, ...] = ()
    fraction: float = 0.5


@dataclass(frozen=True, slots=True)
class Dose:
    """Planned units: fixed when `lowest` and `highest` are equal, else a range to choose from."""

    lowest: Decimal
    highest: Decimal

    @property
    def is_range(self) -> bool:
        return self.lowest != self.highest


@dataclass(frozen=True, slots=True)
class Site:
    """One injection site on one side. `key` is the id with its side: `temporalis-2-left`, or `procerus`.

    `technique` and `caution` are the site's own words, or its muscle's.
    `measure` is the text on the drawn guide; it is never measured on the drawing.
    """

    key: str
    id: str
    muscle: str
    side: Side
    plate: Plate
    dose: Dose
    place: Place
    landmark: str
    measure: str | None
    find: str
    technique: str
    caution: str
    source: str
    verified: bool
    name: str
    short_name: str

    @property
    def view(self) -> View:
        return View.of(self.plate, self.side)


@dataclass(frozen=True, slots=True)
class OptionalSites:
    """Sites that may be added to a muscle, both sides together (follow-the-pain)."""

    sites: int
    units: Decimal
    reason_required: bool


@dataclass(frozen=True, slots=True)
class Muscle:
    """A muscle with its sites in the order in which they are injected."""

    id: str
    name: str
    patient: str
    find: str
    technique: str
    caution: str
    sites: tuple[Site, ...]
    optional: OptionalSites | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """What a carton with this GTIN-14 holds, in units."""

    gtin: str
    units: Decimal


@dataclass(frozen=True, slots=True)
class OtherProduct:
    """A product that is taken for the right one: its GTINs begin with these digits, the indicator left out."""

    name: str
    gtin_begins: str


@dataclass(frozen=True, slots=True)
class Product:
    name: str
    route: str
    gtins: tuple[str, ...]
    not_interchangeable: bool
    packs: tuple[Pack, ...] = ()
    mistaken_for: tuple[OtherProduct, ...] = ()


@dataclass(frozen=True, slots=True)
class Dilution:
    vial_units: Decimal
    diluent: str
    diluent_ml: Decimal

    @property
    def units_per_ml(self) -> Decimal:
        return self.vial_units / self.diluent_ml


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds in units. Over a bound the program warns and asks for a reason; it never blocks."""

    visit_units: Decimal
    interval_units: Decimal | None


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    pmid: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """Who looked over the protocol. Anything but `approved` is shown wherever the protocol is used."""

    status: str
    by: str | None = None
    on: date | None = None

    @property
    def approved(self) -> bool:
        return self.status == "approved"


class OnYes(StrEnum):
    """What a question that is answered yes brings about. None of it keeps the visit from starting."""

    CAUTION = "caution"
    """It stands in the banner."""

    SKIP_SITE = "skip-site"
    """Sites are chosen that are planned as skipped."""

    REASON = "reason"
    """To start all the same wants a reason."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before the first needle. `source` is the id of one of the protocol's sources, or None."""

    id: str
    ask: str
    examples: str
    on_yes: OnYes
    source: str | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A code of ICD-10 that a visit by the protocol may be recorded under."""

    icd10: str
    title: str


@dataclass(frozen=True)
class Protocol:
    """A whole protocol. `muscles` stand in treatment order. `fingerprint` is the SHA-256 (hex) of the file's bytes."""

    id: str
    version: str
    title: str
    indication: str
    summary: str
    product: Product
    dilution: Dilution
    use_within_hours: Decimal | None
    needle: str
    interval_weeks: Decimal | None
    limits: Limits
    sources: tuple[Source, ...]
    review: Review
    muscles: tuple[Muscle, ...]
    aftercare: tuple[str, ...]
    fingerprint: str
    questions: tuple[Question, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """All sites in treatment order."""
        return tuple(site for muscle in self.muscles for site in muscle.sites)

    @cached_property
    def units(self) -> Decimal:
        """Planned units of all sites; of a ranged dose the lowest."""
        return sum((site.dose.lowest for site in self.sites), Decimal(0))

    @cached_property
    def _site_of_key(self) -> dict[str, Site]:
        return {site.key: site for site in self.sites}

    def site(self, key: str) -> Site | None:
        return self._site_of_key.get(key)

    def muscle(self, muscle_id: str) -> Muscle:
        """The muscle with this id; `KeyError` when there is none."""
        if (muscle := self.known_muscle(muscle_id)) is None:
            raise KeyError(muscle_id)
        return muscle

    def known_muscle(self, muscle_id: str) -> Muscle | None:
        """The muscle with this id; None for one in which only sites beyond the protocol lie."""
        return next((muscle for muscle in self.muscles if muscle.id == muscle_id), None)

    def muscle_name(self, muscle_id: str) -> str:
        """As the protocol names it, or else the id in words."""
        muscle = self.known_muscle(muscle_id)
        return muscle.name if muscle else words_of(muscle_id)

    def source(self, source_id: str) -> Source:
        """The source with this id; `KeyError` when there is none."""
        for source in self.sources:
            if source.id == source_id:
                return source
        raise KeyError(source_id)

    def sites_shown_on(self, view: View) -> Iterator[Site]:
        return (site for site in self.sites if site.view is view)


def words_of(identifier: str) -> str:
    """An id as words: `cervical-paraspinal` is `Cervical paraspinal`."""
    words = identifier.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
