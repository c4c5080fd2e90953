"""Another dose for a site: steps of the syringe's marks, a reason, and the new total before it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.commands import ChangeDose
from injection_map.domain.dosing import totals
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.ui.chair.caution import Caution
from injection_map.ui.chair.reason_picker import ReasonPicker
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Button, Segments, Text
from injection_map.ui.page import is_typing
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import in_sentence

STEP_UNITS = Decimal("2.5")
QUICK_UNITS = (Decimal("2.5"), Decimal(5), Decimal("7.5"), Decimal(10))
MARK_ML = Decimal("0.01")
"""The finest mark of a 1 mL syringe."""
IN_RANGE = "Within the protocol’s range"
MOST_UNITS = Decimal(50)
"""What one syringe holds: more in one site is a typing error."""


class DoseSheet(Sheet):
    """Sets the dose of a site to do, corrects that of a given one, or gives it now with another dose."""

    def __init__(
        self, theme: Theme, model: VisitModel, site: SiteState, *, reasons: Sequence[str], give: bool = False
    ) -> None:
        super().__init__(theme, f"Dose, {in_sentence(site.name)}", side=site.side, main="Set")
        self._model, self._site, self._give = model, site, give
        self.units = site.units
        self.body.addLayout(self._stepper())
        self._quick_units = quick_units(site)
        self._mark_units = units_of_a_mark(model)
        self.body.addWidget(self._quick_row())
        self.body.addLayout(self._mark_row())
        self._caution = Caution(theme)
        self._caution.setObjectName("limit")
        self._caution.set_small(True)
        self._caution.set_role("small")
        self.body.addWidget(self._caution)
        ready = (IN_RANGE, *reasons) if site.highest_units else reasons
        self.picker = ReasonPicker(theme, ready, short=theme.compact)
        self.picker.changed.connect(self._refresh)
        self.body.addWidget(self.picker)
        self._outcome = Text(theme, "body", wrap=True)
        self._outcome.setObjectName("outcome")
        self.body.addWidget(self._outcome)
        self.body.addStretch(1)
        self._refresh()

    def _stepper(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.less = Button(self.theme, "", icon="minus", height_px=(76, 60))
        self.less.setAccessibleName("2.5 units less")
        self.less.setObjectName("dose-less")
        self.less.clicked.connect(self._on_less)
        self.more = Button(self.theme, "", icon="plus", height_px=(76, 60))
        self.more.setAccessibleName("2.5 units more")
        self.more.setObjectName("dose-more")
        self.more.clicked.connect(self._on_more)
        figures = QVBoxLayout()
        figures.setSpacing(0)
        self._dose = Text(self.theme, "dose")
        self._dose.setObjectName("dose")
        self._volume = Text(self.theme, "lead", colour="t2")
        for label in (self._dose, self._volume):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            figures.addWidget(label)
        for button in (self.less, self.more):
            button.setFixedWidth(self.theme.px(84, 68))
        row.addWidget(self.less)
        row.addLayout(figures, 1)
        row.addWidget(self.more)
        return row

    def _quick_row(self) -> Segments:
        """The usual doses."""
        self._quick = Segments(self.theme, [(words.figure(units), None) for units in self._quick_units])
        self._quick.chosen.connect(self._on_quick)
        for part, units in zip(self._quick.parts, self._quick_units, strict=True):
            part.setAccessibleName(words.units(units))
        return self._quick

    def _mark_row(self) -> QHBoxLayout:
        """One mark of the syringe less or more."""
        row = QHBoxLayout()
        row.setSpacing(8)
        self.mark_less, self.mark_more = (
            self._mark_button(sign, word) for sign, word in (("−", "less"), ("+", "more"))
        )
        self.mark_less.clicked.connect(self._on_mark_less)
        self.mark_more.clicked.connect(self._on_mark_more)
        said = Text(self.theme, "small", f"by {words.millilitres(MARK_ML)} mL", colour="t3")
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.mark_less)
        row.addWidget(said, 1)
        row.addWidget(self.mark_more)
        return row

    def _mark_button(self, sign: str, word: str) -> Button:
        button = Button(self.theme, f"{sign}{words.figure(self._mark_units)}", height_px=(48, 44))
        button.setObjectName(f"dose-mark-{word}")
        button.setAccessibleName(f"{words.millilitres(MARK_ML)} mL {word}, {words.units(self._mark_units)}")
        return button

    @property
    def reason(self) -> str:
        return self.picker.reason

    def first_focus(self) -> QWidget:
        return self.more

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_typing(self.focusWidget()):
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Up):
            self._on_more()
        elif event.key() in (Qt.Key.Key_Minus, Qt.Key.Key_Down):
            self._on_less()
        else:
            super().keyPressEvent(event)

    def _on_less(self) -> None:
        self._set(self.units - STEP_UNITS)

    def _on_more(self) -> None:
        self._set(self.units + STEP_UNITS)

    def _on_mark_less(self) -> None:
        self._set(self.units - self._mark_units)

    def _on_mark_more(self) -> None:
        self._set(self.units + self._mark_units)

    def _on_quick(self, index: int) -> None:
        self._set(self._quick_units[index])

    def _set(self, units: Decimal) -> None:
        """From one mark of the syringe on: 0 is Skip."""
        self.units = min(max(units, self._mark_units), MOST_UNITS)
        self._refresh()

    def _refresh(self) -> None:
        self._dose.setText(words.units(self.units))
        volume = self._model.vial_volume_ml(self.units)
        self._volume.setText(f"{words.millilitres(volume)} mL" if volume is not None else "")
        self._quick.choose(self._quick_units.index(self.units) if self.units in self._quick_units else -1)
        self.less.setEnabled(self.units > STEP_UNITS)
        self.mark_less.setEnabled(self.units > self._mark_units)
        for button in (self.more, self.mark_more):
            button.setEnabled(self.units < MOST_UNITS)
        asked = ChangeDose(self._site.key, self.units, self.reason)
        warnings = self._model.warnings(asked)
        self._caution.set_text("\n".join(warning.sentence for warning in warnings))
        self.main.setText(f"Give {words.units(self.units)}" if self._give else f"Set {words.units(self.units)}")
        self.main.setAccessibleName(self.main.text())
        same = self.units == self._site.units
        self.main.setEnabled(bool(self.reason) and not same)
        is_told = "visit-units" in {warning.kind for warning in warnings}
        self._outcome.setText("This is the dose as it stands." if same else self._total_words(is_told=is_told))
        self._outcome.setVisible(bool(self._outcome.text()))

    def _total_words(self, *, is_told: bool) -> str:
        """Total becomes 152.5 units; where a warning tells the total it is not told twice."""
        changed = [
            replace(site, units=self.units) if site.key == self._site.key else site for site in self._model.visit.sites
        ]
        total = totals(changed).units_expected
        given = "It is given already: this corrects the record." if self._site.status is SiteStatus.GIVEN else ""
        return " ".join(filter(None, ("" if is_told else f"Total becomes {words.units(total)}.", given)))


def quick_units(site: SiteState) -> tuple[Decimal, ...]:
    """The usual doses, or of a range its ends and the steps between them, four at most."""
    if site.highest_units is None:
        return QUICK_UNITS
    steps = [site.planned_units]
    while steps[-1] + STEP_UNITS < site.highest_units and len(steps) < len(QUICK_UNITS) - 1:
        steps.append(steps[-1] + STEP_UNITS)
    return (*steps, site.highest_units)


def units_of_a_mark(model: VisitModel) -> Decimal:
    """What the finest mark of the syringe holds of the vial in hand, to the thousandth; half a unit without a vial."""
    vial = model.visit.vial
    return round(MARK_ML * vial.units / vial.diluent_ml, 3) if vial else Decimal("0.5")
