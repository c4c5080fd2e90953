"""From the words of the technique to points in mm: a site's place on its drawing, and the guide that shows the way.

Left is the side as drawn on the side plate; a right site of that plate gets the mirrored point, in the
coordinates of the right view. On the front plate the patient's left has x > 0, on the back plate the right has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from injection_map.domain.geometry import Drawing, PointMm
from injection_map.domain.protocol import Direction, Move, Plate, Protocol, Side, Site


class PlacementError(ValueError):
    """A place that cannot be resolved; says which anchor or which circle."""


@dataclass(frozen=True, slots=True)
class GuideAnchor:
    """Where a place is told from: a landmark of the drawing (`landmark` is its name) or another site (`site_key`)."""

    point: PointMm
    landmark: str | None = None
    site_key: str | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """The way to a site: its anchors and the corners walked from the start, in mm of the site's view.

    `path` begins at the one anchor, or at the point between the two, and ends at the site: one corner a move.
    """

    anchors: tuple[GuideAnchor, ...]
    path: tuple[PointMm, ...]


@dataclass(frozen=True, slots=True)
class PlacedSite:
    """A site with its point in mm of its view (right view: already mirrored)."""

    site: Site
    point: PointMm
    guide: Guide


def directions_allowed(plate: Plate, side: Side) -> frozenset[Direction]:
    """The moves that mean something on this plate for this side."""
    vertical = {Direction.UP, Direction.DOWN}
    if side is Side.MIDLINE:
        return frozenset(vertical)
    if plate is Plate.SIDE:
        return frozenset(vertical | {Direction.FORWARD, Direction.BACK})
    return frozenset(vertical | {Direction.LATERAL, Direction.MEDIAL})


def landmark_for(name: str, side: Side, drawing: Drawing) -> str | None:
    """The drawing's landmark for a name without a side, or None: the side's own first, else the unpaired one."""
    if side is not Side.MIDLINE and drawing.plate is not Plate.SIDE and f"{name}-{side}" in drawing.landmarks:
        return f"{name}-{side}"
    return name if name in drawing.landmarks else None


def step_mm(move: Move, plate: Plate, side: Side) -> tuple[float, float]:
    """The move as (dx, dy) in mm of the plate as drawn (the side plate: the left)."""
    if move.direction is Direction.UP:
        return 0.0, -move.distance_mm
    if move.direction is Direction.DOWN:
        return 0.0, move.distance_mm
    if move.direction is Direction.FORWARD:
        return -move.distance_mm, 0.0
    if move.direction is Direction.BACK:
        return move.distance_mm, 0.0
    patients_left_is_positive = plate is Plate.FRONT
    outward = 1.0 if (side is Side.LEFT) == patients_left_is_positive else -1.0
    return (outward if move.direction is Direction.LATERAL else -outward) * move.distance_mm, 0.0


def place_sites(protocol: Protocol, drawings: Mapping[Plate, Drawing]) -> dict[str, PlacedSite]:
    """Every site's point and guide by site key, in treatment order.

    Raises PlacementError when an anchor is neither a landmark nor a site of the same side and plate, or when
    places build on each other in a circle. The reader of protocol files reports both with line and column first.
    """
    return place_all(protocol.sites, drawings)


def place_all(sites: tuple[Site, ...], drawings: Mapping[Plate, Drawing]) -> dict[str, PlacedSite]:
    """As `place_sites`, for a bare sequence of sites."""
    by_id_and_side = {(site.id, site.side): site for site in sites}
    placed: dict[str, PlacedSite] = {}
    under_way: list[str] = []

    def anchor_of(name: str, site: Site) -> GuideAnchor:
        drawing = drawings[site.plate]
        other = by_id_and_side.get((name, site.side)) or by_id_and_side.get((name, Side.MIDLINE))
        landmark = landmark_for(name, site.side, drawing)
        if landmark is None and other is not None and other.plate is site.plate:
            return GuideAnchor(place(other).point, site_key=other.key)
        if landmark is None:
            raise PlacementError(f"{site.key}: no landmark or site “{name}” on the {site.plate} drawing")
        point = drawing.landmarks[landmark]
        return GuideAnchor(point.mirrored() if _is_mirrored(site) else point, landmark=name)

    def place(site: Site) -> PlacedSite:
        if site.key in placed:
            return placed[site.key]
        if site.key in under_way:
            raise PlacementError(f"places go in a circle: {' → '.join([*under_way, site.key])}")
        under_way.append(site.key)
        anchors = tuple(anchor_of(name, site) for name in site.place.anchors)
        start = anchors[0].point
        if len(anchors) == 2:
            start = start.towards(anchors[1].point, site.place.fraction)
        path = [start]
        mirror = -1.0 if _is_mirrored(site) else 1.0
        for move in site.place.moves:
            dx, dy = step_mm(move, site.plate, site.side)
            path.append(PointMm(path[-1].x + dx * mirror, path[-1].y + dy))
        under_way.pop()
        placed[site.key] = PlacedSite(site, path[-1], Guide(anchors, tuple(path)))
        return placed[site.key]

    for site in sites:
        place(site)
    return {site.key: placed[site.key] for site in sites}


def _is_mirrored(site: Site) -> bool:
    return site.plate is Plate.SIDE and site.side is Side.RIGHT
