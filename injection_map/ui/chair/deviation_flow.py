"""A site added or moved for this patient, and the last visit's deviations done again: what is asked and recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Signal

from injection_map.diagram.art import ArtRenderer, Treated
from injection_map.domain import words
from injection_map.domain.additions import added_name, added_sites, allowed_sites
from injection_map.domain.commands import AddSite, MoveSite
from injection_map.domain.dosing import totals
from injection_map.domain.errors import AssetError
from injection_map.domain.geometry import PointMm
from injection_map.domain.last_visit import REPEATED, deviations_of, repeat_commands
from injection_map.domain.limits import acceptances
from injection_map.domain.point_words import point_words, side_at
from injection_map.domain.protocol import Side, View
from injection_map.domain.reasons import Ready
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.ui.chair.flow import Flow
from injection_map.ui.chair.last_visit_sheet import LastVisitSheet
from injection_map.ui.chair.panel import Panel
from injection_map.ui.chair.place_sheet import PlaceSheet
from injection_map.ui.chair.view_requests import point_of
from injection_map.ui.overlay import Proposal
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import VIEW_NAMES, in_sentence
from injection_map.workflow.ready_texts import ReadyTexts

ADDED_UNITS = Decimal(5)
"""What is offered first in a muscle for which the protocol says nothing."""
DOSES = (Decimal("2.5"), Decimal(5), Decimal("7.5"), Decimal(10))


class DeviationFlow(Flow):
    """Nothing is recorded before the sheet is confirmed, and nothing is refused: over a bound it warns.

    While a place is asked for, the drawing shows it, and each touch of the drawing says another.
    """

    said = Signal(str)
    """One sentence for the line over the drawing."""

    def __init__(self, theme: Theme, model: VisitModel, panel: Panel, art: ArtRenderer, ready: ReadyTexts) -> None:
        super().__init__(theme, model, panel, ready)
        self._art = art
        self._asked: AddSite | MoveSite | None = None
        self._view = View.FRONT
        panel.sheet_closed.connect(self._on_closed)

    # --- a place on the drawing ----------------------------------------------------------------------------------

    @property
    def placing(self) -> bool:
        """Whether a place is asked for: then a touch of the drawing is one."""
        return isinstance(self._panel.sheet, PlaceSheet)

    def add(self, view: View, point: PointMm, drawn: Treated) -> None:
        """A site where the drawing was touched; `drawn` is the muscle there, the protocol's or any other."""
        self._view = view
        self._asked = self._addition(view, point, drawn.muscle, drawn.side, self._units_in(drawn.muscle))
        doses = sorted({*DOSES, self._asked.units})
        self._open(
            PlaceSheet(self._theme, "Add a site", side=drawn.side, reasons=self._ready.of(Ready.ADD), doses=doses)
        )

    def move(self, site: SiteState) -> None:
        """The site is given elsewhere in this patient; the drawing shows where it is now until another is said."""
        point = point_of(self._model, site)
        self._view = site.view
        self._asked = MoveSite(site.key, point.x, point.y, "", "")
        if not self._model.overview:
            self._model.show_view(site.view)
        title = f"Move {in_sentence(site.name)}"
        self._open(PlaceSheet(self._theme, title, side=site.side, reasons=self._ready.of(Ready.MOVE)))

    def touch(self, view: View, point: PointMm, drawn: Treated | None) -> None:
        """Another place for what is being placed. A site that is added there may come into another muscle."""
        if view is not self._view:
            self.said.emit(f"The site lies on the {VIEW_NAMES[self._view].lower()} view. Touch that drawing.")
        elif isinstance(self._asked, AddSite) and drawn is not None and drawn.muscle != self._asked.muscle:
            self._change_muscle(point, drawn)
        else:
            self._place_at(point)

    def _open(self, sheet: PlaceSheet) -> None:
        sheet.nudged.connect(self._on_nudged)
        sheet.dose_chosen.connect(self._on_dose)
        sheet.confirmed.connect(self._on_confirmed)
        self._panel.open_sheet(sheet)
        self._show()

    def _addition(self, view: View, point: PointMm, muscle: str, side: Side, units: Decimal) -> AddSite:
        key, name = added_name(self._model.visit, muscle, self._model.protocol.muscle_name(muscle), side)
        return AddSite(key, name, muscle, side, view, _tenth(point.x), _tenth(point.y), units, "")

    def _units_in(self, muscle: str) -> Decimal:
        planned = self._model.protocol.known_muscle(muscle)
        if planned is None:
            return ADDED_UNITS
        return planned.optional.units if planned.optional else planned.sites[0].dose.lowest

    def _change_muscle(self, point: PointMm, drawn: Treated) -> None:
        """What was chosen and typed stays."""
        asked, sheet = self._asked, self._panel.sheet
        assert isinstance(asked, AddSite)
        assert sheet is not None
        self._asked = self._addition(self._view, point, drawn.muscle, drawn.side, asked.units)
        sheet.set_side(drawn.side)
        self._show()

    def _place_at(self, point: PointMm) -> None:
        """A site that is added takes the side on which it lies; one that is moved keeps its own."""
        asked = self._asked
        assert asked is not None
        if isinstance(asked, AddSite):
            side = self._drawn_side(point, asked)
            if side is not asked.side:
                asked = self._addition(self._view, point, asked.muscle, side, asked.units)
                if self._panel.sheet is not None:
                    self._panel.sheet.set_side(side)
        self._asked = replace(asked, x_mm=_tenth(point.x), y_mm=_tenth(point.y))
        self._show()

    def _drawn_side(self, point: PointMm, asked: AddSite) -> Side:
        """That of the drawn muscle: one of the midline is that on both sides."""
        drawn = next((drawn for drawn in self._muscles_at(point) if drawn.muscle == asked.muscle), None)
        return drawn.side if drawn else asked.side if asked.side is Side.MIDLINE else side_at(point, self._view)

    def _on_nudged(self, right_mm: float, down_mm: float) -> None:
        assert self._asked is not None
        self._place_at(PointMm(self._asked.x_mm + right_mm, self._asked.y_mm + down_mm))

    def _on_dose(self, units: Decimal) -> None:
        assert isinstance(self._asked, AddSite)
        self._asked = replace(self._asked, units=units)
        self._show()

    # --- what is shown of it -------------------------------------------------------------------------------------

    def _show(self) -> None:
        asked, sheet = self._asked, self._panel.sheet
        assert asked is not None
        assert isinstance(sheet, PlaceSheet)
        point = PointMm(asked.x_mm, asked.y_mm)
        muscle, side = self._muscle_and_side(asked)
        asked = self._asked = replace(asked, place=self._place_words(point, muscle, side))
        self._model.overlay.propose(Proposal(self._view, muscle, point, added=isinstance(asked, AddSite)))
        warnings = self._model.warnings(asked)
        caution = "\n".join(warning.sentence for warning in warnings)
        if isinstance(asked, AddSite):
            name = self._model.protocol.muscle_name(muscle)
            sheet.setAccessibleName(f"Add a site, {in_sentence(name)}")
            sheet.show_state(
                place=f"{name}, {asked.place}",
                main=f"Add {words.units(asked.units)}",
                outcome=self._added_words(asked, told={warning.kind for warning in warnings}),
                caution=caution,
                may_confirm=True,
                units=asked.units,
            )
            return
        site = self._model.visit.site(asked.site)
        stays = site is None or point.distance_mm(point_of(self._model, site)) < NEAREST_MM
        outcome = "This is where it is now." if stays else "The planned place stays in the record beside it."
        sheet.show_state(
            place=asked.place, main="Move it here", outcome=outcome, caution=caution, may_confirm=not stays
        )

    def _muscle_and_side(self, asked: AddSite | MoveSite) -> tuple[str, Side]:
        if isinstance(asked, AddSite):
            return asked.muscle, asked.side
        site = self._model.visit.site(asked.site)
        assert site is not None
        return site.muscle, site.side

    def _place_words(self, point: PointMm, muscle: str, side: Side) -> str:
        """`12 mm above the tragus`, and whether that is outside the muscle: a nudge can lead there."""
        place = point_words(point, view=self._view, side=side, drawing=self._model.drawings[self._view.plate])
        inside = any(drawn.muscle == muscle for drawn in self._muscles_at(point))
        return place if inside else f"{place}, outside the muscle as drawn"

    def _muscles_at(self, point: PointMm) -> tuple[Treated, ...]:
        """None where the drawing is broken, which the cache of the art says in a sentence."""
        try:
            return self._art.muscles_at(self._view, point)
        except AssetError:
            return ()

    def _added_words(self, asked: AddSite, *, told: Collection[str]) -> str:
        """Total becomes 160 units. Added site 1 of 2. What a warning says already is not said twice."""
        visit = self._model.visit
        total = words.units(totals(visit.sites).units_expected + asked.units)
        allowed = allowed_sites(self._model.protocol.known_muscle(asked.muscle))
        number = len(added_sites(visit, asked.muscle)) + 1
        said = [] if "visit-units" in told else [f"Total becomes {total}."]
        if number <= allowed:
            said.append(f"Added site {number} of the {allowed} that the protocol allows here.")
        return " ".join(said)

    # --- what is recorded ----------------------------------------------------------------------------------------

    def _on_confirmed(self) -> None:
        asked, sheet = self._asked, self._panel.sheet
        assert asked is not None
        assert isinstance(sheet, PlaceSheet)
        asked = replace(asked, reason=sheet.reason)
        accepted = acceptances(self._model.warnings(asked), sheet.reason, asked.site)
        self._record(asked, *accepted, kind=Ready.ADD if isinstance(asked, AddSite) else Ready.MOVE)

    def _on_closed(self) -> None:
        self._asked = None
        self._model.overlay.propose(None)

    # --- the last visit ------------------------------------------------------------------------------------------

    def last_visit(self) -> None:
        """What the last visit did otherwise than planned, and the same again with one press."""
        last = self._model.overlay.last
        if last is None:
            return
        deviations = deviations_of(last)
        repeat = repeat_commands(deviations, self._model.visit)
        warnings = self._model.warnings(*repeat.commands)
        sheet = LastVisitSheet(
            self._theme, last, deviations, repeat, "\n".join(warning.sentence for warning in warnings)
        )
        sheet.confirmed.connect(self._on_repeat)
        self._panel.open_sheet(sheet)

    def _on_repeat(self) -> None:
        """One act, one undo; the visit goes on where it was, not at the site that was added last."""
        last, before = self._model.overlay.last, self._model.next_site
        assert last is not None
        asked = repeat_commands(deviations_of(last), self._model.visit).commands
        accepted = acceptances(self._model.warnings(*asked), REPEATED, None)
        if not self._record(*asked, *accepted) or before is None:
            return
        site = self._model.visit.site(before.key)
        if site is not None and site.status is SiteStatus.TO_DO:
            self._model.choose(site.key)


NEAREST_MM = 0.5
"""A site that is moved by less stays where it is: a touch is no finer."""


def _tenth(mm: float) -> float:
    return round(mm, 1)
