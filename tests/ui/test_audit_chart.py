"""The bars of an answer: how high, told apart without colours, and saved as they are seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from injection_map.ui.audit_answers import Bar, Picture, every_month
from injection_map.ui.audit_chart import paint_pictures, picture_pdf, picture_png, picture_words, round_step
from injection_map.ui.theme import Theme

UNITS = Picture(
    "Units of Botox by month",
    ("Given", "Discarded"),
    (
        Bar("Oct-2025", (100.0, 100.0), "100 given, 100 discarded"),
        Bar("Nov-2025", (50.0, 0.0), "50 given, 0 discarded"),
    ),
)


def painted(picture: Picture, theme: Theme) -> QImage:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(theme.colour("surface"))
    painter = QPainter(image)
    paint_pictures(painter, QRectF(0, 0, 400, 300), [picture], theme)
    painter.end()
    return image


def column(image: QImage, x: int, colour: str) -> int:
    """How many pixels of a column are of this colour."""
    return sum(image.pixelColor(x, y).name() == colour for y in range(image.height()))


@pytest.mark.parametrize("dark", [False, True])
def test_bars_are_as_high_as_what_they_stand_for_and_discarded_is_hatched(theme: Theme, dark: bool) -> None:
    theme.set_dark(dark)
    image = painted(UNITS, theme)
    solid = theme.colour("act").name()
    heights = {x: column(image, x, solid) for x in range(40, 400)}
    bars = [x for x, height in heights.items() if height > 20]
    first, second = bars[len(bars) // 4], bars[-len(bars) // 4]
    most = heights[first]
    assert round(heights[second] / most, 2) == 0.5
    ground, hatch = theme.colour("surface").name(), theme.colour("t1").name()
    top = next(y for y in range(60, 300) if image.pixelColor(first, y).name() == solid)
    above = [image.pixelColor(first, y).name() for y in range(top - most + 6, top - 6)]
    assert ground in above
    assert hatch in above
    assert solid not in above


def test_the_words_say_each_bar() -> None:
    assert picture_words(UNITS) == (
        "Units of Botox by month: Oct-2025 100 given, 100 discarded; Nov-2025 50 given, 0 discarded."
    )


def test_named_bars_are_as_many_as_there_is_room_for(theme: Theme) -> None:
    bars = tuple(Bar(f"Site {number}", (float(number),), str(number)) for number in range(60, 0, -1))
    image = painted(Picture("Sites", ("Times",), bars, upright=False), theme)
    assert column(image, 2, theme.colour("act").name()) > 50
    assert painted(Picture("None", ("Times",), (), upright=False), theme).size() == image.size()


def test_a_saved_picture_is_light_and_a_pdf_is_one(theme: Theme) -> None:
    theme.set_dark(True)
    image = QImage.fromData(picture_png([UNITS, UNITS], theme))
    assert (image.width(), image.height()) == (2800, 1800)
    assert image.pixelColor(1, 1) == Qt.GlobalColor.white
    pdf = picture_pdf([UNITS], theme)
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") == 1


@pytest.mark.parametrize(("least", "step"), [(0.25, 1), (1, 1), (1.1, 2), (3, 5), (51, 100), (1000, 1000)])
def test_steps_are_round(least: float, step: float) -> None:
    assert round_step(least) == step


def test_months_go_on_evenly() -> None:
    assert list(every_month(["2025-11", "2026-02"])) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert list(every_month([])) == []
