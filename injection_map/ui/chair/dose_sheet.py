"""Another dose for a site: steps of the syringe's marks, a reason, and the new total before it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.dosing import totals
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.ui.chair.reason_picker import ReasonPicker
from injection_map.ui.chair.sheets import Sheet
from injection_map.ui.controls import Button, Segments, Text
from injection_map.ui.page import is_typing
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import in_sentence

STEP_UNITS = Decimal("2.5")
QUICK_UNITS = (Decimal("2.5"), Decimal(5), Decimal("7.5"), Decimal(10))
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
        self._quick = Segments(theme, [(words.figure(units), None) for units in QUICK_UNITS])
        self._quick.chosen.connect(self._on_quick)
        self.body.addWidget(self._quick)
        self.picker = ReasonPicker(theme, reasons)
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

    def _on_quick(self, index: int) -> None:
        self._set(QUICK_UNITS[index])

    def _set(self, units: Decimal) -> None:
        self.units = min(max(units, STEP_UNITS), MOST_UNITS)
        self._refresh()

    def _refresh(self) -> None:
        self._dose.setText(words.units(self.units))
        volume = self._model.vial_volume_ml(self.units)
        self._volume.setText(f"{words.millilitres(volume)} mL" if volume is not None else "")
        self._quick.choose(QUICK_UNITS.index(self.units) if self.units in QUICK_UNITS else -1)
        self.less.setEnabled(self.units > STEP_UNITS)
        self.more.setEnabled(self.units < MOST_UNITS)
        self.main.setText(f"Give {words.units(self.units)}" if self._give else f"Set {words.units(self.units)}")
        self.main.setAccessibleName(self.main.text())
        same = self.units == self._site.units
        self.main.setEnabled(bool(self.reason) and not same)
        self._outcome.setText("This is the dose as it stands." if same else self._total_words())

    def _total_words(self) -> str:
        """Total becomes 157.5 units; over the protocol's limit it says so, with the reason asked for above."""
        changed = [
            replace(site, units=self.units) if site.key == self._site.key else site for site in self._model.visit.sites
        ]
        total = totals(changed).units_expected
        opened = self._model.visit.opened
        limit = opened.visit_units_limit if opened else None
        over = f", over the protocol’s {words.figure(limit)}" if limit is not None and total > limit else ""
        given = " It is given already: this corrects the record." if self._site.status is SiteStatus.GIVEN else ""
        return f"Total becomes {words.units(total)}{over}.{given}"
