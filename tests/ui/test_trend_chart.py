"""The trend: every number that is written can be read, whatever the course, and a screen reader is told all of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from injection_map.domain.course import Course, CoursePoint
from injection_map.domain.protocol import Source
from injection_map.domain.rule_sets import RuleSet
from injection_map.ui.theme import Theme
from injection_map.ui.trend_chart import TrendChart
from injection_map.ui.trend_layout import TrendLayout

HALVED = RuleSet("halved", "Half", Decimal(50), Source("halved", "Invented"))
THIRTY = RuleSet("thirty", "Thirty", Decimal(30), Source("thirty", "Invented"))
LONG = [22, 24, 20, 23, 18, 19, 15, 16, 11, 12, 9, 14, 10, 8, 9, 7, 6, 8, 12, 10]
COURSES = {
    "one": [22],
    "two": [22, 11],
    "picture": [22, 18, 15, 13, 11],
    "gaps": [28, None, 20, 26, None, None, 10, None],
    "teeth": [0, 28, 0, 28, 0],
    "flat": [28] * 8,
    "low": [5, 4, 3, 2, 1, 0],
    "forty": LONG + LONG,
}


def course(days: list[int | None], *, days_between: int = 91) -> Course:
    return Course(
        tuple(
            CoursePoint(
                f"r{i}", date(2024, 11, 19) + timedelta(days=days_between * i), Decimal(155), headache_days=told
            )
            for i, told in enumerate(days)
        )
    )


@pytest.fixture
def chart(qtbot: QtBot, theme: Theme) -> TrendChart:
    chart = TrendChart(theme)
    chart.resize(420, 288)
    qtbot.addWidget(chart)
    return chart


def texts(layout: TrendLayout, role: str | None = None) -> list[str]:
    return [written.text for written in layout.written if role is None or written.role == role]


def test_the_pictures_patient_has_every_number_every_date_and_the_line(chart: TrendChart) -> None:
    chart.show_course(course([22, 18, 15, 13, 11]), HALVED)
    layout = chart.layout_now()
    assert sorted(texts(layout, "base-strong")) == ["13", "15", "18", "22"]
    assert texts(layout, "title") == ["11"]
    assert {"Nov 24", "Feb 25", "May 25", "Aug 25", "Nov 25", "half of first, 11"} <= set(texts(layout))
    assert layout.response is not None
    assert layout.response.y1() == pytest.approx(layout.marks[-1].at.y())
    assert [mark.last for mark in layout.marks] == [False] * 4 + [True]
    assert all(stretch.whole for stretch in layout.stretches)


def test_marks_lie_at_their_day_and_their_number(chart: TrendChart) -> None:
    chart.show_course(
        Course((*course([30, 0]).points, CoursePoint("r2", date(2026, 2, 17), Decimal(5), headache_days=15)))
    )
    plot, (first, second, third) = chart.layout_now().plot, chart.layout_now().marks
    assert (first.at.y(), second.at.y(), third.at.y()) == pytest.approx((plot.top(), plot.bottom(), plot.center().y()))
    assert (second.at.x() - first.at.x()) / (third.at.x() - first.at.x()) == pytest.approx(91 / 455)


@pytest.mark.parametrize("rules", [HALVED, THIRTY, None], ids=["half", "thirty", "no-rule"])
@pytest.mark.parametrize("size", [(420, 288), (300, 200), (900, 240)], ids=str)
@pytest.mark.parametrize("name", COURSES)
def test_what_is_written_can_be_read(
    chart: TrendChart, name: str, size: tuple[int, int], rules: RuleSet | None
) -> None:
    chart.resize(*size)
    chart.show_course(course(list(COURSES[name])), rules)
    layout, whole = chart.layout_now(), QRectF(chart.rect())
    outside = [written.text for written in layout.written if not whole.contains(written.rect)]
    assert outside == []
    assert [(one.text, other.text) for one, other in overlapping(layout)] == []
    told = [days for days in COURSES[name] if days is not None]
    assert texts(layout, "title") == [str(told[-1])]
    assert len(layout.marks) == len(told)
    if len(told) > 1:
        assert str(told[0]) in texts(layout, "base-strong")


def overlapping(layout: TrendLayout) -> list[tuple[object, object]]:
    """The numbers of the axis may come near a date: their rectangles have room round the figures."""
    written = [one for one in layout.written if not (one.role == "label" and one.text in ("0", "10", "20", "30"))]
    return [(one, other) for one, other in combinations(written, 2) if one.rect.intersects(other.rect)]


def test_a_visit_at_which_nobody_asked_breaks_the_line_and_stands_on_the_foot(chart: TrendChart) -> None:
    chart.show_course(course([28, None, 20, 26]), THIRTY)
    layout = chart.layout_now()
    assert [stretch.whole for stretch in layout.stretches] == [False, True]
    assert [at.y() for at in layout.not_asked] == [layout.plot.bottom()]


def test_the_line_is_told_in_fewer_words_where_there_is_less_room(chart: TrendChart) -> None:
    for width, told in ((420, "30 % fewer than first, 15.4"), (180, "30 % fewer, 15.4")):
        chart.resize(width, 200)
        chart.show_course(course([22]), THIRTY)
        assert told in texts(chart.layout_now())


def test_nothing_told_is_an_empty_plot(chart: TrendChart) -> None:
    for empty in (course([]), course([None])):
        chart.show_course(empty, HALVED)
        layout = chart.layout_now()
        assert (layout.marks, layout.response, layout.stretches) == ((), None, ())


@pytest.mark.parametrize("name", COURSES)
def test_a_widget_that_is_far_too_small_writes_less(chart: TrendChart, name: str) -> None:
    for size in ((0, 0), (20, 20), (60, 300), (300, 45)):
        chart.resize(*size)
        chart.show_course(course(list(COURSES[name])), THIRTY)
        assert len(chart.layout_now().marks) == sum(days is not None for days in COURSES[name])


def test_a_screen_reader_is_told_every_number(chart: TrendChart) -> None:
    chart.show_course(course([22, None, 11]), HALVED)
    assert chart.accessibleName() == "Headache days in 28 days, visit by visit"
    assert chart.accessibleDescription() == (
        "11 days now, 22 at first. Half, after 2 treatments. "
        "22 on 19-Nov-2024, not asked on 18-Feb-2025, 11 on 20-May-2025. Line: half of first, 11."
    )


@pytest.mark.parametrize("dark", [False, True])
def test_the_trend_is_painted_in_the_colours_of_the_theme(chart: TrendChart, theme: Theme, dark: bool) -> None:
    theme.set_dark(dark)
    chart.show_course(course([22, 11]), HALVED)
    chart.show()
    image = chart.grab().toImage()
    last = chart.layout_now().marks[-1].at.toPoint() * image.devicePixelRatio()
    assert image.pixelColor(last) == theme.colour("act")
    assert count_of(image, theme.colour("t2")) > 20  # the line of a response and its words


def count_of(image: QImage, colour: QColor) -> int:
    return sum(image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(image.height()))
