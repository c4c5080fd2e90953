"""What the program carries: four weights of one typeface, and icons that can be tinted."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

pytest.importorskip("PySide6")

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF, QRawFont
from PySide6.QtSvg import QSvgRenderer

from injection_map import resources

ICONS = sorted(resources.icons().glob("*.svg"))


@pytest.fixture(scope="module")
def inter(qapp):
    """Loads the shipped files, and takes them out again: the program's own loading is tested elsewhere."""
    loaded = [QFontDatabase.addApplicationFont(str(file)) for file in sorted(resources.fonts().glob("*.ttf"))]
    assert len(loaded) == 4
    assert -1 not in loaded
    yield loaded
    for font in loaded:
        QFontDatabase.removeApplicationFont(font)


def _font(weight: int, **features: int) -> QFont:
    font = QFont("Inter")
    font.setPixelSize(100)
    font.setWeight(QFont.Weight(weight))
    for tag, value in features.items():
        font.setFeature(QFont.Tag(tag), value)
    return font


@pytest.mark.usefixtures("inter")
def test_one_family_has_four_weights_that_differ():
    weights = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
    widths = set()
    for weight, style in weights.items():
        drawn = QRawFont.fromFont(_font(weight))
        assert (drawn.familyName(), drawn.styleName()) == ("Inter", style)
        assert QFontInfo(_font(weight)).exactMatch()
        widths.add(QFontMetricsF(_font(weight)).horizontalAdvance("Temporalis"))
    assert len(widths) == 4


@pytest.mark.usefixtures("inter")
def test_the_layout_features_of_numbers_and_identifiers_work():
    def width(text: str, **features: int) -> float:
        return QFontMetricsF(_font(400, **features)).horizontalAdvance(text)

    assert width("1") < width("0")
    assert width("1", tnum=1) == width("0", tnum=1)
    assert width("I") < width("I", ss02=1)
    assert width("12x34") != width("12x34", calt=0)


@pytest.mark.usefixtures("inter")
def test_the_typeface_has_the_signs_that_the_program_writes():
    regular = QRawFont.fromFont(_font(400))
    assert [sign for sign in "−×½≥≤±°µ“”’…–→✓ÄßéøłčŻΩЖ" if not regular.supportsCharacter(ord(sign))] == []


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.stem)
def test_an_icon_is_drawn_on_the_grid_and_takes_its_colour_from_its_user(qapp, icon):
    root = ET.parse(icon).getroot()
    assert (root.get("viewBox"), root.get("stroke"), root.get("stroke-width")) == ("0 0 24 24", "currentColor", "1.75")
    assert root.get("fill") == "none"
    assert not [part for part in root.iter() if part is not root and (part.get("fill") or part.get("stroke"))]
    assert QSvgRenderer(icon.read_bytes()).isValid()


def test_licences_stand_beside_what_they_cover():
    assert "SIL OPEN FONT LICENSE" in (resources.fonts() / "OFL.txt").read_text(encoding="utf-8")
    assert "ISC License" in (resources.icons() / "LICENSE").read_text(encoding="utf-8")
