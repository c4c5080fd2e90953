"""The chair of one visit, built and joined to the window: for a patient, and for one who is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from injection_map.app.setup import month_first
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain.events import Clinician
from injection_map.domain.placement import place_sites

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from injection_map.app.earlier_visits import EarlierVisits
    from injection_map.app.visits import Kept
    from injection_map.ui.carton_field import SerialUses
    from injection_map.ui.chair.page import ChairPage
    from injection_map.ui.visit_model import VisitModel
    from injection_map.workflow.recorder import Recorder


@dataclass(frozen=True)
class OpenVisit:
    """A visit that is on the screen, and who keeps it."""

    recorder: Recorder
    model: VisitModel
    chair: ChairPage

    def drop_widgets(self) -> None:
        self.chair.deleteLater()
        self.model.deleteLater()


def open_chair(
    place: Workplace,
    window: Window,
    kept: Kept,
    *,
    resumed: bool,
    earlier: EarlierVisits,
    people: Sequence[Clinician],
    serial_uses: SerialUses,
    parent: QObject,
) -> OpenVisit:
    """Not shown yet. How to finish, leave, save elsewhere and come to the settings is the caller's."""
    from injection_map.ui.chair.page import ChairPage
    from injection_map.ui.chair.prompter import Prompter
    from injection_map.ui.visit_model import VisitModel

    recorder, setup = kept.recorder, place.setup
    model = VisitModel(
        recorder,
        protocol=kept.protocol,
        placed=place_sites(kept.protocol, place.drawings),
        drawings=place.drawings,
        clock=setup.clock,
        pace=setup.pace,
        resumed=resumed,
        last=earlier.last,
        units_before=earlier.units_in_interval,
        parent=parent,
    )
    chair = ChairPage(
        place.theme,
        model,
        place.art,
        ready=place.ready,
        hands_free=place.hands_free,
        panel_left=place.settings.panel_left,
        people=people,
        serial_uses=serial_uses,
        month_first=month_first(),
    )
    chair.full_screen_asked.connect(window.shell.toggle_full_screen)
    chair.theme_asked.connect(place.toggle_theme)
    chair.panel_side_asked.connect(place.toggle_panel_side)
    chair.pedal_learned.connect(place.keep_pedal)
    chair.lock_asked.connect(window.lock.lock)
    Prompter(model, chair).said.connect(place.voice.say)
    window.lock.watch(model)
    return OpenVisit(recorder, model, chair)


def follow_settings(place: Workplace, chair: ChairPage) -> None:
    """The settings have changed while the visit goes on."""
    chair.set_panel_left(place.settings.panel_left)
    chair.set_hands_free(place.hands_free)
