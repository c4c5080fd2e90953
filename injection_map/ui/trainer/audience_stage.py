"""The drawing that the audience sees: one site's construction in large type, from closer, with what the pen drew.

While the view comes closer, the art of the whole view is scaled; what stands still is rendered for its size, away from
the frame. The pen paints only where it went.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from injection_map.diagram.art import ArtImage, ArtRequest, Treated
from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.colours import LIGHT
from injection_map.diagram.compose import build_scene
from injection_map.diagram.construction import built_up, moved
from injection_map.diagram.frames import Style, ViewTransform, closer
from injection_map.diagram.guides import guideline
from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.diagram.paint import paint_view
from injection_map.diagram.scene import SiteOnView, ViewRequest, ViewScene
from injection_map.domain.demonstration import SiteSteps
from injection_map.domain.errors import AssetError
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import Site
from injection_map.ui.trainer.demonstration_model import LANDMARKS, DemonstrationModel, Stroke

ZOOM_MS = 240
MOST_PX_OF_PLATE = 40_000_000
"""Of a whole plate, if all of it were rendered: a faint layer is drawn into a buffer that may be as large as that, of
4 bytes a px, and Qt leaves out one of 256 MB or more."""
LARGER = 2.15
"""How much larger than on the chair page everything over the art is: its smallest text, 14 px, comes to 30."""
_PEN, _PEN_KEYLINE = "#A63A00", "#FFFFFF"
_PEN_PX, _PEN_KEY_PX = 3.0, 1.0


class AudienceStage(QWidget):
    """Follows the model. Its size and `set_scale` are the sheet's matter."""

    def __init__(
        self, model: DemonstrationModel, art: ArtCache, *, motion: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self.art, self._motion = model, art, motion
        self._scale = 1.0
        self._request: ViewRequest | None = None
        self._whole: ViewScene | None = None
        """The site's scene from where it is seen whole."""
        self._scene: ViewScene | None = None
        self._told_from: frozenset[str] = frozenset()
        self._prepared: object = None
        self.zooming = QVariantAnimation(self, duration=ZOOM_MS)
        self.zooming.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.zooming.valueChanged.connect(self._on_frame)
        self.zooming.finished.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        model.changed.connect(self.refresh)
        model.drawn.connect(self._on_drawn)
        art.ready.connect(self._on_art)

    def set_scale(self, scale: float) -> None:
        """The size of type, 1 for a screen of 1920 x 1080."""
        self._scale = LARGER * scale
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.refresh()

    def showEvent(self, event: object) -> None:
        self.refresh()

    # --- what is to be seen ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Compose anew what differs; a site seen from closer comes nearer step by step."""
        if self.width() < 2 or not self.isVisible():
            return
        request = self._view_request(self._model.steps)
        before, self._request = self._request, request
        if request != before:
            seen_at = self._shown_zoom()
            self._compose(request)
            only_zoom = before is not None and replace(before, zoom=request.zoom) == request
            if only_zoom and self._motion and seen_at != request.zoom:
                self.zooming.setStartValue(seen_at)
                self.zooming.setEndValue(request.zoom)
                self.zooming.start()
            else:
                self.zooming.stop()
        self.update()
        if self.is_drawn():
            self._prepare_following()

    def _compose(self, request: ViewRequest) -> None:
        self._whole = build_scene(replace(request, zoom=1.0))
        self._scene = build_scene(request) if request.zoom > 1 else self._whole
        self._told_from = _told_from(self._model.steps.site, self._model)

    @property
    def _is_zooming(self) -> bool:
        return self.zooming.state() is not QVariantAnimation.State.Stopped

    def _shown_zoom(self) -> float:
        if self._is_zooming:
            return float(self.zooming.currentValue())
        return self._scene_zoom()

    def _scene_zoom(self) -> float:
        if self._scene is None or self._whole is None:
            return 1.0
        return self._scene.transform.px_per_mm / self._whole.transform.px_per_mm

    def _view_request(self, steps: SiteSteps) -> ViewRequest:
        site, model = steps.site, self._model
        told_from = _told_from(site, model)
        on_view = [other for other in model.protocol.sites_shown_on(site.view) if _is_framed(other, site, told_from)]
        return ViewRequest(
            view=site.view,
            style=Style.HERO,
            width_px=self.width() / self._scale,
            height_px=self.height() / self._scale,
            sites=tuple(_on_view(other, site, told_from, model) for other in on_view),
            colours=LIGHT,
            treated=Treated(site.muscle, site.side),
            next_key=site.key,
            guideline=guideline(model.placed[site.key], model.placed),
            zoom=model.zoom,
            hidden=self._hidden_art(site),
            apart_px=0.0,
            in_steps=True,
        )

    def _hidden_art(self, site: Site) -> frozenset[str]:
        """None where the drawing is broken, which the cache of the art says in a sentence."""
        try:
            return self._model.hidden_art(self.art.renderer.drawn_muscles(site.view))
        except AssetError:
            return frozenset()

    @property
    def transform(self) -> ViewTransform | None:
        """From mm of the view to px of this widget divided by its scale, as it is seen at this moment."""
        if self._scene is None or self._whole is None:
            return None
        if not self._is_zooming:
            return self._scene.transform
        point = self._model.placed[self._model.steps.site.key].point
        return closer(self._whole.transform, point, float(self.zooming.currentValue()))

    def to_mm(self, position: QPointF) -> PointMm | None:
        """The point of the view at a position in this widget."""
        transform = self.transform
        return transform.to_mm(position / self._scale) if transform else None

    @property
    def shown_scene(self) -> ViewScene | None:
        """What stands over the art at this moment."""
        transform = self.transform
        if self._scene is None or transform is None:
            return None
        scene = self._scene if transform is self._scene.transform else moved(self._scene, transform)
        steps = self._model.steps
        return built_up(
            scene,
            steps.shown(self._model.position.step),
            key=steps.site.key,
            told_from=self._told_from,
            landmarks=LANDMARKS not in self._model.hidden,
        )

    # --- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scene = self.shown_scene
        if scene is None:
            painter.fillRect(self.rect(), QColor(LIGHT.stage))
            return
        painter.scale(self._scale, self._scale)
        paint_view(painter, scene, self._art_now())
        for stroke in self._model.strokes:
            _paint_stroke(painter, stroke, scene.transform)

    def _art_now(self) -> ArtImage | None:
        """Rendered for what stands still, and else the whole view's, which has every part of it.

        The close one is asked for only when the motion is over: to render it meanwhile would take a core from it.
        """
        assert self._scene is not None
        assert self._whole is not None
        whole = self.art.request(self._art_request(self._whole))
        if self._is_zooming:
            return replace(whole, exact=False, passing=True) if whole else None
        if self._scene is self._whole or whole is None or not whole.exact:
            return whole
        close = self.art.request(self._art_request(self._scene))
        if close is None or not close.exact:
            return replace(whole, exact=False)
        is_as_fine = close.image.devicePixelRatio() >= self._scale * self.devicePixelRatioF()
        return close if is_as_fine else replace(close, exact=False)

    def _art_request(self, scene: ViewScene) -> ArtRequest:
        """As fine as the screen, or less where Qt would refuse to draw so large."""
        ratio = self._scale * self.devicePixelRatioF()
        try:
            plate = self.art.renderer.bounds(scene.view)
        except AssetError:  # which the cache of the art says in a sentence
            return scene.art_request(ratio)
        most_px_per_mm = (MOST_PX_OF_PLATE / (plate.width * plate.height)) ** 0.5
        return scene.art_request(min(ratio, most_px_per_mm / scene.transform.px_per_mm))

    def is_drawn(self) -> bool:
        """Whether the view stands still, with the art that was rendered for it."""
        if self._scene is None or self._is_zooming:
            return False
        self._art_now()
        art = self.art.request(self._art_request(self._scene))
        return art is not None and art.exact

    def _on_art(self, request: ArtRequest) -> None:
        if self._scene is not None and request.view is self._scene.view:
            self.update()
        if self.is_drawn():
            self._prepare_following()

    def _prepare_following(self) -> None:
        """The art of the site that comes next is rendered before it is asked for."""
        following = self._model.following
        wanted = (following, self.size(), self._scale, self._model.hidden)
        if following is None or wanted == self._prepared:
            return
        self._prepared = wanted
        request = replace(self._view_request(following), zoom=1.0)
        self.art.request(self._art_request(build_scene(request)))

    def _on_frame(self) -> None:
        self.update()

    def _on_drawn(self, ends: tuple[PointMm, PointMm] | None) -> None:
        transform = self.transform
        if ends is None or transform is None:
            self.update()
            return
        start, end = (transform.to_px(point) * self._scale for point in ends)
        reach = self._scale * (_PEN_PX + 2 * _PEN_KEY_PX) + 2
        self.update(QRectF(start, end).normalized().adjusted(-reach, -reach, reach, reach).toAlignedRect())


def _told_from(site: Site, model: DemonstrationModel) -> frozenset[str]:
    """The keys of the sites that a site is told from, and of those that these are told from."""
    keys: set[str] = set()
    waiting = [site.key]
    while waiting:
        anchors = model.placed[waiting.pop()].guide.anchors
        more = {anchor.site_key for anchor in anchors if anchor.site_key is not None} - keys
        keys |= more
        waiting += more
    return frozenset(keys)


def _is_framed(other: Site, site: Site, told_from: frozenset[str]) -> bool:
    """The sites of the muscle say how close the view comes, so that it stays while they are gone through."""
    return other.muscle == site.muscle or other.key in told_from


def _on_view(other: Site, site: Site, told_from: frozenset[str], model: DemonstrationModel) -> SiteOnView:
    look = MarkLook(MarkState.NEXT) if other.key == site.key else MarkLook()
    plate = "" if other.key not in told_from else other.short_name if other.muscle == site.muscle else other.name
    return SiteOnView(other.key, other.muscle, model.placed[other.key].point, look, plate)


def _paint_stroke(painter: QPainter, stroke: Stroke, transform: ViewTransform) -> None:
    points = [transform.to_px(point) for point in stroke]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((_PEN_KEYLINE, _PEN_PX + 2 * _PEN_KEY_PX), (_PEN, _PEN_PX)):
        pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        if len(points) > 1:
            painter.drawPolyline(QPolygonF(points))
        else:
            painter.drawPoint(points[0])
