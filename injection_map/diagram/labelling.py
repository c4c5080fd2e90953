"""What is to be labelled on a scene and how large its text is; `labels` finds the places."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from injection_map.diagram.boxes import Box, Line, Size, Spot
from injection_map.diagram.frames import Style
from injection_map.diagram.guides import Guideline, NamedLandmark, Segment, without_repeats
from injection_map.diagram.labels import place_labels
from injection_map.diagram.lettering import width_of
from injection_map.diagram.letters import face_and_back_words, is_large
from injection_map.diagram.scene import GhostOnView, PlacedLabel, SiteOnView, ViewRequest, ViewScene
from injection_map.diagram.wishes import (
    LabelWish,
    LandmarkWish,
    MarkBox,
    MeasureWish,
    Placement,
    PlateWish,
    Wishes,
)
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import View

_STAGE_INSET = 6.0
_PLUS_REACH = 13.0
_OFF_PLUS = 9.0
_MIDLINE_MM = 1.0
_SAME_PX = 0.5
_WITHIN_HALO = 1.4
_WIDE_CARD_PX = 330.0


@dataclass(frozen=True, slots=True)
class _Lettering:
    """The sizes of the labels' text on one stage, and the space beside that of the next site, in px."""

    next_label: float
    next_padding: float
    plate: float
    landmark: float
    measure: float

    @staticmethod
    def of(request: ViewRequest) -> _Lettering:
        if request.style is Style.SHEET:
            sizes = (12.0, 8.0, 11.0, 11.0, 11.0)
        elif request.style is Style.SLIDE:
            sizes = (18.0, 12.0, 14.0, 14.0, 14.0)
        elif request.style is Style.SUMMARY:
            sizes = (14.0, 9.0, 13.0, 13.0, 13.0)
        elif request.style is Style.OVERVIEW:
            wide = request.width_px >= _WIDE_CARD_PX
            sizes = (15.0, 16.0, 13.0, 13.0, 13.0) if wide else (14.0, 9.0, 13.0, 13.0, 13.0)
        elif is_large(Size(request.width_px, request.height_px)):
            sizes = (20.0, 16.0, 16.0, 17.0, 17.0)
        else:
            sizes = (18.0, 16.0, 15.0, 16.0, 16.0)
        return _Lettering(*(px * request.text_scale for px in sizes))


@dataclass(frozen=True, slots=True)
class _Work:
    """One scene's labels in the making."""

    scene: ViewScene
    request: ViewRequest
    own: Sequence[SiteOnView]
    sizes: _Lettering
    boxes: Mapping[str, MarkBox]
    guides: tuple[Guideline, ...]
    landmarks: tuple[NamedLandmark, ...]

    @property
    def next_box(self) -> MarkBox | None:
        return self.boxes.get(self.request.next_key or "")

    @property
    def spots(self) -> tuple[Spot, ...]:
        return tuple(self.spot(landmark.point) for landmark in self.landmarks)

    @property
    def plated(self) -> list[SiteOnView | GhostOnView]:
        """What gets a small plate: the other sites that have one, those of the muscle in hand first, and the ghosts."""
        if not (self.request.style.is_handout or self.request.style in (Style.HERO, Style.SUMMARY)):
            return []
        own = {site.key for site in self.own}
        others = [site for site in self.request.sites if site.key not in own]
        sites = [site for site in (*self.own, *others) if site.key != self.request.next_key]
        stage = Box(0, 0, self.request.width_px, self.request.height_px)
        drawn: list[SiteOnView | GhostOnView] = [*sites, *self.request.ghosts]
        return [mark for mark in drawn if mark.plate and stage.holds(self.boxes[mark.key].centre)]

    def spot(self, point: PointMm) -> Spot:
        px = self.scene.transform.to_px(point)
        return Spot(px.x(), px.y())


def with_labels(scene: ViewScene, request: ViewRequest, own: Sequence[SiteOnView]) -> ViewScene:
    """The scene with its guide, measure and labels. `own` are the sites of the muscle being treated."""
    boxes = {mark.key: MarkBox(Spot(*mark.centre.toTuple()), scene.extent(mark)) for mark in scene.all_marks}
    size = Size(request.width_px, request.height_px)
    hero = request.style is Style.HERO
    guides = _guides(request, boxes)
    landmarks = dict.fromkeys(mark for guide in guides for mark in guide.landmarks)
    covered = 0.0 if request.in_steps else _WITHIN_HALO
    shown = tuple(mark for mark in landmarks if _is_seen(scene, mark.point, covered))
    work = _Work(scene, request, own, _Lettering.of(request), boxes, guides, shown)
    facing = face_and_back_words(request.view, size, text_scale=request.text_scale, high=request.in_steps)
    words = facing if hero else ()
    taken = [letter.extent for letter in scene.letters] + [box for _, box in words] + list(request.reserved)
    if scene.scale:
        taken.append(scene.scale.extent)
    lines = _dotted_lines(work)
    placement = place_labels(_wishes(work, taken, lines))
    labelled = replace(scene, words=(*scene.words, *(run for run, _ in words)), guide_lines=lines, landmarks=work.spots)
    return _with_places(labelled, work, placement)


def _guides(request: ViewRequest, boxes: Mapping[str, MarkBox]) -> tuple[Guideline, ...]:
    if request.style is Style.HERO and request.guideline and request.next_key in boxes:
        return (request.guideline,)
    return request.guidelines


def _wishes(work: _Work, taken: Sequence[Box], lines: tuple[Line, ...]) -> Wishes:
    return Wishes(
        stage=Box(0, 0, work.request.width_px, work.request.height_px).grown(-_STAGE_INSET),
        marks=tuple(work.boxes.values()),
        taken=tuple(taken),
        guide_lines=lines,
        measures=_measure_wishes(work) if lines else (),
        next_label=_next_wish(work),
        landmarks=tuple(_landmark_wish(work, landmark) for landmark in work.landmarks),
        plates=tuple(_plate_wish(work, site) for site in work.plated),
    )


def _with_places(scene: ViewScene, work: _Work, placement: Placement) -> ViewScene:
    request, sizes = work.request, work.sizes
    names = zip(work.landmarks, placement.landmarks, strict=True)
    next_label, placed = placement.next_label, [measure for measure in placement.measures if measure]
    measures = tuple(
        PlacedLabel(guide.measure or "", measure.box, sizes.measure, 700)
        for guide, measure in zip(_measured(work), placement.measures, strict=False)
        if measure
    )
    return replace(
        scene,
        landmark_names=tuple(PlacedLabel(mark.name, box, sizes.landmark, 600) for mark, box in names if box),
        bracket=tuple(line for measure in placed for line in measure.lines),
        measure=measures[0] if measures and work.next_box else None,
        measures=() if work.next_box else measures,
        next_label=(
            PlacedLabel(request.next_label, next_label.box, sizes.next_label, 700, next_label.leader)
            if next_label
            else None
        ),
        plates=tuple(
            PlacedLabel(site.plate, place.box, sizes.plate, 600, place.leader)
            for site in work.plated
            if (place := placement.plates.get(site.key))
        ),
    )


def _is_seen(scene: ViewScene, point: PointMm, covered: float) -> bool:
    """Whether a landmark lies on the stage, and not within `covered` radii of the next site, the last of the marks."""
    spot, next_mark = scene.transform.to_px(point), scene.marks[-1]
    stage = Box(0, 0, scene.transform.width_px, scene.transform.height_px).grown(-_PLUS_REACH)
    apart = math.dist(spot.toTuple(), next_mark.centre.toTuple())
    return stage.holds(Spot(spot.x(), spot.y())) and apart > covered * next_mark.r


def _dotted_lines(work: _Work) -> tuple[Line, ...]:
    ways = without_repeats([way for guide in work.guides for way in guide.lines])
    lines = [Line(work.spot(way.start), work.spot(way.end)) for way in ways]
    return tuple(_off_landmarks(line, work.spots) for line in lines)


def _off_landmarks(line: Line, spots: Sequence[Spot]) -> Line:
    """The line shortened at an end where a landmark's plus sign stands."""
    start, end = line
    if line.length <= 2 * _OFF_PLUS:
        return line
    share = _OFF_PLUS / line.length
    dx, dy = (end.x - start.x) * share, (end.y - start.y) * share
    return Line(
        Spot(start.x + dx, start.y + dy) if _is_one_of(start, spots) else start,
        Spot(end.x - dx, end.y - dy) if _is_one_of(end, spots) else end,
    )


def _is_one_of(spot: Spot, spots: Sequence[Spot]) -> bool:
    return any(math.dist(spot, other) < _SAME_PX for other in spots)


def _text_box(text: str, size_px: float, weight: int, *, padding: float, height: float) -> Size:
    return Size(width_of(text, size_px, weight) + 2 * padding, height * size_px)


def _measured(work: _Work) -> list[Guideline]:
    return [guide for guide in work.guides if guide.measured and guide.measure]


def _measure_wishes(work: _Work) -> tuple[MeasureWish, ...]:
    return tuple(
        _measure_wish(work, guide.measured, guide.measure)
        for guide in _measured(work)
        if guide.measured and guide.measure
    )


def _measure_wish(work: _Work, measured: Segment, measure: str) -> MeasureWish:
    leg = Line(work.spot(measured.start), work.spot(measured.end))
    text = _text_box(measure, work.sizes.measure, 700, padding=2, height=1.2)
    reaches = [_reach(work, spot) for spot in leg]
    return MeasureWish(leg, reaches[0], reaches[1], text, _faceward(work, measured.end))


def _reach(work: _Work, spot: Spot) -> float:
    """How far what is drawn at an end of the measured leg reaches from it."""
    for mark in work.boxes.values():
        if math.dist(mark.centre, spot) < _SAME_PX:
            return mark.reach
    return _PLUS_REACH if _is_one_of(spot, work.spots) else 0.0


def _next_wish(work: _Work) -> LabelWish | None:
    request, next_box = work.request, work.next_box
    if next_box is None or not request.next_label:
        return None
    off = None
    if request.treated_bounds:
        rect = work.scene.transform.rect_to_px(request.treated_bounds)
        off = Box(rect.left(), rect.top(), rect.right(), rect.bottom())
    size = _text_box(request.next_label, work.sizes.next_label, 700, padding=work.sizes.next_padding, height=2)
    centre = work.scene.transform.to_mm(work.scene.marks[-1].centre)
    if _is_side(request.view):
        return LabelWish(next_box, size, off, -_faceward(work, centre))
    midline = work.spot(PointMm(0, 0)).x
    return LabelWish(next_box, size, off, _outward(centre), midline)


def _landmark_wish(work: _Work, landmark: NamedLandmark) -> LandmarkWish:
    size = _text_box(landmark.name, work.sizes.landmark, 600, padding=2, height=1.2)
    return LandmarkWish(work.spot(landmark.point), size, _faceward(work, landmark.point))


def _plate_wish(work: _Work, site: SiteOnView | GhostOnView) -> PlateWish:
    size = _text_box(site.plate, work.sizes.plate, 600, padding=9, height=1.75)
    alone = work.request.style.is_handout
    return PlateWish(site.key, work.boxes[site.key], size, _away(work, site), unmistakable=alone)


def _away(work: _Work, site: SiteOnView | GhostOnView) -> Spot:
    """From the middle of the muscle's sites on this side to the site: there its plate has most room."""
    drawn: list[SiteOnView | GhostOnView] = [*work.request.sites, *work.request.ghosts]
    group = [other for other in drawn if other.muscle == site.muscle]
    if not _is_side(work.request.view):
        group = [other for other in group if _outward(other.point) == _outward(site.point)]
    middle = PointMm(sum(s.point.x for s in group) / len(group), sum(s.point.y for s in group) / len(group))
    dx, dy = site.point.x - middle.x, site.point.y - middle.y
    return Spot(dx if abs(dx) > _MIDLINE_MM else _outward(site.point), dy)


def _is_side(view: View) -> bool:
    return view in (View.LEFT, View.RIGHT)


def _outward(point: PointMm) -> int:
    """Away from the midline of a front or back view: -1 to the viewer's left, 1 to the right, 0 in the midline."""
    return 0 if abs(point.x) < _MIDLINE_MM else int(math.copysign(1, point.x))


def _faceward(work: _Work, point: PointMm) -> int:
    """Where there is quiet skin beside a landmark: toward the face on a side view, else away from the midline."""
    if _is_side(work.request.view):
        return -1 if work.request.view is View.LEFT else 1
    return _outward(point)
