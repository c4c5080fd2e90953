"""The program's typeface, Inter, on screen, on paper and in tests. A QGuiApplication must exist first."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from injection_map.domain.errors import AssetError

FAMILY = "Inter"

_EVERYWHERE = {"calt": 0}
"""No contextual alternates: with them `2025-12-31` leaves a PDF as `2025 12 31`."""

_COLUMNS = {"tnum": 1}
"""Figures of one width, and a hyphen as wide as a figure."""

_IDENTIFIERS = {"zero": 1, "ss02": 1}
"""A slashed zero, and look-alike letters told apart."""


def load_typeface(folder: Path) -> str:
    """Make the fonts of `folder` known to Qt and return the family's name.

    Raises AssetError when none of them is Inter: without a font Qt draws boxes, in silence. A single broken weight
    is no error: Qt takes the nearest.
    """
    families = [family for file in sorted(folder.glob("*.ttf")) for family in _families_of(file)]
    if FAMILY not in families:
        raise AssetError(
            f"The typeface Inter could not be loaded from {folder}, so text would be unreadable. "
            "No record is touched by this. Please install Injection Map again."
        )
    return FAMILY


def _families_of(file: Path) -> list[str]:
    number = QFontDatabase.addApplicationFont(str(file))
    return QFontDatabase.applicationFontFamilies(number) if number >= 0 else []


def font(
    size_px: float, weight: int = 400, *, identifier: bool = False, tabular: bool = True, tracking_em: float = 0.0
) -> QFont:
    """Inter at a whole number of pixels. `weight` is 400, 500, 600 or 700; `identifier` is for lots, numbers, codes.

    `tabular` figures stay in place when they change and stand in columns; without them 18-Nov-2025 is set tighter.
    Before `load_typeface` this is whatever font Qt has instead.
    """
    return QFont(_font(size_px, weight, identifier, tabular, tracking_em))


@lru_cache(maxsize=256)
def _font(size_px: float, weight: int, identifier: bool, tabular: bool, tracking_em: float) -> QFont:
    """Made once: a page asks for some hundred fonts, and making one takes longer than writing a word with it."""
    made = QFont(FAMILY)
    made.setPixelSize(max(1, round(size_px)))
    made.setWeight(QFont.Weight(weight))
    if tracking_em:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, tracking_em * size_px)
    features = _EVERYWHERE | (_COLUMNS if tabular else {}) | (_IDENTIFIERS if identifier else {})
    for tag, value in features.items():
        made.setFeature(QFont.Tag(tag), value)
    return made
