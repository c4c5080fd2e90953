"""Syringes and vials in mid-visit: what has to be taken up next, which there are, and what was wrong about them."""

from __future__ import annotations

from PySide6.QtCore import Signal

from injection_map.domain import commands, words
from injection_map.domain.cartons import Carton, SerialUse
from injection_map.domain.dates import moment_words
from injection_map.domain.dosing import Syringe, syringe_in_hand, syringes, units_left
from injection_map.domain.events import Vial
from injection_map.domain.reasons import Ready
from injection_map.domain.session import Visit
from injection_map.domain.supply import Need, NeedKind, go_on_with_vial, left_words, take_vial, vial_used_up
from injection_map.ui.carton_field import SerialUses
from injection_map.ui.chair.another_vial_sheet import AnotherVialSheet
from injection_map.ui.chair.correction_sheet import CorrectionSheet
from injection_map.ui.chair.flow import Flow
from injection_map.ui.chair.panel import Panel
from injection_map.ui.chair.sheets import ActionSheet, ReasonSheet
from injection_map.ui.chair.syringe_sheet import SyringeSheet
from injection_map.ui.fields import unbroken
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.workflow.ready_texts import ReadyTexts

USE_BY_PASSED = "The time to use the vial by has passed. A new vial or a reason is needed."

_ANOTHER = ("another", "vial", "Another vial", "lot, expiry and when it was mixed")
_GO_ON = ("go-on", "pen", "Go on with this vial", "needs a reason")


class SupplyFlow(Flow):
    """Asks for the next syringe or vial when the model needs one. What is closed is asked for again by Injected."""

    said = Signal(str)
    """One sentence for the line over the drawing."""

    def __init__(
        self,
        theme: Theme,
        model: VisitModel,
        panel: Panel,
        ready: ReadyTexts,
        *,
        serial_uses: SerialUses = lambda _: (),
        month_first: bool = False,
    ) -> None:
        """`serial_uses` finds the other records that have a carton's serial."""
        super().__init__(theme, model, panel, ready)
        self._serial_uses, self._month_first = serial_uses, month_first
        self._number = 1
        model.needed.connect(self.ask)

    def ask(self, need: Need, *, over: bool = False) -> None:
        """What has to be taken up; `over` puts it for a moment over the sheet that is there."""
        if need.kind is NeedKind.SYRINGE:
            self._ask_syringe(need.number)
        else:
            self._ask_vial(need, over=over)

    # --- the next syringe ----------------------------------------------------------------------------------------

    def _ask_syringe(self, number: int) -> None:
        visit = self._model.visit
        assert visit.vial is not None
        in_use = syringe_in_hand(visit, visit.vial)
        rest = ""
        if in_use.number < number:
            rest = f"Syringe {in_use.number} still holds {_held(in_use)}: too little for the next site."
        sheet = SyringeSheet(self._theme, syringes(visit)[number - 1], visit.vial, left_before=rest)
        sheet.confirmed.connect(self._on_syringe)
        self._panel.open_sheet(sheet)

    def _on_syringe(self) -> None:
        """Inside the lock a press is the second one of a double press on Injected."""
        sheet = self._panel.sheet
        assert isinstance(sheet, SyringeSheet)
        if not self._model.locked:
            self._record(commands.TakeSyringe(sheet.number))

    # --- the next vial -------------------------------------------------------------------------------------------

    def _ask_vial(self, need: Need, *, over: bool) -> None:
        visit, number = self._model.visit, need.number
        if need.kind is NeedKind.USE_BY:
            title, fact = "Use by has passed", USE_BY_PASSED
        else:
            title, fact = f"Vial {number} is used up", f"{vial_used_up(number)} {left_words(visit, number)}."
        others = [_vial_row(visit, other) for other in range(1, len(visit.vials) + 1) if _can_take(visit, other)]
        sheet = ActionSheet(self._theme, title, side=None, facts=[fact], actions=[_ANOTHER, *others, _GO_ON])
        sheet.setObjectName(f"need-{need.kind}")
        sheet.chosen.connect(self._on_use_by_act if need.kind is NeedKind.USE_BY else self._on_empty_act)
        self._panel.open_sheet(sheet, over=over)

    def _on_use_by_act(self, action: str) -> None:
        if action == "go-on":
            self._panel.close_sheet()
            self._ask_reason("Use by has passed", self._ready.of(Ready.USE_BY), USE_BY_PASSED).confirmed.connect(
                self._on_use_by
            )
        else:
            self._on_vial_act(action)

    def _on_empty_act(self, action: str) -> None:
        if action == "go-on":
            number = self._model.visit.vial_in_hand
            self._panel.close_sheet()
            title, reasons = f"Vial {number} is used up", self._ready.of(Ready.VIAL_EMPTY)
            sheet = self._ask_reason(title, reasons, vial_used_up(number))
            sheet.confirmed.connect(self._on_empty)
        else:
            self._on_vial_act(action)

    def _ask_reason(self, title: str, reasons: tuple[str, ...], above: str) -> ReasonSheet:
        sheet = ReasonSheet(
            self._theme,
            title,
            side=None,
            reasons=reasons,
            main="Go on with it",
            outcome="The reason stands in the record.",
            above=above,
        )
        self._panel.open_sheet(sheet, over=True)
        return sheet

    def _on_use_by(self) -> None:
        self._record(commands.AcceptUseBy(self._reason()), kind=Ready.USE_BY)

    def _on_empty(self) -> None:
        self._record(go_on_with_vial(self._model.visit, self._reason()), kind=Ready.VIAL_EMPTY)

    # --- which there are -----------------------------------------------------------------------------------------

    def show(self) -> None:
        """The syringes of the vial in hand, and all vials."""
        visit = self._model.visit
        facts = [_syringe_words(syringe, in_hand=syringe.number == visit.syringe) for syringe in syringes(visit)]
        rows = [_vial_row(visit, number) for number in range(1, len(visit.vials) + 1)]
        sheet = ActionSheet(self._theme, "Syringes and vials", side=None, facts=facts, actions=[*rows, _ANOTHER])
        sheet.setObjectName("supply")
        sheet.chosen.connect(self._on_shown_act)
        self._panel.open_sheet(sheet)

    def _on_shown_act(self, action: str) -> None:
        if action == "another":
            self.another_vial()
        else:
            self.vial(int(action.removeprefix("vial-")))

    def vial(self, number: int) -> None:
        """One vial: what it is, and what can be done with it."""
        visit = self._model.visit
        self._number = number
        in_hand = number == visit.vial_in_hand
        actions = [] if in_hand else [("take", "vial", "Take it up", "what is given from now on is given from it")]
        actions.append(("correct", "pen", "Correct its details", "needs a reason"))
        facts = [*_vial_facts(visit.vials[number - 1]), f"{left_words(visit, number)}{', in hand' if in_hand else ''}."]
        sheet = ActionSheet(self._theme, f"Vial {number}", side=None, facts=facts, actions=actions)
        sheet.chosen.connect(self._on_one_vial)
        self._panel.open_sheet(sheet)

    def _on_one_vial(self, action: str) -> None:
        if action == "take":
            self._record(*take_vial(self._model.visit, self._number))
        else:
            self._correct(self._number)

    def _on_vial_act(self, action: str) -> None:
        """A row of what is needed: another vial, or one that was in hand before."""
        if action == "another":
            self._panel.close_sheet()
            self.another_vial(over=True)
        else:
            self._record(*take_vial(self._model.visit, int(action.removeprefix("vial-"))))

    def another_vial(self, *, over: bool = False) -> AnotherVialSheet:
        """Ask for a vial's carton; it is in hand when it is confirmed."""
        model = self._model
        sheet = AnotherVialSheet(
            self._theme,
            model.protocol,
            model.clock,
            number=len(model.visit.vials) + 1,
            serial_uses=self._uses,
            month_first=self._month_first,
        )
        sheet.filled_in.connect(self._on_another)
        self._panel.open_sheet(sheet, over=over)
        return sheet

    def take_scan(self, text: str) -> None:
        """A scanner went off: what it sent is shown as another vial, and one press takes it up."""
        sheet = self._panel.sheet
        if sheet is None or sheet.may_be_replaced:
            sheet = self.another_vial()
        if isinstance(sheet, AnotherVialSheet):
            sheet.take_scan(text)
        else:
            self.said.emit("The scan was not taken. Close what is open, then scan again.")

    def _uses(self, carton: Carton) -> list[SerialUse]:
        """Other records, and the vials of this visit."""
        here = [
            SerialUse(vial.gtin or None, vial.serial, vial.mixed_at.date())
            for vial in self._model.visit.vials
            if vial.serial
        ]
        return [*self._serial_uses(carton), *here]

    def _on_another(self, vial: Vial) -> None:
        self._record(commands.AddVial(vial))

    def _correct(self, number: int) -> None:
        model = self._model
        self._number = number
        vial = model.visit.vials[number - 1]
        sheet = CorrectionSheet(self._theme, model.protocol, model.clock, number=number, vial=vial)
        sheet.filled_in.connect(self._on_corrected)
        self._panel.open_sheet(sheet)

    def _on_corrected(self, vial: Vial, why: str) -> None:
        self._record(commands.CorrectVial(self._number, vial, why))


def _syringe_words(syringe: Syringe, *, in_hand: bool) -> str:
    """Syringe 2 of 4: 32.5 units, 0.65 mL, in hand"""
    held = _held(syringe) if syringe.left_ml else "empty"
    return f"Syringe {syringe.number} of {syringe.count}: {held}{', in hand' if in_hand else ''}"


def _held(syringe: Syringe) -> str:
    """32.5 units, 0.65 mL"""
    return f"{words.units(syringe.left_units)}, {words.millilitres(syringe.left_ml)} mL"


def _can_take(visit: Visit, number: int) -> bool:
    """Whether another vial of the visit still holds something."""
    return number != visit.vial_in_hand and units_left(visit, number) > 0


def _vial_row(visit: Visit, number: int) -> tuple[str, str, str, str]:
    in_hand = ", in hand" if number == visit.vial_in_hand else ""
    title = f"Vial {number}, lot {visit.vials[number - 1].lot}"
    return f"vial-{number}", "vial", title, left_words(visit, number) + in_hand


def _vial_facts(vial: Vial) -> list[str]:
    use_by = f", use by {moment_words(vial.use_by)}" if vial.use_by else ""
    facts = [
        f"{vial.product} {words.units(vial.units)}, lot {vial.lot}, expiry {words.day(vial.expiry)}.",
        f"Mixed {moment_words(vial.mixed_at)}{use_by}.",
    ]
    if vial.expired_reason:
        facts.append(f"Used after its expiry: {vial.expired_reason}")
    return [unbroken(fact) for fact in facts]
