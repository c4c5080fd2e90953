"""The table of what was given: its figures stand apart from each other on every screen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from ui.page_hands import SIZES

from injection_map.ui.given_table import Cell, GivenTable, Row
from injection_map.ui.theme import Theme

LEAST_GAP_PX = 6
_BELOW_THE_HEADING_PX = 40


def _ink(table: GivenTable, row: Row) -> list[int]:
    """The columns of pixels in which anything is written."""
    table.set_rows((row,))
    image = table.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    lines = range(_BELOW_THE_HEADING_PX, image.height())
    ground = image.pixel(0, image.height() - 1)
    return [x for x in range(image.width()) if any(image.pixel(x, y) != ground for y in lines)]


@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_the_widest_sum_does_not_touch_the_figure_before_it(qtbot: QtBot, theme: Theme, size: tuple[int, int]) -> None:
    theme.fit_window(*size)
    table = GivenTable(theme, with_plan=True)
    qtbot.addWidget(table)
    table.resize(table.minimumSizeHint().width(), 200)
    left = _ink(table, Row("", (None, None, Cell("80", "15 sites", differs=True)), "", ""))
    units = _ink(table, Row("", (None, None, None), "157.5", ""))
    assert min(units) - max(left) >= LEAST_GAP_PX
