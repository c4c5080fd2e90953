"""What each view of the chair page shows: from the state of the visit to requests that the diagram understands."""

from __future__ import annotations

from PySide6.QtCore import QSizeF

from injection_map.diagram.art import ArtRenderer, Treated
from injection_map.diagram.boxes import Box
from injection_map.diagram.colours import Colours
from injection_map.diagram.frames import Style
from injection_map.diagram.guides import guideline
from injection_map.diagram.scene import SiteOnView, ViewRequest
from injection_map.domain import words
from injection_map.domain.errors import AssetError
from injection_map.domain.geometry import PointMm, RectMm
from injection_map.domain.protocol import View
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.ui.chair.look import look_of
from injection_map.ui.visit_model import VisitModel


def point_of(model: VisitModel, site: SiteState) -> PointMm:
    """Where a site lies, in mm of its view: as the protocol places it, or where it was added."""
    return site.own_point or model.placed[site.key].point


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
    treated = Treated(next_site.muscle, next_site.side) if next_site is not None else None
    here = treated if on_view else None
    labelled = on_view and style in (Style.HERO, Style.OVERVIEW)
    guided = labelled and style is Style.HERO and next_site is not None and next_site.key in model.placed
    return ViewRequest(
        view=view,
        style=style,
        width_px=size.width(),
        height_px=size.height(),
        sites=tuple(
            _on_view(model, site, plates=style is Style.HERO) for site in model.visit.sites if site.view is view
        ),
        colours=colours,
        treated=treated,
        treated_bounds=_bounds(art, view, here) if here and labelled else None,
        next_key=next_site.key if on_view and next_site else None,
        next_label=_label(next_site, style) if labelled and next_site else "",
        guideline=guideline(model.placed[next_site.key], model.placed) if guided and next_site else None,
        reserved=reserved,
    )


def _bounds(art: ArtRenderer, view: View, treated: Treated) -> RectMm | None:
    """Where the muscle lies; None where its drawing is broken, which the cache of the art says in a sentence."""
    try:
        return art.muscle_bounds(view, treated)
    except AssetError:
        return None


def _label(site: SiteState, style: Style) -> str:
    return site.name if style is Style.OVERVIEW else f"{site.name}, {words.units(site.units)}"


def _sites_on(model: VisitModel, view: View, *, plates: bool) -> tuple[SiteOnView, ...]:
    return tuple(_on_view(model, site, plates=plates) for site in model.visit.sites if site.view is view)


def _on_view(model: VisitModel, site: SiteState, *, plates: bool) -> SiteOnView:
    look = look_of(site, next_site=model.next_site, unsaved=model.unsaved_sites)
    plate = _plate(model, site) if plates else ""
    return SiteOnView(site.key, site.muscle, point_of(model, site), look, plate)


def _plate(model: VisitModel, site: SiteState) -> str:
    """The number of a site of the muscle and side in hand, and the word when it is not plain to do: `1 given`."""
    next_site = model.next_site
    if next_site is None or site.key == next_site.key or (site.muscle, site.side) != (next_site.muscle, next_site.side):
        return ""
    planned = model.protocol.site(site.key)
    number = planned.short_name if planned else "added"
    word = "" if site.status is SiteStatus.TO_DO else site.status.value
    return " ".join(filter(None, (number, word)))
