"""The drawings of a hand-out: a view with its sites named, and the ways to them from their landmarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from injection_map.diagram.art import ArtImage, ArtRenderer, ArtRequest, Treated
from injection_map.diagram.compose import build_scene
from injection_map.diagram.guides import guideline
from injection_map.diagram.marks import MarkLook
from injection_map.diagram.paint import paint_view
from injection_map.diagram.scene import SiteOnView, ViewRequest, ViewScene
from injection_map.domain import words
from injection_map.domain.geometry import Drawing
from injection_map.domain.placement import PlacedSite, place_sites
from injection_map.domain.protocol import Dose, Muscle, Plate, Protocol, Side, Site, View
from injection_map.report.handout_choice import HandoutKind, Stock
from injection_map.report.page_flow import Paint

HEAD_UNROLLED = (View.RIGHT, View.FRONT, View.LEFT, View.BACK)


def dose_words(dose: Dose) -> str:
    """5 units, 1.25 to 2.5 units"""
    return f"{words.figure(dose.lowest)} to {words.units(dose.highest)}" if dose.is_range else words.units(dose.lowest)


def usual_dose(muscle: Muscle) -> Dose:
    """The dose that most of its sites have."""
    return Counter(site.dose for site in muscle.sites).most_common(1)[0][0]


def views_of(sites: Sequence[Site]) -> tuple[View, ...]:
    """The views on which sites lie, as the head is unrolled."""
    shown = {site.view for site in sites}
    return tuple(view for view in HEAD_UNROLLED if view in shown)


def told_sites(sites: Sequence[Site]) -> Iterator[Site]:
    """One of each pair, by which the way is drawn and told: the patient's left one, where there is one."""
    order = (Side.LEFT, Side.MIDLINE, Side.RIGHT)
    of_id: dict[str, list[Site]] = {}
    for site in sites:
        of_id.setdefault(site.id, []).append(site)
    yield from (min(pair, key=lambda site: order.index(site.side)) for pair in of_id.values())


class DrawnArt:
    """The anatomy under the drawings, each image made once. Safe to prepare on any thread."""

    def __init__(self, renderer: ArtRenderer) -> None:
        self._renderer = renderer
        self._images: dict[ArtRequest, QImage] = {}

    def image(self, request: ArtRequest) -> QImage:
        """Raises AssetError when the drawing is missing or broken."""
        if request not in self._images:
            self._images[request] = self._renderer.render(request)
        return self._images[request]


@dataclass(frozen=True, slots=True)
class Plates:
    """The views of a protocol as one kind of hand-out draws them. PlacementError when a place cannot be resolved."""

    protocol: Protocol
    placed: Mapping[str, PlacedSite]
    kind: HandoutKind
    stock: Stock
    art: DrawnArt

    @staticmethod
    def of(
        protocol: Protocol, drawings: Mapping[Plate, Drawing], kind: HandoutKind, stock: Stock, art: DrawnArt
    ) -> Plates:
        return Plates(protocol, place_sites(protocol, drawings), kind, stock, art)

    def scene(
        self,
        view: View,
        width: float,
        height: float,
        muscle: Muscle | None = None,
        *,
        is_small: bool = False,
        is_short: bool = False,
    ) -> ViewScene:
        """One view, framed on a muscle or whole. Sizes in page px.

        On a short one the muscle is not named, on a small one its usual dose neither: both stand beside it.
        """
        sites = [site for site in (muscle or self.protocol).sites if site.view is view]
        told = [site for site in told_sites((muscle or self.protocol).sites) if site.view is view]
        guides = tuple(guideline(self.placed[site.key], self.placed) for site in told)
        scene = build_scene(
            ViewRequest(
                view=view,
                style=self.stock.purpose,
                width_px=width,
                height_px=height,
                sites=tuple(
                    self._on_view(site, _label(site, muscle if is_small else None, is_short)) for site in sites
                ),
                colours=self.stock.colours,
                treated=Treated(muscle.id, Side.MIDLINE) if muscle else None,
                guidelines=guides if self.kind is HandoutKind.MEASURES else (),
                text_scale=self.stock.small_text if is_small else self.stock.drawing_text,
                apart_px=self.stock.apart_px,
            )
        )
        return replace(scene, marks=(), plates=()) if self.kind is HandoutKind.BLANK else scene

    def plate(self, scene: ViewScene) -> Paint:
        """A view in its frame. Its art is made when it is first painted."""
        request = scene.art_request(self.stock.art_dots_per_px)
        stage = QRectF(0, 0, scene.transform.width_px, scene.transform.height_px)

        def paint(painter: QPainter, corner: QPointF) -> None:
            frame = QPainterPath()
            frame.addRoundedRect(stage, 4, 4)
            painter.save()
            painter.translate(corner)
            painter.setClipPath(frame)
            paint_view(painter, scene, ArtImage(self.art.image(request), request.shown, exact=False))
            painter.setClipping(False)
            painter.strokePath(frame, QPen(QColor("#999999"), 1))
            painter.restore()

        return paint

    def _on_view(self, site: Site, label: str) -> SiteOnView:
        return SiteOnView(site.key, site.muscle, self.placed[site.key].point, MarkLook(), label)


def _label(site: Site, told: Muscle | None, is_short: bool) -> str:
    """Temporalis 2, 5 units; in short 2, 5 units; and 2 alone where the muscle's usual dose is told elsewhere."""
    name = site.short_name if told else (is_short and site.short_name) or site.name
    usual = told is not None and site.dose == usual_dose(told)
    return ", ".join(filter(None, (name, "" if usual else dose_words(site.dose))))
