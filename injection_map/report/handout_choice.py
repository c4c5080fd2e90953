"""What can be chosen of a hand-out: how much it tells, how it is divided into pages, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPageSize

from injection_map.diagram.colours import LIGHT, PRINT, Colours
from injection_map.diagram.frames import Style as Purpose
from injection_map.report.paper import MEASURES, Measures, Paper


class HandoutKind(StrEnum):
    """How much it tells."""

    BLANK = "blank"  # the drawings alone, to draw the sites on
    SITES = "sites"
    MEASURES = "measures"  # the sites, and the way to each from its landmark


class HandoutLayout(StrEnum):
    """How it is divided into pages."""

    MUSCLE = "muscle"
    ALL = "all"


class Medium(StrEnum):
    """What it is for: a size of paper, or the projector."""

    A4 = "a4"
    LETTER = "letter"
    PROJECTOR = "projector"


@dataclass(frozen=True, slots=True)
class HandoutChoice:
    kind: HandoutKind = HandoutKind.SITES
    layout: HandoutLayout = HandoutLayout.MUSCLE
    medium: Medium = Medium.A4


@dataclass(frozen=True, slots=True)
class Stock:
    """What a medium's pages are like. Lengths in page px.

    `text` is how much larger its text is than a letter's, `tries` how much smaller it may become, step by step, so that
    a page holds what belongs on it. `dots_per_px` are a picture's; `art_dots_per_px` those of the drawings.
    """

    measures: Measures
    margin: float
    text: float
    purpose: Purpose
    colours: Colours
    dots_per_px: float
    art_dots_per_px: float
    drawing_text: float
    small_text: float
    tries: tuple[float, ...] = (1.0, 0.93, 0.87)

    @property
    def is_slide(self) -> bool:
        return self.purpose is Purpose.HERO

    @property
    def width(self) -> float:
        """Of what is printed, between the margins."""
        return self.measures.width - 2 * self.margin


_SLIDE = QPageSize(QSizeF(960, 540), QPageSize.Unit.Point, "16:9")
_DOTS_300 = 300 / 96


def _on(paper: Paper) -> Stock:
    return Stock(MEASURES[paper], 42.0, 1.0, Purpose.SHEET, PRINT, _DOTS_300, _DOTS_300, 1.0, 0.95)


STOCKS = {
    Medium.A4: _on(Paper.A4),
    Medium.LETTER: _on(Paper.LETTER),
    Medium.PROJECTOR: Stock(
        Measures(_SLIDE, 1280.0, 720.0, 26.0, 14.0, ()), 36.0, 1.42, Purpose.HERO, LIGHT, 1.5, 2.0, 0.95, 0.7
    ),
}
