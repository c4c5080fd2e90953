"""One view of the head as a widget: the art from the cache, and the marks over it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from injection_map.diagram.art import ArtImage, ArtRequest
from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.boxes import Box
from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import Style
from injection_map.diagram.paint import Motion, paint_view
from injection_map.diagram.repaint import changed_boxes
from injection_map.diagram.scene import ViewScene
from injection_map.domain.protocol import View
from injection_map.ui.chair.view_requests import shown_state, view_request
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
        self._asked: tuple[object, ...] | None = None
        self._stale = False
        self._request: object = None
        self._painted_exact = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies behind need not be painted
        self._scene: ViewScene | None = None
        art.ready.connect(self._on_art)
        theme.changed.connect(self.refresh)

    @property
    def view(self) -> View:
        return self._view

    @property
    def scene(self) -> ViewScene | None:
        """As it is now: where the view has another size than at its last painting, composed at this moment."""
        if self._stale:
            self._compose()
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
        """Compose anew, if anything that is shown differs; for another place or look not before it is painted.

        While a window is laid out its parts pass through many sizes, and the last of them counts.
        """
        if not self.isVisible() or self.width() < 2:
            return
        asked = shown_state(self._model, self._view), self._view, self.size(), self._theme.colours, self._reserved
        if asked == self._asked:
            return
        before, self._asked = self._asked, asked
        self.setAccessibleDescription(self._spoken_sites())
        if before is None or self._stale or asked[1:] != before[1:]:
            self._stale = True
            self.update()
            return
        scene = self._scene
        self._compose()
        if scene is not None and self._scene is not None:
            self._repaint(changed_boxes(scene, self._scene))

    def _compose(self) -> None:
        self._stale = False
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
            self._request, self._scene = request, build_scene(request)

    def _repaint(self, boxes: tuple[Box, ...] | None) -> None:
        """Paint these boxes anew, or all of it."""
        if boxes is None:
            self.update()
            return
        for left, top, right, bottom in boxes:
            self.update(QRectF(QPointF(left, top), QPointF(right, bottom)).toAlignedRect())

    def _spoken_sites(self) -> str:
        """The text alternative of the drawing: its sites and their states."""
        visit, next_site = self._model.visit, self._model.next_site
        shown = [site for site in visit.sites if site.view is self._view]
        next_key = next_site.key if next_site else None
        return "; ".join(accessible_site(visit, site, is_next=site.key == next_key) for site in shown)

    def showEvent(self, event: object) -> None:
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.refresh()

    def _on_art(self, request: ArtRequest) -> None:
        """Its own art is there, or another that stands in for it better than nothing does."""
        if request.view is self._view and not self._painted_exact:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scene = self.scene
        if scene is None:
            painter.fillRect(self.rect(), self._theme.colour("stage"))
            return
        art = self._art_of(scene)
        self._painted_exact = art is not None and art.exact
        paint_view(painter, scene, art, self._motion(), part=_boxes(event.region()))

    def _art_of(self, scene: ViewScene) -> ArtImage | None:
        return self._art.request(scene.art_request(self.devicePixelRatioF()))

    def is_drawn(self) -> bool:
        """Whether the art that belongs to the scene is there, and not a stand-in."""
        scene = self.scene
        art = self._art_of(scene) if scene is not None else None
        return art is not None and art.exact

    def _motion(self) -> Motion:
        """What moves, or has the keyboard, at this moment."""
        return Motion()


def _boxes(region: QRegion) -> list[Box]:
    rects = cast("Iterable[QRect]", region)  # PySide's stubs do not know that it can be walked through
    return [Box(rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1) for rect in rects]
