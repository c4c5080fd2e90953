"""The chair page with an invented visit, in the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui.chair.hands import RECORD, MoodyStore, Seat, Watch, opened

from injection_map import resources
from injection_map.diagram.art import ArtRenderer
from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.typeface import load_typeface
from injection_map.domain import commands
from injection_map.domain.commands import Command
from injection_map.domain.events import Clinician, Opened
from injection_map.domain.hands_free import hands_free
from injection_map.domain.placement import PlacedSite, place_sites
from injection_map.domain.protocol import Protocol
from injection_map.domain.session import Visit
from injection_map.domain.settings import Settings
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import read_protocol
from injection_map.ui.chair.page import ChairPage
from injection_map.ui.icons import Icons
from injection_map.ui.pace import FASTEST, Pace
from injection_map.ui.shell import Shell
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.workflow.ready_texts import ReadyTexts
from injection_map.workflow.recorder import Recorder

SIZES = {"wide": (1920, 1080), "tablet": (1280, 800)}

SitDown = Callable[..., Seat]


@pytest.fixture(scope="session")
def shipped() -> tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]:
    drawings = read_drawings(resources.diagrams())
    protocol = read_protocol(resources.protocols() / "preempt-31.yaml", drawings)
    return protocol, place_sites(protocol, drawings), ArtRenderer(resources.diagrams())


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    load_typeface(resources.fonts())
    theme = Theme(Icons(resources.icons()))
    theme.apply()
    return theme


@pytest.fixture
def sit_down(
    qtbot: QtBot, theme: Theme, shipped: tuple[Protocol, Mapping[str, PlacedSite], ArtRenderer]
) -> Iterator[SitDown]:
    """Opens the chair page on a visit; `done` is what was recorded in it before, and `art` draws the anatomy too."""
    protocol, placed, renderer = shipped
    with ExitStack() as stack:

        def sit(
            *done: Command,
            size: str | tuple[int, int] = "wide",
            pace: Pace = FASTEST,
            protocol: Protocol = protocol,
            art: bool = False,
            resumed: bool = False,
            pedal_key: int | None = None,
            second_pedal_key: int | None = None,
            pad_at_chair: bool = False,
            ready: ReadyTexts | None = None,
            allergies: str = "latex",
            slow_open: bool = False,
            full_disk: bool = False,
            opening: Opened | None = None,
            people: Sequence[Clinician] = (),
            last: Visit | None = None,
            units_before: Decimal = Decimal(0),
        ) -> Seat:
            store, watch = MoodyStore(), Watch()
            store.full = full_disk
            if slow_open:
                store.gate.clear()
            recorder = Recorder(store, record_id=RECORD, clock=watch, by="Dr A. Lindqvist")
            stack.callback(recorder.close)
            stack.callback(store.gate.set)
            recorder.submit(commands.Open(opening or opened(protocol, allergies=allergies)))
            for command in done:
                assert isinstance(recorder.submit(command), tuple), f"refused: {command}"
            if not slow_open:
                assert recorder.wait_saved(timeout_s=20) is not full_disk
            model = VisitModel(
                recorder,
                protocol=protocol,
                placed=placed,
                drawings=read_drawings(resources.diagrams()),
                clock=watch,
                pace=pace,
                resumed=resumed,
                last=last,
                units_before=units_before,
            )
            stack.callback(model.deleteLater)
            cache = ArtCache(renderer)
            stack.callback(cache.close)
            if not art:
                cache.close()  # nothing is rendered any more: the marks are drawn on the bare stage
            shell = Shell(theme)
            stack.callback(shell.deleteLater)
            shell.resize(*SIZES[size] if isinstance(size, str) else size)
            page = ChairPage(
                theme,
                model,
                cache,
                ready=ready,
                hands_free=hands_free(
                    Settings(pedal_key=pedal_key, second_pedal_key=second_pedal_key, pad_at_chair=pad_at_chair)
                ),
                people=people,
            )
            shell.show_page(page)
            with qtbot.waitActive(shell):
                shell.show()
                shell.activateWindow()
            seat = Seat(qtbot, theme, shell, page, model, recorder, store, watch)
            model.refused.connect(lambda refusal: seat.refusals.append(refusal.sentence))
            return seat

        yield sit
