"""Where everything of the trend lies: one mark a telling, its number beside it, the line of a response.

A number that would lie on something is left out, the last and the first one never; so is a date beside another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

from injection_map.domain.course import Course, CoursePoint, responder_days, responder_words
from injection_map.domain.rule_sets import RuleSet
from injection_map.domain.words import MONTHS

MOST_DAYS = 30
GRID_DAYS = (0, 10, 20, 30)
_MARK_PX, _LEAST_MARK_PX, _LAST_MARK_PX = 6.0, 2.5, 8.0
_INSET_PX, _GAP_PX = 20.0, 4.0
_STEP_PX = 3.0
_TEXT_WEIGHT = 1000
NUMBER, LAST_NUMBER, LABEL = "base-strong", "title", "label"

Measure = Callable[[str, str], QSizeF]
"""The size of a text in a type role."""


@dataclass(frozen=True, slots=True)
class Written:
    text: str
    rect: QRectF
    role: str
    colour: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A telling. `radius` is in px; the last one is filled."""

    at: QPointF
    radius: float
    last: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one telling to the next; not `whole` when a visit lies between at which nobody asked."""

    line: QLineF
    whole: bool


@dataclass(frozen=True, slots=True)
class TrendLayout:
    """In px of the widget. `not_asked` are the visits on the foot of the plot; `response` is None without a rule."""

    plot: QRectF
    grid: tuple[QLineF, ...]
    marks: tuple[Mark, ...]
    stretches: tuple[Stretch, ...]
    not_asked: tuple[QPointF, ...]
    response: QLineF | None
    written: tuple[Written, ...]


def lay_out(course: Course, rules: RuleSet | None, size: QSizeF, measure: Measure) -> TrendLayout:
    """The trend of a course in a widget of this size; `rules` draws its line."""
    return _Layout(course, rules, size, measure).whole()


class _Layout:
    def __init__(self, course: Course, rules: RuleSet | None, size: QSizeF, measure: Measure) -> None:
        self._course, self._rules, self._measure = course, rules, measure
        left = measure("30", LABEL).width() + 2 * _GAP_PX
        top = measure("28", LAST_NUMBER).height()
        foot = measure("Nov 24", LABEL).height() + 2 * _GAP_PX
        self._plot = QRectF(left, top, max(1.0, size.width() - left), max(1.0, size.height() - top - foot))
        self._right_px = size.width()
        self._x_of = _places(course.points, self._plot)
        told = [QPointF(self._x(point), self._y(point.headache_days or 0)) for point in course.told]
        radius = _radius([point.x() for point in told])
        self._marks = [
            Mark(at, max(radius, _LAST_MARK_PX) if at is told[-1] else radius, at is told[-1]) for at in told
        ]
        self._lines: list[QLineF] = []
        self._written: list[Written] = []

    def _x(self, point: CoursePoint) -> float:
        return self._x_of[point.record_id]

    def _y(self, days: float) -> float:
        return self._plot.bottom() - self._plot.height() * days / MOST_DAYS

    def whole(self) -> TrendLayout:
        stretches = tuple(self._stretches())
        response = self._response()
        self._lines = [stretch.line for stretch in stretches]
        self._write_axis()
        order = list(_last_first(len(self._marks)))
        self._write_numbers(order[:2], response, must=True)
        self._write_response(response)
        self._write_numbers(order[2:], response, must=False)
        self._write_dates()
        foot = self._plot.bottom()
        return TrendLayout(
            plot=self._plot,
            grid=tuple(QLineF(self._plot.left(), y, self._plot.right(), y) for y in map(self._y, GRID_DAYS)),
            marks=tuple(self._marks),
            stretches=stretches,
            not_asked=tuple(QPointF(self._x(p), foot) for p in self._course.points if p.headache_days is None),
            response=response,
            written=tuple(self._written),
        )

    def _stretches(self) -> Iterator[Stretch]:
        places = {point.record_id: i for i, point in enumerate(self._course.points)}
        for (one, from_mark), (other, to_mark) in pairwise(zip(self._course.told, self._marks, strict=True)):
            whole = places[other.record_id] == places[one.record_id] + 1
            yield Stretch(QLineF(from_mark.at, to_mark.at), whole)

    def _response(self) -> QLineF | None:
        days = responder_days(self._course, self._rules) if self._rules else None
        if days is None:
            return None
        y = self._y(float(days))
        return QLineF(self._plot.left(), y, self._plot.right(), y)

    # --- what is written ----------------------------------------------------------------------------------------

    def _write(self, text: str, role: str, colour: str, rect: QRectF) -> None:
        self._written.append(Written(text, rect, role, colour))

    def _write_axis(self) -> None:
        for days in GRID_DAYS:
            size = self._measure(str(days), LABEL)
            left = self._plot.left() - 2 * _GAP_PX - size.width()
            rect = QRectF(QPointF(left, self._y(days) - size.height() / 2), size)
            self._write(str(days), LABEL, "t3", rect)

    def _write_numbers(self, which: Iterable[int], response: QLineF | None, *, must: bool) -> None:
        """The line of a response is thin and dashed: better through a number than a number less."""
        for i in which:
            point, mark = self._course.told[i], self._marks[i]
            role = LAST_NUMBER if mark.last else NUMBER
            text = str(point.headache_days)
            places = self._beside(mark, self._measure(text, role))
            rect = self._freest(places, own=mark, response=response)
            if rect is not None and (must or not self._hits(rect, own=mark)):
                self._write(text, role, "t1", rect)

    def _beside(self, mark: Mark, size: QSizeF) -> list[QRectF]:
        """Above, below, at the right, at the left: what of it lies in the plot, or just above it."""
        gap = mark.radius + _GAP_PX / 2
        left = min(mark.at.x() - size.width() / 2, self._right_px - size.width())
        top = min(mark.at.y() - size.height() / 2, self._plot.bottom() - size.height())
        corners = (
            QPointF(left, mark.at.y() - gap - size.height()),
            QPointF(left, mark.at.y() + gap),
            QPointF(mark.at.x() + gap, top),
            QPointF(mark.at.x() - gap - size.width(), top),
        )
        room = QRectF(self._plot.left(), 0, self._right_px - self._plot.left(), self._plot.bottom())
        return [rect for rect in (QRectF(corner, size) for corner in corners) if room.contains(rect)]

    def _write_response(self, line: QLineF | None) -> None:
        """Above its line or below, else at the top of the plot, in fewer words where it must be: where it covers
        nothing, or the least."""
        if line is None or self._rules is None:
            return
        told = [responder_words(self._course, self._rules, short=short) for short in (False, True)]
        beside = (line.y1() - self._measure(told[0], LABEL).height() - _GAP_PX / 2, line.y1() + 2)
        tries = [*((text, beside) for text in told), *((f"Dashed: {text}", (self._plot.top() + 2,)) for text in told)]
        places = [(text, rect) for text, tops in tries if (rect := self._freest(self._across(text, tops))) is not None]
        if places:
            text, rect = min(places, key=lambda place: self._hits(place[1], own=None))
            self._write(text, LABEL, "t2", rect)

    def _across(self, text: str, tops: Iterable[float]) -> list[QRectF]:
        """The places of a text along the plot, from its left, at each of these heights that is above its foot."""
        size = self._measure(text, LABEL)
        room = self._plot.width() - size.width() - _GAP_PX
        if room < 0:
            return []
        lefts = [self._plot.left() + _GAP_PX + room * share for share in (0.0, 1.0, 0.5, 0.25, 0.75)]
        places = [QRectF(QPointF(left, top), size) for top in tops for left in lefts]
        return [rect for rect in places if rect.bottom() < self._plot.bottom()]

    def _write_dates(self) -> None:
        top = self._plot.bottom() + 2 * _GAP_PX
        points, taken = self._course.points, list[QRectF]()
        for i in _last_first(len(points)):
            text = month_words(points[i].on)
            size = self._measure(text, LABEL)
            left = max(0.0, min(self._x(points[i]) - size.width() / 2, self._right_px - size.width()))
            rect = QRectF(QPointF(left, top), size)
            if not any(rect.adjusted(-_GAP_PX, 0, _GAP_PX, 0).intersects(other) for other in taken):
                taken.append(rect)
                self._write(text, LABEL, "t3", rect)

    def _freest(
        self, places: Sequence[QRectF], *, own: Mark | None = None, response: QLineF | None = None
    ) -> QRectF | None:
        """The first of the places that covers the least; None where the widget is smaller than its words."""

        def covered(rect: QRectF) -> tuple[int, bool]:
            return self._hits(rect, own=own), response is not None and _crosses(response, rect)

        return min(places, key=covered, default=None)

    def _hits(self, rect: QRectF, *, own: Mark | None) -> int:
        """What would be covered; another text counts most."""
        texts = sum(rect.intersects(written.rect) for written in self._written)
        marks = sum(mark is not own and rect.intersects(_round(mark)) for mark in self._marks)
        return _TEXT_WEIGHT * texts + marks + sum(_crosses(line, rect) for line in self._lines)


def _places(points: Sequence[CoursePoint], plot: QRectF) -> dict[str, float]:
    """The x of each visit, by its day; a single one stands in the middle."""
    if not points:
        return {}
    first, last = points[0].on, points[-1].on
    days = (last - first).days
    inset = min(_INSET_PX, plot.width() / 4)
    width = plot.width() - 2 * inset
    return {
        point.record_id: plot.left() + inset + width * ((point.on - first).days / days if days else 0.5)
        for point in points
    }


def _radius(xs: Sequence[float]) -> float:
    """Smaller where many stand close."""
    gaps = sorted(right - left for left, right in pairwise(xs))
    return max(_LEAST_MARK_PX, min(_MARK_PX, gaps[len(gaps) // 2] / 3)) if gaps else _MARK_PX


def _last_first(count: int) -> Iterator[int]:
    """The last, the first, then back from the last."""
    if count:
        yield count - 1
    if count > 1:
        yield 0
    yield from range(count - 2, 0, -1)


def _round(mark: Mark) -> QRectF:
    return QRectF(mark.at.x() - mark.radius, mark.at.y() - mark.radius, 2 * mark.radius, 2 * mark.radius)


def _crosses(line: QLineF, rect: QRectF) -> bool:
    steps = max(1, round(line.length() / _STEP_PX))
    return any(rect.contains(line.pointAt(step / steps)) for step in range(steps + 1))


def month_words(day: date) -> str:
    """Nov 24"""
    return f"{MONTHS[day.month - 1]} {day.year % 100:02d}"
