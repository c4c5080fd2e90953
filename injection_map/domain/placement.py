"""From the words of the technique to points in mm: a site's place on its drawing, and the guide that shows the way.

Left is the side as drawn on the side plate; a right site of that plate gets the mirrored point, in the
coordinates of the right view. On the front plate the patient's left has x > 0, on the back plate the right has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

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


def index_of(sites: Iterable[Site]) -> Mapping[tuple[str, Side], Site]:
    """The sites by id and side; of two with the same the first."""
    index: dict[tuple[str, Side], Site] = {}
    for site in sites:
        index.setdefault((site.id, site.side), site)
    return index


def base_site(name: str, site: Site, index: Mapping[tuple[str, Side], Site]) -> Site | None:
    """The site that a place's anchor means: of the same plate, and of the same side or else of the midline."""
    for side in (site.side, Side.MIDLINE):
        other = index.get((name, side))
        if other is not None and other.plate is site.plate:
            return other
    return None


def place_sites(protocol: Protocol, drawings: Mapping[Plate, Drawing]) -> dict[str, PlacedSite]:
    """Every site's point and guide by site key, in treatment order.

    Raises PlacementError when an anchor is neither a landmark nor a site of the same side and plate, or when
    places build on each other in a circle. The reader of protocol files reports both with line and column first.
    """
    return place_all(protocol.sites, drawings)


def place_all(sites: tuple[Site, ...], drawings: Mapping[Plate, Drawing]) -> dict[str, PlacedSite]:
    """As `place_sites`, for a bare sequence of sites."""
    index = index_of(sites)
    placed: dict[str, PlacedSite] = {}
    for site in _bases_first(sites, index, drawings):
        anchors = tuple(_anchor(name, site, index, placed, drawings[site.plate]) for name in site.place.anchors)
        path = _walk(site, _start(anchors, site.place.fraction))
        placed[site.key] = PlacedSite(site, path[-1], Guide(anchors, path))
    return {site.key: placed[site.key] for site in sites}


def _bases_first(
    sites: tuple[Site, ...], index: Mapping[tuple[str, Side], Site], drawings: Mapping[Plate, Drawing]
) -> list[Site]:
    """The sites such that each stands after those that its place builds on."""
    by_key = {site.key: site for site in sites}
    bases: dict[str, list[str]] = {}
    for site in sites:
        names = [name for name in site.place.anchors if landmark_for(name, site.side, drawings[site.plate]) is None]
        bases[site.key] = [base.key for name in names if (base := base_site(name, site, index)) is not None]
    try:
        return [by_key[key] for key in TopologicalSorter(bases).static_order()]
    except CycleError as error:
        raise PlacementError(f"places build on each other in a circle: {' → '.join(error.args[1])}") from error


def _anchor(
    name: str,
    site: Site,
    index: Mapping[tuple[str, Side], Site],
    placed: Mapping[str, PlacedSite],
    drawing: Drawing,
) -> GuideAnchor:
    landmark = landmark_for(name, site.side, drawing)
    if landmark is not None:
        point = drawing.landmarks[landmark]
        return GuideAnchor(point.mirrored() if _is_mirrored(site) else point, landmark=name)
    base = base_site(name, site, index)
    if base is None:
        raise PlacementError(f"{site.key}: no landmark or site “{name}” on the {site.plate} drawing")
    return GuideAnchor(_as_seen(placed[base.key], site), site_key=base.key)


def _as_seen(base: PlacedSite, site: Site) -> PointMm:
    """The base's point in the view of `site`: a midline site of the side plate is placed on the left view."""
    return base.point.mirrored() if _is_mirrored(site) and not _is_mirrored(base.site) else base.point


def _start(anchors: tuple[GuideAnchor, ...], fraction: float) -> PointMm:
    first, *second = anchors
    return first.point.towards(second[0].point, fraction) if second else first.point


def _walk(site: Site, start: PointMm) -> tuple[PointMm, ...]:
    """The corners from the start to the site, one a move."""
    mirror = -1.0 if _is_mirrored(site) else 1.0
    path = [start]
    for move in site.place.moves:
        dx, dy = step_mm(move, site.plate, site.side)
        path.append(PointMm(path[-1].x + dx * mirror, path[-1].y + dy))
    return tuple(path)


def _is_mirrored(site: Site) -> bool:
    return site.plate is Plate.SIDE and site.side is Side.RIGHT
