"""One view of the head as a widget: the art from the cache, and the marks over it."""

from __future__ import annotations

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from injection_map.diagram.art import ArtRequest
from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.boxes import Box
from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import Style
from injection_map.diagram.paint import Motion, paint_view
from injection_map.diagram.scene import ViewScene
from injection_map.domain.protocol import View
from injection_map.ui.chair.view_requests import view_request
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import accessible_site


class DiagramView(QWidget):
    """Draws one view; it is told which, and composes its scene only when something in it has changed."""

    def __init__(self, theme: Theme, model: VisitModel, art: ArtCache, *, style: Style, parent: QWidget | None = None):
        super().__init__(parent)
        self._theme, self._model, self._art, self._style = theme, model, art, style
        self._view = model.shown_view
        self._reserved: tuple[Box, ...] = ()
        self._request: object = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies behind need not be painted
        self._scene: ViewScene | None = None
        art.ready.connect(self._on_art)
        theme.changed.connect(self.refresh)

    @property
    def view(self) -> View:
        return self._view

    @property
    def scene(self) -> ViewScene | None:
        return self._scene

    def set_view(self, view: View) -> None:
        if view is not self._view:
            self._view = view
            self.refresh()

    def set_reserved(self, boxes: tuple[Box, ...]) -> None:
        """Controls that lie over this view, in its px: no label goes below them."""
        if boxes != self._reserved:
            self._reserved = boxes
            self.refresh()

    def refresh(self) -> None:
        """Compose anew, if anything that is shown differs."""
        if not self.isVisible() or self.width() < 2:
            return
        request = view_request(
            self._model,
            self._art.renderer,
            view=self._view,
            style=self._style,
            size=QSizeF(self.size()),
            colours=self._theme.colours,
            reserved=self._reserved,
        )
        if request != self._request:
            self._request = request
            self._scene = build_scene(request)
            self.setAccessibleDescription(self._spoken_sites())
            self.update()

    def _spoken_sites(self) -> str:
        """The text alternative of the drawing: its sites and their states."""
        visit, next_site = self._model.visit, self._model.next_site
        shown = [site for site in visit.sites if site.view is self._view]
        return "; ".join(accessible_site(visit, site, is_next=site == next_site) for site in shown)

    def showEvent(self, event: object) -> None:
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.refresh()

    def _on_art(self, request: ArtRequest) -> None:
        if request.view is self._view:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("stage"))
        if self._scene is not None:
            art = self._art.request(self._scene.art_request(self.devicePixelRatioF()))
            paint_view(painter, self._scene, art, self._motion())

    def is_drawn(self) -> bool:
        """Whether the art that belongs to the scene is there, and not a stand-in."""
        if self._scene is None:
            return False
        art = self._art.request(self._scene.art_request(self.devicePixelRatioF()))
        return art is not None and art.exact

    def _motion(self) -> Motion:
        """What moves, or has the keyboard, at this moment."""
        return Motion()
