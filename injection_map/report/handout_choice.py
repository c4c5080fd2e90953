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

    `text` is how much larger its text is than a printed record's. `dots_per_px` are a picture's, `art_dots_per_px`
    those of the drawings. On these `drawing_text` scales the labels, on small ones `small_text`; `apart_px` is how far
    apart sites are drawn at least.
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
    apart_px: float

    @property
    def is_slide(self) -> bool:
        return self.purpose is Purpose.SLIDE

    @property
    def width(self) -> float:
        """Of what is printed, between the margins."""
        return self.measures.width - 2 * self.margin


_SLIDE = QPageSize(QSizeF(960, 540), QPageSize.Unit.Point, "16:9")
_DOTS_300 = 300 / 96


def _on(paper: Paper) -> Stock:
    return Stock(
        measures=MEASURES[paper],
        margin=42.0,
        text=1.0,
        purpose=Purpose.SHEET,
        colours=PRINT,
        dots_per_px=_DOTS_300,
        art_dots_per_px=_DOTS_300,
        drawing_text=1.0,
        small_text=0.95,
        apart_px=28.0,
    )


STOCKS = {
    Medium.A4: _on(Paper.A4),
    Medium.LETTER: _on(Paper.LETTER),
    Medium.PROJECTOR: Stock(
        measures=Measures(_SLIDE, 1280.0, 720.0, 26.0, 14.0, ()),
        margin=36.0,
        text=1.42,
        purpose=Purpose.SLIDE,
        colours=LIGHT,
        dots_per_px=1.5,
        art_dots_per_px=2.0,
        drawing_text=1.0,
        small_text=0.8,
        apart_px=24.0,
    ),
}
