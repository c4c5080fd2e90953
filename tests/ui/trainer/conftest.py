"""A demonstration of the shipped protocol, with both of its windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from ui.page_hands import NO_MODIFIER, Hands, leave, sit_at

from injection_map import resources
from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.art_cache import ArtCache
from injection_map.domain.hands_free import Act, HandsFree, Input
from injection_map.domain.placement import PlacedSite
from injection_map.domain.protocol import Protocol
from injection_map.ui.icons import Icons
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.audience import AudienceSheet, AudienceView
from injection_map.ui.trainer.demonstration_keys import DemonstrationKeys
from injection_map.ui.trainer.demonstration_model import DemonstrationModel
from injection_map.ui.trainer.presenter_page import PresenterPage

AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
PEDAL, SECOND_PEDAL = Qt.Key.Key_F13, Qt.Key.Key_F14
LEARNED = HandsFree({Act.FORWARD: Input(PEDAL), Act.BACK: Input(SECOND_PEDAL)})


@dataclass
class Lecture:
    """The trainer's page in its window, the model, and what was kept."""

    hands: Hands
    model: DemonstrationModel
    keys: DemonstrationKeys
    art: ArtCache
    now: list[datetime]
    kept: list[tuple[str, str]] = field(default_factory=list)

    @property
    def page(self) -> PresenterPage:
        assert isinstance(self.hands.page, PresenterPage)
        return self.hands.page

    def on_copy(self, x: float, y: float) -> QPoint:
        """A place on the copy of the audience view, by its share of width and height, in px of the window."""
        sheet = self.page.copy.sheet
        return sheet.mapTo(self.hands.shell, QPoint(round(x * sheet.width()), round(y * sheet.height())))

    def move(self, x: float, y: float) -> None:
        QTest.mouseMove(self.hands.shell.windowHandle(), self.on_copy(x, y))

    def draw(self, *way: tuple[float, float]) -> None:
        window = self.hands.shell.windowHandle()
        QTest.mousePress(window, Qt.MouseButton.LeftButton, NO_MODIFIER, self.on_copy(*way[0]))
        for place in way[1:]:
            QTest.mouseMove(window, self.on_copy(*place))
        QTest.mouseRelease(window, Qt.MouseButton.LeftButton, NO_MODIFIER, self.on_copy(*way[-1]))


Give = Callable[..., Lecture]
Shipped = tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]


@pytest.fixture
def model(shipped: Shipped, qtbot: QtBot) -> Iterator[DemonstrationModel]:
    made = DemonstrationModel(shipped[0], shipped[1])
    yield made
    made.deleteLater()


@pytest.fixture
def lecture(qtbot: QtBot, theme: Theme, shipped: Shipped, model: DemonstrationModel) -> Iterator[Give]:
    """Opens the trainer's page. Without `art` the marks are drawn on the bare stage."""
    with ExitStack() as stack:

        def give(
            *, size: tuple[int, int] = (1280, 800), notes: Mapping[str, str] | None = None, art: bool = False
        ) -> Lecture:
            cache = ArtCache(shipped[2])
            stack.callback(cache.close)
            if not art:
                cache.close()
            keys = DemonstrationKeys(model, LEARNED, key_up_ms=0)
            kept: list[tuple[str, str]] = []
            now = [AT]
            page = PresenterPage(
                theme,
                model,
                cache,
                keys,
                clock=lambda: now[0],
                shape=QSize(1920, 1080),
                notes=notes or {},
                keep_note=lambda key, note: kept.append((key, note)),
            )
            hands = sit_at(qtbot, theme, page, size=size)
            stack.callback(leave, hands)
            return Lecture(hands, model, keys, cache, now, kept)

        yield give


@pytest.fixture
def view(
    qtbot: QtBot, theme: Theme, shipped: Shipped, model: DemonstrationModel
) -> Iterator[Callable[..., AudienceView]]:
    """Opens the window for the audience, without the anatomy unless `art`."""
    with ExitStack() as stack:

        def show(*, size: tuple[int, int] = (960, 540), art: bool = False, motion: bool = False) -> AudienceView:
            cache = ArtCache(shipped[2], budget_bytes=128 << 20)
            stack.callback(cache.close)
            if not art:
                cache.close()
            sheet = AudienceSheet(Icons(resources.icons()), model, cache, motion=motion)
            keys = DemonstrationKeys(model, LEARNED, key_up_ms=0)
            made = AudienceView(sheet, keys)
            stack.callback(made.deleteLater)
            with qtbot.waitActive(made):
                made.show_on(None)
                made.resize(*size)
                made.activateWindow()
            return made

        yield show
