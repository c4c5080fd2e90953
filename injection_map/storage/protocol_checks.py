"""What the parts of a protocol file must be to each other: names that exist, places that lead somewhere, the total.

Each check passes over what could not be read, so that one cause makes one fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from graphlib import TopologicalSorter

from injection_map.domain.geometry import Drawing, PointMm, RectMm
from injection_map.domain.placement import base_site, directions_allowed, index_of, landmark_for, place_all
from injection_map.domain.protocol import Direction, Plate, Side, Site
from injection_map.storage.protocol_drafts import MuscleDraft, SiteDraft, build_site
from injection_map.storage.yaml_fields import Word, nearest_to, without_trailing_zeros
from injection_map.storage.yaml_nodes import Faults, Where, shown


def check_unique(what: str, words: Iterable[Word], faults: Faults) -> None:
    first: dict[str, Where] = {}
    for word in words:
        if word.text in first:
            earlier = first[word.text]
            faults.add(word.where, f"found the {what} {shown(word.text)} again; it stands on line {earlier.line}")
        elif word:
            first[word.text] = word.where


def check_known(what: str, words: Iterable[Word], known: Sequence[str], faults: Faults) -> set[str]:
    """Notes the words that are not known. Returns the known words that they were probably meant to be."""
    names, meant = set(known), set[str]()
    for word in words:
        if word and word.text not in names:
            nearest = nearest_to(word.text, known)
            meant.update(nearest)
            faults.add(word.where, f"found the unknown {what} {shown(word.text)}; wanted {_one_of(nearest or known)}")
    return meant


def check_order(order: Sequence[Word], where: Where, muscles: Sequence[Word], faults: Faults) -> None:
    """The order must name every muscle once. Not compared while a name is unreadable or two muscles share one."""
    check_unique("muscle", order, faults)
    known = tuple(dict.fromkeys(muscle.text for muscle in muscles if muscle))
    if not order or not all(order) or not known or len(known) < len(muscles):
        return
    listed = {word.text for word in order} | check_known("muscle", order, known, faults)
    for missing in (name for name in known if name not in listed):
        faults.add(where, f"found no {shown(missing)} in the order; wanted every muscle once")


def check_total(muscles: Iterable[MuscleDraft], most: Decimal, where: Where, faults: Faults) -> None:
    """The highest planned units of all sites, without the optional ones, must stay within the visit's bound."""
    sites = [site for muscle in muscles for site in muscle.sites]
    total = sum((site.dose.highest * len(site.sides) for site in sites if site.dose), Decimal(0))
    if most and total > most:
        faults.add(
            where,
            f"found {without_trailing_zeros(total)} units in the sites together; wanted no more than these {most}",
        )


def check_places(muscles: Iterable[MuscleDraft], drawings: Mapping[Plate, Drawing], faults: Faults) -> None:
    """Every place must start at something known, move where moving has a meaning, and end on its drawing."""
    _Places(muscles, drawings, faults).check()


class _Places:
    """The sites of a file by id; of two with the same id the first."""

    def __init__(self, muscles: Iterable[MuscleDraft], drawings: Mapping[Plate, Drawing], faults: Faults) -> None:
        self._drawings = drawings
        self._faults = faults
        self._ids: set[str] = set()
        self._every_id_was_read = True
        self._drafts: dict[str, SiteDraft] = {}
        self._sites: dict[str, tuple[Site, ...]] = {}
        for muscle in muscles:
            for draft in muscle.sites:
                self._take(draft, muscle)
        self._index = index_of(site for sites in self._sites.values() for site in sites)

    def _take(self, draft: SiteDraft, muscle: MuscleDraft) -> None:
        if not draft.id:
            self._every_id_was_read = False
        elif draft.id.text not in self._ids:
            self._ids.add(draft.id.text)
            if draft.plate is not None and draft.plate not in self._drawings:
                self._faults.add(draft.view, f"the {draft.plate} drawing is missing from this installation")
            elif draft.can_be_placed:
                self._drafts[draft.id.text] = draft
                self._sites[draft.id.text] = tuple(build_site(draft, side, muscle) for side in draft.sides)

    def check(self) -> None:
        lost = {name for name, draft in self._drafts.items() if not self._is_sound(draft)}
        bases = {name: self._bases(draft) for name, draft in self._drafts.items()}
        in_circles: set[str] = set()
        for circle in _circles(bases):
            self._faults.add(self._drafts[circle[0]].place.where, _circle_message(circle))
            in_circles.update(circle)
        lost |= in_circles
        bases.update(dict.fromkeys(in_circles, ()))
        for name in TopologicalSorter(bases).static_order():
            if not lost.isdisjoint(bases[name]):
                lost.add(name)
        self._check_bounds({name: bases[name] for name in self._drafts if name not in lost})

    def _bases(self, draft: SiteDraft) -> tuple[str, ...]:
        """The ids of the sites that a place builds on."""
        found = (
            base_site(anchor.text, site, self._index)
            for anchor in draft.place.anchors
            for site in self._sites[draft.id.text]
            if landmark_for(anchor.text, site.side, self._drawings[site.plate]) is None
        )
        return tuple(dict.fromkeys(base.id for base in found if base is not None))

    def _is_sound(self, draft: SiteDraft) -> bool:
        checks = [self._anchor_is_known(anchor, draft) for anchor in draft.place.anchors]
        return all([*checks, self._moves_are_allowed(draft)])

    def _moves_are_allowed(self, draft: SiteDraft) -> bool:
        site = self._sites[draft.id.text][0]
        allowed = directions_allowed(site.plate, site.side)
        sound = True
        for move, where in zip(draft.place.moves, draft.place.move_places, strict=True):
            if move.direction not in allowed:
                sound = False
                of_what = "a midline site" if site.side is Side.MIDLINE else f"the {site.plate} view"
                wanted = " or ".join(direction for direction in Direction if direction in allowed)
                self._faults.add(where, f"found “{move.direction}” for {of_what}; wanted {wanted}")
        return sound

    def _anchor_is_known(self, anchor: Word, draft: SiteDraft) -> bool:
        for site in self._sites[draft.id.text]:
            landmark = landmark_for(anchor.text, site.side, self._drawings[site.plate])
            base = base_site(anchor.text, site, self._index)
            if landmark and base:
                message = f"found {shown(anchor.text)}, which is a landmark and also a site; wanted the site renamed"
            elif landmark or base:
                continue
            else:
                message = self._why_unknown(anchor.text, site)
            if message:
                self._faults.add(anchor.where, message)
            return False
        return True

    def _why_unknown(self, name: str, site: Site) -> str:
        """What is wrong with an anchor; empty when the fault it comes from is noted already."""
        drawing = self._drawings[site.plate]
        here = f"a landmark or site of the {site.plate} view"
        elsewhere = [other.plate for other in self._drawings.values() if name in _landmark_names(other)]
        if name in self._ids and name not in self._drafts:
            return ""
        if name in self._drafts and self._drafts[name].plate is not site.plate:
            return f"found {shown(name)}, a site of the {self._drafts[name].plate} view; wanted {here}"
        if name in self._drafts or site.plate in elsewhere:
            return f"found {shown(name)}, which has a left and a right; wanted {here} in the midline"
        if elsewhere:
            return f"found {shown(name)}, a landmark of the {elsewhere[0]} view; wanted {here}"
        if not self._every_id_was_read:
            return ""
        known = [
            *sorted(_landmark_names(drawing)),
            *(other for other, d in self._drafts.items() if d.plate is site.plate),
        ]
        return f"found the unknown landmark or site {shown(name)}; wanted {_one_of(nearest_to(name, known) or known)}"

    def _check_bounds(self, bases: Mapping[str, Sequence[str]]) -> None:
        """Notes the sites outside their drawing, but not those that are there because their base is."""
        placed = place_all(tuple(site for name in bases for site in self._sites[name]), self._drawings)
        outside: dict[str, str] = {}
        for name in bases:
            for site in self._sites[name]:
                point, bounds = placed[site.key].point, self._drawings[site.plate].bounds
                as_drawn = point.mirrored() if site.plate is Plate.SIDE and site.side is Side.RIGHT else point
                if not bounds.contains(as_drawn):
                    outside.setdefault(name, _outside_message(site, as_drawn, bounds))
        for name, message in outside.items():
            if outside.keys().isdisjoint(bases[name]):
                self._faults.add(self._drafts[name].place.where, message)


def _landmark_names(drawing: Drawing) -> set[str]:
    """The names by which a place may call them: without a side, on the side plate too."""
    return {name.removesuffix("-left").removesuffix("-right") for name in drawing.landmarks}


def _circles(bases: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The circles among sites that build on each other: each begins with its first in the file and goes to its base.

    A walk in depth without recursion. Asking graphlib for one circle after the other takes minutes in a hostile file.
    """
    rank = {name: number for number, name in enumerate(bases)}
    done: set[str] = set()
    way: dict[str, None] = {}  # the names from the start to where the walk is, in order
    to_visit = [*bases][::-1]
    while to_visit:
        name = to_visit[-1]
        if name in done or name in way:  # seen before, or all that it builds on has been walked
            to_visit.pop()
            way.pop(name, None)
            done.add(name)
            continue
        way[name] = None
        for base in bases[name]:
            if base in way:
                names = list(way)
                circle = names[names.index(base) :]
                first = circle.index(min(circle, key=rank.__getitem__))
                yield (*circle[first:], *circle[:first])
            elif base not in done:
                to_visit.append(base)


def _circle_message(circle: tuple[str, ...]) -> str:
    ring = [*circle, circle[0]]
    steps = [f"{shown(ring[i])} is placed from {shown(ring[i + 1])}" for i in range(min(len(circle), 6))]
    more = ", and so on" if len(circle) > 6 else ""
    return f"found a circle: {', '.join(steps)}{more}; wanted a way that ends at a landmark"


def _outside_message(site: Site, point: PointMm, bounds: RectMm) -> str:
    across = f"{bounds.x:g} to {bounds.x + bounds.width:g}"
    down = f"{bounds.y:g} to {bounds.y + bounds.height:g}"
    return (
        f"found a place outside the {site.plate} drawing, {point.x:g} mm across and {point.y:g} mm down ({site.side});"
        f" wanted one within {across} mm across and {down} mm down"
    )


def _one_of(names: Sequence[str]) -> str:
    if len(names) == 1:
        return shown(names[0])
    more = ", …" if len(names) > 20 else ""
    return f"one of {', '.join(names[:20])}{more}"
