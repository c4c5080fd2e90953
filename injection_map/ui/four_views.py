"""The four views of a visit, small: what was given where, at the end of a visit and in its record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from injection_map.diagram.art import ArtRequest
from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import Style
from injection_map.diagram.paint import paint_view
from injection_map.diagram.scene import GhostOnView, SiteOnView, ViewRequest, ViewScene
from injection_map.domain.geometry import PointMm
from injection_map.domain.last_visit import Ghost
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import View
from injection_map.domain.session import SiteState, Visit
from injection_map.ui.chair.look import look_of
from injection_map.ui.theme import Theme
from injection_map.ui.wording import VIEW_NAMES, accessible_site

UNROLLED = (View.RIGHT, View.FRONT, View.LEFT, View.BACK)
"""The head unrolled: the patient's right stays on the viewer's left."""
_SHARES = {View.RIGHT: 1.05, View.FRONT: 0.8, View.LEFT: 1.05, View.BACK: 1.24}
"""Of the width of one row, as the frames of the views are shaped."""
_RADIUS = 10


class SmallView(QWidget):
    """One view with the marks of a visit. Nothing can be pressed on it."""

    def __init__(self, theme: Theme, art: ArtCache, view: View, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._art, self._view = theme, art, view
        self._sites: tuple[SiteOnView, ...] = ()
        self._ghosts: tuple[GhostOnView, ...] = ()
        self._scene: ViewScene | None = None
        self.setObjectName(f"small-{view}")
        self.setAccessibleName(f"{VIEW_NAMES[view]} view")
        art.ready.connect(self._on_art)
        theme.changed.connect(self._compose)

    @property
    def scene(self) -> ViewScene | None:
        return self._scene

    def set_sites(self, sites: tuple[SiteOnView, ...], spoken: str, ghosts: tuple[GhostOnView, ...] = ()) -> None:
        """What the view shows, and the same in words for those who cannot see it."""
        self._sites, self._ghosts = sites, ghosts
        self.setAccessibleDescription(spoken)
        self._compose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._compose()

    def _compose(self) -> None:
        if self.width() < 2 or self.height() < 2:
            return
        size = QSizeF(self.size())
        self._scene = build_scene(
            ViewRequest(
                view=self._view,
                style=Style.SUMMARY,
                width_px=size.width(),
                height_px=size.height(),
                sites=self._sites,
                colours=self._theme.colours,
                ghosts=self._ghosts,
            )
        )
        self.update()

    def is_drawn(self) -> bool:
        """Whether the art that belongs to the scene is there, and not a stand-in."""
        if self._scene is None:
            return False
        art = self._art.request(self._scene.art_request(self.devicePixelRatioF()))
        return art is not None and art.exact

    def _on_art(self, request: ArtRequest) -> None:
        if request.view is self._view:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.fillPath(outline, self._theme.colour("stage"))
        if self._scene is not None:
            painter.setClipPath(outline)
            art = self._art.request(self._scene.art_request(self.devicePixelRatioF()))
            paint_view(painter, self._scene, art)
            painter.setClipping(False)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawPath(outline)


class FourViews(QWidget):
    """Right, front, left and back: in one row, or the back wide in a row of its own."""

    def __init__(
        self, theme: Theme, art: ArtCache, *, beside_back: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        """With `beside_back`, a widget for its free third, the back has a row of its own."""
        super().__init__(parent)
        self._theme, self._beside = theme, beside_back
        if beside_back is not None:
            beside_back.setParent(self)
        self.views = {view: SmallView(theme, art, view, self) for view in UNROLLED}

    def show_visit(
        self,
        visit: Visit,
        placed: Mapping[str, PlacedSite],
        was: Sequence[Ghost] = (),
        plates: Mapping[str, str] | None = None,
    ) -> int:
        """The sites of a visit, what `was` otherwise at another one, and what stands on the `plates` of its sites.

        How many of the sites could not be drawn, because the placements do not know them.
        """
        said = plates or {}
        for view, widget in self.views.items():
            sites = [site for site in visit.sites if site.view is view]
            there = {ghost.key: ghost for ghost in was if ghost.view is view}
            ringed = {key: ghost.text for key, ghost in there.items() if _is_there(ghost, visit, placed)}
            elsewhere = [ghost for key, ghost in there.items() if key not in ringed]
            beside = {site.key: _plate(ringed.get(site.key, ""), said.get(site.key, "")) for site in sites}
            spoken = "; ".join(_spoken(visit, site, beside[site.key]) for site in sites)
            widget.set_sites(
                tuple(_shown(sites, placed, ringed, beside)), spoken, tuple(_ghosts(elsewhere, visit, placed))
            )
        return sum(_point(site, placed) is None for site in visit.sites)

    def resizeEvent(self, event: QResizeEvent) -> None:
        gap = self._theme.px(10, 6)
        if self._beside is not None:
            upper = round((self.height() - gap) * 0.46)
            each = (self.width() - 2 * gap) / 3
            for i, view in enumerate(UNROLLED[:3]):
                self._place(view, i * (each + gap), 0, each, upper)
            lower = self.height() - upper - gap
            self._place(View.BACK, 0, upper + gap, 2 * each + gap, lower)
            self._beside.setGeometry(round(2 * (each + gap)), upper + gap, round(each), lower)
        else:
            unit, left = (self.width() - 3 * gap) / sum(_SHARES.values()), 0.0
            for view in UNROLLED:
                self._place(view, left, 0, unit * _SHARES[view], self.height())
                left += unit * _SHARES[view] + gap

    def _place(self, view: View, left: float, top: float, width: float, height: float) -> None:
        self.views[view].setGeometry(round(left), round(top), round(width), round(height))


def _plate(*said: str) -> str:
    return ", ".join(filter(None, said))


def _spoken(visit: Visit, site: SiteState, beside: str) -> str:
    return _plate(accessible_site(visit, site, is_next=False), beside)


def _shown(
    sites: Iterable[SiteState], placed: Mapping[str, PlacedSite], was: Collection[str], beside: Mapping[str, str]
) -> Iterable[SiteOnView]:
    """With a ring where it was otherwise, and a small plate where anything is to be said."""
    for site in sites:
        point = _point(site, placed)
        if point is not None:
            look = replace(look_of(site, next_site=None), ghost=site.key in was)
            yield SiteOnView(site.key, site.muscle, point, look, beside.get(site.key, ""))


def _ghosts(elsewhere: Iterable[Ghost], visit: Visit, placed: Mapping[str, PlacedSite]) -> Iterable[GhostOnView]:
    """The places where no mark is now."""
    for ghost in elsewhere:
        point = ghost.place_in(visit, placed)
        if point is not None:
            yield GhostOnView(f"last {ghost.key}", ghost.muscle, point, ghost.text)


def _is_there(ghost: Ghost, visit: Visit, placed: Mapping[str, PlacedSite]) -> bool:
    """Whether the site is now where it was then, so that its own mark wears the ring."""
    site = visit.site(ghost.key)
    return site is not None and ghost.place_in(visit, placed) == _point(site, placed)


def _point(site: SiteState, placed: Mapping[str, PlacedSite]) -> PointMm | None:
    if site.own_point is not None:
        return site.own_point
    known = placed.get(site.key)
    return known.point if known else None
