"""How much of a plate is shown, and how large its marks are: millimetres to pixels.

Every frame is a centre and a size it shows at least; it grows to the shape of the stage. Numbers are the design
tokens' (hero frames) and those of the finished pages (overview, thumbnails, summary, print).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from PySide6.QtCore import QPointF, QRectF

from injection_map.domain.geometry import PointMm, RectMm
from injection_map.domain.protocol import View

NEAREST_SITES_PX = 44.0
LARGEST_R = 18.0
SMALLEST_R = 2.7
OTHER_MUSCLES_R = 0.72
_MARGIN_MM = 35.0
_EDGE_MM = 6.0
_SHARE_PRINT = 0.43  # keylines may touch: on paper every mark has to be large enough for its tick or number


class Style(StrEnum):
    """What a view is drawn for."""

    HERO = "hero"
    DETAIL = "detail"  # the few centimetres around some sites, at the head of a sheet; no letters, no words
    OVERVIEW = "overview"
    THUMBNAIL = "thumbnail"
    SUMMARY = "summary"  # the four small views of the finish page and of a record
    PRINT = "print"
    BARE = "bare"  # a head without muscle or bone, to show a place on; framed as the overview
    SHEET = "sheet"  # a hand-out on paper: a muscle, or a whole view, with every site named
    SLIDE = "slide"  # the same for the projector, in colour

    @property
    def is_paper(self) -> bool:
        """Whether it is drawn black on white."""
        return self in (Style.PRINT, Style.SHEET)

    @property
    def is_handout(self) -> bool:
        return self in (Style.SHEET, Style.SLIDE)


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of a plate: its centre, and the width and height that are shown at least. Mirror it for the right."""

    centre: PointMm
    width_mm: float
    height_mm: float

    def mirrored(self) -> Frame:
        return Frame(self.centre.mirrored(), self.width_mm, self.height_mm)

    def filling(self, *, width_px: float, height_px: float) -> ViewTransform:
        """The transform that shows this frame whole, in the middle of a stage, at the largest scale."""
        scale = min(width_px / self.width_mm, height_px / self.height_mm)
        return ViewTransform(self.centre, scale, width_px, height_px)


@dataclass(frozen=True, slots=True)
class ViewTransform:
    """Millimetres of a view (the right view: mirrored already) to px of a stage, and back."""

    centre: PointMm
    px_per_mm: float
    width_px: float
    height_px: float

    def to_px(self, point: PointMm) -> QPointF:
        return QPointF(
            self.width_px / 2 + (point.x - self.centre.x) * self.px_per_mm,
            self.height_px / 2 + (point.y - self.centre.y) * self.px_per_mm,
        )

    def to_mm(self, point: QPointF) -> PointMm:
        return PointMm(
            self.centre.x + (point.x() - self.width_px / 2) / self.px_per_mm,
            self.centre.y + (point.y() - self.height_px / 2) / self.px_per_mm,
        )

    def rect_to_px(self, rect: RectMm) -> QRectF:
        corner = self.to_px(PointMm(rect.x, rect.y))
        return QRectF(corner.x(), corner.y(), rect.width * self.px_per_mm, rect.height * self.px_per_mm)

    def holding(self, points: Iterable[PointMm], *, inset_px: float) -> ViewTransform:
        """The same, but so much smaller that every point lies that far from the edge."""
        middle_x, middle_y = self.width_px / 2, self.height_px / 2
        fit = 1.0
        for point in points:
            spot = self.to_px(point)
            for away, room in ((abs(spot.x() - middle_x), middle_x), (abs(spot.y() - middle_y), middle_y)):
                fit = min(fit, (room - inset_px) / away) if away else fit
        return replace(self, px_per_mm=self.px_per_mm * fit)

    @property
    def shown(self) -> RectMm:
        """The part of the plate that fills the stage."""
        width, height = self.width_px / self.px_per_mm, self.height_px / self.px_per_mm
        return RectMm(self.centre.x - width / 2, self.centre.y - height / 2, width, height)


_BROW = Frame(PointMm(0, -26), 150, 150)
_BACK_OF_HEAD = Frame(PointMm(0, 4), 190, 190)
_HERO = {
    (View.FRONT, "corrugator"): _BROW,
    (View.FRONT, "procerus"): _BROW,
    (View.FRONT, "frontalis"): Frame(PointMm(0, -30), 150, 150),
    (View.LEFT, "temporalis"): Frame(PointMm(-13, -40), 232, 195),
    (View.BACK, "occipitalis"): _BACK_OF_HEAD,
    (View.BACK, "cervical-paraspinal"): _BACK_OF_HEAD,
    (View.BACK, "trapezius"): Frame(PointMm(0, 72), 412, 300),
}
_OVERVIEW = {
    View.FRONT: Frame(PointMm(0, -30), 210, 190),
    View.LEFT: Frame(PointMm(-13, -46), 228, 206),
    View.BACK: Frame(PointMm(0, 40), 440, 258),
}
_SHEET = {
    View.FRONT: Frame(PointMm(0, -28), 150, 118),
    View.LEFT: Frame(PointMm(-12, -36), 224, 180),
    View.BACK: Frame(PointMm(0, 62), 400, 240),
}
_FIXED = {
    Style.OVERVIEW: _OVERVIEW,
    Style.HERO: _OVERVIEW,
    Style.DETAIL: _OVERVIEW,
    Style.BARE: _OVERVIEW,
    Style.THUMBNAIL: {
        View.FRONT: Frame(PointMm(0, -14), 200, 185),
        View.LEFT: Frame(PointMm(0, -30), 250, 215),
        View.BACK: Frame(PointMm(0, 40), 380, 258),
    },
    Style.SUMMARY: {
        View.FRONT: Frame(PointMm(0, -16), 160, 200),
        View.LEFT: Frame(PointMm(-10, -24), 226, 215),
        View.BACK: Frame(PointMm(0, 26), 372, 300),
    },
    Style.PRINT: {
        View.FRONT: Frame(PointMm(0, -28), 120, 112),
        View.LEFT: Frame(PointMm(-12, -34), 224, 180),
        View.BACK: Frame(PointMm(0, 58), 352, 232),
    },
    Style.SHEET: _SHEET,
    Style.SLIDE: _SHEET,
}


def frame_of(style: Style, view: View) -> Frame:
    """The frame of a whole view, where no muscle is being treated."""
    frames = _FIXED[style]
    return frames[View.LEFT].mirrored() if view is View.RIGHT else frames[view]


def frame_around(points: Sequence[PointMm], *, margin_mm: float = _MARGIN_MM) -> Frame:
    """The frame of some sites and `margin_mm` on each side of them. `points` must not be empty."""
    left, right = min(p.x for p in points), max(p.x for p in points)
    top, bottom = min(p.y for p in points), max(p.y for p in points)
    centre = PointMm((left + right) / 2, (top + bottom) / 2)
    return Frame(centre, right - left + 2 * margin_mm, bottom - top + 2 * margin_mm)


def hero_frame(
    view: View,
    muscle: str,
    points: Sequence[PointMm],
    *,
    width_px: float,
    height_px: float,
    apart_px: float = NEAREST_SITES_PX,
) -> ViewTransform:
    """How the hero shows a muscle with sites at `points` (mm of the view).

    A muscle that the design does not frame gets its sites and 35 mm around them. Where the nearest two sites come
    closer than `apart_px` the frame shrinks towards that, until they do not or the smaller frame is reached. A site
    that was added or moved so far that the design's frame would lose it is framed with the others.
    """
    small = frame_around(points) if points else frame_of(Style.HERO, view)
    designed = _HERO.get((View.LEFT if view is View.RIGHT else view, muscle))
    if designed is None:
        return small.filling(width_px=width_px, height_px=height_px)
    large = designed.mirrored() if view is View.RIGHT else designed
    transform = large.filling(width_px=width_px, height_px=height_px)
    if not _holds(transform.shown, points):
        return small.filling(width_px=width_px, height_px=height_px)
    nearest_mm = nearest_distance(points)
    if nearest_mm is None or nearest_mm * transform.px_per_mm >= apart_px:
        return transform
    closest = small.filling(width_px=width_px, height_px=height_px)
    if closest.px_per_mm <= transform.px_per_mm:
        return transform
    wanted = min(apart_px / nearest_mm if nearest_mm else closest.px_per_mm, closest.px_per_mm)
    way = (wanted - transform.px_per_mm) / (closest.px_per_mm - transform.px_per_mm)
    return ViewTransform(transform.centre.towards(closest.centre, way), wanted, width_px, height_px)


def closer(transform: ViewTransform, point: PointMm, zoom: float) -> ViewTransform:
    """The same stage `zoom` (1 or more) times as close: on the way to 2 `point` comes into the middle, and stays."""
    centre = transform.centre.towards(point, min(1.0, zoom - 1))
    return ViewTransform(centre, transform.px_per_mm * zoom, transform.width_px, transform.height_px)


def _holds(shown: RectMm, points: Iterable[PointMm]) -> bool:
    """Whether all points lie well within what is shown, so that their marks are whole."""
    edge = _EDGE_MM
    inner = RectMm(shown.x + edge, shown.y + edge, shown.width - 2 * edge, shown.height - 2 * edge)
    return all(inner.contains(point) for point in points)


def nearest_distance(points: Iterable[PointMm]) -> float | None:
    """Distance in mm of the two nearest points, or None when there are fewer than two."""
    return min((a.distance_mm(b) for a, b in combinations(points, 2)), default=None)


def mark_radius(style: Style, nearest_px: float | None, *, treated: bool, text_scale: float = 1.0) -> float:
    """Radius of marks, in px: of the muscle being treated (`treated`), or of a view without the next site.

    A halo may then meet its neighbour's keyline but never its ring. `nearest_px` is the
    distance of the two nearest of these sites. `text_scale` is the user's (1, 1.15, 1.3).
    """
    largest = _LARGEST_R[style] * text_scale
    if nearest_px is None:
        return largest
    share = 0.32 if treated else _SHARE_PRINT if style is Style.PRINT else 0.38
    return max(SMALLEST_R, min(largest, share * nearest_px))


_LARGEST_R = {
    Style.HERO: LARGEST_R,
    Style.DETAIL: 17.0,
    Style.OVERVIEW: 9.5,
    Style.THUMBNAIL: 4.5,
    Style.SUMMARY: 6.0,
    Style.PRINT: 7.5,
    Style.SHEET: 9.0,
    Style.SLIDE: 11.0,
    Style.BARE: 12.0,
}
