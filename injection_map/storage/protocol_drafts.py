"""Muscles and sites as one file tells them, each name with its place, before they are checked against each other.

A draft is read whatever its faults: what could not be read is a stand-in (see `yaml_fields`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from injection_map.domain.protocol import (
    Direction,
    Dose,
    Move,
    Muscle,
    OptionalSites,
    Place,
    Plate,
    Side,
    Site,
    words_of,
)
from injection_map.storage import protocol_keys as keys
from injection_map.storage.yaml_fields import Fields, Word, identifier_of, number_of
from injection_map.storage.yaml_nodes import Faults, ListNode, MapNode, Node, Where, shown

_SIDE_ENDINGS = ("-left", "-right")


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """`anchors` is empty when the place cannot be used. `move_places` tell where each move stands."""

    where: Where
    anchors: tuple[Word, ...]
    moves: tuple[Move, ...]
    move_places: tuple[Where, ...]
    fraction: float


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """A site as written, for both sides. `sides` is empty and `plate` None when they could not be read."""

    id: Word
    sides: tuple[Side, ...]
    plate: Plate | None
    view: Where
    dose: Dose | None
    place: PlaceDraft
    landmark: str
    measure: str | None
    source: Word
    verified: bool
    name: str
    technique: str
    caution: str

    @property
    def can_be_placed(self) -> bool:
        return bool(self.id and self.sides and self.plate and self.place.anchors)


@dataclass(frozen=True, slots=True)
class MuscleDraft:
    id: Word
    name: str
    patient: str
    find: str
    technique: str
    caution: str
    first_side: Side
    sites: tuple[SiteDraft, ...]
    optional: OptionalSites | None


def read_muscle(node: Node, faults: Faults) -> MuscleDraft:
    fields = Fields(node, keys.MUSCLE, faults)
    muscle_id = fields.identifier("id")
    return MuscleDraft(
        id=muscle_id,
        name=fields.text("name") or words_of(muscle_id.text),
        patient=fields.text("patient"),
        find=fields.text("find"),
        technique=fields.text("technique"),
        caution=fields.text("caution"),
        first_side=Side(fields.choice("first_side", keys.FIRST_SIDES, default="left")),
        sites=tuple(read_site(item, faults) for item in fields.items("sites")),
        optional=_optional_sites(fields.fields("optional", keys.OPTIONAL_SITES)) if "optional" in fields else None,
    )


def _optional_sites(fields: Fields) -> OptionalSites:
    return OptionalSites(
        sites=int(fields.number("sites", keys.OPTIONAL_COUNT)),
        units=fields.number("units", keys.UNITS),
        reason_required=fields.flag("reason_required", default=True),
    )


def read_site(node: Node, faults: Faults) -> SiteDraft:
    fields = Fields(node, keys.SITE, faults)
    sides = {"both": (Side.LEFT, Side.RIGHT), "midline": (Side.MIDLINE,), "": ()}
    view = fields.choice("view", keys.VIEWS)
    return SiteDraft(
        id=_without_side(fields.identifier("id"), faults),
        sides=sides[fields.choice("sides", keys.SIDES)],
        plate=Plate(view) if view else None,
        view=fields.where("view"),
        dose=_dose(fields.node("units"), faults),
        place=_place(fields.fields("place", keys.PLACE)),
        landmark=fields.text("landmark"),
        measure=fields.optional_text("measure"),
        source=fields.identifier("source"),
        verified=fields.flag("verified", default=False),
        name=fields.text("name"),
        technique=fields.text("technique"),
        caution=fields.text("caution"),
    )


def _dose(node: Node | None, faults: Faults) -> Dose | None:
    if node is None:
        return None
    if isinstance(node, MapNode):
        return _dose_range(Fields(node, keys.DOSE_RANGE, faults))
    if isinstance(node, ListNode):
        faults.add(node.where, "found a list; wanted a number, or a range such as {from: 1.25, to: 2.5}")
        return None
    units = number_of(node, keys.UNITS, faults)
    return Dose(units, units) if units else None


def _dose_range(fields: Fields) -> Dose | None:
    lowest, highest = fields.number("from", keys.UNITS), fields.number("to", keys.UNITS)
    if not lowest or not highest:
        return None
    if lowest >= highest:
        fields.faults.add(fields.where("to"), f"found a range from {lowest} to {highest}; wanted a “to” above “from”")
        return None
    return Dose(lowest, highest)


def _place(fields: Fields) -> PlaceDraft:
    anchors = _anchors(fields)
    moves = [(Direction(key), node) for key, node in fields.in_file_order() if key in keys.DIRECTIONS]
    distances = [number_of(node, keys.MILLIMETRES, fields.faults) for _, node in moves]
    fraction = fields.optional_number("fraction", keys.FRACTION)
    readable = not fields.misspelt and None not in distances
    return PlaceDraft(
        where=fields.where_it_stands,
        anchors=anchors if readable else (),
        moves=tuple(Move(direction, float(mm or 0)) for (direction, _), mm in zip(moves, distances, strict=True)),
        move_places=tuple(node.where for _, node in moves),
        fraction=0.5 if fraction is None else float(fraction),
    )


def _anchors(fields: Fields) -> tuple[Word, ...]:
    """One or two names, or none with the fault noted."""
    has_from, has_between = "from" in fields, "between" in fields
    if "fraction" in fields and has_from and not has_between:
        fields.faults.add(fields.where("fraction"), "found “fraction” with “from”; wanted it only with “between”")
    if has_from and not has_between:
        anchor = _without_side(fields.identifier("from"), fields.faults)
        return (anchor,) if anchor else ()
    if has_between and not has_from:
        return _pair(fields)
    if not fields.misspelt:
        start = "both “from” and “between”" if has_from else "no start"
        wanted = "wanted “from” one landmark or site, or “between” two of them"
        fields.faults.add(fields.where_it_stands, f"found {start}; {wanted}")
    return ()


def _pair(fields: Fields) -> tuple[Word, ...]:
    faults = fields.faults
    items = fields.items("between")
    names = tuple(_without_side(Word(identifier_of(item, faults), item.where), faults) for item in items)
    if items and len(items) != 2:
        faults.add(fields.where("between"), f"found a list of {len(items)}; wanted two names")
    elif items and all(names) and names[0].text == names[1].text:
        faults.add(names[1].where, f"found {shown(names[1].text)} twice; wanted two different names")
    elif all(names):
        return names
    return ()


def _without_side(name: Word, faults: Faults) -> Word:
    """The name, or a stand-in with the fault noted when it bears a side."""
    if not name.text.endswith(_SIDE_ENDINGS):
        return name
    wanted = shown(name.text.rpartition("-")[0])
    faults.add(name.where, f"found {shown(name.text)}; wanted {wanted}: the side is added by itself")
    return Word("", name.where)


def build_muscle(draft: MuscleDraft) -> Muscle:
    """The muscle with its sites in the order of treatment: the whole of the first side, then the other.

    A midline site stands among those of the first side, where the file has it.
    """
    second_side = Side.RIGHT if draft.first_side is Side.LEFT else Side.LEFT
    first = [build_site(site, side, draft) for site in draft.sites for side in site.sides if side is not second_side]
    second = [build_site(site, side, draft) for site in draft.sites for side in site.sides if side is second_side]
    return Muscle(
        id=draft.id.text,
        name=draft.name,
        patient=draft.patient,
        find=draft.find,
        technique=draft.technique,
        caution=draft.caution,
        sites=(*first, *second),
        optional=draft.optional,
    )


def build_site(draft: SiteDraft, side: Side, muscle: MuscleDraft) -> Site:
    """One side's site of a draft that can be placed."""
    assert draft.plate is not None
    return Site(
        key=draft.id.text if side is Side.MIDLINE else f"{draft.id.text}-{side}",
        id=draft.id.text,
        muscle=muscle.id.text,
        side=side,
        plate=draft.plate,
        dose=draft.dose or Dose(Decimal(0), Decimal(0)),
        place=Place(tuple(anchor.text for anchor in draft.place.anchors), draft.place.moves, draft.place.fraction),
        landmark=draft.landmark,
        measure=draft.measure,
        find=muscle.find,
        technique=draft.technique or muscle.technique,
        caution=draft.caution or muscle.caution,
        source=draft.source.text,
        verified=draft.verified,
        name=draft.name or words_of(draft.id.text),
        short_name=_short_name(draft, muscle),
    )


def _short_name(site: SiteDraft, muscle: MuscleDraft) -> str:
    """What tells the site from the others of its muscle: “2” of Temporalis 2, nothing of Corrugator."""
    if site.name:
        return site.name.removeprefix(muscle.name).strip()
    if site.id.text == muscle.id.text:
        return ""
    return site.id.text.removeprefix(f"{muscle.id.text}-").replace("-", " ")
