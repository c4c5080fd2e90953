"""A view made ready to be painted: every mark, line, label and letter with its place in px."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from injection_map.diagram.art import ArtRequest, Treated
from injection_map.diagram.boxes import Box, Line, Spot
from injection_map.diagram.colours import Colours
from injection_map.diagram.frames import NEAREST_SITES_PX, Style, ViewTransform
from injection_map.diagram.guides import Guideline
from injection_map.diagram.letters import ScaleBar, SideLetter, TextRun
from injection_map.diagram.marks import MarkLook, mark_extent
from injection_map.domain.geometry import PointMm, RectMm
from injection_map.domain.protocol import View

_REACH_PX = 28.0
_TIE_PX = 4.0
_WIDEST_MARK, _AROUND_MARK_PX = 2.3, 12.0
_AROUND_LABEL_PX = 5.0


@dataclass(frozen=True, slots=True)
class SiteOnView:
    """A site as a view shows it. `point` is in mm of the view; `plate` is what its small plate says, empty for none."""

    key: str
    muscle: str
    point: PointMm
    look: MarkLook
    plate: str = ""


@dataclass(frozen=True, slots=True)
class GhostOnView:
    """A dashed ring where a site is not: where it was at the last visit, or where the protocol has it.

    `point` is in mm of the view. `plate` is what its small plate says; without one it is drawn small.
    """

    key: str
    muscle: str
    point: PointMm
    plate: str = ""


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """What to show, and how large.

    `treated` is the muscle and side of the next site, whichever view it is on. `next_label` and `guideline` are drawn
    only where the next site is among `sites`. `treated_bounds` (`ArtRenderer.muscle_bounds`) keeps the label off the
    muscle. `reserved` are controls that lie over the stage. `caption` is printed in the lower left corner.
    `proposed` is a site that is not confirmed yet; the frame does not follow it. `guidelines` are the ways to several
    sites at once, where none is the next. `apart_px` is how far apart the sites of a muscle are shown at least: as far
    as a finger needs, unless nobody presses them. A hero may be `zoom` times as close to the next site, with layers of
    its art `hidden`, as in an ArtRequest. One that is shown `in_steps` has all its landmarks, also those that the mark
    of their site will cover, and its side letters stand without words, which the step says beside the drawing.
    """

    view: View
    style: Style
    width_px: float
    height_px: float
    sites: tuple[SiteOnView, ...]
    colours: Colours
    treated: Treated | None = None
    treated_bounds: RectMm | None = None
    next_key: str | None = None
    next_label: str = ""
    guideline: Guideline | None = None
    reserved: tuple[Box, ...] = ()
    caption: str = ""
    text_scale: float = 1.0
    ghosts: tuple[GhostOnView, ...] = ()
    proposed: SiteOnView | None = None
    guidelines: tuple[Guideline, ...] = ()
    apart_px: float = NEAREST_SITES_PX
    zoom: float = 1.0
    hidden: frozenset[str] = frozenset()
    in_steps: bool = False


@dataclass(frozen=True, slots=True)
class PlacedMark:
    key: str
    centre: QPointF
    r: float
    look: MarkLook

    @property
    def reach(self) -> Box:
        """A box that the mark never leaves, with whatever is drawn round it: halo, focus, the ring while it is held."""
        return Spot(self.centre.x(), self.centre.y()).around(_WIDEST_MARK * self.r + _AROUND_MARK_PX)


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label with its text; `size_px` and `weight` set it. The text is centred in the box."""

    text: str
    box: Box
    size_px: float
    weight: int
    leader: Line | None = None

    @property
    def reach(self) -> Box:
        """A box that holds the label with its leader, their edges and the outline of its letters."""
        box = self.box.with_box(self.leader.box) if self.leader else self.box
        return box.grown(_AROUND_LABEL_PX)


@dataclass(frozen=True, slots=True)
class ViewScene:
    """All that `paint.paint_view` draws over the art, in px of the stage. `compose.build_scene` makes it.

    `marks` are in the order of painting: the next site is the last. `ghosts` lie under them and `proposed` over them;
    neither is pressed. `measure` is that of the next site, `measures` those of several sites where none is next.
    """

    view: View
    style: Style
    transform: ViewTransform
    colours: Colours
    treated: Treated | None
    marks: tuple[PlacedMark, ...]
    letters: tuple[SideLetter, ...]
    words: tuple[TextRun, ...] = ()
    scale: ScaleBar | None = None
    guide_lines: tuple[Line, ...] = ()
    landmarks: tuple[Spot, ...] = ()
    landmark_names: tuple[PlacedLabel, ...] = ()
    bracket: tuple[Line, ...] = ()
    measure: PlacedLabel | None = None
    measures: tuple[PlacedLabel, ...] = ()
    next_label: PlacedLabel | None = None
    plates: tuple[PlacedLabel, ...] = ()
    ghosts: tuple[PlacedMark, ...] = ()
    proposed: PlacedMark | None = None
    hidden: frozenset[str] = frozenset()

    def art_request(self, pixel_ratio: float = 1.0) -> ArtRequest:
        """The image of the art that lies under this scene."""
        width, height = round(self.transform.width_px), round(self.transform.height_px)
        return ArtRequest(
            self.view, self.transform.shown, width, height, self.style, self.treated, pixel_ratio, self.hidden
        )

    @property
    def all_marks(self) -> tuple[PlacedMark, ...]:
        """In the order of painting, ghosts and what is proposed as well."""
        return (*self.ghosts, *self.marks, *([self.proposed] if self.proposed else []))

    @property
    def labels(self) -> tuple[PlacedLabel, ...]:
        single = [label for label in (self.measure, self.next_label) if label]
        return (*self.landmark_names, *self.measures, *single, *self.plates)

    def mark(self, key: str) -> PlacedMark | None:
        return next((mark for mark in self.marks if mark.key == key), None)

    def extent(self, mark: PlacedMark) -> Box:
        rect = mark_extent(mark.look, mark.centre, mark.r, self.colours.on_art)
        return Box(rect.left(), rect.top(), rect.right(), rect.bottom())

    def site_at(self, position: QPointF) -> str | None:
        """The key of the site that a press at a point of the stage means, if it means one."""
        return site_at(self.marks, position)


def site_at(marks: Iterable[PlacedMark], position: QPointF) -> str | None:
    """The nearest site within 28 px; none when two are equally near within 4 px, for a guess could tick the wrong."""
    by_distance = sorted((_distance(mark.centre, position), mark.key) for mark in marks)
    if not by_distance or by_distance[0][0] > _REACH_PX:
        return None
    if len(by_distance) > 1 and by_distance[1][0] - by_distance[0][0] <= _TIE_PX:
        return None
    return by_distance[0][1]


def _distance(a: QPointF, b: QPointF) -> float:
    apart = a - b
    return float((apart.x() ** 2 + apart.y() ** 2) ** 0.5)
