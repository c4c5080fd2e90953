"""What each view of the chair page shows: from the state of the visit to requests that the diagram understands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QSizeF

from injection_map.diagram.art import ArtRenderer, Treated
from injection_map.diagram.boxes import Box
from injection_map.diagram.colours import Colours
from injection_map.diagram.frames import Style
from injection_map.diagram.guides import guideline
from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.diagram.scene import GhostOnView, SiteOnView, ViewRequest
from injection_map.domain import words
from injection_map.domain.errors import AssetError
from injection_map.domain.follow_up import told_after
from injection_map.domain.geometry import PointMm, RectMm
from injection_map.domain.last_visit import Ghost, ghosts, key_then
from injection_map.domain.protocol import View
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.ui.chair.look import look_of
from injection_map.ui.overlay import Shown
from injection_map.ui.visit_model import VisitModel

_GHOSTLY = (Style.HERO, Style.OVERVIEW)


def point_of(model: VisitModel, site: SiteState) -> PointMm:
    """Where a site lies, in mm of its view: as the protocol places it, or where it was added or moved to."""
    return site.own_point or model.placed[site.key].point


def shown_state(model: VisitModel, view: View) -> object:
    """All of the visit that a request of a view is made from: the same, and a new request would be the same."""
    overlay = model.overlay
    if overlay.last is not None or overlay.proposal is not None:
        over: object = (overlay.last, overlay.shown, overlay.proposal, model.visit.sites)
    else:
        over = None
    in_view, next_site = _sites_of(model, view), model.next_site
    treated = next_site if next_site is not None and _treated(next_site, in_view) else None
    return in_view, treated, model.unsaved_sites, model.visit.follow_up, over


def _sites_of(model: VisitModel, view: View) -> tuple[SiteState, ...]:
    return tuple(site for site in model.visit.sites if site.view is view)


def view_request(
    model: VisitModel,
    art: ArtRenderer,
    *,
    view: View,
    style: Style,
    size: QSizeF,
    colours: Colours,
    reserved: tuple[Box, ...] = (),
) -> ViewRequest:
    """One view as it stands now."""
    next_site = model.next_site
    on_view = next_site is not None and next_site.view is view
    in_view = _sites_of(model, view)
    treated = _treated(next_site, in_view)
    here = treated if on_view else None
    labelled = on_view and style in (Style.HERO, Style.OVERVIEW)
    guided = labelled and style is Style.HERO and next_site is not None and next_site.own_point is None
    was = _last_visit(model, view) if style in _GHOSTLY else {}
    around = {key: ghost.text for key, ghost in was.items() if _is_there(model, ghost)}
    return ViewRequest(
        view=view,
        style=style,
        width_px=size.width(),
        height_px=size.height(),
        sites=tuple(
            _on_view(model, site, plates=style is Style.HERO, was=around.get(site.key, "")) for site in in_view
        ),
        colours=colours,
        treated=treated,
        treated_bounds=_bounds(art, view, here) if here and labelled else None,
        next_key=next_site.key if on_view and next_site else None,
        next_label=_label(next_site, style, around.get(next_site.key, "")) if labelled and next_site else "",
        guideline=guideline(model.placed[next_site.key], model.placed) if guided and next_site else None,
        reserved=reserved,
        ghosts=_ghosts(model, view, [ghost for key, ghost in was.items() if key not in around]),
        proposed=_proposed(model, view) if style in _GHOSTLY else None,
    )


def _treated(next_site: SiteState | None, in_view: Sequence[SiteState]) -> Treated | None:
    """None for a view that has no site of its muscle: nothing in it differs then from one muscle to the next."""
    if next_site is None or all(site.muscle != next_site.muscle for site in in_view):
        return None
    return Treated(next_site.muscle, next_site.side)


def _bounds(art: ArtRenderer, view: View, treated: Treated) -> RectMm | None:
    """Where the muscle lies; None where its drawing is broken, which the cache of the art says in a sentence."""
    try:
        return art.muscle_bounds(view, treated)
    except AssetError:
        return None


def _label(site: SiteState, style: Style, was: str) -> str:
    name = site.name if style is Style.OVERVIEW else f"{site.name}, {words.units(site.units)}"
    return f"{name}, {was}" if was and style is Style.HERO else name


# --- what lies over the visit ----------------------------------------------------------------------------------------


def _last_visit(model: VisitModel, view: View) -> Mapping[str, Ghost]:
    """The ghosts of a view by the key of their site, as far as the last visit is shown."""
    overlay = model.overlay
    if overlay.last is None or overlay.shown is Shown.NOTHING:
        return {}
    found = ghosts(overlay.last, model.visit, every_site=overlay.shown is Shown.EVERY_SITE)
    return {ghost.key: ghost for ghost in found if ghost.view is view}


def _is_there(model: VisitModel, ghost: Ghost) -> bool:
    """Whether the site is now where it was then, so that its own mark wears the ring."""
    site = model.visit.site(ghost.key)
    return site is not None and ghost.place_in(model.visit, model.placed) == point_of(model, site)


def _ghosts(model: VisitModel, view: View, was: list[Ghost]) -> tuple[GhostOnView, ...]:
    """The places of the last visit where no mark is now, and the planned places of the sites that were moved."""
    last = [
        GhostOnView(f"last {ghost.key}", ghost.muscle, point, ghost.text)
        for ghost in was
        if (point := ghost.place_in(model.visit, model.placed))
    ]
    moved = [site for site in model.visit.sites if site.view is view and site.moved and site.key in model.placed]
    planned = [GhostOnView(f"planned {site.key}", site.muscle, model.placed[site.key].point) for site in moved]
    return (*planned, *last)


def _proposed(model: VisitModel, view: View) -> SiteOnView | None:
    """The site that is being added or moved, where it would be."""
    proposal = model.overlay.proposal
    if proposal is None or proposal.view is not view:
        return None
    return SiteOnView("proposed", proposal.muscle, proposal.point, MarkLook(added=proposal.added))


# --- one site --------------------------------------------------------------------------------------------------------


def _on_view(model: VisitModel, site: SiteState, *, plates: bool, was: str) -> SiteOnView:
    look = look_of(site, next_site=model.next_site, unsaved=model.unsaved_sites)
    plate = _whole_plate(model, site, was) if plates else ""
    ringed = bool(was) and look.state is not MarkState.NEXT  # its halo must be seen, and its label says what was
    return SiteOnView(site.key, site.muscle, point_of(model, site), replace(look, ghost=ringed), plate)


def _whole_plate(model: VisitModel, site: SiteState, was: str) -> str:
    """What is to be said of a site, with its number: between two sites a plate says whose it is."""
    told = _told(model, site)
    number = _plate(model, site) or (told and _number(model, site))
    return ", ".join(filter(None, (number, was, told)))


def _told(model: VisitModel, site: SiteState) -> str:
    """What the patient told of the last time at this site: after: bruising"""
    told, next_site = model.visit.follow_up, model.next_site
    if told is None or (next_site is not None and next_site.key == site.key):
        return ""  # of the next site its card tells it
    return told_after([told]).get(key_then(site, model.overlay.last), "")


def _plate(model: VisitModel, site: SiteState) -> str:
    """The number of a site of the muscle and side in hand, and the word when it is not plain to do: `1 given`."""
    next_site = model.next_site
    if next_site is None or site.key == next_site.key or (site.muscle, site.side) != (next_site.muscle, next_site.side):
        return ""
    word = "" if site.status is SiteStatus.TO_DO else site.status.value
    return " ".join(filter(None, (_number(model, site), word)))


def _number(model: VisitModel, site: SiteState) -> str:
    planned = model.protocol.site(site.key)
    return planned.short_name if planned else "added"
