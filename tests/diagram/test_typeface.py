from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF, QGuiApplication
from pytestqt.qtbot import QtBot

from injection_map import resources
from injection_map.diagram.typeface import font, load_typeface
from injection_map.domain.errors import AssetError


@pytest.fixture
def family(qapp: QGuiApplication) -> str:
    return load_typeface(resources.fonts())


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_every_weight_is_the_shipped_one(family: str, weight: int) -> None:
    info = QFontInfo(font(18, weight))
    assert (family, info.family(), info.weight(), info.exactMatch()) == ("Inter", "Inter", weight, True)


def test_figures_have_one_width(family: str) -> None:
    metrics = QFontMetricsF(font(100))
    assert metrics.horizontalAdvance("11111") == pytest.approx(metrics.horizontalAdvance("88888"), abs=0.5)


def test_identifiers_are_drawn_otherwise_than_words(family: str) -> None:
    assert font(18, identifier=True).featureTags() != font(18).featureTags()


def test_a_folder_without_fonts_is_one_sentence(qapp: QGuiApplication, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "Inter-Regular.ttf").write_bytes(b"not a font")
    with pytest.raises(AssetError, match="could not be loaded"):
        load_typeface(tmp_path)


def test_tracking_narrows(family: str) -> None:
    wide, narrow = (QFontMetricsF(font(100, tracking_em=em)) for em in (0, -0.02))
    assert narrow.horizontalAdvance("Temporalis") == pytest.approx(wide.horizontalAdvance("Temporalis") - 20, abs=1)
