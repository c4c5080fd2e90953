"""What hands and keys do on the chair page: which of them record, which choose, and which only open a sheet."""

from __future__ import annotations

from PySide6.QtCore import QObject

from injection_map.diagram.art import Treated
from injection_map.domain import words
from injection_map.domain.geometry import PointMm
from injection_map.domain.last_visit import deviations_of
from injection_map.domain.protocol import Side, View
from injection_map.domain.session import Phase, SiteState, SiteStatus
from injection_map.ui.chair.banner import cautions_of
from injection_map.ui.chair.care_flow import CareFlow
from injection_map.ui.chair.deviation_flow import DeviationFlow
from injection_map.ui.chair.panel import Panel
from injection_map.ui.chair.sheet_flow import SheetFlow
from injection_map.ui.chair.stage import Stage
from injection_map.ui.chair.supply_flow import SupplyFlow
from injection_map.ui.chair.unsaved import unsaved_lines
from injection_map.ui.overlay import Shown
from injection_map.ui.visit_model import VisitModel


class ChairActs(QObject):
    """Only the next site is recorded by a touch; all else is chosen first, or asked about in a sheet."""

    def __init__(
        self,
        model: VisitModel,
        panel: Panel,
        stage: Stage,
        *,
        sheets: SheetFlow,
        deviations: DeviationFlow,
        care: CareFlow,
        supply: SupplyFlow,
    ) -> None:
        super().__init__(panel)
        self._model, self._panel, self._stage = model, panel, stage
        self._sheets, self._deviations, self._care, self._supply = sheets, deviations, care, supply
        sheets.move_asked.connect(self.move_site)
        deviations.said.connect(stage.say)
        supply.said.connect(stage.say)
        stage.offer_taken.connect(self.show_last_visit)
        self.offer_last_visit()

    def may_open(self) -> bool:
        """A sheet in which something may be typed stays until it is closed."""
        return self._panel.sheet is None or self._panel.sheet.may_be_replaced

    # --- the diagram and the steps -----------------------------------------------------------------------------

    def tap_site(self, key: str) -> None:
        """A tap on the next site records it; on another to do chooses it; on any other opens its sheet."""
        site, next_site = self._model.visit.site(key), self._model.next_site
        if site is None or self._panel.sheet is not None:
            self.open_site(key)
        elif next_site is not None and key == next_site.key:
            self._model.inject()
        elif site.status is SiteStatus.TO_DO:
            self._model.choose(key)
            self._model.hold_off()  # the second tap of a double one finds it the next site
        else:
            self._sheets.site(key)

    def open_site(self, key: str) -> None:
        if self.may_open():
            self._sheets.site(key)

    def open_side(self, muscle: str, side: Side) -> None:
        if self.may_open():
            self._sheets.side(muscle, side)

    def press_muscle(self, muscle: str) -> None:
        """A muscle becomes the next one; a press on the one in hand, or on one that is done, opens its sheet."""
        site = next((site for site in self._model.visit.to_do if site.muscle == muscle), None)
        next_site = self._model.next_site
        if not self.may_open():
            return
        if site is None or (next_site is not None and next_site.muscle == muscle):
            self._sheets.muscle(muscle)
        else:
            self._panel.close_sheet()
            self._model.choose(site.key)

    def touch_place(self, view: View, point: PointMm, drawn: Treated | None) -> None:
        """A site is asked for where the diagram was touched; `drawn` is the muscle there."""
        if self._deviations.placing:
            self._deviations.touch(view, point, drawn)
            return
        if not self.may_open():
            return
        self._stage.set_adding(False)
        if drawn is not None:
            self._deviations.add(view, point, drawn)
        else:
            self._stage.say("No muscle is drawn there. Nothing was added.")

    def move_site(self, site: SiteState) -> None:
        """From the site's sheet."""
        self._deviations.move(site)

    # --- the last visit ------------------------------------------------------------------------------------------

    def toggle_differences(self) -> None:
        self._model.overlay.toggle(Shown.DIFFERENCES)

    def toggle_every_site(self) -> None:
        self._model.overlay.toggle(Shown.EVERY_SITE)

    def show_last_visit(self) -> None:
        """What it did otherwise, and the same again."""
        if self.may_open():
            self._stage.offer("")
            self._deviations.last_visit()

    def offer_last_visit(self) -> None:
        """A quiet line at the beginning, where there is something to do again."""
        last = self._model.overlay.last
        changes = len(deviations_of(last)) if last is not None else 0
        if changes:
            self._stage.offer(f"The last visit had {words.count(changes, 'change')}.")

    # --- buttons and keys --------------------------------------------------------------------------------------

    def skip(self) -> None:
        site = self._model.next_site
        if site is not None and self._model.visit.phase in (Phase.OPEN, Phase.PAUSED):
            self._sheets.skip(site)

    def change_dose(self) -> None:
        site = self._model.next_site
        if site is not None:
            self._sheets.dose(site)

    def note(self) -> None:
        self._sheets.note(self._model.next_site)

    def note_on_visit(self) -> None:
        if self.may_open():
            self._sheets.note(None)

    def start_adding(self) -> None:
        """The next touch of the diagram says where; once more, and it does not."""
        if self.may_open():
            self._panel.close_sheet()
            self._stage.set_adding(not self._stage.adding)

    def reaction(self) -> None:
        if self.may_open():
            self._care.reaction()

    def take_over(self) -> None:
        if self.may_open():
            self._care.take_over()

    def show_supply(self) -> None:
        """The syringes and vials of the visit."""
        if self.may_open():
            self._supply.show()

    def take_scan(self, text: str) -> None:
        """A carton that is scanned in mid-visit is another vial."""
        self._stage.set_adding(False)
        self._supply.take_scan(text)

    def toggle_overview(self) -> None:
        self._model.set_overview(not self._model.overview)

    def toggle_follow(self) -> None:
        self._model.set_follow(not self._model.follow)

    def previous_site(self) -> None:
        self._model.choose_neighbour(-1)

    def following_site(self) -> None:
        self._model.choose_neighbour(1)

    def previous_muscle(self) -> None:
        self._model.choose_muscle(-1)

    def following_muscle(self) -> None:
        self._model.choose_muscle(1)

    # --- what is only read -------------------------------------------------------------------------------------

    def show_keys(self) -> None:
        """The keys and the legend, in the panel's place."""
        if self.may_open():
            self._sheets.keys()

    def show_unsaved(self) -> None:
        if self.may_open():
            self._sheets.facts("What to write down", unsaved_lines(self._model))

    def show_cautions(self) -> None:
        if self.may_open():
            self._sheets.facts("Allergies and cautions", list(cautions_of(self._model)))
