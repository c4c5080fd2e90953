"""From what is to be shown to a scene: the frame, the size of the marks, and a place for every label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from injection_map.diagram.boxes import Size, Spot
from injection_map.diagram.frames import (
    OTHER_MUSCLES_R,
    Style,
    ViewTransform,
    closer,
    frame_around,
    frame_of,
    hero_frame,
    mark_radius,
    nearest_distance,
)
from injection_map.diagram.labelling import with_labels
from injection_map.diagram.letters import TextRun, scale_bar, side_letters
from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.diagram.scene import GhostOnView, PlacedMark, SiteOnView, ViewRequest, ViewScene

_DETAIL_MARGIN_MM = 28.0
_LANDMARK_INSET_PX = 16.0
_GHOST = MarkLook(MarkState.LAST_VISIT)
_PLANNED_R = 0.6
_ON_ONE_MUSCLE = (Style.HERO, Style.SHEET, Style.SLIDE)
_LABELLED = (*_ON_ONE_MUSCLE, Style.OVERVIEW, Style.SUMMARY)


def build_scene(request: ViewRequest) -> ViewScene:
    """Places everything. Pure but for the metrics of the typeface; some milliseconds."""
    size = Size(request.width_px, request.height_px)
    own = [site for site in request.sites if request.treated and site.muscle == request.treated.muscle]
    transform = _transform(request, own)
    scene = ViewScene(
        view=request.view,
        style=request.style,
        transform=transform,
        colours=request.colours,
        treated=request.treated if own else None,
        marks=_marks(request, own, transform),
        letters=side_letters(
            request.style,
            request.view,
            size,
            request.reserved,
            text_scale=request.text_scale,
            says_side=not request.in_steps,
        ),
        words=_caption(request),
        hidden=request.hidden,
    )
    scene = _with_more_marks(scene, request)
    if request.style in _ON_ONE_MUSCLE:
        scene = replace(scene, scale=scale_bar(size, transform.px_per_mm, text_scale=request.text_scale))
    return with_labels(scene, request, own) if request.style in _LABELLED else scene


def _transform(request: ViewRequest, own: Sequence[SiteOnView]) -> ViewTransform:
    points = [site.point for site in own]
    width, height = request.width_px, request.height_px
    if request.style is Style.DETAIL and points:
        return frame_around(points, margin_mm=_DETAIL_MARGIN_MM).filling(width_px=width, height_px=height)
    if request.style in _ON_ONE_MUSCLE and points:
        framed = hero_frame(
            request.view, own[0].muscle, points, width_px=width, height_px=height, apart_px=request.apart_px
        )
        guides = (request.guideline,) if request.in_steps and request.guideline else request.guidelines
        landmarks = [landmark.point for guide in guides for landmark in guide.landmarks]
        whole = framed.holding(landmarks, inset_px=_LANDMARK_INSET_PX)
        upcoming = next((site.point for site in own if site.key == request.next_key), None)
        return closer(whole, upcoming, request.zoom) if upcoming and request.zoom > 1 else whole
    return frame_of(request.style, request.view).filling(width_px=width, height_px=height)


def _marks(request: ViewRequest, own: Sequence[SiteOnView], transform: ViewTransform) -> tuple[PlacedMark, ...]:
    has_next = any(site.key == request.next_key for site in request.sites)
    framed = own if own and request.style in (*_ON_ONE_MUSCLE, Style.DETAIL) else list(request.sites)
    in_frame = {site.key for site in framed}
    others = [site for site in request.sites if site.key not in in_frame]

    def radius(sites: Sequence[SiteOnView], *, treated: bool) -> float:
        nearest = nearest_distance(site.point for site in sites)
        nearest_px = None if nearest is None else nearest * transform.px_per_mm
        return mark_radius(request.style, nearest_px, treated=treated, text_scale=request.text_scale)

    own_r = radius(framed, treated=has_next)
    other_r = min(OTHER_MUSCLES_R * own_r, radius(others, treated=False))
    sized = [(site, other_r) for site in others] + [(site, own_r) for site in framed]
    sized.sort(key=lambda item: _layer(item[0], request.next_key))
    return tuple(PlacedMark(site.key, transform.to_px(site.point), r, site.look) for site, r in sized)


def _with_more_marks(scene: ViewScene, request: ViewRequest) -> ViewScene:
    """Ghosts and what is proposed, as large as the marks of their muscle; a planned place is small."""
    r_of = {site.muscle: mark.r for site in request.sites if (mark := scene.mark(site.key))}
    smallest = min(r_of.values(), default=mark_radius(request.style, None, treated=False))

    def placed(drawn: GhostOnView | SiteOnView, look: MarkLook, share: float = 1.0) -> PlacedMark:
        r = r_of.get(drawn.muscle, smallest) * share
        return PlacedMark(drawn.key, scene.transform.to_px(drawn.point), r, look)

    ghosts = tuple(placed(ghost, _GHOST, 1.0 if ghost.plate else _PLANNED_R) for ghost in request.ghosts)
    proposed = placed(request.proposed, request.proposed.look) if request.proposed else None
    return replace(scene, ghosts=ghosts, proposed=proposed)


def _layer(site: SiteOnView, next_key: str | None) -> int:
    """A wide capsule lies under its neighbours, whose signs it would hide; the next site over all."""
    if site.key == next_key:
        return 2
    return 0 if site.look.number else 1


def _caption(request: ViewRequest) -> tuple[TextRun, ...]:
    if not request.caption:
        return ()
    return (TextRun(request.caption, Spot(6, request.height_px - 7), 10.5, 600),)
