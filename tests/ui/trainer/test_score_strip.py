"""All tries on one scale: what is a dot, what a cross, and what it says to who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from invented_exams import PLAN, Attempts, sit
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from injection_map.domain.attempts import Try
from injection_map.domain.exam import QuestionKind
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.score_strip import Dot, ScoreStrip, bounds_of, dots_of

PLACES = replace(PLAN, kinds=(QuestionKind.PLACE,), length=3)


def tries(*, off_mm: float = 3.0, known: int = 3) -> tuple[Try, ...]:
    return sit(Attempts(), "1", plan=PLACES, know=lambda number: number <= known, off_mm=off_mm).attempt.tries


@pytest.fixture
def strip(qtbot: QtBot, theme: Theme) -> Iterator[ScoreStrip]:
    made = ScoreStrip(theme)
    made.resize(400, 84)
    yield made
    made.deleteLater()


def test_only_places_are_dots() -> None:
    mixed = sit(Attempts(), "1", know=lambda number: number == 1).attempt.tries
    assert dots_of(mixed) == (Dot(pytest.approx(3.0), True), Dot(pytest.approx(40.0), False))  # type: ignore[arg-type]
    assert dots_of(sit(Attempts(), "2", know=lambda _: None).attempt.tries) == ()


def test_each_bound_once() -> None:
    sat = tries()
    assert bounds_of(sat) == tuple(sorted({one.question.site.tolerance_mm for one in sat}))  # type: ignore[union-attr]


def test_it_is_told_in_words(strip: ScoreStrip) -> None:
    strip.show_tries(tries(known=2), names_last=True)
    assert strip.accessibleDescription() == "3 mm found, 3 mm found, 40 mm missed"


def test_found_and_missed_lie_where_they_belong_and_look_otherwise(strip: ScoreStrip, theme: Theme) -> None:
    strip.show_tries(tries(known=2), names_last=False)
    image = strip.grab().toImage()
    middle, at_3, at_end = 42, round(16 + 368 * 3 / 20), 400 - 16
    assert image.pixelColor(at_3, middle - 4) == theme.colour("ok")
    assert image.pixelColor(at_end, middle) == QColor(theme.colours.in_panel.skipped)
    assert image.pixelColor(at_end, middle - 4) != QColor(theme.colours.in_panel.skipped)


def test_nothing_placed_is_an_empty_scale(strip: ScoreStrip) -> None:
    strip.show_tries(sit(Attempts(), "1", know=lambda _: None).attempt.tries, names_last=True)
    strip.grab()
    assert strip.accessibleDescription() == ""
